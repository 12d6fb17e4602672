using System.CommandLine;
using PolicyBuilder.Cli.Console;

namespace PolicyBuilder.Cli.Commands.Ledger;

/// <summary><c>ledger …</c>: the commands about the ledger. Nothing of the ledger's libraries is loaded before one of them runs.</summary>
internal static class LedgerCommand
{
    public static Command Create(Terminal terminal, TimeProvider clock) =>
        new("ledger", "Keep and check the record of what was published and who acknowledged it")
        {
            LedgerInitCommand.Create(terminal),
            LedgerLogCommand.Create(terminal),
            LedgerVerifyCommand.Create(terminal),
            LedgerCheckpointCommand.Create(terminal),
            LedgerReceiptCommand.Create(terminal),
            LedgerVerifyReceiptCommand.Create(terminal),
            LedgerExportCommand.Create(terminal),
            LedgerWitnessCommand.Create(terminal, clock),
            LedgerRotateKeyCommand.Create(terminal, clock),
        };
}
