using PolicyBuilder.Model;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Testing;

/// <summary>A small policy, built by hand, that holds every kind of clause, block and inline.</summary>
public static class ExampleDocument
{
    /// <summary>The document, numbered.</summary>
    public static PolicyDocument Create() => Numbering.Number(new PolicyDocument
    {
        Policy = "example",
        Language = "en-US",
        Mark = "DRAFT",
        Title = new TitleBlock
        {
            Title = "Example Policy",
            Issuer = "City of Mapleton",
            Version = "1.0.0",
            Date = "2027-01-01",
            Facts = [new Fact("Version", "1.0.0"), new Fact("Effective", "January 1, 2027")],
        },
        Sections =
        [
            Section("purpose", "PURPOSE",
                Provision("purpose.why", [Paragraph(new Text("The City of "), new Answer("city_name", "Mapleton"), new Text(" has a policy."))],
                    Provision("purpose.why.first", [Paragraph(new Text("First item"))]),
                    Provision("purpose.why.second", [Paragraph(new Text("Second item"))],
                        Provision("purpose.why.second.deep", [Paragraph(new Text("A deep item"))]))),
                Provision("purpose.who",
                [
                    Paragraph(new Strong([new Text("Everyone")]), new Text(", "), new Emphasis([new Text("really")]), new Text(".")),
                    Paragraph(new Text("Line one"), new LineBreak(), new Text("line two; see "),
                        new Reference(new ClauseId("use.personal.email")), new Text(" and "),
                        new Link("https://example.org/", [new Text("a page")]), new Text(".")),
                ])),
            Section("use", "USE",
                Subsection("use.official", "Official Use",
                    Provision("use.official.only", [Paragraph(new Text("Only authorized employees may post."))]),
                    Provision("use.official.times",
                    [
                        Paragraph(new Text("Times:")),
                        new Table(
                            [[new Text("Channel")], [new Text("Hours")]],
                            [[[new Text("Facebook")], [new Text("8–5")]], [[new Text("Other")], [new Strong([new Text("none")])]]]),
                    ])),
                Subsection("use.personal", "Personal Use",
                    Provision("use.personal.work", [Paragraph(new Text("At work, a little."))]),
                    Provision("use.personal.email", [Paragraph(new Text("No city e-mail."))])),
                Subsection("use.apps", "Mobile Apps:",
                    Unlabelled("use.apps.text", Paragraph(new Text("Use different apps."))))),
            Section("rights", "RIGHTS",
                Unlabelled("rights.text", Paragraph(new Text("Nothing in this policy limits rights.")))),
        ],
        Notice = Section("notice", "DISCLAIMER", Unlabelled("notice.text", Paragraph(new Text("NOTE: not legal advice.")))),
        Acknowledgement = Section("acknowledgement", "ACKNOWLEDGEMENT",
            Unlabelled("acknowledgement.statement", Paragraph(new Text("I have received the policy."))),
            Unlabelled("acknowledgement.signature",
                new SignatureLine([new Text("Name")]), new SignatureLine([new Text("Date")]), new SignatureLine([new Text("Signature")]))),
    });

    public static Clause Section(string id, string heading, params Clause[] children) =>
        new() { Id = new ClauseId(id), Kind = ClauseKind.Section, Heading = [new Text(heading)], Children = [.. children] };

    public static Clause Subsection(string id, string heading, params Clause[] children) =>
        new() { Id = new ClauseId(id), Kind = ClauseKind.Subsection, Heading = [new Text(heading)], Children = [.. children] };

    public static Clause Provision(string id, Sequence<Block> body, params Clause[] children) =>
        new() { Id = new ClauseId(id), Kind = ClauseKind.Provision, Body = body, Children = [.. children] };

    public static Clause Unlabelled(string id, params Block[] body) =>
        new() { Id = new ClauseId(id), Kind = ClauseKind.Unlabelled, Body = [.. body] };

    public static Paragraph Paragraph(params Inline[] content) => new([.. content]);
}
