using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace PolicyBuilder.Ledger;

/// <summary>
/// What a <c>key-changed</c> entry says: from the checkpoint that covers it on, another key signs. It is the one kind of entry that the
/// log itself understands. The checkpoint that covers it covers no later entry and is signed by both keys.
/// </summary>
public sealed record KeyChange
{
    /// <summary>The attachment, without bytes, by which a store finds these entries again. Nothing relies on it.</summary>
    internal const string AttachmentName = "key-change";

    private const string Beginning = "policybuilder-entry/v1\ntype: key-changed\n";
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <exception cref="ArgumentException">They are not two Ed25519 keys of one name.</exception>
    public KeyChange(VerifierKey old, VerifierKey @new)
    {
        if (old.Type != SignatureType.Ed25519 || @new.Type != SignatureType.Ed25519 || old.Name != @new.Name || old.Equals(@new))
            throw new ArgumentException($"{@new} cannot follow {old}: both must be Ed25519 keys of one name, and not the same.");
        (Old, New) = (old, @new);
    }

    /// <summary>The key that signed until then.</summary>
    public VerifierKey Old { get; }

    /// <summary>The key that signs from then on.</summary>
    public VerifierKey New { get; }

    /// <summary>True for bytes that claim to be such an entry, well formed or not.</summary>
    public static bool IsClaimed(ReadOnlySpan<byte> entry) => entry.StartsWith("policybuilder-entry/v1\ntype: key-changed\n"u8);

    /// <summary>Reads an entry in exactly the form that <see cref="Write"/> writes.</summary>
    public static bool TryRead(ReadOnlySpan<byte> entry, [NotNullWhen(true)] out KeyChange? change)
    {
        change = null;
        if (!IsClaimed(entry)
            || Encoding.UTF8.GetString(entry).Split('\n') is not [_, _, var time, var old, var @new, ""]
            || !DateTimeOffset.TryParseExact(Rest(time, "time: "), TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var read)
            || !VerifierKey.TryParse(Rest(old, "old-key: "), out var oldKey, out _)
            || !VerifierKey.TryParse(Rest(@new, "new-key: "), out var newKey, out _)
            || oldKey.Type != SignatureType.Ed25519 || newKey.Type != SignatureType.Ed25519 || oldKey.Name != newKey.Name || oldKey.Equals(newKey))
            return false;
        change = new KeyChange(oldKey, newKey);
        return entry.SequenceEqual(change.Write(read));
    }

    /// <summary>The entry.</summary>
    /// <param name="time">When, as the computer has it; cut to milliseconds.</param>
    public byte[] Write(DateTimeOffset time) =>
        Encoding.UTF8.GetBytes($"{Beginning}time: {time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture)}\nold-key: {Old}\nnew-key: {New}\n");

    private static string Rest(string line, string name) => line.StartsWith(name, StringComparison.Ordinal) ? line[name.Length..] : "";
}

/// <summary>
/// The keys of a log one after another, as its key changes prove them: who holds one of them can check what any later one signed,
/// without the log.
/// </summary>
public sealed class KeyChain
{
    private readonly List<(VerifierKey Key, long From)> keys;

    private KeyChain(List<(VerifierKey Key, long From)> keys) => this.keys = keys;

    /// <summary>The keys, the first one first.</summary>
    public IReadOnlyList<VerifierKey> Keys => [.. keys.Select(key => key.Key)];

    /// <summary>The keys that may have signed a checkpoint of <paramref name="size"/> entries: one, or two where the key changed.</summary>
    public IReadOnlyList<VerifierKey> At(long size) =>
        [.. keys.Where((key, i) => key.From <= size && (i + 1 == keys.Count || size <= keys[i + 1].From)).Select(key => key.Key)];

    /// <summary>A chain of one key.</summary>
    public static KeyChain Of(VerifierKey key) => new([(key, 0)]);

    /// <summary>Follows a log's key changes from a key one trusts.</summary>
    /// <param name="trusted">The key; changes before its time prove nothing to its holder and are skipped.</param>
    /// <param name="changes">
    /// Proofs of <c>key-changed</c> entries, the earliest first, each with the entry as <see cref="TlogProof.Extra"/> and the checkpoint
    /// that ends with it.
    /// </param>
    /// <param name="chain">The chain, if every change from that key on holds.</param>
    /// <param name="reason">Which one does not hold otherwise, and why.</param>
    public static bool TryFollow(VerifierKey trusted, IReadOnlyList<TlogProof> changes, [NotNullWhen(true)] out KeyChain? chain, [NotNullWhen(false)] out string? reason)
    {
        var keys = new List<(VerifierKey Key, long From)> { (trusted, 0) };
        (chain, reason) = (null, null);
        foreach (var proof in changes)
        {
            var entry = proof.Extra is { } extra ? extra.Span : default;
            if (!KeyChange.TryRead(entry, out var change))
                reason = $"entry {proof.Index} is given as a change of the key, and is none";
            else if (keys.Count == 1 && !change.Old.Equals(trusted))
                continue;
            else if (!change.Old.Equals(keys[^1].Key))
                reason = $"entry {proof.Index} changes the key {change.Old.Id:x8}, but the key was {keys[^1].Key.Id:x8} then";
            else if (!proof.Verify(entry, [change.Old], out var byOld, out reason) || !proof.Verify(entry, [change.New], out _, out reason))
                reason = $"the change of the key at entry {proof.Index} is not signed by both keys: {reason}";
            else if (byOld.Size != proof.Index + 1)
                reason = $"the checkpoint that was signed by both keys does not end with entry {proof.Index}";
            else
                keys.Add((change.New, byOld.Size));
            if (reason is not null)
                return false;
        }

        chain = new KeyChain(keys);
        return true;
    }

    /// <summary>The key changes in a log, by their index. What the store says is not verified here.</summary>
    public static async Task<IReadOnlyList<(long Index, KeyChange Change)>> ReadChangesAsync(ILogStore log, CancellationToken cancel = default)
    {
        var changes = new List<(long, KeyChange)>();
        await foreach (var found in log.ReadAttachmentsAsync(0, long.MaxValue, KeyChange.AttachmentName, cancel).ConfigureAwait(false))
        {
            if (await log.ReadEntryAsync(found.Entry, cancel).ConfigureAwait(false) is { } entry && KeyChange.TryRead(entry, out var change))
                changes.Add((found.Entry, change));
        }

        return changes;
    }

    /// <summary>The proofs of a log's key changes, as <see cref="TryFollow"/> wants them.</summary>
    /// <exception cref="InvalidDataException">The log is damaged.</exception>
    public static async Task<IReadOnlyList<TlogProof>> ProveAsync(ILogStore log, CancellationToken cancel = default)
    {
        var proofs = new List<TlogProof>();
        foreach (var (index, _) in await ReadChangesAsync(log, cancel).ConfigureAwait(false))
            proofs.Add(await ProveAsync(log, index, cancel).ConfigureAwait(false));
        return proofs;
    }

    /// <summary>The proof of the key change at <paramref name="index"/>.</summary>
    /// <exception cref="InvalidDataException">The log is damaged.</exception>
    public static async Task<TlogProof> ProveAsync(ILogReader log, long index, CancellationToken cancel = default)
    {
        await using var checkpoints = log.ReadCheckpointsAsync(index + 1, cancel).GetAsyncEnumerator(cancel);
        if (!await checkpoints.MoveNextAsync().ConfigureAwait(false) || checkpoints.Current.Size != index + 1)
            throw new InvalidDataException($"The checkpoint of {index + 1} entries, which both keys signed, is missing.");
        if (!SignedNote.TryParse(checkpoints.Current.Note.Span, out var note, out var reason))
            throw new InvalidDataException($"The checkpoint of {index + 1} entries is damaged: {reason}.");
        var hashes = await log.ProveInclusionAsync(index, index + 1, cancel).ConfigureAwait(false);
        return new TlogProof(index, hashes, note, await log.ReadEntryAsync(index, cancel).ConfigureAwait(false));
    }

    /// <summary>The keys that the store says were the log's before one of <paramref name="keys"/>.</summary>
    public static async Task<IReadOnlyList<VerifierKey>> ReadFormerKeysAsync(ILogStore log, IReadOnlyCollection<VerifierKey> keys, CancellationToken cancel = default)
    {
        var former = new List<VerifierKey>();
        foreach (var (_, change) in (await ReadChangesAsync(log, cancel).ConfigureAwait(false)).Reverse())
        {
            if ((keys.Contains(change.New) || former.Contains(change.New)) && !keys.Contains(change.Old) && !former.Contains(change.Old))
                former.Add(change.Old);
        }

        return former;
    }
}
