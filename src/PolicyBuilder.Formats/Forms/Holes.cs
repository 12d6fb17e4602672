using PolicyBuilder.Formats.Plates;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Configuration;
using Scriban.Runtime;

namespace PolicyBuilder.Formats.Forms;

/// <summary>What one city says: the facts that fill the holes of a form.</summary>
internal sealed record FilledIn(City City, PolicyConfig Config, PolicyTemplate Template)
{
    /// <summary>The city's answer to a blank, or the blank's default.</summary>
    public AnswerValue Answer(string blank) =>
        Config.Answers.TryGetValue(blank, out var answer) ? answer : Template.Find(blank)!.Default!;

    /// <summary>The answer to a text blank.</summary>
    public string Text(string blank) => ((TextAnswer)Answer(blank)).Value;

    /// <summary>The answer to a list blank.</summary>
    public Sequence<string> List(string blank) => ((ListAnswer)Answer(blank)).Values;
}

/// <summary>A hole in a form.</summary>
/// <param name="Name">The blank or fact that fills it.</param>
/// <param name="Value">The text that fills it, for one city.</param>
internal sealed record Hole(string Name, Func<FilledIn, string> Value);

/// <summary>Hands out marks for holes while a form is made; the same hole has one mark.</summary>
internal sealed class HoleBook
{
    private readonly List<Hole> holes = [];
    private readonly Dictionary<string, int> numbers = [];

    public IReadOnlyList<Hole> Holes => holes;

    /// <summary>The mark of a hole.</summary>
    /// <param name="key">What makes it the same hole: the name, and how its value is made.</param>
    public string Mark(string key, string name, Func<FilledIn, string> value)
    {
        if (!numbers.TryGetValue(key, out var number))
        {
            number = holes.Count;
            numbers.Add(key, number);
            holes.Add(new Hole(name, value));
        }
        return BlankMark.Of(number);
    }
}

/// <summary>A list from the city as a template sees it: marks for its items, and one for the joined phrase.</summary>
internal sealed class BlankList : ScriptArray
{
    private readonly string blank;
    private readonly HoleBook book;

    public BlankList(string blank, int count, HoleBook book)
    {
        this.blank = blank;
        this.book = book;
        for (var i = 0; i < count; i++)
        {
            var index = i;
            Add(book.Mark($"{blank}[{i}]", blank, filled => filled.List(blank)[index]));
        }
    }

    public string Joined(string conjunction) =>
        book.Mark($"{blank} {conjunction}", blank, filled => English.List(filled.List(blank), conjunction));
}
