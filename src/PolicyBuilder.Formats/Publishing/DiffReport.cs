using System.Diagnostics;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Model.Diffing;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Formats.Publishing;

/// <summary>One side of a comparison.</summary>
/// <param name="Name">How it was asked for: a path, or <c>city/policy@1.0.0</c>.</param>
public sealed record ComparedVersion(string Name, PolicyDocument Document)
{
    /// <summary>The name of the city's folder; empty where it is not known.</summary>
    public string City { get; init; } = "";

    /// <summary>The day it was published; null where it is not.</summary>
    public DateOnly? Published { get; init; }
}

/// <summary>A diff with its verdicts and the words for them: what every diff writer shows.</summary>
public sealed class DiffReport
{
    private readonly Dictionary<Clause, Clause?> parents = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<ClauseChange, ClassifiedChange> classified = new(ReferenceEqualityComparer.Instance);

    /// <summary>Compares two versions.</summary>
    /// <param name="decisions">What people decided about changes.</param>
    public DiffReport(ComparedVersion old, ComparedVersion @new, IReadOnlyList<Decision> decisions)
    {
        (Old, New) = (old, @new);
        Diff = PolicyDiffer.Diff(old.Document, @new.Document);
        Classification = ChangeClassifier.Classify(Diff, decisions: decisions);
        foreach (var document in (PolicyDocument[])[old.Document, @new.Document])
        {
            foreach (var section in document.Sections)
                Place(section, null);
            if (document.Notice is not null)
                Place(document.Notice, null);
            if (document.Acknowledgement is not null)
                Place(document.Acknowledgement, null);
        }
        foreach (var change in Classification.Changes)
        {
            if (change.Clause is not null)
                classified[change.Clause] = change;
        }
        Shown = Classification.Changes.Where(change => !IsOwnVersion(change)).ToSequence();
        Proposed = Classification.NextVersion(PolicyVersion.TryParse(old.Document.Title.Version, out var version) ? version : default);
    }

    public ComparedVersion Old { get; }

    public ComparedVersion New { get; }

    public PolicyDiff Diff { get; }

    public Classification Classification { get; }

    /// <summary>
    /// The changes to tell a person: without the version's own number, wherever it is printed, and the revision history,
    /// which tells the same.
    /// </summary>
    public Sequence<ClassifiedChange> Shown { get; }

    /// <summary>The number that fits the changes, counted from the old version.</summary>
    public PolicyVersion Proposed { get; }

    /// <summary>The verdict in a word: unchanged, editorial, needs a decision, substantive, restructured.</summary>
    public string Verdict => Classification.IsRestructured ? "restructured" : Words.Spoken(Words.Of(Classification.Verdict));

    /// <summary>What the verdict means for the number, in a sentence.</summary>
    public string Consequence => Classification.Verdict == Model.Diffing.Verdict.None && !Classification.IsRestructured
        ? "Nothing changed."
        : $"Next version after {Old.Document.Title.Version}: {Proposed}. Employees {(Classification.MustSignAgain ? "must sign again." : "need not sign again.")}";

    /// <summary>How many clauses were added, removed and so on, in a sentence fit for the revision history.</summary>
    public string Summary
    {
        get
        {
            var counts = new List<string>();
            var clauses = Shown
                .Where(change => change.Clause is { IsNotice: false } && change.Reasons.Any(reason => reason.Kind != ReasonKind.ReferenceLabel))
                .Select(change => change.Clause!)
                .ToList();
            Count(clauses.Count(change => change.Standing == Standing.Added), "added");
            Count(clauses.Count(change => change.Standing == Standing.Removed), "removed");
            Count(clauses.Count(change => change.Standing == Standing.Arrived), "moved");
            Count(clauses.Count(change => change.Standing is Standing.Kept && change.IsEdited), "edited");
            if (counts.Count == 0)
                return Shown.Any(change => change.Title is not null) ? "Only what stands above the first section changed." : "No clause changed.";
            return English.Capitalize(English.List(counts)) + ".";

            void Count(int count, string what)
            {
                if (count > 0)
                    counts.Add(counts.Count > 0 ? $"{count} {what}" : count == 1 ? $"1 clause {what}" : $"{count} clauses {what}");
            }
        }
    }

    /// <summary>Clauses that have another label only because others came, went or moved.</summary>
    public IEnumerable<ClauseChange> Renumbered() => Diff.All().Where(entry =>
        entry is { IsRenumbered: true, IsChange: false } && entry.Old!.Label.Length > 0 && entry.New!.Label.Length > 0);

    /// <summary>
    /// <see cref="Renumbered"/> in words, a phrase for each heading: "Personal Use: b. is now c., c. is now d."
    /// </summary>
    public IEnumerable<string> RenumberedPhrases() => Renumbered()
        .GroupBy(entry => Above(Place(entry.New!)))
        .Select(group => (group.Key.Length > 0 ? group.Key + ": " : "")
            + string.Join(", ", group.Select(entry => $"{entry.Old!.Label} is now {entry.New!.Label}")));

    /// <summary>The verdict on an entry of the outline; null where nothing changed.</summary>
    public ClassifiedChange? Find(ClauseChange entry) => classified.GetValueOrDefault(entry);

    /// <summary>The change's place as a reader finds it: where the clause stands, or stood.</summary>
    public string Place(ClassifiedChange change) =>
        change.Clause is { } clause ? Place(clause.Clause)
        : change.Title is { Name.Length: > 0 } fact ? $"Title block › {(fact.Part == TitlePart.Revision ? "Revision " : "")}{fact.Name}"
        : $"Title block › {change.Title!.Part switch
        {
            TitlePart.Title => "Title",
            TitlePart.Issuer => "Issuer",
            TitlePart.Version => "Version",
            TitlePart.Date => "Date",
            TitlePart.Seal => "Seal",
            TitlePart.Language => "Language",
            TitlePart.Mark => "Mark",
            TitlePart.Policy => "Policy",
            _ => "Fact",
        }}";

    /// <summary>A clause's place: the nearest heading above it and the labels below that: <c>Personal Use › b. › ii.</c></summary>
    public string Place(Clause clause)
    {
        var names = new List<string>();
        for (Clause? at = clause; at is not null; at = parents.GetValueOrDefault(at))
        {
            if (at.HasHeading)
            {
                names.Insert(0, (at.Label.Length > 0 ? at.Label + " " : "") + at.Heading.PlainText().TrimEnd(':'));
                break;
            }
            if (at.Label.Length > 0)
                names.Insert(0, at.Label);
        }
        return names.Count == 0 ? clause.Id.Value : string.Join(" › ", names);
    }

    /// <summary>What kind of change it is, in a few words: "added", "moved, edited".</summary>
    public static IReadOnlyList<string> Kinds(ClassifiedChange classified)
    {
        if (classified.Title is { } title)
            return [title.Old is null ? "added" : title.New is null ? "removed" : "edited"];
        var change = classified.Clause!;
        var kinds = new List<string>();
        switch (change.Standing)
        {
            case Standing.Added:
                kinds.Add(change.SplitFrom is null ? "added" : "split");
                break;
            case Standing.Removed:
                kinds.Add(change.MergedInto is null ? "removed" : "merged");
                break;
            case Standing.Arrived:
                kinds.Add(change.IsReparented ? "re-parented" : "moved");
                break;
            case Standing.Kept:
                break;
            default:
                throw new UnreachableException();
        }
        if (change.SplitInto.Count > 0)
            kinds.Add("split");
        if (change.MergedFrom.Count > 0)
            kinds.Add("merged");
        if (change is { IsEdited: true, Standing: Standing.Kept or Standing.Arrived })
            kinds.Add("edited");
        if (change.IsRecast)
            kinds.Add("recast");
        if (change.IsRenamed)
            kinds.Add("renamed");
        return kinds;
    }

    /// <summary>Where a moved clause stood; null if it did not move.</summary>
    public string? MovedFrom(ClassifiedChange change) =>
        change.Clause is { Standing: Standing.Arrived, Old: { } old } ? Place(old) : null;

    /// <summary>The changed lines, in reading order: heading, paragraphs, captions, rows of tables.</summary>
    public static IEnumerable<LineChange> Lines(ClassifiedChange classified)
    {
        if (classified.Title is { } title)
        {
            yield return title.Line;
            yield break;
        }
        var change = classified.Clause!;
        if (change.Heading is { IsChanged: true } heading)
            yield return heading;
        foreach (var block in change.Body)
        {
            if (block.Line is { IsChanged: true } line)
                yield return line;
            foreach (var row in block.Table?.Rows ?? [])
            {
                foreach (var cell in row.Cells)
                {
                    if (cell.IsChanged)
                        yield return cell;
                }
            }
        }
    }

    /// <summary>One change in a line of text, as the front matter of a published version keeps it.</summary>
    public string OneLine(ClassifiedChange change) =>
        $"{Place(change)} [{change.Subject}]: {string.Join(", ", Kinds(change))}; {Words.Spoken(Words.Of(change.Verdict))}: {change.Reasons[0].Sentence}";

    // What the signature page and the lines under the title say of the version itself.
    private static bool IsOwnVersion(ClassifiedChange change) =>
        change.Title is { Part: TitlePart.Version or TitlePart.Date or TitlePart.Revision } or { Part: TitlePart.Fact, Name: "Version" }
        || (change.Clause is not null && change.Reasons.All(reason => reason.Kind == ReasonKind.TitleBlock));

    private static string Above(string place) => place.LastIndexOf(" › ", StringComparison.Ordinal) is >= 0 and var at ? place[..at] : "";

    private void Place(Clause clause, Clause? parent)
    {
        parents[clause] = parent;
        foreach (var child in clause.Children)
            Place(child, clause);
    }
}
