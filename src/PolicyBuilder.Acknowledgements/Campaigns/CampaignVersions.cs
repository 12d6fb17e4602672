using System.Diagnostics;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Formats.Publishing;
using PolicyBuilder.Ledger;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Acknowledgements.Campaigns;

/// <summary>
/// Tells a city's campaigns of published versions. <c>publish</c> does it at once; each command that asks or tells who must sign does it
/// first, and so do the pages when they start, so that nothing is lost where <c>publish</c> was interrupted.
/// </summary>
public static class CampaignVersions
{
    /// <summary>Adds every frozen version that has an entry in the ledger and is not known yet.</summary>
    /// <param name="log">The ledger.</param>
    /// <param name="store">The campaigns.</param>
    /// <param name="folder">The city's folder.</param>
    /// <param name="known">The versions that the store knows.</param>
    /// <param name="now">When it is.</param>
    /// <param name="problems">Gets a note for each version that has no entry, and an error for each that is not as it was published.</param>
    /// <returns>Whether any was added.</returns>
    public static async Task<bool> SyncAsync(ILogStore log, ICampaignStore store, string folder, IReadOnlyCollection<AskedVersion> known, DateTimeOffset now, ICollection<Diagnostic> problems)
    {
        var names = known.Select(version => (version.Policy, version.Version)).ToHashSet();
        var added = new List<AskedVersion>();
        foreach (var policy in PublishedVersions.InCity(folder))
        {
            foreach (var number in policy.Numbers().Where(number => !names.Contains((policy.Policy, number))))
            {
                if (policy.Read(number, problems) is not { } frozen)
                    continue;
                if (await FindAsync(log, frozen).ConfigureAwait(false) is { } version)
                    added.Add(version);
                else
                    problems.Add(Problems.VersionNotInLedger(Workspace.Display(policy.PathOf(number)), $"{frozen.City}/{frozen.Policy}@{frozen.Version}"));
            }
        }
        if (added.Count > 0)
            await store.AddVersionsAsync(added, now).ConfigureAwait(false);
        return added.Count > 0;
    }

    /// <summary>A frozen version as campaigns know it; null if the ledger has no entry of it.</summary>
    public static async Task<AskedVersion?> FindAsync(ILogStore log, FrozenVersion frozen)
    {
        var stated = PublishedFiles.EntryOf(frozen, default);
        long index;
        await using (var look = await log.BeginAsync([PublishedFiles.KeyOf(stated)]).ConfigureAwait(false))
        {
            if (look.Known[0] is not { } entry)
                return null;
            index = entry.Index;
        }
        if (await log.ReadEntryAsync(index).ConfigureAwait(false) is not { } bytes || !LedgerEntryReader.TryRead(bytes, out var read, out _) || read is not PolicyPublished published)
            throw new InvalidDataException($"entry {index} is not that of {frozen.City}/{frozen.Policy}@{frozen.Version}, though it has its key; 'policybuilder ledger verify' tells more.");
        var page = stated.Files.Single(file => file.Name.EndsWith(".html", StringComparison.Ordinal)).Hash;
        return new AskedVersion(
            frozen.Policy, frozen.Version, frozen.Title, frozen.Effective, stated.Text.Document, page, frozen.SignAgain || frozen.Gravity == Gravity.First, Decision(frozen), index, published.Time.Utc);
    }

    /// <summary>Why employees must sign a version again, or need not.</summary>
    private static string Decision(FrozenVersion frozen)
    {
        var rule = frozen.Gravity switch
        {
            Gravity.First => "It is the first version.",
            Gravity.Editorial => "Its changes are editorial.",
            Gravity.NeedsDecision => "Nobody decided how grave a change is, so it counts as substantive.",
            Gravity.Substantive => "Its changes are substantive.",
            Gravity.Restructured => "Sections came, went or moved.",
            _ => throw new UnreachableException(),
        };
        return string.Join(' ', frozen.Decisions
            .Select(kept => $"{kept.Decision.By} decided that '{kept.Decision.Clause}' is {kept.Decision.Verdict.ToString().ToLowerInvariant()}: {kept.Decision.Because.TrimEnd('.')}.")
            .Prepend(rule));
    }
}
