using System.Diagnostics;
using System.Text;
using PolicyBuilder.Formats.Plates;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Formats.Writers.Markdown;

/// <summary>
/// Writes running text. Emphasis is <c>*</c> and <c>**</c> wherever the flanking rules of CommonMark § 6.2 surely let
/// it be read so, <c>_</c> and <c>__</c> inside that, and HTML's tags in the rest: inside a word, beside a blank whose
/// answer is not known.
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

    /// <summary>A paragraph, or what follows on its first line.</summary>
    /// <param name="content">What to write.</param>
    /// <param name="indent">What a further line begins with.</param>
    /// <param name="atLineStart">Whether nothing but the indent stands before it on the line.</param>
    public void Paragraph(Sequence<Inline> content, string indent, bool atLineStart)
    {
        lineStart = atLineStart ? markdown.Length : -1;
        continuation = indent;
        Whole(content);
    }

    /// <summary>A heading or cell: one line of the file, within which a line break is a tag.</summary>
    public void OneLine(Sequence<Inline> content)
    {
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
        var rest = text.AsSpan();
        if (rest[0] == ' ' && markdown.Length == contentStart)
        {
            markdown.Append("&#32;");
            rest = rest[1..];
        }
        else if (markdown.Length == lineStart && !BeginsLikeProse(text))
        {
            markdown.Append(MarkdownText.Nothing);
        }
        MarkdownText.Append(markdown, rest);
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
        if (markdown.Length == start)
        {
            markdown.Append(MarkdownText.Nothing);
        }
        else if (markdown[^1] == ' ')
        {
            markdown.Length--;
            markdown.Append("&#32;");
        }
    }

    private void Emphasised(Sequence<Inline> content, int strength, Sequence<Inline> around, int at)
    {
        var delimiter = !starUsed ? '*' : '_';
        if ((starUsed && underscoreUsed) || !MayOpen(delimiter) || !MayCloseBefore(around, at + 1))
        {
            markdown.Append(strength == 2 ? "<strong>" : "<em>");
            Inside(content);
            markdown.Append(strength == 2 ? "</strong>" : "</em>");
            return;
        }
        ref var used = ref delimiter == '*' ? ref starUsed : ref underscoreUsed;
        used = true;
        markdown.Append(delimiter, strength);
        Inside(content);
        markdown.Append(delimiter, strength);
        used = false;
    }

    private void Inside(Sequence<Inline> content)
    {
        var start = contentStart = markdown.Length;
        Inlines(content);
        EndContent(start);
    }

    private bool MayOpen(char delimiter)
    {
        if (markdown.Length == 0 || markdown.Length == lineStart)
            return true;
        var before = markdown[^1];
        return before != delimiter && (char.IsWhiteSpace(before) || MarkdownText.IsPunctuation(before));
    }

    private static bool MayCloseBefore(Sequence<Inline> around, int next)
    {
        for (; next < around.Count; next++)
        {
            var text = around[next] switch
            {
                Text plain => plain.Value,
                Answer answer => answer.Value,
                _ => null,
            };
            if (text is null)
                return true;
            if (text.Length > 0)
                return char.IsWhiteSpace(text[0]) || MarkdownText.IsPunctuation(text[0]);
        }
        return true;
    }

    private void OpenLink()
    {
        // "!" before it would make a picture of it, and an answer may end so.
        if (markdown.Length > 0 && markdown[^1] is '!' or BlankMark.Close)
            markdown.Append(MarkdownText.Nothing);
        markdown.Append('[');
        contentStart = markdown.Length;
        inLink = true;
    }

    private void CloseLink()
    {
        inLink = false;
        if (markdown[^1] == ' ')
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
