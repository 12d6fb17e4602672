using PolicyBuilder.Ledger.Tests.Stores;
using Xunit;

namespace PolicyBuilder.Ledger.Tests;

public class LogTests : IDisposable
{
    private readonly Scratch scratch = new();
    private readonly MemoryLogStore store = new(Scratch.Origin);

    [Fact]
    public async Task Entries_that_wait_together_share_one_commit()
    {
        var gated = new GatedLogStore(store);
        using var guard = new ForkGuard(scratch.GuardFile);
        await using var log = await Log.OpenAsync(gated, scratch.Signer, guard);
        gated.Close();
        var first = log.AppendAsync(Scratch.Entry(0));
        await gated.Reached;
        var others = Enumerable.Range(1, 100).Select(i => log.AppendAsync(Scratch.Entry(i))).ToList();
        Assert.All(others.Append(first), append => Assert.False(append.IsCompleted));
        gated.Open();
        Assert.Equal(0, (await first).Index);
        Assert.Equal(Enumerable.Range(1, 100).Select(i => (long)i), (await Task.WhenAll(others)).Select(answer => answer.Index));
        Assert.Equal([0, 1, 101], store.Checkpoints.Select(checkpoint => checkpoint.Size));
    }

    [Fact]
    public async Task Ending_the_wait_does_not_end_the_append()
    {
        var gated = new GatedLogStore(store);
        using var guard = new ForkGuard(scratch.GuardFile);
        await using var log = await Log.OpenAsync(gated, scratch.Signer, guard);
        gated.Close();
        using var patience = new CancellationTokenSource();
        var append = log.AppendAsync(Scratch.Entry(0), Scratch.Key(0), patience.Token);
        await gated.Reached;
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => append);
        gated.Open();
        Assert.Equal(new Appended(0, Existed: true), await log.AppendAsync(Scratch.Entry(0), Scratch.Key(0)));
    }

    [Fact]
    public async Task A_key_of_another_name_or_kind_cannot_sign()
    {
        using var guard = new ForkGuard(scratch.GuardFile);
        using var other = SignerKey.Generate("elmford.example");
        using var witness = SignerKey.Generate(Scratch.Origin, SignatureType.Cosignature);
        await Assert.ThrowsAsync<ArgumentException>(() => Log.OpenAsync(store, other, guard));
        await Assert.ThrowsAsync<ArgumentException>(() => Log.OpenAsync(store, witness, guard));
    }

    [Fact]
    public async Task Nodes_that_do_not_give_the_signed_root_stop_the_log()
    {
        await scratch.FillAsync(store, 300, together: 300);
        store.Nodes[(1, 0)] = MerkleTree.EmptyRoot;
        using var guard = new ForkGuard(scratch.GuardFile);
        var refusal = await Assert.ThrowsAsync<ForkException>(() => Log.OpenAsync(store, scratch.Signer, guard));
        Assert.Contains("ledger verify", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_goes_back_under_a_running_log_is_not_signed_on()
    {
        using var guard = new ForkGuard(scratch.GuardFile);
        await using var log = await Log.OpenAsync(store, scratch.Signer, guard);
        for (var i = 0; i < 5; i++)
            await log.AppendAsync(Scratch.Entry(i));
        store.Entries.RemoveRange(3, 2);
        store.Checkpoints.RemoveRange(4, 2);
        await Assert.ThrowsAsync<ForkException>(() => log.AppendAsync(Scratch.Entry(5)));
        Assert.Equal(3, store.Entries.Count);
    }

    public void Dispose()
    {
        scratch.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A store whose transactions wait at a gate.</summary>
    private sealed class GatedLogStore(ILogStore inner) : ILogStore
    {
        private TaskCompletionSource reached = new();
        private TaskCompletionSource gate = Opened();

        internal Task Reached => reached.Task;

        public string Origin => inner.Origin;

        public ValueTask<StoredCheckpoint?> ReadHeadAsync(CancellationToken cancel = default) => inner.ReadHeadAsync(cancel);

        public IAsyncEnumerable<EntryBundle> ReadEntriesAsync(long start, long end, CancellationToken cancel = default) => inner.ReadEntriesAsync(start, end, cancel);

        public ValueTask<IReadOnlyList<TreeNode>> ReadNodesAsync(int level, long first, int count, CancellationToken cancel = default) =>
            inner.ReadNodesAsync(level, first, count, cancel);

        public IAsyncEnumerable<StoredCheckpoint> ReadCheckpointsAsync(long smallest = 0, CancellationToken cancel = default) => inner.ReadCheckpointsAsync(smallest, cancel);

        public async ValueTask<ILogTransaction> BeginAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancel = default)
        {
            reached.TrySetResult();
            await gate.Task;
            return await inner.BeginAsync(keys, cancel);
        }

        public async ValueTask<bool> TryCommitAsync(LogBatch batch, CancellationToken cancel = default)
        {
            reached.TrySetResult();
            await gate.Task;
            return await inner.TryCommitAsync(batch, cancel);
        }

        public IAsyncEnumerable<StoredAttachment> ReadAttachmentsAsync(long start, long end, string? name = null, CancellationToken cancel = default) =>
            inner.ReadAttachmentsAsync(start, end, name, cancel);

        public ValueTask ReplaceAttachmentsAsync(IReadOnlyList<AttachmentChange> changes, CancellationToken cancel = default) =>
            inner.ReplaceAttachmentsAsync(changes, cancel);

        public ValueTask EraseRemovedAsync(CancellationToken cancel = default) => inner.EraseRemovedAsync(cancel);

        public ValueTask DisposeAsync() => inner.DisposeAsync();

        internal void Close() => (gate, reached) = (new TaskCompletionSource(), new TaskCompletionSource());

        internal void Open() => gate.SetResult();

        private static TaskCompletionSource Opened()
        {
            var opened = new TaskCompletionSource();
            opened.SetResult();
            return opened;
        }
    }
}
