using System.Security.Cryptography;
using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Acknowledgements.Evidence;

namespace PolicyBuilder.Acknowledgements.Signing;

/// <summary>What a link leads to.</summary>
public enum LinkState
{
    /// <summary>Nobody was ever sent it.</summary>
    Unknown,

    /// <summary>The person may read and sign.</summary>
    Open,

    /// <summary>It is too old; a new one can be sent to the address on file.</summary>
    Expired,

    /// <summary>A newer one was sent, or HR took it back.</summary>
    Revoked,

    /// <summary>The person has signed.</summary>
    AlreadySigned,

    /// <summary>A newer version has to be signed instead.</summary>
    Superseded,
}

/// <summary>Where a person stands who opened a link.</summary>
/// <param name="State">What may be done.</param>
/// <param name="Addressee">Whom it was sent to; null for an unknown link.</param>
/// <param name="Session">The session; null before the person went on from the first page.</param>
public sealed record Visit(LinkState State, Addressee? Addressee, SigningSession? Session);

/// <summary>What came of a signing that failed, as far as it can be told at once.</summary>
public enum SigningOutcome
{
    /// <summary>Nobody asked the ledger to keep it, so it does not.</summary>
    NothingSigned,

    /// <summary>The ledger was asked, and may have it; whoever opens the link later is told.</summary>
    Unknown,

    /// <summary>The person has signed.</summary>
    Confirmed,
}

/// <summary>
/// The steps from a link to a receipt. No page of the web decides anything: it shows what the desk says and hands back what the person
/// did. Time is that of the server's clock.
/// </summary>
public sealed class SigningDesk(ISigningStore store, ICampaignStore campaigns, ActRecorder acts, string city, TimeProvider clock)
{
    private const int SecretLength = 32;

    /// <summary>What a link leads to. Nothing is signed; that the link was fetched is noted, unless it is dead.</summary>
    public async Task<Visit> LookAsync(ContentHash token, CancellationToken cancel = default)
    {
        var found = await RecoveredAsync(await store.FindAsync(token, cancel).ConfigureAwait(false), cancel).ConfigureAwait(false);
        var state = StateOf(found);
        if (found is not null && state is LinkState.Open or LinkState.AlreadySigned && found!.Fetched is null)
            await store.NoteFetchAsync(token, clock.GetUtcNow(), cancel).ConfigureAwait(false);
        return new Visit(state, found, null);
    }

    /// <summary>Begins a session, when the person went on from the first page.</summary>
    /// <returns>The secret for the browser's cookie; null if the link leads nowhere.</returns>
    public async Task<(Visit Visit, byte[]? Secret)> ContinueAsync(ContentHash token, string language, CancellationToken cancel = default)
    {
        var visit = await LookAsync(token, cancel).ConfigureAwait(false);
        if (visit.State is not (LinkState.Open or LinkState.AlreadySigned))
            return (visit, null);
        var secret = RandomNumberGenerator.GetBytes(SecretLength);
        var now = EntryTime.Now(clock);
        var session = new SigningSession { Id = ContentHash.Of(secret), Token = token, Begun = now, Seen = now, Language = language }.With(MomentKind.Continued, now);
        await store.SaveSessionAsync(session, cancel).ConfigureAwait(false);
        return (visit with { Session = session }, secret);
    }

    /// <summary>Goes on with a session; null if there is none, or it is over.</summary>
    public async Task<Visit?> ResumeAsync(ReadOnlyMemory<byte> secret, CancellationToken cancel = default)
    {
        if (secret.Length != SecretLength || await store.FindSessionAsync(ContentHash.Of(secret.Span), cancel).ConfigureAwait(false) is not var (session, addressee))
            return null;
        var now = EntryTime.Now(clock);
        if (session.IsOver(now))
            return null;
        var found = await RecoveredAsync(addressee, cancel).ConfigureAwait(false);
        return new Visit(StateOf(found), found, session with { Seen = now });
    }

    /// <summary>Keeps a session, after something happened in it.</summary>
    public Task SaveAsync(SigningSession session, CancellationToken cancel = default) => store.SaveSessionAsync(session, cancel);

    /// <summary>
    /// Signs. When the call returns, the signature is in the ledger. Called again, from another tab or after a crash, it finds the first one.
    /// </summary>
    /// <param name="visit">An open visit whose session has consent, intent and name.</param>
    /// <param name="context">Where the act came from.</param>
    /// <param name="signIn">The organisation's sign-in; null if there was none.</param>
    /// <param name="cancel">Ends the waiting, not the signing.</param>
    /// <exception cref="ArgumentException">Something of it is missing.</exception>
    public async Task<RecordedAct> SignAsync(Visit visit, BrowserContext context, SignIn? signIn = null, CancellationToken cancel = default)
    {
        if (visit is not { State: LinkState.Open or LinkState.AlreadySigned, Addressee: { } addressee, Session: { Consent: { } consent, Intent: { } intent, TypedName: { } name } session })
            throw new ArgumentException("The person has not been through all steps.", nameof(visit));
        if (addressee.Signature is { } earlier)
            return new RecordedAct(earlier, Existed: true);
        var evidence = new ElectronicSignature
        {
            Reference = Reference.Fresh(),
            Person = PersonOf(addressee).Typed(name),
            Document = DocumentOf(addressee, session),
            Intent = intent,
            Consent = consent,
            Attribution = AttributionOf(addressee, signIn),
            Context = context,
            Timeline = TimelineOf(addressee, session.With(MomentKind.PressedSign, EntryTime.Now(clock))),
        };
        return await acts.RecordAsync(evidence, addressee.Version, entry => ReceiptMail(addressee, entry), cancel).ConfigureAwait(false);
    }

    /// <summary>Finds out what came of a signing that failed. It asks the store only, in which every signature is begun before the ledger is asked to keep it.</summary>
    public async Task<SigningOutcome> FindOutAsync(SigningSession session, CancellationToken cancel = default) => await store.FindAsync(session.Token, cancel).ConfigureAwait(false) switch
    {
        { Signature: not null } => SigningOutcome.Confirmed,
        { Unfinished: null } => SigningOutcome.NothingSigned,
        _ => SigningOutcome.Unknown,
    };

    /// <summary>Records that the person has questions or does not agree, and tells HR. It is no signature; the link stays open.</summary>
    /// <param name="visit">An open visit with a session.</param>
    /// <param name="reason">Which of the two.</param>
    /// <param name="words">What the person wrote; null if nothing.</param>
    /// <param name="context">Where the act came from.</param>
    /// <param name="notify">HR's address; null if there is none.</param>
    /// <param name="cancel">Ends the waiting, not the recording.</param>
    public async Task<RecordedAct> RefuseAsync(Visit visit, RefusalReason reason, string? words, BrowserContext context, string? notify, CancellationToken cancel = default)
    {
        if (visit is not { State: LinkState.Open, Addressee: { } addressee, Session: { } session })
            throw new ArgumentException("The link is not open.", nameof(visit));
        var evidence = new Refusal
        {
            Reference = Reference.Fresh(),
            Person = PersonOf(addressee),
            Document = DocumentOf(addressee, session),
            Reason = reason,
            Words = words,
            Attribution = AttributionOf(addressee, null),
            Context = context,
            Timeline = TimelineOf(addressee, session.With(MomentKind.Declined, EntryTime.Now(clock))),
        };
        return await acts.RecordAsync(evidence, addressee.Version, entry => notify is null ? [] : [MailAbout(addressee, MailKind.QuestionsNotice, notify) with { Entry = entry }], cancel).ConfigureAwait(false);
    }

    /// <summary>
    /// Queues a mail with a new link for an expired one, to the address on file, at most once an hour for a link. The answer to the person is
    /// the same whatever happens here.
    /// </summary>
    public async Task SendNewLinkAsync(ContentHash token, CancellationToken cancel = default)
    {
        if (await store.FindAsync(token, cancel).ConfigureAwait(false) is not { } found || StateOf(found) != LinkState.Expired || found.Person.Email is not { } address)
            return;
        var (mails, _) = await campaigns.ReadMailsAsync(found.Person.Id, cancel).ConfigureAwait(false);
        var recently = clock.GetUtcNow() - TimeSpan.FromHours(1);
        if (!mails.Any(mail => mail.Invitation == found.Invitation.Id && mail.Queued > recently))
            await campaigns.QueueAsync([], [MailAbout(found, MailKind.NewLink, address)], cancel).ConfigureAwait(false);
    }

    // Whoever was told that a signature could not be confirmed, and comes back, finds out here.
    private async Task<Addressee?> RecoveredAsync(Addressee? found, CancellationToken cancel) =>
        found?.Unfinished is { } act && await acts.RecoverAsync(act, entry => act.Kind == ActKind.Signature ? ReceiptMail(found, entry) : [], cancel).ConfigureAwait(false) is not null
            ? await store.FindAsync(found.Link.Token, cancel).ConfigureAwait(false)
            : found;

    private Mail[] ReceiptMail(Addressee addressee, long entry) => addressee.Person.Email is { } address ? [MailAbout(addressee, MailKind.Receipt, address) with { Entry = entry }] : [];

    private LinkState StateOf(Addressee? found)
    {
        if (found is null)
            return LinkState.Unknown;
        if (found.Signature is not null)
            return LinkState.AlreadySigned;
        if (found.Newer is not null || found.Invitation.End == InvitationEnd.Superseded)
            return LinkState.Superseded;
        if (found.Invitation.End is not null || found.Link.End is not null)
            return LinkState.Revoked;
        return found.Link.Expires <= clock.GetUtcNow() ? LinkState.Expired : LinkState.Open;
    }

    private Mail MailAbout(Addressee addressee, MailKind kind, string address) =>
        Mail.Fresh(kind, addressee.Person.Id, address, clock.GetUtcNow()) with { Invitation = addressee.Invitation.Id };

    /// <summary>Forgets the sessions that are over.</summary>
    public Task EndSessionsAsync(CancellationToken cancel = default) => store.EndSessionsAsync(clock.GetUtcNow() - SigningSession.LongestIdle, cancel);

    private static PersonOnFile PersonOf(Addressee addressee) => new()
    {
        EmployeeId = addressee.Person.Id,
        NameOnFile = addressee.Person.Name,
        AddressOnFile = addressee.Link.Address,
        Department = addressee.Person.Department.Length > 0 ? addressee.Person.Department : null,
    };

    private ShownDocument DocumentOf(Addressee addressee, SigningSession session) => new()
    {
        Policy = new PolicyName(city, addressee.Version.Policy),
        Version = addressee.Version.Version,
        Language = "en",
        Effective = addressee.Version.Effective,
        Shown = addressee.Version.Page,
        ChangesSince = session.ChangesSince,
    };

    private static Attribution AttributionOf(Addressee addressee, SignIn? signIn) => new()
    {
        Method = signIn is null ? AttributionMethod.EmailLink : AttributionMethod.EmailLinkAndSignIn,
        Invitation = addressee.Invitation.Id,
        Address = addressee.Link.Address,
        MessageId = addressee.Mail.MessageId,
        SmtpReply = addressee.Mail.Reply,
        Issued = EntryTime.Of(addressee.Link.Issued),
        Expires = EntryTime.Of(addressee.Link.Expires),
        SignIn = signIn,
    };

    private static PolicyBuilder.Model.Sequence<Moment> TimelineOf(Addressee addressee, SigningSession session)
    {
        var mail = new List<Moment> { new(MomentKind.Queued, EntryTime.Of(addressee.Mail.Queued)) };
        if (addressee.Mail.Sent is { } sent)
            mail.Add(new Moment(MomentKind.Accepted, EntryTime.Of(sent)));
        if (addressee.Fetched is { } fetched)
            mail.Add(new Moment(MomentKind.Fetched, EntryTime.Of(fetched), PossiblyAutomated: true));
        return [.. mail, .. session.Timeline];
    }
}
