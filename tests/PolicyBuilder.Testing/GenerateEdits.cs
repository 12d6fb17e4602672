using System.Globalization;
using CsCheck;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Testing;

/// <summary>
/// Pairs of a random document and what random edits make of it: words, formatting, blocks, tables and clauses that come,
/// go, move, split and merge; ids that change or name places; title blocks, notices and signature pages.
/// </summary>
public static class GenerateEdits
{
    private static readonly string[] Words =
    [
        "employees", "may", "shall", "not", "post", "content", "to", "the", "a", "city", "account", "channel", "record", "within",
        "30 days", "$1,500", "January 1, 2027", "e-mail", "“official”", "use", "policy", "of", "and", "or", "supervisor", "notice",
        "public", "review", "must", "keep", "e.g.", "don’t", "(b)", "section,", "end.", "é\u0301", "日本", "😀", "9:30 a.m.", "no\u00A0break",
    ];

    /// <summary>A document and the same with up to <paramref name="edits"/> edits, both numbered.</summary>
    public static Gen<(PolicyDocument Old, PolicyDocument New)> Pairs(int edits = 8) =>
        Gen.Select(Gen.Int[0, int.MaxValue - 1], Gen.Int[0, edits]).Select((seed, count) => Pair(seed, count));

    /// <summary>The pair that <paramref name="seed"/> stands for.</summary>
    public static (PolicyDocument Old, PolicyDocument New) Pair(int seed, int edits)
    {
        var random = new Random(seed);
        var old = new Draft(random);
        old.Fill();
        var oldDocument = old.ToDocument();
        for (var i = 0; i < edits; i++)
            old.Edit();
        return (oldDocument, old.ToDocument());
    }

    /// <summary>Some words in a row.</summary>
    public static string Phrase(Random random, int most) =>
        string.Join(random.Next(20) == 0 ? "  " : " ", Enumerable.Range(0, random.Next(1, most + 1)).Select(_ => Words[random.Next(Words.Length)]));

    /// <summary>A numbered document of <paramref name="clauses"/> provisions, a hundred to a section, each of about thirty words.</summary>
    public static PolicyDocument Manual(int clauses, int seed)
    {
        var random = new Random(seed);
        var sections = Enumerable.Range(0, (clauses + 99) / 100).Select(section => ExampleDocument.Section(
            $"s{section}", Phrase(random, 4),
            [.. Enumerable.Range(section * 100, Math.Min(100, clauses - section * 100))
                .Select(i => ExampleDocument.Provision($"s{section}.p{i}x", [new Paragraph([new Text(Phrase(random, 60))])]))]));
        return Numbering.Number(ExampleDocument.Create() with { Sections = sections.ToSequence() });

    }

    private sealed class Node
    {
        public required string Id { get; set; }

        public required ClauseKind Kind { get; set; }

        public Sequence<Inline> Heading { get; set; } = [];

        public List<Block> Body { get; set; } = [];

        public List<Node> Children { get; init; } = [];

        public Clause ToClause() => new()
        {
            Id = new ClauseId(Id),
            Kind = Kind,
            Heading = Heading,
            Body = Body.ToSequence(),
            Children = Children.Select(child => child.ToClause()).ToSequence(),
        };

        public int Height() => 1 + Children.Select(child => child.Height()).DefaultIfEmpty().Max();

        public IEnumerable<Node> All() => Children.SelectMany(child => child.All()).Prepend(this);
    }

    private sealed class Draft(Random random)
    {
        private readonly Node root = new() { Id = "root", Kind = ClauseKind.Section };
        private Node? notice;
        private Node? acknowledgement;
        private List<Fact> facts = [new("Version", "1.0.0"), new("Effective", "January 1, 2027")];
        private string title = "Example Policy";
        private int lastId;

        public void Fill()
        {
            for (var i = random.Next(4); i >= 0; i--)
                root.Children.Add(Heading(ClauseKind.Section, random.Next(5)));
            if (random.Next(2) == 0)
                notice = Heading(ClauseKind.Section, 1);
            if (random.Next(2) == 0)
                acknowledgement = SignaturePage();
        }

        public PolicyDocument ToDocument() => Numbering.Number(new PolicyDocument
        {
            Policy = "example",
            Language = "en-US",
            Title = new TitleBlock { Title = title, Issuer = "City of Mapleton", Version = "1.0.0", Date = "2027-01-01", Facts = facts.ToSequence() },
            Sections = root.Children.Select(child => child.ToClause()).ToSequence(),
            Notice = notice?.ToClause(),
            Acknowledgement = acknowledgement?.ToClause(),
        });

        public void Edit()
        {
            var nodes = root.Children.SelectMany(child => child.All()).ToList();
            if (nodes.Count == 0)
            {
                root.Children.Add(Heading(ClauseKind.Section, 2));
                return;
            }
            var node = nodes[random.Next(nodes.Count)];
            var parent = nodes.Prepend(root).First(other => other.Children.Contains(node));
            var place = parent.Children.IndexOf(node);
            switch (random.Next(22))
            {
                case < 7:
                    EditWords(node);
                    break;
                case 7:
                    parent.Children.RemoveAt(place);
                    break;
                case 8:
                    parent.Children.Insert(random.Next(parent.Children.Count + 1), parent == root ? Heading(ClauseKind.Section, 2) : Provision(0));
                    break;
                case 9:
                    parent.Children.RemoveAt(place);
                    parent.Children.Insert(random.Next(parent.Children.Count + 1), node);
                    break;
                case 10:
                    parent.Children.RemoveAt(place);
                    var targets = root.Children.SelectMany(child => child.All()).ToList();
                    if (parent == root || targets.Count == 0)
                    {
                        root.Children.Insert(random.Next(root.Children.Count + 1), node);
                        break;
                    }
                    var target = targets[random.Next(targets.Count)];
                    target.Children.Add(node);
                    // No policy that is read nests deeper.
                    if (root.Height() > Numbering.MaximumDepth + 2)
                    {
                        target.Children.RemoveAt(target.Children.Count - 1);
                        parent.Children.Insert(place, node);
                    }
                    break;
                case 11:
                    parent.Children.Reverse();
                    break;
                case 12:
                    node.Id = NextId();
                    break;
                case 13:
                    node.Body.Insert(random.Next(node.Body.Count + 1), Block());
                    break;
                case 14 when node.Body.Count > 0:
                    node.Body.RemoveAt(random.Next(node.Body.Count));
                    break;
                case 15 when node.Body is [Paragraph { Content: [Text text] }]:
                    Split(parent, place, node, text.Value);
                    break;
                case 16 when place + 1 < parent.Children.Count && parent.Children[place + 1] is { Body: [Paragraph second] } next
                    && node.Body is [Paragraph first]:
                    node.Body[0] = new Paragraph([.. first.Content, new Text(" "), .. second.Content]);
                    node.Children.AddRange(next.Children);
                    parent.Children.RemoveAt(place + 1);
                    break;
                case 17:
                    node.Heading = node.Heading.Count > 0 ? Inlines(4) : node.Heading;
                    break;
                case 18:
                    notice = notice is null ? Heading(ClauseKind.Section, 1) : random.Next(2) == 0 ? null : notice;
                    if (notice is not null)
                        EditWords(notice.Children[0]);
                    break;
                case 19:
                    acknowledgement = acknowledgement is null ? SignaturePage() : random.Next(2) == 0 ? null : acknowledgement;
                    if (acknowledgement is not null)
                        EditWords(acknowledgement.Children[^1]);
                    break;
                case 20:
                    facts = [.. facts.Where(_ => random.Next(4) > 0).Select(fact => random.Next(2) == 0 ? fact : fact with { Value = Phrase(random, 3) })];
                    title = Phrase(random, 3);
                    break;
                default:
                    node.Body = [Block()];
                    break;
            }
        }

        private void Split(Node parent, int place, Node node, string text)
        {
            var middle = text.IndexOf(' ', text.Length / 2);
            if (middle < 0)
                return;
            node.Body = [new Paragraph([new Text(text[..middle])])];
            parent.Children.Insert(place + 1, new Node { Id = NextId(), Kind = node.Kind, Body = [new Paragraph([new Text(text[(middle + 1)..])])] });
        }

        private void EditWords(Node node)
        {
            if (node.Body.Count == 0)
                return;
            var index = random.Next(node.Body.Count);
            node.Body[index] = node.Body[index] switch
            {
                Paragraph paragraph => new Paragraph(Edited(paragraph.Content)),
                SignatureLine line => new SignatureLine(Edited(line.Caption)),
                Table table => Edited(table),
                var other => other,
            };
        }

        private Table Edited(Table table)
        {
            var rows = table.Rows.ToList();
            var row = random.Next(rows.Count + 1);
            switch (random.Next(5))
            {
                case 0:
                    rows.Insert(row, table.Header.Map(_ => Inlines(3)));
                    return table with { Rows = rows.ToSequence() };
                case 1 when row < rows.Count:
                    rows.RemoveAt(row);
                    return table with { Rows = rows.ToSequence() };
                case 2:
                    return new Table([.. table.Header, Inlines(2)], table.Rows.Map<Sequence<Sequence<Inline>>>(cells => [.. cells, Inlines(3)]));
                case 3 when table.Header.Count > 1:
                    return new Table(table.Header.Skip(1).ToSequence(), table.Rows.Map(cells => cells.Skip(1).ToSequence()));
                default:
                    return table with { Rows = table.Rows.Map(cells => cells.Map(cell => random.Next(3) == 0 ? Edited(cell) : cell)) };
            }
        }

        private Sequence<Inline> Edited(Sequence<Inline> content)
        {
            var inlines = content.ToList();
            if (inlines.Count == 0)
                return [Inline()];
            var index = random.Next(inlines.Count);
            switch (random.Next(5))
            {
                case 0:
                    inlines.RemoveAt(index);
                    break;
                case 1:
                    inlines.Insert(index, Inline());
                    break;
                case 2 when inlines[index] is Text text:
                    inlines[index] = new Strong([text]);
                    break;
                case 3 when inlines[index] is Strong strong:
                    inlines.RemoveAt(index);
                    inlines.InsertRange(index, strong.Content.ToList());
                    break;
                default:
                    inlines[index] = inlines[index] is Text old ? new Text(EditedWords(old.Value)) : Inline();
                    break;
            }
            return inlines.ToSequence();
        }

        private string EditedWords(string text)
        {
            var words = text.Split(' ').ToList();
            for (var i = random.Next(3); i >= 0 && words.Count > 0; i--)
            {
                var index = random.Next(words.Count);
                switch (random.Next(4))
                {
                    case 0:
                        words.RemoveAt(index);
                        break;
                    case 1:
                        words.Insert(index, Phrase(random, 2));
                        break;
                    case 2:
                        words[index] += ",";
                        break;
                    default:
                        words[index] = Words[random.Next(Words.Length)];
                        break;
                }
            }
            return string.Join(' ', words);
        }

        private string NextId() => random.Next(4) == 0
            ? string.Create(CultureInfo.InvariantCulture, $"list.{++lastId}")
            : string.Create(CultureInfo.InvariantCulture, $"c{++lastId}");

        private Node Heading(ClauseKind kind, int children)
        {
            var node = new Node { Id = NextId(), Kind = kind, Heading = Inlines(3) };
            for (var i = 0; i < children; i++)
                node.Children.Add(kind == ClauseKind.Section && random.Next(6) == 0 ? Heading(ClauseKind.Subsection, random.Next(3)) : Provision(2));
            return node;
        }

        private Node Provision(int depth)
        {
            var node = new Node { Id = NextId(), Kind = random.Next(6) == 0 ? ClauseKind.Unlabelled : ClauseKind.Provision };
            for (var i = random.Next(5) == 0 ? 1 : 0; i >= 0; i--)
                node.Body.Add(Block());
            for (var i = depth > 0 && random.Next(3) == 0 ? random.Next(4) : 0; i > 0; i--)
                node.Children.Add(Provision(depth - 1));
            return node;
        }

        private Node SignaturePage()
        {
            var page = Heading(ClauseKind.Section, 1);
            page.Children.Add(new Node
            {
                Id = NextId(),
                Kind = ClauseKind.Unlabelled,
                Body = [new SignatureLine(Inlines(2)), new SignatureLine(Inlines(2))],
            });
            return page;
        }

        private Block Block()
        {
            if (random.Next(8) > 0)
                return new Paragraph(random.Next(2) == 0 ? [new Text(Phrase(random, 25))] : Inlines(12));
            var width = random.Next(1, 4);
            return new Table(
                Enumerable.Range(0, width).Select(_ => Inlines(2)).ToSequence(),
                Enumerable.Range(0, random.Next(4)).Select(_ => Enumerable.Range(0, width).Select(_ => Inlines(3)).ToSequence()).ToSequence());
        }

        private Sequence<Inline> Inlines(int most) => Enumerable.Range(0, random.Next(1, 4)).Select(_ => Inline(most)).ToSequence();

        private Inline Inline(int most = 4) => random.Next(12) switch
        {
            0 => new Strong([new Text(Phrase(random, most))]),
            1 => new Emphasis([new Text(Phrase(random, most))]),
            2 => new Link(random.Next(2) == 0 ? "https://one.example/" : "mailto:hr@mapleton.example", [new Text(Phrase(random, 3))]),
            3 => new Answer("final_authority", Phrase(random, 3)),
            4 => new Reference(new ClauseId($"c{random.Next(1, 12)}")),
            5 => new LineBreak(),
            6 => new Text(" "),
            _ => new Text(Phrase(random, most)),
        };
    }
}
