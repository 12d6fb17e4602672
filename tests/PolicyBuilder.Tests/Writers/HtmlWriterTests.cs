using System.Security.Cryptography;
using System.Text;
using AngleSharp.Html.Parser;
using CsCheck;
using PolicyBuilder.Formats.Plates;
using PolicyBuilder.Formats.Writers.Html;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Documents;
using PolicyBuilder.Testing;
using Snapshooter.Xunit;
using Xunit;

namespace PolicyBuilder.Tests.Writers;

public class HtmlWriterTests
{
    [FactAttribute]
    public void Example_looks_as_it_did() =>
        Snapshot.Match(Write(ExampleDocument.Create())
            .Replace(HtmlStyle.Css, "…", StringComparison.Ordinal).Replace(HtmlStyle.Hash, "…", StringComparison.Ordinal));

    [FactAttribute]
    public void Stylesheet_is_let_in_by_its_hash()
    {
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(HtmlStyle.Css)));
        Assert.True(hash == HtmlStyle.Hash, $"policy.css has changed: HtmlStyle.Hash must be \"{hash}\"");
    }

    [FactAttribute]
    public void Any_text_of_any_policy_comes_out_as_typed() => GenerateDocuments.Document.Sample(
        document =>
        {
            var page = new HtmlParser().ParseDocument(Write(document));
            Assert.Equal(Read(document.Title.Title), page.QuerySelector("h1")!.TextContent);
            Assert.Equal(Read(document.Title.Issuer), page.QuerySelector(".issuer")!.TextContent);
            foreach (var clause in document.AllClauses())
            {
                var element = page.GetElementById(clause.Id.Value)!;
                var lines = clause.HasHeading
                    ? element.QuerySelector("h2, h3, h4")!.TextContent[(clause.Label.Length > 0 ? clause.Label.Length + 1 : 0)..]
                    : string.Concat(element.Children.Where(child => child.LocalName == "p" || child.ClassName == "table").Select(TextOf));
                var expected = clause.HasHeading ? Shown(clause.Heading) : string.Concat(clause.Body.SelectMany(TreeWalk.Lines).Select(Shown));
                Assert.Equal(Read(expected), lines);
            }
        },
        iter: 300, print: _ => "");

    [FactAttribute]
    public void Answers_filled_in_later_are_the_text_they_are() => GenerateDocuments.Text.Sample(answer =>
    {
        var blank = BlankMark.Of(0);
        var example = ExampleDocument.Create().MapText(text => text.Replace("Mapleton", blank, StringComparison.Ordinal));
        var page = new HtmlParser().ParseDocument(Encoding.UTF8.GetString(new HtmlWriter().Write(example).Print([answer])));
        Assert.Equal($"Example Policy – City of {answer}", page.QuerySelector("title")!.TextContent);
        Assert.Equal($"City of {answer}", page.QuerySelector(".issuer")!.TextContent);
        Assert.Equal($"The City of {answer} has a policy.", page.QuerySelector("#purpose\\.why > p")!.TextContent);
    });

    [FactAttribute]
    public void Addresses_that_could_run_are_text() =>
        Assert.DoesNotContain("javascript:", Write(WithParagraph(new Link("javascript:alert(1)", [new Text("here")]))), StringComparison.Ordinal);

    [FactAttribute]
    public void Seal_is_in_the_file_with_its_description()
    {
        var example = ExampleDocument.Create();
        var page = new HtmlParser().ParseDocument(Write(example with
        {
            Title = example.Title with { Seal = new Picture("image/png", [1, 2, 3], 400, 200, "Seal of \"Mapleton\"") },
        }));
        var seal = page.QuerySelector("img")!;
        Assert.Equal("data:image/png;base64,AQID", seal.GetAttribute("src"));
        Assert.Equal("Seal of \"Mapleton\"", seal.GetAttribute("alt"));
        Assert.Equal("112", seal.GetAttribute("width"));
        Assert.Equal("56", seal.GetAttribute("height"));
    }

    private static PolicyDocument WithParagraph(params Inline[] content) => Numbering.Number(ExampleDocument.Create() with
    {
        Sections = [ExampleDocument.Section("one", "ONE", ExampleDocument.Provision("one.text", [ExampleDocument.Paragraph(content)]))],
    });

    private static string Write(PolicyDocument document) => Encoding.UTF8.GetString(new HtmlWriter().Write(document).Print());

    // Between the cells of a table are line ends of the file.
    private static string TextOf(AngleSharp.Dom.IElement block) =>
        block.LocalName == "p" ? block.TextContent : string.Concat(block.QuerySelectorAll("th, td").Select(cell => cell.TextContent));

    // A line break is an element without text.
    private static string Shown(Sequence<Inline> content) => string.Concat(content.Select(inline => inline switch
    {
        LineBreak => "",
        Strong strong => Shown(strong.Content),
        Emphasis emphasis => Shown(emphasis.Content),
        Link link => Shown(link.Content),
        _ => Sequence.Of([inline]).PlainText(),
    }));

    private static string Read(string text) => text.Replace("\r", "\n", StringComparison.Ordinal);
}
