using PolicyBuilder.Formats.Plates;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Diffing;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Formats.Writers.Word.Redline;

/// <summary>
/// Writes what became of a policy as a Word file with tracked changes (ECMA-376 Part 1 § 17.13.5). To accept them all
/// gives the new version as <see cref="WordWriter"/> writes it, to reject them all gives the old one: text, list labels
/// and paragraph styles alike.
/// </summary>
/// <remarks>
/// Not tracked: one picture in place of another, the width of a table that stands at another indent, what stays on one
/// page with what follows, and the file's own properties, which are those of the new version. Clauses of one version
/// alone, and moved ones, have their bookmark but no content control: Word would leave an empty one behind. A clause that
/// moved is shown as deleted and inserted where word processors do not agree on moves: with a table, a link or a clause
/// that came, went or moved on its own in it, or directly before a table or the end.
/// </remarks>
public static class RedlineWriter
{
    /// <summary>The redline of <paramref name="diff"/>.</summary>
    public static Plate Write(PolicyDiff diff, RedlineAuthor author)
    {
        ArgumentNullException.ThrowIfNull(diff);
        ArgumentNullException.ThrowIfNull(author);
        var cut = new HashSet<int>();
        for (; ; )
        {
            var walk = new Walk(diff, author, cut);
            var more = walk.Lay();
            if (more.Count == 0)
                return walk.Plate();
            cut.UnionWith(more);
        }
    }

    private sealed class Walk
    {
        private readonly PolicyDiff diff;
        private readonly WordLinks links = new();
        private readonly WordIdentity identity;
        private readonly Revisions revisions;
        private readonly RedlineRuns runs;
        private readonly RedlineBody body;
        private readonly WordLists lists = new();
        private readonly Dictionary<Clause, List<WordBlock>> oldBlocks;
        private readonly Dictionary<Clause, List<WordBlock>> newBlocks;
        private readonly Dictionary<ClauseId, ClauseId?> places = [];
        private readonly Dictionary<int, int> listOfOld = [];
        private readonly HashSet<int> wholeMoves;
        private readonly HashSet<ClauseId> newIds;

        /// <param name="cut">The moves that cannot be shown as such.</param>
        public Walk(PolicyDiff diff, RedlineAuthor author, HashSet<int> cut)
        {
            this.diff = diff;
            var news = diff.New.AllClauses().ToList();
            newIds = news.Select(clause => clause.Id).ToHashSet();
            var gone = new List<Clause>();
            foreach (var entry in diff.All())
            {
                if (entry.Old is { } old)
                    places.TryAdd(old.Id, entry.New?.Id ?? (newIds.Contains(old.Id) ? null : old.Id));
                if (entry.New is null && !newIds.Contains(entry.Old!.Id))
                    gone.Add(entry.Old);
            }
            identity = new WordIdentity(news.Concat(gone));
            // A paragraph at the end may be made twice (see RedlineBody), its bookmark too.
            revisions = new Revisions(author, identity.Count + 1);
            runs = new RedlineRuns(new WordRuns(identity, links), revisions);
            body = new RedlineBody(revisions);
            newBlocks = ByClause(WordLayout.Of(diff.New, lists));
            var oldLists = new WordLists();
            oldBlocks = ByClause(WordLayout.Of(diff.Old, oldLists));
            ShareLists(oldLists);
            wholeMoves = WholeMoves();
            wholeMoves.ExceptWith(cut);
        }

        /// <summary>Lays out both versions; the moves that must be cut before that fits.</summary>
        public HashSet<int> Lay()
        {
            new RedlineTitleBlock(diff, runs, revisions, body).Write();
            foreach (var entry in Top())
                Entry(entry);
            return body.Close();
        }

        /// <summary>The file, after <see cref="Lay"/>.</summary>
        public Plate Plate()
        {
            var elements = new WordElement(Wml.Body, body.Elements());
            elements.Add(WordPage.Section());
            var page = new RedlinePage(diff, runs, revisions);
            return new WordPackage
            {
                Title = diff.New.Title with { Seal = diff.New.Title.Seal ?? diff.Old.Title.Seal },
                Language = diff.New.Language,
                Mark = diff.New.Mark,
                Document = WordWriter.Root(elements),
                Numbering = lists.PartOfOutlines(),
                FirstHeader = page.FirstHeader(),
                Header = page.Header(),
                FirstFooter = page.Footer(),
                Footer = page.Footer(),
                Links = links,
            }.Plate();
        }

        private IEnumerable<ClauseChange> Top() => diff.Sections.Concat(diff.Notice).Concat(diff.Acknowledgement);

        private static Dictionary<Clause, List<WordBlock>> ByClause(List<WordBlock> blocks) => blocks
            .GroupBy(block => block.Clause, ReferenceEqualityComparer.Instance)
            .ToDictionary(group => (Clause)group.Key!, group => group.ToList(), (IEqualityComparer<Clause>)ReferenceEqualityComparer.Instance);

        // A list of the old version that begins like the new one of a paragraph in both is one list: both versions count
        // it from its first paragraph on. The others are lists beside those of the new version.
        private void ShareLists(WordLists oldLists)
        {
            var taken = new HashSet<int>();
            foreach (var entry in diff.All().Where(entry => entry.Standing == Standing.Kept))
            {
                foreach (var (old, @new) in Blocks(oldBlocks, entry.Old!).Zip(Blocks(newBlocks, entry.New!)))
                {
                    var (oldList, newList) = (old.Look.List, @new.Look.List);
                    if (oldList > 0 && newList > 0 && !listOfOld.ContainsKey(oldList) && !taken.Contains(newList)
                        && oldLists.Beginning(oldList) == lists.Beginning(newList))
                    {
                        listOfOld.Add(oldList, newList);
                        taken.Add(newList);
                    }
                }
            }
            foreach (var list in oldBlocks.Values.SelectMany(blocks => blocks).Select(block => block.Look.List).Distinct().Order())
            {
                if (list > 0 && !listOfOld.ContainsKey(list))
                    listOfOld.Add(list, lists.Add(oldLists.Beginning(list)));
            }
        }

        // Word pairs the two places of a move by name and expects the same clauses at both. Where some came, went or
        // moved on their own, the clause is shown as deleted and inserted.
        private HashSet<int> WholeMoves()
        {
            var (from, to) = (new HashSet<int>(), new HashSet<int>());
            var entries = new Stack<ClauseChange>(Top());
            while (entries.TryPop(out var entry))
            {
                if (entry.Standing == Standing.Departed && entry.Move > 0 && !HasLinksOrGaps(entry)
                    && Below(entry).All(child => child is { Standing: Standing.Departed, Move: 0 }))
                    from.Add(entry.Move);
                if (entry.Standing == Standing.Arrived && Below(entry).All(child => child.Standing == Standing.Kept))
                    to.Add(entry.Move);
                foreach (var child in entry.Children)
                    entries.Push(child);
            }
            from.IntersectWith(to);
            return from;
        }

        // LibreOffice leaves an empty paragraph of a moved one that has a link in it or no text.
        private bool HasLinksOrGaps(ClauseChange departed) => Below(departed).Prepend(departed).Any(entry =>
            Blocks(oldBlocks, entry.Old!).Concat(entry.New is null ? [] : Blocks(newBlocks, entry.New)).Any(block =>
                WordSpan.Of(block.Content) is var spans
                && (spans.Count == 0 || spans.Exists(span => span.Format is { Address: not null } or { Target: not null }))));

        private static IEnumerable<ClauseChange> Below(ClauseChange entry) =>
            entry.Children.SelectMany(child => Below(child).Prepend(child));

        private void Entry(ClauseChange entry)
        {
            switch (entry.Standing)
            {
                case Standing.Kept:
                    Kept(entry);
                    foreach (var child in entry.Children)
                        Entry(child);
                    break;
                case Standing.Removed or Standing.Departed:
                    Half(entry, Revision.Deleted);
                    break;
                default:
                    Half(entry, Revision.Inserted);
                    break;
            }
        }

        private void Half(ClauseChange entry, Revision revision)
        {
            var isWholeMove = wholeMoves.Contains(entry.Move);
            if (isWholeMove)
                revision = revision == Revision.Deleted ? Revision.MovedFrom : Revision.MovedTo;
            var isOld = revision is Revision.Deleted or Revision.MovedFrom;
            var start = body.Count;
            OneSided(entry);
            if (isWholeMove)
                body.Move(start, revision, entry.Move);

            void OneSided(ClauseChange part)
            {
                var (clause, blocks) = isOld ? (part.Old!, oldBlocks) : (part.New!, newBlocks);
                foreach (var block in Blocks(blocks, clause))
                    Add(block, revision);
                foreach (var child in part.Children)
                {
                    if (isOld || child.Standing is not (Standing.Removed or Standing.Departed))
                    {
                        if (isWholeMove || child.Move == 0)
                            OneSided(child);
                        else
                            Half(child, isOld ? Revision.Deleted : Revision.Inserted);
                    }
                }
            }
        }

        private static List<WordBlock> Blocks(Dictionary<Clause, List<WordBlock>> blocks, Clause clause) =>
            blocks.GetValueOrDefault(clause, []);

        private void Kept(ClauseChange entry)
        {
            var olds = Blocks(oldBlocks, entry.Old!).ToDictionary(block => block.Index);
            var news = Blocks(newBlocks, entry.New!).ToDictionary(block => block.Index);
            Pair(olds.GetValueOrDefault(-1), news.GetValueOrDefault(-1), entry.Heading, null);
            if (entry.Body.Count == 0)
            {
                for (var index = 0; index < entry.New!.Body.Count; index++)
                    Pair(olds.GetValueOrDefault(index), news.GetValueOrDefault(index), null, null);
                return;
            }
            var (i, j) = (0, 0);
            foreach (var change in entry.Body)
            {
                var old = change.Old is null ? null : olds[i++];
                var @new = change.New is null ? null : news[j++];
                Pair(old, @new, change.Line, change.Table);
            }
        }

        private void Pair(WordBlock? old, WordBlock? @new, LineChange? line, TableChange? table)
        {
            if (old is null || @new is null || (old.Table is null) != (@new.Table is null)
                || (old.Table is not null && !RedlineTables.FitInOne(old.Table, @new.Table!, table)))
            {
                if (old is not null)
                    Add(old, Revision.Deleted);
                if (@new is not null)
                    Add(@new, Revision.Inserted);
                return;
            }
            if (@new.Table is not null)
            {
                AddTable(@new, Revision.None, Rows(old.Table!, @new.Table, table, @new.Opens ? @new.Clause : null));
                return;
            }
            var content = runs.Of(RevisedSpan.Compare(line, old.Content, @new.Content, SpansOfOld));
            if (@new.Opens)
            {
                // A control that loses all its runs would show its placeholder.
                if (WordSpan.Of(old.Content).Count == 0 || WordSpan.Of(@new.Content).Count == 0)
                    content.Insert(0, new WordElement(Wml.Run));
                content = [.. identity.Around(@new.Clause, content)];
            }
            if (@new.IsRuled)
                content.Insert(0, WordBody.RuledLine());
            body.Add(new RedlineBlock
            {
                Old = OldLook(old),
                New = @new.Look,
                Content = content,
                Half = half => half == Revision.Deleted ? Line(old, half, isMarked: false) : Line(@new, half, isMarked: true),
            });
        }

        private void Add(WordBlock block, Revision revision)
        {
            var isOld = revision is Revision.Deleted or Revision.MovedFrom;
            if (block.Table is { } table)
            {
                // Rows are not moved (§ 17.13.5): they go and come.
                var half = isOld ? Revision.Deleted : Revision.Inserted;
                Func<Sequence<Inline>, List<WordSpan>> spans = isOld ? SpansOfOld : WordSpan.Of;
                var isFirst = block.Opens && HasBookmark(block, revision);
                AddTable(block, revision, [.. RowsOf(table).Select((row, index) => new RedlineTables.Row(
                    half,
                    [.. row.Select((cell, column) => Bookmarked(
                        isFirst && index + column == 0 ? block.Clause : null, runs.Of(RevisedSpan.Whole(half, spans(cell)))))],
                    IsHeader: index == 0))]);
                return;
            }
            body.Add(new RedlineBlock
            {
                Old = isOld ? OldLook(block) : null,
                New = isOld ? null : block.Look,
                Revision = revision,
                Content = Line(block, revision, HasBookmark(block, revision)),
            });
        }

        // A bookmark stands once: where the clause is now, or where it was if it is no more.
        private bool HasBookmark(WordBlock block, Revision revision) => revision switch
        {
            Revision.Inserted or Revision.MovedTo => true,
            Revision.Deleted => places.TryGetValue(block.Clause.Id, out var place) && place == block.Clause.Id
                && !newIds.Contains(block.Clause.Id),
            _ => false,
        };

        // A whole line of one version.
        private List<WordElement> Line(WordBlock block, Revision revision, bool isMarked)
        {
            var spans = revision is Revision.Deleted or Revision.MovedFrom ? SpansOfOld(block.Content) : WordSpan.Of(block.Content);
            var content = Bookmarked(block.Opens && isMarked ? block.Clause : null, runs.Of(RevisedSpan.Whole(revision, spans), ofLine: true));
            if (block.IsRuled)
                content.Insert(0, runs.Marked(revision, WordBody.RuledLine(), ofLine: true));
            return content;
        }

        private List<WordElement> Bookmarked(Clause? clause, List<WordElement> content) =>
            clause is null ? content : [.. identity.Bookmarked(clause, content)];

        private void AddTable(WordBlock block, Revision revision, IEnumerable<RedlineTables.Row> rows)
        {
            var isOld = revision is Revision.Deleted or Revision.MovedFrom;
            body.Add(new RedlineBlock
            {
                Revision = revision,
                Table = RedlineTables.Table(block.Indent, WordBody.EqualShares(block.Table!), rows, revisions),
            });
            var gap = new WordLook(WordStyles.TableGap);
            body.Add(new RedlineBlock
            {
                Old = revision is Revision.None || isOld ? gap : null,
                New = isOld ? null : gap,
                Revision = revision,
                Half = _ => [],
            });
        }

        private List<RedlineTables.Row> Rows(Table old, Table @new, TableChange? change, Clause? opened)
        {
            var (olds, news) = (RowsOf(old), RowsOf(@new));
            if (change is null)
                return [.. olds.Select((row, index) => Row(row, news[index], null, index == 0))];
            return [.. change.Rows.Select(row => Row(
                row.Old is { } i ? olds[i] : null, row.New is { } j ? news[j] : null, row.Cells, row is { Old: 0 } or { New: 0 }))];

            RedlineTables.Row Row(
                Sequence<Sequence<Inline>>? before, Sequence<Sequence<Inline>>? after, Sequence<LineChange>? lines, bool isHeader)
            {
                var cells = new List<WordElement>[@new.Header.Count];
                for (var column = 0; column < cells.Length; column++)
                {
                    var content = runs.Of(
                        before is null ? RevisedSpan.Whole(Revision.Inserted, WordSpan.Of(after![column]))
                        : after is null ? RevisedSpan.Whole(Revision.Deleted, SpansOfOld(before[column]))
                        : RevisedSpan.Compare(lines?[column], before[column], after[column], SpansOfOld));
                    if (isHeader && column == 0 && opened is not null)
                    {
                        if (content.Count == 0 || before![column].Count == 0 || after![column].Count == 0)
                            content.Insert(0, new WordElement(Wml.Run));
                        content = [.. identity.Around(opened, content)];
                    }
                    cells[column] = content;
                }
                return new(before is null ? Revision.Inserted : after is null ? Revision.Deleted : Revision.None, cells, isHeader);
            }
        }

        private static List<Sequence<Sequence<Inline>>> RowsOf(Table table) => [table.Header, .. table.Rows];

        private WordLook OldLook(WordBlock block) =>
            block.Look with { List = block.Look.List == 0 ? 0 : listOfOld[block.Look.List] };

        private List<WordSpan> SpansOfOld(Sequence<Inline> content) => WordSpan.Of(content).ConvertAll(span =>
            span.Format.Target is { } target
                ? span with { Format = span.Format with { Target = places.GetValueOrDefault(target, target) ?? default(ClauseId) } }
                : span);
    }
}
