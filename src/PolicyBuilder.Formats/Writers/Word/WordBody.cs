using PolicyBuilder.Model;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Formats.Writers.Word;

/// <summary>Turns laid out clauses into paragraphs and tables.</summary>
internal static class WordBody
{
    /// <summary>Adds <paramref name="blocks"/> to <paramref name="body"/>.</summary>
    public static void Write(IEnumerable<WordBlock> blocks, WordRuns runs, WordIdentity identity, WordElement body)
    {
        foreach (var block in blocks)
        {
            if (block.Table is null)
                body.Add(WordParagraphs.Paragraph(block.Look.Properties(), Content(block)));
            else
                AddTable(block, block.Table);
        }

        IEnumerable<WordElement> Content(WordBlock block) =>
            block.IsRuled ? [RuledLine(), .. Line(block, block.Content)] : Line(block, block.Content);

        IEnumerable<WordElement> Line(WordBlock block, Sequence<Inline> content) =>
            block.Opens ? identity.Around(block.Clause, runs.Of(content)) : runs.Of(content);

        void AddTable(WordBlock block, Table table)
        {
            var rows = new List<WordElement>(table.Rows.Count + 1);
            var widths = WordTables.Widths(block.Indent, EqualShares(table));
            rows.Add(WordTables.Row(
                [.. table.Header.Select((cell, column) => column == 0 ? [.. Line(block, cell)] : runs.Of(cell))], widths, isHeader: true));
            foreach (var row in table.Rows)
                rows.Add(WordTables.Row([.. row.Select(runs.Of)], widths, isHeader: false));
            body.Add(WordTables.Table(block.Indent, widths, rows));
            body.Add(WordTables.Gap());
        }
    }

    /// <summary>The rule of a signature line: the tab's leader draws it, and the caption stands below.</summary>
    public static WordElement RuledLine() => new(Wml.Run, new WordElement(Wml.Tab), new WordElement(Wml.Break));

    /// <summary>The shares of columns that are all as wide as each other.</summary>
    public static int[] EqualShares(Table table)
    {
        var shares = new int[table.Header.Count];
        Array.Fill(shares, 1);
        return shares;
    }
}
