using System.Buffers;
using System.Globalization;
using System.Text;
using PolicyBuilder.Formats.Plates;

namespace PolicyBuilder.Formats.Writers.Markdown;

/// <summary>
/// Literal text in Markdown: CommonMark 0.31 § 2.4 and § 2.5, GFM tables and strikethrough, and what pandoc's own
/// dialect adds (citations, attributes, sub- and superscript, dollar maths, smart dashes). One escape fits every
/// position inside a line; what matters only at the start of a line is the business of <see cref="MarkdownLines"/>.
/// </summary>
internal static class MarkdownText
{
    /// <summary>
    /// Renders as nothing and is never the start of a block: stands for empty text, keeps blanks from an edge where they
    /// would be lost or spoil emphasis, and risky text from the start of a line. (Not a character reference: Markdig
    /// looks through those when it judges emphasis.)
    /// </summary>
    public const string Nothing = "<span></span>";

    // A character outside this set never needs an escape, except white space at an end.
    private static readonly SearchValues<char> Special = SearchValues.Create("\\`*_[]<>|~$^{}#&;-.@\t\n\r");

    /// <summary>
    /// An answer as literal text, whatever stands before and after it. Never empty, and never begins or ends with a
    /// blank, so that emphasis marks around it keep working.
    /// </summary>
    public static string Escape(string answer)
    {
        if (answer.Length == 0)
            return Nothing;
        if (!answer.AsSpan().ContainsAny(Special) && !char.IsWhiteSpace(answer[0]) && !char.IsWhiteSpace(answer[^1]))
            return answer;
        var markdown = new StringBuilder(answer.Length + 32);
        if (char.IsWhiteSpace(answer[0]))
            markdown.Append(Nothing);
        AppendPiece(markdown, answer);
        if (char.IsWhiteSpace(answer[^1]))
            markdown.Append(Nothing);
        return markdown.ToString();
    }

    /// <summary>Appends text of the document; blank marks in it pass through.</summary>
    public static void Append(StringBuilder markdown, ReadOnlySpan<char> text)
    {
        while (text.IndexOf(BlankMark.Open) is >= 0 and var open)
        {
            AppendPiece(markdown, text[..open]);
            var close = text.IndexOf(BlankMark.Close);
            markdown.Append(text[open..(close + 1)]);
            text = text[(close + 1)..];
        }
        AppendPiece(markdown, text);
    }

    /// <summary>Whether <paramref name="character"/> counts as white space for the flanking rules (CommonMark § 2.1).</summary>
    public static bool IsWhiteSpace(char character) =>
        character is ' ' or '\t' or '\n' or '\f' or '\r' || char.GetUnicodeCategory(character) == UnicodeCategory.SpaceSeparator;

    /// <summary>Whether <paramref name="character"/> counts as punctuation for the flanking rules (CommonMark § 6.2).</summary>
    public static bool IsPunctuation(char character) =>
        character < 128 ? character > ' ' && !char.IsAsciiLetterOrDigit(character) : char.IsPunctuation(character);

    private static void AppendPiece(StringBuilder markdown, ReadOnlySpan<char> piece)
    {
        var done = 0;
        while (piece[done..].IndexOfAny(Special) is >= 0 and var plain)
        {
            markdown.Append(piece.Slice(done, plain));
            done += plain;
            AppendSpecial(markdown, piece, done++);
        }
        markdown.Append(piece[done..]);
    }

    private static void AppendSpecial(StringBuilder markdown, ReadOnlySpan<char> piece, int at)
    {
        var character = piece[at];
        switch (character)
        {
            case '\t' or '\n' or '\r':
                markdown.Append(' ');
                return;
            // As the last character it would look like the line of a signature.
            case '_' when at == piece.Length - 1:
                markdown.Append("&#95;");
                return;
        }
        var literal = character switch
        {
            '_' => at > 0 && char.IsLetterOrDigit(piece[at - 1]) && char.IsLetterOrDigit(piece[at + 1]),
            '&' => !MayBeginReference(piece[(at + 1)..]),
            ';' => !MayEndReference(markdown, piece[..at]),
            '-' => !EndsWith(markdown, "-"),
            '.' => !EndsWith(markdown, ".."),
            '@' => at > 0 && char.IsLetterOrDigit(piece[at - 1]),
            _ => false,
        };
        if (!literal)
            markdown.Append('\\');
        markdown.Append(character);
    }

    // "R&D" stays; "&amp;" does not, nor does "AT&T" at the end of a piece, where ";" could follow. A name has two
    // letters at least (HTML § 13.5), and "#" is always escaped.
    private static bool MayBeginReference(ReadOnlySpan<char> after)
    {
        var length = LengthOfName(after);
        return length > 1 && (length == after.Length || after[length] == ';');
    }

    // The other half of a reference whose "&" is in an earlier piece or in a hole.
    private static bool MayEndReference(StringBuilder markdown, ReadOnlySpan<char> before)
    {
        if (LengthOfName(before) < before.Length)
            return false;
        var at = markdown.Length - 1;
        while (at >= 0 && char.IsAsciiLetterOrDigit(markdown[at]))
            at--;
        return at < 0 || markdown[at] is '&' || (markdown[at] is BlankMark.Close && !before.IsEmpty);
    }

    private static int LengthOfName(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && char.IsAsciiLetterOrDigit(text[length]))
            length++;
        return length;
    }

    private static bool EndsWith(StringBuilder markdown, string end)
    {
        if (markdown.Length < end.Length)
            return false;
        for (var i = 0; i < end.Length; i++)
        {
            if (markdown[markdown.Length - end.Length + i] != end[i])
                return false;
        }
        return true;
    }
}
