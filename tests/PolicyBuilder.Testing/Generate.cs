using System.Globalization;
using CsCheck;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Testing;

/// <summary>
/// Random policies for property tests: every kind of clause, block and inline, text that looks like markup or is hard
/// to set, unique ids, references that lead to clauses of the same document. Numbered.
/// </summary>
public static class Generate
{
    /// <summary>Text as a person might type it: never empty, no line breaks, no control characters.</summary>
    public static readonly Gen<string> Words = Gen.Frequency(
        (6, Gen.OneOf(
            "Employees may not post.", "The city", "shall comply with 2 C.F.R. § 200", "$1,000.50 by June 1", "(see below)", "e.g. this – or that",
            "“Best Practices”", "an employee’s own time")),
        (4, Gen.OneOf(
            "R&D *Data* <b> {{ x }} | \"quotes\"", "Policy_v2 [draft]", "1. a", "- dash", "# hash", "`code`", "~~~", "a\\b", "<!-- -->", "]]>", "&amp;",
            "https://x.example/?a=1&b=2", "C:\\temp", "'single'", "![x](y)", "^super^", "$math$", "+", ">", "a. b. c.", "i. one", "***", "---")),
        (3, Gen.OneOf(
            "👩‍👩‍👧 emoji 🏛", "שלום עולם", "مرحبا (x) 12", "e\u0301a\u0308", "no\u00A0break", "soft\u00ADhyphen", "zero\u200Bwidth", "中文 日本語", "ǅ ﬁ",
            "𝒳 astral", "İstanbul ısı")),
        (1, Gen.Int[80, 200].Select(length => new string('w', length))),
        (2, Gen.String[Gen.Char[' ', '~'], 1, 20].Select(text => text.Trim(' ')).Where(text => text.Length > 0)));

    /// <summary>Inlines of a line, at least one; references are bound when the document is put together.</summary>
    public static readonly Gen<Sequence<Inline>> Line = LineOf(depth: 2);

    /// <summary>A paragraph, a table, or a line to sign on.</summary>
    public static readonly Gen<Block> Block = Gen.Frequency(
        (8, Line.Select(line => (Block)new Paragraph(line))),
        (1, Line.Select(line => (Block)new SignatureLine(line))),
        (2, Gen.Select(Gen.Int[1, 4], Gen.Int[0, 3]).SelectMany((columns, rows) =>
            Gen.Select(Row(columns), Row(columns).Array[rows], (header, below) => (Block)new Table(header, below.ToSequence())))));

    /// <summary>A whole document.</summary>
    public static readonly Gen<PolicyDocument> Document =
        from title in Gen.Select(Words, Words, Gen.OneOf("1.0.0", "2.10.3"), Gen.OneOf("2027-01-01", "2028-02-29"))
        from facts in Gen.Select(Words, Words, (name, value) => new Fact(name, value)).Array[0, 4]
        from history in Gen.Select(Words, Words, Words, (version, date, summary) => new Revision(version, date, summary)).Array[0, 3]
        from sections in SectionOf().Array[1, 4]
        from mark in Gen.OneOf("", "DRAFT")
        from notice in SectionOf().Select(section => section with { Children = section.Children.Where(child => child.Kind == ClauseKind.Unlabelled).ToSequence() })
        from hasNotice in Gen.Bool
        from acknowledgement in SectionOf()
        from hasAcknowledgement in Gen.Bool
        select Bind(new PolicyDocument
        {
            Policy = "random",
            Language = "en-US",
            Mark = mark,
            Title = new TitleBlock
            {
                Title = title.Item1,
                Issuer = title.Item2,
                Version = title.Item3,
                Date = title.Item4,
                Facts = [.. facts],
                History = [.. history],
            },
            Sections = [.. sections],
            Notice = hasNotice ? notice : null,
            Acknowledgement = hasAcknowledgement ? acknowledgement : null,
        });

    private static Gen<Clause> SectionOf() =>
        from heading in Line
        from children in Gen.Frequency((4, ProvisionOf(1)), (2, UnlabelledOf()), (2, SubsectionOf(level: 1))).Array[0, 5]
        select Draft(ClauseKind.Section, heading, [], [.. children]);

    private static Gen<Clause> SubsectionOf(int level) =>
        from heading in Line
        from children in (level == 1
            ? Gen.Frequency((6, ProvisionOf(1)), (2, UnlabelledOf()), (1, SubsectionOf(level: 2)))
            : Gen.Frequency((3, ProvisionOf(1)), (1, UnlabelledOf()))).Array[0, 4]
        select Draft(ClauseKind.Subsection, heading, [], [.. children]);

    private static Gen<Clause> ProvisionOf(int depth) =>
        from body in Block.Array[1, 3]
        from children in depth < Numbering.MaximumDepth ? ProvisionOf(depth + 1).Array[0, depth == 1 ? 3 : 2] : Gen.Const(Array.Empty<Clause>())
        select Draft(ClauseKind.Provision, [], [.. body], [.. children]);

    private static Gen<Clause> UnlabelledOf() =>
        Block.Array[1, 3].Select(body => Draft(ClauseKind.Unlabelled, [], [.. body], []));

    private static Gen<Sequence<Sequence<Inline>>> Row(int columns) => Line.Array[columns].Select(cells => cells.ToSequence());

    private static Gen<Sequence<Inline>> LineOf(int depth)
    {
        var text = Words.Select(words => (Inline)new Text(words));
        var inline = depth == 0 ? text : Gen.Frequency(
            (6, text),
            (2, Gen.Select(Gen.OneOf("city_name", "final_authority"), Words, (blank, value) => (Inline)new Answer(blank, value))),
            (1, LineOf(depth - 1).Select(content => (Inline)new Strong(content))),
            (1, LineOf(depth - 1).Select(content => (Inline)new Emphasis(content))),
            (1, Gen.Select(
                Gen.OneOf("https://example.org/", "https://example.org/a?b=c&d=%20#e", "mailto:hr@mapleton.example", "tel:+1-251-555-0100"),
                Words,
                (address, words) => (Inline)new Link(address, [new Text(words)]))),
            (1, Gen.Int[0, 999].Select(number => (Inline)new Reference(new ClauseId(string.Create(CultureInfo.InvariantCulture, $"r{number}"))))),
            (1, Gen.Const((Inline)new LineBreak())));
        // A line break stands between texts, not alone.
        return Gen.Select(text, inline.Array[0, 3], text, (first, between, last) =>
            between.Length == 0 ? Sequence.Of([first]) : [first, .. between, last]);
    }

    private static Clause Draft(ClauseKind kind, Sequence<Inline> heading, Sequence<Block> body, Sequence<Clause> children) =>
        new() { Id = new ClauseId("unbound"), Kind = kind, Heading = heading, Body = body, Children = children };

    // Ids are given in reading order, some long; then every reference gets one of them as its target.
    private static PolicyDocument Bind(PolicyDocument document)
    {
        var ids = new List<ClauseId>();
        var named = document with
        {
            Sections = document.Sections.Map(Name),
            Notice = document.Notice is null ? null : Name(document.Notice),
            Acknowledgement = document.Acknowledgement is null ? null : Name(document.Acknowledgement),
        };
        return Numbering.Number(named with
        {
            Sections = named.Sections.Map(Refer),
            Notice = named.Notice is null ? null : Refer(named.Notice),
            Acknowledgement = named.Acknowledgement is null ? null : Refer(named.Acknowledgement),
        });

        Clause Name(Clause clause)
        {
            var id = new ClauseId(string.Create(CultureInfo.InvariantCulture, $"{(ids.Count % 7 == 3 ? "a-rather-long-name.for-a-clause.of-this-policy" : "clause")}.n{ids.Count}"));
            ids.Add(id);
            return clause with { Id = id, Children = clause.Children.Map(Name) };
        }

        Clause Refer(Clause clause) => clause.MapInlines(inline => inline is Reference reference
            ? reference with { Target = ids[int.Parse(reference.Target.Value.AsSpan(1), CultureInfo.InvariantCulture) % ids.Count] }
            : inline);
    }
}
