using System.CommandLine;
using System.Text;
using PolicyBuilder.Cli.Console;
using PolicyBuilder.Formats;
using PolicyBuilder.Formats.Publishing;
using PolicyBuilder.Formats.Writers.Diffs;
using PolicyBuilder.Model.Diagnostics;
using PolicyBuilder.Model.Diffing;

namespace PolicyBuilder.Cli.Commands;

/// <summary><c>diff &lt;old&gt; [&lt;new&gt;]</c>: what changed, clause by clause.</summary>
internal static class DiffCommand
{
    private const string ToTerminal = "terminal";

    public static Command Create(Terminal terminal)
    {
        var old = new Argument<string>("old") { Description = "city/policy@1.0.0, city/policy@latest or a path; alone, a policy's file to compare with its last published version" };
        var @new = new Argument<string?>("new") { Description = "Likewise", Arity = ArgumentArity.ZeroOrOne };
        var to = new Option<string[]>("--to")
        {
            Description = $"Formats to show it in: {string.Join(", ", DiffWriters.All.Select(writer => writer.Name))}",
            HelpName = "formats",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [ToTerminal],
        };
        var output = new Option<string?>("--output", "-o") { Description = "Folder for the files; without it, one text format is printed", HelpName = "folder" };
        var exitCode = new Option<bool>("--exit-code") { Description = "Answer 1 when the two differ" };
        var templates = Arguments.TemplatesFolder();
        var decisions = new Decisions();
        var command = new Command("diff", "Show what changed between two versions, clause by clause") { old, @new, to, output, exitCode };
        decisions.AddTo(command);
        command.Add(templates);
        command.Validators.Add(result =>
        {
            var formats = Split(result.GetValue(to));
            foreach (var format in formats)
            {
                if (DiffWriters.Find(format) is null)
                    result.AddError($"'{format}' is not a format; formats: {string.Join(", ", DiffWriters.All.Select(writer => writer.Name))}");
            }
            if (result.GetValue(output) is null && formats.Count(format => format != ToTerminal) > (formats.Contains(ToTerminal) ? 0 : 1))
                result.AddError("several formats need --output folder");
            else if (result.GetValue(output) is null && formats.Any(format => DiffWriters.Find(format) is { IsText: false }))
                result.AddError("this format needs --output folder");
            if (result.GetValue(@new) is null && result.GetValue(old) is { } only && VersionReader.IsName(only))
                result.AddError($"'{only}' alone says what is old; name what is new as well, or give a policy's file alone");
        });
        command.SetAction(parsed => Run(
            terminal, new VersionReader(new PolicyCompiler(Arguments.Library(parsed, templates)), Arguments.Policies),
            parsed.GetValue(old)!, parsed.GetValue(@new), Split(parsed.GetValue(to)), parsed.GetValue(output), parsed.GetValue(exitCode), decisions.Read(parsed)));
        return command;
    }

    private static int Run(
        Terminal terminal, VersionReader reader, string old, string? @new, List<string> formats, string? output, bool exitCode, IReadOnlyList<Decision> decisions)
    {
        var problems = new List<Diagnostic>();
        if (reader.Read(old, @new, problems) is not { } sides)
        {
            foreach (var problem in problems.Distinct())
                terminal.Print(problem);
            return ExitCode.No;
        }
        var report = new DiffReport(sides.Old, sides.New, decisions);
        foreach (var decision in report.Classification.UnusedDecisions)
        {
            terminal.Print(Problems.DecisionOnUnchangedClause(
                decision.Clause.Value, [.. report.Classification.Changes.Select(change => change.Subject.Value).Distinct()]));
        }
        if (report.Classification.UnusedDecisions.Count > 0)
            return ExitCode.No;
        foreach (var format in formats)
        {
            var writer = format == ToTerminal ? new TerminalDiffWriter(terminal.OutputIsTerminal && terminal.Color) : DiffWriters.Find(format)!;
            var files = writer.Write(report);
            if (format == ToTerminal || output is null)
                terminal.Output.Write(Encoding.UTF8.GetString(files[0].Content));
            else
                Save(terminal, output, report, files);
        }
        return exitCode && !report.Diff.IsEmpty ? ExitCode.No : ExitCode.Yes;
    }

    private static void Save(Terminal terminal, string output, DiffReport report, IReadOnlyList<DiffFile> files)
    {
        Directory.CreateDirectory(output);
        var (old, @new) = (report.Diff.Old, report.Diff.New);
        foreach (var file in files)
        {
            // A written file can name any policy and version; the name of a file must not lead out of the folder.
            var path = Path.Combine(output, string.Join('_', $"{@new.Policy}-{old.Title.Version}-to-{@new.Title.Version}{file.Ending}".Split(Path.GetInvalidFileNameChars())));
            File.WriteAllBytes(path, file.Content);
            terminal.Print(Workspace.Display(path));
        }
    }

    private static List<string> Split(string[]? formats) =>
    [
        .. (formats ?? []).SelectMany(format => format.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Distinct(),
    ];
}
