using CsCheck;
using PolicyBuilder.Formats.Writers.Word;
using PolicyBuilder.Formats.Writers.Word.Redline;
using PolicyBuilder.Model.Diffing;
using PolicyBuilder.Model.Documents;
using PolicyBuilder.Testing;
using Xunit;
using Xunit.Abstractions;

namespace PolicyBuilder.Tests.Writers.Word;

public class RedlineWriterTests(ITestOutputHelper output)
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
        foreach (var pair in Conformance.DiffPair.All())
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
