using System.Globalization;

namespace PolicyBuilder.Formats.Plates;

/// <summary>
/// How an unfilled blank travels through template, Markdown, tree and writers: its number between two Unicode
/// noncharacters (U+FDD0, U+FDD1), which no input may contain. So an answer never meets a parser, and cannot be taken
/// for markup.
/// </summary>
public static class BlankMark
{
    /// <summary>U+FDD0, before the number.</summary>
    public const char Open = '\uFDD0';

    /// <summary>U+FDD1, after the number.</summary>
    public const char Close = '\uFDD1';

    /// <summary>The mark of blank number <paramref name="number"/>.</summary>
    public static string Of(int number) => string.Create(CultureInfo.InvariantCulture, $"{Open}{number}{Close}");

    /// <summary>Whether <paramref name="text"/> is one mark and nothing else; its number in <paramref name="number"/>.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out int number)
    {
        number = -1;
        return text.Length > 2 && text[0] == Open && text.IndexOf(Close) == text.Length - 1
            && int.TryParse(text[1..^1], NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    /// <summary><paramref name="text"/> with every mark replaced by its value.</summary>
    public static string Fill(string text, IReadOnlyList<string> values)
    {
        if (!text.Contains(Open, StringComparison.Ordinal))
            return text;
        if (TryRead(text, out var only))
            return values[only];
        var filled = new System.Text.StringBuilder(text.Length + 64);
        var rest = text.AsSpan();
        while (rest.IndexOf(Open) is >= 0 and var open)
        {
            var close = rest[open..].IndexOf(Close) + open;
            filled.Append(rest[..open])
                .Append(values[int.Parse(rest[(open + 1)..close], NumberStyles.None, CultureInfo.InvariantCulture)]);
            rest = rest[(close + 1)..];
        }
        return filled.Append(rest).ToString();
    }
}
