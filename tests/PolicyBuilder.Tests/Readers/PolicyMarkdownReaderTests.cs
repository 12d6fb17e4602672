using System.Text;
using CsCheck;
using PolicyBuilder.Formats.Readers;
using PolicyBuilder.Formats.Writers.Markdown;
using PolicyBuilder.Model.Diagnostics;
using PolicyBuilder.Model.Documents;
using PolicyBuilder.Testing;
using Xunit;

namespace PolicyBuilder.Tests.Readers;

public class PolicyMarkdownReaderTests
{
    [FactAttribute]
    public void Any_policy_written_and_read_back_says_the_same() => GenerateDocuments.Document.Sample(
        document =>
        {
            var text = Write(document);
            var problems = new List<Diagnostic>();
            var read = PolicyMarkdownReader.Read("x.md", text, problems);
            Assert.True(problems.Count == 0, string.Join('\n', problems) + "\n" + text);
            var difference = FirstDifference(document, read!.Document);
            Assert.True(difference.Length == 0, difference + "\n" + text);
        },
        iter: 300, print: _ => "");

    [FactAttribute]
    public void Title_block_comes_back_whole()
    {
        var example = ExampleDocument.Create();
        var document = example with { Title = example.Title with { History = [new Revision("0.9.0", "May 1, 2026", "First.")] } };
        var read = PolicyMarkdownReader.Read("x.md", Write(document), [])!.Document;
        Assert.Equal(document.Title, read.Title);
        Assert.Equal((document.Policy, document.Language, document.Mark), (read.Policy, read.Language, read.Mark));
        Assert.Equal(document.Notice!.OwnText(), read.Notice!.OwnText());
    }

    [FactAttribute]
    public void Front_matter_is_handed_back_as_it_stands()
    {
        var read = PolicyMarkdownReader.Read("x.md", "---\r\nversion: 1.0.0\r\n---\r\n\r\n" + Write(ExampleDocument.Create()).Replace("\n", "\r\n", StringComparison.Ordinal), [])!;
        Assert.Equal("version: 1.0.0\n", read.FrontMatter);
        Assert.Equal(Fingerprint.Of(ExampleDocument.Create()), Fingerprint.Of(read.Document));
        Assert.Null(PolicyMarkdownReader.Read("x.md", Write(ExampleDocument.Create()), [])!.FrontMatter);
    }

    [Theory]
    [InlineData("<!-- policybuilder/v1", "<!-- other", "x.md:1:1: error PB3301")]
    [InlineData("language: en-US\n", "", "x.md:1:1: error PB3302")]
    [InlineData("# Example Policy\n", "", "x.md:9:1: error PB3303")]
    [InlineData("First item", "First item\n\n```\ncode\n```\n", "x.md:23:1: error PB3304")]
    [InlineData("Only authorized", "Only `code` authorized", "x.md:34:43: error PB3305")]
    [InlineData("Only authorized", "Only <u>authorized", "x.md:34:43: error PB3305")]
    [InlineData("Only authorized", "Only ![x](y) authorized", "x.md:34:43: error PB3305")]
    [InlineData("## <a id=\"rights\"></a>", "## ", "x.md:53:1: error PB3306")]
    [InlineData("<a id=\"use.personal.work\">", "<a id=\"Use Personal\">", "x.md:45:1: error PB3307")]
    [InlineData("<a id=\"use.personal.work\">", "<a id=\"purpose\">", "x.md:45:1: error PB3308")]
    [InlineData("</a>**b.** Times", "</a>**c.** Times", "x.md:36:1: error PB3309")]
    [InlineData("</a>Name: ", "</a>**a.**: ", "x.md:67:45: error PB3303")]
    [InlineData("## <a id=\"use\"></a>2. USE", "## <a id=\"use\"></a>USE", "x.md:30:1: error PB3309")]
    [InlineData("Only authorized", "Only <em>authorized", "x.md:34:43: error PB3310")]
    [InlineData("https://example.org/", "javascript:alert(1)", "x.md:28:63: error PB3311")]
    [InlineData("<!-- policybuilder/v1", "---\nx: 1\n<!-- policybuilder/v1", "x.md:1:1: error PB3312")]
    public void Changes_by_hand_are_told_with_their_place(string written, string changed, string problem)
    {
        var text = Write(ExampleDocument.Create());
        Assert.Contains(written, text, StringComparison.Ordinal);
        var problems = new List<Diagnostic>();
        Assert.Null(PolicyMarkdownReader.Read("x.md", text.Replace(written, changed, StringComparison.Ordinal), problems));
        Assert.Contains(problems, found => found.ToString().StartsWith(problem + ":", StringComparison.Ordinal));
    }

    [FactAttribute]
    public void Rubbish_is_told_and_never_thrown()
    {
        var text = Write(ExampleDocument.Create());
        Gen.Select(Gen.Int[0, text.Length], Gen.Int[0, 40], GenerateDocuments.Text).Sample((at, length, rubbish) =>
        {
            var problems = new List<Diagnostic>();
            var read = PolicyMarkdownReader.Read("x.md", text[..at] + rubbish + text[Math.Min(text.Length, at + length)..], problems);
            Assert.Equal(problems.Count == 0, read is not null);
            Assert.All(problems, problem => Assert.True(problem.Location.Line > 0));
        }, iter: 5_000, print: _ => "");
        Gen.String.Sample(rubbish => PolicyMarkdownReader.Read("x.md", rubbish, new List<Diagnostic>()) is null);
    }

    [FactAttribute]
    public void Deep_nesting_is_a_problem()
    {
        var problems = new List<Diagnostic>();
        Assert.Null(PolicyMarkdownReader.Read("x.md", new string('>', 10_000) + " x", problems));
        Assert.Equal("PB3313", Assert.Single(problems).Code);
    }

    private static string Write(PolicyDocument document) => Encoding.UTF8.GetString(new MarkdownWriter().Write(document).Print());

    private static string FirstDifference(PolicyDocument written, PolicyDocument read)
    {
        var pairs = Fingerprint.CanonicalText(written).Split('\n').Zip(Fingerprint.CanonicalText(read).Split('\n'));
        var (expected, found) = pairs.FirstOrDefault(pair => pair.First != pair.Second);
        return expected == found ? "" : $"written: {expected}\nread:    {found}";
    }
}
