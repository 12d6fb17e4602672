using PolicyBuilder.Model.Configuration;

namespace PolicyBuilder.Acknowledgements.Campaigns;

/// <summary>
/// Something that a person did, or HR did for them, about one version. It is begun here before the ledger is asked, and has its entry
/// once the ledger has answered; after a crash in between, the ledger is asked for its key.
/// </summary>
public sealed record Act
{
    /// <summary>Random: 32 lower-case hexadecimal digits, from which the submission key is made.</summary>
    public required string Id { get; init; }

    public required string Person { get; init; }

    public required string Policy { get; init; }

    public required PolicyVersion Version { get; init; }

    public required ActKind Kind { get; init; }

    public required DateTimeOffset Begun { get; init; }

    /// <summary>The entry's index; null until the ledger has it.</summary>
    public long? Entry { get; init; }

    /// <summary>The time that the entry states.</summary>
    public DateTimeOffset? Recorded { get; init; }

    /// <summary>The day of the signature: on paper the day written beside it, otherwise that of the entry, in UTC.</summary>
    public DateOnly? SignedOn { get; init; }

    /// <summary>Whether it is a signature, in the browser or on paper, and no correction says that it was a mistake.</summary>
    public bool IsSignature => Kind is ActKind.Signature or ActKind.PaperSignature;
}

/// <summary>What was done. Of the first two together, a person has one for a version, and one refusal.</summary>
public enum ActKind
{
    Signature,
    PaperSignature,

    /// <summary>The person does not agree.</summary>
    Refusal,

    /// <summary>The person has questions.</summary>
    Question,

    /// <summary>A signature that was entered by mistake: a correction in the ledger says so, and it does not count.</summary>
    Corrected,
}

/// <summary>A time during which a person is not asked.</summary>
/// <param name="Person">The person's id.</param>
/// <param name="From">The first day.</param>
/// <param name="Until">The last day; null for as yet unknown.</param>
public sealed record Leave(string Person, DateOnly From, DateOnly? Until)
{
    public bool Covers(DateOnly day) => From <= day && (Until is not { } last || day <= last);
}
