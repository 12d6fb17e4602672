using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Acknowledgements.Evidence;
using PolicyBuilder.Ledger;

namespace PolicyBuilder.Acknowledgements.Ledgers;

/// <summary>What came of checking everything: the log itself, the published files and the evidence kept beside its entries.</summary>
/// <param name="Log">Every entry, hash and signature.</param>
/// <param name="Files">Published files that are not as their entries state.</param>
/// <param name="Evidence">Whether the evidence fits its entries; null where it was not looked at.</param>
public sealed record LedgerAudit(AuditReport Log, IReadOnlyList<AuditBreak> Files, DisclosureReport? Evidence)
{
    /// <summary>The first of everything that does not hold.</summary>
    public IEnumerable<AuditBreak> FirstBreaks => [.. Log.FirstBreaks, .. Files, .. Evidence?.FirstBreaks ?? []];

    /// <summary>Checks a ledger. What entries commit to is looked at only where the entries are those that were signed.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="keys">Its public keys; former ones that these vouch for count too.</param>
    /// <param name="progress">Told now and then how many entries have been checked; each is, twice.</param>
    /// <param name="cancel">Ends the check.</param>
    public static async Task<LedgerAudit> RunAsync(OpenLedger ledger, IReadOnlyList<VerifierKey> keys, IProgress<long>? progress = null, CancellationToken cancel = default)
    {
        var log = await LogVerifier.VerifyAsync(ledger.Store, keys, progress, await KeyChain.ReadFormerKeysAsync(ledger.Store, [.. keys], cancel).ConfigureAwait(false), cancel).ConfigureAwait(false);
        if (!log.Holds)
            return new LedgerAudit(log, [], null);
        var files = new List<AuditBreak>();
        await foreach (var found in PublishedFiles.CheckAsync(ledger.Store, cancel).ConfigureAwait(false))
            files.Add(found);
        var second = progress is null ? null : new After(log.Entries, progress);
        return new LedgerAudit(log, files, await DisclosureVerifier.VerifyAsync(ledger.Store, ledger.Keys.Disclosures, second, cancel).ConfigureAwait(false));
    }

    private sealed class After(long before, IProgress<long> progress) : IProgress<long>
    {
        public void Report(long value) => progress.Report(before + value);
    }
}
