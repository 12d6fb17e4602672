using PolicyBuilder.Model.Diffing;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Formats.Writers.Word.Redline;

/// <summary>Builds tables of two versions: rows that came or went, and words in cells.</summary>
internal static class RedlineTables
{
    /// <summary>A row of one version or both.</summary>
    /// <param name="Revision">Whether the row came or went.</param>
    /// <param name="Cells">The runs of each cell, marked already.</param>
    /// <param name="IsHeader">Whether it is the header row.</param>
    public sealed record Row(Revision Revision, List<WordElement>[] Cells, bool IsHeader);

    /// <summary>A table.</summary>
    /// <param name="indent">Its left edge, in twentieths of a point from the margin.</param>
    /// <param name="shares">How its width is shared among the columns.</param>
    /// <param name="rows">Its rows in merged order.</param>
    /// <param name="revisions">Marks rows.</param>
    public static WordElement Table(int indent, ReadOnlySpan<int> shares, IEnumerable<Row> rows, Revisions revisions)
    {
        var widths = WordTables.Widths(indent, shares);
        return WordTables.Table(indent, widths, rows.Select(row => WordTables.Row(
            row.Cells, widths, row.IsHeader, row.Revision == Revision.None ? null : () => revisions.Mark(row.Revision, ofLine: true))));
    }

    /// <summary>Whether both versions have the same columns, so that rows of both fit in one table.</summary>
    public static bool FitInOne(Table old, Table @new, TableChange? change) =>
        old.Header.Count == @new.Header.Count
        && (change is null || change.Columns.All(column => column.Old is not null && column.New is not null));
}
