using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace PolicyBuilder.Formats.Plates;

/// <summary>What a ZIP header says of a part: the CRC-32 of its plain bytes, and both lengths in bytes.</summary>
internal readonly record struct DeflatedSizes(uint Crc, uint Plain, uint Deflated);

/// <summary>
/// A plate whose fixed bytes are deflated once, not for every copy: a deflate stream (RFC 1951) may be put together
/// from blocks, and blocks that were flushed apart do not refer to each other. Answers go between them as stored blocks.
/// </summary>
internal sealed class DeflatedPlate
{
    // A final block with fixed codes that holds nothing but its end (RFC 1951 § 3.2.6).
    private static readonly byte[] FinalBlock = [0x03, 0x00];

    private const int MaximumStored = 65_535;

    private readonly TextPlate? text;
    private readonly Piece[] pieces;

    private DeflatedPlate(TextPlate? text, Piece[] pieces)
    {
        this.text = text;
        this.pieces = pieces;
    }

    /// <summary>Deflates what is fixed in <paramref name="plate"/>.</summary>
    public static DeflatedPlate Of(Plate plate)
    {
        if (plate is not TextPlate text)
            return new DeflatedPlate(null, [Deflate(plate.Print(), TextPlate.Segment.NoHole)]);
        var pieces = new Piece[text.Segments.Length];
        for (var i = 0; i < pieces.Length; i++)
            pieces[i] = Deflate(text.Segments[i].Before, text.Segments[i].Hole);
        return new DeflatedPlate(text, pieces);
    }

    /// <summary>Writes the deflate stream of one copy.</summary>
    public DeflatedSizes Print(IReadOnlyList<string> answers, ArrayBufferWriter<byte> output)
    {
        var crc = new Crc32();
        uint plain = 0;
        foreach (var (content, deflated, hole) in pieces)
        {
            crc.Append(content);
            plain += (uint)content.Length;
            output.Write(deflated);
            if (hole == TextPlate.Segment.NoHole)
                continue;
            var answer = Encoding.UTF8.GetBytes(text!.Escape(answers[hole]));
            crc.Append(answer);
            plain += (uint)answer.Length;
            Store(answer, output);
        }
        output.Write(FinalBlock);
        return new DeflatedSizes(crc.GetCurrentHashAsUInt32(), plain, (uint)output.WrittenCount);
    }

    /// <summary>Stored blocks (RFC 1951 § 3.2.4): not final, type 00, length and its complement, the bytes.</summary>
    private static void Store(ReadOnlySpan<byte> answer, ArrayBufferWriter<byte> output)
    {
        while (!answer.IsEmpty)
        {
            var length = Math.Min(answer.Length, MaximumStored);
            var header = output.GetSpan(5);
            header[0] = 0;
            BinaryPrimitives.WriteUInt16LittleEndian(header[1..], (ushort)length);
            BinaryPrimitives.WriteUInt16LittleEndian(header[3..], (ushort)~length);
            output.Advance(5);
            output.Write(answer[..length]);
            answer = answer[length..];
        }
    }

    private static Piece Deflate(byte[] content, int hole)
    {
        if (content.Length == 0)
            return new Piece(content, [], hole);
        var deflated = new MemoryStream(content.Length / 2);
        using var deflate = new DeflateStream(deflated, CompressionLevel.Optimal, leaveOpen: true);
        deflate.Write(content);
        // Ends the block on a byte boundary without ending the stream; what disposing adds is not taken.
        deflate.Flush();
        return new Piece(content, deflated.ToArray(), hole);
    }

    private sealed record Piece(byte[] Content, byte[] Deflated, int Hole);
}
