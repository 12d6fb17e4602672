using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Model.Documents;

/// <summary>What part a clause plays in the outline.</summary>
public enum ClauseKind
{
    /// <summary>A numbered section with a heading: <c>3. USE OF SOCIAL MEDIA</c>.</summary>
    Section,

    /// <summary>A heading inside a section, without a label; the clauses under it begin again at <c>a.</c></summary>
    Subsection,

    /// <summary>A labelled provision: <c>a.</c>, inside one <c>i.</c>, inside that <c>(1)</c>.</summary>
    Provision,

    /// <summary>A provision without a label, directly under a heading.</summary>
    Unlabelled,
}

/// <summary>
/// The smallest unit with an id. Sections hold subsections and provisions; provisions hold provisions. The order on
/// paper is heading, body, children.
/// </summary>
public sealed record Clause
{
    public required ClauseId Id { get; init; }

    public required ClauseKind Kind { get; init; }

    /// <summary>
    /// What is printed before the text: <c>3.</c>, <c>a.</c>, <c>ii.</c>, <c>(1)</c>; empty for a subsection and an
    /// unlabelled provision. Computed from the place in the tree by <see cref="Numbering"/>, never written by hand.
    /// </summary>
    public string Label { get; init; } = "";

    /// <summary>The heading of a section or subsection; empty otherwise.</summary>
    public Sequence<Inline> Heading { get; init; } = [];

    /// <summary>The clause's own text; empty for a section or subsection.</summary>
    public Sequence<Block> Body { get; init; } = [];

    public Sequence<Clause> Children { get; init; } = [];

    /// <summary>Where the user wrote it: in the template, or in an amendment.</summary>
    public SourceLocation Source { get; init; }

    /// <summary>Whether a heading opens this clause.</summary>
    public bool HasHeading => Kind is ClauseKind.Section or ClauseKind.Subsection;

    /// <summary>This clause and all below it, in reading order.</summary>
    public IEnumerable<Clause> SelfAndDescendants()
    {
        yield return this;
        foreach (var child in (IEnumerable<Clause>)Children)
        {
            foreach (var clause in child.SelfAndDescendants())
                yield return clause;
        }
    }
}
