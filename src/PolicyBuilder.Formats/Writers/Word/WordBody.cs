using System.Diagnostics;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Formats.Writers.Word;

/// <summary>Walks the clauses and lays them out as paragraphs and tables, in reading order.</summary>
internal sealed class WordBody(WordRuns runs, WordIdentity identity, WordLists lists, WordElement body)
{
    /// <summary>The numbered sections.</summary>
    public void Sections(Sequence<Clause> sections)
    {
        foreach (var section in sections)
        {
            var style = section.Label.Length > 0 ? WordStyles.Heading(1) : WordStyles.UnnumberedHeading;
            Add(WordParagraphs.Plain(style), Line(section, section.Heading));
            Content(section, new Place(Depth: 0, HeadingLevel: 1, WordStyles.SectionText));
        }
    }

    /// <summary>The notice: a box after the last section.</summary>
    public void Notice(Clause notice)
    {
        Add(WordParagraphs.Plain(WordStyles.NoticeHeading), Line(notice, notice.Heading));
        Content(notice, new Place(Depth: 0, HeadingLevel: 1, WordStyles.Notice));
    }

    /// <summary>The signature page.</summary>
    public void Acknowledgement(Clause acknowledgement)
    {
        Add(WordParagraphs.PageHeading(), Line(acknowledgement, acknowledgement.Heading));
        Content(acknowledgement, new Place(Depth: 0, HeadingLevel: 1, WordStyles.BodyText));
    }

    private void Content(Clause clause, Place place)
    {
        for (var index = 0; index < clause.Body.Count; index++)
            Block(clause, index, null, place);
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
                    Add(WordParagraphs.Plain(WordStyles.Heading(place.HeadingLevel + 1)), Line(clause, clause.Heading));
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
        Add(
            WordParagraphs.Provision(inside.Depth, lists.ListFor(inside.Depth, number), Introduces(clause, next)),
            Line(clause, first?.Content ?? []));
        for (var index = next; index < clause.Body.Count; index++)
            Block(clause, index, null, inside);
        Children(clause, inside);
    }

    private void Unlabelled(Clause clause, Place place)
    {
        if (clause.Body.Count == 0)
            Add(WordParagraphs.Plain(place.TextStyle), Line(clause, []));
        for (var index = 0; index < clause.Body.Count; index++)
            Block(clause, index, index == 0 ? clause : null, place);
        Children(clause, place);
    }

    /// <param name="opened">The clause whose first line this block holds, or null.</param>
    private void Block(Clause clause, int index, Clause? opened, Place place)
    {
        switch (clause.Body[index])
        {
            case Paragraph paragraph:
                Add(WordParagraphs.Plain(place.TextStyle, Introduces(clause, index + 1)), Line(opened, paragraph.Content));
                break;
            case SignatureLine line:
                Add(WordParagraphs.Plain(WordStyles.SignatureLine), [RuledLine(), .. Line(opened, line.Caption)]);
                break;
            case Table table:
                Table(table, opened, place);
                break;
            default:
                throw new UnreachableException();
        }
    }

    private void Table(Table table, Clause? opened, Place place)
    {
        var shares = new int[table.Header.Count];
        Array.Fill(shares, 1);
        var rows = new List<List<WordElement>[]>(table.Rows.Count + 1) { new List<WordElement>[shares.Length] };
        for (var column = 0; column < shares.Length; column++)
            rows[0][column] = [.. Line(column == 0 ? opened : null, table.Header[column])];
        foreach (var row in table.Rows)
        {
            var cells = new List<WordElement>[shares.Length];
            for (var column = 0; column < shares.Length; column++)
                cells[column] = runs.Of(row[column]);
            rows.Add(cells);
        }
        var indent = place.TextStyle is WordStyles.BodyText or WordStyles.Notice ? 0 : WordLists.IndentAt(place.Depth);
        body.Add(WordTables.Table(indent, shares, rows));
        body.Add(WordTables.Gap());
    }

    // Whether the paragraph before block number `next` introduces what comes then: a table, or provisions inside.
    private static bool Introduces(Clause clause, int next) =>
        next < clause.Body.Count ? clause.Body[next] is Table : !clause.HasHeading && clause.Children.Count > 0;

    private IEnumerable<WordElement> Line(Clause? opened, Sequence<Inline> content) =>
        opened is null ? runs.Of(content) : identity.Around(opened, runs.Of(content));

    private void Add(WordElement properties, IEnumerable<WordElement> content) =>
        body.Add(WordParagraphs.Paragraph(properties, content));

    // The tab's leader draws the rule; the caption stands below it.
    private static WordElement RuledLine() => new(Wml.Run, new WordElement(Wml.Tab), new WordElement(Wml.Break));

    /// <summary>Where in the outline the walk is.</summary>
    /// <param name="Depth">How many labelled provisions are around.</param>
    /// <param name="HeadingLevel">The level of the heading above.</param>
    /// <param name="TextStyle">The style of text without a label.</param>
    private sealed record Place(int Depth, int HeadingLevel, string TextStyle);
}
