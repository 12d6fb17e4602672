using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace PolicyBuilder.Ledger;

/// <summary>Something in a log that cannot be as it was written.</summary>
/// <param name="Entry">The index of the entry it was found at; null if it is not about an entry.</param>
/// <param name="Reason">What does not fit.</param>
public sealed record AuditBreak(long? Entry, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => Entry is { } index ? $"entry {index}: {Reason}" : Reason;
}

/// <summary>The outcome of an audit.</summary>
/// <param name="Head">The last checkpoint, if it is the log's and the entries give its root.</param>
/// <param name="Entries">How many entries were read.</param>
/// <param name="Bytes">How many bytes they have.</param>
/// <param name="Checkpoints">How many checkpoints were read.</param>
/// <param name="Breaks">How much does not fit, in all.</param>
/// <param name="FirstBreaks">The first of the breaks, in the order in which they were found; at most <see cref="LogVerifier.MostBreaksListed"/>.</param>
public sealed record AuditReport(Checkpoint? Head, long Entries, long Bytes, long Checkpoints, long Breaks, IReadOnlyList<AuditBreak> FirstBreaks)
{
    /// <summary>True if everything fits: no entry was altered, removed, added or moved since it was signed for.</summary>
    public bool Holds => Breaks == 0;
}

/// <summary>
/// The full audit of a log: the bytes of every entry against its leaf hash, every node kept, and for every checkpoint its signature
/// and the root that the entries give. Checkpoints that all fit one sequence of entries are consistent with each other.
/// One thread reads while another hashes; memory does not grow with the log.
/// </summary>
public sealed class LogVerifier
{
    /// <summary>How many breaks a report lists; all of them are counted.</summary>
    public const int MostBreaksListed = 100;

    private const int BundlesInFlight = 16;

    private readonly ILogReader log;

    // The keys that may sign the next checkpoint, and those of them that the caller's trust reaches.
    private readonly List<VerifierKey> inForce;
    private readonly HashSet<VerifierKey> trusted;
    private readonly List<AuditBreak> listed = [];
    private readonly List<TreeNode> completed = [];
    private readonly List<Queue<TreeNode>> nodes = [];

    // Null once entries are missing: no root after the gap can be computed.
    private MerkleTree? tree = new();
    private Checkpoint? lastGood;
    private ReadOnlyMemory<byte> lastGoodNote;
    private (long Index, KeyChange Change)? pendingChange;
    private long breaks;
    private long entries;
    private long bytes;
    private long checkpoints;

    private LogVerifier(ILogReader log, IReadOnlyCollection<VerifierKey> logKeys, IEnumerable<VerifierKey> formerKeys)
    {
        this.log = log;
        trusted = [.. logKeys];
        inForce = [.. logKeys.Concat(formerKeys).Distinct()];
    }

    /// <summary>Audits a log as it is now; entries appended meanwhile are left for the next time.</summary>
    /// <param name="log">The log.</param>
    /// <param name="logKeys">
    /// The keys one trusts: the log's first key, or a later one. Where the log changes its key (<see cref="KeyChange"/>), both keys must
    /// have signed, the old one's later checkpoints do not count, and the new one is trusted as the old one was.
    /// </param>
    /// <param name="progress">Told now and then how many entries have been checked.</param>
    /// <param name="formerKeys">
    /// For who trusts a later key: those that signed the log's beginning. Whoever keeps the log may name them, for its last checkpoint must
    /// be signed by a trusted key nevertheless, and that covers everything.
    /// </param>
    /// <param name="cancel">Ends the audit.</param>
    public static Task<AuditReport> VerifyAsync(
        ILogReader log,
        IReadOnlyCollection<VerifierKey> logKeys,
        IProgress<long>? progress = null,
        IReadOnlyCollection<VerifierKey>? formerKeys = null,
        CancellationToken cancel = default) => new LogVerifier(log, logKeys, formerKeys ?? []).RunAsync(progress, cancel);

    /// <summary>True for what reading a damaged log throws, as opposed to a mistake in this program.</summary>
    internal static bool IsDamage(Exception error) =>
        error is DbException or IOException or InvalidDataException or InvalidCastException or ArgumentException or OverflowException or UnauthorizedAccessException;

    private async Task<AuditReport> RunAsync(IProgress<long>? progress, CancellationToken cancel)
    {
        try
        {
            var head = await log.ReadHeadAsync(cancel).ConfigureAwait(false);
            await using var published = log.ReadCheckpointsAsync(0, cancel).GetAsyncEnumerator(cancel);
            var next = await NextAsync(published, null).ConfigureAwait(false);
            next = await CheckReachedAsync(published, next).ConfigureAwait(false);
            await foreach (var bundle in ReadAhead(head?.Size ?? 0, cancel).ConfigureAwait(false))
            {
                using (bundle)
                    next = await CheckAsync(bundle, published, next, cancel).ConfigureAwait(false);
                progress?.Report(entries);
            }

            for (; next is not null; next = await NextAsync(published, next).ConfigureAwait(false))
            {
                if (next.Size > (head?.Size ?? 0))
                    break;
                CheckSignature(next);
                if (tree is not null)
                    Tell(tree.Size, $"the entries end here, but a checkpoint of {next.Size} entries was signed");
            }

            if (lastGood is not null && inForce.Count > 1 && !Checkpoint.TryOpen(lastGoodNote.Span, [.. inForce.Where(trusted.Contains)], out _, out _))
                Tell(null, "the last checkpoint is signed neither by a key you trust nor by one that followed it");
        }
        catch (Exception error) when (IsDamage(error))
        {
            Tell(tree?.Size, $"the log cannot be read any further: {error.Message}");
        }

        return new AuditReport(breaks == 0 ? lastGood : null, entries, bytes, checkpoints, breaks, listed);
    }

    /// <summary>Reads on another thread, a few bundles ahead.</summary>
    private async IAsyncEnumerable<EntryBundle> ReadAhead(long end, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var channel = Channel.CreateBounded<EntryBundle>(new BoundedChannelOptions(BundlesInFlight) { SingleReader = true, SingleWriter = true });
        var reading = Task.Run(() => ReadAsync(channel.Writer, end, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var bundle in channel.Reader.ReadAllAsync(cancel).ConfigureAwait(false))
                yield return bundle;
        }
        finally
        {
            // The store must not be read any more once the audit has returned.
            await stop.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(false);
        }
    }

    private async Task ReadAsync(ChannelWriter<EntryBundle> bundles, long end, CancellationToken cancel)
    {
        try
        {
            await foreach (var bundle in log.ReadEntriesAsync(0, end, cancel).ConfigureAwait(false))
                await bundles.WriteAsync(bundle, cancel).ConfigureAwait(false);
            bundles.Complete();
        }
        catch (Exception error)
        {
            bundles.Complete(error);
        }
    }

    private async ValueTask<StoredCheckpoint?> CheckAsync(
        EntryBundle bundle,
        IAsyncEnumerator<StoredCheckpoint> published,
        StoredCheckpoint? next,
        CancellationToken cancel)
    {
        if (tree is not null && bundle.First != tree.Size)
        {
            Tell(tree.Size, bundle.First == tree.Size + 1 ? "it is missing" : $"it and the others up to {bundle.First - 1} are missing");
            tree = null;
        }

        for (var i = 0; i < bundle.Count; i++)
        {
            var entry = bundle[i];
            ref readonly var leaf = ref bundle.Leaves[i];
            entries++;
            bytes += entry.Length;
            if (MerkleTree.HashLeaf(entry) != leaf)
                Tell(bundle.First + i, "its bytes do not give the leaf hash beside them");
            if (tree is null)
                continue;
            if (KeyChange.IsClaimed(entry))
                NoteChange(bundle.First + i, entry);
            // The tree goes on with the hash as stored, so that one altered entry counts once and not in every later root.
            tree.Add(leaf, completed);
            if (completed.Count > 0)
                await CheckCompletedAsync(cancel).ConfigureAwait(false);
            if (next is not null && next.Size <= tree.Size)
                next = await CheckReachedAsync(published, next).ConfigureAwait(false);
        }

        return next;
    }

    private async ValueTask CheckCompletedAsync(CancellationToken cancel)
    {
        foreach (var node in completed)
        {
            while (nodes.Count < node.Level)
                nodes.Add([]);
            var stored = nodes[node.Level - 1];
            if (stored.Count == 0)
            {
                foreach (var read in await log.ReadNodesAsync(node.Level, node.Index, Tile.FullWidth, cancel).ConfigureAwait(false))
                    stored.Enqueue(read);
            }

            var last = ((node.Index + 1) << (node.Level * MerkleTree.TileHeight)) - 1;
            if (!stored.TryPeek(out var found) || found.Index != node.Index)
            {
                Tell(last, $"the node {node.Index} at level {node.Level}, which ends with it, is missing");
                continue;
            }

            stored.Dequeue();
            if (found.Hash != node.Hash)
                Tell(last, $"the node {node.Index} at level {node.Level}, which ends with it, is not what the leaves give");
        }

        completed.Clear();
    }

    /// <summary>Checks the checkpoints that the tree has reached, and returns the first that lies ahead.</summary>
    private async ValueTask<StoredCheckpoint?> CheckReachedAsync(IAsyncEnumerator<StoredCheckpoint> published, StoredCheckpoint? next)
    {
        for (; next is not null && next.Size <= tree!.Size; next = await NextAsync(published, next).ConfigureAwait(false))
        {
            if (CheckSignature(next) is not { } checkpoint)
                continue;
            if (checkpoint.Root == tree.Root)
                (lastGood, lastGoodNote) = (checkpoint, next.Note);
            else
                Tell(checkpoint.Size == 0 ? null : checkpoint.Size - 1, $"the entries up to it do not give the root that was signed for {checkpoint.Size} entries; {LastGood()}");
        }

        return next;
    }

    private void NoteChange(long index, ReadOnlySpan<byte> entry)
    {
        if (!KeyChange.TryRead(entry, out var change))
            Tell(index, "it should change the key, and cannot be read");
        else if (pendingChange is not null)
            Tell(index, "the key changes again before a checkpoint was signed by both keys");
        else if (inForce.Contains(change.Old))
            pendingChange = (index, change);
    }

    /// <summary>The checkpoint that covers a change of the key must be signed by both.</summary>
    private void CheckChange(StoredCheckpoint stored)
    {
        if (pendingChange is not { } pending || stored.Size <= pending.Index)
            return;
        pendingChange = null;
        var (old, @new) = (pending.Change.Old, pending.Change.New);
        if (!Checkpoint.TryOpen(stored.Note.Span, [old], out _, out _) || !Checkpoint.TryOpen(stored.Note.Span, [@new], out _, out _))
        {
            Tell(pending.Index, $"the key changes with it, but the checkpoint of {stored.Size} entries is not signed by both keys");
            return;
        }

        inForce.Remove(old);
        if (!inForce.Contains(@new))
            inForce.Add(@new);
        if (trusted.Contains(old))
            trusted.Add(@new);
    }

    private Checkpoint? CheckSignature(StoredCheckpoint stored)
    {
        checkpoints++;
        CheckChange(stored);
        if (!Checkpoint.TryOpen(stored.Note.Span, inForce, out var checkpoint, out var reason))
            Tell(null, $"the checkpoint of {stored.Size} entries does not count: {reason}");
        else if (checkpoint.Origin != log.Origin)
            Tell(null, $"the checkpoint of {stored.Size} entries is of the log {checkpoint.Origin}");
        else if (checkpoint.Size != stored.Size)
            Tell(null, $"the checkpoint filed under {stored.Size} entries states {checkpoint.Size}");
        else
            return checkpoint;
        return null;
    }

    private static async ValueTask<StoredCheckpoint?> NextAsync(IAsyncEnumerator<StoredCheckpoint> published, StoredCheckpoint? previous)
    {
        if (!await published.MoveNextAsync().ConfigureAwait(false))
            return null;
        return previous is null || published.Current.Size > previous.Size
            ? published.Current
            : throw new InvalidDataException($"the checkpoint of {published.Current.Size} entries comes after that of {previous.Size}");
    }

    private string LastGood() => lastGood is null ? "no earlier checkpoint fits either" : $"the checkpoint of {lastGood.Size} entries still fits";

    private void Tell(long? entry, string reason)
    {
        breaks++;
        if (listed.Count < MostBreaksListed)
            listed.Add(new AuditBreak(entry, reason));
    }
}
