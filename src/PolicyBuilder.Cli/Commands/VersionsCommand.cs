using System.CommandLine;
using PolicyBuilder.Cli.Console;
using PolicyBuilder.Formats.Publishing;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Cli.Commands;

/// <summary><c>versions [policy]</c>: what is published, and whether it is still as it was published.</summary>
internal static class VersionsCommand
{
    public static Command Create(Terminal terminal)
    {
        var policy = new Argument<string>("policy")
        {
            Description = "A policy's file, a city's folder, a folder of cities, or city/policy",
            DefaultValueFactory = _ => Arguments.Policies,
        };
        var output = Arguments.OutputFolder();
        var json = Arguments.Json();
        var command = new Command("versions", "List the published versions with dates, verdicts and integrity") { policy, output, json };
        command.SetAction(parsed => Run(terminal, parsed.GetValue(policy)!, parsed.GetValue(output)!, parsed.GetValue(json)));
        return command;
    }

    private sealed record Listed(PublishedVersions Policy, PolicyVersion Number, FrozenVersion? Frozen);

    private static int Run(Terminal terminal, string path, string output, bool json)
    {
        var problems = new List<Diagnostic>();
        var versions = PublishedVersions.Find(path, Arguments.Policies)
            .SelectMany(policy => policy.Numbers().Select(number => new Listed(policy, number, policy.Read(number, problems))))
            .ToList();
        problems.AddRange(versions.SelectMany(version => version.Frozen is null ? [] : PublishedVersions.Changed(version.Frozen, output)));
        if (versions.Count == 0 && !Directory.Exists(path) && !File.Exists(path))
            problems.Add(Problems.NoSuchVersion(path, []));
        if (json)
        {
            terminal.Print(Json(versions, problems));
        }
        else
        {
            foreach (var policy in versions.GroupBy(version => version.Policy))
            {
                terminal.Print($"{Path.GetFileName(policy.Key.CityFolder)}/{policy.Key.Policy}");
                foreach (var version in policy)
                    Print(terminal, version);
            }
            problems.ForEach(terminal.Print);
            var (edited, changed) = (versions.Count(version => version.Frozen is null), problems.Count(problem => problem.Severity == Severity.Advice));
            terminal.Say(versions.Count == 0 ? "Nothing is published here."
                : Arguments.Count(versions.Count, "version", "versions")
                    + (edited == 0 ? ", as published" : $", {edited} not as published")
                    + (changed == 0 ? "" : $"; {Arguments.Count(changed, "written file", "written files")} changed since"));
        }
        return IsSound(problems) ? ExitCode.Yes : ExitCode.No;
    }

    private static void Print(Terminal terminal, Listed version)
    {
        if (version.Frozen is not { } frozen)
        {
            terminal.Print($"  {version.Number,-8} NOT AS PUBLISHED");
            return;
        }
        terminal.Print($"  {version.Number,-8} effective {IsoDay.Of(frozen.Effective)}  published {IsoDay.Of(frozen.Published)}  {Verdict(frozen.Gravity),-14}  as published");
        terminal.Print($"           {frozen.Summary}{(frozen.Adopted is null ? " Not adopted." : $" Adopted by {frozen.Adopted.By} on {IsoDay.Of(frozen.Adopted.On)}.")}");
        foreach (var (decision, _) in frozen.Decisions)
            terminal.Print($"           {decision.Clause} decided {Verdict(decision.Verdict.ToString())} by {decision.By}: {decision.Because}");
    }

    private static bool IsSound(List<Diagnostic> problems) => problems.TrueForAll(problem => problem.Severity != Severity.Error);

    private static string Json(List<Listed> versions, List<Diagnostic> problems) =>
        DiagnosticsJson.Write("versions", IsSound(problems), problems, writer =>
        {
            writer.WriteStartArray("versions");
            foreach (var (policy, number, frozen) in versions)
            {
                writer.WriteStartObject();
                writer.WriteString("city", Path.GetFileName(policy.CityFolder));
                writer.WriteString("policy", policy.Policy);
                writer.WriteString("version", number.ToString());
                writer.WriteBoolean("asPublished", frozen is not null);
                if (frozen is not null)
                {
                    writer.WriteString("effective", IsoDay.Of(frozen.Effective));
                    writer.WriteString("published", IsoDay.Of(frozen.Published));
                    if (frozen.Adopted is { } adopted)
                    {
                        writer.WriteString("adoptedBy", adopted.By);
                        writer.WriteString("adoptedOn", IsoDay.Of(adopted.On));
                        if (adopted.Reference is not null)
                            writer.WriteString("reference", adopted.Reference);
                    }
                    writer.WriteString("verdict", Verdict(frozen.Gravity).Replace("needs a decision", "needs-decision", StringComparison.Ordinal));
                    writer.WriteBoolean("signAgain", frozen.SignAgain);
                    writer.WriteString("summary", frozen.Summary);
                    writer.WriteString("fingerprint", frozen.Fingerprint.ToString());
                    writer.WriteString("file", Workspace.Display(policy.PathOf(number)));
                }
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        });

    private static string Verdict(Gravity gravity) => Verdict(gravity.ToString());

    private static string Verdict(string name) => name switch
    {
        "First" => "first",
        "NeedsDecision" => "needs a decision",
        _ => name.ToLowerInvariant(),
    };
}
