using System.Diagnostics;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Formats.Writers.Word;

/// <summary>
/// A stretch of characters in one format: what a Word run says. Inlines nest; spans stand in a row, so that two
/// versions of a line can be compared and marked span by span.
/// </summary>
/// <param name="Text">The characters; <c>\n</c> stands for a line break.</param>
/// <param name="Format">How they look and where they lead.</param>
internal readonly record struct WordSpan(string Text, WordFormat Format)
{
    /// <summary>The spans of <paramref name="content"/>, neighbours of the same format joined.</summary>
    public static List<WordSpan> Of(Sequence<Inline> content)
    {
        var spans = new List<WordSpan>(content.Count);
        Append(content, default, spans);
        return spans;
    }

    private static void Append(Sequence<Inline> content, WordFormat format, List<WordSpan> spans)
    {
        foreach (var inline in content)
        {
            switch (inline)
            {
                case Text text:
                    Append(text.Value, format, spans);
                    break;
                case Answer answer:
                    Append(answer.Value, format, spans);
                    break;
                case LineBreak:
                    Append("\n", format, spans);
                    break;
                case Strong strong:
                    Append(strong.Content, format with { Strong = true }, spans);
                    break;
                case Emphasis emphasis:
                    Append(emphasis.Content, format with { Emphasis = true }, spans);
                    break;
                case Link link:
                    Append(link.Content, format.LeadsSomewhere ? format : format with { Address = link.Address }, spans);
                    break;
                case Reference reference:
                    Append(reference.Label, format.LeadsSomewhere ? format : format with { Target = reference.Target }, spans);
                    break;
                default:
                    throw new UnreachableException();
            }
        }
    }

    private static void Append(string text, WordFormat format, List<WordSpan> spans)
    {
        if (text.Length == 0)
            return;
        if (spans.Count > 0 && spans[^1].Format == format)
            spans[^1] = new WordSpan(spans[^1].Text + text, format);
        else
            spans.Add(new WordSpan(text, format));
    }
}

/// <summary>How a span looks and where it leads. Links do not nest: the outer one holds.</summary>
/// <param name="Address">The address of a link out of the document, or null.</param>
/// <param name="Target">The clause that a reference points to, or null.</param>
internal readonly record struct WordFormat(bool Strong, bool Emphasis, string? Address, ClauseId? Target)
{
    public bool LeadsSomewhere => Address is not null || Target is not null;
}
