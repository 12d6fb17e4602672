using System.Diagnostics;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Acknowledgements.Ledgers;
using PolicyBuilder.Cli.Commands.Campaigns;
using PolicyBuilder.Cli.Console;
using PolicyBuilder.Formats.Publishing;
using PolicyBuilder.Ledger;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Cli.Commands.Ledger;

/// <summary>
/// Publishes with a ledger: the ledger is opened and its key read first, so that what can be known to fail fails before anything is
/// written; then the version is frozen; then its entry is appended. After a crash or a failure in between, the same command finds the
/// version frozen and appends the entry; the entry's key, a hash over what the version is, keeps it from being appended twice.
/// </summary>
internal static class PublishedEntry
{
    /// <param name="round">Tells the city's campaigns of the version.</param>
    public static int Run(
        Terminal terminal, TimeProvider clock, LedgerPlace place, string output, Func<Publication> publish, Func<OpenLedger, FrozenVersion, Task<Round?>> round, Func<Publication, long?, bool, Round?, int> tell) =>
        LedgerAction.Run(terminal, place, async (ledger, problems) =>
        {
            using var signer = ledger.Keys.Load(problems);
            if (signer is null || !await CanAppendAsync(ledger, signer))
                return ExitCode.No;
            var publication = publish();
            if (publication.Version is not { } version)
                return tell(publication, null, false, null);
            Appended? appended = null;
            try
            {
                appended = await AppendAsync(terminal, ledger, signer, clock, version, output, problems);
            }
            finally
            {
                if (appended is null)
                    terminal.Say($"{version.City}/{version.Policy}@{version.Version} is published, but not in the ledger yet. When the fault below is mended, run the same command again.");
            }
            return appended is { } entry ? tell(publication, entry.Index, entry.Existed, await round(ledger, version)) : ExitCode.No;
        });

    // A file has one writer, which is refused here if its history is not the one that was signed. A server's nodes find out themselves.
    private static async Task<bool> CanAppendAsync(OpenLedger ledger, SignerKey signer)
    {
        if (ledger.Place.IsServer)
            return true;
        using var guard = new ForkGuard(ledger.Keys.Guard);
        await using var log = await Log.OpenAsync(ledger.Store, signer, guard);
        return true;
    }

    private static async Task<Appended?> AppendAsync(
        Terminal terminal, OpenLedger ledger, SignerKey signer, TimeProvider clock, FrozenVersion version, string output, List<Diagnostic> problems)
    {
        var published = PublishedFiles.EntryOf(version, EntryTime.Now(clock));
        var key = PublishedFiles.KeyOf(published);
        if (await FindAsync(ledger.Store, key) is { } earlier)
            return earlier;
        await WarnOfClockAsync(terminal, ledger, published.Time);
        var files = new List<ReadOnlyMemory<byte>>();
        foreach (var file in published.Files)
        {
            var path = Path.Combine(output, version.City, version.Policy, version.Version.ToString(), file.Name);
            var bytes = File.Exists(path) ? await File.ReadAllBytesAsync(path) : [];
            if (ContentHash.Of(bytes) != file.Hash)
                problems.Add(Problems.PublishedFileMissing(Workspace.Display(path)));
            files.Add(bytes);
        }
        if (problems.Count > 0)
            return null;
        try
        {
            return await ledger.AppendAsync(signer, PublishedFiles.Submission(published, files));
        }
        catch (ArgumentException)
        {
            // Another process published the same version at the same moment.
            return await FindAsync(ledger.Store, key) ?? throw new UnreachableException();
        }
    }

    private static async Task WarnOfClockAsync(Terminal terminal, OpenLedger ledger, EntryTime now)
    {
        var size = (await ledger.Store.ReadHeadAsync())?.Size ?? 0;
        if (size > 0 && await ledger.Store.ReadEntryAsync(size - 1) is { } bytes && LedgerEntryReader.TryRead(bytes, out var last, out _) && last.Time > now)
            terminal.Print(Problems.ClockWentBack(ledger.Place.Shown, now.ToString(), last.Time.ToString()));
    }

    /// <summary>The entry that was appended under a key before; its time is of that day, so it cannot simply be submitted again.</summary>
    private static async Task<Appended?> FindAsync(ILogStore store, ReadOnlyMemory<byte> key)
    {
        await using var look = await store.BeginAsync([key]);
        return look.Known[0] is { } known ? new Appended(known.Index, Existed: true) : null;
    }
}
