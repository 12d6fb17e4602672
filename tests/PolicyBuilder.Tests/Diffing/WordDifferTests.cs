using System.Text;
using CsCheck;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Diffing;
using PolicyBuilder.Model.Documents;
using Xunit;

namespace PolicyBuilder.Tests.Diffing;

public class WordDifferTests
{
    [Theory]
    [InlineData("may not post", "may post", "may [-not ]post")]
    [InlineData("may post", "may not post", "may {+not }post")]
    [InlineData("They shall.", "They shall comply.", "They shall{+ comply}.")]
    [InlineData("within 30 days of notice", "within 60 days of notice", "within [-30 days]{+60 days} of notice")]
    [InlineData("a fine of $500", "a fine of $5,000", "a fine of [-$500]{+$5,000}")]
    [InlineData("before January 1, 2027 at noon", "before January 2, 2027 at noon", "before [-January 1, 2027]{+January 2, 2027} at noon")]
    [InlineData("on 1 May 2027", "on 2 May 2027", "on [-1 May 2027]{+2 May 2027}")]
    [InlineData("at 9:30 a.m. or later", "at 9:30 p.m. or later", "at [-9:30 a.m.]{+9:30 p.m.} or later")]
    [InlineData("thirty (30) days", "sixty (60) days", "[-thirty (30) days]{+sixty (60) days}")]
    [InlineData("three business days", "three days", "[-three business days]{+three days}")]
    [InlineData("a 30-day period", "a 60-day period", "a [-30-day]{+60-day} period")]
    [InlineData("5 percent", "5.5 percent", "[-5 percent]{+5.5 percent}")]
    [InlineData("write to hr@mapleton.example.", "write to it@mapleton.example.", "write to [-hr@mapleton.example]{+it@mapleton.example}.")]
    [InlineData("a , b", "a, b", "a[- ], b")]
    [InlineData("one\n  two", "one two", "one two")]
    [InlineData(" one two ", "one\ttwo", "one\ttwo")]
    [InlineData("30  days", "30 days", "30 days")]
    [InlineData("no\u00A0break", "no break", "no[-\u00A0]{+ }break")]
    [InlineData("red of blue", "green of yellow", "[-red of blue]{+green of yellow}")]
    [InlineData("red not blue", "green not yellow", "[-red]{+green} not [-blue]{+yellow}")]
    [InlineData("", "all new", "{+all new}")]
    [InlineData("日本語", "日本人", "日本[-語]{+人}")]
    public void Words_are_marked_whole(string old, string @new, string marked) =>
        Assert.Equal(marked, Marked(WordDiffer.Diff([new Text(old)], [new Text(@new)])));

    [Fact]
    public void Formatting_can_be_taken_from_both_sides()
    {
        Sequence<Inline> old = [new Text("Only "), new Strong([new Text("authorized employees")]), new Text(" may post.")];
        Sequence<Inline> @new = [new Text("Only "), new Strong([new Text("trained employees")]), new Text(" may "), new Emphasis([new Text("post")]), new Text(".")];
        var segments = WordDiffer.Diff(old, @new).Segments;
        var (left, right) = (RunningText.Of(old), RunningText.Of(@new));
        Assert.Equal(
            [SegmentKind.Same, SegmentKind.Deleted, SegmentKind.Inserted, SegmentKind.Same, SegmentKind.Restyled, SegmentKind.Same],
            segments.Select(segment => segment.Kind));
        Assert.Equal([new Strong([new Text("authorized")])], left.Slice(segments[1].OldStart, segments[1].OldLength));
        Assert.Equal([new Strong([new Text("trained")])], right.Slice(segments[2].NewStart, segments[2].NewLength));
        Assert.Equal([new Emphasis([new Text("post")])], right.Slice(segments[4].NewStart, segments[4].NewLength));
    }

    [Fact]
    public void A_reference_is_one_word_and_its_label_no_word_at_all()
    {
        Sequence<Inline> Line(string target, string label) => [new Text("see "), new Reference(new ClauseId(target), label), new Text(".")];
        Assert.Equal(
            [SegmentKind.Same, SegmentKind.Relabelled, SegmentKind.Same],
            WordDiffer.Diff(Line("use.email", "3.b"), Line("use.email", "3.c")).Segments.Select(segment => segment.Kind));
        Assert.Equal(
            [SegmentKind.Same, SegmentKind.Deleted, SegmentKind.Inserted, SegmentKind.Same],
            WordDiffer.Diff(Line("use.email", "3.b"), Line("use.phone", "3.b")).Segments.Select(segment => segment.Kind));
    }

    [Fact]
    public void Marked_words_are_within_a_fifth_of_the_ideal() =>
        Gen.Select(Gen.Int[0, int.MaxValue - 1], Gen.Int[1, 80]).Sample(
            (seed, size) =>
            {
                var random = new Random(seed);
                var old = Tokens(random, size);
                var @new = old.ToList();
                for (var i = random.Next(size); i >= 0 && @new.Count > 0; i--)
                {
                    if (random.Next(2) == 0)
                        @new.RemoveAt(random.Next(@new.Count));
                    else
                        @new.Insert(random.Next(@new.Count + 1), Tokens(random, 1)[0]);
                }
                var line = WordDiffer.Diff([new Text(string.Join(' ', old))], [new Text(string.Join(' ', @new))], mergeIslands: false);
                var marked = Count(line, SegmentKind.Deleted) + Count(line, SegmentKind.Inserted);
                var ideal = old.Count + @new.Count - 2 * LongestCommonSubsequence(old, @new);
                Assert.True(marked <= 1.2 * ideal, $"{marked} marked, {ideal} ideal: {Marked(line)}");
            },
            iter: 3_000, threads: 1);

    [Fact]
    public void Merged_islands_still_cover_the_same_texts()
    {
        var line = WordDiffer.Diff([new Text("red of the blue to see")], [new Text("green of the yellow to be")]);
        Assert.Equal("[-red of the blue to see]{+green of the yellow to be}", Marked(line));
    }

    public static string Marked(LineChange line)
    {
        var (old, @new) = (RunningText.Of(line.Old).Text, RunningText.Of(line.New).Text);
        var text = new StringBuilder();
        foreach (var segment in line.Segments)
        {
            var (went, came) = (old.Substring(segment.OldStart, segment.OldLength), @new.Substring(segment.NewStart, segment.NewLength));
            text.Append(segment.Kind switch
            {
                SegmentKind.Deleted => $"[-{went}]",
                SegmentKind.Inserted => $"{{+{came}}}",
                SegmentKind.Restyled => $"{{*{came}}}",
                SegmentKind.Relabelled => $"{{#{went}>{came}}}",
                _ => came,
            });
        }
        return text.ToString().Trim(' ');
    }

    // Single words only, so that a word here is a word to the differ.
    private static List<string> Tokens(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => ((char)('a' + random.Next(12))).ToString() + "x")];

    private static int Count(LineChange line, SegmentKind kind)
    {
        var text = RunningText.Of(kind == SegmentKind.Deleted ? line.Old : line.New).Text;
        return line.Segments.Where(segment => segment.Kind == kind).Sum(segment => text
            .Substring(kind == SegmentKind.Deleted ? segment.OldStart : segment.NewStart, segment.OldLength + segment.NewLength)
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    private static int LongestCommonSubsequence(List<string> one, List<string> other)
    {
        var lengths = new int[one.Count + 1, other.Count + 1];
        for (var i = 1; i <= one.Count; i++)
        {
            for (var j = 1; j <= other.Count; j++)
            {
                lengths[i, j] = one[i - 1] == other[j - 1]
                    ? lengths[i - 1, j - 1] + 1
                    : Math.Max(lengths[i - 1, j], lengths[i, j - 1]);
            }
        }
        return lengths[one.Count, other.Count];
    }
}
