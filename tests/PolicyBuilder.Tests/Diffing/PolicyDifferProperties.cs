using CsCheck;
using PolicyBuilder.Model.Diffing;
using PolicyBuilder.Model.Documents;
using PolicyBuilder.Testing;
using Xunit;

namespace PolicyBuilder.Tests.Diffing;

public class PolicyDifferProperties
{
    [Fact]
    public void Applying_the_diff_to_the_old_gives_the_new() => GenerateEdits.Pairs().Sample(
        pair => Assert.Equal(AppliedDiff.Spell(pair.New), AppliedDiff.Spell(AppliedDiff.Apply(PolicyDiffer.Diff(pair.Old, pair.New)))),
        iter: 3_000, threads: 1, print: Print);

    [Fact]
    public void Unrelated_documents_are_told_apart() =>
        Gen.Select(Gen.Int[0, int.MaxValue - 1], Gen.Int[0, int.MaxValue - 1]).Sample(
            (one, other) =>
            {
                var (old, @new) = (GenerateEdits.Pair(one, 0).Old, GenerateEdits.Pair(other, 0).Old);
                Assert.Equal(AppliedDiff.Spell(@new), AppliedDiff.Spell(AppliedDiff.Apply(PolicyDiffer.Diff(old, @new))));
            },
            iter: 500, threads: 1);

    [Fact]
    public void A_document_does_not_differ_from_itself() => GenerateEdits.Pairs(0).Sample(
        pair => Assert.Empty(Describe(
            PolicyDiffer.Diff(pair.Old, pair.New with { Sections = pair.New.Sections.Map(TreeWalk.WithoutSource) }), mirrored: false)),
        iter: 300, threads: 1, print: Print);

    [Fact]
    public void The_diff_is_empty_only_if_both_say_the_same() => GenerateEdits.Pairs(1).Sample(
        pair =>
        {
            var diff = PolicyDiffer.Diff(pair.Old, pair.New);
            if (AppliedDiff.Spell(pair.Old) == AppliedDiff.Spell(pair.New))
                Assert.Empty(Describe(diff, mirrored: false));
            else
                Assert.False(IsEmptyButForPlaces(diff));
        },
        iter: 2_000, threads: 1, print: Print);

    [Fact]
    public void The_diff_of_the_swapped_documents_is_the_mirror_image() => GenerateEdits.Pairs().Sample(
        pair => Assert.Equal(
            Describe(PolicyDiffer.Diff(pair.Old, pair.New), mirrored: false),
            Describe(PolicyDiffer.Diff(pair.New, pair.Old), mirrored: true)),
        iter: 2_000, threads: 1, print: Print);

    [Fact]
    public void Segments_cover_both_texts_without_gap_or_overlap() => GenerateEdits.Pairs().Sample(
        pair =>
        {
            foreach (var line in PolicyDiffer.Diff(pair.Old, pair.New).All().SelectMany(Lines))
            {
                var (old, @new) = (0, 0);
                foreach (var segment in line.Segments)
                {
                    Assert.Equal((old, @new), (segment.OldStart, segment.NewStart));
                    Assert.True(segment.OldLength + segment.NewLength > 0);
                    (old, @new) = (old + segment.OldLength, @new + segment.NewLength);
                }
                Assert.Equal((RunningText.Of(line.Old).Text.Length, RunningText.Of(line.New).Text.Length), (old, @new));
            }
        },
        iter: 300, threads: 1, print: Print);

    [Fact]
    public void Every_clause_of_both_versions_is_met_once() => GenerateEdits.Pairs().Sample(
        pair =>
        {
            var all = PolicyDiffer.Diff(pair.Old, pair.New).All().ToList();
            Assert.Equal(Ids(pair.New), Sorted(all.Where(entry => entry.New is not null).Select(entry => entry.New!.Id)));
            Assert.Equal(Ids(pair.Old), Sorted(all.Where(entry => entry.Old is not null).Select(entry => entry.Old!.Id)));
        },
        iter: 500, threads: 1, print: Print);

    [Fact]
    public void Every_change_has_a_verdict_and_a_reason() => GenerateEdits.Pairs().Sample(
        pair =>
        {
            var diff = PolicyDiffer.Diff(pair.Old, pair.New);
            var classification = ChangeClassifier.Classify(diff);
            Assert.Equal(diff.IsEmpty, classification.Verdict == Verdict.None);
            foreach (var change in classification.Changes)
            {
                Assert.NotEmpty(change.Reasons);
                Assert.True(change.Verdict > Verdict.None);
                Assert.All(change.Reasons, reason => Assert.Matches(@"\A[“A-Z].*\.\z", reason.Sentence));
            }
        },
        iter: 500, threads: 1, print: Print);

    [Fact]
    public void An_edit_to_a_letter_or_figure_is_never_editorial() => GenerateEdits.Pairs().Sample(
        pair =>
        {
            foreach (var change in ChangeClassifier.Classify(PolicyDiffer.Diff(pair.Old, pair.New)).Changes)
            {
                if (change.Verdict == Verdict.Editorial && change.Clause is { IsNotice: false } clause)
                    Assert.Equal(LettersAndFigures(clause.Old!), LettersAndFigures(clause.New!));
            }
        },
        iter: 1_000, threads: 1, print: Print);

    // A reference's label is the place of its clause, not a word.
    private static string LettersAndFigures(Clause clause) => string.Concat(
        clause.MapInlines(inline => inline is Reference reference ? reference with { Label = "" } : inline).OwnText()
            .Where(char.IsLetterOrDigit)).ToUpperInvariant();

    private static string Print((PolicyDocument Old, PolicyDocument New) pair) =>
        $"{AppliedDiff.Spell(pair.Old)}\n=====\n{AppliedDiff.Spell(pair.New)}";

    // A place in a list that changed its number says nothing; the spelled document shows it.
    private static bool IsEmptyButForPlaces(PolicyDiff diff) =>
        diff.IsEmpty && diff.All().All(entry => entry.Old?.Id == entry.New?.Id);

    private static List<ClauseId> Ids(PolicyDocument document) => Sorted(document.AllClauses().Select(clause => clause.Id));

    private static List<ClauseId> Sorted(IEnumerable<ClauseId> ids) => [.. ids.Order()];

    private static IEnumerable<LineChange> Lines(ClauseChange entry)
    {
        if (entry.Heading is not null)
            yield return entry.Heading;
        foreach (var block in (IEnumerable<BlockChange>)entry.Body)
        {
            if (block.Line is not null)
                yield return block.Line;
            foreach (var cell in block.Table?.Rows.SelectMany(row => row.Cells) ?? [])
                yield return cell;
        }
    }

    private static List<string> Describe(PolicyDiff diff, bool mirrored)
    {
        var described = new List<string>();
        foreach (var change in diff.Changes())
        {
            var (old, @new) = mirrored ? (change.New, change.Old) : (change.Old, change.New);
            var (oldParent, newParent) = mirrored ? (change.NewParent, change.OldParent) : (change.OldParent, change.NewParent);
            var taken = mirrored
                ? (change.MergedFrom, change.MergedInto, change.SplitInto, change.SplitFrom)
                : (change.SplitInto, change.SplitFrom, change.MergedFrom, change.MergedInto);
            described.Add($"{old?.Id}@{oldParent} > {new string(@new?.Id.Value)}@{newParent} {change.Basis} moved {change.Move > 0} {taken}");
            foreach (var line in Lines(change))
            {
                described.Add($"  {old?.Id} > {@new?.Id}: " + string.Join(' ', line.Segments
                    .Select(segment => segment.Kind switch
                    {
                        SegmentKind.Deleted => $"{(mirrored ? "+" : "-")}{segment.OldStart}+{segment.OldLength}",
                        SegmentKind.Inserted => $"{(mirrored ? "-" : "+")}{segment.NewStart}+{segment.NewLength}",
                        _ => $"{segment.Kind}",
                    })
                    .Order(StringComparer.Ordinal)));
            }
        }
        described.Sort(StringComparer.Ordinal);
        return described;
    }
}
