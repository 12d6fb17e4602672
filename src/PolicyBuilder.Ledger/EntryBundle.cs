using System.Buffers;
using System.Buffers.Binary;

namespace PolicyBuilder.Ledger;

/// <summary>
/// Consecutive entries of a log, all of one tile: the unit in which entries are read, exported and audited. The bytes are those
/// a tiled log serves, each entry preceded by its length as a big-endian 16-bit number (C2SP tlog-tiles). Dispose it to
/// return its buffer; its entries must not be used after that.
/// </summary>
public sealed class EntryBundle : IDisposable
{
    /// <summary>The longest entry in bytes that a bundle can hold.</summary>
    public const int LongestEntry = ushort.MaxValue;

    private const int Prefix = sizeof(ushort);

    private readonly TreeHash[] leaves = new TreeHash[Tile.FullWidth];
    private readonly int[] ends = new int[Tile.FullWidth];
    private byte[] buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);

    /// <summary>A bundle without entries; the first one added will be at <paramref name="first"/>.</summary>
    public EntryBundle(long first) => First = first;

    /// <summary>The index in the log of the first entry.</summary>
    public long First { get; }

    /// <summary>How many entries there are, at most 256.</summary>
    public int Count { get; private set; }

    /// <summary>The index after the last entry.</summary>
    public long End => First + Count;

    /// <summary>True if the next entry belongs to the next tile.</summary>
    public bool IsFull => Count > 0 && End % Tile.FullWidth == 0;

    /// <summary>The bundle as a tiled log serves it.</summary>
    public ReadOnlyMemory<byte> Bytes => buffer.AsMemory(0, Count == 0 ? 0 : ends[Count - 1]);

    /// <summary>The leaf hashes as stored beside the entries; whether they fit is for the auditor to find out.</summary>
    public ReadOnlySpan<TreeHash> Leaves => leaves.AsSpan(0, Count);

    /// <summary>The entry at <c>First + position</c>.</summary>
    public ReadOnlySpan<byte> this[int position] =>
        buffer.AsSpan(0, ends.AsSpan(0, Count)[position])[((position == 0 ? 0 : ends[position - 1]) + Prefix)..];

    /// <summary>Reads a bundle as a tiled log serves it.</summary>
    /// <param name="first">The index of its first entry.</param>
    /// <param name="bytes">The bundle.</param>
    /// <param name="leaves">The leaf hashes of the tile that belongs to it.</param>
    /// <exception cref="InvalidDataException">It does not hold exactly as many whole entries as there are leaf hashes.</exception>
    public static EntryBundle Read(long first, ReadOnlySpan<byte> bytes, ReadOnlySpan<TreeHash> leaves)
    {
        var bundle = new EntryBundle(first);
        try
        {
            foreach (ref readonly var leaf in leaves)
            {
                var length = bytes.Length < Prefix ? int.MaxValue : BinaryPrimitives.ReadUInt16BigEndian(bytes);
                if (length > bytes.Length - Prefix)
                    throw new InvalidDataException($"The bundle ends within entry {bundle.End}.");
                bundle.Add(bytes.Slice(Prefix, length), leaf);
                bytes = bytes[(Prefix + length)..];
            }

            return bytes.IsEmpty ? bundle : throw new InvalidDataException($"The bundle has more than the {leaves.Length} entries of its tile.");
        }
        catch
        {
            bundle.Dispose();
            throw;
        }
    }

    /// <summary>Adds the next entry.</summary>
    /// <exception cref="ArgumentException">The entry is longer than 65,535 bytes.</exception>
    /// <exception cref="InvalidOperationException">The bundle is full.</exception>
    public void Add(ReadOnlySpan<byte> entry, in TreeHash leaf)
    {
        if (entry.Length > LongestEntry)
            throw new ArgumentException($"An entry has at most {LongestEntry} bytes, not {entry.Length}.", nameof(entry));
        if (IsFull)
            throw new InvalidOperationException("The next entry belongs to the next tile.");
        var start = Count == 0 ? 0 : ends[Count - 1];
        var end = start + Prefix + entry.Length;
        if (end > buffer.Length)
            Grow(start, end);
        BinaryPrimitives.WriteUInt16BigEndian(buffer.AsSpan(start), (ushort)entry.Length);
        entry.CopyTo(buffer.AsSpan(start + Prefix));
        leaves[Count] = leaf;
        ends[Count++] = end;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Count = 0;
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
    }

    private void Grow(int used, int needed)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, buffer.Length * 2));
        buffer.AsSpan(0, used).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}
