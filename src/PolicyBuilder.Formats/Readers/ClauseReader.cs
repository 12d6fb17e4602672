using System.Globalization;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using PolicyBuilder.Formats.Plates;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Diagnostics;
using PolicyBuilder.Model.Documents;
using Block = PolicyBuilder.Model.Documents.Block;
using Inline = PolicyBuilder.Model.Documents.Inline;
using MarkdownTable = Markdig.Extensions.Tables.Table;
using Table = PolicyBuilder.Model.Documents.Table;

namespace PolicyBuilder.Formats.Readers;

/// <summary>A link to a clause, and where it is written.</summary>
internal readonly record struct ReferencePlace(ClauseId Target, SourceLocation At);

/// <summary>
/// Reads the Markdown that templates and amendments are written in into clauses:
/// <code>
/// # SECTION HEADING {#its-id}
/// ## Subsection heading {#its-id}
/// - {#its-id} A provision; a list inside it holds its own provisions.
/// {#its-id} A paragraph under a heading: a provision without a label.
/// </code>
/// A paragraph "Caption: ____" is a line to write on. Labels are never written: <see cref="Numbering"/> makes them.
/// </summary>
internal sealed class ClauseReader
{
    /// <summary>
    /// The most characters between two blank lines. The longest clause of a policy has some 2,000; the time Markdig takes
    /// grows with the square of it.
    /// </summary>
    public const int MaximumParagraph = 20_000;

    private static readonly MarkdownPipeline Pipeline =
        new MarkdownPipelineBuilder().UsePreciseSourceLocation().UsePipeTables().DisableHtml().Build();

    private readonly string text;
    private readonly SourceMap map;
    private readonly Func<int, string> blankOf;
    private readonly ICollection<ReferencePlace> references;
    private readonly ICollection<Diagnostic> problems;

    /// <param name="text">Rendered Markdown, with blank marks.</param>
    /// <param name="map">Where it came from.</param>
    /// <param name="blankOf">The name of the blank that fills a mark.</param>
    /// <param name="references">Takes every link to a clause, with its place.</param>
    private ClauseReader(string text, SourceMap map, Func<int, string> blankOf, ICollection<ReferencePlace> references, ICollection<Diagnostic> problems)
    {
        this.references = references;
        this.text = text;
        this.map = map;
        this.blankOf = blankOf;
        this.problems = problems;
    }

    /// <summary>Reads a whole template text: sections.</summary>
    public static Sequence<Clause> ReadSections(
        string text, SourceMap map, Func<int, string> blankOf, ICollection<ReferencePlace> references, ICollection<Diagnostic> problems)
    {
        var reader = new ClauseReader(text, map, blankOf, references, problems);
        return reader.Sections(reader.Parse());
    }

    /// <summary>
    /// Reads a fragment without headings, as amendments and notices hold: paragraphs first, then at most one list.
    /// Items without an id get <c>parent.1</c>, <c>parent.2</c>.
    /// </summary>
    public static (Sequence<Block> Body, Sequence<Clause> Children) ReadFragment(
        ClauseId parent, string text, SourceMap map, ICollection<ReferencePlace> references, ICollection<Diagnostic> problems)
    {
        var reader = new ClauseReader(text, map, _ => "", references, problems);
        return reader.Content(reader.Parse(), parent, 1);
    }

    /// <summary>Reads one line of inline Markdown: a heading in an amendment.</summary>
    public static Sequence<Inline> ReadLine(
        string text, SourceMap map, ICollection<ReferencePlace> references, ICollection<Diagnostic> problems)
    {
        var reader = new ClauseReader(text, map, _ => "", references, problems);
        return reader.Parse() is [ParagraphBlock paragraph] ? reader.Inlines(paragraph.Inline) : [new Text(text)];
    }

    /// <summary>The parsed text; an empty one when it is out of all measure.</summary>
    private MarkdownDocument Parse()
    {
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf("\n\n", start, StringComparison.Ordinal) is >= 0 and var blank ? blank : text.Length;
            if (end - start > MaximumParagraph)
            {
                problems.Add(Problems.UnsupportedMarkdown(
                    map.Locate(text, start), FormattableString.Invariant($"a paragraph of more than {MaximumParagraph:N0} characters"), "divide it by blank lines"));
                return [];
            }
            start = end + 2;
        }
        try
        {
            return Markdown.Parse(text, Pipeline);
        }
        // Markdig's own limit on nesting; it does not say where.
        catch (ArgumentException)
        {
            problems.Add(Problems.UnsupportedMarkdown(Deepest(), "such deep nesting", "use paragraphs, lists (-) and tables"));
            return [];
        }
    }

    private SourceLocation Deepest()
    {
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf("\n\n", start, StringComparison.Ordinal) is >= 0 and var blank ? blank : text.Length;
            try
            {
                Markdown.Parse(text[start..end], Pipeline);
            }
            catch (ArgumentException)
            {
                return map.Locate(text, start);
            }
            start = end + 2;
        }
        return map.Locate(text, 0);
    }

    private Sequence<Clause> Sections(MarkdownDocument document)
    {
        var sections = new List<Outline>();
        foreach (var block in document)
        {
            var section = sections.Count == 0 ? null : sections[^1];
            switch (block)
            {
                case HeadingBlock { Level: 1 } heading:
                    sections.Add(Heading(heading, ClauseKind.Section));
                    break;
                case HeadingBlock { Level: 2 } heading when section is not null:
                    section.Subsections.Add(Heading(heading, ClauseKind.Subsection));
                    break;
                case HeadingBlock heading:
                    problems.Add(section is null ? Problems.ClauseOutsideSection(At(heading))
                        : Problems.UnsupportedMarkdown(At(heading), $"a heading of level {heading.Level}", "sections are #, subsections ##"));
                    break;
                case LinkReferenceDefinitionGroup:
                    break;
                default:
                    if (section is null)
                        problems.Add(Problems.ClauseOutsideSection(At(block)));
                    else
                        (section.Subsections.Count == 0 ? section : section.Subsections[^1]).Children.AddRange(UnderHeading(block));
                    break;
            }
        }
        return sections.Select(section => section.ToClause()).ToSequence();
    }

    private Outline Heading(HeadingBlock heading, ClauseKind kind)
    {
        var (id, content) = TakeId(Inlines(heading.Inline));
        if (id is null)
            problems.Add(Problems.ClauseWithoutId(At(heading), "heading"));
        return new Outline(Checked(id, heading) ?? new ClauseId(""), kind, content, At(heading));
    }

    private IEnumerable<Clause> UnderHeading(Markdig.Syntax.Block block)
    {
        if (block is ListBlock list)
            return Items(list, null, 1);
        var body = Body(block, out var id);
        if (body is null)
            return [];
        if (id is null)
            problems.Add(Problems.ClauseWithoutId(At(block), "paragraph"));
        return
        [
            new Clause
            {
                Id = Checked(id, block) ?? new ClauseId(""),
                Kind = ClauseKind.Unlabelled,
                Body = [body],
                Source = At(block),
            },
        ];
    }

    private List<Clause> Items(ListBlock list, ClauseId? parent, int depth)
    {
        var clauses = new List<Clause>();
        if (depth > Numbering.MaximumDepth)
        {
            problems.Add(Problems.NestedTooDeep(At(list), Numbering.MaximumDepth));
            return clauses;
        }
        foreach (var item in list.OfType<ListItemBlock>())
        {
            string? id = null;
            if (item is [ParagraphBlock first, ..])
            {
                (id, _) = TakeId(Inlines(first.Inline, quiet: true));
            }
            if (id is null && parent is not null)
                id = string.Create(CultureInfo.InvariantCulture, $"{parent}.{clauses.Count + 1}");
            if (id is null)
                problems.Add(Problems.ClauseWithoutId(At(item), "clause"));
            var own = Checked(id, item) ?? new ClauseId("");
            var (body, children) = Content(item, own, depth + 1);
            clauses.Add(new Clause { Id = own, Kind = ClauseKind.Provision, Body = body, Children = children, Source = At(item) });
        }
        return clauses;
    }

    private (Sequence<Block> Body, Sequence<Clause> Children) Content(ContainerBlock container, ClauseId parent, int depth)
    {
        var body = new List<Block>();
        var children = new List<Clause>();
        foreach (var block in container)
        {
            if (block is ListBlock list)
                children.AddRange(Items(list, parent.Value.Length == 0 ? null : parent, depth));
            else if (children.Count > 0 && block is not LinkReferenceDefinitionGroup)
                problems.Add(Problems.UnsupportedMarkdown(At(block), "text after a list inside the same clause", "make it a clause of its own"));
            else if (Body(block, out _) is { } read)
                body.Add(read);
        }
        return (body.ToSequence(), children.ToSequence());
    }

    /// <summary>A block of a body, without the id that may stand before its words; null (and a problem) for others.</summary>
    private Block? Body(Markdig.Syntax.Block block, out string? id)
    {
        id = null;
        switch (block)
        {
            case ParagraphBlock paragraph:
                (id, var content) = TakeId(Inlines(paragraph.Inline));
                return SignatureLineOf(content) ?? (Block)new Paragraph(content);
            case MarkdownTable table:
                return TableOf(table);
            case LinkReferenceDefinitionGroup:
                return null;
            default:
                problems.Add(Problems.UnsupportedMarkdown(At(block), block switch
                {
                    CodeBlock => "a code block (a line indented by four blanks, or ```)",
                    QuoteBlock => "a quotation (>)",
                    ThematicBreakBlock => "a rule (--- or ***)",
                    HeadingBlock => "a heading",
                    _ => "this kind of text",
                }, "use paragraphs, lists (-) and tables"));
                return null;
        }
    }

    private Table? TableOf(MarkdownTable table)
    {
        var rows = table.OfType<TableRow>()
            .Select(row => row.OfType<TableCell>().Select(cell => cell is [ParagraphBlock only] ? Inlines(only.Inline) : []).ToSequence())
            .ToList();
        if (rows.Count == 0)
            return null;
        var width = rows[0].Count;
        // Rows may be written shorter or longer than the header (GFM 4.10).
        var even = rows.Skip(1).Select(row => Enumerable.Range(0, width).Select(i => i < row.Count ? row[i] : []).ToSequence());
        return new Table(rows[0], even.ToSequence());
    }

    private static SignatureLine? SignatureLineOf(Sequence<Inline> content)
    {
        if (content is not [.., Text last] || last.Value.TrimEnd('_') is not { } caption || last.Value.Length - caption.Length < 3)
            return null;
        caption = caption.TrimEnd(' ');
        if (!caption.EndsWith(':'))
            return null;
        return new SignatureLine([.. content.Take(content.Count - 1), new Text(caption[..^1])]);
    }

    private Sequence<Inline> Inlines(ContainerInline? container, bool quiet = false)
    {
        var content = new List<Inline>();
        foreach (var inline in container ?? [])
            Add(inline, content, quiet);
        return Merge(content);
    }

    private void Add(Markdig.Syntax.Inlines.Inline inline, List<Inline> content, bool quiet)
    {
        switch (inline)
        {
            case LiteralInline literal:
                AddText(literal.Content.ToString(), content);
                break;
            case HtmlEntityInline entity:
                AddText(entity.Transcoded.ToString(), content);
                break;
            case CodeInline code:
                AddText(code.Content, content);
                break;
            case LineBreakInline lineBreak:
                content.Add(lineBreak.IsHard ? new LineBreak() : new Text(" "));
                break;
            case EmphasisInline emphasis:
                content.Add(emphasis.DelimiterCount == 2 ? new Strong(Inlines(emphasis, quiet)) : new Emphasis(Inlines(emphasis, quiet)));
                break;
            case LinkInline { IsImage: true } image:
                Report(quiet, Problems.UnsupportedMarkdown(At(image), "a picture", "the only picture of a policy is the city's seal"));
                break;
            case LinkInline link:
                content.Add(LinkOf(link, quiet));
                break;
            case AutolinkInline autolink:
                var url = (autolink.IsEmail ? "mailto:" : "") + autolink.Url;
                if (!LinkAddress.IsAllowed(url))
                    Report(quiet, Problems.LinkScheme(At(autolink), url.Contains(BlankMark.Open, StringComparison.Ordinal) ? "an answer" : url));
                content.Add(new Link(url, [new Text(autolink.Url)]));
                break;
            case ContainerInline nested:
                foreach (var child in nested)
                    Add(child, content, quiet);
                break;
            default:
                Report(quiet, Problems.UnsupportedMarkdown(At(inline), "this kind of text", "use plain words, *emphasis*, **strong** and [links](https://…)"));
                break;
        }
    }

    private Inline LinkOf(LinkInline link, bool quiet)
    {
        var address = link.Url ?? "";
        if (address.StartsWith('#'))
        {
            if (ClauseId.IsValid(address[1..]))
            {
                var target = new ClauseId(address[1..]);
                if (!quiet)
                    references.Add(new ReferencePlace(target, At(link)));
                return new Reference(target);
            }
            Report(quiet, Problems.BadClauseId(At(link), address[1..]));
        }
        else if (!LinkAddress.IsAllowed(address))
            Report(quiet, Problems.LinkScheme(At(link), address.Contains(BlankMark.Open, StringComparison.Ordinal) ? "an answer" : address));
        return new Link(address, Inlines(link, quiet));
    }

    private void AddText(string value, List<Inline> content)
    {
        var rest = value.AsSpan();
        while (rest.IndexOf(BlankMark.Open) is >= 0 and var open && rest[open..].IndexOf(BlankMark.Close) is >= 0 and var length)
        {
            if (open > 0)
                content.Add(new Text(rest[..open].ToString()));
            var mark = rest.Slice(open, length + 1);
            BlankMark.TryRead(mark, out var number);
            content.Add(new Answer(blankOf(number), mark.ToString()));
            rest = rest[(open + length + 1)..];
        }
        if (!rest.IsEmpty)
            content.Add(new Text(rest.ToString()));
    }

    private static Sequence<Inline> Merge(List<Inline> content)
    {
        var merged = new List<Inline>(content.Count);
        foreach (var inline in content)
        {
            if (inline is Text text && merged is [.., Text before])
                merged[^1] = new Text(before.Value + text.Value);
            else
                merged.Add(inline);
        }
        return merged.ToSequence();
    }

    /// <summary>Takes <c>{#id}</c> from the beginning or the end of the words.</summary>
    private static (string? Id, Sequence<Inline> Words) TakeId(Sequence<Inline> content)
    {
        if (content is [Text first, ..] && first.Value.StartsWith("{#", StringComparison.Ordinal) && first.Value.IndexOf('}') is > 0 and var close)
        {
            var rest = first.Value[(close + 1)..].TrimStart(' ');
            return (first.Value[2..close], rest.Length == 0 ? content.Skip(1).ToSequence() : [new Text(rest), .. content.Skip(1)]);
        }
        if (content is [.., Text last] && last.Value.EndsWith('}') && last.Value.LastIndexOf("{#", StringComparison.Ordinal) is >= 0 and var open)
        {
            var rest = last.Value[..open].TrimEnd(' ');
            return (last.Value[(open + 2)..^1], rest.Length == 0 ? content.Take(content.Count - 1).ToSequence() : [.. content.Take(content.Count - 1), new Text(rest)]);
        }
        return (null, content);
    }

    private ClauseId? Checked(string? id, MarkdownObject at)
    {
        if (id is null)
            return null;
        if (ClauseId.IsValid(id))
            return new ClauseId(id);
        var written = text.IndexOf("{#" + id, at.Span.Start, StringComparison.Ordinal);
        problems.Add(Problems.BadClauseId(written < 0 ? At(at) : map.Locate(text, written), id));
        return null;
    }

    private void Report(bool quiet, Diagnostic problem)
    {
        if (!quiet)
            problems.Add(problem);
    }

    private SourceLocation At(MarkdownObject node) => map.Locate(text, node.Span.Start);

    private sealed record Outline(ClauseId Id, ClauseKind Kind, Sequence<Inline> Heading, SourceLocation Source)
    {
        public List<Clause> Children { get; } = [];

        public List<Outline> Subsections { get; } = [];

        public Clause ToClause() => new()
        {
            Id = Id,
            Kind = Kind,
            Heading = Heading,
            Children = [.. Children, .. Subsections.Select(subsection => subsection.ToClause())],
            Source = Source,
        };
    }
}
