using System.CommandLine;
using System.Text;
using PolicyBuilder.Acknowledgements.Ledgers;
using PolicyBuilder.Cli.Console;

namespace PolicyBuilder.Cli.Commands.Ledger;

/// <summary><c>ledger checkpoint</c>: the last signed checkpoint.</summary>
internal static class LedgerCheckpointCommand
{
    public static Command Create(Terminal terminal)
    {
        var options = new LedgerOptions();
        var command = new ExplainedCommand("checkpoint", "Print the last signed checkpoint: name, number of entries, root, signature", """
            Example:
              policybuilder ledger checkpoint > checkpoint.txt

            Whoever has it can prove any later change to the entries before it. It is short enough for the council's minutes.
            """);
        options.AddTo(command);
        command.SetAction(parsed => Run(terminal, options.Read(parsed)));
        return command;
    }

    private static int Run(Terminal terminal, LedgerPlace place) => LedgerAction.Run(terminal, place, async (ledger, _) =>
    {
        if (await ledger.Store.ReadHeadAsync() is not { } head)
            throw new InvalidDataException($"{place.Shown} has no checkpoint yet. Run 'policybuilder ledger init {ledger.Name}' again.");
        terminal.Output.Write(Encoding.UTF8.GetString(head.Note.Span));
        terminal.Say($"{Arguments.Count(head.Size, "entry", "entries")} in {ledger.Name}");
        return ExitCode.Yes;
    });
}
