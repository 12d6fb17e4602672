using System.Globalization;
using DocumentFormat.OpenXml;
using W = DocumentFormat.OpenXml.Wordprocessing;

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
    public static W.Table Table(int indent, ReadOnlySpan<int> shares, IReadOnlyList<List<OpenXmlElement>[]> rows)
    {
        var widths = Widths(WordStyles.TextWidth - indent, shares);
        var grid = new W.TableGrid();
        foreach (var width in widths)
            grid.AppendChild(new W.GridColumn { Width = Number(width) });
        var table = new W.Table(
            new W.TableProperties(
                new W.TableStyle { Val = WordStyles.PolicyTable },
                new W.TableWidth { Width = Number(WordStyles.TextWidth - indent), Type = W.TableWidthUnitValues.Dxa },
                new W.TableIndentation { Width = indent, Type = W.TableWidthUnitValues.Dxa },
                new W.TableLayout { Type = W.TableLayoutValues.Fixed },
                new W.TableLook
                {
                    Val = "0020",
                    FirstRow = true,
                    LastRow = false,
                    FirstColumn = false,
                    LastColumn = false,
                    NoHorizontalBand = true,
                    NoVerticalBand = true,
                }),
            grid);
        for (var index = 0; index < rows.Count; index++)
            table.AppendChild(Row(rows[index], widths, isHeader: index == 0));
        return table;
    }

    /// <summary>What stands after every table, so that two of them do not run into one.</summary>
    public static W.Paragraph Gap() => new(WordParagraphs.Plain(WordStyles.TableGap));

    private static W.TableRow Row(List<OpenXmlElement>[] cells, int[] widths, bool isHeader)
    {
        var properties = new W.TableRowProperties(new W.CantSplit());
        if (isHeader)
            properties.AppendChild(new W.TableHeader());
        var row = new W.TableRow(properties);
        for (var column = 0; column < cells.Length; column++)
        {
            row.AppendChild(new W.TableCell(
                new W.TableCellProperties(
                    new W.TableCellWidth { Width = Number(widths[column]), Type = W.TableWidthUnitValues.Dxa }),
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

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
