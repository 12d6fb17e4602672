using System.CommandLine;
using System.CommandLine.Parsing;
using PolicyBuilder.Cli.Commands;
using PolicyBuilder.Cli.Commands.Campaigns;
using PolicyBuilder.Cli.Commands.Ledger;
using PolicyBuilder.Cli.Console;

namespace PolicyBuilder.Cli;

/// <summary>The command line. Every exception ends here: the world's faults become one sentence, ours an apology.</summary>
internal static class Program
{
    private static int Main(string[] args) => Run(args, Terminal.OfProcess(), TimeProvider.System);

    /// <summary>Runs one command line.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    internal static int Run(string[] args, Terminal terminal, TimeProvider clock)
    {
        try
        {
            var parsed = Root(terminal, clock).Parse(args);
            if (parsed.Errors.Count > 0 && parsed.Action is not System.CommandLine.Help.HelpAction)
            {
                foreach (var error in parsed.Errors)
                    terminal.Say($"policybuilder: {error.Message.TrimEnd('.')}");
                terminal.Say($"'{CommandLine(parsed)} --help' shows what it takes");
                return ExitCode.WrongUsage;
            }
            var exit = parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = terminal.Output, Error = terminal.Error });
            if (parsed.Action is System.CommandLine.Help.HelpAction && parsed.CommandResult.Command is ExplainedCommand explained)
                terminal.Print(explained.Examples);
            return exit;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            terminal.Say($"policybuilder: could not finish: {exception.Message}");
            terminal.Say("Files that were reported as written are complete; nothing else was changed.");
            return ExitCode.CouldNotFindOut;
        }
        catch (OperationCanceledException)
        {
            terminal.Say("policybuilder: stopped");
            return ExitCode.CouldNotFindOut;
        }
        catch (Exception exception) when (Environment.GetEnvironmentVariable("POLICYBUILDER_DEBUG") is not { Length: > 0 })
        {
            terminal.Say($"policybuilder: this is our mistake, not yours: {exception.GetType().Name}: {exception.Message}");
            terminal.Say("Please report it with the command you ran. POLICYBUILDER_DEBUG=1 shows where it happened.");
            return ExitCode.OurBug;
        }
    }

    private static RootCommand Root(Terminal terminal, TimeProvider clock) => new("Policy as code for cities: fill in the blanks of a model policy, get your own as Word, HTML and Markdown.")
    {
        NewCommand.Create(terminal, clock),
        CheckCommand.Create(terminal, clock),
        BuildCommand.Create(terminal),
        DiffCommand.Create(terminal),
        PublishCommand.Create(terminal, clock),
        InviteCommand.Create(terminal, clock),
        RemindCommand.Create(terminal, clock),
        LedgerCommand.Create(terminal, clock),
        RosterCommand.Create(terminal, clock),
        StatusCommand.Create(terminal, clock),
        PersonCommand.Create(terminal, clock),
        WhoCommand.Create(terminal, clock),
        RecordCommand.Create(terminal, clock),
        EvidenceCommand.Create(terminal, clock),
        RetentionCommand.Create(terminal, clock),
        ServeCommand.Create(terminal),
        VersionsCommand.Create(terminal),
        ClausesCommand.Create(terminal),
        ExplainCommand.Create(terminal),
        SchemaCommand.Create(terminal),
    };

    private static string CommandLine(ParseResult parsed)
    {
        var names = new List<string>();
        for (SymbolResult? at = parsed.CommandResult; at is not null; at = at.Parent)
        {
            if (at is CommandResult { Command: not RootCommand and var command })
                names.Insert(0, command.Name);
        }
        return string.Join(' ', names.Prepend("policybuilder"));
    }
}
