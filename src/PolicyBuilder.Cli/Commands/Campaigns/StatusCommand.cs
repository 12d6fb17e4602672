using System.CommandLine;
using System.Globalization;
using System.Text;
using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Ledgers;
using PolicyBuilder.Cli.Console;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Cli.Commands.Campaigns;

/// <summary><c>status [city/policy]</c>: who has signed, and why not.</summary>
internal static class StatusCommand
{
    private const int Bar = 20;

    /// <summary>How many people without a signature are named on the terminal.</summary>
    private const int MostNamed = 50;


    public static Command Create(Terminal terminal, TimeProvider clock)
    {
        var policy = new Argument<string?>("policy") { Description = "city/policy, a city, or a policy of the only city; otherwise all", Arity = ArgumentArity.ZeroOrOne };
        var json = Arguments.Json();
        var csv = new Option<bool>("--csv") { Description = "Print one line for each person and policy, as CSV" };
        var html = new Option<string?>("--html") { Description = "Write a report that a browser shows and prints", HelpName = "file" };
        var exitCode = new Option<bool>("--exit-code") { Description = "Answer 1 when somebody is overdue" };
        var options = new CampaignOptions();
        var command = new ExplainedCommand("status", "Show who has signed, who has not, and why", """
            Examples:
              policybuilder status
              policybuilder status mapleton/social-media --html status.html
              policybuilder status --csv > status.csv

            Who has not signed always has a reason: not asked yet, asked, overdue, on leave, no e-mail address, an address that
            the mail server refuses, a link that expired, questions, or no agreement. What it prints names people: keep it
            where personnel files are kept.
            """) { policy, json, csv, html, exitCode };
        command.Validators.Add(result =>
        {
            if (result.GetValue(json) && result.GetValue(csv))
                result.AddError("--json and --csv cannot both be printed");
        });
        options.AddTo(command);
        command.SetAction(parsed => options.Run(terminal, parsed, clock, parsed.GetValue(policy), async (campaigns, problems) =>
        {
            var campaign = await campaigns.ReadAsync(problems);
            var status = campaigns.Policies(campaign, problems)
                .Select(name => new PolicyStatus(
                    campaign.Versions.Last(version => version.Policy == name), Standings.Of(campaign, campaigns.Terms(name, problems), name, campaigns.Today, campaigns.DayOf)))
                .ToList();
            if (problems.Exists(problem => problem.Severity == Severity.Error))
                return ExitCode.No;
            if (parsed.GetValue(html) is { } file)
                KeyFolder.WriteBesideAndRename(Path.GetFullPath(file), Encoding.UTF8.GetBytes(StatusPage.Write(campaigns.City, status, campaigns.Clock.GetUtcNow(), campaigns.Today)));
            if (parsed.GetValue(json))
                terminal.Print(Json(campaigns.City.Id, campaigns.Today, status, problems));
            else if (parsed.GetValue(csv))
                terminal.Output.Write(PolicyStatus.Csv(status));
            else
                Tell(terminal, campaigns.City.Id, campaign, status);
            if (parsed.GetValue(html) is { } written)
                terminal.Say($"Wrote {Workspace.Display(written)}. It names people: only you can open it.");
            return parsed.GetValue(exitCode) && status.Exists(one => one.All.Overdue > 0) ? ExitCode.No : ExitCode.Yes;
        }));
        return command;
    }

    private static void Tell(Terminal terminal, string city, Campaign campaign, List<PolicyStatus> status)
    {
        if (status.Count == 0)
            terminal.Say("No policy is published with an entry in the ledger yet, so nobody has to sign.");
        if (campaign.People.Count == 0)
            terminal.Say("Nobody is on the roster yet. 'policybuilder roster import' reads it from a CSV file.");
        foreach (var policy in status)
        {
            var all = policy.All;
            terminal.Print($"{city}/{policy.Version.Policy} {policy.Version.Version}, in force from {IsoDay.Of(policy.Version.Effective)}");
            terminal.Print(all.Required == 0
                ? "  Nobody has to sign it."
                : $"  {all.HaveSigned:N0} of {Arguments.Count(all.Required, "person", "people")} signed ({all.Percent} %){(all.Overdue > 0 ? $", {all.Overdue:N0} overdue" : "")}");
            var width = policy.Departments.Select(department => PolicyStatus.Department(department.Department).Length).DefaultIfEmpty(0).Max();
            foreach (var department in policy.Departments)
            {
                var filled = department.Percent * Bar / 100;
                terminal.Print(Terminal.Printable(string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {PolicyStatus.Department(department.Department).PadRight(width)}  {new string('█', filled)}{new string('░', Bar - filled)}  {department.Percent,3} %  {department.HaveSigned:N0} of {department.Required:N0}{(department.Overdue > 0 ? $", {department.Overdue:N0} overdue" : "")}")));
            }
            if (policy.Open.Count == 0)
                continue;
            terminal.Print($"  Not signed: {string.Join(", ", policy.Reasons.Select(reason => $"{reason.Count:N0} {PolicyStatus.Words(reason.Kind)}"))}");
            foreach (var standing in policy.Open.Take(MostNamed))
            {
                terminal.Print(Terminal.Printable(
                    $"    {standing.Person.Id}  {standing.Person.Name}, {PolicyStatus.Department(standing.Person.Department)}: {standing.Reason}{(standing.IsOverdue && standing.Kind != StandingKind.Overdue ? $"; was due {IsoDay.Of(standing.Due)}" : standing.Kind is StandingKind.Asked or StandingKind.Reminded ? $"; due {IsoDay.Of(standing.Due)}" : "")}"));
            }
            if (policy.Open.Count > MostNamed)
                terminal.Print($"    and {policy.Open.Count - MostNamed:N0} more; --csv lists all");
        }
    }

    private static string Json(string city, DateOnly today, List<PolicyStatus> status, List<Diagnostic> problems) => DiagnosticsJson.Write("status", true, problems, writer =>
    {
        writer.WriteString("city", city);
        writer.WriteString("day", IsoDay.Of(today));
        writer.WriteStartArray("policies");
        foreach (var policy in status)
        {
            writer.WriteStartObject();
            writer.WriteString("policy", policy.Version.Policy);
            writer.WriteString("version", policy.Version.Version.ToString());
            writer.WriteString("effective", IsoDay.Of(policy.Version.Effective));
            WriteTally(policy.All);
            writer.WriteStartObject("notSigned");
            foreach (var (kind, count) in policy.Reasons)
                writer.WriteNumber(JsonName(kind), count);
            writer.WriteEndObject();
            writer.WriteStartArray("departments");
            foreach (var department in policy.Departments)
            {
                writer.WriteStartObject();
                writer.WriteString("name", department.Department);
                WriteTally(department);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteStartArray("people");
            foreach (var standing in policy.Standings)
            {
                writer.WriteStartObject();
                writer.WriteString("id", standing.Person.Id);
                writer.WriteString("name", standing.Person.Name);
                writer.WriteString("department", standing.Person.Department);
                WriteStanding(writer, standing);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        writer.WriteEndArray();

        void WriteTally(Tally tally)
        {
            writer.WriteNumber("required", tally.Required);
            writer.WriteNumber("signed", tally.HaveSigned);
            writer.WriteNumber("overdue", tally.Overdue);
        }
    });

    /// <summary>A standing's properties, as every command's JSON has them.</summary>
    internal static void WriteStanding(System.Text.Json.Utf8JsonWriter writer, Standing standing)
    {
        writer.WriteString("standing", JsonName(standing.Kind));
        writer.WriteString("reason", standing.Reason);
        writer.WriteString("version", standing.Version.ToString());
        if (standing.Since is { } since)
            writer.WriteString("since", IsoDay.Of(since));
        if (standing.Due is { } due)
            writer.WriteString("due", IsoDay.Of(due));
        writer.WriteBoolean("overdue", standing.IsOverdue);
        if (standing.Act?.Entry is { } entry)
            writer.WriteNumber("entry", entry);
    }

    private static string JsonName(StandingKind kind) => kind == StandingKind.HasSigned ? "signed" : System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());
}
