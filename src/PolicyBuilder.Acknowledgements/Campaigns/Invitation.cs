using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Model.Configuration;

namespace PolicyBuilder.Acknowledgements.Campaigns;

/// <summary>One person asked to sign one version: whatever is sent about it, it stays this invitation. At most one for both is open.</summary>
public sealed record Invitation
{
    /// <summary>Random: 32 lower-case hexadecimal digits. No secret; the evidence states it.</summary>
    public required string Id { get; init; }

    /// <summary>The person's id.</summary>
    public required string Person { get; init; }

    public required string Policy { get; init; }

    public required PolicyVersion Version { get; init; }

    /// <summary>When the city decided to ask.</summary>
    public required DateTimeOffset Opened { get; init; }

    /// <summary>The last day to sign.</summary>
    public required DateOnly Due { get; init; }

    /// <summary>How many reminders a mail server took.</summary>
    public int Reminders { get; init; }

    /// <summary>When a mail server last took a mail with a link; null if none did yet.</summary>
    public DateTimeOffset? LastSent { get; init; }

    /// <summary>Until when the newest link works; null where there is none that works.</summary>
    public DateTimeOffset? LinkExpires { get; init; }

    /// <summary>What the mail server answered when it last refused the person's address for good; null if it has not, or took a mail since.</summary>
    public string? Bounce { get; init; }

    /// <summary>Why it is not open any more; null while it is.</summary>
    public InvitationEnd? End { get; init; }

    public DateTimeOffset? Ended { get; init; }
}

/// <summary>Why an invitation is not open any more.</summary>
public enum InvitationEnd
{
    /// <summary>The person signed, in the browser or on paper.</summary>
    Signature,

    /// <summary>HR took it back.</summary>
    Revoked,

    /// <summary>The person left.</summary>
    Left,

    /// <summary>A newer version opened a new round.</summary>
    Superseded,
}

/// <summary>
/// A link that was or is being sent. The token itself (32 random bytes) exists in the mail only; kept is its SHA-256. It works while
/// <see cref="End"/> is null, it has not expired and the invitation is open.
/// </summary>
public sealed record Link
{
    /// <summary>The SHA-256 of the token's 32 bytes.</summary>
    public required ContentHash Token { get; init; }

    /// <summary>The invitation's id.</summary>
    public required string Invitation { get; init; }

    /// <summary>The mail that carries it.</summary>
    public required string Mail { get; init; }

    /// <summary>The address it goes to.</summary>
    public required string Address { get; init; }

    public required DateTimeOffset Issued { get; init; }

    public required DateTimeOffset Expires { get; init; }

    public LinkEnd? End { get; init; }

    public DateTimeOffset? Ended { get; init; }
}

/// <summary>Why a link does not work any more.</summary>
public enum LinkEnd
{
    Signature,
    Revoked,
    Left,
    OnLeave,
    AddressChanged,

    /// <summary>A newer link was sent.</summary>
    Rotated,

    Superseded,

    /// <summary>The mail it stood in was refused.</summary>
    NotSent,
}
