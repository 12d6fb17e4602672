using System.Diagnostics;
using System.Text;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Diffing;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Tests.Diffing;

/// <summary>Does to the old document what the diff says, and no more; and spells documents out for comparison.</summary>
internal static class AppliedDiff
{
    public static PolicyDocument Apply(PolicyDiff diff)
    {
        var title = diff.Old.Title;
        var facts = title.Facts.ToDictionary(fact => fact.Name, fact => fact.Value);
        foreach (var change in diff.Title)
        {
            switch (change.Part)
            {
                case TitlePart.Title:
                    title = title with { Title = Apply(change.Line, inline => inline).PlainText() };
                    break;
                case TitlePart.Fact when change.New is null:
                    facts.Remove(change.Name);
                    break;
                case TitlePart.Fact:
                    facts[change.Name] = Apply(change.Line, inline => inline).PlainText();
                    break;
                default:
                    throw new UnreachableException();
            }
        }
        // A reference follows a clause that goes by another id now.
        var ids = diff.All().Where(entry => entry.Old is not null && entry.New is not null).ToDictionary(entry => entry.Old!.Id, entry => entry.New!.Id);
        Inline Follow(Inline inline) => inline is Reference reference && ids.TryGetValue(reference.Target, out var id)
            ? reference with { Target = id }
            : inline;
        return diff.Old with
        {
            Title = title with { Facts = facts.Select(fact => new Fact(fact.Key, fact.Value)).ToSequence() },
            Sections = Apply(diff.Sections, Follow),
            Notice = Apply(diff.Notice, Follow).SingleOrDefault(),
            Acknowledgement = Apply(diff.Acknowledgement, Follow).SingleOrDefault(),
        };
    }

    /// <summary>What a reader sees, with ids and formatting; runs of blanks as one.</summary>
    public static string Spell(PolicyDocument document)
    {
        var text = new StringBuilder();
        text.Append(document.Title.Title).Append('\n');
        foreach (var fact in document.Title.Facts.OrderBy(fact => fact.Name, StringComparer.Ordinal))
            text.Append(fact.Name).Append(": ").Append(fact.Value).Append('\n');
        foreach (var section in document.Sections)
            Spell(section, 0, text);
        foreach (var page in new[] { document.Notice, document.Acknowledgement })
        {
            text.Append("---\n");
            if (page is not null)
                Spell(page, 0, text);
        }
        return text.ToString();
    }

    public static string Spell(Sequence<Inline> content)
    {
        var characters = new List<(string Character, string Style)>();
        Collect(content, "", characters);
        while (characters is [.., (" " or "\t" or "\n", _)])
            characters.RemoveAt(characters.Count - 1);
        var text = new StringBuilder();
        var style = "";
        var blank = true;
        foreach (var (character, own) in characters)
        {
            var isBlank = character is " " or "\t" or "\n";
            if (isBlank && blank)
                continue;
            blank = isBlank;
            if (own != style)
                text.Append('{').Append(own).Append('}');
            style = own;
            text.Append(isBlank ? " " : character);
        }
        return text.ToString();
    }

    private static void Spell(Clause clause, int depth, StringBuilder text)
    {
        text.Append(' ', depth).Append(clause.Kind).Append(' ').Append(clause.Id).Append(": ").Append(Spell(clause.Heading)).Append('\n');
        foreach (var block in clause.Body)
        {
            text.Append(' ', depth).Append(block.GetType().Name);
            if (block is Table table)
                text.Append(table.Header.Count).Append('x').Append(table.Rows.Count);
            foreach (var line in TreeWalk.Lines(block))
                text.Append(" | ").Append(Spell(line));
            text.Append('\n');
        }
        foreach (var child in clause.Children)
            Spell(child, depth + 1, text);
    }

    private static void Collect(Sequence<Inline> content, string style, List<(string, string)> characters)
    {
        foreach (var inline in content)
        {
            switch (inline)
            {
                case Text plain:
                    characters.AddRange(plain.Value.Select(character => (character.ToString(), style)));
                    break;
                case Answer answer:
                    characters.AddRange(answer.Value.Select(character => (character.ToString(), style)));
                    break;
                case Strong strong:
                    Collect(strong.Content, style + "b", characters);
                    break;
                case Emphasis emphasis:
                    Collect(emphasis.Content, style + "i", characters);
                    break;
                case Link link:
                    Collect(link.Content, style + link.Address, characters);
                    break;
                case Reference { Label.Length: > 0 } reference:
                    characters.Add(($"[{reference.Target} {reference.Label}]", style));
                    break;
                case Reference:
                    break;
                case LineBreak:
                    characters.Add(("<br>", style));
                    break;
                default:
                    throw new UnreachableException();
            }
        }
    }

    private static Sequence<Clause> Apply(Sequence<ClauseChange> entries, Func<Inline, Inline> follow) => entries
        .Where(entry => entry.Standing is Standing.Kept or Standing.Added or Standing.Arrived)
        .Select(entry => entry.Standing == Standing.Added
            ? entry.New! with { Children = Apply(entry.Children, follow) }
            : entry.Old! with
            {
                Id = entry.New!.Id,
                Kind = entry.New.Kind,
                Heading = entry.Heading is null ? entry.Old.Heading.MapInlines(follow) : Apply(entry.Heading, follow),
                Body = entry.Body.Count == 0
                    ? entry.Old.Body.Map(block => TreeWalk.MapInlines(block, follow))
                    : Apply(entry.Body, follow),
                Children = Apply(entry.Children, follow),
            })
        .ToSequence();

    private static Sequence<Block> Apply(Sequence<BlockChange> blocks, Func<Inline, Inline> follow) => blocks
        .Where(block => block.New is not null)
        .Select(block => block switch
        {
            { Old: null } => block.New!,
            { Old: Paragraph } => new Paragraph(Apply(block.Line!, follow)),
            { Old: SignatureLine } => new SignatureLine(Apply(block.Line!, follow)),
            _ => Apply(block.Table!, follow),
        })
        .ToSequence();

    private static Table Apply(TableChange table, Func<Inline, Inline> follow)
    {
        var rows = table.Rows
            .Where(row => row.New is not null)
            .Select(row => row.Cells.Where((_, column) => table.Columns[column].New is not null)
                .Select(cell => Apply(cell, follow)).ToSequence())
            .ToList();
        return new Table(rows[0], rows.Skip(1).ToSequence());
    }

    private static Sequence<Inline> Apply(LineChange line, Func<Inline, Inline> follow)
    {
        var (old, @new) = (RunningText.Of(line.Old), RunningText.Of(line.New));
        return line.Segments.SelectMany(segment => segment.Kind switch
        {
            SegmentKind.Same => old.Slice(segment.OldStart, segment.OldLength).MapInlines(follow),
            SegmentKind.Deleted => [],
            _ => @new.Slice(segment.NewStart, segment.NewLength),
        }).ToSequence();
    }
}
