using System.Globalization;

namespace PolicyBuilder.Formats.Writers.Word;

/// <summary>
/// Builds tables whose first row is a true header row: repeated on every page, and a row of header cells in a tagged
/// PDF (ECMA-376 Part 1 § 17.4.49). Rows do not break across pages.
/// </summary>
internal static class WordTables
{
    /// <summary>A table across the text.</summary>
    /// <param name="indent">Its left edge, in twentieths of a point from the margin.</param>
    /// <param name="widths">The widths of its columns, from <see cref="Widths"/>.</param>
    /// <param name="rows">Its rows, from <see cref="Row"/>, header row first.</param>
    public static WordElement Table(int indent, int[] widths, IEnumerable<WordElement> rows) => new(
        Wml.Table,
        [
            WordElement.FromXml(string.Create(CultureInfo.InvariantCulture, $"""
                <w:tblPr><w:tblStyle w:val="{WordStyles.PolicyTable}" /><w:tblW w:w="{WordStyles.TextWidth - indent}" w:type="dxa" /><w:tblInd w:w="{indent}" w:type="dxa" /><w:tblLayout w:type="fixed" /><w:tblLook w:val="0020" w:firstRow="true" w:lastRow="false" w:firstColumn="false" w:lastColumn="false" w:noHBand="true" w:noVBand="true" /></w:tblPr>
                """)),
            new WordElement(Wml.TableGrid, widths.Select(width => new WordElement(Wml.GridColumn).With(Wml.Attribute.Width, width))),
            .. rows,
        ]);

    /// <summary>What stands after every table, so that two of them do not run into one.</summary>
    public static WordElement Gap() => new(Wml.Paragraph, WordParagraphs.Plain(WordStyles.TableGap));

    /// <summary>A row.</summary>
    /// <param name="cells">The runs of each cell.</param>
    /// <param name="widths">The widths of the columns, from <see cref="Widths"/>.</param>
    /// <param name="isHeader">Whether it is the header row.</param>
    /// <param name="mark">What marks the row and each paragraph in it as inserted or deleted; a new element each time.</param>
    public static WordElement Row(List<WordElement>[] cells, int[] widths, bool isHeader, Func<WordElement>? mark = null)
    {
        var properties = new WordElement(Wml.TableRowProperties, new WordElement(Wml.CantSplit));
        if (isHeader)
            properties.Add(new WordElement(Wml.TableHeader));
        if (mark is not null)
            properties.Add(mark());
        var row = new WordElement(Wml.TableRow, properties);
        for (var column = 0; column < cells.Length; column++)
        {
            var paragraph = WordParagraphs.Plain(isHeader ? WordStyles.TableHeading : WordStyles.TableText);
            if (mark is not null)
                paragraph.Add(new WordElement(Wml.RunProperties, mark()));
            row.Add(new WordElement(
                Wml.TableCell,
                new WordElement(
                    Wml.TableCellProperties,
                    new WordElement(Wml.TableCellWidth).With(Wml.Attribute.Width, widths[column]).With(Wml.Attribute.Type, "dxa")),
                WordParagraphs.Paragraph(paragraph, cells[column])));
        }
        return row;
    }

    /// <summary>The widths of columns, in twentieths of a point.</summary>
    /// <param name="indent">The table's left edge, in twentieths of a point from the margin.</param>
    /// <param name="shares">How the rest of the text's width is shared among them.</param>
    public static int[] Widths(int indent, ReadOnlySpan<int> shares)
    {
        var total = WordStyles.TextWidth - indent;
        var sum = 0;
        foreach (var share in shares)
            sum += share;
        var widths = new int[shares.Length];
        for (var column = 0; column < widths.Length; column++)
            widths[column] = total * shares[column] / sum;
        return widths;
    }
}
