using System.Globalization;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Formats.Writers.Word;

/// <summary>Lays out what stands above the first section: seal, issuer, title, facts, revision history.</summary>
internal static class WordTitleBlock
{
    /// <summary>The relationship id of the seal's picture.</summary>
    public const string SealRelationship = "seal";

    // English Metric Units: 914,400 an inch, 9,525 a pixel at 96 a pixel-inch (ECMA-376 Part 1 § 20.1.2.1).
    private const long Pixel = 9_525;
    /// <summary>How the columns of the revision history share its width.</summary>
    public static ReadOnlySpan<int> HistoryShares => [2, 3, 8];

    private const long SealMaximum = 1_188_720;

    /// <summary>What stands above the revision history.</summary>
    public const string HistoryCaption = "Revision history";

    /// <summary>The header row of the revision history.</summary>
    public static string[] HistoryHeader => ["Version", "Effective", "What changed"];

    /// <summary>The run with the seal.</summary>
    public static WordElement Seal(Picture picture) => new(Wml.Run, Drawing(picture));

    /// <summary>The elements in reading order.</summary>
    public static List<WordElement> Elements(TitleBlock title)
    {
        var elements = new List<WordElement>();
        if (title.Seal is not null)
            elements.Add(WordParagraphs.Paragraph(WordParagraphs.Plain(WordStyles.Seal), [Seal(title.Seal)]));
        elements.Add(WordParagraphs.Paragraph(WordStyles.Issuer, title.Issuer));
        elements.Add(WordParagraphs.Paragraph(WordStyles.Title, title.Title));
        foreach (var fact in title.Facts)
        {
            elements.Add(WordParagraphs.Paragraph(
                WordParagraphs.Plain(WordStyles.Fact),
                [
                    WordRuns.Run(new WordSpan(fact.Name, new WordFormat { Strong = true })),
                    new WordElement(Wml.Run, new WordElement(Wml.Tab)),
                    WordRuns.Run(fact.Value),
                ]));
        }
        if (title.History.Count == 0)
            return elements;
        elements.Add(WordParagraphs.Paragraph(WordStyles.Caption, HistoryCaption));
        var rows = new List<List<WordElement>[]> { Cells(HistoryHeader) };
        foreach (var revision in title.History)
            rows.Add(Cells(revision.Version, revision.Date, revision.Summary));
        var widths = WordTables.Widths(indent: 0, HistoryShares);
        elements.Add(WordTables.Table(indent: 0, widths, rows.Select((row, index) => WordTables.Row(row, widths, isHeader: index == 0))));
        elements.Add(WordTables.Gap());
        return elements;
    }

    private static List<WordElement>[] Cells(params ReadOnlySpan<string> texts)
    {
        var cells = new List<WordElement>[texts.Length];
        for (var column = 0; column < cells.Length; column++)
            cells[column] = [WordRuns.Run(texts[column])];
        return cells;
    }

    // DrawingML (ECMA-376 Part 1 § 20.4.2.8): the prefixes that only a picture needs are declared where it stands.
    private static WordElement Drawing(Picture picture)
    {
        var (width, height) = Size(picture);
        return WordElement.FromXml(string.Create(CultureInfo.InvariantCulture, $"""
            <w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/><wp:docPr id="1" name="Seal" descr="{XmlText.Escape(picture.Description)}"/><wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr><pic:cNvPr id="1" name="Seal"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{SealRelationship}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>
            """));
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
