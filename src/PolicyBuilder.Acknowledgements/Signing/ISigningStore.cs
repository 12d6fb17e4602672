using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Acknowledgements.Roster;

namespace PolicyBuilder.Acknowledgements.Signing;

/// <summary>What the pages ask a campaign's store about one person at a time, and the sessions between opening a link and signing.</summary>
public interface ISigningStore
{
    /// <summary>What a link leads to; null for a token that nobody was ever sent.</summary>
    Task<Addressee?> FindAsync(ContentHash token, CancellationToken cancel = default);

    /// <summary>Notes when a link was fetched for the first time: by a person, or by a program that looks into mails.</summary>
    Task NoteFetchAsync(ContentHash token, DateTimeOffset now, CancellationToken cancel = default);

    /// <summary>A session, and what its link leads to; null if there is none.</summary>
    Task<(SigningSession Session, Addressee? Addressee)?> FindSessionAsync(ContentHash id, CancellationToken cancel = default);

    /// <summary>Keeps a session as it is now, in place of what was kept of it.</summary>
    Task SaveSessionAsync(SigningSession session, CancellationToken cancel = default);

    /// <summary>Forgets the sessions that were not used since an instant.</summary>
    Task EndSessionsAsync(DateTimeOffset unusedSince, CancellationToken cancel = default);
}

/// <summary>The person that a link was sent to, and what it is about, as the store has them at one moment.</summary>
/// <param name="Link">The link.</param>
/// <param name="Invitation">The invitation it belongs to.</param>
/// <param name="Person">The person.</param>
/// <param name="Mail">The mail it was sent in.</param>
/// <param name="Versions">All published versions of the policy, the oldest first.</param>
/// <param name="Acts">What the person did about the policy, the oldest first.</param>
/// <param name="Fetched">When the link was first fetched; null if it never was.</param>
public sealed record Addressee(
    Link Link, Invitation Invitation, Person Person, Mail Mail, IReadOnlyList<AskedVersion> Versions, IReadOnlyList<Act> Acts, DateTimeOffset? Fetched)
{
    /// <summary>The version that the invitation asks for.</summary>
    public AskedVersion Version => Versions.Single(version => version.Version == Invitation.Version);

    /// <summary>The newest version that the person has to sign, if it is not the invitation's.</summary>
    public AskedVersion? Newer => Versions.LastOrDefault(version => version.SignAgain && version.Version > Invitation.Version);

    /// <summary>The newest earlier version that the person signed, with the day.</summary>
    public (AskedVersion Version, DateOnly On)? SignedBefore => Versions
        .Where(version => version.Version < Invitation.Version)
        .Reverse()
        .Select(version => (version, act: Acts.FirstOrDefault(act => act.Version == version.Version && act is { Entry: not null, IsSignature: true, SignedOn: not null })))
        .Where(pair => pair.act is not null)
        .Select(pair => ((AskedVersion, DateOnly)?)(pair.version, pair.act!.SignedOn!.Value))
        .FirstOrDefault();

    /// <summary>The person's signature of the version, if the ledger has it.</summary>
    public Act? Signature => Acts.FirstOrDefault(act => act.Version == Invitation.Version && act is { Entry: not null, IsSignature: true });

    /// <summary>A signature of the version that was begun, and of which it is not known here whether the ledger has it.</summary>
    public Act? Unfinished => Acts.FirstOrDefault(act => act.Version == Invitation.Version && act is { Entry: null, IsSignature: true });

    /// <summary>Names no one.</summary>
    public override string ToString() => nameof(Addressee);
}
