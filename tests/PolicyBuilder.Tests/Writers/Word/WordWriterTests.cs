using System.Globalization;
using System.Text;
using System.Xml.Linq;
using CsCheck;
using PolicyBuilder.Formats.Plates;
using PolicyBuilder.Formats.Writers.Word;
using PolicyBuilder.Model.Documents;
using PolicyBuilder.Testing;
using Snapshooter.Xunit;
using Xunit;
using static PolicyBuilder.Testing.ExampleDocument;
using static PolicyBuilder.Testing.WordFile;

namespace PolicyBuilder.Tests.Writers.Word;

public class WordWriterTests
{
    private static readonly byte[] Example = Write(Create());

    private static readonly XNamespace R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    private const string Awkward = "R&D *Data* <b> {{ x }} | \"quotes\" 'single' 👩‍👩‍👧 שלום (x) e\u0301 no\u00A0break  ";

    private static byte[] Write(PolicyDocument document) => new WordWriter().Write(document).Print();

    private static XElement Part(byte[] docx, string name) => new WordFile(docx)[name];

    private static XElement Body(byte[] docx) => Part(docx, "word/document.xml").Element(W + "body")!;

    private static PolicyDocument With(params Clause[] sections) => Numbering.Number(Create() with { Sections = [.. sections] });

    [Fact]
    public void Document_is_as_before() =>
        Snapshot.Match(Part(Example, "word/document.xml").ToString().ReplaceLineEndings("\n"));

    [Fact]
    public void Validator_and_lint_find_nothing() => Assert.Empty(WordLint.Problems(Example));

    [Fact]
    public void File_says_what_the_tree_says() => Assert.Equal(Expected(Create()), Actual(Example));

    [Fact]
    public void Random_documents_are_sound_and_say_what_their_trees_say() =>
        Generate.Document.Sample(
            document =>
            {
                var docx = Write(document);
                Assert.Empty(WordLint.Problems(docx));
                Assert.Equal(Expected(document), Actual(docx));
            },
            iter: 60,
            print: document => Fingerprint.CanonicalText(document));

    [Fact]
    public void Same_tree_gives_the_same_bytes() => Assert.Equal(Example, Write(Create()));

    [Fact]
    public void Answers_are_literal_text()
    {
        var document = WithAnswer(Awkward);
        var docx = Write(document);
        Assert.Empty(WordLint.Problems(docx));
        Assert.Equal(Expected(document), Actual(docx));
        Assert.Equal($"{Awkward}\tExample Policy", WordText.ReadPart(docx, "word/header2.xml").Split('\n')[^1]);
    }

    [Fact]
    public void Answers_that_fill_holes_later_give_the_same_file()
    {
        var plate = new WordWriter().Write(WithAnswer(BlankMark.Of(0)));
        foreach (var answer in new[] { Awkward, "Oakdale" })
            AssertSame(Write(WithAnswer(answer)), plate.Print([answer]));
        foreach (var answer in new[] { Awkward, "" })
            Assert.Empty(WordLint.Problems(plate.Print([answer])));
    }

    [Fact]
    public void Characters_that_XML_cannot_carry_are_replaced()
    {
        const string control = "bell \a, half a pair \uD83C, nothing \uFFFF";
        var plate = new WordWriter().Write(WithAnswer(BlankMark.Of(0)));
        AssertSame(Write(WithAnswer(control)), plate.Print([control]));
        Assert.Equal("bell \uFFFD, half a pair \uFFFD, nothing \uFFFD", Actual(plate.Print([control]))[1].Text);
    }

    [Fact]
    public void Every_place_has_its_style()
    {
        var styles = WordText.Read(Example).Select(paragraph => $"{paragraph.Style} {paragraph.Label} {paragraph.Text}".Replace("  ", " ", StringComparison.Ordinal));
        Assert.Equal(
            [
                "Subtitle City of Mapleton", "Title Example Policy", "Fact Version\t1.0.0", "Fact Effective\tJanuary 1, 2027",
                "Heading1 1. PURPOSE", "Provision1 a. The City of Mapleton has a policy.", "Provision2 i. First item",
                "Provision2 ii. Second item", "Provision3 (1) A deep item", "Provision1 b. Everyone, really.",
                "ListContinue Line one\nline two; see 2, “Personal Use”, b and a page.",
                "Heading1 2. USE", "Heading2 Official Use", "Provision1 a. Only authorized employees may post.", "Provision1 b. Times:",
                "TableHeading Channel", "TableHeading Hours", "TableText Facebook", "TableText 8–5", "TableText Other", "TableText none",
                "Heading2 Personal Use", "Provision1 a. At work, a little.", "Provision1 b. No city e-mail.",
                "Heading2 Mobile Apps:", "BodyTextIndent Use different apps.",
                "Heading1 3. RIGHTS", "BodyTextIndent Nothing in this policy limits rights.",
                "NoticeHeading DISCLAIMER", "Notice NOTE: not legal advice.",
                "UnnumberedHeading ACKNOWLEDGEMENT", "BodyText I have received the policy.",
                "SignatureLine Name", "SignatureLine Date", "SignatureLine Signature",
            ],
            styles);
    }

    [Fact]
    public void A_list_interrupted_by_a_heading_goes_on_counting()
    {
        var document = Interrupted();
        Assert.Equal(Expected(document), Actual(Write(document)));
    }

    [SkippableFact]
    public void LibreOffice_computes_the_labels_of_the_tree()
    {
        if (Environment.GetEnvironmentVariable("POLICYBUILDER_REQUIRE_ALL") != "1")
            Skip.If(LibreOffice.Program is null, "LibreOffice (soffice) is not installed");
        var document = Interrupted();
        var text = Encoding.UTF8.GetString(LibreOffice.Convert(Write(document), "docx", "txt:Text (encoded):UTF8"));
        var lines = text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim()).ToList();
        var expected = document.Clauses().Concat(document.Acknowledgement!.SelfAndDescendants())
            .Select(clause => $"{clause.Label} {clause.OwnText()}".Trim()).ToList();
        Assert.Equal(expected, lines.Where(expected.Contains));
    }

    [SkippableFact]
    public void LibreOffice_keeps_the_bookmarks_and_the_text_when_it_saves()
    {
        if (Environment.GetEnvironmentVariable("POLICYBUILDER_REQUIRE_ALL") != "1")
            Skip.If(LibreOffice.Program is null, "LibreOffice (soffice) is not installed");
        var saved = LibreOffice.Convert(LibreOffice.Convert(Example, "docx", "odt"), "odt", "docx");
        Assert.Equal(Bookmarks(Example).Order(StringComparer.Ordinal), Bookmarks(saved).Order(StringComparer.Ordinal));
        Assert.Equal(
            WordText.Read(Example).Select(paragraph => $"{paragraph.Label} {paragraph.Text}"),
            WordText.Read(saved).Select(paragraph => $"{paragraph.Label} {paragraph.Text}".Replace("\t\n", "", StringComparison.Ordinal)).Where(line => line != " "));

        static IEnumerable<string> Bookmarks(byte[] docx) =>
            Body(docx).Descendants(W + "bookmarkStart").Select(start => (string)start.Attribute(W + "name")!).Where(name => name.StartsWith("_pb_", StringComparison.Ordinal));
    }

    [Fact]
    public void Provisions_deeper_than_the_outline_are_refused()
    {
        var clause = Provision("deep.n6", [Paragraph(new Text("Too deep"))]);
        for (var depth = 5; depth > 0; depth--)
            clause = Provision($"deep.n{depth}", [Paragraph(new Text("Deeper"))], clause);
        Assert.Throws<ArgumentOutOfRangeException>(() => Write(With(Section("deep", "DEEP", clause))));
    }

    [Fact]
    public void Every_clause_is_a_bookmark_and_a_content_control_around_its_first_line()
    {
        var document = Create();
        var controls = Body(Example).Descendants(W + "sdt").ToList();
        Assert.Equal(document.AllClauses().Select(clause => clause.Id.Value), controls.Select(Tag));
        foreach (var control in controls)
        {
            var start = Assert.IsType<XElement>(control.PreviousNode);
            var end = Assert.IsType<XElement>(control.NextNode);
            Assert.Equal("_pb_" + Tag(control).Replace(".", "__", StringComparison.Ordinal), (string?)start.Attribute(W + "name"));
            Assert.Equal((string?)start.Attribute(W + "id"), (string?)end.Attribute(W + "id"));
            Assert.Equal(W + "bookmarkEnd", end.Name);
        }
    }

    [Fact]
    public void Identity_of_a_clause_stays_when_others_come_and_go()
    {
        var before = Identities(Create());
        var after = Identities(Numbering.Number(Create() with
        {
            Sections = [Section("scope", "SCOPE", Provision("scope.all", [Paragraph(new Text("Everyone."))])), .. Create().Sections],
        }));
        Assert.Equal(before, after.Where(identity => !identity.StartsWith("scope", StringComparison.Ordinal)));

        static IEnumerable<string> Identities(PolicyDocument document) =>
            Body(Write(document)).Descendants(W + "sdtPr").Select(control =>
                $"{(string?)control.Element(W + "tag")!.Attribute(W + "val")} {(string?)control.Element(W + "id")!.Attribute(W + "val")}");
    }

    [Fact]
    public void Long_ids_keep_bookmarks_apart()
    {
        const string long1 = "a-long-name-of-a-section.a-long-name-of-a-clause.first-item";
        const string long2 = "a-long-name-of-a-section.a-long-name-of-a-clause.second-item";
        var docx = Write(With(Section("s1", "S", Provision(long1, [Paragraph(new Reference(new ClauseId(long2)))]), Provision(long2, []))));
        Assert.Empty(WordLint.Problems(docx));
        var names = Body(docx).Descendants(W + "bookmarkStart").Select(start => (string)start.Attribute(W + "name")!).ToList();
        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.All(names, name => Assert.InRange(name.Length, 1, 40));
        Assert.Equal(names[2], (string?)Body(docx).Descendants(W + "hyperlink").Single().Attribute(W + "anchor"));
    }

    [Fact]
    public void A_reference_leads_to_the_bookmark_of_its_clause()
    {
        var reference = Body(Example).Descendants(W + "hyperlink").Single(link => link.Attribute(W + "anchor") is not null);
        Assert.Equal("_pb_use__personal__email", (string?)reference.Attribute(W + "anchor"));
        Assert.Equal("2, “Personal Use”, b", reference.Value);
    }

    [Fact]
    public void A_link_leads_out_through_one_relationship_for_each_address()
    {
        var docx = Write(With(Section("s1", "S", Unlabelled("s1.links", Paragraph(
            new Link("https://example.org/a b?q=“x”", [new Text("one")]),
            new Text(", "),
            new Link("https://example.org/a b?q=“x”", [new Emphasis([new Text("again")])]),
            new Link("mailto:hr@mapleton.example", [new Text("mail")]),
            new Link("not an address", [new Text(" plain")]))))));
        Assert.Empty(WordLint.Problems(docx));
        Assert.Equal(["link1", "link1", "link2"], Body(docx).Descendants(W + "hyperlink").Select(link => (string?)link.Attribute(R + "id")));
        Assert.Equal(
            ["https://example.org/a%20b?q=%E2%80%9Cx%E2%80%9D", "mailto:hr@mapleton.example"],
            Part(docx, "word/_rels/document.xml.rels").Elements().Where(element => element.Attribute("TargetMode") is not null).Select(element => (string?)element.Attribute("Target")));
        Assert.Contains(WordText.Read(docx), paragraph => paragraph.Text == "one, againmail plain");
    }

    [Fact]
    public void An_answer_in_an_address_stays_inside_it()
    {
        var plate = new WordWriter().Write(With(Section("s1", "S", Unlabelled("s1.link", Paragraph(
            new Link("mailto:" + BlankMark.Of(0), [new Text("Write to us")]))))));
        var docx = plate.Print(["h r\"<&@mapleton.example"]);
        Assert.Empty(WordLint.Problems(docx));
        Assert.Contains(
            "mailto:h%20r%22%3C&@mapleton.example",
            Part(docx, "word/_rels/document.xml.rels").Elements().Select(element => (string?)element.Attribute("Target")));
    }

    [Fact]
    public void A_table_repeats_its_header_row_and_keeps_rows_whole()
    {
        var rows = Body(Example).Descendants(W + "tr").ToList();
        Assert.Equal([true, false, false], rows.Select(row => row.Descendants(W + "tblHeader").Any()));
        Assert.All(rows, row => Assert.NotNull(row.Element(W + "trPr")!.Element(W + "cantSplit")));
    }

    [Fact]
    public void A_draft_says_so_in_words_and_as_a_watermark_on_every_page()
    {
        foreach (var header in new[] { "word/header1.xml", "word/header2.xml" })
        {
            Assert.Equal("DRAFT", WordText.ReadPart(Example, header).Split('\n')[0]);
            var shape = Assert.Single(Part(Example, header).Descendants(), element => element.Name.LocalName == "shape");
            Assert.Equal("", (string?)shape.Attribute("alt"));
            Assert.Equal("DRAFT", (string?)shape.Elements().Single(element => element.Name.LocalName == "textpath").Attribute("string"));
        }
    }

    [Fact]
    public void An_adopted_policy_bears_no_mark()
    {
        var docx = Write(Create() with { Mark = "" });
        Assert.Empty(WordLint.Problems(docx));
        Assert.Equal("", WordText.ReadPart(docx, "word/header1.xml"));
        Assert.Equal("City of Mapleton\tExample Policy", WordText.ReadPart(docx, "word/header2.xml"));
        Assert.DoesNotContain(new WordFile(docx).Parts.Values, part => part.ToString().Contains("DRAFT", StringComparison.Ordinal));
    }

    [Fact]
    public void Footer_says_version_and_page_of_pages()
    {
        foreach (var footer in new[] { "word/footer1.xml", "word/footer2.xml" })
        {
            Assert.Equal("Version 1.0.0\tPage 1 of 1", WordText.ReadPart(Example, footer));
            Assert.Equal([" PAGE ", " NUMPAGES "], Part(Example, footer).Descendants(W + "fldSimple").Select(field => (string?)field.Attribute(W + "instr")));
        }
    }

    [Fact]
    public void Signature_page_begins_a_page()
    {
        var heading = Assert.Single(Body(Example).Elements(W + "p"), paragraph => paragraph.Descendants(W + "pageBreakBefore").Any());
        Assert.Equal("ACKNOWLEDGEMENT", WordText.TextOf(heading));
    }

    [Fact]
    public void A_line_that_introduces_a_table_or_a_list_stays_with_it()
    {
        var kept = Body(Example).Elements(W + "p").Where(paragraph => paragraph.Element(W + "pPr")!.Element(W + "keepNext") is not null).Select(WordText.TextOf);
        Assert.Equal(["The City of Mapleton has a policy.", "Second item", "Times:"], kept);
    }

    [Fact]
    public void Seal_keeps_its_shape_within_its_limit_and_has_a_text_alternative()
    {
        var docx = Write(Create() with
        {
            Title = Create().Title with { Seal = new Picture("image/png", [137, 80, 78, 71], 1200, 600, "Seal of the “City” <of> Mapleton") },
        });
        Assert.Empty(WordLint.Problems(docx));
        var extent = Body(docx).Descendants().First(element => element.Name.LocalName == "extent");
        Assert.Equal((1188720, 594360), ((long)extent.Attribute("cx")!, (long)extent.Attribute("cy")!));
        var description = Body(docx).Descendants().First(element => element.Name.LocalName == "docPr").Attribute("descr");
        Assert.Equal("Seal of the “City” <of> Mapleton", (string?)description);
        Assert.Contains("word/media/seal.png", new WordFile(docx).Names);
    }

    [Fact]
    public void Revision_history_is_a_table()
    {
        var document = Create() with
        {
            Title = Create().Title with { History = [new Revision("0.9.0", "June 1, 2026", "First."), new Revision("0.9.1", "July 1, 2026", "A & B.")] },
        };
        var docx = Write(document);
        Assert.Empty(WordLint.Problems(docx));
        Assert.Equal(Expected(document), Actual(docx));
    }

    [Fact]
    public void File_properties_say_whose_policy_it_is_and_depend_on_no_clock()
    {
        var core = Part(Example, "docProps/core.xml").Elements().ToDictionary(element => element.Name.LocalName, element => element.Value);
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["title"] = "Example Policy",
                ["creator"] = "City of Mapleton",
                ["lastModifiedBy"] = "City of Mapleton",
                ["created"] = "2027-01-01T00:00:00Z",
                ["modified"] = "2027-01-01T00:00:00Z",
                ["contentStatus"] = "DRAFT",
                ["language"] = "en-US",
                ["version"] = "1.0.0",
            },
            core);
    }

    [Fact]
    public void Language_of_the_text_is_told()
    {
        var docx = Write(Create() with { Language = "es-US" });
        Assert.Empty(WordLint.Problems(docx));
        Assert.Equal("es-US", (string?)Part(docx, "word/styles.xml").Descendants(W + "lang").Single().Attribute(W + "val"));
        Assert.Equal("es-US", (string?)Part(docx, "word/settings.xml").Element(W + "themeFontLang")!.Attribute(W + "val"));
    }

    [Fact]
    public void A_table_first_in_a_clause_still_carries_label_and_identity()
    {
        var table = new Table([[new Text("A")]], [[[new Text("B")]]]);
        var docx = Write(With(Section("s1", "S", Provision("s1.table", [table]), Unlabelled("s1.bare", table, table), Unlabelled("s1.empty"))));
        Assert.Empty(WordLint.Problems(docx));
        Assert.Equal(
            [("a.", "", "s1.table"), ("", "A", null), ("", "B", null), ("", "A", "s1.bare"), ("", "B", null), ("", "A", null), ("", "B", null), ("", "", "s1.empty")],
            WordText.Read(docx).Skip(5).Take(8).Select(paragraph => (paragraph.Label, paragraph.Text, paragraph.Clause)));
    }

    [Fact]
    public void Text_does_not_depend_on_the_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            foreach (var culture in new[] { "tr-TR", "ar-SA", "de-DE" })
            {
                CultureInfo.CurrentCulture = new CultureInfo(culture);
                Assert.Equal(Example, Write(Create()));
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    // The same XML part for part: in text, a quotation mark may be written as itself or as an entity.
    private static void AssertSame(byte[] expected, byte[] actual)
    {
        var (left, right) = (new WordFile(expected), new WordFile(actual));
        Assert.Equal(left.Names, right.Names);
        foreach (var (name, part) in left.Parts)
            Assert.Equal(part.ToString(SaveOptions.DisableFormatting), right.Parts[name].ToString(SaveOptions.DisableFormatting));
    }

    private static string Tag(XElement control) => (string)control.Element(W + "sdtPr")!.Element(W + "tag")!.Attribute(W + "val")!;

    private static PolicyDocument WithAnswer(string answer)
    {
        var example = Create();
        return Numbering.Number(example with
        {
            Title = example.Title with
            {
                Issuer = answer,
                Facts = [new Fact("City", answer)],
                History = [new Revision("1", "2", answer)],
                Seal = new Picture("image/jpeg", [255, 216, 255], 10, 10, $"Seal of {answer}"),
            },
            Sections =
            [
                Section("s1", "S",
                    Unlabelled("s1.one", Paragraph(new Text("City of "), new Answer("city_name", answer), new Text("."))),
                    Unlabelled("s1.two", new Table([[new Strong([new Answer("city_name", answer)])]], [[[new Answer("city_name", answer)]]]))),
            ],
        });
    }

    // Every way in which a list can be interrupted and go on, with labels beyond z and x.
    private static PolicyDocument Interrupted()
    {
        var count = 0;
        Clause P(params Clause[] children)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"p.n{++count}");
            return Provision(id, [Paragraph(new Text($"Clause {id}"))], children);
        }

        Clause[] Many(int number) => [.. Enumerable.Range(0, number).Select(_ => P())];
        return Numbering.Number(Create() with
        {
            Sections =
            [
                Section("one", "Section one", P(), P(P(P(P(P(), P()), P()), P()), P()), Subsection("one.sub", "Subsection one", P(), P(P())), P(), P(P())),
                Section("two", "Section two", Subsection("two.a", "Subsection two", P()), Subsection("two.b", "Subsection three", P()), P(), P()),
                Section("three", "Section three", [P(Subsection("three.in", "Subsection four", P(), P()), P(), P()), .. Many(28)]),
                Section("four", "Section four", P(Many(15)), P(Many(2))),
                Section("five", "Section five", Unlabelled("five.text", Paragraph(new Text("Clause without label"))), P()),
            ],
            Acknowledgement = Section("sign", "Signature page", P(P()), P()),
        });
    }

    private static List<(string Label, string Text, string? Clause)> Actual(byte[] docx) =>
        [.. WordText.Read(docx).Select(paragraph => (paragraph.Label, paragraph.Text.Replace('\n', ' '), paragraph.Clause))];

    private static List<(string Label, string Text, string? Clause)> Expected(PolicyDocument document)
    {
        var lines = new List<(string Label, string Text, string? Clause)>();
        if (document.Title.Seal is not null)
            lines.Add(("", "", null));
        lines.Add(("", document.Title.Issuer, null));
        lines.Add(("", document.Title.Title, null));
        lines.AddRange(document.Title.Facts.Select(fact => ("", $"{fact.Name}\t{fact.Value}", (string?)null)));
        if (document.Title.History.Count > 0)
        {
            string[] cells = ["Revision history", "Version", "Effective", "What changed", .. document.Title.History.SelectMany(old => new[] { old.Version, old.Date, old.Summary })];
            lines.AddRange(cells.Select(cell => ("", cell, (string?)null)));
        }
        foreach (var clause in document.AllClauses())
        {
            var own = clause.Body.SelectMany(TreeWalk.Lines).Select(line => line.PlainText()).ToList();
            if (clause.HasHeading || (clause.Label.Length > 0 && clause.Body is not [Model.Documents.Paragraph, ..]))
                own.Insert(0, clause.Heading.PlainText());
            lines.Add((clause.Label, own[0], clause.Id.Value));
            lines.AddRange(own.Skip(1).Select(line => ("", line, (string?)null)));
        }
        return lines;
    }
}
