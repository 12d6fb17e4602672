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
            var parsed = Root(args, terminal, clock).Parse(args);
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

    // In the order in which help lists them.
    private static readonly (string Name, Func<Terminal, TimeProvider, Command> Create)[] Commands =
    [
        ("new", NewCommand.Create),
        ("check", CheckCommand.Create),
        ("build", static (terminal, _) => BuildCommand.Create(terminal)),
        ("diff", static (terminal, _) => DiffCommand.Create(terminal)),
        ("publish", PublishCommand.Create),
        ("versions", static (terminal, _) => VersionsCommand.Create(terminal)),
        ("roster", RosterCommand.Create),
        ("invite", InviteCommand.Create),
        ("remind", RemindCommand.Create),
        ("status", StatusCommand.Create),
        ("person", PersonCommand.Create),
        ("who", WhoCommand.Create),
        ("record", RecordCommand.Create),
        ("evidence", EvidenceCommand.Create),
        ("retention", RetentionCommand.Create),
        ("serve", static (terminal, _) => ServeCommand.Create(terminal)),
        ("ledger", LedgerCommand.Create),
        ("clauses", static (terminal, _) => ClausesCommand.Create(terminal)),
        ("explain", static (terminal, _) => ExplainCommand.Create(terminal)),
        ("schema", static (terminal, _) => SchemaCommand.Create(terminal)),
    ];

    // A command that is named is made alone: making all of them takes a cold start longer than building a policy.
    private static RootCommand Root(string[] args, Terminal terminal, TimeProvider clock)
    {
        var root = new RootCommand("Policy as code for cities: fill in the blanks of a model policy, get your own as Word, HTML and Markdown.");
        var named = Array.Find(Commands, command => args.Length > 0 && command.Name == args[0]);
        foreach (var (_, create) in named.Create is null ? Commands : [named])
            root.Add(create(terminal, clock));
        return root;
    }

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
