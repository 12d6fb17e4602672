using System.CommandLine;
using System.Text;
using PolicyBuilder.Cli.Console;
using PolicyBuilder.Formats;
using PolicyBuilder.Formats.Publishing;
using PolicyBuilder.Formats.Writers.Diffs;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Diagnostics;
using PolicyBuilder.Model.Diffing;

namespace PolicyBuilder.Cli.Commands;

/// <summary><c>diff &lt;old&gt; [&lt;new&gt;]</c>: what changed, clause by clause.</summary>
internal static class DiffCommand
{
    private const string ToTerminal = "terminal";
    private const string ToWord = "word";

    // Word's own limit for the name of an author.
    private const int MaximumAuthor = 255;

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
        var output = new Option<string?>("--output", "-o")
        {
            Description = "Folder for the files, or the name of the one file (redline.docx); without it, one text format is printed, and word goes to output/",
            HelpName = "folder or file",
        };
        var author = new Option<string?>("--author") { Description = "word: who is named in every tracked change; otherwise the city", HelpName = "name" };
        var date = new Option<string?>("--date") { Description = "word: the date of every tracked change, as 2027-03-01; otherwise when the new version was published or takes effect", HelpName = "date" };
        var exitCode = new Option<bool>("--exit-code") { Description = "Answer 1 when the two differ" };
        var templates = Arguments.TemplatesFolder();
        var decisions = new Decisions();
        var command = new Command("diff", "Show what changed between two versions, clause by clause") { old, @new, to, output, author, date, exitCode };
        decisions.AddTo(command);
        command.Add(templates);
        command.Validators.Add(result =>
        {
            var formats = Arguments.Split(result.GetValue(to));
            foreach (var format in formats)
            {
                if (DiffWriters.Find(format) is null)
                    result.AddError($"'{format}' is not a format; formats: {string.Join(", ", DiffWriters.All.Select(writer => writer.Name))}");
            }
            if (result.GetValue(output) is null && formats.Count(format => DiffWriters.Find(format) is { IsText: true }) > 1)
                result.AddError("several formats need --output folder");
            if ((result.GetValue(author) is not null || result.GetValue(date) is not null) && !formats.Contains(ToWord))
                result.AddError("--author and --date are for --to word");
            if (result.GetValue(author) is { } name && (string.IsNullOrWhiteSpace(name) || name.Length > MaximumAuthor || name.Any(char.IsControl)))
                result.AddError($"--author is a name of 1 to {MaximumAuthor} characters");
            if (result.GetValue(date) is { } day && !IsoDay.TryRead(day, out _))
                result.AddError($"'{day}' is not a date: write it as 2027-03-01");
            if (result.GetValue(@new) is null && result.GetValue(old) is { } only && VersionReader.IsName(only))
                result.AddError($"'{only}' alone says what is old; name what is new as well, or give a policy's file alone");
        });
        command.SetAction(parsed => Run(
            terminal, new VersionReader(new PolicyCompiler(Arguments.Library(parsed, templates)), Arguments.Policies),
            parsed.GetValue(old)!, parsed.GetValue(@new), [.. Arguments.Split(parsed.GetValue(to)).Select(format => Writer(terminal, format, parsed.GetValue(author), parsed.GetValue(date)))],
            parsed.GetValue(output), parsed.GetValue(exitCode), decisions.Read(parsed)));
        return command;
    }

    private static IDiffWriter Writer(Terminal terminal, string format, string? author, string? date) => format switch
    {
        ToTerminal => new TerminalDiffWriter(terminal.OutputIsTerminal && terminal.Color),
        ToWord => new WordDiffWriter(author, date),
        _ => DiffWriters.Find(format)!,
    };

    private static int Run(
        Terminal terminal, VersionReader reader, string old, string? @new, List<IDiffWriter> writers, string? output, bool exitCode, IReadOnlyList<Decision> decisions)
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
        foreach (var writer in writers)
        {
            var files = writer.Write(report);
            if (writer.Name == ToTerminal || (output is null && writer.IsText))
                terminal.Output.Write(Encoding.UTF8.GetString(files[0].Content));
            // Never bytes that are not text to standard output: a person's terminal would show them.
            else
                Save(terminal, output ?? Path.Combine("output", FileName(report.New.City), FileName(report.New.Document.Policy)), report, files);
        }
        return exitCode && !report.Diff.IsEmpty ? ExitCode.No : ExitCode.Yes;
    }

    private static void Save(Terminal terminal, string output, DiffReport report, IReadOnlyList<DiffFile> files)
    {
        // "redline.docx" means that file; a second one of the format stands beside it.
        var extension = Path.GetExtension(files[0].Ending);
        var isFile = !Directory.Exists(output) && Path.GetExtension(output).Equals(extension, StringComparison.OrdinalIgnoreCase);
        var folder = isFile ? Path.GetDirectoryName(Path.GetFullPath(output))! : output;
        Directory.CreateDirectory(folder);
        var (old, @new) = (report.Diff.Old, report.Diff.New);
        var name = FileName($"{@new.Policy}-{old.Title.Version}-to-{@new.Title.Version}");
        foreach (var (index, file) in files.Index())
        {
            var path = !isFile ? Path.Combine(folder, name + file.Ending)
                : index == 0 ? output
                : Path.ChangeExtension(output, null) + file.Ending;
            File.WriteAllBytes(path, file.Content);
            terminal.Print(Workspace.Display(path));
        }
    }

    // A written file can name any policy and version; the name of a file must not lead out of the folder.
    private static string FileName(string name) => name is "." or ".." ? "_" : string.Join('_', name.Split(Path.GetInvalidFileNameChars()));
}
