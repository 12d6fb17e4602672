using PolicyBuilder.Model;
using PolicyBuilder.Model.Diffing;
using PolicyBuilder.Model.Documents;
using PublishedVersion = PolicyBuilder.Model.Documents.Revision;

namespace PolicyBuilder.Formats.Writers.Word.Redline;

/// <summary>Lays out what stands above the first section in two versions.</summary>
internal sealed class RedlineTitleBlock(PolicyDiff diff, RedlineRuns runs, Revisions revisions, RedlineBody body)
{
    /// <summary>Adds the blocks to the body.</summary>
    public void Write()
    {
        var (old, @new) = (diff.Old.Title, diff.New.Title);
        Seal(old.Seal, @new.Seal);
        Line(WordStyles.Issuer, TitlePart.Issuer, old.Issuer, @new.Issuer);
        Line(WordStyles.Title, TitlePart.Title, old.Title, @new.Title);
        foreach (var (before, after) in Pairs(old.Facts, @new.Facts, fact => fact.Name))
            Fact(before, after);
        History(old.History, @new.History);
    }

    /// <summary>What became of the words of a fact, where it changed and the diff tells.</summary>
    public static LineChange? LineOf(PolicyDiff diff, TitlePart part, string name, string old, string @new)
    {
        if (old == @new)
            return null;
        foreach (var change in diff.Title)
        {
            if (change.Part == part && change.Name == name && change.Old == old && change.New == @new)
                return change.Line;
        }
        return null;
    }

    // A picture that another one replaced is not tracked: the part has one picture, and its text stays the same.
    private void Seal(Picture? old, Picture? @new)
    {
        if ((@new ?? old) is not { } seal)
            return;
        var revision = old is null ? Revision.Inserted : @new is null ? Revision.Deleted : Revision.None;
        Add(WordStyles.Seal, revision, half => [runs.Marked(half, WordTitleBlock.Seal(seal), ofLine: true)], null);
    }

    private void Line(string style, TitlePart part, string old, string @new) => Add(
        style, Revision.None, half => runs.Of(Plain(half, half == Revision.Deleted ? old : @new), ofLine: true),
        runs.Of(RevisedSpan.Compare(LineOf(diff, part, "", old, @new), old, @new)));

    private void Fact(Fact? old, Fact? @new)
    {
        var revision = old is null ? Revision.Inserted : @new is null ? Revision.Deleted : Revision.None;
        Add(
            WordStyles.Fact, revision, half => FactRuns(half, (half == Revision.Deleted ? old : @new)!),
            old is null || @new is null ? null :
            [
                .. NameRuns(Revision.None, @new),
                .. runs.Of(RevisedSpan.Compare(LineOf(diff, TitlePart.Fact, @new.Name, old.Value, @new.Value), old.Value, @new.Value)),
            ]);
    }

    private List<WordElement> FactRuns(Revision revision, Fact fact) =>
        [.. NameRuns(revision, fact), .. runs.Of(Plain(revision, fact.Value), ofLine: true)];

    private List<WordElement> NameRuns(Revision revision, Fact fact) =>
    [
        .. runs.Of([new RevisedSpan(new WordSpan(fact.Name, new WordFormat { Strong = true }), revision)], ofLine: true),
        runs.Marked(revision, new WordElement(Wml.Run, new WordElement(Wml.Tab)), ofLine: true),
    ];

    private void History(Sequence<PublishedVersion> old, Sequence<PublishedVersion> @new)
    {
        if (old.Count + @new.Count == 0)
            return;
        var revision = old.Count == 0 ? Revision.Inserted : @new.Count == 0 ? Revision.Deleted : Revision.None;
        Add(WordStyles.Caption, revision, half => runs.Of(Plain(half, WordTitleBlock.HistoryCaption), ofLine: true), null);
        var rows = new List<RedlineTables.Row>
        {
            new(revision, [.. WordTitleBlock.HistoryHeader.Select(cell => runs.Of(Plain(revision, cell)))], IsHeader: true),
        };
        foreach (var (before, after) in Pairs(old, @new, line => line.Version))
        {
            var row = before is null ? Revision.Inserted : after is null ? Revision.Deleted : Revision.None;
            var (olds, news) = (Cells(before), Cells(after));
            rows.Add(new(row, [.. olds.Zip(news, (left, right) => runs.Of(RevisedSpan.Compare(null, left, right)))], IsHeader: false));
        }
        body.Add(new RedlineBlock
        {
            Revision = revision,
            Table = RedlineTables.Table(indent: 0, WordTitleBlock.HistoryShares, rows, revisions),
        });
        Add(WordStyles.TableGap, revision, _ => [], null);

        static string[] Cells(PublishedVersion? line) => line is null ? ["", "", ""] : [line.Version, line.Date, line.Summary];
    }

    /// <param name="style">The style of the paragraph.</param>
    /// <param name="revision">Whether the paragraph came or went.</param>
    /// <param name="half">The runs of one version.</param>
    /// <param name="both">The runs of both; null where they are the same in both.</param>
    private void Add(string style, Revision revision, Func<Revision, List<WordElement>> half, List<WordElement>? both) =>
        body.Add(new RedlineBlock
        {
            Old = revision == Revision.Inserted ? null : new WordLook(style),
            New = revision == Revision.Deleted ? null : new WordLook(style),
            Revision = revision,
            Content = both ?? half(revision),
            Half = half,
        });

    private static List<RevisedSpan> Plain(Revision revision, string text) => text.Length == 0
        ? []
        : [new RevisedSpan(new WordSpan(text, default), revision)];

    // Lines of the same name, in the order of both; what went ahead of what came.
    private static List<(T? Old, T? New)> Pairs<T>(Sequence<T> old, Sequence<T> @new, Func<T, string> name)
        where T : class
    {
        var pairs = new List<(T?, T?)>();
        var next = 0;
        foreach (var after in @new)
        {
            var found = next;
            while (found < old.Count && name(old[found]) != name(after))
                found++;
            if (found == old.Count)
            {
                pairs.Add((null, after));
                continue;
            }
            while (next < found)
                pairs.Add((old[next++], null));
            pairs.Add((old[next++], after));
        }
        while (next < old.Count)
            pairs.Add((old[next++], null));
        return pairs;
    }
}
