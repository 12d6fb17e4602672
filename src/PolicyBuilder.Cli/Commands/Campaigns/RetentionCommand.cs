using System.CommandLine;
using System.Globalization;
using System.Text;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Acknowledgements.Evidence;
using PolicyBuilder.Acknowledgements.Ledgers;
using PolicyBuilder.Acknowledgements.Retention;
using PolicyBuilder.Cli.Console;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Cli.Commands.Campaigns;

/// <summary><c>retention</c>: what may be disposed of, disposing of it, and legal holds.</summary>
internal static class RetentionCommand
{
    public static Command Create(Terminal terminal, TimeProvider clock) => new("retention", "What evidence may be disposed of, disposing of it, and legal holds")
    {
        Plan(terminal, clock),
        Dispose(terminal, clock),
        Hold(terminal, clock),
        Lift(terminal, clock),
    };

    private static ExplainedCommand Plan(Terminal terminal, TimeProvider clock)
    {
        var (json, options) = (Arguments.Json(), new CampaignOptions());
        var command = new ExplainedCommand("plan", "Tell what may be disposed of, under which item of the schedule, and what not yet", """
            Example:
              policybuilder retention plan

            Nothing is disposed of by itself, ever. How long evidence is kept after a person left stands in the policy's YAML: acknowledgement.retention.
            """) { json };
        options.AddTo(command);
        command.SetAction(parsed => options.Run(terminal, parsed, clock, null, async (campaigns, problems) =>
        {
            if (await ReadAsync(campaigns, problems) is not { } plan)
                return ExitCode.No;
            if (parsed.GetValue(json))
            {
                terminal.Print(DiagnosticsJson.Write("retention plan", true, problems, writer =>
                {
                    writer.WriteStartArray("items");
                    foreach (var item in plan.Items)
                    {
                        writer.WriteStartObject();
                        writer.WriteString("person", item.Person.Id);
                        writer.WriteString("policy", item.Policy);
                        writer.WriteString("left", IsoDay.Of(item.Person.Left!.Value));
                        writer.WriteString("dueOn", IsoDay.Of(item.DueOn));
                        writer.WriteString("state", item.State.ToString().ToLowerInvariant());
                        writer.WriteString("schedule", item.Schedule);
                        writer.WriteStartArray("entries");
                        foreach (var entry in item.Entries)
                            writer.WriteNumberValue(entry);
                        writer.WriteEndArray();
                        writer.WriteEndObject();
                    }
                    writer.WriteEndArray();
                }));
                return ExitCode.Yes;
            }
            foreach (var item in plan.Items)
                terminal.Print(LineOf(item));
            var due = plan.Due.ToList();
            terminal.Say(due.Count == 0
                ? "Nothing may be disposed of today."
                : $"{Arguments.Count(due.SelectMany(item => item.Entries).Count(), "record", "records")} about {Arguments.Count(due.Select(item => item.Person.Id).Distinct().Count(), "person", "people")} may be disposed of: policybuilder retention dispose --approved-by OFFICE");
            return ExitCode.Yes;
        }));
        return command;
    }

    private static ExplainedCommand Dispose(Terminal terminal, TimeProvider clock)
    {
        var approver = new Option<string>("--approved-by") { Description = "The office that approved it, such as \"City Clerk\"; it stands in the ledger for ever", HelpName = "office", Required = true };
        var people = new Option<string[]>("--person") { Description = "Only these people, by id", HelpName = "id" };
        var notice = new Option<string?>("--notice") { Description = "File for the destruction notice [default: destruction-notice-<date>.html]", HelpName = "file" };
        var dry = new Option<bool>("--dry-run") { Description = "Tell what would be disposed of, and do nothing" };
        var options = new CampaignOptions();
        var command = new ExplainedCommand("dispose", "Dispose of what the plan says is due: for good, approved, with a notice", """
            Example:
              policybuilder retention dispose --approved-by "City Clerk"

            The entries stay in the ledger and name no one; the evidence behind them can never be read again, in backups neither. People of whom nothing
            is left are removed from the roster. A legal hold refuses. Done again after a crash, it goes on where it stopped.
            Afterwards, back up the database and the disclosure keys anew, and destroy the old backups.
            """) { approver, people, notice, dry };
        options.AddTo(command);
        command.SetAction(parsed => options.Run(terminal, parsed, clock, null, async (campaigns, problems) =>
        {
            var office = parsed.GetValue(approver)!;
            if (Disposal.ApproverRefusal(office) is { } refusal)
                problems.Add(Problems.ApproverRefused(office, refusal));
            if (await ReadAsync(campaigns, problems) is not { } plan || problems.Any(problem => problem.Severity == Severity.Error))
                return ExitCode.No;
            var wanted = parsed.GetValue(people) ?? [];
            foreach (var id in wanted.Where(id => !plan.Items.Any(item => item.Person.Id == id && item.State == RetentionState.Due)))
                problems.Add(Problems.HeldOrGone(campaigns.City.Id, $"nothing about '{id}' is due"));
            var due = plan.Due.Where(item => wanted.Length == 0 || wanted.Contains(item.Person.Id)).ToList();
            foreach (var schedule in due.Select(item => item.Schedule).Distinct())
            {
                if (Disposal.ScheduleRefusal(schedule) is { } why)
                    problems.Add(Problems.ScheduleRefused(schedule, why));
            }
            if (problems.Any(problem => problem.Severity == Severity.Error))
                return ExitCode.No;
            if (due.Count == 0)
            {
                terminal.Say("Nothing may be disposed of today. Nothing was changed.");
                return ExitCode.Yes;
            }
            if (parsed.GetValue(dry))
            {
                due.ForEach(item => terminal.Print(LineOf(item)));
                terminal.Say("Nothing was disposed of: this was a trial.");
                return ExitCode.Yes;
            }
            return await DisposeAsync(terminal, campaigns, problems, plan, due, office, parsed.GetValue(notice));
        }));
        return command;
    }

    private static Task<int> DisposeAsync(
        Terminal terminal, OpenCampaigns campaigns, List<Diagnostic> problems, RetentionPlan plan, List<RetentionItem> due, string office, string? notice) => Recording.RunAsync(campaigns, problems, async recording =>
    {
        try
        {
            var file = notice ?? $"destruction-notice-{IsoDay.Of(campaigns.Today)}.html";
            var disposed = await Disposing.RunAsync(
                plan, due, office, recording.Evidence, campaigns.Store, campaigns.City, campaigns.Ledger.Name, campaigns.Today, text => KeyFolder.WriteBesideAndRename(Path.GetFullPath(file), Encoding.UTF8.GetBytes(text)));
            terminal.Print(Workspace.Display(file));
            terminal.Say($"Disposed of {Arguments.Count(disposed.Count, "record", "records")}; {Arguments.Count(disposed.Forgotten, "person", "people")} removed from the roster.");
            terminal.Say("Back up the database and the disclosure keys now, apart from each other, and destroy the older backups.");
            return ExitCode.Yes;
        }
        catch (RecordRefusedException refused)
        {
            problems.Add(Problems.HeldOrGone(campaigns.City.Id, refused.Message));
            return ExitCode.No;
        }
    });

    private static ExplainedCommand Hold(Terminal terminal, TimeProvider clock)
    {
        var (person, by, options) = (Person(), By(), new CampaignOptions());
        var reason = new Option<string>("--reason") { Description = "The claim, request or investigation", HelpName = "text", Required = true };
        var command = new ExplainedCommand("hold", "Place a legal hold on a person: nothing about them is disposed of until it is lifted", """
            Example:
              policybuilder retention hold 1007 --reason "Claim 2031-4" --by "City Attorney"
            """) { person, reason, by };
        options.AddTo(command);
        command.SetAction(parsed => options.Run(terminal, parsed, clock, null, (campaigns, problems) => ChangeAsync(
            terminal, campaigns, problems, parsed.GetValue(person)!, (evidence, id) => evidence.HoldPersonAsync(id, parsed.GetValue(reason)!, parsed.GetValue(by)!), "is held; later records will be too")));
        return command;
    }

    private static ExplainedCommand Lift(Terminal terminal, TimeProvider clock)
    {
        var (person, by, options) = (Person(), By(), new CampaignOptions());
        var command = new ExplainedCommand("lift", "Lift the legal hold on a person", """
            Example:
              policybuilder retention lift 1007 --by "City Attorney"
            """) { person, by };
        options.AddTo(command);
        command.SetAction(parsed => options.Run(terminal, parsed, clock, null, (campaigns, problems) => ChangeAsync(
            terminal, campaigns, problems, parsed.GetValue(person)!, (evidence, id) => evidence.LiftPersonAsync(id, parsed.GetValue(by)!), "is held no more")));
        return command;
    }

    private static Task<int> ChangeAsync(
        Terminal terminal, OpenCampaigns campaigns, List<Diagnostic> problems, string id, Func<AcknowledgementLedger, string, Task<IReadOnlyList<long>>> change, string what) => Recording.RunAsync(campaigns, problems, async recording =>
    {
        try
        {
            var entries = await change(recording.Evidence, id);
            if (entries.Count == 0)
                problems.Add(Problems.NoEvidenceOf(campaigns.Ledger.Place.Shown, id));
            else
                terminal.Say($"The evidence about '{id}' ({Arguments.Count(entries.Count, "entry", "entries")}) {what}.");
        }
        catch (RecordRefusedException refused)
        {
            problems.Add(Problems.HeldOrGone(campaigns.City.Id, refused.Message));
        }
        return ExitCode.Yes;
    });

    private static async Task<RetentionPlan?> ReadAsync(OpenCampaigns campaigns, List<Diagnostic> problems)
    {
        var campaign = await campaigns.ReadAsync(problems);
        var terms = campaign.Versions.Select(version => version.Policy).Distinct().ToDictionary(policy => policy, policy => campaigns.Terms(policy, problems).Retention, StringComparer.Ordinal);
        return problems.Any(problem => problem.Severity == Severity.Error)
            ? null
            : await Disposing.PlanAsync(campaigns.Ledger.Store, campaigns.Ledger.Keys.Disclosures, campaign, policy => terms.GetValueOrDefault(policy) ?? new(), campaigns.City.Id, campaigns.Today);
    }

    private static string LineOf(RetentionItem item) => string.Create(
        CultureInfo.InvariantCulture,
        $"{item.Person.Id}: {item.Policy ?? "roster only"}, {item.Entries.Count} {(item.Entries.Count == 1 ? "record" : "records")}, left {item.Person.Left:yyyy-MM-dd}, {State(item)} [{item.Schedule}]");

    private static string State(RetentionItem item) => item.State switch
    {
        RetentionState.Due => string.Create(CultureInfo.InvariantCulture, $"due since {item.DueOn:yyyy-MM-dd}"),
        RetentionState.Held => "under a legal hold",
        _ => string.Create(CultureInfo.InvariantCulture, $"kept until {item.DueOn.AddDays(-1):yyyy-MM-dd}"),
    };

    private static Argument<string> Person() => new("id") { Description = "The person's id" };

    private static Option<string> By() => new("--by") { Description = "Who decided it", HelpName = "name", Required = true };
}
