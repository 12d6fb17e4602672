using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
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
            var log = TileDirectory.Open(place.Database);
            return await VerifyAsync(terminal, place, log, keys, problems, async progress => new LedgerAudit(await LogVerifier.VerifyAsync(log, keys, progress), [], null));
        })
        : LedgerAction.Run(terminal, place, async (ledger, problems) =>
        {
            var keys = VerifierKeys.Read(texts, problems);
            if (problems.Count > 0)
                return ExitCode.No;
            if (keys.Count == 0 && ledger.Keys.Verifier() is { } own)
                keys = [own];
            return await VerifyAsync(terminal, place, ledger.Store, keys, problems, progress => LedgerAudit.RunAsync(ledger, keys, progress), ledger.Keys.Disclosures);
        });

    /// <param name="disclosures">The keys of the evidence; null where the log alone is checked.</param>
    private static async Task<int> VerifyAsync(
        Terminal terminal, LedgerPlace place, ILogReader log, IReadOnlyList<VerifierKey> keys, List<Diagnostic> problems, Func<IProgress<long>?, Task<LedgerAudit>> run, DisclosureKeys? disclosures = null)
    {
        if (keys.Count == 0)
        {
            problems.Add(Problems.KeyNeeded(place.Shown, log.Origin));
            return ExitCode.No;
        }
        var size = (await log.ReadHeadAsync())?.Size ?? 0;
        var watch = Stopwatch.StartNew();
        var audit = terminal.ErrorIsTerminal ? await Progress.ShowAsync("Verifying", "entries", disclosures is null ? size : 2 * size, run) : await run(null);
        var report = audit.Log;
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
        foreach (var found in audit.Files)
            problems.Add(Problems.PublishedFileDiffers(place.Shown, found.ToString()));
        if (audit.Evidence is { } evidence)
            Tell(terminal, place, evidence, disclosures!, problems);
        return ExitCode.Yes;
    }

    private static void Tell(Terminal terminal, LedgerPlace place, DisclosureReport report, DisclosureKeys keys, List<Diagnostic> problems)
    {
        foreach (var found in report.FirstBreaks.Take(MostShown))
            problems.Add(Problems.EvidenceDoesNotFit(place.Shown, found.ToString()));
        if (report.Opened + report.DisposedOf + report.Unchecked + report.Breaks == 0)
            return;
        terminal.Print($"evidence: {Arguments.Count(report.Opened, "record opens its entry", "records open their entries")}, {report.DisposedOf:N0} disposed of, {Arguments.Count(report.Breaks, "break", "breaks")}");
        if (report.Unchecked > 0)
            terminal.Say($"{Arguments.Count(report.Unchecked, "record was", "records were")} not opened, because the disclosure key is not on this computer ({keys.Folder}).");
    }
}
