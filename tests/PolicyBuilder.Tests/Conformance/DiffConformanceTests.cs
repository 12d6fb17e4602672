using PolicyBuilder.Model.Diffing;
using PolicyBuilder.Tests.Diffing;
using Xunit;
using Xunit.Abstractions;

namespace PolicyBuilder.Tests.Conformance;

public class DiffConformanceTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names() => [.. DiffPair.All().Select(pair => pair.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_pair_is_judged_and_marked_as_by_hand(string name)
    {
        var pair = DiffPair.All().Single(pair => pair.Name == name);
        var (diff, classification) = Judge(pair);
        var reasons = classification.Changes.SelectMany(change => change.Reasons).ToList();
        output.WriteLine($"{pair.Why}\n{classification.Verdict}: {string.Join(' ', reasons)}");
        Assert.Equal(pair.Verdict, classification.Verdict);
        Assert.All(pair.Reasons, kind => Assert.Contains(reasons, reason => reason.Kind.ToString() == kind));
        Assert.Equal(pair.Marked, Marked(diff));
    }

    [Fact]
    public void No_substantive_pair_comes_out_editorial_in_either_direction()
    {
        foreach (var pair in DiffPair.All().Where(pair => pair.Verdict >= Verdict.NeedsDecision))
        {
            var (old, @new) = pair.Documents();
            Assert.True(ChangeClassifier.Classify(PolicyDiffer.Diff(old, @new)).Verdict >= Verdict.NeedsDecision, pair.Name);
            Assert.True(ChangeClassifier.Classify(PolicyDiffer.Diff(@new, old)).Verdict >= Verdict.NeedsDecision, pair.Name);
        }
    }

    [Fact]
    public void Fewer_than_a_third_of_the_pairs_are_left_to_a_person()
    {
        var verdicts = DiffPair.All().Select(pair => Judge(pair).Classification.Verdict).ToList();
        var undecided = verdicts.Count(verdict => verdict == Verdict.NeedsDecision);
        output.WriteLine($"{undecided} of {verdicts.Count} pairs need a decision ({100 * undecided / verdicts.Count} %).");
        Assert.True(verdicts.Count >= 60);
        Assert.True(undecided * 3 < verdicts.Count, $"{undecided} of {verdicts.Count}");
    }

    private static (PolicyDiff Diff, Classification Classification) Judge(DiffPair pair)
    {
        var (old, @new) = pair.Documents();
        var diff = PolicyDiffer.Diff(old, @new);
        return (diff, ChangeClassifier.Classify(diff));
    }

    private static List<string> Marked(PolicyDiff diff)
    {
        var lines = new List<string>();
        foreach (var change in diff.Changes())
        {
            if (change.Heading is { IsChanged: true } heading)
                lines.Add(WordDifferTests.Marked(heading));
            foreach (var block in (IEnumerable<BlockChange>)change.Body)
            {
                if (block.Line is { IsChanged: true } line)
                    lines.Add(WordDifferTests.Marked(line));
                lines.AddRange(from row in block.Table?.Rows ?? []
                               from cell in row.Cells
                               where cell.IsChanged
                               select WordDifferTests.Marked(cell));
            }
            if (change.Standing == Standing.Arrived)
                lines.Add($"moved: {change.New!.Label}");
        }
        return lines;
    }
}
