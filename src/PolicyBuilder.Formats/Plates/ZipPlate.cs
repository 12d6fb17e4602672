using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace PolicyBuilder.Formats.Plates;

/// <summary>
/// A ZIP container as a plate (PKWARE APPNOTE 6.3.9; the profile that Open Packaging Conventions allow: deflate, no
/// encryption, ASCII names). What is fixed is compressed once. Part order and time stamps are fixed, so the same input
/// gives the same bytes.
/// </summary>
/// <param name="parts">The parts in the order in which they are stored.</param>
public sealed class ZipPlate(IEnumerable<ZipPart> parts) : Plate
{
    // 1980-01-01 00:00, the earliest time that ZIP can say (APPNOTE 4.4.6).
    private const ushort DosTime = 0;
    private const ushort DosDate = 1 << 5 | 1;

    private const int LocalHeaderLength = 30;
    private const int DirectoryEntryLength = 46;
    private const int EndLength = 22;

    private readonly PreparedPart[] parts = [.. parts.Select(part => new PreparedPart(Encoding.ASCII.GetBytes(part.Name), DeflatedPlate.Of(part.Content)))];

    /// <inheritdoc/>
    public override void Print(IReadOnlyList<string> answers, IBufferWriter<byte> output)
    {
        var directory = new ArrayBufferWriter<byte>(1024);
        var body = new ArrayBufferWriter<byte>(32 * 1024);
        uint offset = 0;
        foreach (var (name, content) in parts)
        {
            body.ResetWrittenCount();
            var sizes = content.Print(answers, body);
            WriteLocalHeader(output, name, sizes);
            output.Write(body.WrittenSpan);
            WriteDirectoryEntry(directory, name, sizes, offset);
            offset += (uint)(LocalHeaderLength + name.Length) + sizes.Deflated;
        }
        output.Write(directory.WrittenSpan);
        WriteEnd(output, (ushort)parts.Length, (uint)directory.WrittenCount, offset);
    }

    private static void WriteLocalHeader(IBufferWriter<byte> output, byte[] name, DeflatedSizes sizes)
    {
        var header = output.GetSpan(LocalHeaderLength);
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0x04034b50);
        WriteCommonFields(header[4..], name, sizes);
        BinaryPrimitives.WriteUInt16LittleEndian(header[28..], 0);
        output.Advance(LocalHeaderLength);
        output.Write(name);
    }

    private static void WriteDirectoryEntry(ArrayBufferWriter<byte> output, byte[] name, DeflatedSizes sizes, uint offset)
    {
        var header = output.GetSpan(DirectoryEntryLength);
        header[..DirectoryEntryLength].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0x02014b50);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], 20);
        WriteCommonFields(header[6..], name, sizes);
        BinaryPrimitives.WriteUInt32LittleEndian(header[42..], offset);
        output.Advance(DirectoryEntryLength);
        output.Write(name);
    }

    // "Version needed" to "file name length": the same 24 bytes in both headers (APPNOTE 4.3.7, 4.3.12).
    private static void WriteCommonFields(Span<byte> fields, byte[] name, DeflatedSizes sizes)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(fields, 20);
        BinaryPrimitives.WriteUInt16LittleEndian(fields[2..], 0);
        BinaryPrimitives.WriteUInt16LittleEndian(fields[4..], 8);
        BinaryPrimitives.WriteUInt16LittleEndian(fields[6..], DosTime);
        BinaryPrimitives.WriteUInt16LittleEndian(fields[8..], DosDate);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[10..], sizes.Crc);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[14..], sizes.Deflated);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[18..], sizes.Plain);
        BinaryPrimitives.WriteUInt16LittleEndian(fields[22..], (ushort)name.Length);
    }

    private static void WriteEnd(IBufferWriter<byte> output, ushort count, uint size, uint offset)
    {
        var end = output.GetSpan(EndLength);
        end[..EndLength].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(end, 0x06054b50);
        BinaryPrimitives.WriteUInt16LittleEndian(end[8..], count);
        BinaryPrimitives.WriteUInt16LittleEndian(end[10..], count);
        BinaryPrimitives.WriteUInt32LittleEndian(end[12..], size);
        BinaryPrimitives.WriteUInt32LittleEndian(end[16..], offset);
        output.Advance(EndLength);
    }

    private sealed record PreparedPart(byte[] Name, DeflatedPlate Content);
}

/// <summary>One part of a ZIP container.</summary>
/// <param name="Name">Its name, ASCII, with <c>/</c> between folders and none in front.</param>
/// <param name="Content">Its content: a <see cref="TextPlate"/>, or a <see cref="BytesPlate"/>.</param>
public sealed record ZipPart(string Name, Plate Content);

/// <summary>Bytes that are the same in every copy, such as a picture.</summary>
public sealed class BytesPlate(byte[] bytes) : Plate
{
    /// <inheritdoc/>
    public override void Print(IReadOnlyList<string> answers, IBufferWriter<byte> output) => output.Write(bytes);
}
