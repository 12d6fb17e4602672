using System.Globalization;
using System.IO.Hashing;
using System.Text;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Formats.Writers.Word;

/// <summary>
/// How a clause is known inside a Word file: a bookmark, which every word processor keeps and references lead to, and
/// a run-level content control whose tag is the clause id. Both derive from the id, so they are the same in every
/// version of the policy.
/// </summary>
internal sealed class WordIdentity
{
    private readonly Dictionary<ClauseId, (string Bookmark, int Control)> marks = [];
    private int bookmarks;

    public WordIdentity(IEnumerable<Clause> clauses)
    {
        var taken = new HashSet<int>();
        foreach (var clause in clauses)
        {
            var control = ControlIdOf(clause.Id);
            while (!taken.Add(control))
                control = control == int.MaxValue ? 1 : control + 1;
            marks.TryAdd(clause.Id, (BookmarkNameOf(clause.Id), control));
        }
    }

    /// <summary>How many clauses have a bookmark; their ids are below.</summary>
    public int Count => marks.Count;

    /// <summary>The bookmark of the clause, or null where it is not in the document.</summary>
    public string? BookmarkOf(ClauseId id) => marks.TryGetValue(id, out var mark) ? mark.Bookmark : null;

    /// <summary><paramref name="content"/>, the clause's first line, inside its bookmark and its content control.</summary>
    public WordElement[] Around(Clause clause, List<WordElement> content)
    {
        var control = marks[clause.Id].Control;
        // In a control without a run Word would offer "Click here to enter text".
        if (content.Count == 0)
            content = [new WordElement(Wml.Run)];
        return Bookmarked(clause,
        [
            new WordElement(
                Wml.ContentControl,
                new WordElement(
                    Wml.ContentControlProperties,
                    WordElement.OfValue(Wml.Alias, AliasOf(clause.Id)),
                    WordElement.OfValue(Wml.Tag, clause.Id.Value),
                    WordElement.OfValue(Wml.ContentControlId, control),
                    // Without it Word draws a box around whatever line the reader clicks on.
                    new WordElement(Wml.Appearance).With(Wml.Attribute.AppearanceValue, "hidden")),
                new WordElement(Wml.ContentControlContent, content)),
        ]);
    }

    /// <summary><paramref name="content"/>, the clause's first line, inside its bookmark alone.</summary>
    public WordElement[] Bookmarked(Clause clause, IEnumerable<WordElement> content)
    {
        var id = bookmarks++;
        return
        [
            new WordElement(Wml.BookmarkStart).With(Wml.Attribute.Name, marks[clause.Id].Bookmark).With(Wml.Attribute.Id, id),
            .. content,
            new WordElement(Wml.BookmarkEnd).With(Wml.Attribute.Id, id),
        ];
    }

    /// <summary>
    /// The bookmark name of a clause: <c>_pb_</c>, which hides it from Word's list of bookmarks, and the id with
    /// <c>_</c> for a hyphen and <c>__</c> for a dot. Word's limit is 40 characters: a longer one is cut, and a hash of
    /// the id keeps it unique.
    /// </summary>
    public static string BookmarkNameOf(ClauseId id)
    {
        const int limit = 40;
        var name = "_pb_" + id.Value.Replace(".", "__", StringComparison.Ordinal).Replace('-', '_');
        return name.Length <= limit
            ? name
            : string.Create(CultureInfo.InvariantCulture, $"{name.AsSpan(0, limit - 9)}_{Hash(id):x8}");
    }

    /// <summary>The content control's id, from 1 to 2³¹ − 1.</summary>
    public static int ControlIdOf(ClauseId id) => (int)Math.Max(1, Hash(id) & int.MaxValue);

    // "official-use.after-hours" reads as "official use › after hours" on the control's handle; Word's limit is 64.
    private static string AliasOf(ClauseId id)
    {
        var alias = id.Value.Replace(".", " › ", StringComparison.Ordinal).Replace('-', ' ');
        return alias.Length <= 64 ? alias : alias[..63] + "…";
    }

    private static uint Hash(ClauseId id) => XxHash32.HashToUInt32(Encoding.ASCII.GetBytes(id.Value));
}
