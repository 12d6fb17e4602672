using PolicyBuilder.Formats.Readers;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Model.Diagnostics;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Formats.Forms;

/// <summary>
/// Applies a city's amendments to the model's clauses, in the order written: an amendment may name a clause that an
/// earlier one inserted.
/// </summary>
internal sealed class Amender(Sequence<Clause> sections, ICollection<ReferencePlace> references, ICollection<Diagnostic> problems)
{
    private readonly Dictionary<ClauseId, SourceLocation> amended = [];
    private Sequence<Clause> sections = sections;

    /// <summary>The sections after all amendments; where one has a problem, without it.</summary>
    public static Sequence<Clause> Amend(
        Sequence<Clause> sections, Sequence<Amendment> amendments, ICollection<ReferencePlace> references, ICollection<Diagnostic> problems)
    {
        if (amendments.Count == 0)
            return sections;
        var amender = new Amender(sections, references, problems);
        foreach (var amendment in amendments)
            amender.Apply(amendment);
        return amender.sections;
    }

    private void Apply(Amendment amendment)
    {
        if (Find(sections, amendment.Target) is not { } target)
        {
            problems.Add(Problems.UnknownClause(amendment.TargetLocation, amendment.Target.Value, Ids()));
            return;
        }
        if (amendment.Target.IsPositional)
        {
            problems.Add(Problems.InsidePositionalClause(amendment.TargetLocation, amendment.Target.Value));
            return;
        }
        if (amendment is not InsertClause && !amended.TryAdd(amendment.Target, amendment.TargetLocation))
        {
            problems.Add(Problems.AmendedTwice(amendment.TargetLocation, amendment.Target.Value, amended[amendment.Target]));
            return;
        }
        switch (amendment)
        {
            case RemoveClause:
                sections = Edit(sections, target.Id, _ => []);
                break;
            case ReplaceClause replace when Replacement(target, replace) is { } changed:
                sections = Edit(sections, target.Id, _ => [changed]);
                break;
            case InsertClause insert when Insertion(target, insert) is { } added:
                sections = insert.Place == InsertPlace.Under
                    ? Edit(sections, target.Id, clause => [clause with { Children = [.. clause.Children, added] }])
                    : Edit(sections, target.Id, clause => insert.Place == InsertPlace.Before ? [added, clause] : [clause, added]);
                break;
        }
    }

    private Clause? Replacement(Clause target, ReplaceClause replace)
    {
        if (replace.Heading is not null && !target.HasHeading)
        {
            problems.Add(Problems.HeadingNotHere(replace.TargetLocation, replace.Target.Value));
            return null;
        }
        var changed = replace.Heading is null ? target : target with { Heading = Heading(replace.Heading, replace.HeadingLocation) };
        return replace.Text is null ? changed : WithText(changed, replace.Text, replace.TextLocation, replace.TextPlaces);
    }

    private Clause? Insertion(Clause target, InsertClause insert)
    {
        if (Find(sections, insert.Id) is not null)
        {
            problems.Add(Problems.ClauseIdTaken(insert.IdLocation, insert.Id.Value));
            return null;
        }
        var kind = (insert.Place, target.Kind, HasHeading: insert.Heading is not null) switch
        {
            (InsertPlace.Under, ClauseKind.Section, true) => ClauseKind.Subsection,
            (InsertPlace.Under, ClauseKind.Section or ClauseKind.Subsection, false) => ClauseKind.Provision,
            (InsertPlace.Under, _, _) => ClauseKind.Provision,
            (_, var beside, _) => beside,
        };
        var needsHeading = kind is ClauseKind.Section or ClauseKind.Subsection;
        if (needsHeading != insert.Heading is not null)
        {
            problems.Add(needsHeading
                ? Problems.HeadingNeeded(insert.IdLocation, insert.Id.Value)
                : Problems.HeadingNotHere(insert.IdLocation, insert.Id.Value));
            return null;
        }
        var clause = new Clause
        {
            Id = insert.Id,
            Kind = kind,
            Heading = insert.Heading is null ? [] : Heading(insert.Heading, insert.HeadingLocation),
            Source = insert.IdLocation,
        };
        return insert.Text is null ? clause : WithText(clause, insert.Text, insert.TextLocation, insert.TextPlaces);
    }

    /// <summary>Under a heading, paragraphs become provisions without a label, and list items labelled ones.</summary>
    private Clause WithText(Clause clause, string text, SourceLocation at, Sequence<TextPlace> places)
    {
        var (body, children) = ClauseReader.ReadFragment(clause.Id, text, SourceMap.Of(at, places), references, problems);
        if (!clause.HasHeading)
            return clause with { Body = body, Children = children };
        var unlabelled = body.Select((block, index) => new Clause
        {
            Id = new ClauseId(index == 0 ? $"{clause.Id}.text" : $"{clause.Id}.text-{index + 1}"),
            Kind = ClauseKind.Unlabelled,
            Body = [block],
            Source = at,
        });
        return clause with { Children = [.. unlabelled, .. children] };
    }

    private Sequence<Inline> Heading(string heading, SourceLocation at) =>
        ClauseReader.ReadLine(heading, SourceMap.Of(at, []), references, problems);

    private List<string> Ids() =>
        [.. sections.SelectMany(section => section.SelfAndDescendants()).Where(clause => !clause.Id.IsPositional).Select(clause => clause.Id.Value)];

    private static Clause? Find(Sequence<Clause> clauses, ClauseId id)
    {
        foreach (var clause in clauses)
        {
            if (clause.Id == id)
                return clause;
            if (Find(clause.Children, id) is { } below)
                return below;
        }
        return null;
    }

    private static Sequence<Clause> Edit(Sequence<Clause> clauses, ClauseId id, Func<Clause, Sequence<Clause>> edit) =>
        clauses.SelectMany(clause => clause.Id == id
            ? edit(clause)
            : [clause with { Children = Edit(clause.Children, id, edit) }]).ToSequence();
}
