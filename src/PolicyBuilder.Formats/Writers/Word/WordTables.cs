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
    /// <param name="shares">How its width is shared among the columns.</param>
    /// <param name="rows">The runs of each cell, header row first; each row as wide as <paramref name="shares"/>.</param>
    public static WordElement Table(int indent, ReadOnlySpan<int> shares, IReadOnlyList<List<WordElement>[]> rows)
    {
        var widths = Widths(WordStyles.TextWidth - indent, shares);
        var table = new WordElement(
            Wml.Table,
            WordElement.FromXml(string.Create(CultureInfo.InvariantCulture, $"""
                <w:tblPr><w:tblStyle w:val="{WordStyles.PolicyTable}" /><w:tblW w:w="{WordStyles.TextWidth - indent}" w:type="dxa" /><w:tblInd w:w="{indent}" w:type="dxa" /><w:tblLayout w:type="fixed" /><w:tblLook w:val="0020" w:firstRow="true" w:lastRow="false" w:firstColumn="false" w:lastColumn="false" w:noHBand="true" w:noVBand="true" /></w:tblPr>
                """)),
            new WordElement(Wml.TableGrid, widths.Select(width => new WordElement(Wml.GridColumn).With(Wml.Attribute.Width, width))));
        for (var index = 0; index < rows.Count; index++)
            table.Add(Row(rows[index], widths, isHeader: index == 0));
        return table;
    }

    /// <summary>What stands after every table, so that two of them do not run into one.</summary>
    public static WordElement Gap() => new(Wml.Paragraph, WordParagraphs.Plain(WordStyles.TableGap));

    private static WordElement Row(List<WordElement>[] cells, int[] widths, bool isHeader)
    {
        var properties = new WordElement(Wml.TableRowProperties, new WordElement(Wml.CantSplit));
        if (isHeader)
            properties.Add(new WordElement(Wml.TableHeader));
        var row = new WordElement(Wml.TableRow, properties);
        for (var column = 0; column < cells.Length; column++)
        {
            row.Add(new WordElement(
                Wml.TableCell,
                new WordElement(
                    Wml.TableCellProperties,
                    new WordElement(Wml.TableCellWidth).With(Wml.Attribute.Width, widths[column]).With(Wml.Attribute.Type, "dxa")),
                WordParagraphs.Paragraph(
                    WordParagraphs.Plain(isHeader ? WordStyles.TableHeading : WordStyles.TableText), cells[column])));
        }
        return row;
    }

    private static int[] Widths(int total, ReadOnlySpan<int> shares)
    {
        var sum = 0;
        foreach (var share in shares)
            sum += share;
        var widths = new int[shares.Length];
        for (var column = 0; column < widths.Length; column++)
            widths[column] = total * shares[column] / sum;
        return widths;
    }
}
