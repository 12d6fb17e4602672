using System.Diagnostics;
using System.Text;
using PolicyBuilder.Formats.Plates;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Formats.Writers.Markdown;

/// <summary>
/// Writes running text. Emphasis is <c>*</c> and <c>**</c> wherever the flanking rules of CommonMark § 6.2 leave
/// no doubt, <c>_</c> and <c>__</c> inside that, and HTML's tags in the rest: inside a word, between punctuation, beside
/// a blank whose answer is not known.
/// </summary>
internal sealed class MarkdownLines(StringBuilder markdown)
{
    // Where a block could begin by accident; where a blank would be lost.
    private int lineStart = -1;
    private int contentStart = -1;
    private string? continuation;
    private bool inLink;
    private bool starUsed;
    private bool underscoreUsed;
    // What follows the text that is being written.
    private char end;
    private char afterLink;

    /// <summary>A paragraph, or what follows on its first line.</summary>
    /// <param name="content">What to write.</param>
    /// <param name="indent">What a further line begins with.</param>
    /// <param name="atLineStart">Whether nothing but the indent stands before it on the line.</param>
    /// <param name="before">The character that comes after it.</param>
    public void Paragraph(Sequence<Inline> content, string indent, bool atLineStart, char before = '\n')
    {
        end = before;
        lineStart = atLineStart ? markdown.Length : -1;
        continuation = indent;
        Whole(content);
    }

    /// <summary>A heading or cell: one line of the file, within which a line break is a tag.</summary>
    public void OneLine(Sequence<Inline> content)
    {
        end = ' ';
        lineStart = -1;
        continuation = null;
        Whole(content);
    }

    /// <summary>Plain text as one line.</summary>
    public void OneLine(string text)
    {
        lineStart = -1;
        contentStart = markdown.Length;
        Literal(text);
        EndContent(contentStart);
    }

    private void Whole(Sequence<Inline> content)
    {
        var start = contentStart = markdown.Length;
        Inlines(content);
        EndContent(start);
    }

    private void Inlines(Sequence<Inline> content)
    {
        for (var i = 0; i < content.Count; i++)
        {
            switch (content[i])
            {
                case Text text:
                    Literal(text.Value);
                    break;
                case Answer answer:
                    Literal(answer.Value);
                    break;
                case Strong strong:
                    Emphasised(strong.Content, 2, content, i);
                    break;
                case Emphasis emphasis:
                    Emphasised(emphasis.Content, 1, content, i);
                    break;
                case Link link when inLink:
                    Inlines(link.Content);
                    break;
                case Link link:
                    OpenLink();
                    Inlines(link.Content);
                    CloseLink();
                    Address(link.Address);
                    break;
                case Reference reference when inLink:
                    Literal(reference.Label);
                    break;
                case Reference reference:
                    OpenLink();
                    Literal(reference.Label);
                    CloseLink();
                    markdown.Append("(#").Append(reference.Target.Value).Append(')');
                    break;
                case LineBreak:
                    Break(content, i);
                    break;
                default:
                    throw new UnreachableException();
            }
        }
    }

    private void Literal(string text)
    {
        if (text.Length == 0)
            return;
        var atStart = markdown.Length == contentStart && char.IsWhiteSpace(text[0]);
        if (atStart || (markdown.Length == lineStart && !BeginsLikeProse(text)))
            markdown.Append(MarkdownText.Nothing);
        MarkdownText.Append(markdown, text);
    }

    // Not "1.", "- ", "> ", "iv)", "Table:" nor anything else that opens a block here or in pandoc: a word that is no
    // letter or roman number, or after which the marker does not end.
    private static bool BeginsLikeProse(string text)
    {
        var length = 0;
        var roman = true;
        while (length < text.Length && char.IsLetterOrDigit(text[length]))
            roman &= text[length++] is 'i' or 'v' or 'x' or 'l' or 'c' or 'd' or 'm' or 'I' or 'V' or 'X' or 'L' or 'C' or 'D' or 'M';
        if (length == 0 || !char.IsLetter(text[0]) || text.StartsWith("Table", StringComparison.OrdinalIgnoreCase))
            return false;
        return (length > 1 && !roman) || (length < text.Length && text[length] is not ('.' or ')' or ':' or BlankMark.Open));
    }

    private void EndContent(int start)
    {
        if (markdown.Length == start || char.IsWhiteSpace(markdown[^1]))
            markdown.Append(MarkdownText.Nothing);
    }

    private void Emphasised(Sequence<Inline> content, int strength, Sequence<Inline> around, int at)
    {
        var start = markdown.Length;
        var delimiter = starUsed ? '_' : '*';
        var before = start == 0 || start == lineStart ? ' ' : markdown[^1];
        if ((starUsed && underscoreUsed) || before == delimiter)
        {
            markdown.Append(Tag(strength));
            Inside(content);
            markdown.Append(EndTag(strength));
            return;
        }
        ref var used = ref delimiter == '*' ? ref starUsed : ref underscoreUsed;
        used = true;
        markdown.Append(delimiter, strength);
        Inside(content);
        used = false;
        var isSure = IsOneSided(before, markdown[start + strength]) && IsOneSided(After(around, at + 1), markdown[^1]);
        if (isSure)
        {
            markdown.Append(delimiter, strength);
            return;
        }
        markdown.Remove(start, strength).Insert(start, Tag(strength)).Append(EndTag(strength));
        if (lineStart > start)
            lineStart += Tag(strength).Length - strength;
    }

    private static string Tag(int strength) => strength == 2 ? "<strong>" : "<em>";

    private static string EndTag(int strength) => strength == 2 ? "</strong>" : "</em>";

    // Whether a delimiter between the two can be read in one way only, by every reader: white space outside and none
    // inside, or punctuation outside and a letter inside.
    private static bool IsOneSided(char outside, char inside) =>
        MarkdownText.IsWhiteSpace(outside) || (MarkdownText.IsPunctuation(outside) && char.IsLetterOrDigit(inside));

    private void Inside(Sequence<Inline> content)
    {
        var outer = end;
        end = '*';
        var start = contentStart = markdown.Length;
        Inlines(content);
        EndContent(start);
        end = outer;
    }

    // What will be written next. Any other inline begins with punctuation.
    private char After(Sequence<Inline> around, int next)
    {
        for (; next < around.Count; next++)
        {
            var text = around[next] switch
            {
                Text plain => plain.Value,
                Answer answer => answer.Value,
                _ => "*",
            };
            if (text.Length > 0)
                return text[0];
        }
        return end;
    }

    private void OpenLink()
    {
        // "!" before it would make a picture of it, and an answer may end so.
        if (markdown.Length > 0 && markdown[^1] is '!' or BlankMark.Close)
            markdown.Append(MarkdownText.Nothing);
        markdown.Append('[');
        contentStart = markdown.Length;
        inLink = true;
        (end, afterLink) = (']', end);
    }

    private void CloseLink()
    {
        inLink = false;
        end = afterLink;
        EndContent(-1);
        markdown.Append(']');
    }

    private void Address(string address)
    {
        var pointed = address.AsSpan().ContainsAny(' ', BlankMark.Open);
        markdown.Append(pointed ? "(<" : "(");
        foreach (var character in address)
        {
            // As a character reference nothing is markup, neither in a table nor in a link.
            if (character is '\\' or '<' or '>' or '(' or ')' or '|' or '*' or '_' or '[' or ']' or '`' or '"' or '\'' or '&' or '\t' or '\n' or '\r')
                markdown.Append("&#").Append((int)character).Append(';');
            else
                markdown.Append(character);
        }
        markdown.Append(pointed ? ">)" : ")");
    }

    private void Break(Sequence<Inline> content, int at)
    {
        var between = at > 0 && at + 1 < content.Count && content[at + 1] is Text { Value.Length: > 0 } or Answer { Value.Length: > 0 };
        if (continuation is null || !between || markdown.Length == lineStart)
        {
            if (markdown.Length == lineStart)
                markdown.Append(MarkdownText.Nothing);
            markdown.Append("<br>");
            return;
        }
        EndContent(-1);
        markdown.Append("\\\n").Append(continuation);
        lineStart = contentStart = markdown.Length;
    }
}
