using System.Diagnostics;
using System.Globalization;
using PolicyBuilder.Acknowledgements.Evidence;
using PolicyBuilder.Acknowledgements.Roster;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Configuration;

namespace PolicyBuilder.Acknowledgements.Campaigns;

/// <summary>Everything that is known of one person, to be told in the order in which it happened.</summary>
/// <param name="Person">The person.</param>
/// <param name="Supervisor">Whom they report to; null if the roster has none.</param>
/// <param name="Standings">Where they stand with each published policy.</param>
/// <param name="Invitations">All their invitations.</param>
/// <param name="Mails">All mails about them.</param>
/// <param name="Links">All their links: when each was sent and ended, never the link itself.</param>
/// <param name="Acts">What they did.</param>
/// <param name="References">The references on their receipts, by entry; empty where the disclosure key is not at hand.</param>
/// <param name="Leaves">Their leaves.</param>
public sealed record PersonHistory(
    Person Person,
    Person? Supervisor,
    IReadOnlyList<(string Policy, Standing Standing)> Standings,
    IReadOnlyList<Invitation> Invitations,
    IReadOnlyList<Mail> Mails,
    IReadOnlyList<Link> Links,
    IReadOnlyList<Act> Acts,
    IReadOnlyDictionary<long, string> References,
    IReadOnlyList<Leave> Leaves)
{
    /// <summary>Puts together what is known of a person.</summary>
    /// <param name="store">Knows their mails.</param>
    /// <param name="campaign">The city's campaigns.</param>
    /// <param name="person">The person.</param>
    /// <param name="terms">The policies to tell of, with their terms.</param>
    /// <param name="ledger">Opens the evidence for the references; null where it cannot be opened.</param>
    /// <param name="today">The day in the city.</param>
    /// <param name="dayOf">The day that an instant lies in, in the city.</param>
    /// <param name="cancel">Ends the reading.</param>
    public static async Task<PersonHistory> ReadAsync(
        ICampaignStore store, Campaign campaign, Person person, IReadOnlyDictionary<string, AcknowledgementTerms> terms, AcknowledgementLedger? ledger, DateOnly today, Func<DateTimeOffset, DateOnly> dayOf, CancellationToken cancel = default)
    {
        var one = campaign with { People = [person] };
        var acts = campaign.Acts.Where(act => act.Person == person.Id).ToList();
        var (mails, links) = await store.ReadMailsAsync(person.Id, cancel).ConfigureAwait(false);
        return new PersonHistory(
            person,
            campaign.People.FirstOrDefault(known => known.Id == person.Supervisor),
            [.. terms.SelectMany(policy => Campaigns.Standings.Of(one, policy.Value, policy.Key, today, dayOf).Select(standing => (policy.Key, standing)))],
            [.. campaign.Invitations.Where(invitation => invitation.Person == person.Id)],
            mails,
            links,
            acts,
            await ReferencesAsync(ledger, acts, cancel).ConfigureAwait(false),
            [.. campaign.Leaves.Where(leave => leave.Person == person.Id)]);
    }

    /// <summary>What happened, in order, with the time in UTC. No link is in it.</summary>
    public IReadOnlyList<(string Time, string Words)> Events() =>
        Events(time => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture), day => IsoDay.Of(day));

    /// <summary>The same with times and days written in another way.</summary>
    /// <param name="moment">Writes a time.</param>
    /// <param name="day">Writes a day.</param>
    public IReadOnlyList<(string Time, string Words)> Events(Func<DateTimeOffset, string> moment, Func<DateOnly, string> day)
    {
        var events = new List<(DateTimeOffset Time, string Shown, string Words)>();
        void At(DateTimeOffset? time, string words)
        {
            if (time is { } known)
                events.Add((known, moment(known), words));
        }
        foreach (var invitation in Invitations)
        {
            At(invitation.Opened, $"asked to sign {invitation.Policy} {invitation.Version} by {day(invitation.Due)}");
            At(invitation.Ended, $"no longer asked to sign {invitation.Policy} {invitation.Version}: {Words(invitation.End)}");
        }
        foreach (var mail in Mails)
        {
            At(mail.Queued, $"{Words(mail)} queued, to {mail.Address}{(mail.State is MailState.Queued or MailState.Sending ? Waiting(mail) : "")}");
            At(mail.Sent, $"{Words(mail)} taken by the mail server{Reply(mail)}{(mail.MessageId is null ? "" : $", Message-ID {mail.MessageId}")}");
            if (mail.State is MailState.Bounced or MailState.GivenUp or MailState.Cancelled && mail.Sent is null)
                At(mail.NotBefore, $"{Words(mail)} {(mail.State == MailState.Bounced ? "refused" : mail.State == MailState.GivenUp ? "given up" : "cancelled")}{Reply(mail)}");
        }
        foreach (var link in Links)
        {
            At(link.Issued, $"link sent, good until {day(DateOnly.FromDateTime(link.Expires.UtcDateTime))}");
            At(link.Ended, $"link ended: {Words(link.End)}");
        }
        foreach (var act in Acts)
        {
            if (act.Entry is { } entry)
            {
                At(act.Recorded, $"{Words(act.Kind)} {act.Policy} {act.Version}{(act.Kind == ActKind.PaperSignature ? $" on {(act.SignedOn is { } on ? day(on) : "")}" : "")}, entry {entry.ToString(CultureInfo.InvariantCulture)}{(References.TryGetValue(entry, out var reference) ? $", reference {reference}" : "")}");
            }
            else
            {
                At(act.Begun, $"began to be recorded: {Words(act.Kind)} {act.Policy} {act.Version}; the ledger has no entry of it");
            }
        }
        foreach (var leave in Leaves)
            events.Add((new DateTimeOffset(leave.From.ToDateTime(default), TimeSpan.Zero), day(leave.From), $"on leave{(leave.Until is { } until ? $" until {day(until)}" : ", until when is not known")}"));
        return [.. events.OrderBy(one => one.Time).Select(one => (one.Shown, one.Words))];
    }

    private static string Waiting(Mail mail) => mail.Attempts == 0 ? "; waits to be sent" : $"; waits to be sent, tried {(mail.Attempts == 1 ? "once" : string.Create(CultureInfo.InvariantCulture, $"{mail.Attempts} times"))}{Reply(mail)}";

    private static string Reply(Mail mail) => mail.Reply is null ? "" : $": {mail.Reply}";

    private static string Words(Mail mail) => mail.Kind == MailKind.Reminder ? string.Create(CultureInfo.InvariantCulture, $"{Words(mail.Kind)} {mail.Number}") : Words(mail.Kind);

    /// <summary>What a mail is, in words.</summary>
    public static string Words(MailKind kind) => kind switch
    {
        MailKind.Invitation => "invitation",
        MailKind.Reminder => "reminder",
        MailKind.SupervisorNotice => "notice to the supervisor",
        MailKind.Receipt => "receipt",
        MailKind.QuestionsNotice => "notice to human resources",
        MailKind.NewLink => "new link",
        _ => throw new UnreachableException(),
    };

    private static string Words(ActKind kind) => kind switch
    {
        ActKind.Signature => "signed",
        ActKind.PaperSignature => "signed on paper",
        ActKind.Refusal => "did not agree to",
        ActKind.Question => "asked about",
        ActKind.Corrected => "a signature that was entered by mistake, and corrected since:",
        _ => throw new UnreachableException(),
    };

    private static string Words(InvitationEnd? end) => end switch
    {
        InvitationEnd.Signature => "signed",
        InvitationEnd.Revoked => "taken back",
        InvitationEnd.Left => "left",
        InvitationEnd.Superseded => "a newer version took its place",
        null => "",
        _ => throw new UnreachableException(),
    };

    private static string Words(LinkEnd? end) => end switch
    {
        LinkEnd.Signature => "signed",
        LinkEnd.Revoked => "taken back",
        LinkEnd.Left => "left",
        LinkEnd.OnLeave => "on leave",
        LinkEnd.AddressChanged => "the address changed",
        LinkEnd.Rotated => "a newer one was sent",
        LinkEnd.Superseded => "a newer version took its place",
        LinkEnd.NotSent => "its mail was not sent",
        null => "",
        _ => throw new UnreachableException(),
    };

    /// <summary>The references on the receipts, by entry. They stand in the evidence only, which opens where its key is.</summary>
    private static async Task<IReadOnlyDictionary<long, string>> ReferencesAsync(AcknowledgementLedger? ledger, List<Act> acts, CancellationToken cancel)
    {
        var references = new Dictionary<long, string>();
        if (ledger is null)
            return references;
        foreach (var entry in acts.Select(act => act.Entry).OfType<long>())
        {
            if (await ledger.ReadAsync(entry, cancel).ConfigureAwait(false) is { } disclosure)
                references[entry] = disclosure.Evidence.Reference;
        }
        return references;
    }
}
