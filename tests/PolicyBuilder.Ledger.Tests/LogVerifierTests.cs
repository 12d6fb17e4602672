using PolicyBuilder.Ledger.Tests.Stores;
using Xunit;

namespace PolicyBuilder.Ledger.Tests;

public class LogVerifierTests : IDisposable
{
    private readonly Scratch scratch = new();
    private readonly MemoryLogStore store = new(Scratch.Origin);

    [Fact]
    public async Task One_altered_entry_is_one_break_and_named()
    {
        await scratch.FillAsync(store, 600, together: 50);
        store.Entries[300] = store.Entries[300] with { Submission = new Submission("altered"u8.ToArray()) };
        var report = await VerifyAsync();
        Assert.Equal((1, 300), (report.Breaks, report.FirstBreaks[0].Entry));
        Assert.Equal("entry 300: its bytes do not give the leaf hash beside them", report.FirstBreaks[0].ToString());
        Assert.Null(report.Head);
    }

    [Fact]
    public async Task An_entry_altered_together_with_its_hash_breaks_the_node_and_every_later_checkpoint()
    {
        await scratch.FillAsync(store, 300);
        store.Entries[200] = new NewEntry(new Submission("altered"u8.ToArray()), MerkleTree.HashLeaf("altered"u8));
        var report = await VerifyAsync();
        Assert.Equal(200, report.FirstBreaks[0].Entry);
        Assert.Contains("the checkpoint of 200 entries still fits", report.FirstBreaks[0].Reason, StringComparison.Ordinal);
        Assert.Equal(100 + 1, report.Breaks);
        Assert.Equal(LogVerifier.MostBreaksListed, report.FirstBreaks.Count);
        Assert.Contains(report.FirstBreaks, found => found.Reason.StartsWith("the node 0 at level 1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_removed_entry_is_named()
    {
        await scratch.FillAsync(store, 20);
        store.Entries.RemoveAt(19);
        var report = await VerifyAsync();
        Assert.False(report.Holds);
        Assert.Equal((19, "the entries end here, but a checkpoint of 20 entries was signed"), (report.FirstBreaks[0].Entry, report.FirstBreaks[0].Reason));
    }

    [Fact]
    public async Task Two_exchanged_entries_break_every_checkpoint_from_the_first_of_them_on()
    {
        await scratch.FillAsync(store, 20);
        (store.Entries[4], store.Entries[9]) = (store.Entries[9], store.Entries[4]);
        var report = await VerifyAsync();
        Assert.Equal((4, 16), (report.FirstBreaks[0].Entry, report.Breaks));
    }

    [Fact]
    public async Task A_missing_or_altered_node_is_named()
    {
        await scratch.FillAsync(store, 1000, together: 1000);
        store.Nodes.Remove((1, 1));
        store.Nodes[(1, 2)] = MerkleTree.EmptyRoot;
        var report = await VerifyAsync();
        Assert.Equal(["entry 511: the node 1 at level 1, which ends with it, is missing", "entry 767: the node 2 at level 1, which ends with it, is not what the leaves give"], report.FirstBreaks.Select(found => found.ToString()));
    }

    [Fact]
    public async Task A_checkpoint_signed_by_another_key_does_not_count()
    {
        await scratch.FillAsync(store, 5);
        using var impostor = SignerKey.Generate(Scratch.Origin);
        Assert.True(Checkpoint.TryOpen(store.Checkpoints[3].Note.Span, scratch.Keys, out var genuine, out _));
        store.Checkpoints[3] = new StoredCheckpoint(3, genuine.Sign(impostor).ToBytes());
        var report = await VerifyAsync();
        Assert.Equal("the checkpoint of 3 entries does not count: none of the trusted keys signed the note", Assert.Single(report.FirstBreaks).ToString());
    }

    [Fact]
    public async Task A_checkpoint_of_a_fork_does_not_fit()
    {
        await scratch.FillAsync(store, 5);
        var forked = new Checkpoint(Scratch.Origin, 3, MerkleTree.HashLeaf("fork"u8)).Sign(scratch.Signer);
        store.Checkpoints[3] = new StoredCheckpoint(3, forked.ToBytes());
        var report = await VerifyAsync();
        Assert.Equal(2, Assert.Single(report.FirstBreaks).Entry);
    }

    [Fact]
    public async Task A_checkpoint_filed_under_another_size_is_told()
    {
        await scratch.FillAsync(store, 5);
        store.Checkpoints[3] = store.Checkpoints[3] with { Note = store.Checkpoints[2].Note };
        Assert.Equal("the checkpoint filed under 3 entries states 2", Assert.Single((await VerifyAsync()).FirstBreaks).ToString());
        store.Checkpoints[3] = store.Checkpoints[1];
        Assert.False((await VerifyAsync()).Holds);
    }

    [Fact]
    public async Task A_change_of_the_key_that_only_one_key_signed_does_not_count()
    {
        using var thief = SignerKey.Generate(Scratch.Origin);
        var change = new KeyChange(scratch.Signer.Verifier, thief.Verifier).Write(DateTimeOffset.UnixEpoch);
        foreach (var signer in (SignerKey[])[scratch.Signer, thief])
        {
            var forged = new MemoryLogStore(Scratch.Origin);
            await scratch.FillAsync(forged, 2);
            var tree = new MerkleTree();
            foreach (var entry in (byte[][])[Scratch.Entry(0), Scratch.Entry(1), change])
                tree.Add(MerkleTree.HashLeaf(entry), []);
            forged.Entries.Add(new NewEntry(new Submission(change), MerkleTree.HashLeaf(change)));
            forged.Checkpoints.Add(new StoredCheckpoint(3, new Checkpoint(Scratch.Origin, 3, tree.Root).Sign(signer).ToBytes()));
            var report = await LogVerifier.VerifyAsync(forged, scratch.Keys);
            Assert.Equal("entry 2: the key changes with it, but the checkpoint of 3 entries is not signed by both keys", report.FirstBreaks[0].ToString());
            File.Delete(scratch.GuardFile);
        }
    }

    [Fact]
    public void A_chain_of_keys_with_a_flaw_is_not_followed()
    {
        using var second = SignerKey.Generate(Scratch.Origin);
        using var third = SignerKey.Generate(Scratch.Origin);
        var (first, entry) = (scratch.Signer, new KeyChange(scratch.Signer.Verifier, second.Verifier).Write(DateTimeOffset.UnixEpoch));
        var checkpoint = new Checkpoint(Scratch.Origin, 1, MerkleTree.HashLeaf(entry));
        var good = new TlogProof(0, [], checkpoint.Sign(first, second), entry);
        Assert.True(KeyChain.TryFollow(first.Verifier, [good], out _, out _));
        Assert.Equal([third.Verifier], KeyChain.TryFollow(third.Verifier, [good], out var unrelated, out _) ? unrelated.Keys : []);
        foreach (var (bad, why) in ((TlogProof, string)[])
        [
            (good with { Checkpoint = checkpoint.Sign(first) }, "not signed by both"),
            (good with { Checkpoint = checkpoint.Sign(second) }, "not signed by both"),
            (good with { Extra = Scratch.Entry(0) }, "is none"),
            (good with { Extra = null }, "is none"),
            (good with { Extra = new KeyChange(first.Verifier, third.Verifier).Write(DateTimeOffset.UnixEpoch) }, "not signed by both"),
        ])
        {
            Assert.False(KeyChain.TryFollow(first.Verifier, [bad], out _, out var reason));
            Assert.Contains(why, reason, StringComparison.Ordinal);
        }

        Assert.False(KeyChain.TryFollow(first.Verifier, [good, good], out _, out var twice));
        Assert.Contains("but the key was", twice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Progress_reaches_the_end()
    {
        await scratch.FillAsync(store, 600, together: 600);
        var progress = new Collecting();
        var report = await LogVerifier.VerifyAsync(store, scratch.Keys, progress);
        Assert.Equal([256, 512, 600], progress.Seen);
        Assert.Equal(store.Entries.Sum(entry => (long)entry.Submission.Entry.Length), report.Bytes);
    }

    public void Dispose()
    {
        scratch.Dispose();
        GC.SuppressFinalize(this);
    }

    private Task<AuditReport> VerifyAsync() => LogVerifier.VerifyAsync(store, scratch.Keys);

    private sealed class Collecting : IProgress<long>
    {
        internal List<long> Seen { get; } = [];

        public void Report(long value) => Seen.Add(value);
    }
}
