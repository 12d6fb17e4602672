using System.CommandLine;
using System.Globalization;
using System.Text;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Acknowledgements.Evidence;
using PolicyBuilder.Acknowledgements.Ledgers;
using PolicyBuilder.Cli.Console;
using PolicyBuilder.Ledger;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Cli.Commands.Ledger;

/// <summary><c>ledger receipt &lt;entry&gt;</c>: an entry with its proof, in one file.</summary>
internal static class LedgerReceiptCommand
{
    public static Command Create(Terminal terminal)
    {
        var entry = new Argument<long>("entry") { Description = "The entry's number, as 'ledger log' shows it" };
        var output = new Option<string?>("--output", "-o") { Description = "File to write [default: entry-<number>.tlog-proof]; - for standard output", HelpName = "file" };
        var evidence = new Option<bool>("--with-evidence") { Description = "Include who did it and how, for the person concerned or a court" };
        var options = new LedgerOptions();
        var command = new ExplainedCommand("receipt", "Write an entry with its proof, to be checked by anyone without the ledger", """
            Example:
              policybuilder ledger receipt 17
              policybuilder ledger verify-receipt entry-17.tlog-proof --key mapleton.example/policies+2e73f0f5+AW7j…
            """) { entry, output, evidence };
        options.AddTo(command);
        command.SetAction(parsed => Run(terminal, options.Read(parsed), parsed.GetValue(entry), parsed.GetValue(output), parsed.GetValue(evidence)));
        return command;
    }

    private static int Run(Terminal terminal, LedgerPlace place, long index, string? output, bool withEvidence) => LedgerAction.Run(terminal, place, async (ledger, problems) =>
    {
        var size = (await ledger.Store.ReadHeadAsync())?.Size ?? 0;
        if (index < 0 || index >= size)
        {
            problems.Add(Problems.NoSuchEntry(place.Shown, index, size));
            return ExitCode.No;
        }
        ReadOnlyMemory<byte>? opening = null;
        if (withEvidence)
        {
            await foreach (var disclosure in Disclosure.ReadAsync(ledger.Store, ledger.Keys.Disclosures, index, index + 1))
                opening = disclosure.Opening.Bytes;
            if (opening is null)
            {
                problems.Add(Problems.NoEvidence(place.Shown, index));
                return ExitCode.No;
            }
        }
        var receipt = await Receipt.ReadAsync(ledger.Store, index, opening);
        if (output == "-")
        {
            terminal.Output.Write(receipt.ToString());
            return ExitCode.Yes;
        }
        var file = output ?? string.Create(CultureInfo.InvariantCulture, $"entry-{index}.tlog-proof");
        KeyFolder.WriteBesideAndRename(Path.GetFullPath(file), Encoding.UTF8.GetBytes(receipt.ToString()));
        terminal.Print(Workspace.Display(file));
        terminal.Say($"Entry {index}: {EntryWords.Of(receipt.Entry.Span).Sentence}");
        return ExitCode.Yes;
    });
}
