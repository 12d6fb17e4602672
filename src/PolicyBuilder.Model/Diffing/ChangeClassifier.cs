using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Model.Diffing;

/// <summary>
/// Tells how grave a diff is, with reasons. Editorial is a strict allow-list; what no rule knows needs a decision and
/// counts as substantive until a person has made it.
/// </summary>
public sealed class ChangeClassifier
{
    private readonly ClassificationRules rules;
    private readonly LineClassifier lines;
    private readonly HashSet<Clause> definitions;
    private readonly HashSet<Clause> signaturePage;
    private readonly (TitleBlock Old, TitleBlock New) titles;

    private ChangeClassifier(PolicyDiff diff, ClassificationRules rules)
    {
        this.rules = rules;
        lines = new LineClassifier(rules, DefinedTerms.Of(diff.Old, rules).Concat(DefinedTerms.Of(diff.New, rules)));
        definitions = new HashSet<Clause>(
            DefinedTerms.DefiningClauses(diff.Old, rules).Concat(DefinedTerms.DefiningClauses(diff.New, rules)),
            ReferenceEqualityComparer.Instance);
        signaturePage = new HashSet<Clause>(
            diff.Old.Acknowledgement?.SelfAndDescendants() ?? [], ReferenceEqualityComparer.Instance);
        titles = (diff.Old.Title, diff.New.Title);
    }

    /// <summary>Judges every change of <paramref name="diff"/>.</summary>
    /// <param name="rules">The words to judge by; null for <see cref="ClassificationRules.English"/>.</param>
    /// <param name="decisions">What people decided; of two on one clause the later holds.</param>
    public static Classification Classify(
        PolicyDiff diff, ClassificationRules? rules = null, IReadOnlyList<Decision>? decisions = null)
    {
        rules ??= ClassificationRules.English;
        decisions ??= [];
        var classifier = new ChangeClassifier(diff, rules);
        var used = new HashSet<Decision>(ReferenceEqualityComparer.Instance);
        var changes = new List<ClassifiedChange>();
        foreach (var change in diff.Title)
        {
            var reason = classifier.Judge(change);
            changes.Add(new ClassifiedChange(
                Decision.TitleBlock, null, change, reason.Verdict, [reason], DecisionOn(Decision.TitleBlock, null)));
        }
        foreach (var change in diff.Changes())
        {
            var reasons = classifier.Judge(change);
            changes.Add(new ClassifiedChange(
                change.Clause.Id, change, null, reasons[0].Verdict, reasons, DecisionOn(change.Clause.Id, change.Old?.Id)));
        }
        return new Classification
        {
            Changes = changes.ToSequence(),
            Restructuring = classifier.FindRestructuring(diff, changes),
            UnusedDecisions = decisions.Where(decision => !used.Contains(decision)).ToSequence(),
        };

        Decision? DecisionOn(ClauseId id, ClauseId? oldId)
        {
            Decision? last = null;
            foreach (var decision in decisions)
            {
                if (decision.Clause != id && decision.Clause != oldId)
                    continue;
                used.Add(decision);
                last = decision;
            }
            return last;
        }
    }

    private Reason Judge(TitleChange change) => change.Part switch
    {
        TitlePart.Title => new Reason(Verdict.Editorial, ReasonKind.TitleBlock, "The title changed."),
        TitlePart.Version or TitlePart.Date => new Reason(
            Verdict.Editorial, ReasonKind.TitleBlock, "The version's own number or date changed."),
        TitlePart.Revision => new Reason(Verdict.Editorial, ReasonKind.TitleBlock, "The revision history changed."),
        TitlePart.Seal => new Reason(Verdict.Editorial, ReasonKind.TitleBlock, "The seal changed."),
        TitlePart.Mark => new Reason(Verdict.Editorial, ReasonKind.TitleBlock, "The mark across the pages changed."),
        TitlePart.Fact when rules.VersionFacts.Contains(change.Name, StringComparer.OrdinalIgnoreCase) =>
            new Reason(Verdict.Editorial, ReasonKind.TitleBlock, $"“{change.Name}” under the title changed."),
        TitlePart.Fact => new Reason(Verdict.NeedsDecision, ReasonKind.TitleBlock, $"“{change.Name}” under the title changed."),
        TitlePart.Issuer => new Reason(Verdict.NeedsDecision, ReasonKind.TitleBlock, "Who issues the policy changed."),
        TitlePart.Language => new Reason(Verdict.NeedsDecision, ReasonKind.TitleBlock, "The language changed."),
        TitlePart.Policy => new Reason(Verdict.NeedsDecision, ReasonKind.TitleBlock, "The two are different policies by name."),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private Sequence<Reason> Judge(ClauseChange change)
    {
        if (change.IsNotice)
            return [new Reason(Verdict.Editorial, ReasonKind.Notice, "The pool's notice is no part of the policy.")];
        var reasons = new List<Reason>();
        JudgePlace(change, reasons);
        if (change.Old is not null && change.New is not null)
            JudgeWords(change, reasons);
        // Stable: of equal gravity in the order of the text.
        return reasons.Distinct().OrderByDescending(reason => reason.Verdict).ToSequence();
    }

    private static void JudgePlace(ClauseChange change, List<Reason> reasons)
    {
        if (change.Standing == Standing.Added)
        {
            reasons.Add(change.SplitFrom is { } source
                ? new Reason(Verdict.Substantive, ReasonKind.ClauseSplit, $"It was split from {source}.")
                : new Reason(Verdict.Substantive, ReasonKind.ClauseAdded, "The clause is new."));
        }
        if (change.Standing == Standing.Removed)
        {
            reasons.Add(change.MergedInto is { } target
                ? new Reason(Verdict.Substantive, ReasonKind.ClauseMerged, $"It was merged into {target}.")
                : new Reason(Verdict.Substantive, ReasonKind.ClauseRemoved, "The clause was removed."));
        }
        if (change.SplitInto.Count > 0)
        {
            reasons.Add(new Reason(Verdict.Substantive, ReasonKind.ClauseSplit,
                $"Words of it are now in {string.Join(", ", change.SplitInto)}."));
        }
        if (change.MergedFrom.Count > 0)
        {
            reasons.Add(new Reason(Verdict.Substantive, ReasonKind.ClauseMerged,
                $"It took over words of {string.Join(", ", change.MergedFrom)}."));
        }
        if (change.IsReparented)
        {
            reasons.Add(new Reason(Verdict.Substantive, ReasonKind.ClauseReparented,
                $"It stands under {Parent(change.NewParent)} instead of {Parent(change.OldParent)}."));
        }
        else if (change.Standing == Standing.Arrived)
        {
            reasons.Add(new Reason(Verdict.NeedsDecision, ReasonKind.ClauseMoved, "It moved among its neighbours."));
        }
        if (change.IsRecast)
        {
            reasons.Add(new Reason(Verdict.NeedsDecision, ReasonKind.ClauseRecast,
                "It plays another part in the outline: section, subsection or provision."));
        }
        if (change.IsRenamed)
            reasons.Add(new Reason(Verdict.Editorial, ReasonKind.Identity, $"Its id was {change.Old!.Id}; no reader sees it."));

        static string Parent(ClauseId? id) => id is { } parent ? parent.ToString() : "the whole";
    }

    private void JudgeWords(ClauseChange change, List<Reason> reasons)
    {
        var isDefinition = definitions.Contains(change.Old!) || definitions.Contains(change.New!);
        if (change.Heading is { } heading)
            lines.Judge(heading, new LinePlace(IsHeading: true, false, isDefinition), reasons);
        if (HasSameWordsInOtherParagraphs(change))
        {
            reasons.Add(new Reason(Verdict.NeedsDecision, ReasonKind.Paragraphs, "The same words stand in other paragraphs."));
            return;
        }
        foreach (var block in change.Body)
        {
            if (block.Old is null)
                reasons.Add(new Reason(Verdict.Substantive, ReasonKind.BlockAdded, $"A {Name(block.New!)} was added."));
            else if (block.New is null)
                reasons.Add(new Reason(Verdict.Substantive, ReasonKind.BlockRemoved, $"A {Name(block.Old)} was removed."));
            else if (block.Line is { IsChanged: true } own && signaturePage.Contains(change.Old!) && NamesVersionOnly(own))
                reasons.Add(new Reason(Verdict.Editorial, ReasonKind.TitleBlock, "The signature page names the version's own number or date."));
            else if (block.Line is { } line)
                lines.Judge(line, new LinePlace(false, false, isDefinition), reasons);
            else if (block.Table is { } table)
                JudgeTable(table, isDefinition, reasons);
        }
    }

    // The signature page says which version is signed. Elsewhere a date is a date, even if it is the effective one.
    private bool NamesVersionOnly(LineChange line) =>
        titles.Old.WithoutOwnVersion(line.Old.PlainText()) == titles.New.WithoutOwnVersion(line.New.PlainText());

    private void JudgeTable(TableChange table, bool isDefinition, List<Reason> reasons)
    {
        if (table.Columns.Any(column => column.Old is null || column.New is null))
            reasons.Add(new Reason(Verdict.Substantive, ReasonKind.TableRow, "A column of a table was added or removed."));
        foreach (var row in table.Rows)
        {
            if (row.Old is null || row.New is null)
            {
                reasons.Add(new Reason(Verdict.Substantive, ReasonKind.TableRow,
                    $"A row of a table was {(row.Old is null ? "added" : "removed")}."));
                continue;
            }
            foreach (var cell in row.Cells)
                lines.Judge(cell, new LinePlace(false, IsCell: true, isDefinition), reasons);
        }
    }

    private static bool HasSameWordsInOtherParagraphs(ClauseChange change) =>
        change.Body.Any(block => block.Old is null || block.New is null)
        && change.Old!.Body.All(block => block is Paragraph) && change.New!.Body.All(block => block is Paragraph)
        && WordDiffer.Diff([new Text(change.Old with { Heading = [] } is var old ? old.OwnText() : "")],
            [new Text(change.New with { Heading = [] } is var @new ? @new.OwnText() : "")]) is { IsChanged: false };

    private static string Name(Block block) => block switch
    {
        Paragraph => "paragraph",
        Table => "table",
        SignatureLine => "signature line",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private Sequence<Reason> FindRestructuring(PolicyDiff diff, List<ClassifiedChange> changes)
    {
        var reasons = new List<Reason>();
        var places = 0;
        foreach (var classified in changes)
        {
            if (classified.Clause is not { IsNotice: false } change || classified.Decision?.Verdict == Verdict.Editorial
                || (change.Standing == Standing.Kept && !change.IsRecast))
                continue;
            places++;
            if (change.Old?.Kind == ClauseKind.Section || change.New?.Kind == ClauseKind.Section)
            {
                reasons.Add(new Reason(Verdict.Substantive, ReasonKind.Outline, $"The section {change.Clause.Id} {change.Standing switch
                {
                    Standing.Added => "is new.",
                    Standing.Removed => "was removed.",
                    _ => "stands elsewhere.",
                }}"));
            }
        }
        var all = Math.Max(diff.Old.Clauses().Count(), diff.New.Clauses().Count());
        if (places >= rules.RestructuredLeast && places >= rules.RestructuredShare * all)
            reasons.Add(new Reason(Verdict.Substantive, ReasonKind.Outline, $"{places} of {all} clauses came, went or moved."));
        return reasons.ToSequence();
    }
}
