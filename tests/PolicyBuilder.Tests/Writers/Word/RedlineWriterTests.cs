using System.Text.RegularExpressions;
using System.Xml.Linq;
using CsCheck;
using PolicyBuilder.Formats.Writers.Word;
using PolicyBuilder.Formats.Writers.Word.Redline;
using PolicyBuilder.Model.Diffing;
using PolicyBuilder.Model.Documents;
using PolicyBuilder.Testing;
using Xunit;
using Xunit.Abstractions;

namespace PolicyBuilder.Tests.Writers.Word;

public partial class RedlineWriterTests(ITestOutputHelper output)
{
    private static readonly RedlineAuthor Author = new("City of Mapleton", "2027-06-01");

    public static TheoryData<string> Names() => [.. RedlineCases.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Accepted_it_is_the_new_version_and_rejected_the_old_one(string name)
    {
        var (old, @new) = RedlineCases.All[name];
        Check(old, @new);
        Check(@new, old);
    }

    [Fact]
    public void Conformance_pairs_are_accepted_and_rejected_into_both_versions()
    {
        foreach (var pair in RedlineCases.Conformance())
        {
            var (old, @new) = pair.Documents();
            Check(old, @new);
        }
    }

    [Fact]
    public void Random_pairs_are_accepted_and_rejected_into_both_versions() =>
        GenerateEdits.Pairs().Sample(pair => Check(pair.Old, pair.New), iter: 300);

    [Fact]
    public void Any_two_policies_are_accepted_and_rejected_into_both() =>
        Gen.Select(Generate.Document, Generate.Document).Sample((old, @new) => Check(old, @new), iter: 50);

    [Fact]
    public void The_schema_and_the_lint_find_nothing()
    {
        var problems = RedlineCases.Alone().Concat(RedlineCases.Together())
            .SelectMany(pair => WordLint.Problems(Redline(pair.Old, pair.New)).Select(problem => $"{pair.Name}: {problem}")).ToList();
        problems.ForEach(output.WriteLine);
        Assert.Empty(problems);
    }

    [Fact]
    public void No_more_is_marked_than_must_be()
    {
        var (marked, ideal) = (0, 0);
        // A clause that was split in two, or two that became one, say the same words in another paragraph.
        foreach (var pair in RedlineCases.Conformance().Where(pair => pair.Name is not ("0096-clause-split" or "0097-clauses-merged")))
        {
            var (old, @new) = pair.Documents();
            var body = new WordFile(Redline(old, @new))["word/document.xml"];
            var stretches = body.Descendants().Where(element => element.Name.Namespace == WordFile.W && element.Name.LocalName is "ins" or "del" or "moveFrom" or "moveTo");
            var (own, least) = (
                stretches.Sum(stretch => Words(string.Concat(stretch.Descendants().Where(text => text.Name == WordFile.W + "t" || text.Name == WordFile.W + "delText").Select(text => text.Value))).Count),
                Distance(WordsOf(old), WordsOf(@new)));
            if (own > 1.2 * least)
                output.WriteLine($"{pair.Name}: {own} words marked, {least} at least");
            (marked, ideal) = (marked + own, ideal + least);
        }
        output.WriteLine($"{marked} words marked, {ideal} at least");
        Assert.InRange(marked, ideal, 1.2 * ideal);

        static List<string> WordsOf(PolicyDocument document) => Words(string.Join('\n', WordText.Read(Clean(document)).Select(paragraph => paragraph.Text)));

        static List<string> Words(string text) => [.. Word().Matches(text).Select(match => match.Value)];

        // How many words go and come at the least: both sides without their longest common subsequence.
        static int Distance(List<string> old, List<string> @new)
        {
            var lengths = new int[old.Count + 1, @new.Count + 1];
            for (var i = 1; i <= old.Count; i++)
            {
                for (var j = 1; j <= @new.Count; j++)
                    lengths[i, j] = old[i - 1] == @new[j - 1] ? lengths[i - 1, j - 1] + 1 : Math.Max(lengths[i - 1, j], lengths[i, j - 1]);
            }
            return old.Count + @new.Count - 2 * lengths[old.Count, @new.Count];
        }
    }

    // As the design has it: numbers, money, dates, times and durations are never split, nor are words with a hyphen.
    [GeneratedRegex(@"(?:January|February|March|June|July|December) \d+, \d{4}"
        + @"|\$?[ \u00A0]?\d[\d.,:]*\d*%?(?:[ \u00A0](?:business|calendar|working|days?|hours?|minutes?|percent|million|a\.m\.|p\.m\.|dollars?)\b\.?)*"
        + @"|[\p{L}\p{N}\p{M}]+(?:[-’'/][\p{L}\p{N}\p{M}]+)*|[^\s\p{L}\p{N}\p{M}]")]
    private static partial Regex Word();

    [SkippableFact]
    public void LibreOffice_accepts_it_into_the_new_version_and_rejects_it_into_the_old_one()
    {
        if (Environment.GetEnvironmentVariable("POLICYBUILDER_REQUIRE_ALL") != "1")
            Skip.If(LibreOffice.Python is null, "LibreOffice (soffice) with its Python bridge (python3-uno) is not installed");
        using var scratch = new Scratch();
        var questions = new List<(string File, string Action, bool HasLooks)>();
        var asked = new Dictionary<string, int>();
        var cases = new List<(string Name, byte[] Redline, int Old, int Rejected, int New, int Accepted)>();
        foreach (var (name, old, @new) in RedlineCases.Alone().Concat(RedlineCases.Together()))
        {
            var redline = Redline(old, @new);
            var hasLooks = name.StartsWith("styles", StringComparison.Ordinal) || name.StartsWith("random", StringComparison.Ordinal);
            cases.Add((
                name, redline, Ask(Clean(old), "none", hasLooks), Ask(redline, "reject", hasLooks),
                Ask(Clean(@new), "none", hasLooks), Ask(redline, "accept", hasLooks)));
        }
        var answers = LibreOffice.ReadWord(questions);
        var (wrong, excused) = (0, 0);
        var generated = 0;
        foreach (var (name, redline, old, rejected, @new, accepted) in cases)
        {
            Compare($"{name}, rejected", redline, answers[old], answers[rejected]);
            Compare($"{name}, accepted", redline, answers[@new], answers[accepted]);
            if (answers[old] == answers[rejected] && answers[@new] == answers[accepted])
                generated += name.Split(" + ").Count(part => part.StartsWith("random", StringComparison.Ordinal));
        }
        output.WriteLine($"{cases.Count} redlines, {questions.Count} documents read, {wrong} wrong, {excused} excused; {generated} generated pairs without an excuse");
        Assert.Equal(0, wrong);
        Assert.True(excused <= 11, $"{excused} excused");
        Assert.True(generated >= 40, $"{generated} generated pairs");

        // The same file is asked about once.
        int Ask(byte[] docx, string action, bool hasLooks)
        {
            // After changes Writer 7.4 loses its way in a content control when it tells looks.
            if (hasLooks && new WordFile(docx)["word/document.xml"].Descendants(WordFile.W + "sdt").Any())
                docx = WordFile.Edit(docx, "word/document.xml", xml => ContentControl().Replace(xml, ""));
            var hash = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(docx));
            var file = scratch[hash + ".docx"];
            if (!File.Exists(file))
                File.WriteAllBytes(file, docx);
            var question = $"{hash} {action} {hasLooks}";
            if (asked.TryAdd(question, questions.Count))
                questions.Add((file, action, hasLooks));
            return asked[question];
        }

        void Compare(string what, byte[] redline, string expected, string actual)
        {
            if (expected == actual)
                return;
            var excuse = Excuse(redline, expected, actual);
            output.WriteLine($"{what}{(excuse is null ? "" : $" (excused: {excuse})")}:\n{Difference(expected, actual)}\n");
            if (excuse is null)
                wrong++;
            else
                excused++;
        }
    }

    [GeneratedRegex("</?w:sdt>|</?w:sdtContent>|<w:sdtPr>.*?</w:sdtPr>")]
    private static partial Regex ContentControl();

    // What Writer 7.4 cannot do, and the redline cannot help. It takes a label without a line of text before a table.
    private static string? Excuse(byte[] redline, string expected, string actual)
    {
        var (left, right) = (expected.Split('\n'), actual.Split('\n'));
        var at = left.Zip(right).TakeWhile(pair => pair.First == pair.Second).Count();
        if (!new[] { left[at], right[at] }.Any(line => EmptyParagraph().IsMatch(line) || line.Length == 0))
            return null;
        var blocks = new WordFile(redline)["word/document.xml"].Element(WordFile.W + "body")!.Elements()
            .Where(element => element.Name == WordFile.W + "p" || element.Name == WordFile.W + "tbl").ToList();
        if (blocks.Exists(block => block.Element(WordFile.W + "pPr")?.Element(WordFile.W + "pPrChange") is not null && (HasNoText(block, "ins") || HasNoText(block, "del"))))
            return "Writer forgets what the format of a paragraph without text was";
        return null;

        // Without what came, or without what went.
        static bool HasNoText(XElement block, string change) => !block.Descendants()
            .Any(text => text.Name.LocalName is "t" or "delText" && text.Value.Length > 0 && text.Ancestors(WordFile.W + change).FirstOrDefault() is null);
    }

    [GeneratedRegex(@"^body [^\[]+\[.*?\] (⟨[^⟩]*⟩)?$")]
    private static partial Regex EmptyParagraph();

    private static string Difference(string expected, string actual)
    {
        var (left, right) = (expected.Split('\n'), actual.Split('\n'));
        var start = left.Zip(right).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"  expected {string.Join("\n           ", left.Skip(start).Take(3))}\n  but was  {string.Join("\n           ", right.Skip(start).Take(3))}";
    }

    private void Check(PolicyDocument old, PolicyDocument @new)
    {
        var redline = Redline(old, @new);
        AssertSame(Clean(@new), WordRevisions.Accept(redline));
        AssertSame(Clean(old), WordRevisions.Reject(redline));
        var problems = WordLint.Lint(redline).ToList();
        problems.ForEach(output.WriteLine);
        Assert.Empty(problems);
    }

    private static void AssertSame(byte[] clean, byte[] resolved)
    {
        Assert.Equal(Paragraphs(clean), Paragraphs(resolved));
        foreach (var part in new[] { "word/header1.xml", "word/header2.xml", "word/footer1.xml", "word/footer2.xml" })
            Assert.Equal(WordText.ReadPart(clean, part), WordText.ReadPart(resolved, part));
    }

    private static List<string> Paragraphs(byte[] docx) =>
        [.. WordText.Read(docx).Select(paragraph => $"{paragraph.Style}|{paragraph.Label}|{paragraph.Text}|{paragraph.IsCell}")];

    internal static byte[] Redline(PolicyDocument old, PolicyDocument @new) =>
        RedlineWriter.Write(PolicyDiffer.Diff(old, @new), Author).Print();

    internal static byte[] Clean(PolicyDocument document) => new WordWriter().Write(document).Print();
}
