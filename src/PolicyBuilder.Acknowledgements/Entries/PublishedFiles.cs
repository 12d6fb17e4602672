using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using PolicyBuilder.Formats.Publishing;
using PolicyBuilder.Ledger;

namespace PolicyBuilder.Acknowledgements.Entries;

/// <summary>
/// The files of published versions, kept byte for byte beside the entry that states their hashes, each under its hash as its name.
/// </summary>
public static class PublishedFiles
{
    private const string Prefix = "sha256:";

    /// <summary>The entry that tells of a version.</summary>
    public static PolicyPublished EntryOf(FrozenVersion version, EntryTime time)
    {
        var stated = version.Artifacts.Select(artifact => (artifact.Name, Hash: Stated(artifact))).ToList();
        var document = stated.Single(file => file.Name.EndsWith(".md", StringComparison.Ordinal)).Hash;
        return new PolicyPublished(time, new PublishedText(new PolicyName(version.City, version.Policy), version.Version, document), stated.Select(file => new PublishedFile(file.Name, file.Hash)));
    }

    /// <summary>What to submit for a version: the entry, the files, and a key made of what the version is, so that it is appended once.</summary>
    /// <exception cref="ArgumentException">A file of the entry is missing among <paramref name="files"/>.</exception>
    public static Submission Submission(PolicyPublished published, IReadOnlyCollection<ReadOnlyMemory<byte>> files)
    {
        var byHash = files.DistinctBy(file => ContentHash.Of(file.Span)).ToDictionary(file => ContentHash.Of(file.Span));
        var attachments = new List<Attachment>();
        foreach (var hash in published.Files.Select(file => file.Hash).Append(published.Text.Document).Distinct())
        {
            attachments.Add(byHash.TryGetValue(hash, out var bytes)
                ? new Attachment(hash.ToString(), bytes)
                : throw new ArgumentException($"No file has the hash {hash}.", nameof(files)));
        }

        return new Submission(LedgerEntryWriter.Write(published), KeyOf(published)) { Attachments = attachments };
    }

    /// <summary>The idempotency key of a version: a hash over everything that its entry states but the time.</summary>
    public static ReadOnlyMemory<byte> KeyOf(PolicyPublished published) => SHA256.HashData(
        Encoding.UTF8.GetBytes($"policy-published\n{published.Text.Policy}\n{published.Text.Version}\n{published.Text.Document}\n{string.Join('\n', published.Files.Select(file => $"{file.Name} {file.Hash}"))}\n"));

    /// <summary>
    /// Checks every file kept against its name, and every published version for its files. Memory does not grow with the log, beyond one
    /// file and the hashes of one version.
    /// </summary>
    /// <param name="log">The log; its entries are taken as they are.</param>
    /// <param name="cancel">Ends the check.</param>
    /// <returns>What does not fit, with the entry's index. A version without any files kept was published without the ledger keeping them.</returns>
    public static async IAsyncEnumerable<AuditBreak> CheckAsync(ILogStore log, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel = default)
    {
        var kept = new HashSet<ContentHash>();
        var current = -1L;
        await foreach (var file in log.ReadAttachmentsAsync(0, long.MaxValue, null, cancel).ConfigureAwait(false))
        {
            if (!file.Name.StartsWith(Prefix, StringComparison.Ordinal))
                continue;
            if (file.Entry != current)
            {
                foreach (var missing in await MissingAsync(log, current, kept, cancel).ConfigureAwait(false))
                    yield return missing;
                kept.Clear();
                current = file.Entry;
            }

            if (ContentHash.TryParse(file.Name, out var stated))
                kept.Add(stated);
            var found = ContentHash.Of(file.Bytes.Span);
            if (found.ToString() != file.Name)
                yield return new AuditBreak(file.Entry, $"the file kept as {file.Name} has the hash {found}");
        }

        foreach (var missing in await MissingAsync(log, current, kept, cancel).ConfigureAwait(false))
            yield return missing;
    }

    // The reader of frozen versions lets no other hash pass.
    private static ContentHash Stated(Artifact artifact) => ContentHash.TryParse($"{Prefix}{artifact.Sha256}", out var hash) ? hash : throw new UnreachableException();

    private static async Task<IReadOnlyList<AuditBreak>> MissingAsync(ILogStore log, long index, HashSet<ContentHash> kept, CancellationToken cancel)
    {
        if (index < 0)
            return [];
        if (await log.ReadEntryAsync(index, cancel).ConfigureAwait(false) is not { } bytes || !LedgerEntryReader.TryRead(bytes, out var entry, out _) || entry is not PolicyPublished published)
            return [new AuditBreak(index, "files are kept beside it, but it publishes none")];
        return
        [
            .. published.Files.Select(file => (file.Name, file.Hash)).Append(("the text", published.Text.Document))
                .Where(file => !kept.Contains(file.Item2)).Select(file => new AuditBreak(index, $"{file.Item1} ({file.Item2}) is not kept")),
        ];
    }
}
