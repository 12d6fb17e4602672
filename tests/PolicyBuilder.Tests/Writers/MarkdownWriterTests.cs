using System.Text;
using CsCheck;
using PolicyBuilder.Formats.Plates;
using PolicyBuilder.Formats.Readers;
using PolicyBuilder.Formats.Writers.Markdown;
using PolicyBuilder.Model.Documents;
using PolicyBuilder.Testing;
using Snapshooter.Xunit;
using Xunit;

namespace PolicyBuilder.Tests.Writers;

public class MarkdownWriterTests
{
    [FactAttribute]
    public void Example_looks_as_it_did() => Snapshot.Match(Encoding.UTF8.GetString(new MarkdownWriter().Write(ExampleDocument.Create()).Print()));

    [Theory]
    [InlineData("R&D Department")]
    [InlineData("St. Mary-by-the-Sea")]
    [InlineData("O’Fallon (Hull County), Unit 4")]
    [InlineData("hr@mapleton.example")]
    [InlineData("Policy_v2")]
    [InlineData("ACME, Inc.")]
    public void Ordinary_names_stay_as_they_are(string name) => Assert.Equal(name, MarkdownText.Escape(name));

    [Theory]
    [InlineData("*x*", @"\*x\*")]
    [InlineData("&copy;", @"\&copy;")]
    [InlineData("[x](y)", @"\[x\](y)")]
    [InlineData(" x", "<span></span> x")]
    [InlineData("", "<span></span>")]
    [InlineData("@smith", @"\@smith")]
    [InlineData("a--b...", @"a-\-b..\.")]
    public void Markup_is_escaped(string text, string markdown) => Assert.Equal(markdown, MarkdownText.Escape(text));

    // The example has the blank in the middle of a sentence, in the title block, in a heading, in bold, in a cell, at both
    // ends of a paragraph and alone in one.
    [FactAttribute]
    public void Answers_filled_in_later_are_the_text_they_are() => Gen.Select(GenerateDocuments.Text, GenerateDocuments.Text).Sample((first, second) =>
    {
        var printed = Encoding.UTF8.GetString(new MarkdownWriter().Write(EveryPlace(BlankMark.Of(0), BlankMark.Of(1))).Print([first, second]));
        var problems = new List<Model.Diagnostics.Diagnostic>();
        var read = PolicyMarkdownReader.Read("x.md", printed, problems);
        Assert.True(problems.Count == 0, string.Join('\n', problems) + "\n" + printed);
        Assert.Equal(Fingerprint.CanonicalText(EveryPlace(first, second)), Fingerprint.CanonicalText(read!.Document));
    });

    private static PolicyDocument EveryPlace(string first, string second) => Numbering.Number(ExampleDocument.Create() with
    {
        Title = ExampleDocument.Create().Title with { Title = first, Issuer = second, Facts = [new Fact(first, second)], History = [new Revision(first, second, first)] },
        Sections =
        [
            ExampleDocument.Section("one", $"X {first}",
                ExampleDocument.Provision("one.text",
                [
                    ExampleDocument.Paragraph(new Text("The "), new Answer("a", first), new Text(", "), new Answer("a", second), new Text("; x")),
                    ExampleDocument.Paragraph(new Answer("a", first)),
                    ExampleDocument.Paragraph(new Answer("a", first), new Text(". x"), new Answer("a", second), new LineBreak(), new Answer("a", first)),
                    ExampleDocument.Paragraph(new Answer("a", first), new Answer("a", second)),
                    ExampleDocument.Paragraph(new Strong([new Answer("a", first)]), new Text(" and "), new Emphasis([new Text("x "), new Answer("a", second)])),
                    ExampleDocument.Paragraph(new Text("a"), new Strong([new Answer("a", first)]), new Answer("b", second), new Emphasis([new Answer("a", first)])),
                    ExampleDocument.Paragraph(new Answer("a", first), new Link("https://example.org/", [new Answer("a", second)])),
                    new SignatureLine([new Answer("a", first)]),
                    new Table([[new Answer("a", first)], [new Answer("a", second)]], [[[new Answer("a", second)], [new Text("x "), new Answer("a", first)]]]),
                ],
                    ExampleDocument.Provision("one.text.item", [ExampleDocument.Paragraph(new Answer("a", first), new Text("."))]))),
        ],
    });
}
