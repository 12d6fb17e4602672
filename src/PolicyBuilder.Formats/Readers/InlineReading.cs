using System.Text;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Diagnostics;
using PolicyBuilder.Model.Documents;
using Inline = PolicyBuilder.Model.Documents.Inline;
using MarkdownInline = Markdig.Syntax.Inlines.Inline;

namespace PolicyBuilder.Formats.Readers;

/// <summary>Reads the running text of a written policy.</summary>
internal sealed class InlineReading(Func<MarkdownObject, SourceLocation> at, ICollection<Diagnostic> problems)
{
    /// <summary>What a clause's first line begins with.</summary>
    /// <param name="Anchor">The id in its anchor; null without one.</param>
    /// <param name="Rest">What follows; null for nothing.</param>
    /// <param name="Skip">How many characters of the rest's first literal do not belong to the text.</param>
    public readonly record struct LineStart(string? Anchor, MarkdownInline? Rest, int Skip = 0);

    /// <summary>The id of the anchor that <paramref name="line"/> begins with; null without one.</summary>
    public static string? Anchor(ContainerInline? line) =>
        line?.FirstChild is HtmlInline { Tag: ['<', 'a', ' ', 'i', 'd', '=', '"', .. var id, '"', '>'], NextSibling: HtmlInline { Tag: "</a>" } }
            && !id.Contains('"', StringComparison.Ordinal) ? id : null;

    /// <summary>The anchor and what follows it.</summary>
    public static LineStart Start(ContainerInline? line) =>
        Anchor(line) is { } id ? new LineStart(id, line!.FirstChild!.NextSibling!.NextSibling) : new LineStart(null, line?.FirstChild);

    /// <summary>Everything in <paramref name="container"/>.</summary>
    public Sequence<Inline> Read(ContainerInline? container) => Read(container?.FirstChild, 0);

    /// <summary><paramref name="first"/> and its later siblings, without the first <paramref name="skip"/> characters.</summary>
    public Sequence<Inline> Read(MarkdownInline? first, int skip)
    {
        // The innermost is the tag that is open; the outermost is the text itself.
        var open = new Stack<Level>([new Level(null)]);
        for (var node = first; node is not null; node = node.NextSibling)
        {
            var level = open.Peek();
            switch (node)
            {
                case LiteralInline literal:
                    level.Append(literal.Content.AsSpan()[Math.Min(node == first ? skip : 0, literal.Content.Length)..]);
                    break;
                case HtmlEntityInline reference:
                    level.Append(reference.Transcoded.AsSpan());
                    break;
                case LineBreakInline { IsHard: true }:
                    level.Add(new LineBreak());
                    break;
                case LineBreakInline:
                    level.Append(" ");
                    break;
                case EmphasisInline { DelimiterCount: 1 } emphasis:
                    level.Add(new Emphasis(Read(emphasis)));
                    break;
                case EmphasisInline { DelimiterCount: 2 } strong:
                    level.Add(new Strong(Read(strong)));
                    break;
                case LinkInline { IsImage: false, Title: null or "" } link:
                    level.Add(ReadLink(link));
                    break;
                case HtmlInline tag:
                    ReadTag(tag, open);
                    break;
                default:
                    problems.Add(Problems.WrittenMarkupUnknown(at(node), Describe(node)));
                    break;
            }
        }
        while (open.Count > 1)
        {
            var level = open.Pop();
            problems.Add(Problems.WrittenTagOpen(at(level.Tag!), level.Tag!.Tag));
            open.Peek().Add(new Strong(level.Content()));
        }
        return open.Peek().Content();
    }

    private Inline ReadLink(LinkInline link)
    {
        var content = Read(link);
        var address = link.Url ?? "";
        if (address.StartsWith('#') && ClauseId.IsValid(address[1..]))
            return new Reference(new ClauseId(address[1..]), content.PlainText());
        if (!LinkAddress.IsAllowed(address))
            problems.Add(Problems.WrittenLinkRefused(at(link), address));
        return new Link(address, content);
    }

    private void ReadTag(HtmlInline tag, Stack<Level> open)
    {
        switch (tag.Tag)
        {
            case "<span>" or "</span>":
                break;
            case "<br>":
                open.Peek().Add(new LineBreak());
                break;
            case "<strong>" or "<em>":
                open.Push(new Level(tag));
                break;
            case "</strong>" when open.Peek().Tag?.Tag == "<strong>":
                var strong = open.Pop().Content();
                open.Peek().Add(new Strong(strong));
                break;
            case "</em>" when open.Peek().Tag?.Tag == "<em>":
                var emphasis = open.Pop().Content();
                open.Peek().Add(new Emphasis(emphasis));
                break;
            case "</strong>" or "</em>":
                problems.Add(Problems.WrittenTagOpen(at(tag), tag.Tag));
                break;
            default:
                problems.Add(Problems.WrittenMarkupUnknown(at(tag), "HTML"));
                break;
        }
    }

    private static string Describe(MarkdownInline node) => node switch
    {
        LinkInline { IsImage: true } => "a picture",
        LinkInline => "a link with a title",
        CodeInline => "program text between ` marks",
        AutolinkInline => "an address between < and >",
        _ => "this markup",
    };

    /// <summary>Text and inlines between a tag and its partner.</summary>
    private sealed class Level(HtmlInline? tag)
    {
        private readonly List<Inline> content = [];
        private readonly StringBuilder text = new();

        public HtmlInline? Tag => tag;

        public void Append(ReadOnlySpan<char> characters) => text.Append(characters);

        public void Add(Inline inline)
        {
            EndText();
            content.Add(inline);
        }

        public Sequence<Inline> Content()
        {
            EndText();
            return content.ToSequence();
        }

        private void EndText()
        {
            if (text.Length > 0)
                content.Add(new Text(text.ToString()));
            text.Clear();
        }
    }
}
