using System.CommandLine;
using PolicyBuilder.Cli.Console;
using PolicyBuilder.Formats;
using PolicyBuilder.Formats.Readers;
using PolicyBuilder.Model.Diagnostics;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Cli.Commands;

/// <summary><c>clauses [path]</c>: label, id and first words of every clause, for writing amendments.</summary>
internal static class ClausesCommand
{
    private const int MostWords = 60;

    public static Command Create(Terminal terminal)
    {
        var path = Arguments.Paths();
        var templates = Arguments.TemplatesFolder();
        var command = new Command("clauses", "List every clause with its id, for writing amendments") { path, templates };
        command.SetAction(parsed => Run(terminal, parsed.GetValue(path)!, new TemplateLibrary(parsed.GetValue(templates))));
        return command;
    }

    private static int Run(Terminal terminal, string[] paths, TemplateLibrary templates)
    {
        var problems = new List<Diagnostic>();
        var compiler = new PolicyCompiler(templates);
        foreach (var source in PolicyFinder.Find(paths, problems))
        {
            var compilation = compiler.Compile(source);
            problems.AddRange(compilation.Problems);
            if (compilation.Policy is null)
                continue;
            terminal.Print(Workspace.Display(source.PolicyPath));
            foreach (var section in compilation.Policy.Document.Sections)
                Print(terminal, section, 0);
        }
        problems.ForEach(terminal.Print);
        return problems.Count == 0 ? ExitCode.Yes : ExitCode.No;
    }

    private static void Print(Terminal terminal, Clause clause, int depth)
    {
        var indent = new string(' ', 2 + (2 * depth));
        var label = clause.Label.Length == 0 ? "" : clause.Label + " ";
        var text = clause.OwnText();
        terminal.Print($"{indent + label,-14}{clause.Id,-42} {(text.Length > MostWords ? text[..MostWords].TrimEnd() + "…" : text)}");
        foreach (var child in clause.Children)
            Print(terminal, child, depth + 1);
    }
}
