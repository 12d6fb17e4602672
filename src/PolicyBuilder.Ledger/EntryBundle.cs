using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace PolicyBuilder.Ledger;

/// <summary>Entries as a tiled log serves them: each preceded by its length, a big-endian 16-bit number (C2SP tlog-tiles).</summary>
public static class EntryBundle
{
    /// <summary>The longest entry in bytes that a bundle can hold.</summary>
    public const int LongestEntry = ushort.MaxValue;

    /// <summary>Appends an entry to a bundle.</summary>
    /// <exception cref="ArgumentException">The entry is longer than 65,535 bytes.</exception>
    public static void Write(IBufferWriter<byte> bundle, ReadOnlySpan<byte> entry)
    {
        if (entry.Length > LongestEntry)
            throw new ArgumentException($"An entry has at most {LongestEntry} bytes, not {entry.Length}.", nameof(entry));
        BinaryPrimitives.WriteUInt16BigEndian(bundle.GetSpan(2), (ushort)entry.Length);
        bundle.Advance(2);
        bundle.Write(entry);
    }

    /// <summary>Where the entries of a bundle lie; false if the bundle ends within an entry.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bundle, [NotNullWhen(true)] out IReadOnlyList<Range>? entries)
    {
        entries = null;
        var found = new List<Range>();
        for (var at = 0; at < bundle.Length;)
        {
            if (bundle.Length - at < 2)
                return false;
            var end = at + 2 + BinaryPrimitives.ReadUInt16BigEndian(bundle[at..]);
            if (end > bundle.Length)
                return false;
            found.Add((at + 2)..end);
            at = end;
        }

        entries = found;
        return true;
    }
}
