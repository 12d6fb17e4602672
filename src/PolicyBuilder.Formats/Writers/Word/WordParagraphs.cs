using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Formats.Writers.Word;

/// <summary>Builds paragraphs and their properties. Knows styles and places, not text.</summary>
internal static class WordParagraphs
{
    /// <summary>A paragraph.</summary>
    /// <param name="properties">Its properties, made by one of the methods here.</param>
    /// <param name="content">Its runs.</param>
    public static WordElement Paragraph(WordElement properties, IEnumerable<WordElement> content) =>
        new(Wml.Paragraph, [properties, .. content]);

    /// <summary>A paragraph of plain text.</summary>
    public static WordElement Paragraph(string style, string text) => Paragraph(Plain(style), [WordRuns.Run(text)]);

    /// <summary>Just a style.</summary>
    /// <param name="keepNext">Whether it stays on one page with what follows: it introduces a table or a list.</param>
    public static WordElement Plain(string style, bool keepNext = false)
    {
        var properties = new WordElement(Wml.ParagraphProperties, WordElement.OfValue(Wml.ParagraphStyle, style));
        if (keepNext)
            properties.Add(new WordElement(Wml.KeepNext));
        return properties;
    }

    /// <summary>A heading without a number, at the top of a page of its own.</summary>
    public static WordElement PageHeading() => new(
        Wml.ParagraphProperties,
        WordElement.OfValue(Wml.ParagraphStyle, WordStyles.UnnumberedHeading),
        new WordElement(Wml.PageBreakBefore));

    /// <summary>The first paragraph of a labelled provision.</summary>
    /// <param name="depth">1 for <c>a.</c>, up to <see cref="Numbering.MaximumDepth"/>.</param>
    /// <param name="list">The list that counts it, from <see cref="WordLists.ListFor"/>.</param>
    /// <param name="keepNext">Whether it stays on one page with what follows: it introduces a table or a list.</param>
    public static WordElement Provision(int depth, int list, bool keepNext = false)
    {
        var properties = Plain(WordStyles.Provision(depth), keepNext);
        properties.Add(new WordElement(
            Wml.NumberingProperties,
            WordElement.OfValue(Wml.NumberingLevel, depth - 1),
            WordElement.OfValue(Wml.NumberingId, list)));
        return properties;
    }
}
