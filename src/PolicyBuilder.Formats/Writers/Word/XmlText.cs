using System.Buffers;
using System.Text;

namespace PolicyBuilder.Formats.Writers.Word;

/// <summary>Literal text in XML 1.0, in element content and in attribute values alike.</summary>
internal static class XmlText
{
    private static readonly SearchValues<char> Markup = SearchValues.Create("&<>\"");

    // Everything outside Char (XML 1.0 § 2.2), and surrogates, which need a look at their neighbour.
    private static readonly SearchValues<char> Suspect = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Except([0x9, 0xA, 0xD]).Concat(Enumerable.Range(0xD800, 0x800)).Concat([0xFFFE, 0xFFFF]).Select(code => (char)code)]);

    /// <summary>
    /// <paramref name="text"/> with every character that XML cannot carry (most control characters, lone surrogates)
    /// replaced by U+FFFD.
    /// </summary>
    public static string Clean(string text)
    {
        if (text.AsSpan().IndexOfAny(Suspect) < 0)
            return text;
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            clean.Append(rune.IsBmp && Suspect.Contains((char)rune.Value) ? "\uFFFD" : rune.ToString());
        return clean.ToString();
    }

    /// <summary><paramref name="text"/> as XML: cleaned, and its markup characters as entities.</summary>
    public static string Escape(string text)
    {
        text = Clean(text);
        if (text.AsSpan().IndexOfAny(Markup) < 0)
            return text;
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var character in text)
        {
            _ = character switch
            {
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '"' => escaped.Append("&quot;"),
                _ => escaped.Append(character),
            };
        }
        return escaped.ToString();
    }
}
