using PolicyBuilder.Model;
using PolicyBuilder.Model.Documents;
using PolicyBuilder.Testing;
using PolicyBuilder.Tests.Conformance;
using static PolicyBuilder.Testing.ExampleDocument;

namespace PolicyBuilder.Tests.Writers.Word;

/// <summary>Pairs of documents, each with one kind of change, by name.</summary>
internal static class RedlineCases
{
    private static readonly string[] Letters = ["a", "b", "c", "d", "e"];

    public static IReadOnlyDictionary<string, (PolicyDocument Old, PolicyDocument New)> All { get; } = Make();

    private const int Random = 20;

    private const int Joinable = 45;

    /// <summary>The hand-made pairs, backwards too where the title or the end of the document is at stake, and some random ones.</summary>
    public static IEnumerable<(string Name, PolicyDocument Old, PolicyDocument New)> Alone()
    {
        foreach (var (name, (old, @new)) in All)
            yield return (name, old, @new);
        foreach (var (name, (old, @new)) in All.Where(pair => pair.Value.Old.Acknowledgement is null || pair.Value.Old.Title != pair.Value.New.Title))
            yield return ($"{name}, backwards", @new, old);
        for (var seed = 0; seed < Random; seed++)
        {
            var (old, @new) = GenerateEdits.Pair(seed, 1 + seed % 8);
            yield return ($"random {seed}", old, @new);
        }
    }

    /// <summary>
    /// More random pairs, the conformance pairs and the hand-made ones backwards, several to a document, as to open a
    /// document is what takes LibreOffice its time.
    /// </summary>
    public static IEnumerable<(string Name, PolicyDocument Old, PolicyDocument New)> Together() =>
    [
        .. Joined(Enumerable.Range(Random, Joinable).Select(seed => ($"random {seed}", GenerateEdits.Pair(seed, 1 + seed % 8))), 5),
        .. Joined(Conformance().Select(pair => (pair.Name, pair.Documents())), 20),
        .. Joined(All.Select(pair => ($"{pair.Key}, backwards", (pair.Value.New, pair.Value.Old))), 5),
    ];

    private static IEnumerable<(string Name, PolicyDocument Old, PolicyDocument New)> Joined(
        IEnumerable<(string Name, (PolicyDocument Old, PolicyDocument New) Pair)> pairs, int size) =>
        pairs.Chunk(size).Select(chunk => (
            string.Join(" + ", chunk.Select(each => each.Name)), Join([.. chunk.Select(each => each.Pair.Old)]), Join([.. chunk.Select(each => each.Pair.New)])));

    // The sections of all, in one document.
    private static PolicyDocument Join(PolicyDocument[] documents) => Numbering.Number(Create() with
    {
        Sections = [.. documents.SelectMany((document, number) =>
        {
            var known = document.Clauses().Select(clause => clause.Id).ToHashSet();
            return document.Sections.Map(section => Renamed(section.MapInlines(inline => inline is not Reference reference ? inline
                : known.Contains(reference.Target) ? reference with { Target = new ClauseId($"d{number}.{reference.Target}") }
                : new Text("elsewhere")), number));
        })],
    });

    private static Clause Renamed(Clause clause, int number) => clause with
    {
        Id = new ClauseId($"d{number}.{clause.Id}"),
        Children = clause.Children.Map(child => Renamed(child, number)),
    };

    /// <summary>The hand-judged pairs of the diff.</summary>
    public static IEnumerable<DiffPair> Conformance() =>
        DiffPair.All(Path.Combine(Repository.Root, "tests", "PolicyBuilder.Tests", "Conformance", "Diff.cs"));

    private static Dictionary<string, (PolicyDocument Old, PolicyDocument New)> Make()
    {
        var cases = new Dictionary<string, (PolicyDocument, PolicyDocument)>(StringComparer.Ordinal);
        var example = Create();
        cases["nothing"] = (example, example);
        foreach (var (where, index) in new[] { ("beginning", 0), ("middle", 2), ("end", 4) })
        {
            var (name, rest) = (Letters[index], Letters.Where((_, i) => i != index).ToArray());
            cases[$"removed at the {where}"] = (List(Items(Letters)), List(Items(rest)));
            cases[$"edited at the {where}"] = (List(Items(Letters)), List([.. Letters.Select(letter => Item(letter, letter == name ? "now differs" : ""))]));
            cases[$"moved to the {where}"] = (List(Items([.. index == 4 ? rest.Prepend(name) : rest.Append(name)])), List(Items(Letters)));
            cases[$"moved and edited to the {where}"] = (
                List(Items([.. index == 4 ? rest.Prepend(name) : rest.Append(name)])),
                List([.. Letters.Select(letter => Item(letter, letter == name ? "now differs" : ""))]));
            cases[$"items removed at the {where}"] = (Nested(Letters), Nested(rest));
            cases[$"removed at the {where} of the last list"] = (Last(Letters), Last(rest));
            cases[$"section removed at the {where}"] = (Sections(Letters), Sections(rest));
            cases[$"section moved to the {where}"] = (Sections([.. index == 4 ? rest.Prepend(name) : rest.Append(name)]), Sections(Letters));
        }
        cases["list reversed"] = (List(Items(Letters)), List(Items([.. Letters.Reverse()])));
        cases["all removed"] = (List(Items(Letters)), List([]));
        cases["empty document"] = (Empty(), example);
        cases["empty document without more"] = (Empty(), Sections("a"));
        cases["last clause is a table"] = (Sections("a"), Sections("a") with
        {
            Sections = [.. Sections("a").Sections, Section("t", "TABLE", Provision("t.t", [Grid("x", "y")]))],
        });
        cases["empty to a table"] = (Empty(), Numbering.Number(Empty() with { Sections = [Section("t", "T", Unlabelled("t.t", Grid("x")))] }));
        cases["no more notice"] = (example, example with { Notice = null });
        cases["no more signature page"] = (example, example with { Acknowledgement = null });
        cases["neither"] = (example, example with { Acknowledgement = null, Notice = null });
        cases["signature line removed"] = (example, example with
        {
            Acknowledgement = example.Acknowledgement! with
            {
                Children = example.Acknowledgement.Children.Map(child => child with { Body = child.Body.Take(child.Body.Count > 1 ? 2 : 1).ToSequence() }),
            },
        });
        cases["signature page from other words"] = (Last("a", "b"), Last("c", "d"));
        cases["paragraph added inside"] = (
            List(Items(Letters)),
            List([.. Letters.Select(letter => letter == "c" ? Provision("r.c", [Words("This is item c"), Words("and one more line")]) : Item(letter))]));
        cases["many paragraphs removed"] = (
            List([.. Letters.Select(letter => letter is "c" or "e" ? Provision($"r.{letter}", [Words("first"), Words("second"), Words("third")]) : Item(letter))]),
            List(Items("a", "b", "d")));
        cases["deeper"] = (List(Items(Letters)), List(Item("a"), Item("b") with { Children = [Item("c")] }, Item("d"), Item("e")));
        cases["deeper with items"] = (
            List(Item("a"), Item("b"), Item("c") with { Children = [Item("d"), Item("e")] }),
            List(Item("a"), Item("b") with { Children = [Item("c") with { Children = [Item("d"), Item("e")] }] }));
        cases["moved with items"] = (
            List(Item("a"), Item("b"), Item("c") with { Children = [Item("d"), Item("e")] }),
            List(Item("c") with { Children = [Item("d"), Item("e")] }, Item("a"), Item("b")));
        cases["moved with a table"] = (
            List(Item("a"), Item("b"), Provision("r.c", [Words("These are the hours"), Grid("one", "two")])),
            List(Provision("r.c", [Words("These are the hours"), Grid("one", "two")]), Item("a"), Item("b")));
        cases["moved, and an item of it removed"] = (
            List(Item("a"), Item("b"), Item("c") with { Children = [Item("d"), Item("e")] }),
            List(Item("c") with { Children = [Item("e")] }, Item("a"), Item("b")));
        cases["no more label"] = (List(Items(Letters)), List([.. Letters.Select(letter => Item(letter) with { Kind = letter == "c" ? ClauseKind.Unlabelled : ClauseKind.Provision })]));
        cases["subsection around"] = (
            List(Items(Letters)),
            Numbering.Number(Sections() with { Sections = [Section("r", "RULES", Item("a"), Item("b"), Subsection("r.s", "More", Item("c"), Item("d"), Item("e")))] }));
        cases["row removed"] = (Table(Grid("one", "two", "three")), Table(Grid("one", "three")));
        cases["last row removed"] = (Table(Grid("one", "two", "three")), Table(Grid("one", "two")));
        cases["all rows removed"] = (Table(Grid("one", "two", "three")), Table(Grid()));
        cases["cell edited"] = (Table(Grid("one", "two", "three")), Table(new Table(Grid().Header, Grid("one", "two", "three").Rows.Map<Sequence<Sequence<Inline>>>(row => [row[0], [new Text("Noon to 5")]]))));
        cases["column removed"] = (Table(Grid("one", "two")), Table(new Table([Grid().Header[0]], Grid("one", "two").Rows.Map<Sequence<Sequence<Inline>>>(row => [row[0]]))));
        cases["table removed"] = (Table(Grid("one", "two")), List(Item("a"), Item("t"), Item("b")));
        cases["table without words removed"] = (
            List(Item("a"), Provision("r.t", [Grid("one")]), Item("b")),
            List(Item("a"), Item("b")));
        cases["words before a table removed"] = (
            List(Item("a"), Provision("r.t", [Words("These are the hours"), Words("of every office"), Grid("one")]), Item("b")),
            List(Item("a"), Provision("r.t", [Words("These are the hours"), Grid("one")]), Item("b")));
        cases["label line before a table"] = (
            List(Item("a"), Provision("r.t", [Words("These are the hours"), Grid("one")]), Item("b")),
            List(Item("a"), Provision("r.t", [Grid("one")]), Item("b")));
        cases["title block"] = (example, example with
        {
            Mark = "",
            Title = example.Title with
            {
                Title = "Better Example Policy",
                Issuer = "Town of Mapleton",
                Version = "1.1.0",
                Facts = [new Fact("Version", "1.1.0"), new Fact("Adopted by", "City Council")],
                History = [new Model.Documents.Revision("1.0.0", "January 1, 2027", "First version.")],
            },
        });
        cases["history"] = (
            example with { Title = example.Title with { History = [new Model.Documents.Revision("1.0.0", "January 1, 2027", "First version.")] } },
            example with
            {
                Mark = "PROPOSED",
                Title = example.Title with
                {
                    History =
                    [
                        new Model.Documents.Revision("1.0.0", "January 1, 2027", "The first version."),
                        new Model.Documents.Revision("1.1.0", "June 1, 2027", "A clause more."),
                    ],
                },
            });
        cases["styles and links"] = (
            List(Item("a"), Provision("r.b", [Paragraph(new Text("Read "), new Strong([new Text("all of it")]), new Text(", see "), new Link("https://example.org/", [new Text("the page")]), new Text(" and "), new Reference(new ClauseId("r.c")), new Text("."))]), Item("c")),
            List(Item("x"), Item("a"), Provision("r.b", [Paragraph(new Text("Read all "), new Emphasis([new Text("of it")]), new Text(",  see "), new Link("https://example.com/", [new Text("the page")]), new Text(" and "), new Reference(new ClauseId("r.c")), new Text("."))]), Item("c")));
        return cases;
    }

    private static PolicyDocument Empty() => Sections();

    private static PolicyDocument Sections(params string[] names) => Numbering.Number(Create() with
    {
        Notice = null,
        Acknowledgement = null,
        Sections = [.. names.Select(name => Section($"s{name}", $"ABOUT {name}", Provision($"s{name}.one", [Words($"First of {name}")]), Provision($"s{name}.two", [Words($"Second of {name}")])))],
    });

    private static PolicyDocument List(params Clause[] items) =>
        Numbering.Number(Create() with { Sections = [Section("p", "PURPOSE", Provision("p.a", [Words("Why")])), Section("r", "RULES", items), Section("z", "END", Provision("z.a", [Words("The end")]))] });

    private static PolicyDocument Nested(params string[] names) => List(Item("top") with { Children = [.. Items(names)] }, Item("next"));

    private static PolicyDocument Last(params string[] names) =>
        Numbering.Number(Create() with { Notice = null, Acknowledgement = null, Sections = [Section("r", "RULES", Items(names))] });

    private static PolicyDocument Table(Table table) => List(Item("a"), Provision("r.t", [Words("These are the hours"), table]), Item("b"));

    private static Table Grid(params string[] names) => new(
        [[new Text("Office")], [new Text("Hours")]], [.. names.Select(name => Sequence.Of<Sequence<Inline>>([[new Text(name)], [new Text("9 to 5")]]))]);

    private static Clause[] Items(params string[] names) => [.. names.Select(name => Item(name))];

    private static Clause Item(string name, string more = "") => Provision($"r.{name}", [Words($"This is item {name} {more}".Trim())]);

    private static Paragraph Words(string text) => Paragraph(new Text(text));
}
