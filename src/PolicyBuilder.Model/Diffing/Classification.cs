using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Model.Diffing;

/// <summary>How grave a change is, from lightest to gravest.</summary>
public enum Verdict
{
    /// <summary>Nothing changed.</summary>
    None,

    /// <summary>The meaning cannot have changed: the change is on a short list of harmless ones.</summary>
    Editorial,

    /// <summary>A person must say; until then it counts as substantive.</summary>
    NeedsDecision,

    /// <summary>Who may, must or must not do what, when, or how much, may have changed.</summary>
    Substantive,
}

/// <summary>Why a change got its verdict.</summary>
public enum ReasonKind
{
    WhiteSpace,

    /// <summary>Quotation marks, dashes, hyphens of another shape.</summary>
    Typography,

    /// <summary>The same characters, composed otherwise.</summary>
    Encoding,
    Capitals,
    Spelling,
    Punctuation,
    Formatting,
    ReferenceLabel,
    ContactValue,

    /// <summary>A fact of the title block.</summary>
    TitleBlock,

    /// <summary>The pool's notice, which is no part of the policy.</summary>
    Notice,

    /// <summary>The id alone.</summary>
    Identity,
    ClauseAdded,
    ClauseRemoved,
    ClauseMoved,
    ClauseReparented,
    ClauseRecast,
    ClauseSplit,
    ClauseMerged,
    BlockAdded,
    BlockRemoved,

    /// <summary>The same words in other paragraphs.</summary>
    Paragraphs,
    TableRow,
    TableCell,
    Quantity,
    Modal,
    Negation,
    Condition,
    Connector,
    Scope,
    Actor,
    DefinedTerm,
    Definition,
    Reference,
    LinkAddress,
    WordOrder,

    /// <summary>Other words.</summary>
    Wording,

    /// <summary>Sections came, went or moved, or much of the outline did.</summary>
    Outline,
}

/// <summary>A reason in one short sentence.</summary>
public sealed record Reason(Verdict Verdict, ReasonKind Kind, string Sentence);

/// <summary>A person's verdict on a change, which outweighs the computed one. Both are kept.</summary>
/// <param name="Clause">The changed clause, by its new or old id; <see cref="TitleBlock"/> for what stands above it all.</param>
/// <param name="By">Who decided.</param>
/// <param name="Because">Why, in a sentence.</param>
public sealed record Decision(ClauseId Clause, Verdict Verdict, string By, string Because)
{
    /// <summary>Stands for the title block in a decision.</summary>
    public static readonly ClauseId TitleBlock = new("title-block");
}

/// <summary>A change with its verdict.</summary>
/// <param name="Subject">The clause by its new id, or old id if it is gone; <see cref="Decision.TitleBlock"/>.</param>
/// <param name="Clause">The changed clause; null for a fact of the title block.</param>
/// <param name="Title">The changed fact; null for a clause.</param>
/// <param name="Computed">The verdict by rule: the gravest of the reasons.</param>
/// <param name="Reasons">The gravest first; without repetition.</param>
/// <param name="Decision">What a person decided.</param>
public sealed record ClassifiedChange(
    ClauseId Subject, ClauseChange? Clause, TitleChange? Title, Verdict Computed, Sequence<Reason> Reasons, Decision? Decision)
{
    /// <summary>The verdict that holds: the person's, else the computed one.</summary>
    public Verdict Verdict => Decision?.Verdict ?? Computed;
}

/// <summary>The verdict on a whole diff.</summary>
public sealed record Classification
{
    /// <summary>Every change in reading order, the title block's first.</summary>
    public required Sequence<ClassifiedChange> Changes { get; init; }

    /// <summary>
    /// Why the outline counts as restructured; empty if it does not. What a person decided to be editorial does not count.
    /// </summary>
    public required Sequence<Reason> Restructuring { get; init; }

    /// <summary>Decisions about clauses that did not change.</summary>
    public required Sequence<Decision> UnusedDecisions { get; init; }

    /// <summary>The gravest verdict that holds.</summary>
    public Verdict Verdict => Changes.Select(change => change.Verdict).DefaultIfEmpty().Max();

    /// <summary>The gravest verdict by rule alone.</summary>
    public Verdict Computed => Changes.Select(change => change.Computed).DefaultIfEmpty().Max();

    public bool IsRestructured => Restructuring.Count > 0;

    /// <summary>Whether employees who signed the old version must sign the new one.</summary>
    public bool MustSignAgain => Verdict > Verdict.Editorial;

    /// <summary>The version number that fits: major if restructured, minor if substantive or undecided, patch if editorial.</summary>
    public PolicyVersion NextVersion(PolicyVersion current) => this switch
    {
        { IsRestructured: true } => new PolicyVersion(current.Major + 1, 0, 0),
        { Verdict: Verdict.None } => current,
        { Verdict: Verdict.Editorial } => current with { Patch = current.Patch + 1 },
        _ => new PolicyVersion(current.Major, current.Minor + 1, 0),
    };
}
