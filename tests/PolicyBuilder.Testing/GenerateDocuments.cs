using System.Globalization;
using CsCheck;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Testing;

/// <summary>
/// Random policies at the edge of what a tree can hold: text that looks like markup of three formats, blanks at either
/// end, empty text, emphasis inside a word and inside emphasis, clauses after a subsection is over. Numbered.
/// </summary>
public static class GenerateDocuments
{
    /// <summary>A piece of text, often hostile; may be empty or white space.</summary>
    public static readonly Gen<string> Text = Gen.Frequency(
        (5, Gen.OneOf("Employees may not post", "city", " and ", ".", ", ", "; ", " (see ", ")", "R&D", "AT&T", "St. Mary-by-the-Sea", "Policy_v2", "hr@mapleton.example")),
        (4, Gen.OneOf(
            "R&D *Data* Policy_v2 [draft] <b> {{ x }} | 1. a", "1. a", "1", "12)", "a. b", "iv. x", "- dash", "-", "+ plus", "# hash", "#", "C #", "## x ##", "> quote",
            "```", "~~~", "`code`", "``", "---", "===", "***", "___", "_x_", "*x*", "**", "_", "*", "~~gone~~", "H~2~O", "x^2^", "$a$", "$5 and $6", "\\", "\\*", "a\\",
            "[x](y)", "[x]", "![x](y)", "!", "]", "[", "](", "<!-- x -->", "-->", "<br>", "<a id=\"x\"></a>", "</a>", "<span></span>", "</style><script>", "<https://x.example>",
            "&", "&amp;", "&amp", "amp;", "#38;", "&#38;", "lt;", ";", "|", "a|b", "| - |", ":--", ": ", "Table: x", "{#id .c}", "{", "}", "@smith", "x@y", "...", "--", "\"q\"", "'q'",
            "https://x.example/?a=1&lt=2", "www.x.example", ":smile:", "%", "=", "(1) x", "(@)", "a) b", "\u2022 x")),
        (3, Gen.OneOf(
            "שלום עולם", "مرحبا (x) 12", "e\u0301a\u0308", "\u0301", "no\u00A0break", "\u00A0", "\u00A0x\u00A0", "\u2003x", "soft\u00ADhyphen", "zero\u200Bwidth", "\u202Ex\u202C", "中文。日本語", "👩‍👩‍👧", "🏛 x", "𝒳",
            "\u2028", "x\u2028y", "\u0085", "“x”", "(“", "”)", "…", "—", "€5", "İı")),
        (2, Gen.OneOf("", " ", "  ", " x", "x ", "a  b", "\tx", "a\tb", "    code")),
        (1, Gen.Int[80, 200].Select(length => new string('w', length))),
        (1, Gen.Char[' ', '~'].Array[0, 12].Select(letters => new string(letters))));

    /// <summary>Running text; may be empty.</summary>
    public static readonly Gen<Sequence<Inline>> Line = LineOf(depth: 3);

    /// <summary>A whole document, numbered.</summary>
    public static readonly Gen<PolicyDocument> Document =
        from title in Gen.Select(Text, Text, Text, Text)
        from mark in Gen.OneOf("", "DRAFT", "*x*")
        from facts in Gen.Select(Text, Text, (name, value) => new Fact(name, value)).Array[0, 3]
        from history in Gen.Select(Text, Text, Text, (version, date, summary) => new Revision(version, date, summary)).Array[0, 2]
        from sections in Section.Array[0, 3]
        from notice in Section.Null()
        from acknowledgement in Section.Null()
        select Finished(new PolicyDocument
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
                Facts = facts.ToSequence(),
                History = history.ToSequence(),
            },
            Sections = sections.ToSequence(),
            Notice = notice,
            Acknowledgement = acknowledgement,
        });

    private static Gen<Sequence<Inline>> Heading => Line.Where(line => !string.IsNullOrWhiteSpace(line.PlainText()));

    private static Gen<Block> Block => Gen.Frequency(
        (6, Line.Select(line => (Block)new Paragraph(line))),
        (1, Line.Select(line => (Block)new SignatureLine(line))),
        (1, Gen.Int[1, 3].SelectMany(columns => Gen.Select(
            Line.Array[columns], Line.Array[columns].Array[0, 2],
            (header, rows) => (Block)new Table(header.ToSequence(), rows.Select(row => row.ToSequence()).ToSequence())))));

    private static Gen<Clause> Section =>
        from heading in Heading
        from children in Gen.Frequency((4, Provision(1)), (2, Unlabelled), (2, Subsection(1))).Array[0, 4]
        select New(ClauseKind.Section, heading, [], children);

    private static Gen<Clause> Unlabelled => Block.Array[0, 3].Select(body => New(ClauseKind.Unlabelled, [], body, []));

    private static Gen<Clause> Subsection(int depth) =>
        from heading in Heading
        from children in (depth > 1
            ? Gen.Frequency((4, Provision(1)), (1, Unlabelled))
            : Gen.Frequency((6, Provision(1)), (2, Unlabelled), (1, Subsection(depth + 1)))).Array[0, 3]
        select New(ClauseKind.Subsection, heading, [], children);

    private static Gen<Clause> Provision(int depth) =>
        from body in Block.Array[0, 3]
        from children in depth == Numbering.MaximumDepth ? Gen.Const(Array.Empty<Clause>()) : Provision(depth + 1).Array[0, depth == 1 ? 3 : 1]
        select New(ClauseKind.Provision, [], body, children);

    private static Gen<Sequence<Inline>> LineOf(int depth)
    {
        var leaf = Gen.Frequency(
            (8, Text.Select(text => (Inline)new Text(text))),
            (2, Text.Select(text => (Inline)new Answer("city_name", text))),
            (1, Gen.Const((Inline)new LineBreak())));
        if (depth == 0)
            return leaf.Array[0, 2].Select(line => line.ToSequence());
        var inner = LineOf(depth - 1);
        return Gen.Frequency(
            (10, leaf),
            (2, inner.Select(content => (Inline)new Strong(content))),
            (2, inner.Select(content => (Inline)new Emphasis(content))),
            (1, Gen.Select(
                Gen.OneOf("https://example.org/", "https://example.org/a_(b)?c=d&lt=e|f*g*#h[1]", "mailto:hr@mapleton.example", "tel:+1-251-555-0100"),
                Text, (address, text) => (Inline)new Link(address, [new Text(text)]))),
            (1, Gen.Const((Inline)new Reference(default)))).Array[0, 5].Select(line => line.ToSequence());
    }

    private static Clause New(ClauseKind kind, Sequence<Inline> heading, Block[] body, Clause[] children) =>
        new() { Id = default, Kind = kind, Heading = heading, Body = body.ToSequence(), Children = children.ToSequence() };

    // Ids in reading order; every reference points to the first clause of all.
    private static PolicyDocument Finished(PolicyDocument document)
    {
        var count = 0;
        return Numbering.Number(document with
        {
            Sections = document.Sections.Map(Named),
            Notice = document.Notice is null ? null : Named(document.Notice),
            Acknowledgement = document.Acknowledgement is null ? null : Named(document.Acknowledgement),
        });

        Clause Named(Clause clause) => clause with
        {
            Id = new ClauseId(string.Create(CultureInfo.InvariantCulture, $"clause.{++count}")),
            Heading = clause.Heading.MapInlines(Bound),
            Body = clause.Body.Map(block => TreeWalk.MapInlines(block, Bound)),
            Children = clause.Children.Map(Named),
        };

        static Inline Bound(Inline inline) => inline is Reference ? new Reference(new ClauseId("clause.1")) : inline;
    }
}
