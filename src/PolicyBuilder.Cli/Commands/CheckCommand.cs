using System.CommandLine;
using PolicyBuilder.Cli.Console;
using PolicyBuilder.Formats;
using PolicyBuilder.Formats.Publishing;
using PolicyBuilder.Formats.Readers;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Cli.Commands;

/// <summary><c>check [paths]</c>: every problem and every piece of advice, in one run.</summary>
internal static class CheckCommand
{
    public static Command Create(Terminal terminal, TimeProvider clock)
    {
        var paths = Arguments.Paths();
        var json = Arguments.Json();
        var strict = new Option<bool>("--strict") { Description = "Advice fails too" };
        var output = Arguments.OutputFolder();
        var templates = Arguments.TemplatesFolder();
        var command = new Command("check", "Report every problem and every piece of advice, as file:line:column") { paths, json, strict, output, templates };
        command.SetAction(parsed => Run(
            terminal, clock, parsed.GetValue(paths)!, new TemplateLibrary(parsed.GetValue(templates)), parsed.GetValue(output)!, parsed.GetValue(json), parsed.GetValue(strict)));
        return command;
    }

    private static int Run(Terminal terminal, TimeProvider clock, string[] paths, TemplateLibrary templates, string output, bool json, bool strict)
    {
        var problems = new List<Diagnostic>();
        var sources = PolicyFinder.Find(paths, problems);
        var compiler = new PolicyCompiler(templates);
        var adviser = new Adviser(DateOnly.FromDateTime(clock.GetLocalNow().Date));
        var places = new Dictionary<string, PolicySource>();
        foreach (var source in sources)
        {
            var compilation = PublishedVersions.AsPublished(compiler.Compile(source), compiler);
            problems.AddRange(compilation.Problems);
            if (compilation.Policy is not { } policy)
                continue;
            var place = $"{policy.City.Id}/{policy.Config.Policy}/{policy.Config.Version}";
            if (!places.TryAdd(place, source))
                problems.Add(Problems.SameOutput(policy.Config.At("version"), place, Workspace.Display(places[place].PolicyPath)));
            problems.AddRange(adviser.Advise(policy));
        }

        foreach (var city in sources.Select(source => source.Folder).Distinct())
        {
            foreach (var published in PublishedVersions.InCity(city))
                problems.AddRange(published.Read(problems).SelectMany(version => PublishedVersions.Changed(version, output)));
        }

        // A fault of the template is every city's; it is told once.
        var told = problems.Distinct().OrderBy(problem => problem.Location).ThenBy(problem => problem.Code, StringComparer.Ordinal).ToList();
        var errors = told.Count(problem => problem.Severity == Severity.Error);
        var ok = errors == 0 && !(strict && told.Count > 0);
        if (json)
        {
            terminal.Print(DiagnosticsJson.Write("check", ok, told, writer =>
            {
                writer.WriteNumber("policies", sources.Count);
                writer.WriteNumber("errors", errors);
                writer.WriteNumber("notes", told.Count - errors);
            }));
        }
        else
        {
            told.ForEach(terminal.Print);
            terminal.Say(Summary(sources.Count, errors, told.Count - errors));
        }
        return ok ? ExitCode.Yes : ExitCode.No;
    }

    private static string Summary(int policies, int errors, int notes)
    {
        var checkedPolicies = Arguments.Count(policies, "policy", "policies");
        var noted = notes == 0 ? "" : $", {Arguments.Count(notes, "note", "notes")}";
        return errors == 0 ? $"{checkedPolicies} checked: no errors{noted}" : $"{checkedPolicies} checked: {Arguments.Count(errors, "error", "errors")}{noted}";
    }
}
