namespace PolicyBuilder.Ledger.Tests.Stores;

/// <summary>Where a fault strikes: the paired cases of a write are "dropped" and "kept".</summary>
public enum Fault
{
    None,
    Begin,

    /// <summary>The commit fails and nothing of it was kept.</summary>
    CommitDropped,

    /// <summary>The commit fails although all of it was kept, as when the connection breaks before the answer.</summary>
    CommitKept,
}

/// <summary>A store that fails once where it is told to.</summary>
internal sealed class FaultyLogStore(ILogStore inner) : ILogStore
{
    internal Fault Next { get; set; }

    public string Origin => inner.Origin;

    public ValueTask<StoredCheckpoint?> ReadHeadAsync(CancellationToken cancel = default) => inner.ReadHeadAsync(cancel);

    public IAsyncEnumerable<EntryBundle> ReadEntriesAsync(long start, long end, CancellationToken cancel = default) => inner.ReadEntriesAsync(start, end, cancel);

    public ValueTask<IReadOnlyList<TreeNode>> ReadNodesAsync(int level, long first, int count, CancellationToken cancel = default) =>
        inner.ReadNodesAsync(level, first, count, cancel);

    public IAsyncEnumerable<StoredCheckpoint> ReadCheckpointsAsync(long smallest = 0, CancellationToken cancel = default) => inner.ReadCheckpointsAsync(smallest, cancel);

    public async ValueTask<ILogTransaction> BeginAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancel = default)
    {
        Strike(Fault.Begin);
        return new Transaction(this, await inner.BeginAsync(keys, cancel));
    }

    public async ValueTask<bool> TryCommitAsync(LogBatch batch, CancellationToken cancel = default)
    {
        Strike(Fault.Begin);
        Strike(Fault.CommitDropped);
        if (!await inner.TryCommitAsync(batch, cancel))
            return false;
        Strike(Fault.CommitKept);
        return true;
    }

    public IAsyncEnumerable<StoredAttachment> ReadAttachmentsAsync(long start, long end, string? name = null, CancellationToken cancel = default) =>
        inner.ReadAttachmentsAsync(start, end, name, cancel);

    public ValueTask ReplaceAttachmentsAsync(IReadOnlyList<AttachmentChange> changes, CancellationToken cancel = default) =>
        inner.ReplaceAttachmentsAsync(changes, cancel);

    public ValueTask EraseRemovedAsync(CancellationToken cancel = default) => inner.EraseRemovedAsync(cancel);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    public override string? ToString() => inner.ToString();

    private void Strike(Fault here)
    {
        if (Next != here)
            return;
        Next = Fault.None;
        throw new IOException($"staged: {here}");
    }

    private sealed class Transaction(FaultyLogStore store, ILogTransaction inner) : ILogTransaction
    {
        public StoredCheckpoint? Head => inner.Head;

        public IReadOnlyList<StoredEntry?> Known => inner.Known;

        public async ValueTask CommitAsync(LogBatch batch, CancellationToken cancel = default)
        {
            store.Strike(Fault.CommitDropped);
            await inner.CommitAsync(batch, cancel);
            store.Strike(Fault.CommitKept);
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
