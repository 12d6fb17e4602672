using PolicyBuilder.Model.Diagnostics;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Model.Configuration;

/// <summary>One policy of one city, as <c>policies/&lt;city&gt;/&lt;policy&gt;.yaml</c> fills it in. Validated facts.</summary>
public sealed record PolicyConfig
{
    /// <summary>The template's name: its folder under templates/.</summary>
    public required string Policy { get; init; }

    /// <summary>The edition of the model that the city filled in.</summary>
    public required PolicyVersion Edition { get; init; }

    /// <summary>The version of the city's own policy.</summary>
    public required PolicyVersion Version { get; init; }

    public required DateOnly Effective { get; init; }

    /// <summary>When the city means to look at the policy again.</summary>
    public DateOnly? ReviewBy { get; init; }

    /// <summary>Who adopted it; null while it is a draft.</summary>
    public Adoption? Adopted { get; init; }

    /// <summary>What the city wrote into the blanks, by name; a blank left out has its default.</summary>
    public IReadOnlyDictionary<string, AnswerValue> Answers { get; init; } = new Dictionary<string, AnswerValue>();

    /// <summary>The city's own changes to the model's text, in the order written.</summary>
    public Sequence<Amendment> Amendments { get; init; } = [];

    /// <summary>Whether the pool's notice is printed; null means on drafts only.</summary>
    public bool? Notice { get; init; }

    /// <summary>Who must sign it, and by when.</summary>
    public AcknowledgementTerms Acknowledgement { get; init; } = AcknowledgementTerms.Default;

    /// <summary>Where the values stand, by YAML path (<c>version</c>, <c>answers.channels</c>).</summary>
    public required IReadOnlyDictionary<string, SourceLocation> Locations { get; init; }

    /// <summary>The file this was read from.</summary>
    public required string File { get; init; }

    /// <summary>The place of <paramref name="path"/>, or the file as a whole.</summary>
    public SourceLocation At(string path) =>
        Locations.TryGetValue(path, out var location) ? location : new SourceLocation(File);
}

/// <summary>Who adopted the policy, when, and under which resolution.</summary>
public sealed record Adoption(string By, DateOnly On, string? Reference);

/// <summary>A value for a blank.</summary>
public abstract record AnswerValue
{
    private protected AnswerValue()
    {
    }
}

/// <summary>One line of text: also a choice, a date as written out, a number.</summary>
public sealed record TextAnswer(string Value) : AnswerValue;

/// <summary>Any number of lines of text, in the city's order.</summary>
public sealed record ListAnswer(Sequence<string> Values) : AnswerValue;

/// <summary>Yes or no.</summary>
public sealed record YesNoAnswer(bool Value) : AnswerValue;

/// <summary>A change of the city's own to the model's text, by clause id.</summary>
/// <param name="Target">The clause that is replaced or removed, or after or before which one is inserted.</param>
/// <param name="TargetLocation">Where <paramref name="Target"/> is written.</param>
public abstract record Amendment(ClauseId Target, SourceLocation TargetLocation);

/// <summary>New text in place of the model's; id and place stay.</summary>
/// <param name="Heading">A new heading, for a section or subsection.</param>
/// <param name="Text">Markdown; null leaves the body as it is.</param>
public sealed record ReplaceClause(
    ClauseId Target, SourceLocation TargetLocation, string? Heading, string? Text, SourceLocation TextLocation)
    : Amendment(Target, TargetLocation)
{
    /// <summary>Where the pieces of <see cref="Text"/> stand: indentation and folding move them.</summary>
    public Sequence<TextPlace> TextPlaces { get; init; } = [];

    /// <summary>Where <see cref="Heading"/> stands.</summary>
    public SourceLocation HeadingLocation { get; init; } = TargetLocation;
}

/// <summary>Where an inserted clause goes, seen from its target.</summary>
public enum InsertPlace
{
    After,
    Before,

    /// <summary>As the last child of the target.</summary>
    Under,
}

/// <summary>A clause of the city's own.</summary>
/// <param name="Id">Its new id.</param>
/// <param name="Heading">A heading makes it a section (beside a section) or a subsection (inside one).</param>
/// <param name="Text">Markdown.</param>
public sealed record InsertClause(
    ClauseId Id, SourceLocation IdLocation, InsertPlace Place, ClauseId Target, SourceLocation TargetLocation,
    string? Heading, string? Text, SourceLocation TextLocation)
    : Amendment(Target, TargetLocation)
{
    /// <inheritdoc cref="ReplaceClause.TextPlaces"/>
    public Sequence<TextPlace> TextPlaces { get; init; } = [];

    /// <inheritdoc cref="ReplaceClause.HeadingLocation"/>
    public SourceLocation HeadingLocation { get; init; } = IdLocation;
}

/// <summary>A clause of the model that the city does not adopt.</summary>
/// <param name="Reason">Why; kept for the record.</param>
public sealed record RemoveClause(ClauseId Target, SourceLocation TargetLocation, string Reason)
    : Amendment(Target, TargetLocation);
