using DocumentFormat.OpenXml;
using PolicyBuilder.Model.Documents;
using W = DocumentFormat.OpenXml.Wordprocessing;

namespace PolicyBuilder.Formats.Writers.Word;

/// <summary>Builds paragraphs and their properties. Knows styles and places, not text.</summary>
internal static class WordParagraphs
{
    /// <summary>A paragraph.</summary>
    /// <param name="properties">Its properties, made by one of the methods here.</param>
    /// <param name="content">Its runs.</param>
    public static W.Paragraph Paragraph(W.ParagraphProperties properties, IEnumerable<OpenXmlElement> content)
    {
        var paragraph = new W.Paragraph(properties);
        foreach (var element in content)
            paragraph.AppendChild(element);
        return paragraph;
    }

    /// <summary>A paragraph of plain text.</summary>
    public static W.Paragraph Paragraph(string style, string text) => Paragraph(Plain(style), [WordRuns.Run(text)]);

    /// <summary>Just a style.</summary>
    /// <param name="keepNext">Whether it stays on one page with what follows: it introduces a table or a list.</param>
    public static W.ParagraphProperties Plain(string style, bool keepNext = false)
    {
        var properties = new W.ParagraphProperties(new W.ParagraphStyleId { Val = style });
        if (keepNext)
            properties.AppendChild(new W.KeepNext());
        return properties;
    }

    /// <summary>A heading without a number, at the top of a page of its own.</summary>
    public static W.ParagraphProperties PageHeading() => new(
        new W.ParagraphStyleId { Val = WordStyles.UnnumberedHeading },
        new W.PageBreakBefore());

    /// <summary>The first paragraph of a labelled provision.</summary>
    /// <param name="depth">1 for <c>a.</c>, up to <see cref="Numbering.MaximumDepth"/>.</param>
    /// <param name="list">The list that counts it, from <see cref="WordLists.ListFor"/>.</param>
    /// <param name="keepNext">Whether it stays on one page with what follows: it introduces a table or a list.</param>
    public static W.ParagraphProperties Provision(int depth, int list, bool keepNext = false)
    {
        var properties = Plain(WordStyles.Provision(depth), keepNext);
        properties.AppendChild(new W.NumberingProperties(
            new W.NumberingLevelReference { Val = depth - 1 },
            new W.NumberingId { Val = list }));
        return properties;
    }
}
