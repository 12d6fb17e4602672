using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Evidence;
using PolicyBuilder.Acknowledgements.Roster;
using PolicyBuilder.Cli.Console;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Cli.Commands.Campaigns;

/// <summary><c>person ID</c>: everything that is known of one person, in the order in which it happened.</summary>
internal static class PersonCommand
{
    public static Command Create(Terminal terminal, TimeProvider clock)
    {
        var id = new Argument<string>("id") { Description = "The person's id on the roster" };
        var json = Arguments.Json();
        var options = new CampaignOptions();
        var command = new ExplainedCommand("person", "Show one person's history: what they were sent, and what they signed", """
            Example:
              policybuilder person 101

            Links are told by when they were sent and ended; no command shows a link itself. The reference of a signature is
            the one on the person's receipt; it is shown where the disclosure key is on this computer.
            """) { id, json };
        options.AddTo(command);
        command.SetAction(parsed => options.Run(terminal, parsed, clock, null, async (campaigns, problems) =>
        {
            var campaign = await campaigns.ReadAsync(problems);
            var wanted = parsed.GetValue(id)!;
            if (campaign.People.FirstOrDefault(person => person.Id == wanted) is not { } person)
            {
                problems.Add(Problems.NoSuchPerson(campaigns.City.Id, wanted, [.. campaign.People.Select(known => known.Id)]));
                return ExitCode.No;
            }
            var one = campaign with { People = [person] };
            var standings = campaigns.Policies(campaign, problems)
                .SelectMany(policy => Standings.Of(one, campaigns.Terms(policy, problems), policy, campaigns.Today, campaigns.DayOf).Select(standing => (Policy: policy, Standing: standing)))
                .ToList();
            if (problems.Exists(problem => problem.Severity == Severity.Error))
                return ExitCode.No;
            var acts = campaign.Acts.Where(act => act.Person == person.Id).ToList();
            var (mails, links) = await campaigns.Store.ReadMailsAsync(person.Id);
            var history = new History(
                person,
                campaign.People.FirstOrDefault(known => known.Id == person.Supervisor),
                standings,
                [.. campaign.Invitations.Where(invitation => invitation.Person == person.Id)],
                mails,
                links,
                acts,
                await ReferencesAsync(campaigns, acts),
                [.. campaign.Leaves.Where(leave => leave.Person == person.Id)]);
            if (parsed.GetValue(json))
                terminal.Print(Json(history, problems));
            else
                Tell(terminal, history);
            return ExitCode.Yes;
        }));
        return command;
    }

    private sealed record History(
        Person Person,
        Person? Supervisor,
        IReadOnlyList<(string Policy, Standing Standing)> Standings,
        IReadOnlyList<Invitation> Invitations,
        IReadOnlyList<Mail> Mails,
        IReadOnlyList<Link> Links,
        IReadOnlyList<Act> Acts,
        IReadOnlyDictionary<long, string> References,
        IReadOnlyList<Leave> Leaves);

    /// <summary>The references on the receipts, by entry. They stand in the evidence only, which opens where its key is.</summary>
    private static async Task<IReadOnlyDictionary<long, string>> ReferencesAsync(OpenCampaigns campaigns, List<Act> acts)
    {
        var references = new Dictionary<long, string>();
        if (!campaigns.Ledger.Keys.Disclosures.Exist)
            return references;
        var ledger = new AcknowledgementLedger(campaigns.Ledger.Store, (_, _) => throw new UnreachableException(), campaigns.Ledger.Keys.Disclosures, campaigns.Clock);
        foreach (var entry in acts.Select(act => act.Entry).OfType<long>())
        {
            if (await ledger.ReadAsync(entry) is { } disclosure)
                references[entry] = disclosure.Evidence.Reference;
        }
        return references;
    }

    private static void Tell(Terminal terminal, History history)
    {
        var person = history.Person;
        Print($"{person.Id}  {person.Name}");
        string[] facts =
        [
            string.Join(", ", new[] { person.Title, person.Department }.Where(text => text.Length > 0)),
            person.Email is null ? "no e-mail address" : $"{person.Email}, written to in {person.Language}",
            person.Supervisor is null ? "" : $"reports to {person.Supervisor}{(history.Supervisor is null ? "" : $" {history.Supervisor.Name}")}",
            person.Hired is null ? "" : $"first day {PolicyStatus.Iso(person.Hired)}",
            person.Left is null ? "" : $"last day {PolicyStatus.Iso(person.Left)}",
            person.MayPost ? "may post for the city" : "",
        ];
        foreach (var fact in facts.Where(fact => fact.Length > 0))
            Print($"  {fact}");
        foreach (var (policy, standing) in history.Standings)
            Print($"{policy} {standing.Version}: {standing.Reason}{(standing.Due is { } due ? $"; {(standing.IsOverdue ? "was due" : "due")} {PolicyStatus.Iso(due)}" : "")}");
        foreach (var (time, words) in Events(history))
            Print($"  {time}  {words}");

        void Print(string line) => terminal.Print(Terminal.Printable(line));
    }

    /// <summary>What happened, in order.</summary>
    private static IEnumerable<(string Time, string Words)> Events(History history)
    {
        var events = new List<(DateTimeOffset Time, string Shown, string Words)>();
        void At(DateTimeOffset? time, string words)
        {
            if (time is { } known)
                events.Add((known, known.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture), words));
        }
        foreach (var invitation in history.Invitations)
        {
            At(invitation.Opened, $"asked to sign {invitation.Policy} {invitation.Version} by {PolicyStatus.Iso(invitation.Due)}");
            At(invitation.Ended, $"no longer asked to sign {invitation.Policy} {invitation.Version}: {Words(invitation.End)}");
        }
        foreach (var mail in history.Mails)
        {
            At(mail.Queued, $"{Words(mail)} queued, to {mail.Address}{(mail.State is MailState.Queued or MailState.Sending ? Waiting(mail) : "")}");
            At(mail.Sent, $"{Words(mail)} taken by the mail server{Reply(mail)}{(mail.MessageId is null ? "" : $", Message-ID {mail.MessageId}")}");
            if (mail.State is MailState.Bounced or MailState.GivenUp or MailState.Cancelled && mail.Sent is null)
                At(mail.NotBefore, $"{Words(mail)} {(mail.State == MailState.Bounced ? "refused" : mail.State == MailState.GivenUp ? "given up" : "cancelled")}{Reply(mail)}");
        }
        foreach (var link in history.Links)
        {
            At(link.Issued, $"link sent, good until {PolicyStatus.Iso(DateOnly.FromDateTime(link.Expires.UtcDateTime))}");
            At(link.Ended, $"link ended: {Words(link.End)}");
        }
        foreach (var act in history.Acts)
        {
            if (act.Entry is { } entry)
            {
                At(act.Recorded, $"{Words(act.Kind)} {act.Policy} {act.Version}{(act.Kind == ActKind.PaperSignature ? $" on {PolicyStatus.Iso(act.SignedOn)}" : "")}, entry {entry.ToString(CultureInfo.InvariantCulture)}{(history.References.TryGetValue(entry, out var reference) ? $", reference {reference}" : "")}");
            }
            else
            {
                At(act.Begun, $"began to be recorded: {Words(act.Kind)} {act.Policy} {act.Version}; the ledger has no entry of it");
            }
        }
        foreach (var leave in history.Leaves)
            events.Add((new DateTimeOffset(leave.From.ToDateTime(default), TimeSpan.Zero), $"{PolicyStatus.Iso(leave.From),-20}", $"on leave{(leave.Until is null ? ", until when is not known" : $" until {PolicyStatus.Iso(leave.Until)}")}"));
        return events.OrderBy(one => one.Time).Select(one => (one.Shown, one.Words));
    }

    private static string Waiting(Mail mail) => mail.Attempts == 0 ? "; waits to be sent" : $"; waits to be sent, tried {Arguments.Count(mail.Attempts, "time", "times")}{Reply(mail)}";

    private static string Reply(Mail mail) => mail.Reply is null ? "" : $": {mail.Reply}";

    private static string Words(Mail mail) => mail.Kind switch
    {
        MailKind.Invitation => "invitation",
        MailKind.Reminder => string.Create(CultureInfo.InvariantCulture, $"reminder {mail.Number}"),
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

    private static string Json(History history, List<Diagnostic> problems) => DiagnosticsJson.Write("person", true, problems, writer =>
    {
        var person = history.Person;
        writer.WriteStartObject("person");
        foreach (var column in (RosterColumn[])[RosterColumn.Id, RosterColumn.Name, RosterColumn.Email, RosterColumn.Language, RosterColumn.Department, RosterColumn.Title, RosterColumn.Supervisor, RosterColumn.Hired, RosterColumn.Left])
        {
            if (RosterColumns.ValueOf(person, column) is { Length: > 0 } value)
                writer.WriteString(RosterColumns.NameOf(column), value);
        }
        writer.WriteBoolean("mayPost", person.MayPost);
        writer.WriteEndObject();
        List("standings", history.Standings, one =>
        {
            writer.WriteString("policy", one.Policy);
            StatusCommand.WriteStanding(writer, one.Standing);
        });
        List("invitations", history.Invitations, invitation =>
        {
            writer.WriteString("id", invitation.Id);
            writer.WriteString("policy", invitation.Policy);
            writer.WriteString("version", invitation.Version.ToString());
            Time("opened", invitation.Opened);
            writer.WriteString("due", PolicyStatus.Iso(invitation.Due));
            writer.WriteNumber("reminders", invitation.Reminders);
            Time("ended", invitation.Ended);
            Word("end", invitation.End?.ToString());
        });
        List("mails", history.Mails, mail =>
        {
            writer.WriteString("id", mail.Id);
            Word("kind", mail.Kind.ToString());
            writer.WriteString("address", mail.Address);
            writer.WriteNumber("number", mail.Number);
            Word("state", mail.State.ToString());
            Time("queued", mail.Queued);
            writer.WriteNumber("attempts", mail.Attempts);
            Time("sent", mail.Sent);
            if (mail.MessageId is not null)
                writer.WriteString("messageId", mail.MessageId);
            if (mail.Reply is not null)
                writer.WriteString("reply", mail.Reply);
        });
        List("links", history.Links, link =>
        {
            writer.WriteString("mail", link.Mail);
            writer.WriteString("address", link.Address);
            Time("issued", link.Issued);
            Time("expires", link.Expires);
            Time("ended", link.Ended);
            Word("end", link.End?.ToString());
        });
        List("acts", history.Acts, act =>
        {
            Word("kind", act.Kind.ToString());
            writer.WriteString("policy", act.Policy);
            writer.WriteString("version", act.Version.ToString());
            Time("recorded", act.Recorded);
            if (act.SignedOn is { } day)
                writer.WriteString("signedOn", PolicyStatus.Iso(day));
            if (act.Entry is { } entry)
            {
                writer.WriteNumber("entry", entry);
                if (history.References.TryGetValue(entry, out var reference))
                    writer.WriteString("reference", reference);
            }
        });
        List("leaves", history.Leaves, leave =>
        {
            writer.WriteString("from", PolicyStatus.Iso(leave.From));
            if (leave.Until is { } until)
                writer.WriteString("until", PolicyStatus.Iso(until));
        });

        void List<T>(string name, IReadOnlyList<T> items, Action<T> write)
        {
            writer.WriteStartArray(name);
            foreach (var item in items)
            {
                writer.WriteStartObject();
                write(item);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        }
        void Time(string name, DateTimeOffset? time)
        {
            if (time is { } known)
                writer.WriteString(name, Acknowledgements.Entries.EntryTime.Of(known).ToString());
        }
        void Word(string name, string? word)
        {
            if (word is not null)
                writer.WriteString(name, System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(word));
        }
    });
}
