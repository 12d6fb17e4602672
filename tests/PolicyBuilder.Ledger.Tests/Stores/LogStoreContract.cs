using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using CsCheck;
using Xunit;

namespace PolicyBuilder.Ledger.Tests.Stores;

/// <summary>What every store promises, tested through the log that uses it. A store's test class says how to open one.</summary>
[SuppressMessage("Design", "CA1001", Justification = "xunit calls DisposeAsync.")]
public abstract class LogStoreContract : IAsyncLifetime
{
    private readonly Scratch scratch = new();

    internal Scratch Scratch => scratch;

    [SkippableFact]
    public async Task A_new_log_has_a_signed_checkpoint_of_nothing()
    {
        await using var store = await OpenAsync(Scratch.Origin);
        Assert.Null(await store.ReadHeadAsync());
        await scratch.FillAsync(store, 0);
        var head = await store.ReadHeadAsync();
        Assert.True(Checkpoint.TryOpen(head!.Note.Span, scratch.Keys, out var checkpoint, out var reason), reason);
        Assert.Equal(new Checkpoint(Scratch.Origin, 0, MerkleTree.EmptyRoot), checkpoint);
        await AssertAuditAsync(store, 0);
    }

    [SkippableFact]
    public async Task Entries_come_back_in_order_byte_for_byte()
    {
        await using var store = await OpenAsync(Scratch.Origin);
        await scratch.FillAsync(store, 700, together: 90);
        await using var again = await ReopenAsync(store);
        await AssertAuditAsync(again, 700);
        Assert.Equal(Scratch.Entry(699).Length, (await again.ReadEntryAsync(699))!.Length);
        Assert.Null(await again.ReadEntryAsync(700));
    }

    [SkippableTheory]
    [InlineData(0, 1)]
    [InlineData(0, 256)]
    [InlineData(255, 257)]
    [InlineData(256, 512)]
    [InlineData(100, 600)]
    [InlineData(600, 9999)]
    [InlineData(650, 651)]
    public async Task A_range_of_entries_is_read_in_bundles_of_one_tile_each(long start, long end)
    {
        await using var store = await OpenAsync(Scratch.Origin);
        await scratch.FillAsync(store, 650, together: 650);
        var at = start;
        await foreach (var bundle in store.ReadEntriesAsync(start, end))
        {
            using (bundle)
            {
                Assert.Equal(at, bundle.First);
                Assert.Equal(bundle.First / Tile.FullWidth, (bundle.End - 1) / Tile.FullWidth);
                Assert.Equal(MerkleTree.HashLeaf(bundle[bundle.Count - 1]), bundle.Leaves[^1]);
                at = bundle.End;
            }
        }

        Assert.Equal(Math.Max(start, Math.Min(end, 650)), at);
    }

    [SkippableFact]
    public async Task The_longest_entry_and_the_empty_one_fit_and_a_longer_one_is_refused()
    {
        await using var store = await OpenAsync(Scratch.Origin);
        using var guard = new ForkGuard(scratch.GuardFile);
        await using var log = await Log.OpenAsync(store, scratch.Signer, guard);
        var longest = Enumerable.Range(0, EntryBundle.LongestEntry).Select(i => (byte)i).ToArray();
        Assert.Equal(0, (await log.AppendAsync(longest)).Index);
        Assert.Equal(1, (await log.AppendAsync(Array.Empty<byte>())).Index);
        await Assert.ThrowsAsync<ArgumentException>(() => log.AppendAsync(new byte[EntryBundle.LongestEntry + 1]));
        await Assert.ThrowsAsync<ArgumentException>(() => log.AppendAsync(longest, new byte[Log.LongestKey + 1]));
        Assert.Equal(longest, await store.ReadEntryAsync(0));
        Assert.Empty((await store.ReadEntryAsync(1))!);
        await AssertAuditAsync(store, 2);
    }

    [SkippableFact]
    public async Task An_entry_submitted_again_is_found_and_not_doubled()
    {
        await using var store = await OpenAsync(Scratch.Origin);
        await scratch.FillAsync(store, 3);
        using var guard = new ForkGuard(scratch.GuardFile);
        await using var log = await Log.OpenAsync(store, scratch.Signer, guard);
        Assert.Equal(new Appended(1, Existed: true), await log.AppendAsync(Scratch.Entry(1), Scratch.Key(1)));
        Assert.Equal(new Appended(3, Existed: false), await log.AppendAsync(Scratch.Entry(3), Scratch.Key(3)));
        var reused = await Assert.ThrowsAsync<ArgumentException>(() => log.AppendAsync(Scratch.Entry(4), Scratch.Key(3)));
        Assert.Contains("index 3", reused.Message, StringComparison.Ordinal);
        var together = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => log.AppendAsync(Scratch.Entry(4), Scratch.Key(4))));
        Assert.All(together, answer => Assert.Equal(4, answer.Index));
        Assert.Single(together, answer => !answer.Existed);
        Assert.Equal(5, (await log.AppendAsync(Scratch.Entry(9))).Index);
        Assert.Equal(6, (await log.AppendAsync(Scratch.Entry(9))).Index);
        await AssertAuditAsync(store, 7);
    }

    [SkippableFact]
    public async Task Receipts_and_consistency_hold_between_any_two_sizes()
    {
        await using var store = await OpenAsync(Scratch.Origin);
        await scratch.FillAsync(store, 40);
        await scratch.FillAsync(store, 560, together: 140);
        var checkpoints = new List<Checkpoint>();
        await foreach (var stored in store.ReadCheckpointsAsync())
        {
            Assert.True(Checkpoint.TryOpen(stored.Note.Span, scratch.Keys, out var checkpoint, out var reason), reason);
            checkpoints.Add(checkpoint);
        }

        Assert.Equal(0, checkpoints[0].Size);
        var last = checkpoints[^1];
        Assert.Equal(600, last.Size);
        foreach (var earlier in checkpoints.Skip(1))
        {
            var proof = await store.ProveConsistencyAsync(earlier.Size, last.Size);
            Assert.True(Proofs.VerifyConsistency(earlier.Size, last.Size, earlier.Root, last.Root, [.. proof]), $"{earlier.Size}");
        }

        foreach (var index in (long[])[0, 1, 39, 255, 256, 511, 512, 599])
        {
            var receipt = await store.ReadReceiptAsync(index);
            Assert.True(TlogProof.TryParse(receipt.ToString(), out var read, out var reason), reason);
            Assert.True(read.Verify(Scratch.Entry(index), scratch.Keys, out _, out reason), reason);
            Assert.False(read.Verify(Scratch.Entry(index + 1), scratch.Keys, out _, out _));
        }

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => store.ReadReceiptAsync(600));
    }

    [SkippableFact]
    public async Task Callers_at_the_same_time_each_get_an_index_of_their_own()
    {
        await using var store = await OpenAsync(Scratch.Origin);
        using var guard = new ForkGuard(scratch.GuardFile);
        await using var log = await Log.OpenAsync(store, scratch.Signer, guard);
        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(client => Task.Run(async () =>
        {
            var mine = new List<(long Index, byte[] Entry)>();
            for (var i = 0; i < 10; i++)
            {
                var entry = Scratch.Entry((client * 1000) + i);
                mine.Add(((await log.AppendAsync(entry, Scratch.Key((client * 1000) + i))).Index, entry));
            }

            Assert.Equal(mine.Select(answer => answer.Index).Order(), mine.Select(answer => answer.Index));
            return mine;
        })));
        var all = answers.SelectMany(mine => mine).OrderBy(answer => answer.Index).ToList();
        Assert.Equal(Enumerable.Range(0, 320).Select(i => (long)i), all.Select(answer => answer.Index));
        foreach (var (index, entry) in all)
            Assert.Equal(entry, await store.ReadEntryAsync(index));
        await AssertAuditAsync(store, 320);
    }

    [SkippableFact]
    public async Task Logs_beside_each_other_do_not_mix()
    {
        await using var first = await OpenAsync(Scratch.Origin);
        await scratch.FillAsync(first, 5);
        using var other = new OtherLog();
        await using var second = await OpenAsync(OtherLog.Origin);
        await other.FillAsync(second, 300);
        await scratch.FillAsync(first, 300, together: 300);
        await AssertAuditAsync(first, 305);
        var report = await LogVerifier.VerifyAsync(second, [other.Signer.Verifier]);
        Assert.True(report.Holds, string.Join('\n', report.FirstBreaks));
        Assert.Equal(300, report.Entries);
    }

    [SkippableFact]
    public async Task A_transaction_that_is_not_committed_leaves_nothing()
    {
        await using var store = await OpenAsync(Scratch.Origin);
        await scratch.FillAsync(store, 2);
        await using (var transaction = await store.BeginAsync([]))
            Assert.Equal(2, transaction.Head!.Size);
        await AssertAuditAsync(store, 2);
        await scratch.FillAsync(store, 1);
        await AssertAuditAsync(store, 3);
    }

    [SkippableFact]
    public async Task A_batch_for_another_size_is_refused()
    {
        await using var store = await OpenAsync(Scratch.Origin);
        await scratch.FillAsync(store, 2);
        var entry = new NewEntry(Scratch.Entry(0), MerkleTree.HashLeaf(Scratch.Entry(0)), default);
        await using (var transaction = await store.BeginAsync([]))
            await Assert.ThrowsAsync<LogMovedException>(async () => await transaction.CommitAsync(new LogBatch(1, [entry], [], "x"u8.ToArray())));
        await AssertAuditAsync(store, 2);
    }

    /// <summary>The paired fault tests: whatever the failure left behind, submitting again gives every entry once.</summary>
    [SkippableTheory]
    [InlineData(Fault.Begin)]
    [InlineData(Fault.CommitDropped)]
    [InlineData(Fault.CommitKept)]
    public async Task After_a_failed_write_the_same_submission_succeeds_once(Fault fault)
    {
        await using var store = await OpenAsync(Scratch.Origin);
        await scratch.FillAsync(store, 250, together: 250);
        var faulty = new FaultyLogStore(store);
        using var guard = new ForkGuard(scratch.GuardFile);
        await using var log = await Log.OpenAsync(faulty, scratch.Signer, guard);
        for (var i = 250; i < 262; i++)
        {
            faulty.Next = fault;
            var failure = await Assert.ThrowsAsync<AppendFailedException>(() => log.AppendAsync(Scratch.Entry(i), Scratch.Key(i)));
            Assert.Contains("Submit it again", failure.Message, StringComparison.Ordinal);
            Assert.Equal(new Appended(i, Existed: fault == Fault.CommitKept), await log.AppendAsync(Scratch.Entry(i), Scratch.Key(i)));
        }

        await AssertAuditAsync(store, 262);
        Assert.Equal(262, guard.Read(scratch.Keys)!.Size);
    }

    [SkippableTheory]
    [InlineData(Fault.CommitDropped)]
    [InlineData(Fault.CommitKept)]
    public async Task After_a_crash_at_the_commit_the_log_opens_and_goes_on(Fault fault)
    {
        await using var store = await OpenAsync(Scratch.Origin);
        for (var i = 0; i < 5; i++)
        {
            using var guard = new ForkGuard(scratch.GuardFile);
            var faulty = new FaultyLogStore(store);
            await using var log = await Log.OpenAsync(faulty, scratch.Signer, guard);
            faulty.Next = fault;
            await Assert.ThrowsAsync<AppendFailedException>(() => log.AppendAsync(Scratch.Entry(i), Scratch.Key(i)));
        }

        await AssertAuditAsync(store, fault == Fault.CommitKept ? 5 : 0);
        await scratch.FillAsync(store, 3);
    }

    [SkippableFact]
    public async Task An_append_whose_checkpoint_cannot_be_guarded_is_not_answered_but_not_lost()
    {
        await using var store = await OpenAsync(Scratch.Origin);
        using var guard = new FullDiskGuard(scratch.GuardFile);
        await using var log = await Log.OpenAsync(store, scratch.Signer, guard);
        guard.Full = true;
        await Assert.ThrowsAsync<AppendFailedException>(() => log.AppendAsync(Scratch.Entry(0), Scratch.Key(0)));
        await Assert.ThrowsAsync<AppendFailedException>(() => log.AppendAsync(Scratch.Entry(0), Scratch.Key(0)));
        guard.Full = false;
        Assert.Equal(new Appended(0, Existed: true), await log.AppendAsync(Scratch.Entry(0), Scratch.Key(0)));
        Assert.Equal(1, guard.Read(scratch.Keys)!.Size);
        await AssertAuditAsync(store, 1);
    }

    /// <summary>Any sequence of appends, failures and restarts gives what the model says.</summary>
    [SkippableFact]
    public async Task Any_sequence_of_appends_faults_and_restarts_agrees_with_the_model()
    {
        var steps = Gen.OneOf(Gen.Int[1, 300].Select(n => $"append {n}"), Gen.Enum<Fault>().Select(fault => $"fault {fault}"), Gen.Const("restart"));
        var script = steps.Array[12, 20].Single();
        var store = await OpenAsync(Scratch.Origin);
        try
        {
            var model = 0L;
            using var guard = new ForkGuard(scratch.GuardFile);
            var faulty = new FaultyLogStore(store);
            var log = await Log.OpenAsync(faulty, scratch.Signer, guard);
            foreach (var step in script)
            {
                switch (step.Split(' '))
                {
                    case ["append", var count]:
                        var batch = Enumerable.Range(0, int.Parse(count, CultureInfo.InvariantCulture)).Select(i => model + i).ToList();
                        var answers = await Task.WhenAll(batch.Select(i => AppendUntilKeptAsync(log, i)));
                        Assert.Equal(batch, answers.Select(answer => answer.Index).Order());
                        model += batch.Count;
                        break;
                    case ["fault", var fault]:
                        faulty.Next = Enum.Parse<Fault>(fault);
                        break;
                    default:
                        await log.DisposeAsync();
                        store = await ReopenAsync(store);
                        faulty = new FaultyLogStore(store);
                        log = await Log.OpenAsync(faulty, scratch.Signer, guard);
                        break;
                }
            }

            await log.DisposeAsync();
            var report = await LogVerifier.VerifyAsync(store, scratch.Keys);
            Assert.True(report.Holds, string.Join('\n', [.. script, .. report.FirstBreaks]));
            Assert.Equal(model, report.Entries);
        }
        finally
        {
            await store.DisposeAsync();
        }
    }

    [SkippableFact]
    public async Task An_export_is_a_tiled_log_that_verifies()
    {
        await using var store = await OpenAsync(Scratch.Origin);
        await scratch.FillAsync(store, 600, together: 300);
        await TileDirectory.ExportAsync(store, scratch.PathOf("export"));
        var exported = TileDirectory.Open(scratch.PathOf("export"));
        await AssertAuditAsync(exported, 600);
        Assert.Equal(
            Tile.AllOf(600).Select(tile => tile.Path).Append("checkpoint").Order(StringComparer.Ordinal),
            Directory.EnumerateFiles(scratch.PathOf("export"), "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(scratch.PathOf("export"), file).Replace('\\', '/'))
                .Order(StringComparer.Ordinal));
    }

    public virtual Task InitializeAsync() => Task.CompletedTask;

    public virtual Task DisposeAsync()
    {
        scratch.Dispose();
        return Task.CompletedTask;
    }

    internal abstract Task<ILogStore> OpenAsync(string origin);

    internal virtual async Task<ILogStore> ReopenAsync(ILogStore store)
    {
        await store.DisposeAsync();
        return await OpenAsync(store.Origin);
    }

    internal async Task AssertAuditAsync(ILogReader log, long size)
    {
        var report = await LogVerifier.VerifyAsync(log, scratch.Keys);
        Assert.True(report.Holds, string.Join('\n', report.FirstBreaks));
        Assert.Equal((size, size), (report.Entries, report.Head!.Size));
    }

    private static async Task<Appended> AppendUntilKeptAsync(Log log, long number)
    {
        while (true)
        {
            try
            {
                return await log.AppendAsync(Scratch.Entry(number), Scratch.Key(number));
            }
            catch (AppendFailedException failure) when (failure.InnerException is IOException)
            {
                // A staged fault strikes once; submitting again is what the message asks for.
            }
        }
    }

    private sealed class FullDiskGuard(string path) : ForkGuard(path)
    {
        internal bool Full { get; set; }

        public override void Record(ReadOnlySpan<byte> note)
        {
            if (Full)
                throw new IOException("staged: no space left on device");
            base.Record(note);
        }
    }

    private sealed class OtherLog : IDisposable
    {
        internal const string Origin = "elmford.example/policies";

        private readonly string folder = Directory.CreateTempSubdirectory("policybuilder-ledger-").FullName;

        internal SignerKey Signer { get; } = SignerKey.Generate(Origin);

        internal async Task FillAsync(ILogStore store, int count)
        {
            using var guard = new ForkGuard(Path.Combine(folder, "last-checkpoint"));
            await using var log = await Log.OpenAsync(store, Signer, guard);
            await Task.WhenAll(Enumerable.Range(0, count).Select(i => log.AppendAsync(Scratch.Entry(i), Scratch.Key(i))));
        }

        public void Dispose()
        {
            Signer.Dispose();
            Directory.Delete(folder, recursive: true);
        }
    }
}
