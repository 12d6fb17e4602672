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
    /// <summary>Renders as nothing and is never the start of a block: stands for empty text, and before risky text.</summary>
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
        var markdown = new StringBuilder(answer.Length + 16);
        AppendPiece(markdown, answer, escapeOuterBlanks: true);
        return markdown.ToString();
    }

    /// <summary>Appends text of the document; blank marks in it pass through.</summary>
    public static void Append(StringBuilder markdown, ReadOnlySpan<char> text)
    {
        while (text.IndexOf(BlankMark.Open) is >= 0 and var open)
        {
            AppendPiece(markdown, text[..open], escapeOuterBlanks: false);
            var close = text.IndexOf(BlankMark.Close);
            markdown.Append(text[open..(close + 1)]);
            text = text[(close + 1)..];
        }
        AppendPiece(markdown, text, escapeOuterBlanks: false);
    }

    /// <summary>Whether <paramref name="character"/> counts as punctuation for the flanking rules (CommonMark § 6.2).</summary>
    public static bool IsPunctuation(char character) =>
        character < 128 ? character > ' ' && !char.IsAsciiLetterOrDigit(character) : char.IsPunctuation(character);

    private static void AppendPiece(StringBuilder markdown, ReadOnlySpan<char> piece, bool escapeOuterBlanks)
    {
        var done = 0;
        if (!piece.IsEmpty && NeedsReference(piece[0], escapeOuterBlanks))
        {
            AppendReference(markdown, piece[0]);
            done = 1;
        }
        var end = piece.Length;
        if (end > done && NeedsReference(piece[^1], escapeOuterBlanks))
            end--;
        while (done < end)
        {
            var plain = piece[done..end].IndexOfAny(Special);
            if (plain < 0)
                plain = end - done;
            markdown.Append(piece.Slice(done, plain));
            done += plain;
            if (done < end)
                AppendSpecial(markdown, piece, done++);
        }
        if (end < piece.Length)
            AppendReference(markdown, piece[^1]);
    }

    private static bool NeedsReference(char outer, bool escapeBlanks) =>
        char.IsWhiteSpace(outer) && (escapeBlanks || outer is not (' ' or '\n' or '\r'));

    private static void AppendReference(StringBuilder markdown, char character) =>
        markdown.Append(CultureInfo.InvariantCulture, $"&#{(character is '\n' or '\r' ? ' ' : (int)character)};");

    private static void AppendSpecial(StringBuilder markdown, ReadOnlySpan<char> piece, int at)
    {
        var character = piece[at];
        switch (character)
        {
            case '\t':
                AppendReference(markdown, character);
                return;
            case '\n' or '\r':
                markdown.Append(' ');
                return;
            // As the last character it would look like the line of a signature.
            case '_' when at == piece.Length - 1:
                AppendReference(markdown, character);
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
