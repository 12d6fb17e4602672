using PolicyBuilder.Model;
using PolicyBuilder.Model.Documents;
using PolicyBuilder.Testing;
using static PolicyBuilder.Testing.ExampleDocument;

namespace PolicyBuilder.Browser.Tests;

/// <summary>The pages that are looked at.</summary>
public static class Pages
{
    /// <summary>Every page by its name.</summary>
    public static readonly IReadOnlyDictionary<string, PolicyDocument> All = new Dictionary<string, PolicyDocument>
    {
        ["example"] = ExampleDocument.Create(),
        ["labels"] = Labels(),
        ["hostile"] = Hostile(),
    };

    // Past z at every depth that has letters, lists that are interrupted and go on.
    private static PolicyDocument Labels()
    {
        var deepest = Many("deepest", 12);
        var fourth = Many("fourth", 28, deepest);
        var third = Many("third", 11, fourth);
        var second = Many("second", 18, third);
        return Numbering.Number(ExampleDocument.Create() with
        {
            Sections =
            [
                Section("deep", "DEEP", Many("first", 55, second)),
                Section("broken", "BROKEN", [.. Many("before", 2), Unlabelled("broken.text", Paragraph(new Text("Between."))), .. Many("after", 3)]),
                Section("mixed", "MIXED", [.. Many("own", 2), Subsection("mixed.sub", "Inside", Many("sub", 2)), .. Many("again", 2)]),
            ],
        });
    }

    private static Clause[] Many(string name, int count, params Clause[] children) =>
        [.. Enumerable.Range(1, count).Select(i => Provision($"{name}.n{i}", [Paragraph(new Text($"{name} {i}"))], i == count ? children : []))];

    private static PolicyDocument Hostile()
    {
        var word = new string('w', 200);
        const string Markup = "R&D *Data* Policy_v2 [draft] <b> {{ x }} | 1. a </title><script>alert(1)</script>\" onclick='x'";
        return Numbering.Number(ExampleDocument.Create() with
        {
            Title = ExampleDocument.Create().Title with
            {
                Title = Markup,
                Issuer = word,
                Facts = [new Fact("Adopted by", word), new Fact(Markup, "שלום עולם")],
                History = [new Revision("1.0.0", "January 1, 2025", word)],
            },
            Sections =
            [
                Section("one", word,
                    Provision("one.text", [Paragraph(new Text(Markup), new Answer("city_name", "مرحبا (x) 12"), new Text("."))]),
                    Provision("one.link", [Paragraph(new Link("https://example.org/?a=\"<>&", [new Text(word)]))]),
                    Provision("one.table",
                    [
                        new Table(
                            [.. Enumerable.Range(1, 6).Select(i => Sequence.Of<Inline>([new Text($"Column {i}")]))],
                            [[.. Enumerable.Range(1, 6).Select(i => Sequence.Of<Inline>([new Text(word)]))]]),
                    ])),
            ],
        });
    }
}
