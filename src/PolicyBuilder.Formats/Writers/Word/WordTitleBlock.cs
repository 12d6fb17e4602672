using DocumentFormat.OpenXml;
using PolicyBuilder.Model.Documents;
using A = DocumentFormat.OpenXml.Drawing;
using P = DocumentFormat.OpenXml.Drawing.Pictures;
using W = DocumentFormat.OpenXml.Wordprocessing;
using WP = DocumentFormat.OpenXml.Drawing.Wordprocessing;

namespace PolicyBuilder.Formats.Writers.Word;

/// <summary>Lays out what stands above the first section: seal, issuer, title, facts, revision history.</summary>
internal static class WordTitleBlock
{
    /// <summary>The relationship id of the seal's picture.</summary>
    public const string SealRelationship = "seal";

    // English Metric Units: 914,400 an inch, 9,525 a pixel at 96 a pixel-inch (ECMA-376 Part 1 § 20.1.2.1).
    private const long Pixel = 9_525;
    private const long SealMaximum = 1_188_720;

    /// <summary>The elements in reading order.</summary>
    public static List<OpenXmlElement> Elements(TitleBlock title)
    {
        var elements = new List<OpenXmlElement>();
        if (title.Seal is not null)
            elements.Add(WordParagraphs.Paragraph(WordParagraphs.Plain(WordStyles.Seal), [new W.Run(Drawing(title.Seal))]));
        elements.Add(WordParagraphs.Paragraph(WordStyles.Issuer, title.Issuer));
        elements.Add(WordParagraphs.Paragraph(WordStyles.Title, title.Title));
        foreach (var fact in title.Facts)
        {
            elements.Add(WordParagraphs.Paragraph(
                WordParagraphs.Plain(WordStyles.Fact),
                [
                    WordRuns.Run(new WordSpan(fact.Name, new WordFormat { Strong = true })),
                    new W.Run(new W.TabChar()),
                    WordRuns.Run(fact.Value),
                ]));
        }
        if (title.History.Count == 0)
            return elements;
        elements.Add(WordParagraphs.Paragraph(WordStyles.Caption, "Revision history"));
        var rows = new List<List<OpenXmlElement>[]> { Cells("Version", "Effective", "What changed") };
        foreach (var revision in title.History)
            rows.Add(Cells(revision.Version, revision.Date, revision.Summary));
        elements.Add(WordTables.Table(indent: 0, [2, 3, 8], rows));
        elements.Add(WordTables.Gap());
        return elements;
    }

    private static List<OpenXmlElement>[] Cells(params ReadOnlySpan<string> texts)
    {
        var cells = new List<OpenXmlElement>[texts.Length];
        for (var column = 0; column < cells.Length; column++)
            cells[column] = [WordRuns.Run(texts[column])];
        return cells;
    }

    private static W.Drawing Drawing(Picture picture)
    {
        var (width, height) = Size(picture);
        return new W.Drawing(new WP.Inline(
            new WP.Extent { Cx = width, Cy = height },
            new WP.DocProperties { Id = 1, Name = "Seal", Description = XmlText.Clean(picture.Description) },
            new WP.NonVisualGraphicFrameDrawingProperties(new A.GraphicFrameLocks { NoChangeAspect = true }),
            new A.Graphic(new A.GraphicData(new P.Picture(
                new P.NonVisualPictureProperties(
                    new P.NonVisualDrawingProperties { Id = 1, Name = "Seal" },
                    new P.NonVisualPictureDrawingProperties()),
                new P.BlipFill(
                    new A.Blip { Embed = SealRelationship },
                    new A.Stretch(new A.FillRectangle())),
                new P.ShapeProperties(
                    new A.Transform2D(
                        new A.Offset { X = 0, Y = 0 },
                        new A.Extents { Cx = width, Cy = height }),
                    new A.PresetGeometry(new A.AdjustValueList()) { Preset = A.ShapeTypeValues.Rectangle })))
            { Uri = "http://schemas.openxmlformats.org/drawingml/2006/picture" }))
        { DistanceFromTop = 0, DistanceFromBottom = 0, DistanceFromLeft = 0, DistanceFromRight = 0 });
    }

    // At 96 pixels an inch, made smaller where it would pass 1.3 inches either way; never larger.
    private static (long Width, long Height) Size(Picture picture)
    {
        var (width, height) = (Math.Max(1, picture.Width) * Pixel, Math.Max(1, picture.Height) * Pixel);
        var longer = Math.Max(width, height);
        return longer <= SealMaximum
            ? (width, height)
            : (Math.Max(1, width * SealMaximum / longer), Math.Max(1, height * SealMaximum / longer));
    }
}
