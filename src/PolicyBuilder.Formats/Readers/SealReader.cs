using System.Buffers.Binary;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Diagnostics;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Formats.Readers;

/// <summary>Reads a city's seal: only as much of the picture as its size in pixels needs.</summary>
internal static class SealReader
{
    /// <summary>The seal; null when a problem makes it unusable.</summary>
    /// <param name="path">The path as city.yaml gives it.</param>
    /// <param name="at">Where city.yaml gives it.</param>
    /// <param name="cityPath">The path of city.yaml.</param>
    public static Picture? Read(string path, SourceLocation at, string cityPath, ICollection<Diagnostic> problems)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(cityPath))!;
        var full = Path.GetFullPath(Path.Combine(folder, path));
        if (!full.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            return Refuse("it lies outside the city's folder");
        if (!File.Exists(full))
            return Refuse("there is no such file");
        byte[] bytes;
        try
        {
            if (new FileInfo(full).Length > SourceText.MaximumBytes)
                return Refuse("it is larger than 1 MiB");
            bytes = File.ReadAllBytes(full);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Refuse(SourceText.Reason(exception));
        }
        if (PngSize(bytes) is { } png)
            return new Picture("image/png", Sequence.Of<byte>(bytes), png.Width, png.Height, "");
        if (JpegSize(bytes) is { } jpeg)
            return new Picture("image/jpeg", Sequence.Of<byte>(bytes), jpeg.Width, jpeg.Height, "");
        return Refuse("it is neither PNG nor JPEG");

        Picture? Refuse(string why)
        {
            problems.Add(Problems.BadSeal(at, path, why));
            return null;
        }
    }

    // PNG (ISO/IEC 15948) § 5.2, § 11.2.2: signature, then IHDR with width and height.
    private static (int Width, int Height)? PngSize(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 24 || !bytes.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]))
            return null;
        return Sized(BinaryPrimitives.ReadInt32BigEndian(bytes[16..]), BinaryPrimitives.ReadInt32BigEndian(bytes[20..]));
    }

    // JPEG (ITU-T T.81) § B.2.2: the frame header SOF0–SOF15, without DHT, JPG and DAC, holds height and width.
    private static (int Width, int Height)? JpegSize(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 4 || bytes[0] != 0xFF || bytes[1] != 0xD8)
            return null;
        var position = 2;
        while (position + 9 < bytes.Length && bytes[position] == 0xFF)
        {
            var marker = bytes[position + 1];
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
                return Sized(BinaryPrimitives.ReadUInt16BigEndian(bytes[(position + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(bytes[(position + 5)..]));
            position += 2 + BinaryPrimitives.ReadUInt16BigEndian(bytes[(position + 2)..]);
        }
        return null;
    }

    private static (int Width, int Height)? Sized(int width, int height) =>
        width is > 0 and <= 20_000 && height is > 0 and <= 20_000 ? (width, height) : null;
}
