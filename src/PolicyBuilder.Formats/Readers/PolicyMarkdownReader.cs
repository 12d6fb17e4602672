using System.Globalization;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Helpers;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using PolicyBuilder.Formats.Writers.Markdown;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Diagnostics;
using PolicyBuilder.Model.Documents;
using Block = Markdig.Syntax.Block;
using PolicyBlock = PolicyBuilder.Model.Documents.Block;
using Table = Markdig.Extensions.Tables.Table;

namespace PolicyBuilder.Formats.Readers;

/// <summary>A policy read back from the Markdown that was written of it.</summary>
/// <param name="Document">
/// The document, with the fingerprint of the one that was written. Answers come back as plain text; the seal is not in
/// Markdown.
/// </param>
/// <param name="FrontMatter">The YAML between <c>---</c> lines above it, without those lines; null when there is none.</param>
public sealed record WrittenPolicy(PolicyDocument Document, string? FrontMatter);

/// <summary>
/// Reads what <see cref="MarkdownWriter"/> wrote. It takes that dialect of CommonMark and nothing else: whatever a
/// hand or a tool changed in the structure is a problem with its place.
/// </summary>
public static class PolicyMarkdownReader
{
    private static readonly string SignatureRule = MarkdownWriter.SignatureRule.Replace("\\", "", StringComparison.Ordinal);

    private static readonly MarkdownPipeline Dialect = new MarkdownPipelineBuilder().UsePipeTables().UsePreciseSourceLocation().Build();

    /// <summary>Reads <paramref name="text"/>.</summary>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="text">Its text, with any line ends.</param>
    /// <param name="problems">Receives every problem (<c>PB33nn</c>).</param>
    /// <returns>The policy; null when there was a problem.</returns>
    public static WrittenPolicy? Read(string file, string text, ICollection<Diagnostic> problems)
    {
        text = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        var start = 0;
        string? frontMatter = null;
        if (text.StartsWith("---\n", StringComparison.Ordinal))
        {
            var end = text.IndexOf("\n---\n", 3, StringComparison.Ordinal);
            if (end < 0)
            {
                problems.Add(Problems.FrontMatterOpen(new SourceLocation(file, 1, 1)));
                return null;
            }
            frontMatter = text[4..Math.Max(4, end + 1)];
            start = end + "\n---\n".Length;
        }
        var source = new Source(file, text, start);
        MarkdownDocument parsed;
        try
        {
            parsed = Markdown.Parse(text[start..], Dialect);
        }
        catch (ArgumentException)
        {
            // Markdig's answer to more than 128 levels.
            problems.Add(Problems.WrittenTooDeep(new SourceLocation(file)));
            return null;
        }
        var before = problems.Count;
        var document = new Reading(source, problems).Document(parsed);
        return problems.Count > before || document is null ? null : new WrittenPolicy(document, frontMatter);
    }

    private sealed class Source(string file, string text, int start)
    {
        public SourceLocation At(MarkdownObject node) => At(node.Span.Start);

        public SourceLocation At(int offset)
        {
            offset = Math.Clamp(start + offset, 0, text.Length);
            var before = text.AsSpan(0, offset);
            return new SourceLocation(file, before.Count('\n') + 1, offset - before.LastIndexOf('\n'));
        }

        public ReadOnlySpan<char> Of(MarkdownObject node) =>
            node.Span.IsEmpty ? [] : text.AsSpan(start + node.Span.Start, Math.Min(node.Span.Length, text.Length - start - node.Span.Start));
    }

    /// <summary>A clause while its parts come in.</summary>
    private sealed class Draft
    {
        public required ClauseId Id { get; init; }
        public required ClauseKind Kind { get; init; }
        public required string Label { get; init; }
        public required SourceLocation Source { get; init; }
        public Sequence<Model.Documents.Inline> Heading { get; init; } = [];
        public bool IsHeaded => Kind is ClauseKind.Section or ClauseKind.Subsection;
        public List<PolicyBlock> Body { get; } = [];
        public List<Draft> Children { get; } = [];

        public Clause ToClause() => new()
        {
            Id = Id,
            Kind = Kind,
            Label = Label,
            Heading = Heading,
            Body = Body.ToSequence(),
            Children = Children.ConvertAll(child => child.ToClause()).ToSequence(),
            Source = Source,
        };
    }

    private sealed class Reading(Source source, ICollection<Diagnostic> problems)
    {
        private readonly InlineReading inlines = new(source.At, problems);
        private readonly Dictionary<ClauseId, SourceLocation> seen = [];

        public PolicyDocument? Document(MarkdownDocument parsed)
        {
            var blocks = new Queue<Block>(parsed);
            var settings = Settings(blocks);
            if (settings is null)
                return null;
            var title = Take<HeadingBlock>(blocks, heading => heading.Level == 1, "the title") is { } heading ? Plain(inlines.Read(heading.Inline)) : "";
            var issuer = Take<ParagraphBlock>(blocks, _ => true, "the issuer") is { } paragraph ? Bold(paragraph) : "";
            var mark = blocks.TryPeek(out var next) && next is QuoteBlock { Count: 1 } quote && quote[0] is ParagraphBlock marked
                ? Bold(marked) : "";
            if (mark.Length > 0)
                blocks.Dequeue();
            var facts = blocks.TryPeek(out next) && next is ListBlock ? Facts((ListBlock)blocks.Dequeue()) : [];
            var history = blocks.TryPeek(out next) && next is Table ? History((Table)blocks.Dequeue()) : [];

            var sections = new List<Draft>();
            Draft? notice = null;
            Draft? acknowledgement = null;
            while (blocks.TryPeek(out next) && next is HeadingBlock { Level: 2 })
                sections.Add(Section((HeadingBlock)blocks.Dequeue(), blocks, labelled: true));
            if (blocks.TryPeek(out next) && next is QuoteBlock)
            {
                var inner = new Queue<Block>((QuoteBlock)blocks.Dequeue());
                if (Take<HeadingBlock>(inner, heading => heading.Level == 2, "the heading of the notice") is { } noticeHeading)
                    notice = Section(noticeHeading, inner, labelled: false);
                Refuse(inner);
            }
            if (blocks.TryPeek(out next) && next is ThematicBreakBlock)
            {
                blocks.Dequeue();
                if (Take<HeadingBlock>(blocks, heading => heading.Level == 2, "the heading of the signature page") is { } pageHeading)
                    acknowledgement = Section(pageHeading, blocks, labelled: false);
            }
            Refuse(blocks);

            var document = Numbering.Number(new PolicyDocument
            {
                Policy = settings["policy"],
                Language = settings["language"],
                Mark = mark,
                Title = new TitleBlock
                {
                    Title = title,
                    Issuer = issuer,
                    Version = settings["version"],
                    Date = settings["date"],
                    Facts = facts,
                    History = history,
                },
                Sections = sections.ConvertAll(section => section.ToClause()).ToSequence(),
                Notice = notice?.ToClause(),
                Acknowledgement = acknowledgement?.ToClause(),
            });
            for (var i = 0; i < sections.Count; i++)
                CompareLabels(sections[i], document.Sections[i]);
            if (acknowledgement is not null)
                CompareLabels(acknowledgement, document.Acknowledgement!);
            return document;
        }

        private Dictionary<string, string>? Settings(Queue<Block> blocks)
        {
            if (!blocks.TryPeek(out var first) || first is not HtmlBlock comment
                || source.Of(comment) is var text && !text.StartsWith(MarkdownWriter.Opening + "\n", StringComparison.Ordinal))
            {
                problems.Add(Problems.NotAWrittenPolicy(source.At(0)));
                return null;
            }
            blocks.Dequeue();
            var settings = new Dictionary<string, string>();
            foreach (var line in source.Of(comment).EnumerateLines())
            {
                var colon = line.IndexOf(':');
                if (colon > 0)
                    settings.TryAdd(line[..colon].ToString(), Unescaped(line[(colon + 1)..].Trim(' ')));
            }
            foreach (var name in (ReadOnlySpan<string>)["policy", "language", "version", "date"])
            {
                if (settings.TryAdd(name, ""))
                    problems.Add(Problems.WrittenSettingMissing(source.At(comment), name));
            }
            return settings;
        }

        private static string Unescaped(ReadOnlySpan<char> value) =>
            HtmlHelper.Unescape(value.ToString().Replace(MarkdownText.Nothing, "", StringComparison.Ordinal));

        private T? Take<T>(Queue<Block> blocks, Func<T, bool> fits, string part)
            where T : Block
        {
            if (blocks.TryPeek(out var next) && next is T block && fits(block))
            {
                blocks.Dequeue();
                return block;
            }
            problems.Add(Problems.WrittenPartMissing(next is null ? source.At(int.MaxValue / 2) : source.At(next), part));
            return null;
        }

        private void Refuse(IEnumerable<Block> blocks)
        {
            foreach (var block in blocks)
                problems.Add(Problems.WrittenBlockUnknown(source.At(block), Describe(block)));
        }

        private string Bold(ParagraphBlock paragraph)
        {
            if (inlines.Read(paragraph.Inline) is [Strong strong])
                return Plain(strong.Content);
            problems.Add(Problems.WrittenPartMissing(source.At(paragraph), "a line in bold"));
            return "";
        }

        private static string Plain(Sequence<Model.Documents.Inline> content) => content.PlainText();

        private Sequence<Fact> Facts(ListBlock list)
        {
            var facts = new List<Fact>();
            foreach (var item in list)
            {
                if (item is ListItemBlock { Count: 1 } line && line[0] is ParagraphBlock { Inline: { FirstChild: EmphasisInline name } }
                    && Plain(inlines.Read(name)) is [.. var fact, ':'])
                    facts.Add(new Fact(fact, Plain(inlines.Read(name.NextSibling, 1))));
                else
                    problems.Add(Problems.WrittenBlockUnknown(source.At(item), "this line"));
            }
            return facts.ToSequence();
        }

        private Sequence<Revision> History(Table table)
        {
            var read = ReadTable(table);
            if (read.Header.Count == 3 && read.Rows.All(row => row.Count == 3))
                return read.Rows.Map(row => new Revision(Plain(row[0]), Plain(row[1]), Plain(row[2])));
            problems.Add(Problems.WrittenBlockUnknown(source.At(table), Describe(table)));
            return [];
        }

        private Draft Section(HeadingBlock heading, Queue<Block> blocks, bool labelled)
        {
            // The headings that are open: the section, a subsection in it, one in that.
            var open = new List<Draft> { Headed(heading, ClauseKind.Section, labelled) };
            Draft? last = null;
            while (blocks.TryPeek(out var block) && block is not (HeadingBlock { Level: <= 2 } or QuoteBlock or ThematicBreakBlock))
            {
                blocks.Dequeue();
                switch (block)
                {
                    case HeadingBlock { Level: var level } inner when level - 2 <= open.Count:
                        open.RemoveRange(level - 2, open.Count - (level - 2));
                        var subsection = Headed(inner, ClauseKind.Subsection, labelled: false);
                        open[^1].Children.Add(subsection);
                        open.Add(subsection);
                        last = null;
                        break;
                    case HtmlBlock when Resumed(block, open) is >= 0 and var resumed:
                        open.RemoveRange(resumed + 1, open.Count - resumed - 1);
                        last = null;
                        break;
                    case ParagraphBlock paragraph when InlineReading.Anchor(paragraph.Inline) is not null:
                        open[^1].Children.Add(last = Provision(paragraph));
                        break;
                    default:
                        Further(last ?? open[^1], block);
                        break;
                }
            }
            return open[0];
        }

        private int Resumed(Block comment, List<Draft> open)
        {
            var text = source.Of(comment).Trim();
            for (var i = 0; i < open.Count - 1; i++)
            {
                if (text.SequenceEqual($"<!-- resume {open[i].Id} -->"))
                    return i;
            }
            return -1;
        }

        private Draft Headed(HeadingBlock heading, ClauseKind kind, bool labelled)
        {
            var start = InlineReading.Start(heading.Inline);
            var label = "";
            if (labelled && start.Rest is LiteralInline literal)
            {
                var text = literal.Content.AsSpan();
                var space = text.IndexOf(' ');
                label = (space < 0 ? text : text[..space]).ToString();
                start = start with { Skip = Math.Min(text.Length, label.Length + 1) };
            }
            return new Draft
            {
                Id = Id(start.Anchor, heading),
                Kind = kind,
                Label = label,
                Source = source.At(heading),
                Heading = inlines.Read(start.Rest, start.Skip),
            };
        }

        private Draft Provision(ParagraphBlock paragraph)
        {
            var start = InlineReading.Start(paragraph.Inline);
            var label = "";
            if (start.Rest is EmphasisInline { DelimiterCount: 2 } bold)
            {
                label = Plain(inlines.Read(bold));
                start = start with { Rest = bold.NextSibling, Skip = 1 };
                if (start.Rest is LiteralInline { Content: var after } && !after.AsSpan().StartsWith(' '))
                    problems.Add(Problems.WrittenPartMissing(source.At(start.Rest), "a blank after the label"));
            }
            var draft = new Draft
            {
                Id = Id(start.Anchor, paragraph),
                Kind = label.Length > 0 ? ClauseKind.Provision : ClauseKind.Unlabelled,
                Label = label,
                Source = source.At(paragraph),
            };
            if (start.Rest is not null)
                draft.Body.Add(Running(paragraph, inlines.Read(start.Rest, start.Skip)));
            return draft;
        }

        private PolicyBlock Running(ParagraphBlock paragraph, Sequence<Model.Documents.Inline> content)
        {
            // Told by the rule as it is written, since a text may hold as many underscores; what was changed by hand may have lost some of it.
            if (!source.Of(paragraph).TrimEnd().EndsWith(MarkdownWriter.SignatureRule, StringComparison.Ordinal)
                || content is not [.., Text last]
                || !last.Value.EndsWith(SignatureRule, StringComparison.Ordinal))
                return new Paragraph(content);
            var caption = last.Value[..^SignatureRule.Length];
            return new SignatureLine(content.Take(content.Count - 1).Concat(caption.Length == 0 ? [] : [new Text(caption)]).ToSequence());
        }

        // What follows the first line of a clause: more text, a table, the clauses inside it.
        private void Further(Draft clause, Block block)
        {
            switch (block)
            {
                case ParagraphBlock or Table when clause.Children.Count > 0:
                    problems.Add(Problems.WrittenAnchorMissing(source.At(block)));
                    break;
                case ParagraphBlock paragraph:
                    clause.Body.Add(Running(paragraph, inlines.Read(paragraph.Inline)));
                    break;
                case Table table:
                    clause.Body.Add(ReadTable(table));
                    break;
                case ListBlock { IsOrdered: false } list when clause.Children.Count == 0 && !clause.IsHeaded:
                    foreach (var item in list)
                        clause.Children.Add(Item((ListItemBlock)item));
                    break;
                default:
                    problems.Add(Problems.WrittenBlockUnknown(source.At(block), Describe(block)));
                    break;
            }
        }

        private Draft Item(ListItemBlock item)
        {
            Draft? clause = null;
            foreach (var block in item)
            {
                if (clause is not null)
                    Further(clause, block);
                else if (block is ParagraphBlock paragraph)
                    clause = Provision(paragraph);
                else
                    problems.Add(Problems.WrittenBlockUnknown(source.At(block), Describe(block)));
            }
            if (clause is null)
                problems.Add(Problems.WrittenAnchorMissing(source.At(item)));
            return clause ?? new Draft { Id = default, Kind = ClauseKind.Unlabelled, Label = "", Source = source.At(item) };
        }

        private Model.Documents.Table ReadTable(Table table)
        {
            var rows = table.Cast<TableRow>().Select(row =>
                row.Cast<TableCell>().Select(cell => cell is [ParagraphBlock content] ? inlines.Read(content.Inline) : []).ToSequence()).ToList();
            for (var i = 0; i < rows.Count; i++)
            {
                if (rows[i].Count != rows[0].Count || ((TableRow)table[i]).IsHeader != (i == 0))
                    problems.Add(Problems.WrittenBlockUnknown(source.At(table[i]), "a row of another width than the header"));
            }
            return new Model.Documents.Table(rows[0], rows.Skip(1).ToSequence());
        }

        private ClauseId Id(string? anchor, Block block)
        {
            var at = source.At(block);
            if (anchor is null)
            {
                problems.Add(Problems.WrittenAnchorMissing(at));
                return default;
            }
            var id = new ClauseId(anchor);
            if (!ClauseId.IsValid(anchor))
                problems.Add(Problems.WrittenIdMalformed(at, anchor));
            else if (!seen.TryAdd(id, at))
                problems.Add(Problems.WrittenIdTwice(at, anchor, seen[id].Line));
            return id;
        }

        private void CompareLabels(Draft read, Clause numbered)
        {
            if (read.Label != numbered.Label)
                problems.Add(Problems.WrittenLabelWrong(read.Source, read.Id.Value ?? "", read.Label, numbered.Label));
            for (var i = 0; i < read.Children.Count; i++)
                CompareLabels(read.Children[i], numbered.Children[i]);
        }

        private static string Describe(Block block) => block switch
        {
            HeadingBlock heading => string.Create(CultureInfo.InvariantCulture, $"a heading of level {heading.Level}"),
            ParagraphBlock => "a paragraph",
            ListBlock => "a list",
            Table => "a table",
            QuoteBlock => "a quotation",
            ThematicBreakBlock => "a line across the page",
            HtmlBlock => "HTML",
            CodeBlock => "program text (four blanks or ``` at the start of a line)",
            _ => "this",
        };
    }
}
