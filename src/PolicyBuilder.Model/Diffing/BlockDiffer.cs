using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Model.Diffing;

/// <summary>
/// Aligns the blocks of two bodies, and the rows and columns of two tables: first what is equal, in order; then what is
/// alike between that; the rest came or went.
/// </summary>
/// <param name="oldTarget">One name for a clause in both versions, by its id in the old one.</param>
/// <param name="newTarget">By its id in the new one.</param>
/// <param name="swap">Whether ties fall as they would with the sides exchanged.</param>
internal sealed class BlockDiffer(Func<ClauseId, ClauseId> oldTarget, Func<ClauseId, ClauseId> newTarget, bool swap)
{
    private const double LeastLikeness = 0.5;

    public LineChange Line(Sequence<Inline> old, Sequence<Inline> @new) => WordDiffer.Diff(old, @new, oldTarget, newTarget);

    public Sequence<BlockChange> Blocks(Sequence<Block> old, Sequence<Block> @new)
    {
        var pairs = Pair(
            [.. old.Select(Text)], [.. @new.Select(Text)],
            (i, j) => old[i].GetType() == @new[j].GetType(),
            pairLoneRemainder: true);
        var changes = new List<BlockChange>(Math.Max(old.Count, @new.Count));
        Merge(old.Count, @new.Count, pairs, (i, j) => changes.Add(
            i is null ? One(null, @new[j!.Value])
            : j is null ? One(old[i.Value], null)
            : Both(old[i.Value], @new[j.Value])));
        return changes.ToSequence();
    }

    private BlockChange Both(Block old, Block @new) => (old, @new) switch
    {
        (Paragraph before, Paragraph after) => new BlockChange(old, @new, Line(before.Content, after.Content), null),
        (SignatureLine before, SignatureLine after) => new BlockChange(old, @new, Line(before.Caption, after.Caption), null),
        (Table before, Table after) => new BlockChange(old, @new, null, Tables(before, after)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static BlockChange One(Block? old, Block? @new)
    {
        Func<Sequence<Inline>, LineChange> line = old is null ? WordDiffer.Added : WordDiffer.Removed;
        return (old ?? @new) switch
        {
            Paragraph paragraph => new BlockChange(old, @new, line(paragraph.Content), null),
            SignatureLine caption => new BlockChange(old, @new, line(caption.Caption), null),
            Table table => new BlockChange(old, @new, null, OneSided(table, old is null, line)),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static TableChange OneSided(Table table, bool isNew, Func<Sequence<Inline>, LineChange> line) => new(
        Enumerable.Range(0, table.Header.Count).Select(i => isNew ? new ColumnChange(null, i) : new ColumnChange(i, null)).ToSequence(),
        Rows(table).Select((row, i) => isNew ? new RowChange(null, i, row.Map(line)) : new RowChange(i, null, row.Map(line))).ToSequence());

    private TableChange Tables(Table old, Table @new)
    {
        var columns = new List<ColumnChange>();
        Merge(old.Header.Count, @new.Header.Count, Columns(old, @new), (i, j) => columns.Add(new ColumnChange(i, j)));
        var (oldRows, newRows) = (Rows(old), Rows(@new));
        var pairs = PairRows(old, @new).Select(pair => (pair.Left + 1, pair.Right + 1)).Prepend((0, 0)).ToList();
        var rows = new List<RowChange>();
        Merge(oldRows.Count, newRows.Count, pairs, (i, j) => rows.Add(new RowChange(i, j, columns.Select(column =>
            (Cell(oldRows, i, column.Old), Cell(newRows, j, column.New)) switch
            {
                (null, null) => new LineChange([], [], []),
                (null, { } after) => WordDiffer.Added(after),
                ({ } before, null) => WordDiffer.Removed(before),
                ({ } before, { } after) => Line(before, after),
            }).ToSequence())));
        return new TableChange(columns.ToSequence(), rows.ToSequence());
    }

    private static Sequence<Inline>? Cell(List<Sequence<Sequence<Inline>>> rows, int? row, int? column) =>
        row is null || column is null || column >= rows[row.Value].Count ? null : rows[row.Value][column.Value];

    private static List<Sequence<Sequence<Inline>>> Rows(Table table) => [table.Header, .. table.Rows];

    // By header; a header that was edited stays at its place if nothing else can stand there.
    private List<(int Left, int Right)> Columns(Table old, Table @new) =>
        old.Header.Count == @new.Header.Count
            && old.Header.Zip(@new.Header).Count(pair => pair.First.PlainText() == pair.Second.PlainText()) * 2 >= old.Header.Count
            ? [.. Enumerable.Range(0, old.Header.Count).Select(i => (i, i))]
            : Pair(
                [.. old.Header.Select(cell => cell.PlainText())], [.. @new.Header.Select(cell => cell.PlainText())],
                (_, _) => true, pairLoneRemainder: true);

    // By the first cell, which names a row; then by likeness.
    private List<(int Left, int Right)> PairRows(Table old, Table @new)
    {
        var oldKeys = old.Rows.Select(Key).ToArray();
        var newKeys = @new.Rows.Select(Key).ToArray();
        var byKey = Align(oldKeys, newKeys);
        return FillGaps(
            byKey, [.. old.Rows.Select(RowText)], [.. @new.Rows.Select(RowText)], (_, _) => true, pairLoneRemainder: false);

        static string Key(Sequence<Sequence<Inline>> row) => row.Count == 0 ? "" : row[0].PlainText();

        static string RowText(Sequence<Sequence<Inline>> row) => string.Join(' ', row.Select(cell => cell.PlainText()));
    }

    private static string Text(Block block) =>
        string.Join('\n', TreeWalk.Lines(block).Select(line => line.PlainText()));

    private List<(int Left, int Right)> Pair(string[] old, string[] @new, Func<int, int, bool> mayPair, bool pairLoneRemainder)
    {
        var equal = Align(old, @new).Where(pair => mayPair(pair.Left, pair.Right)).ToList();
        return FillGaps(equal, old, @new, mayPair, pairLoneRemainder);
    }

    private List<(int Left, int Right)> Align(string[] old, string[] @new)
    {
        var vocabulary = new Vocabulary();
        var (left, right) = (Number(old), Number(@new));
        return swap
            ? [.. SequenceAligner.Align(right, left).Select(pair => (pair.Right, pair.Left))]
            : SequenceAligner.Align(left, right);

        // Blanks at the ends of a text are of no account, and a run of them counts as one.
        int[] Number(string[] texts) => Array.ConvertAll(texts, text => vocabulary.Id(text.AsSpan().Trim(WordReader.FoldingSpaces)));
    }

    private List<(int Left, int Right)> FillGaps(
        List<(int Left, int Right)> pairs, string[] old, string[] @new, Func<int, int, bool> mayPair, bool pairLoneRemainder)
    {
        if (pairs.Count == old.Length && pairs.Count == @new.Length)
            return pairs;
        var numbers = new WordNumbers();
        var all = new List<(int Left, int Right)>();
        var (i, j) = (0, 0);
        foreach (var (left, right) in pairs.Append((old.Length, @new.Length)))
        {
            if (pairLoneRemainder && left - i == 1 && right - j == 1 && mayPair(i, j))
            {
                all.Add((i, j));
            }
            else if (left > i && right > j)
            {
                var lefts = old[i..left].Select(text => WordBag.Of(text, numbers)).ToArray();
                var rights = @new[j..right].Select(text => WordBag.Of(text, numbers)).ToArray();
                var alike = swap
                    ? [.. Likeness.InOrder(rights, lefts, LeastLikeness).Select(pair => (pair.Right, pair.Left))]
                    : Likeness.InOrder(lefts, rights, LeastLikeness);
                foreach (var (a, b) in alike)
                {
                    if (mayPair(i + a, j + b))
                        all.Add((i + a, j + b));
                }
            }
            if (left < old.Length && right < @new.Length)
                all.Add((left, right));
            (i, j) = (left + 1, right + 1);
        }
        return all;
    }

    /// <summary>Both sides' places in one order: what went ahead of what came.</summary>
    private static void Merge(int oldCount, int newCount, List<(int Left, int Right)> pairs, Action<int?, int?> add)
    {
        var (i, j) = (0, 0);
        foreach (var (left, right) in pairs.Append((oldCount, newCount)))
        {
            while (i < left)
                add(i++, null);
            while (j < right)
                add(null, j++);
            if (left < oldCount && right < newCount)
                add(i++, j++);
        }
    }
}
