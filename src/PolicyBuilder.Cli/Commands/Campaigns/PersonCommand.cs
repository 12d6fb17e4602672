using System.CommandLine;
using System.Diagnostics;
using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Evidence;
using PolicyBuilder.Acknowledgements.Roster;
using PolicyBuilder.Cli.Console;
using PolicyBuilder.Model;
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
            var terms = campaigns.Policies(campaign, problems).ToDictionary(policy => policy, policy => campaigns.Terms(policy, problems), StringComparer.Ordinal);
            if (problems.Exists(problem => problem.Severity == Severity.Error))
                return ExitCode.No;
            var keys = campaigns.Ledger.Keys.Disclosures;
            var ledger = keys.Exist ? new AcknowledgementLedger(campaigns.Ledger.Store, (_, _) => throw new UnreachableException(), keys, campaigns.Clock) : null;
            var history = await PersonHistory.ReadAsync(campaigns.Store, campaign, person, terms, ledger, campaigns.Today, campaigns.DayOf);
            if (parsed.GetValue(json))
                terminal.Print(Json(history, problems));
            else
                Tell(terminal, history);
            return ExitCode.Yes;
        }));
        return command;
    }

    private static void Tell(Terminal terminal, PersonHistory history)
    {
        var person = history.Person;
        Print($"{person.Id}  {person.Name}");
        string[] facts =
        [
            string.Join(", ", new[] { person.Title, person.Department }.Where(text => text.Length > 0)),
            person.Email is null ? "no e-mail address" : $"{person.Email}, written to in {person.Language}",
            person.Supervisor is null ? "" : $"reports to {person.Supervisor}{(history.Supervisor is null ? "" : $" {history.Supervisor.Name}")}",
            person.Hired is null ? "" : $"first day {IsoDay.Of(person.Hired)}",
            person.Left is null ? "" : $"last day {IsoDay.Of(person.Left)}",
            person.MayPost ? "may post for the city" : "",
        ];
        foreach (var fact in facts.Where(fact => fact.Length > 0))
            Print($"  {fact}");
        foreach (var (policy, standing) in history.Standings)
            Print($"{policy} {standing.Version}: {standing.Reason}{(standing.Due is { } due ? $"; {(standing.IsOverdue ? "was due" : "due")} {IsoDay.Of(due)}" : "")}");
        foreach (var (time, words) in history.Events())
            Print($"  {time,-20}  {words}");

        void Print(string line) => terminal.Print(Terminal.Printable(line));
    }

    private static string Json(PersonHistory history, List<Diagnostic> problems) => DiagnosticsJson.Write("person", true, problems, writer =>
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
            writer.WriteString("due", IsoDay.Of(invitation.Due));
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
                writer.WriteString("signedOn", IsoDay.Of(day));
            if (act.Entry is { } entry)
            {
                writer.WriteNumber("entry", entry);
                if (history.References.TryGetValue(entry, out var reference))
                    writer.WriteString("reference", reference);
            }
        });
        List("leaves", history.Leaves, leave =>
        {
            writer.WriteString("from", IsoDay.Of(leave.From));
            if (leave.Until is { } until)
                writer.WriteString("until", IsoDay.Of(until));
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
