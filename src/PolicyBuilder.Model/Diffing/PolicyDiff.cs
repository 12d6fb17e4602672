using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Model.Diffing;

/// <summary>
/// What became of one document in another, clause by clause. It holds both documents' clauses, so that writers can show
/// it inline, side by side or as a redline without looking anything up.
/// </summary>
public sealed record PolicyDiff
{
    public required PolicyDocument Old { get; init; }

    public required PolicyDocument New { get; init; }

    /// <summary>What changed above the first section and in the file's own facts; unchanged values are left out.</summary>
    public Sequence<TitleChange> Title { get; init; } = [];

    /// <summary>
    /// Both versions' sections, merged: the new order, with removed clauses and those moved away at their old place,
    /// ahead of what was put there instead.
    /// </summary>
    public Sequence<ClauseChange> Sections { get; init; } = [];

    /// <summary>The pool's notice: at most one entry, or two where one was replaced by another.</summary>
    public Sequence<ClauseChange> Notice { get; init; } = [];

    /// <summary>The signature page, likewise.</summary>
    public Sequence<ClauseChange> Acknowledgement { get; init; } = [];

    /// <summary>Every entry that is a change, once, in reading order; a moved clause where it now stands.</summary>
    public IEnumerable<ClauseChange> Changes() => All().Where(entry => entry.IsChange);

    /// <summary>
    /// Every clause of either version once, in reading order, changed or not: what <see cref="Standing.Departed"/>
    /// entries hold is met where it now stands.
    /// </summary>
    public IEnumerable<ClauseChange> All() =>
        Sections.Concat(Notice).Concat(Acknowledgement).SelectMany(entry => entry.SelfAndDescendants());

    /// <summary>
    /// Whether the two say the same: no change to a clause or the title. A clause whose label alone differs is no
    /// change, nor is another run of blanks or another line length in the source.
    /// </summary>
    public bool IsEmpty => Title.Count == 0 && !Changes().Any();
}

/// <summary>Where an entry of the merged outline comes from.</summary>
public enum Standing
{
    /// <summary>In both versions, at the same place.</summary>
    Kept,

    /// <summary>In the new version only.</summary>
    Added,

    /// <summary>In the old version only.</summary>
    Removed,

    /// <summary>In both; this is the new place of a clause that stood elsewhere.</summary>
    Arrived,

    /// <summary>In both; this is the old place of a clause that stands elsewhere now.</summary>
    Departed,
}

/// <summary>How a clause of one version was recognised in the other.</summary>
public enum MatchBasis
{
    /// <summary>It was not: it is in one version only.</summary>
    None,

    /// <summary>By its id.</summary>
    Id,

    /// <summary>By its words, the same in both and nowhere else.</summary>
    Text,

    /// <summary>By words that are alike.</summary>
    Similarity,

    /// <summary>By the clauses under it.</summary>
    Children,

    /// <summary>By its place: the notice, the signature page.</summary>
    Place,
}

/// <summary>One entry of the merged outline: a clause of the old version, of the new one, or of both.</summary>
public sealed record ClauseChange
{
    public required Standing Standing { get; init; }

    /// <summary>The clause as it was; null if it is <see cref="Standing.Added"/>.</summary>
    public required Clause? Old { get; init; }

    /// <summary>The clause as it is; null if it is <see cref="Standing.Removed"/>.</summary>
    public required Clause? New { get; init; }

    public required MatchBasis Basis { get; init; }

    /// <summary>The clause it stood under; null for a section.</summary>
    public ClauseId? OldParent { get; init; }

    /// <summary>The clause it stands under; null for a section.</summary>
    public ClauseId? NewParent { get; init; }

    /// <summary>
    /// From 1, in the order of the new version: the two entries of a moved clause have the same number. 0 if not moved.
    /// </summary>
    public int Move { get; init; }

    /// <summary>Whether it stands under another clause than before.</summary>
    public bool IsReparented { get; init; }

    /// <summary>Whether it belongs to the pool's notice, which is no part of the policy.</summary>
    public bool IsNotice { get; init; }

    /// <summary>
    /// The heading, if it is edited or the body is. Null otherwise, and for a clause without one. A
    /// <see cref="Standing.Departed"/> entry says nothing of words; its <see cref="Standing.Arrived"/> counterpart does.
    /// </summary>
    public LineChange? Heading { get; init; }

    /// <summary>All blocks of both bodies, merged, if heading or body is edited; empty if neither is.</summary>
    public Sequence<BlockChange> Body { get; init; } = [];

    /// <summary>
    /// The clauses under both, merged. Under an entry that <see cref="Standing.Departed"/> or was removed: those of the
    /// old clause. Under one that <see cref="Standing.Arrived"/>, a writer that shows the move as two halves passes over
    /// what was removed or departed: the half at the old place shows it.
    /// </summary>
    public Sequence<ClauseChange> Children { get; init; } = [];

    /// <summary>The new clauses that took over words of this one (split): it keeps the rest.</summary>
    public Sequence<ClauseId> SplitInto { get; init; } = [];

    /// <summary>The old clause whose words this new clause took over.</summary>
    public ClauseId? SplitFrom { get; init; }

    /// <summary>The old clauses whose words went into this one (merge).</summary>
    public Sequence<ClauseId> MergedFrom { get; init; } = [];

    /// <summary>The clause into which the words of this removed one went.</summary>
    public ClauseId? MergedInto { get; init; }

    /// <summary>The clause as it is, or as it was if it is no more.</summary>
    public Clause Clause => New ?? Old!;

    /// <summary>Whether heading or body differ by more than runs of blanks.</summary>
    public bool IsEdited => Heading is { IsChanged: true } || Body.Any(block => block.IsChanged);

    /// <summary>Whether it has another id, its words having shown that it is the same.</summary>
    public bool IsRenamed => Old is not null && New is not null && Old.Id != New.Id
        && !(Old.Id.IsPositional && New.Id.IsPositional);

    /// <summary>Whether a section became a provision, or the like.</summary>
    public bool IsRecast => Old is not null && New is not null && Old.Kind != New.Kind;

    /// <summary>Whether the label alone may differ: computed from both places, never an edit.</summary>
    public bool IsRenumbered => Old is not null && New is not null && Old.Label != New.Label;

    /// <summary>Whether there is anything to tell beside a new label.</summary>
    public bool IsChange => Standing != Standing.Kept || IsEdited || IsRenamed || IsRecast;

    internal IEnumerable<ClauseChange> SelfAndDescendants()
    {
        if (Standing == Standing.Departed)
            yield break;
        yield return this;
        foreach (var child in (IEnumerable<ClauseChange>)Children)
        {
            foreach (var entry in child.SelfAndDescendants())
                yield return entry;
        }
    }
}

/// <summary>A block of a clause in either version or both, in merged order.</summary>
/// <param name="Old">Null if it is new.</param>
/// <param name="New">Null if it is gone. Both are of one kind where neither is null.</param>
/// <param name="Line">The words of a paragraph or signature line.</param>
/// <param name="Table">The rows of a table.</param>
public sealed record BlockChange(Block? Old, Block? New, LineChange? Line, TableChange? Table)
{
    /// <summary>Whether it differs by more than runs of blanks.</summary>
    public bool IsChanged => Old is null || New is null || Line is { IsChanged: true } || Table is { IsChanged: true };
}

/// <summary>A table in both versions, or in one, whose rows are then all new or all gone.</summary>
/// <param name="Columns">The columns of both, merged; a cell for each in every row.</param>
/// <param name="Rows">The rows of both, merged; the first is the header.</param>
public sealed record TableChange(Sequence<ColumnChange> Columns, Sequence<RowChange> Rows)
{
    /// <summary>Whether a row, a column or a cell differs.</summary>
    public bool IsChanged => Rows.Any(row => row.IsChanged) || Columns.Any(column => column.Old is null || column.New is null);
}

/// <summary>A column by its place (from 0) in the old and the new table; null where it is missing.</summary>
public sealed record ColumnChange(int? Old, int? New);

/// <summary>A row by its place in the old and the new table: 0 for the header, then from 1; null where it is missing.</summary>
/// <param name="Cells">A cell for each column.</param>
public sealed record RowChange(int? Old, int? New, Sequence<LineChange> Cells)
{
    /// <summary>Whether the row is new or gone, or a cell differs.</summary>
    public bool IsChanged => Old is null || New is null || Cells.Any(cell => cell.IsChanged);
}

/// <summary>A heading, paragraph, caption or cell of both versions; empty on the side that lacks it.</summary>
/// <param name="Segments">Both texts from beginning to end, in reading order; what went ahead of what came.</param>
public sealed record LineChange(Sequence<Inline> Old, Sequence<Inline> New, Sequence<Segment> Segments)
{
    /// <summary>Whether anything but runs of blanks differs.</summary>
    public bool IsChanged => Segments.Any(segment => segment.Kind != SegmentKind.Same);
}

/// <summary>What became of a stretch of text.</summary>
public enum SegmentKind
{
    /// <summary>The same on both sides, but for runs of blanks.</summary>
    Same,

    /// <summary>In the old text only.</summary>
    Deleted,

    /// <summary>In the new text only.</summary>
    Inserted,

    /// <summary>The same characters in another style, or leading to another address.</summary>
    Restyled,

    /// <summary>A reference to the same clause, which has another label now.</summary>
    Relabelled,
}

/// <summary>
/// A stretch of the two <see cref="RunningText"/>s, in UTF-16 code units; <see cref="RunningText.Slice(int, int)"/> gives its
/// inlines.
/// </summary>
public readonly record struct Segment(SegmentKind Kind, int OldStart, int OldLength, int NewStart, int NewLength);

/// <summary>Which fact above the first section changed.</summary>
public enum TitlePart
{
    Title,
    Issuer,
    Version,

    /// <summary>The effective date.</summary>
    Date,

    /// <summary>A line under the title.</summary>
    Fact,

    /// <summary>A line of the revision history.</summary>
    Revision,
    Seal,
    Language,

    /// <summary>The word across the pages.</summary>
    Mark,

    /// <summary>The policy's name among files.</summary>
    Policy,
}

/// <summary>A changed fact of the title block.</summary>
/// <param name="Name">The fact's name as printed, or the revision's version; empty for other parts.</param>
/// <param name="Old">The value as it was; null if there was none.</param>
/// <param name="New">The value as it is; null if there is none.</param>
/// <param name="Line">The words of both.</param>
public sealed record TitleChange(TitlePart Part, string Name, string? Old, string? New, LineChange Line);
