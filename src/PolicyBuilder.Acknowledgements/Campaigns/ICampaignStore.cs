using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Acknowledgements.Roster;

namespace PolicyBuilder.Acknowledgements.Campaigns;

/// <summary>
/// Keeps one city's roster and campaigns, beside the ledger and apart from it: what is here can be altered and forgotten, what is there
/// cannot. Each call that changes something is one transaction; done twice, it changes nothing the second time. Texts are kept as given,
/// times in whole milliseconds (the rest is cut off). An asking mail carries a link, or is a
/// <see cref="MailKind.SupervisorNotice"/>: needless where there is nothing to sign any more.
/// </summary>
public interface ICampaignStore : IAsyncDisposable
{
    /// <summary>The name of the city's folder.</summary>
    string City { get; }

    /// <summary>Everything, as it is at one moment.</summary>
    Task<Campaign> ReadAsync(CancellationToken cancel = default);

    /// <summary>The roster alone, by id.</summary>
    Task<IReadOnlyList<Person>> ReadPeopleAsync(CancellationToken cancel = default);

    /// <summary>
    /// Carries out an import. Where <see cref="RosterChange.EndsLinks"/>, the person's links end and their waiting mails are cancelled;
    /// of those who left, the invitations end too. For those with another address, mails that were queued and not being sent yet are
    /// queued anew to that, under ids of their own, and a bounce is forgotten.
    /// </summary>
    /// <exception cref="RosterMovedException">The roster is not the one that the import was compared with. Nothing was changed.</exception>
    Task ApplyAsync(RosterImport import, DateTimeOffset now, CancellationToken cancel = default);

    /// <summary>Adds published versions that are not known yet. One that opened a new round ends the open invitations to earlier ones of its policy.</summary>
    Task AddVersionsAsync(IReadOnlyCollection<AskedVersion> versions, DateTimeOffset now, CancellationToken cancel = default);

    /// <summary>
    /// Opens invitations and queues mails. Left out are: an invitation to a version that its person signed or is invited to already (one
    /// that HR took back, or that ended because the person left, does not count); asking mails whose invitation is not open; a mail
    /// like one that waits (invitation, kind, number and entry), or, where it has a number, like one that was sent; people not on the roster.
    /// </summary>
    /// <returns>How many mails were queued.</returns>
    Task<int> QueueAsync(IReadOnlyCollection<Invitation> invitations, IReadOnlyCollection<Mail> mails, CancellationToken cancel = default);

    /// <summary>Ends an open invitation and its links, and cancels its asking mails.</summary>
    Task EndInvitationAsync(string invitation, InvitationEnd end, DateTimeOffset now, CancellationToken cancel = default);

    /// <summary>
    /// Notes a leave; another with the same first day has its last day replaced. If it covers <paramref name="today"/>, the person's
    /// links end and asking mails are cancelled; the invitations stay open.
    /// </summary>
    Task AddLeaveAsync(Leave leave, DateOnly today, DateTimeOffset now, CancellationToken cancel = default);

    /// <summary>
    /// Waits until no other program sends this city's mails, and keeps others waiting until it is disposed of or the program ends, however it
    /// ends. Mails that a program left in <see cref="MailState.Sending"/> are queued again.
    /// </summary>
    Task<IAsyncDisposable> LockSendingAsync(CancellationToken cancel = default);

    /// <summary>
    /// The mails that may be sent now, oldest first, and of the city what they are about: whom they are for, with supervisors, invitations and
    /// acts, and all versions.
    /// </summary>
    Task<Campaign> ReadQueueAsync(DateTimeOffset now, int most, CancellationToken cancel = default);

    /// <summary>
    /// In one transaction: notes what came of mails, and begins others, whose links work from then on. When a mail was sent, older links of
    /// its invitation end, and the invitation's counts move on; when it was not, its own link ends. A mail that was cancelled meanwhile is
    /// not begun; one that was cancelled while it was being sent, and was sent all the same, counts as sent.
    /// </summary>
    /// <returns>The ids of those begun.</returns>
    Task<IReadOnlySet<string>> ExchangeAsync(IReadOnlyCollection<MailOutcome> ended, IReadOnlyCollection<MailStart> begun, DateTimeOffset now, CancellationToken cancel = default);

    /// <summary>The link of a token, with its invitation; null for an unknown one.</summary>
    Task<(Link Link, Invitation Invitation)?> FindLinkAsync(ContentHash token, CancellationToken cancel = default);

    /// <summary>All mails about a person and all their links, oldest first.</summary>
    Task<(IReadOnlyList<Mail> Mails, IReadOnlyList<Link> Links)> ReadMailsAsync(string person, CancellationToken cancel = default);

    /// <summary>
    /// Begins an act, or finds the one begun before: a person signs a version once, in whichever way came first, declines it once, and
    /// asks anew only when the question before is in the ledger.
    /// </summary>
    /// <exception cref="InvalidOperationException">The person is not on the roster.</exception>
    Task<Act> BeginAsync(Act act, CancellationToken cancel = default);

    /// <summary>
    /// Notes that the ledger has an act, as <paramref name="act"/> tells now: its kind, entry, time and day; <paramref name="mails"/> are queued,
    /// unless the act was noted before. After a signature the person's open invitations to this version, to earlier ones and to later ones
    /// of the same round end, with their links, and their asking mails are cancelled.
    /// </summary>
    Task FinishAsync(Act act, IReadOnlyCollection<Mail> mails, CancellationToken cancel = default);

    /// <summary>Notes that a signature was corrected: it does not count any more, and the person can be invited again.</summary>
    Task CorrectAsync(string act, CancellationToken cancel = default);

    /// <summary>
    /// Forgets people: everything about them here, so that no byte of it is left in the files the store writes. Nobody else may be at
    /// work for long meanwhile: the files are written anew.
    /// </summary>
    /// <exception cref="TimeoutException">They are forgotten, but somebody reads the files; call again.</exception>
    Task ForgetAsync(IReadOnlyCollection<string> people, CancellationToken cancel = default);
}

/// <summary>A mail about to be sent.</summary>
/// <param name="Mail">The mail's id.</param>
/// <param name="Link">The link in it; null for none.</param>
public sealed record MailStart(string Mail, Link? Link);

/// <summary>What came of an attempt to send a mail.</summary>
/// <param name="Mail">The mail's id.</param>
/// <param name="State"><see cref="MailState.Sent"/>, <see cref="MailState.Bounced"/>, <see cref="MailState.GivenUp"/>, or <see cref="MailState.Queued"/> to try again.</param>
/// <param name="Reply">The server's answer, or what went wrong.</param>
/// <param name="NotBefore">When to try again.</param>
/// <param name="MessageId">The Message-ID it was sent under; null if it was not sent.</param>
/// <param name="MayHaveArrived">Whether the answer was lost, so that the server may have taken it: its link works on then.</param>
public sealed record MailOutcome(string Mail, MailState State, string? Reply, DateTimeOffset? NotBefore = null, string? MessageId = null, bool MayHaveArrived = false);

/// <summary>The roster changed between an import's comparison and its execution.</summary>
public sealed class RosterMovedException() : Exception("The roster was changed by somebody else meanwhile. Nothing was imported; run the same command again.");
