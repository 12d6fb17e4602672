using System.CommandLine;
using System.Globalization;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Acknowledgements.Evidence;
using PolicyBuilder.Acknowledgements.Ledgers;
using PolicyBuilder.Cli.Console;
using PolicyBuilder.Ledger;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Cli.Commands.Ledger;

/// <summary><c>ledger verify-receipt FILE --key KEY</c>: checks a receipt with nothing but a public key.</summary>
internal static class LedgerVerifyReceiptCommand
{
    // A receipt of a log with 2^63 entries and a hundred changes of its key is far smaller.
    private const int LongestReceipt = 4 * 1024 * 1024;

    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("file") { Description = "The receipt: a .tlog-proof file" };
        var key = VerifierKeys.Option("The ledger's public key, from a place that whoever keeps the ledger cannot change");
        key.Required = true;
        var command = new ExplainedCommand("verify-receipt", "Check a receipt: no ledger, no database and no network are needed", """
            Example:
              policybuilder ledger verify-receipt entry-17.tlog-proof --key mapleton.example/policies+2e73f0f5+AW7j…
            """) { file, key };
        command.SetAction(parsed => LedgerAction.Run(terminal, LedgerPlace.Of(parsed.GetValue(file), null, null), problems => Task.FromResult(Run(terminal, parsed.GetValue(file)!, parsed.GetValue(key), problems))));
        return command;
    }

    private static int Run(Terminal terminal, string file, string[]? texts, List<Diagnostic> problems)
    {
        var keys = VerifierKeys.Read(texts, problems);
        if (problems.Count > 0)
            return ExitCode.No;
        var shown = Workspace.Display(file);
        if (new FileInfo(file) is { Exists: true, Length: > LongestReceipt })
        {
            problems.Add(Problems.UnreadableReceipt(shown, "the file is far too long"));
            return ExitCode.No;
        }
        if (!Receipt.TryParse(File.ReadAllText(file).ReplaceLineEndings("\n"), out var receipt, out var reason))
        {
            problems.Add(Problems.UnreadableReceipt(shown, reason));
            return ExitCode.No;
        }
        if (!receipt.Verify(keys, out var checkpoint, out var signedBy, out reason))
        {
            problems.Add(Problems.ReceiptDoesNotHold(shown, reason));
            return ExitCode.No;
        }

        EvidenceRecord? evidence = null;
        if (receipt.Opening is { } opening)
        {
            if (!LedgerEntryReader.TryRead(receipt.Entry.Span, out var entry, out _) || entry is not PersonEntry about)
                reason = "it carries evidence, but its entry is not about a person";
            else
                Disclosure.TryOpen(about, opening.Span, out evidence, out reason);
            if (evidence is null)
            {
                problems.Add(Problems.ReceiptDoesNotHold(shown, $"the entry is in the ledger, but {reason}"));
                return ExitCode.No;
            }
        }

        var words = EntryWords.Of(receipt.Entry.Span);
        terminal.Print(string.Create(CultureInfo.InvariantCulture, $"Entry {receipt.Proof.Index} of {checkpoint.Origin}: {words.Sentence}"));
        if (words.Time.Length > 0)
            terminal.Print($"Time stated: {words.Time}");
        if (words.Text is { } text)
            terminal.Print($"Text: {text.Document}");
        terminal.Print(string.Create(CultureInfo.InvariantCulture, $"Entries signed: {checkpoint.Size}, by the key {signedBy.Id:x8} ({signedBy.Fingerprint})"));
        terminal.Print("");
        terminal.Print("Proven: whoever holds that key signed that this entry, byte for byte, stands at this place in its ledger.");
        if (!keys.Contains(signedBy))
            terminal.Print("That key followed the one you gave; both signed each change.");
        terminal.Print("Not proven: that the time is right, that what the entry says is true, and that no other ledger is shown to others;");
        terminal.Print("for that, compare checkpoints with other people's receipts.");
        if (words.Entry is PersonEntry)
            terminal.Print(evidence is null ? "Who the person is, this receipt does not say." : "\nThe evidence that came with it:");
        foreach (var line in evidence is null ? [] : EvidenceStatement.Of(evidence))
            terminal.Print(line);
        return ExitCode.Yes;
    }
}
