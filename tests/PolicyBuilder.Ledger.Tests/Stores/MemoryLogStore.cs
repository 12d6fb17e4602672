using System.Runtime.CompilerServices;

namespace PolicyBuilder.Ledger.Tests.Stores;

/// <summary>The simplest thing that keeps the contract: a model for the tests, with fields that a test may tamper with.</summary>
internal sealed class MemoryLogStore(string origin) : ILogStore
{
    private readonly SemaphoreSlim turn = new(1);

    internal List<NewEntry> Entries { get; } = [];

    internal SortedDictionary<(int Level, long Index), TreeHash> Nodes { get; } = [];

    internal List<StoredCheckpoint> Checkpoints { get; } = [];

    internal SortedDictionary<(long Entry, string Name), byte[]> Attachments { get; } = new(Comparer<(long Entry, string Name)>.Create((a, b) =>
        a.Entry != b.Entry ? a.Entry.CompareTo(b.Entry) : string.CompareOrdinal(a.Name, b.Name)));

    public string Origin => origin;

    public ValueTask<StoredCheckpoint?> ReadHeadAsync(CancellationToken cancel = default) => ValueTask.FromResult(Checkpoints.LastOrDefault());

    public async IAsyncEnumerable<EntryBundle> ReadEntriesAsync(long start, long end, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        await Task.Yield();
        for (var at = start; at < Math.Min(end, Entries.Count);)
        {
            var bundle = new EntryBundle(at);
            for (; !bundle.IsFull && at < Math.Min(end, Entries.Count); at++)
                bundle.Add(Entries[(int)at].Submission.Entry.Span, Entries[(int)at].Leaf);
            yield return bundle;
        }
    }

    public ValueTask<IReadOnlyList<TreeNode>> ReadNodesAsync(int level, long first, int count, CancellationToken cancel = default) =>
        ValueTask.FromResult<IReadOnlyList<TreeNode>>(
            level == 0
                ? [.. Entries.Skip((int)first).Take(count).Select((entry, i) => new TreeNode(0, first + i, entry.Leaf))]
                : [.. Nodes.Where(node => node.Key.Level == level && node.Key.Index >= first && node.Key.Index < first + count).Select(node => new TreeNode(level, node.Key.Index, node.Value))]);

    public async IAsyncEnumerable<StoredCheckpoint> ReadCheckpointsAsync(long smallest = 0, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        await Task.Yield();
        foreach (var checkpoint in Checkpoints.Where(checkpoint => checkpoint.Size >= smallest).ToList())
            yield return checkpoint;
    }

    public async ValueTask<ILogTransaction> BeginAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancel = default)
    {
        await turn.WaitAsync(cancel);
        return new Transaction(this, [.. keys.Select(Find)]);
    }

    public async ValueTask<bool> TryCommitAsync(LogBatch batch, CancellationToken cancel = default)
    {
        await using var transaction = await BeginAsync([.. batch.Entries.Select(entry => entry.Submission.Key)], cancel);
        if (batch.OldSize != Entries.Count || transaction.Known.Any(known => known is not null))
            return false;
        await transaction.CommitAsync(batch, cancel);
        return true;
    }

    public async IAsyncEnumerable<StoredAttachment> ReadAttachmentsAsync(long start, long end, string? name = null, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        await Task.Yield();
        foreach (var ((entry, title), bytes) in Attachments.ToList())
        {
            if (entry >= start && entry < end && (name is null || name == title))
                yield return new StoredAttachment(entry, title, bytes);
        }
    }

    public ValueTask ReplaceAttachmentsAsync(IReadOnlyList<AttachmentChange> changes, CancellationToken cancel = default)
    {
        foreach (var change in changes)
        {
            if (!Attachments.TryGetValue((change.Entry, change.Name), out var now) || !change.Old.Span.SequenceEqual(now))
                throw new AttachmentChangedException(change.Entry, change.Name);
        }

        foreach (var change in changes)
            Attachments[(change.Entry, change.Name)] = change.New.ToArray();
        return ValueTask.CompletedTask;
    }

    public ValueTask EraseRemovedAsync(CancellationToken cancel = default) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public override string ToString() => "the memory";

    private StoredEntry? Find(ReadOnlyMemory<byte> key)
    {
        var index = Entries.FindIndex(entry => !key.IsEmpty && entry.Submission.Key.Span.SequenceEqual(key.Span));
        return index < 0 ? null : new StoredEntry(index, Entries[index].Leaf);
    }

    private sealed class Transaction(MemoryLogStore store, IReadOnlyList<StoredEntry?> known) : ILogTransaction
    {
        public StoredCheckpoint? Head => store.Checkpoints.LastOrDefault();

        public IReadOnlyList<StoredEntry?> Known => known;

        public ValueTask CommitAsync(LogBatch batch, CancellationToken cancel = default)
        {
            if (batch.OldSize != store.Entries.Count)
                throw new LogMovedException("moved");
            foreach (var entry in batch.Entries)
            {
                foreach (var attachment in entry.Submission.Attachments)
                    store.Attachments.Add((store.Entries.Count, attachment.Name), attachment.Bytes.ToArray());
                foreach (var removed in store.Attachments.Keys.Where(key => entry.Submission.Removes.Contains(key.Entry)).ToList())
                    store.Attachments.Remove(removed);
                store.Entries.Add(new NewEntry(new Submission(entry.Submission.Entry.ToArray(), entry.Submission.Key.ToArray()), entry.Leaf));
            }

            foreach (var node in batch.Nodes)
                store.Nodes.Add((node.Level, node.Index), node.Hash);
            store.Checkpoints.Add(new StoredCheckpoint(batch.NewSize, batch.Checkpoint.ToArray()));
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            store.turn.Release();
            return ValueTask.CompletedTask;
        }
    }
}
