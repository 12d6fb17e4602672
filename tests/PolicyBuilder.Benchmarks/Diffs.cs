using BenchmarkDotNet.Attributes;
using PolicyBuilder.Formats.Writers.Word.Redline;
using PolicyBuilder.Model.Diffing;
using PolicyBuilder.Model.Documents;
using PolicyBuilder.Testing;

namespace PolicyBuilder.Benchmarks;

/// <summary>Diff, verdict and redline of two versions, from the everyday to the worst.</summary>
[MemoryDiagnoser]
public class Diffs
{
    private static readonly RedlineAuthor Author = new("City of Mapleton", "2027-06-01");
    private readonly Dictionary<string, (PolicyDocument Old, PolicyDocument New, PolicyDiff Diff)> pairs = [];

    /// <summary>The pair: 40 clauses with 6 edits, 2,000 with 200, and what a quadratic algorithm would choke on.</summary>
    [Params("40 clauses", "2000 clauses", "5000 equal clauses", "1 MB clause", "1 MB of marks", "reversed")]
    public string Pair { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        var (old, @new) = Pair switch
        {
            "40 clauses" => Edited(40, 6),
            "2000 clauses" => Edited(2_000, 200),
            "5000 equal clauses" => (Same(5_000, "r", 0), Same(5_000, "q", 2)),
            "1 MB clause" => (Long("may", 200_000), Long("must", 200_000)),
            "1 MB of marks" => (Marks("(,)", 333_000), Marks("[,]", 333_000)),
            "reversed" => (GenerateEdits.Manual(2_000, 1), Reversed(GenerateEdits.Manual(2_000, 1))),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        pairs[Pair] = (old, @new, PolicyDiffer.Diff(old, @new));
    }

    /// <summary>The diff.</summary>
    [Benchmark]
    public PolicyDiff Diff() => PolicyDiffer.Diff(pairs[Pair].Old, pairs[Pair].New);

    /// <summary>The diff and its verdicts.</summary>
    [Benchmark]
    public Verdict DiffAndClassify() => ChangeClassifier.Classify(Diff()).Verdict;

    /// <summary>The Word file, from two documents to bytes.</summary>
    [Benchmark]
    public int Redline() => RedlineWriter.Write(Diff(), Author).Print().Length;

    private static (PolicyDocument Old, PolicyDocument New) Edited(int clauses, int edits)
    {
        var old = GenerateEdits.Manual(clauses, 1);
        var step = clauses / edits;
        var number = 0;
        return (old, Numbering.Number(old with
        {
            Sections = old.Sections.Map(section => section with
            {
                Children = [.. section.Children.Select(clause => number++ % step == 0 ? Edit(clause) : clause)],
            }),
        }));

        static Clause Edit(Clause clause) => clause with
        {
            Body = clause.Body.Map(block => TreeWalk.MapInlines(block, inline => inline is Text text ? new Text($"Within 60 days {text.Value}, unless told otherwise") : inline)),
        };
    }

    private static PolicyDocument Same(int count, string prefix, int less) => Document(
        [.. Enumerable.Range(0, count - less).Select(i => Clause($"r.{prefix}{i}", "Reserved for later use."))]);

    private static PolicyDocument Long(string modal, int words) => Document(
        Clause("r.a", string.Join(' ', Enumerable.Range(0, words).Select(i => i % 50 == 0 ? modal : $"w{i % 977}"))));

    private static PolicyDocument Marks(string marks, int count) => Document(Clause("r.a", string.Concat(Enumerable.Repeat(marks, count))));

    private static PolicyDocument Reversed(PolicyDocument document) => Numbering.Number(document with
    {
        Sections = [.. document.Sections.Reverse().Select(section => section with { Children = [.. section.Children.Reverse()] })],
    });

    private static PolicyDocument Document(params Clause[] clauses) =>
        Numbering.Number(ExampleDocument.Create() with { Sections = [ExampleDocument.Section("r", "RULES", clauses)] });

    private static Clause Clause(string id, string text) => ExampleDocument.Provision(id, [ExampleDocument.Paragraph(new Text(text))]);
}
