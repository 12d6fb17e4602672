using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace PolicyBuilder.Model;

/// <summary>
/// An immutable list that is equal to another when their items are equal in order, so that records holding lists
/// compare by value. (<c>ImmutableArray</c> compares by reference.)
/// </summary>
/// <typeparam name="T">The type of the items.</typeparam>
[CollectionBuilder(typeof(Sequence), nameof(Sequence.Of))]
public sealed class Sequence<T> : IReadOnlyList<T>, IEquatable<Sequence<T>>
{
    private readonly T[] items;

    internal Sequence(T[] items) => this.items = items;

    internal static Sequence<T> Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => items.Length;

    /// <inheritdoc/>
    public T this[int index] => items[index];

    /// <summary>The items, without a copy.</summary>
    public ReadOnlySpan<T> AsSpan() => items;

    /// <summary>A sequence of what <paramref name="map"/> makes of each item.</summary>
    public Sequence<TResult> Map<TResult>(Func<T, TResult> map) =>
        items.Length == 0 ? Sequence<TResult>.Empty : new(Array.ConvertAll(items, item => map(item)));

    /// <inheritdoc/>
    public bool Equals(Sequence<T>? other) => other is not null && items.AsSpan().SequenceEqual(other.items);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Sequence<T>);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in items)
            hash.Add(item);
        return hash.ToHashCode();
    }

    /// <summary>Walks the items without allocating.</summary>
    public Enumerator GetEnumerator() => new(items);

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => ((IEnumerable<T>)items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => items.GetEnumerator();

    /// <summary>Walks the items.</summary>
    [SuppressMessage("Performance", "CA1815", Justification = "Enumerators are not compared.")]
    [SuppressMessage("Design", "CA1034", Justification = "An enumerator belongs to its list.")]
    public struct Enumerator
    {
        private readonly T[] items;
        private int index;

        internal Enumerator(T[] items)
        {
            this.items = items;
            index = -1;
        }

        /// <summary>The item under the walk.</summary>
        public readonly T Current => items[index];

        /// <summary>Goes to the next item, if there is one.</summary>
        public bool MoveNext() => ++index < items.Length;
    }

    /// <inheritdoc/>
    public override string ToString() => $"[{string.Join(", ", items)}]";
}

/// <summary>Makes <see cref="Sequence{T}"/> values.</summary>
public static class Sequence
{
    /// <summary>A sequence of a copy of <paramref name="items"/>; what a collection expression calls.</summary>
    public static Sequence<T> Of<T>(ReadOnlySpan<T> items) =>
        items.IsEmpty ? Sequence<T>.Empty : new(items.ToArray());

    /// <summary>A sequence of the items of <paramref name="items"/>.</summary>
    public static Sequence<T> ToSequence<T>(this IEnumerable<T> items) => new([.. items]);
}
