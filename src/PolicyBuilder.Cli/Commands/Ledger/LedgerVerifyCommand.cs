using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Acknowledgements.Evidence;
using PolicyBuilder.Acknowledgements.Ledgers;
using PolicyBuilder.Cli.Console;
using PolicyBuilder.Ledger;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Cli.Commands.Ledger;

/// <summary><c>ledger verify</c>: the whole ledger, or an export of one, against a public key.</summary>
internal static class LedgerVerifyCommand
{
    // What follows the first breaks is mostly their consequence.
    private const int MostShown = 10;

    public static Command Create(Terminal terminal)
    {
        var key = VerifierKeys.Option("A public key of the ledger; without it, the one on this computer");
        var options = new LedgerOptions();
        var command = new ExplainedCommand("verify", "Check everything: every entry, every hash, every signature, every published file", """
            Example:
              policybuilder ledger verify
              policybuilder ledger verify --ledger export --key mapleton.example/policies+2e73f0f5+AW7j…

            The second checks a folder made by 'ledger export', which needs no database.
            """) { key };
        options.AddTo(command);
        command.SetAction(parsed => Run(terminal, options.Read(parsed), parsed.GetValue(key)));
        return command;
    }

    private static int Run(Terminal terminal, LedgerPlace place, string[]? texts) => Directory.Exists(place.Database)
        ? LedgerAction.Run(terminal, place, async problems =>
        {
            var keys = VerifierKeys.Read(texts, problems);
            if (problems.Count > 0)
                return ExitCode.No;
            if (!place.Exists)
            {
                problems.Add(Problems.NoLedger(place.Shown));
                return ExitCode.No;
            }
            return await VerifyAsync(terminal, place, TileDirectory.Open(place.Database), keys, [], problems);
        })
        : LedgerAction.Run(terminal, place, async (ledger, problems) =>
        {
            var keys = VerifierKeys.Read(texts, problems);
            if (problems.Count > 0)
                return ExitCode.No;
            if (keys.Count == 0 && ledger.Keys.Verifier() is { } own)
                keys = [own];
            var former = await KeyChain.ReadFormerKeysAsync(ledger.Store, [.. keys]);
            var exit = await VerifyAsync(terminal, place, ledger.Store, keys, former, problems);
            // What entries commit to is worth asking only where the entries are those that were signed.
            if (exit != ExitCode.Yes)
                return exit;
            await foreach (var found in PublishedFiles.CheckAsync(ledger.Store))
                problems.Add(Problems.PublishedFileDiffers(place.Shown, found.ToString()));
            await VerifyEvidenceAsync(terminal, ledger, problems);
            return exit;
        });

    private static async Task VerifyEvidenceAsync(Terminal terminal, OpenLedger ledger, List<Diagnostic> problems)
    {
        var size = (await ledger.Store.ReadHeadAsync())?.Size ?? 0;
        var report = terminal.ErrorIsTerminal
            ? await Progress.ShowAsync("Verifying evidence", "entries", size, progress => DisclosureVerifier.VerifyAsync(ledger.Store, ledger.Keys.Disclosures, progress))
            : await DisclosureVerifier.VerifyAsync(ledger.Store, ledger.Keys.Disclosures);
        foreach (var found in report.FirstBreaks.Take(MostShown))
            problems.Add(Problems.EvidenceDoesNotFit(ledger.Place.Shown, found.ToString()));
        if (report.Opened + report.DisposedOf + report.Unchecked + report.Breaks == 0)
            return;
        terminal.Print($"evidence: {Arguments.Count(report.Opened, "record opens its entry", "records open their entries")}, {report.DisposedOf:N0} disposed of, {Arguments.Count(report.Breaks, "break", "breaks")}");
        if (report.Unchecked > 0)
            terminal.Say($"{Arguments.Count(report.Unchecked, "record was", "records were")} not opened, because the disclosure key is not on this computer ({ledger.Keys.Disclosures.Folder}).");
    }

    private static async Task<int> VerifyAsync(
        Terminal terminal, LedgerPlace place, ILogReader log, IReadOnlyList<VerifierKey> keys, IReadOnlyList<VerifierKey> former, List<Diagnostic> problems)
    {
        if (keys.Count == 0)
        {
            problems.Add(Problems.KeyNeeded(place.Shown, log.Origin));
            return ExitCode.No;
        }
        var size = (await log.ReadHeadAsync())?.Size ?? 0;
        var watch = Stopwatch.StartNew();
        var report = terminal.ErrorIsTerminal
            ? await Progress.ShowAsync("Verifying", "entries", size, progress => LogVerifier.VerifyAsync(log, keys, progress, former))
            : await LogVerifier.VerifyAsync(log, keys, null, former);
        foreach (var found in report.FirstBreaks.Take(MostShown))
            problems.Add(Problems.LedgerBroken(place.Shown, found.ToString()));
        if (!report.Holds)
        {
            terminal.Print($"{log.Origin}: does not hold; {Arguments.Count(report.Breaks, "break", "breaks")} in {Arguments.Count(report.Entries, "entry", "entries")}");
            return ExitCode.No;
        }
        if (report.Head is null)
        {
            problems.Add(Problems.LedgerBroken(place.Shown, "it has no checkpoint"));
            return ExitCode.No;
        }

        terminal.Print($"{log.Origin}: holds; {Arguments.Count(report.Entries, "entry", "entries")}, {Arguments.Count(report.Checkpoints, "checkpoint", "checkpoints")}, root {report.Head.Root}");
        terminal.Say(string.Create(CultureInfo.InvariantCulture,
            $"{report.Bytes:N0} bytes checked in {watch.Elapsed.TotalSeconds:F1} s against the key {string.Join(", ", keys.Select(key => $"{key.Id:x8} ({key.Fingerprint})"))}."));
        return ExitCode.Yes;
    }
}
