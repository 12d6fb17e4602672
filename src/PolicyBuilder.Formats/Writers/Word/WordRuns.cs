using DocumentFormat.OpenXml;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Documents;
using W = DocumentFormat.OpenXml.Wordprocessing;

namespace PolicyBuilder.Formats.Writers.Word;

/// <summary>Builds the runs of a line (ECMA-376 Part 1 § 17.3.2), with hyperlinks around those that lead somewhere.</summary>
internal sealed class WordRuns(WordIdentity identity, WordLinks links)
{
    /// <summary>The runs of <paramref name="content"/>.</summary>
    public List<OpenXmlElement> Of(Sequence<Inline> content) => Of(WordSpan.Of(content));

    /// <summary>The runs of <paramref name="spans"/>; neighbours that lead to one place share a hyperlink.</summary>
    public List<OpenXmlElement> Of(List<WordSpan> spans)
    {
        var elements = new List<OpenXmlElement>(spans.Count);
        var (address, target) = ((string?)null, (ClauseId?)null);
        foreach (var span in spans)
        {
            var format = span.Format;
            if (Hyperlink(format) is not { } fresh)
            {
                elements.Add(Run(span));
            }
            else if (elements is [.., W.Hyperlink open] && format.Address == address && format.Target == target)
            {
                open.AppendChild(Run(span));
            }
            else
            {
                fresh.AppendChild(Run(span));
                elements.Add(fresh);
            }
            (address, target) = (format.Address, format.Target);
        }
        return elements;
    }

    /// <summary>One run with the format of <paramref name="span"/>.</summary>
    public static W.Run Run(WordSpan span)
    {
        var run = new W.Run();
        if (Properties(span.Format) is { } properties)
            run.AppendChild(properties);
        AppendText(run, span.Text);
        return run;
    }

    /// <summary>One run of plain text.</summary>
    public static W.Run Run(string text) => Run(new WordSpan(text, default));

    /// <summary>The run properties of <paramref name="format"/>; null where the paragraph's own look is meant.</summary>
    public static W.RunProperties? Properties(WordFormat format)
    {
        if (format == default)
            return null;
        var properties = new W.RunProperties();
        if (format.Address is not null)
            properties.AppendChild(new W.RunStyle { Val = WordStyles.Hyperlink });
        else if (format.Target is not null)
            properties.AppendChild(new W.RunStyle { Val = WordStyles.ClauseReference });
        if (format.Strong)
            properties.Append(new W.Bold(), new W.BoldComplexScript());
        if (format.Emphasis)
            properties.Append(new W.Italic(), new W.ItalicComplexScript());
        return properties;
    }

    // A hyperlink to nowhere (a clause that is not in the document, an address that Word would refuse) is plain text.
    private W.Hyperlink? Hyperlink(WordFormat format) =>
        format.Address is not null && links.RelationshipOf(format.Address) is { } relationship
            ? new W.Hyperlink { Id = relationship, History = true }
        : format.Target is { } target && identity.BookmarkOf(target) is { } bookmark
            ? new W.Hyperlink { Anchor = bookmark, History = true }
        : null;

    private static void AppendText(W.Run run, string text)
    {
        var rest = XmlText.Clean(text).AsSpan();
        while (rest.IndexOfAny('\n', '\t') is >= 0 and var stop)
        {
            if (stop > 0)
                run.AppendChild(Preserved(rest[..stop]));
            run.AppendChild<OpenXmlElement>(rest[stop] == '\n' ? new W.Break() : new W.TabChar());
            rest = rest[(stop + 1)..];
        }
        if (rest.Length > 0)
            run.AppendChild(Preserved(rest));
    }

    // Always preserved: an answer that fills a hole later may begin or end with a blank.
    private static W.Text Preserved(ReadOnlySpan<char> text) =>
        new(text.ToString()) { Space = SpaceProcessingModeValues.Preserve };
}
