using PolicyBuilder.Formats.Publishing;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Diffing;
using PolicyBuilder.Model.Documents;
using PolicyBuilder.Web.Language;

namespace PolicyBuilder.Web.Employee;

/// <summary>What changed, in words, for a person who signed the version before.</summary>
/// <param name="Items">A change each, in reading order.</param>
public sealed record ShownChanges(IReadOnlyList<ShownChange> Items)
{
    /// <summary>The changes of a report.</summary>
    public static ShownChanges Of(DiffReport report) => new([.. report.Shown.Select(change => new ShownChange(report.Place(change), [.. LinesOf(report, change)]))]);

    /// <summary>The word before a line.</summary>
    public static string WordFor(ShownKind kind, Words words) => kind switch
    {
        ShownKind.Added => words.Added,
        ShownKind.Removed => words.Removed,
        ShownKind.Before => words.Before,
        ShownKind.Now => words.Now,
        _ => words.Moved,
    };

    private static string TextOf(Sequence<Inline> line) => RunningText.Of(line).Text.Replace(RunningText.Break, ' ').Trim();

    private static IEnumerable<ShownLine> LinesOf(DiffReport report, ClassifiedChange change)
    {
        if (report.MovedFrom(change) is { } from)
            yield return new ShownLine(ShownKind.Moved, $"{from} → {report.Place(change)}");
        foreach (var line in DiffReport.Lines(change))
        {
            var (before, now) = (TextOf(line.Old), TextOf(line.New));
            if (before.Length == 0)
                yield return new ShownLine(ShownKind.Added, now);
            else if (now.Length == 0)
                yield return new ShownLine(ShownKind.Removed, before);
            else
            {
                yield return new ShownLine(ShownKind.Before, before);
                yield return new ShownLine(ShownKind.Now, now);
            }
        }
    }
}

/// <summary>A change.</summary>
/// <param name="Place">Where, as a reader finds it.</param>
/// <param name="Lines">What was there and what is.</param>
public sealed record ShownChange(string Place, IReadOnlyList<ShownLine> Lines);

/// <summary>A line of a change.</summary>
public sealed record ShownLine(ShownKind Kind, string Text);

/// <summary>What a line of a change is.</summary>
public enum ShownKind
{
    Added,
    Removed,
    Before,
    Now,
    Moved,
}
