using System.CommandLine;
using PolicyBuilder.Cli.Console;
using PolicyBuilder.Formats;
using PolicyBuilder.Formats.Readers;
using PolicyBuilder.Formats.Writers;
using PolicyBuilder.Formats.Writers.Pdf;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Cli.Commands;

/// <summary><c>build [paths]</c>: writes the policies as Word, HTML and Markdown.</summary>
internal static class BuildCommand
{
    private const string Pdf = "pdf";

    // Beyond this many, a list of files is no help.
    private const int MostListed = 50;

    public static Command Create(Terminal terminal)
    {
        var paths = Arguments.Paths();
        var to = new Option<string[]>("--to")
        {
            Description = $"Formats to write: {string.Join(", ", Formats())}",
            HelpName = "formats",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [.. PolicyWriters.All.Select(writer => writer.Name)],
        };
        var output = new Option<string>("--output", "-o")
        {
            Description = "Folder to write to: <folder>/<city>/<policy>/<version>/",
            HelpName = "folder",
            DefaultValueFactory = _ => "output",
        };
        var watch = new Option<bool>("--watch") { Description = "Build again whenever a file is saved; stop with Ctrl+C" };
        var json = Arguments.Json();
        var templates = Arguments.TemplatesFolder();
        to.Validators.Add(result =>
        {
            foreach (var format in Arguments.Split(result.GetValueOrDefault<string[]>()))
            {
                if (!Formats().Contains(format))
                    result.AddError($"'{format}' is not a format; formats: {string.Join(", ", Formats())}");
            }
        });
        var command = new Command("build", "Write the policies as Word, HTML and Markdown") { paths, to, output, watch, json, templates };
        command.SetAction(parsed =>
        {
            var request = new Request(parsed.GetValue(paths)!, Arguments.Split(parsed.GetValue(to)), parsed.GetValue(output)!, parsed.GetValue(templates), parsed.GetValue(json));
            return parsed.GetValue(watch) ? Watching.Run(terminal, request) : Run(terminal, request, new TemplateLibrary(request.Templates));
        });
        return command;
    }

    /// <summary>What to build, and how.</summary>
    internal sealed record Request(string[] Paths, IReadOnlyList<string> Formats, string Output, string? Templates, bool Json);

    /// <summary>Builds once.</summary>
    public static int Run(Terminal terminal, Request request, TemplateLibrary templates)
    {
        var problems = new List<Diagnostic>();
        var cities = PolicyFinder.Cities(request.Paths, problems);
        var writers = request.Formats.Where(format => format != Pdf).Select(format => PolicyWriters.Find(format)!).ToList();
        var pdf = request.Formats.Contains(Pdf) ? PdfPrinter.Find() : null;
        if (request.Formats.Contains(Pdf) && pdf is null)
        {
            problems.Add(Problems.NoPdfPrinter());
            return Report(terminal, request, new Outcome(), problems);
        }
        var source = pdf is null ? null : PolicyWriters.Find(pdf.Source);
        if (source is not null && !writers.Contains(source))
            writers.Add(source);

        var build = new PolicyBuild(new PolicyCompiler(templates), writers, request.Output);
        // What was built is remembered only if it may be listed: a pool's whole batch would fill the memory.
        var keepsAll = request.Json || pdf is not null;
        var outcome = new Outcome();
        void Add(IReadOnlyList<Built> built)
        {
            lock (outcome)
            {
                outcome.Count += built.Count(policy => policy.Folder is not null);
                outcome.Bad.AddRange(built.Where(policy => policy.Folder is null));
                if (keepsAll || outcome.Good.Count < MostListed)
                    outcome.Good.AddRange(built.Where(policy => policy.Folder is not null));
            }
        }
        problems.AddRange(terminal.ErrorIsTerminal && !request.Json && cities.Count > MostListed
            ? Progress.Show("Building", cities.Count, step => build.Run(cities, built =>
            {
                Add(built);
                step();
            }))
            : build.Run(cities, Add));
        outcome.Good.Sort(ByPath);
        outcome.Bad.Sort(ByPath);
        foreach (var policy in outcome.Good)
        {
            if (pdf is null)
                break;
            var printed = Path.Combine(policy.Folder!, PolicyName(policy) + source!.Extension);
            pdf.Print(printed);
            if (!request.Formats.Contains(source.Name))
                File.Delete(printed);
        }
        return Report(terminal, request, outcome, problems);

        static int ByPath(Built one, Built other) => string.CompareOrdinal(one.Source.PolicyPath, other.Source.PolicyPath);
    }

    /// <summary>What came of a build.</summary>
    private sealed class Outcome
    {
        /// <summary>The policies that were built; not all of them where they are too many to be listed.</summary>
        public List<Built> Good { get; } = [];

        /// <summary>Those that were not.</summary>
        public List<Built> Bad { get; } = [];

        /// <summary>How many were built.</summary>
        public int Count { get; set; }
    }

    private static int Report(Terminal terminal, Request request, Outcome outcome, List<Diagnostic> problems)
    {
        var (good, bad, count) = (outcome.Good, outcome.Bad, outcome.Count);
        problems.AddRange(bad.SelectMany(policy => policy.Problems));
        problems = [.. problems.Distinct().OrderBy(problem => problem.Location).ThenBy(problem => problem.Code, StringComparer.Ordinal)];
        var ok = bad.Count == 0 && problems.Count == 0;
        if (request.Json)
        {
            terminal.Print(DiagnosticsJson.Write("build", ok, problems, json =>
            {
                json.WriteStartArray("built");
                foreach (var policy in good)
                {
                    json.WriteStartObject();
                    json.WriteString("policy", Workspace.Display(policy.Source.PolicyPath));
                    json.WriteString("folder", Workspace.Display(policy.Folder!));
                    json.WriteStartArray("files");
                    foreach (var file in Files(policy))
                        json.WriteStringValue(Workspace.Display(file));
                    json.WriteEndArray();
                    json.WriteEndObject();
                }
                json.WriteEndArray();
            }));
            return ok ? ExitCode.Yes : ExitCode.No;
        }
        if (count <= MostListed)
        {
            foreach (var file in good.SelectMany(Files))
                terminal.Print(Workspace.Display(file));
        }
        problems.ForEach(terminal.Print);
        if (bad.Count > 0 && bad.Count + count > 1)
        {
            terminal.Say("Not built:");
            foreach (var policy in bad)
                terminal.Say($"  {Workspace.Display(policy.Source.PolicyPath)} ({Arguments.Count(policy.Problems.Count, "error", "errors")})");
        }
        terminal.Say(bad.Count == 0
            ? $"{Arguments.Count(count, "policy", "policies")} built in {Workspace.Display(request.Output)}"
            : $"{Arguments.Count(count, "policy", "policies")} built in {Workspace.Display(request.Output)}, {bad.Count:N0} not");
        return ok ? ExitCode.Yes : ExitCode.No;

        IEnumerable<string> Files(Built policy) => request.Formats
            .Select(format => Path.Combine(policy.Folder!, PolicyName(policy) + (format == Pdf ? ".pdf" : PolicyWriters.Find(format)!.Extension)));
    }

    // output/<city>/<policy>/<version>
    private static string PolicyName(Built policy) => Path.GetFileName(Path.GetDirectoryName(policy.Folder!))!;

    private static string[] Formats() => [.. PolicyWriters.All.Select(writer => writer.Name), Pdf];
}
