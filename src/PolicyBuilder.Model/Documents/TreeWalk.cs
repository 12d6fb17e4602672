using System.Text;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Model.Documents;

/// <summary>Reading and rebuilding the tree. Every kind of block and inline is named here once.</summary>
public static class TreeWalk
{
    /// <summary>What a reader sees, without markup: one paragraph's characters, a line break as a blank.</summary>
    public static string PlainText(this Sequence<Inline> content)
    {
        if (content is [Text only])
            return only.Value;
        var text = new StringBuilder();
        AppendPlainText(content, text);
        return text.ToString();
    }

    /// <summary>The clause's own text without its children: heading and body, a blank between blocks.</summary>
    public static string OwnText(this Clause clause)
    {
        var parts = new List<string>();
        if (clause.Heading.Count > 0)
            parts.Add(clause.Heading.PlainText());
        foreach (var line in clause.Body.SelectMany(Lines))
            parts.Add(line.PlainText());
        return string.Join(' ', parts);
    }

    /// <summary>The runs of text in a block, in reading order: a paragraph, a caption, each cell of a table.</summary>
    public static IEnumerable<Sequence<Inline>> Lines(Block block) => block switch
    {
        Paragraph paragraph => [paragraph.Content],
        SignatureLine line => [line.Caption],
        Table table => table.Header.Concat(table.Rows.SelectMany(row => row)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>The clause rebuilt with <paramref name="map"/> applied to every inline, innermost first.</summary>
    public static Clause MapInlines(this Clause clause, Func<Inline, Inline> map) => clause with
    {
        Heading = MapInlines(clause.Heading, map),
        Body = clause.Body.Map(block => MapInlines(block, map)),
        Children = clause.Children.Map(child => child.MapInlines(map)),
    };

    /// <summary>The block rebuilt with <paramref name="map"/> applied to every inline, innermost first.</summary>
    public static Block MapInlines(Block block, Func<Inline, Inline> map) => block switch
    {
        Paragraph paragraph => new Paragraph(MapInlines(paragraph.Content, map)),
        SignatureLine line => new SignatureLine(MapInlines(line.Caption, map)),
        Table table => new Table(
            table.Header.Map(cell => MapInlines(cell, map)),
            table.Rows.Map(row => row.Map(cell => MapInlines(cell, map)))),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>The content rebuilt with <paramref name="map"/> applied to every inline, innermost first.</summary>
    public static Sequence<Inline> MapInlines(this Sequence<Inline> content, Func<Inline, Inline> map) =>
        content.Map(inline => map(inline switch
        {
            Strong strong => new Strong(MapInlines(strong.Content, map)),
            Emphasis emphasis => new Emphasis(MapInlines(emphasis.Content, map)),
            Link link => link with { Content = MapInlines(link.Content, map) },
            Text or Answer or Reference or LineBreak => inline,
            _ => throw new System.Diagnostics.UnreachableException(),
        }));

    /// <summary>The document rebuilt with <paramref name="map"/> applied to every string a reader can see.</summary>
    public static PolicyDocument MapText(this PolicyDocument document, Func<string, string> map)
    {
        Inline MapInline(Inline inline) => inline switch
        {
            Text text => new Text(map(text.Value)),
            Answer answer => answer with { Value = map(answer.Value) },
            Reference reference => reference with { Label = map(reference.Label) },
            _ => inline,
        };

        return document with
        {
            Title = document.Title with
            {
                Title = map(document.Title.Title),
                Issuer = map(document.Title.Issuer),
                Version = map(document.Title.Version),
                Date = map(document.Title.Date),
                Facts = document.Title.Facts.Map(fact => new Fact(map(fact.Name), map(fact.Value))),
                History = document.Title.History.Map(old => new Revision(map(old.Version), map(old.Date), map(old.Summary))),
                Seal = document.Title.Seal is null ? null : document.Title.Seal with { Description = map(document.Title.Seal.Description) },
            },
            Sections = document.Sections.Map(section => section.MapInlines(MapInline)),
            Notice = document.Notice?.MapInlines(MapInline),
            Acknowledgement = document.Acknowledgement?.MapInlines(MapInline),
        };
    }

    /// <summary>The clause and all below it without source positions, for comparing what two documents say.</summary>
    public static Clause WithoutSource(this Clause clause) => clause with
    {
        Source = default(SourceLocation),
        Children = clause.Children.Map(WithoutSource),
    };

    private static void AppendPlainText(Sequence<Inline> content, StringBuilder text)
    {
        foreach (var inline in content)
        {
            switch (inline)
            {
                case Text plain:
                    text.Append(plain.Value);
                    break;
                case Answer answer:
                    text.Append(answer.Value);
                    break;
                case Strong strong:
                    AppendPlainText(strong.Content, text);
                    break;
                case Emphasis emphasis:
                    AppendPlainText(emphasis.Content, text);
                    break;
                case Link link:
                    AppendPlainText(link.Content, text);
                    break;
                case Reference reference:
                    text.Append(reference.Label);
                    break;
                case LineBreak:
                    text.Append(' ');
                    break;
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        }
    }
}
