using System.CommandLine;
using System.Globalization;
using PolicyBuilder.Acknowledgements;
using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Cli.Console;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Cli.Commands.Campaigns;

/// <summary><c>who --on DATE</c>: who was bound by which text on a day.</summary>
internal static class WhoCommand
{
    private static readonly string[] Columns = ["day", "policy", "in force", "id", "name", "department", "acknowledged", "signed on", "how", "entry", "reason why not"];

    public static Command Create(Terminal terminal, TimeProvider clock)
    {
        var on = new Option<string>("--on") { Description = "The day, as 2027-05-01", HelpName = "date", Required = true };
        var policy = new Option<string?>("--policy") { Description = "One policy, as city/policy or policy; otherwise all", HelpName = "city/policy" };
        var json = Arguments.Json();
        var csv = new Option<bool>("--csv") { Description = "Print one line for each person and policy, as CSV" };
        var options = new CampaignOptions();
        var command = new ExplainedCommand("who", "Show who was bound by which text on a day", """
            Examples:
              policybuilder who --on 2027-05-01
              policybuilder who --on 2027-05-01 --policy mapleton/social-media --csv > who.csv

            For everyone who worked for the city on that day: the version in force, the version that they had acknowledged by
            the end of it with its entry in the ledger, or why they had not. Departments and who must sign are those of now.
            """) { on, policy, json, csv };
        command.Validators.Add(result =>
        {
            if (result.GetValue(on) is { } text && Day(text) is not { })
                result.AddError($"'{text}' is not a day: write --on 2027-05-01");
            else if (result.GetValue(on) is { } past && Day(past) > DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(1))
                result.AddError($"{past} is yet to come, and nobody knows who will have signed by then");
            if (result.GetValue(json) && result.GetValue(csv))
                result.AddError("--json and --csv cannot both be printed");
        });
        options.AddTo(command);
        command.SetAction(parsed => options.Run(terminal, parsed, clock, parsed.GetValue(policy), async (campaigns, problems) =>
        {
            var day = Day(parsed.GetValue(on)!)!.Value;
            var campaign = await campaigns.ReadAsync(problems);
            var bindings = campaigns.Policies(campaign, problems)
                .Select(name => (Policy: name, People: Binding.On(campaign, campaigns.Terms(name, problems), name, day, campaigns.DayOf)))
                .ToList();
            if (problems.Exists(problem => problem.Severity == Severity.Error))
                return ExitCode.No;
            if (parsed.GetValue(json))
                terminal.Print(Json(campaigns.City.Id, day, bindings, problems));
            else if (parsed.GetValue(csv))
                WriteCsv(terminal.Output, day, bindings);
            else
                Tell(terminal, campaigns.City.Id, day, bindings);
            return ExitCode.Yes;
        }));
        return command;
    }

    private static DateOnly? Day(string text) => IsoDay.TryRead(text, out var day) ? day : null;

    private static void Tell(Terminal terminal, string city, DateOnly day, List<(string Policy, IReadOnlyList<Binding> People)> bindings)
    {
        if (bindings.Count == 0)
            terminal.Say("No policy is published with an entry in the ledger yet.");
        foreach (var (policy, people) in bindings)
        {
            var inForce = people.Count == 0 ? null : people[0].InForce;
            terminal.Print(inForce is null
                ? $"On {IsoDay.Of(day)} no version of {city}/{policy} was in force{(people.Count == 0 ? " for anyone on the roster" : "")}."
                : string.Create(CultureInfo.InvariantCulture, $"On {IsoDay.Of(day)} {city}/{policy} {inForce.Version} was in force (entry {inForce.Entry}, since {IsoDay.Of(inForce.Effective)}). {Arguments.Count(people.Count, "person", "people")} worked for the city; {people.Count(one => one.Missing is null):N0} had acknowledged it."));
            foreach (var binding in inForce is null ? [] : people)
                terminal.Print(Terminal.Printable($"  {binding.Person.Id}  {binding.Person.Name}, {PolicyStatus.Department(binding.Person.Department)}: {Words(binding)}"));
        }
    }

    private static string Words(Binding binding)
    {
        var acknowledged = binding.Acknowledged is { } act
            ? string.Create(CultureInfo.InvariantCulture, $"acknowledged {act.Version} on {IsoDay.Of(act.SignedOn)}{(act.Kind == ActKind.PaperSignature ? " on paper" : "")}, entry {act.Entry}")
            : null;
        return binding.Missing is null
            ? acknowledged + (binding.InForce?.Version > binding.Acknowledged!.Version ? $", which {binding.InForce.Version} keeps" : "")
            : acknowledged is null ? binding.Missing.Reason : $"{acknowledged}; {binding.InForce!.Version}: {binding.Missing.Reason}";
    }

    private static void WriteCsv(TextWriter output, DateOnly day, List<(string Policy, IReadOnlyList<Binding> People)> bindings)
    {
        // RFC 4180 ends its lines with CRLF.
        output.Write(string.Join(',', Columns) + "\r\n");
        foreach (var (policy, people) in bindings)
        {
            foreach (var binding in people)
            {
                string[] cells =
                [
                    IsoDay.Of(day), policy, binding.InForce?.Version.ToString() ?? "", binding.Person.Id, binding.Person.Name, binding.Person.Department,
                    binding.Acknowledged?.Version.ToString() ?? "", IsoDay.Of(binding.Acknowledged?.SignedOn), How(binding),
                    binding.Acknowledged?.Entry?.ToString(CultureInfo.InvariantCulture) ?? "", binding.Missing?.Reason ?? "",
                ];
                output.Write(string.Join(',', cells.Select(CsvCell.Of)) + "\r\n");
            }
        }
    }

    private static string How(Binding binding) => binding.Acknowledged?.Kind switch
    {
        ActKind.Signature => "electronically",
        ActKind.PaperSignature => "on paper",
        _ => "",
    };

    private static string Json(string city, DateOnly day, List<(string Policy, IReadOnlyList<Binding> People)> bindings, List<Diagnostic> problems) => DiagnosticsJson.Write("who", true, problems, writer =>
    {
        writer.WriteString("city", city);
        writer.WriteString("day", IsoDay.Of(day));
        writer.WriteStartArray("policies");
        foreach (var (policy, people) in bindings)
        {
            writer.WriteStartObject();
            writer.WriteString("policy", policy);
            if (people.Count > 0 && people[0].InForce is { } inForce)
            {
                writer.WriteString("inForce", inForce.Version.ToString());
                writer.WriteString("document", inForce.Document.ToString());
                writer.WriteNumber("entry", inForce.Entry);
            }
            writer.WriteStartArray("people");
            foreach (var binding in people)
            {
                writer.WriteStartObject();
                writer.WriteString("id", binding.Person.Id);
                writer.WriteString("name", binding.Person.Name);
                writer.WriteString("department", binding.Person.Department);
                if (binding.Acknowledged is { } act)
                {
                    writer.WriteString("acknowledged", act.Version.ToString());
                    writer.WriteString("signedOn", IsoDay.Of(act.SignedOn));
                    writer.WriteString("how", How(binding));
                    writer.WriteNumber("entry", act.Entry!.Value);
                }
                if (binding.Missing is { } missing)
                    writer.WriteString("missing", missing.Reason);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    });
}
