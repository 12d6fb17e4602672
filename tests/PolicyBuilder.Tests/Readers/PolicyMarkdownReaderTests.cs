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
        iter: 2_000, print: _ => "");

    private static string Write(PolicyDocument document) => Encoding.UTF8.GetString(new MarkdownWriter().Write(document).Print());

    private static string FirstDifference(PolicyDocument written, PolicyDocument read)
    {
        var pairs = Fingerprint.CanonicalText(written).Split('\n').Zip(Fingerprint.CanonicalText(read).Split('\n'));
        var (expected, found) = pairs.FirstOrDefault(pair => pair.First != pair.Second);
        return expected == found ? "" : $"written: {expected}\nread:    {found}";
    }
}
