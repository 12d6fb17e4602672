using System.CommandLine;
using PolicyBuilder.Cli.Console;
using PolicyBuilder.Formats;
using PolicyBuilder.Formats.Publishing;
using PolicyBuilder.Model.Diagnostics;
using PolicyBuilder.Model.Diffing;

namespace PolicyBuilder.Cli.Commands;

/// <summary><c>publish &lt;path&gt;</c>: freezes a version of one policy.</summary>
internal static class PublishCommand
{
    public static Command Create(Terminal terminal, TimeProvider clock)
    {
        var path = new Argument<string>("path") { Description = "A policy's file, or the folder of a city with one policy" };
        var unadopted = new Option<bool>("--unadopted") { Description = "Publish it though its file does not say who adopted it" };
        var output = new Option<string>("--output", "-o")
        {
            Description = "Folder to write to: <folder>/<city>/<policy>/<version>/",
            HelpName = "folder",
            DefaultValueFactory = _ => "output",
        };
        var json = Arguments.Json();
        var templates = Arguments.TemplatesFolder();
        var decisions = new Decisions();
        var command = new Command("publish", "Freeze a version: its text, its files and their hashes") { path, unadopted };
        decisions.AddTo(command);
        command.Add(output);
        command.Add(json);
        command.Add(templates);
        command.SetAction(parsed =>
        {
            var publisher = new Publisher(
                new PolicyCompiler(Arguments.Library(parsed, templates)), parsed.GetValue(output)!, DateOnly.FromDateTime(clock.GetLocalNow().Date));
            return Run(terminal, parsed.GetValue(path)!, publisher, parsed.GetValue(unadopted), decisions.Read(parsed), parsed.GetValue(json));
        });
        return command;
    }

    private static int Run(Terminal terminal, string path, Publisher publisher, bool unadopted, IReadOnlyList<Decision> decisions, bool json)
    {
        var problems = new List<Diagnostic>();
        var sources = PolicyFinder.Find([path], problems);
        if (sources.Count > 1)
            problems.Add(Problems.SeveralPolicies(new SourceLocation(Workspace.Display(path)), [.. sources.Select(source => Workspace.Display(source.PolicyPath))]));
        var publication = problems.Count > 0
            ? new Publication(null, false, [], null, problems)
            : publisher.Publish(sources[0], unadopted, decisions);
        if (json)
            terminal.Print(Json(publication));
        else
            Tell(terminal, publication);
        return publication.Version is null ? ExitCode.No : ExitCode.Yes;
    }

    private static void Tell(Terminal terminal, Publication publication)
    {
        foreach (var problem in publication.Problems)
            terminal.Print(problem);
        if (publication.Version is not { } version)
        {
            terminal.Say("Nothing was published.");
            return;
        }
        var name = $"{version.City}/{version.Policy}@{version.Version}";
        if (!publication.IsNew)
        {
            terminal.Say($"This text is published already, as {name}. Nothing was changed.");
            return;
        }
        foreach (var file in publication.Files)
            terminal.Print(Workspace.Display(file));
        terminal.Say(publication.Report is { } report
            ? $"Published {name}: {report.Verdict}. {report.Summary} Employees {(version.SignAgain ? "must sign again." : "need not sign again.")}"
            : $"Published {name}, the first version.");
    }

    private static string Json(Publication publication) =>
        DiagnosticsJson.Write("publish", publication.Version is not null, publication.Problems, writer =>
        {
            writer.WriteBoolean("published", publication.IsNew);
            if (publication.Version is not { } version)
                return;
            writer.WriteString("name", $"{version.City}/{version.Policy}@{version.Version}");
            writer.WriteString("fingerprint", version.Fingerprint.ToString());
            writer.WriteBoolean("signAgain", version.SignAgain);
            writer.WriteString("summary", version.Summary);
            writer.WriteStartArray("files");
            foreach (var file in publication.Files)
                writer.WriteStringValue(Workspace.Display(file));
            writer.WriteEndArray();
        });
}
