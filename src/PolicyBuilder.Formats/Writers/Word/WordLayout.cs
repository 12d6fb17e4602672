using System.Diagnostics;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Formats.Writers.Word;

/// <summary>A paragraph or a table of a clause at its place: what stands there and how, not yet as XML.</summary>
/// <param name="Clause">The clause it belongs to.</param>
/// <param name="Index">Which block of the clause's body it is; -1 for a heading or a line that just holds the label.</param>
internal sealed record WordBlock(Clause Clause, int Index)
{
    /// <summary>How the paragraph looks and what counts it.</summary>
    public WordLook Look { get; init; }

    /// <summary>Whether it holds the clause's first line.</summary>
    public bool Opens { get; init; }

    /// <summary>Whether it is a line to write on, with a caption.</summary>
    public bool IsRuled { get; init; }

    /// <summary>The text of a paragraph, heading or caption.</summary>
    public Sequence<Inline> Content { get; init; } = [];

    /// <summary>The table; null for a paragraph.</summary>
    public Table? Table { get; init; }

    /// <summary>The left edge of a table, in twentieths of a point from the margin.</summary>
    public int Indent { get; init; }
}

/// <summary>Walks the clauses and lays them out as paragraphs and tables, in reading order.</summary>
internal sealed class WordLayout
{
    private readonly List<WordBlock> blocks = [];
    private readonly WordLists lists;

    private WordLayout(WordLists lists) => this.lists = lists;

    /// <summary>The paragraphs and tables of <paramref name="document"/>, its title block left out.</summary>
    /// <param name="document">The document.</param>
    /// <param name="lists">Gives out the lists that count provisions.</param>
    public static List<WordBlock> Of(PolicyDocument document, WordLists lists)
    {
        var layout = new WordLayout(lists);
        foreach (var section in document.Sections)
        {
            layout.Heading(section, section.Label.Length > 0 ? WordStyles.Heading(1) : WordStyles.UnnumberedHeading);
            layout.Content(section, new Place(Depth: 0, HeadingLevel: 1, WordStyles.SectionText));
        }
        if (document.Notice is { } notice)
        {
            layout.Heading(notice, WordStyles.NoticeHeading);
            layout.Content(notice, new Place(Depth: 0, HeadingLevel: 1, WordStyles.Notice));
        }
        if (document.Acknowledgement is { } acknowledgement)
        {
            layout.Heading(acknowledgement, WordStyles.UnnumberedHeading, beginsPage: true);
            layout.Content(acknowledgement, new Place(Depth: 0, HeadingLevel: 1, WordStyles.BodyText));
        }
        return layout.blocks;
    }

    private void Heading(Clause clause, string style, bool beginsPage = false) =>
        blocks.Add(new WordBlock(clause, -1)
        {
            Look = new WordLook(style) { BeginsPage = beginsPage },
            Opens = true,
            Content = clause.Heading,
        });

    private void Content(Clause clause, Place place)
    {
        for (var index = 0; index < clause.Body.Count; index++)
            Block(clause, index, opens: false, place);
        Children(clause, place);
    }

    private void Children(Clause parent, Place place)
    {
        var number = 0;
        foreach (var clause in parent.Children)
        {
            switch (clause.Kind)
            {
                case ClauseKind.Section:
                    throw new ArgumentException($"the section '{clause.Id}' is inside '{parent.Id}'", nameof(parent));
                case ClauseKind.Subsection:
                    Heading(clause, WordStyles.Heading(place.HeadingLevel + 1));
                    Content(clause, place with { HeadingLevel = place.HeadingLevel + 1 });
                    break;
                case ClauseKind.Provision:
                    Provision(clause, ++number, place);
                    break;
                case ClauseKind.Unlabelled:
                    Unlabelled(clause, place);
                    break;
                default:
                    throw new UnreachableException();
            }
        }
    }

    private void Provision(Clause clause, int number, Place place)
    {
        // The notice is not numbered, whatever it holds.
        if (clause.Label.Length == 0)
        {
            Unlabelled(clause, place);
            return;
        }
        var inside = new Place(place.Depth + 1, place.HeadingLevel, WordStyles.Continued(place.Depth + 1));
        // The label stands on a line of text; before a table or a signature line that line is empty.
        var first = clause.Body is [Paragraph opening, ..] ? opening : null;
        var next = first is null ? 0 : 1;
        blocks.Add(new WordBlock(clause, next - 1)
        {
            Look = new WordLook(WordStyles.Provision(inside.Depth))
            {
                KeepNext = Introduces(clause, next),
                Depth = inside.Depth,
                List = lists.ListFor(inside.Depth, number),
            },
            Opens = true,
            Content = first?.Content ?? [],
        });
        for (var index = next; index < clause.Body.Count; index++)
            Block(clause, index, opens: false, inside);
        Children(clause, inside);
    }

    private void Unlabelled(Clause clause, Place place)
    {
        if (clause.Body.Count == 0)
            blocks.Add(new WordBlock(clause, -1) { Look = new WordLook(place.TextStyle), Opens = true });
        for (var index = 0; index < clause.Body.Count; index++)
            Block(clause, index, opens: index == 0, place);
        Children(clause, place);
    }

    /// <param name="opens">Whether this block holds the clause's first line.</param>
    private void Block(Clause clause, int index, bool opens, Place place) => blocks.Add(clause.Body[index] switch
    {
        Paragraph paragraph => new WordBlock(clause, index)
        {
            Look = new WordLook(place.TextStyle) { KeepNext = Introduces(clause, index + 1) },
            Opens = opens,
            Content = paragraph.Content,
        },
        SignatureLine line => new WordBlock(clause, index)
        {
            Look = new WordLook(WordStyles.SignatureLine),
            IsRuled = true,
            Opens = opens,
            Content = line.Caption,
        },
        Table table => new WordBlock(clause, index)
        {
            Opens = opens,
            Table = table,
            Indent = place.TextStyle is WordStyles.BodyText or WordStyles.Notice ? 0 : WordLists.IndentAt(place.Depth),
        },
        _ => throw new UnreachableException(),
    });

    // Whether the paragraph before block number `next` introduces what comes then: a table, or provisions inside.
    private static bool Introduces(Clause clause, int next) =>
        next < clause.Body.Count ? clause.Body[next] is Table : !clause.HasHeading && clause.Children.Count > 0;

    /// <summary>Where in the outline the walk is.</summary>
    /// <param name="Depth">How many labelled provisions are around.</param>
    /// <param name="HeadingLevel">The level of the heading above.</param>
    /// <param name="TextStyle">The style of text without a label.</param>
    private sealed record Place(int Depth, int HeadingLevel, string TextStyle);
}
