using System.Text;
using System.Text.Unicode;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Formats.Readers;

/// <summary>
/// The text of a file the user wrote, after the checks that hold for every file: size, UTF-8, characters. Line ends
/// come out as <c>\n</c>, whatever system wrote them; a refused character comes out as U+FFFD, so that the rest of the
/// file is judged in the same run.
/// </summary>
internal static class SourceText
{
    /// <summary>The largest file that is read, in bytes: 1 MiB.</summary>
    public const int MaximumBytes = 1024 * 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false);

    /// <summary>The text, or null when a problem was reported that makes it unreadable.</summary>
    public static string? Read(string file, ReadOnlySpan<byte> bytes, ICollection<Diagnostic> problems)
    {
        if (bytes.Length > MaximumBytes)
        {
            problems.Add(Problems.FileTooLarge(new SourceLocation(file), bytes.Length, MaximumBytes));
            return null;
        }
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            bytes = bytes[3..];
        if (!Utf8.IsValid(bytes))
        {
            problems.Add(Problems.NotUtf8(FirstInvalid(file, bytes)));
            return null;
        }
        var text = StrictUtf8.GetString(bytes);
        if (text.Contains('\r', StringComparison.Ordinal))
            text = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        return WithoutUnusable(file, text, problems);
    }

    /// <summary>The text of a file on disk; a problem when it cannot be read.</summary>
    public static string? ReadFile(string file, string path, ICollection<Diagnostic> problems)
    {
        try
        {
            using var stream = Open(path);
            if (stream.CanSeek && stream.Length > MaximumBytes)
            {
                problems.Add(Problems.FileTooLarge(new SourceLocation(file), stream.Length, MaximumBytes));
                return null;
            }
            return Read(file, Bytes(stream), problems);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problems.Add(Problems.Unreadable(new SourceLocation(file), Reason(exception)));
            return null;
        }
    }

    /// <summary>A file's bytes: never more than one above the limit, however large the file says it is or grows.</summary>
    public static byte[] Bytes(string path)
    {
        using var file = Open(path);
        return Bytes(file);
    }

    private static FileStream Open(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);

    private static byte[] Bytes(FileStream file)
    {
        // Pipes and devices have no length to ask for.
        var bytes = new byte[file.CanSeek ? (int)Math.Min(file.Length, MaximumBytes) + 1 : MaximumBytes + 1];
        var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (length == bytes.Length && length <= MaximumBytes)
            throw new IOException("the file is being written");
        return bytes[..length];
    }

    /// <summary>
    /// Whether a character may stand in a text: not control characters other than tab and line feed, not noncharacters
    /// (U+FDD0–U+FDEF, U+xxFFFE, U+xxFFFF: not for interchange, Unicode § 23.7; our own marks for blanks are made of
    /// them), not lone surrogates and what else XML 1.0 cannot hold (§ 2.2), and not the line ends U+0085, U+2028 and
    /// U+2029, which YAML 1.1 readers take for the end of a line and others do not.
    /// </summary>
    public static bool IsUsable(int codePoint) =>
        codePoint is '\t' or '\n'
        || (codePoint is not (< ' ' or (>= 0x7F and < 0xA0) or 0x2028 or 0x2029 or (>= 0xD800 and <= 0xDFFF) or (>= 0xFDD0 and <= 0xFDEF) or 0xFEFF)
            && (codePoint & 0xFFFE) != 0xFFFE);

    /// <summary>The first character of <paramref name="text"/> that a file may not hold; null when there is none.</summary>
    public static int? FirstUnusable(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            // A lone surrogate stands for itself here, and is refused as such.
            var codePoint = i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]) ? char.ConvertToUtf32(text[i], text[i + 1]) : text[i];
            if (!IsUsable(codePoint))
                return codePoint;
            if (codePoint > 0xFFFF)
                i++;
        }
        return null;
    }

    /// <summary>Why the system would not let a file be read, without its path.</summary>
    public static string Reason(Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => "there is no such file",
        UnauthorizedAccessException => "you may not read it, or it is a folder",
        _ => "the system says: " + exception.Message,
    };

    /// <summary>Reports the first unusable character of each line, and puts U+FFFD in the place of each.</summary>
    private static string WithoutUnusable(string file, string text, ICollection<Diagnostic> problems)
    {
        StringBuilder? mended = null;
        var line = 1;
        var lineStart = 0;
        var reportedLine = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is >= ' ' and < '\u007F')
                continue;
            if (c == '\n')
            {
                line++;
                lineStart = i + 1;
                continue;
            }
            var units = char.IsHighSurrogate(c) ? 2 : 1;
            var codePoint = units == 2 ? char.ConvertToUtf32(c, text[i + 1]) : c;
            if (!IsUsable(codePoint))
            {
                if (reportedLine != line)
                    problems.Add(Problems.BadCharacter(new SourceLocation(file, line, i - lineStart + 1), codePoint));
                reportedLine = line;
                mended ??= new StringBuilder(text);
                for (var unit = 0; unit < units; unit++)
                    mended[i + unit] = '\uFFFD';
            }
            i += units - 1;
        }
        return mended?.ToString() ?? text;
    }

    private static SourceLocation FirstInvalid(string file, ReadOnlySpan<byte> bytes)
    {
        var start = 0;
        while (Rune.DecodeFromUtf8(bytes[start..], out _, out var length) == System.Buffers.OperationStatus.Done)
            start += length;
        var line = bytes[..start].Count((byte)'\n') + 1;
        var column = StrictUtf8.GetCharCount(bytes[(bytes[..start].LastIndexOf((byte)'\n') + 1)..start]) + 1;
        return new SourceLocation(file, line, column);
    }
}
