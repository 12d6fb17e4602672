using System.CommandLine;
using PolicyBuilder.Cli.Console;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Cli.Commands;

/// <summary><c>explain PB1004</c>: the page on a code.</summary>
internal static class ExplainCommand
{
    public static Command Create(Terminal terminal)
    {
        var code = new Argument<string?>("code") { Description = "A code such as PB1004; without one, all codes are listed", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("explain", "Explain a code: what it means, an example, what to do") { code };
        command.SetAction(parsed => Run(terminal, parsed.GetValue(code)));
        return command;
    }

    private static int Run(Terminal terminal, string? code)
    {
        if (code is null)
        {
            foreach (var page in Explanations.All)
                terminal.Print($"{page.Code}  {page.Title}");
            return ExitCode.Yes;
        }
        if (Explanations.Find(code) is { } found)
        {
            terminal.Print($"{found.Code}: {found.Title}");
            terminal.Print("");
            terminal.Print(found.Text);
            return ExitCode.Yes;
        }
        var nearest = Spelling.Nearest(code.ToUpperInvariant(), Explanations.All.Select(page => page.Code));
        terminal.Say($"policybuilder: there is no code '{code}'{(nearest is null ? "; 'policybuilder explain' lists them" : $"; did you mean {nearest}?")}");
        return ExitCode.No;
    }
}
