using System.Diagnostics;
using System.Globalization;

namespace PolicyBuilder.Formats.Writers.Word.Redline;

/// <summary>How a run or a paragraph's mark is tracked.</summary>
internal enum Revision
{
    /// <summary>In both versions.</summary>
    None,
    Deleted,
    Inserted,

    /// <summary>The old place of a move.</summary>
    MovedFrom,

    /// <summary>The new place of a move.</summary>
    MovedTo,
}

/// <summary>
/// Makes the elements that mark tracked changes (ECMA-376 Part 1 § 17.13.5), each with its own id, author and date.
/// </summary>
/// <param name="author">Whose changes they are.</param>
/// <param name="firstId">The first id that no bookmark has: bookmarks, ranges and changes count together.</param>
internal sealed class Revisions(RedlineAuthor author, int firstId)
{
    // LibreOffice runs neighbouring changes of one kind, author and minute into one: words inserted at the end of a line and
    // the line inserted after it, and with them the mark between. So lines of one version are dated two minutes later.
    private readonly string ofWords = Date(author, minutes: 0);
    private readonly string ofLines = Date(author, minutes: 2);
    private int nextId = firstId;

    /// <summary>An empty element that marks a change: around runs, or in the properties of a paragraph's mark or a row.</summary>
    /// <param name="revision">The change.</param>
    /// <param name="ofLine">Whether a whole line came or went, rather than words of a line that stays.</param>
    public WordElement Mark(Revision revision, bool ofLine) => Signed(new WordElement(revision switch
    {
        Revision.Deleted => Wml.Deleted,
        Revision.Inserted => Wml.Inserted,
        Revision.MovedFrom => Wml.MovedFrom,
        Revision.MovedTo => Wml.MovedTo,
        _ => throw new UnreachableException(),
    }), ofLine);

    /// <summary>What a format was: <see cref="Wml.RunPropertiesChange"/> or <see cref="Wml.ParagraphPropertiesChange"/>.</summary>
    public WordElement Change(string name, WordElement old)
    {
        var change = Signed(new WordElement(name), ofLine: false);
        change.Add(old);
        return change;
    }

    /// <summary>The two ends of one place of a move; the other place has the same <paramref name="name"/>.</summary>
    public (WordElement Start, WordElement End) Range(Revision revision, string name)
    {
        var (start, end) = revision == Revision.MovedFrom
            ? (Wml.MoveFromStart, Wml.MoveFromEnd)
            : (Wml.MoveToStart, Wml.MoveToEnd);
        var id = nextId;
        return (Signed(new WordElement(start), ofLine: true).With(Wml.Attribute.Name, name), new WordElement(end).With(Wml.Attribute.Id, id));
    }

    private WordElement Signed(WordElement element, bool ofLine) => element
        .With(Wml.Attribute.Id, nextId++)
        .With(Wml.Attribute.Author, author.Name)
        .With(Wml.Attribute.Date, ofLine ? ofLines : ofWords);

    private static string Date(RedlineAuthor author, int minutes) => DateTime
        .ParseExact(
            author.Date, ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss'Z'"], CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal)
        .AddMinutes(minutes)
        .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
