using System.Text.RegularExpressions;

namespace PolicyBuilder.Model.Documents;

/// <summary>
/// The stable name of a clause, such as <c>official-use.after-hours</c>: words of <c>a–z 0–9</c> joined by single
/// hyphens, words joined into a path by dots, 2 to 60 characters, beginning with a letter. A label (a., ii., 3.) may
/// change from version to version; the id does not.
/// </summary>
/// <param name="Value">The id as written.</param>
public readonly partial record struct ClauseId(string Value) : IComparable<ClauseId>
{
    /// <summary>The longest id: a Word bookmark and a content-control tag must hold it (64 characters).</summary>
    public const int MaximumLength = 60;

    /// <summary>
    /// Whether the last word is a number, as in <c>purpose.related-policies.3</c>: such an id names a place in a list
    /// that answers fill, and says nothing about which item stands there.
    /// </summary>
    public bool IsPositional
    {
        get
        {
            var last = Value.AsSpan(Value.LastIndexOf('.') + 1);
            return !last.IsEmpty && !last.ContainsAnyExceptInRange('0', '9');
        }
    }

    /// <summary>Whether this is <paramref name="above"/>, or lies under it by its path.</summary>
    public bool IsIn(ClauseId above) =>
        this == above || (Value.StartsWith(above.Value, StringComparison.Ordinal) && Value[above.Value.Length] == '.');

    /// <summary>Whether <paramref name="text"/> is a well-formed id.</summary>
    public static bool IsValid(string text) =>
        text.Length is >= 2 and <= MaximumLength && Form().IsMatch(text);

    /// <inheritdoc/>
    public int CompareTo(ClauseId other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;

    public static bool operator <(ClauseId left, ClauseId right) => left.CompareTo(right) < 0;

    public static bool operator >(ClauseId left, ClauseId right) => left.CompareTo(right) > 0;

    public static bool operator <=(ClauseId left, ClauseId right) => left.CompareTo(right) <= 0;

    public static bool operator >=(ClauseId left, ClauseId right) => left.CompareTo(right) >= 0;

    [GeneratedRegex(@"\A[a-z][a-z0-9]*(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)*\z")]
    private static partial Regex Form();
}
