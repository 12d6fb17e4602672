using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
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
        await Assert.ThrowsAsync<ArgumentException>(() => log.AppendAsync(longest, new byte[Submission.LongestKey + 1]));
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
        await using (var transaction = await store.BeginAsync([]))
            await Assert.ThrowsAsync<LogMovedException>(async () => await transaction.CommitAsync(Scratch.Batch(1, Scratch.Submission(9))));
        Assert.False(await store.TryCommitAsync(Scratch.Batch(1, Scratch.Submission(9))));
        Assert.False(await store.TryCommitAsync(Scratch.Batch(3, Scratch.Submission(9))));
        await AssertAuditAsync(store, 2);
        Assert.Empty(await AttachedAsync(store, 0, 9));
    }

    [SkippableFact]
    public async Task A_batch_committed_without_a_look_at_its_keys_is_refused_as_a_whole_if_one_is_known()
    {
        await using var store = await OpenAsync(Scratch.Origin);
        await scratch.FillAsync(store, 2);
        var news = Enumerable.Range(10, 40).Select(i => Scratch.Submission(i)).ToArray();
        Assert.False(await store.TryCommitAsync(Scratch.Batch(2, [.. news, Scratch.Submission(1)])));
        await AssertAuditAsync(store, 2);
        Assert.Empty(await AttachedAsync(store, 0, 99));
        await using (var look = await store.BeginAsync([.. news.Select(submission => submission.Key)]))
            Assert.All(look.Known, Assert.Null);
        Assert.True(await store.TryCommitAsync(Scratch.Batch(2, news)));
        await using (var look = await store.BeginAsync([.. news.Select(submission => submission.Key)]))
            Assert.Equal(Enumerable.Range(2, 40).Select(i => (long?)i), look.Known.Select(known => known?.Index));
        Assert.Equal(80, (await AttachedAsync(store, 0, 99)).Count);
    }

    [SkippableFact]
    public async Task Among_many_entries_that_wait_together_those_that_are_known_are_found()
    {
        await using var store = await OpenAsync(Scratch.Origin);
        await scratch.FillAsync(store, 5);
        using var guard = new ForkGuard(scratch.GuardFile);
        await using var log = await Log.OpenAsync(store, scratch.Signer, guard);
        int[] numbers = [.. Enumerable.Range(0, 40), 7, 30, 2];
        var answers = await Task.WhenAll(numbers.Select(i => log.AppendAsync(Scratch.Entry(i), Scratch.Key(i))));
        Assert.Equal(numbers.Select(i => (long)i), answers.Select(answer => answer.Index));
        Assert.Equal([0, 1, 2, 3, 4, 40, 41, 42], Enumerable.Range(0, numbers.Length).Where(i => answers[i].Existed));
        await AssertAuditAsync(store, 40);
    }

    [SkippableFact]
    public async Task Attachments_come_back_byte_for_byte_and_change_no_proof()
    {
        await using var store = await OpenAsync(Scratch.Origin);
        using var guard = new ForkGuard(scratch.GuardFile);
        await using (var log = await Log.OpenAsync(store, scratch.Signer, guard))
        {
            await log.AppendAsync(Scratch.Entry(0));
            var large = Enumerable.Range(0, 300_000).Select(i => (byte)(i * 7)).ToArray();
            await log.AppendAsync(new Submission(Scratch.Entry(1)) { Attachments = [new("sha256:ff", large), new("empty", default), new("Ünlü", "x"u8.ToArray())] });
            await Task.WhenAll(Enumerable.Range(2, 30).Select(i => log.AppendAsync(Scratch.Submission(i))));
            Assert.Equal(["1 empty 0", "1 sha256:ff 300000", "1 Ünlü 1"], (await AttachedAsync(store, 0, 2)).Select(one => $"{one.Entry} {one.Name} {one.Bytes.Length}"));
            Assert.Equal(large, Assert.Single(await AttachedAsync(store, 1, 2, "sha256:ff")).Bytes.ToArray());
        }

        await using var again = await ReopenAsync(store);
        await AssertAuditAsync(again, 32);
        Assert.Equal(new Checkpoint(Scratch.Origin, 32, RootOf(32)), (await LogVerifier.VerifyAsync(again, scratch.Keys)).Head);
        Assert.Equal(Enumerable.Range(2, 30).Select(i => (long)i), (await AttachedAsync(again, 2, long.MaxValue, "key")).Select(one => one.Entry));
        Assert.All(await AttachedAsync(again, 2, 40, "key"), one => Assert.Equal(Scratch.Key(one.Entry), one.Bytes.ToArray()));
        Assert.Equal(["evidence", "key"], (await AttachedAsync(again, 31, 32)).Select(one => one.Name));
    }

    [SkippableFact]
    public async Task What_was_submitted_first_stays_when_a_submission_is_repeated()
    {
        await using var store = await OpenAsync(Scratch.Origin);
        using var guard = new ForkGuard(scratch.GuardFile);
        await using var log = await Log.OpenAsync(store, scratch.Signer, guard);
        await log.AppendAsync(Scratch.Submission(0));
        Assert.True((await log.AppendAsync(Scratch.Submission(0) with { Attachments = [new("key", "another"u8.ToArray()), new("more", default)], Removes = [0] })).Existed);
        Assert.Equal(["evidence", "key"], (await AttachedAsync(store, 0, 1)).Select(one => one.Name));
        Assert.Equal(Scratch.Key(0), Assert.Single(await AttachedAsync(store, 0, 1, "key")).Bytes.ToArray());
    }

    [SkippableFact]
    public async Task Attachments_that_no_store_can_keep_are_refused()
    {
        await using var store = await OpenAsync(Scratch.Origin);
        using var guard = new ForkGuard(scratch.GuardFile);
        await using var log = await Log.OpenAsync(store, scratch.Signer, guard);
        foreach (Attachment[] attachments in (Attachment[][])[[new("", default)], [new(new string('a', 101), default)], [new("a\n", default)], [new("a", default), new("a", default)]])
            await Assert.ThrowsAsync<ArgumentException>(() => log.AppendAsync(new Submission(Scratch.Entry(0)) { Attachments = attachments }));
        await Assert.ThrowsAsync<ArgumentException>(() => log.AppendAsync(new Submission(Scratch.Entry(0)) { Attachments = [new("a", new byte[Submission.MostAttachedBytes + 1])] }));
        await Assert.ThrowsAsync<ArgumentException>(() => log.AppendAsync(new Submission(Scratch.Entry(0)) { Removes = [-1] }));
        await AssertAuditAsync(store, 0);
    }

    /// <summary>The paired faults of a disposal: the entry that tells of it and the removal are there together or not at all.</summary>
    [SkippableTheory]
    [InlineData(Fault.CommitDropped)]
    [InlineData(Fault.CommitKept)]
    public async Task Attachments_are_removed_together_with_the_entry_that_says_so_or_not_at_all(Fault fault)
    {
        await using var store = await OpenAsync(Scratch.Origin);
        var faulty = new FaultyLogStore(store);
        using var guard = new ForkGuard(scratch.GuardFile);
        await using var log = await Log.OpenAsync(faulty, scratch.Signer, guard);
        for (var i = 0; i < 6; i++)
            await log.AppendAsync(Scratch.Submission(i));
        var disposal = new Submission(Scratch.Entry(6), Scratch.Key(6)) { Removes = [1, 3, 99], Attachments = [new("approval", "x"u8.ToArray())] };
        faulty.Next = fault;
        await Assert.ThrowsAsync<AppendFailedException>(() => log.AppendAsync(disposal));
        var kept = fault == Fault.CommitKept;
        await AssertAuditAsync(store, kept ? 7 : 6);
        Assert.Equal(kept ? [0, 2, 4, 5] : [0, 1, 2, 3, 4, 5], (await AttachedAsync(store, 0, 9, "key")).Select(one => one.Entry));
        Assert.Equal(kept ? 1 : 0, (await AttachedAsync(store, 6, 7)).Count);
        Assert.Equal(new Appended(6, Existed: kept), await log.AppendAsync(disposal));
        Assert.Equal([0, 0, 2, 2, 4, 4, 5, 5, 6], (await AttachedAsync(store, 0, 9)).Select(one => one.Entry));
        await store.EraseRemovedAsync();
        Assert.Equal([0, 0, 2, 2, 4, 4, 5, 5, 6], (await AttachedAsync(store, 0, 9)).Select(one => one.Entry));
        Assert.Equal(7, (await log.AppendAsync(Scratch.Submission(7))).Index);
        await AssertAuditAsync(store, 8);
    }

    [SkippableFact]
    public async Task Attachments_are_replaced_all_together_or_not_at_all()
    {
        await using var store = await OpenAsync(Scratch.Origin);
        using var guard = new ForkGuard(scratch.GuardFile);
        await using var log = await Log.OpenAsync(store, scratch.Signer, guard);
        for (var i = 0; i < 4; i++)
            await log.AppendAsync(Scratch.Submission(i));
        var changes = Enumerable.Range(0, 4).Select(i => new AttachmentChange(i, "key", Scratch.Key(i), Scratch.Key(100 + i))).ToList();
        await store.ReplaceAttachmentsAsync(changes);
        Assert.Equal(Enumerable.Range(100, 4).Select(i => Scratch.Key(i)), (await AttachedAsync(store, 0, 4, "key")).Select(one => one.Bytes.ToArray()));
        Assert.Equal(4, (await AttachedAsync(store, 0, 4, "evidence")).Count);

        // The second round expects what is there no more, or an entry that has been disposed of meanwhile.
        await Assert.ThrowsAsync<AttachmentChangedException>(async () => await store.ReplaceAttachmentsAsync(changes));
        await log.AppendAsync(new Submission(Scratch.Entry(4)) { Removes = [3] });
        var late = Enumerable.Range(0, 4).Select(i => new AttachmentChange(i, "key", Scratch.Key(100 + i), default)).ToList();
        var refusal = await Assert.ThrowsAsync<AttachmentChangedException>(async () => await store.ReplaceAttachmentsAsync(late));
        Assert.Contains("entry 3", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(100, 3).Select(i => Scratch.Key(i)), (await AttachedAsync(store, 0, 9, "key")).Select(one => one.Bytes.ToArray()));
        Assert.Equal(5, (await log.AppendAsync(Scratch.Entry(5))).Index);
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
            // The entries of one batch are in no certain order, so it is the entry that tells whose attachments they must be.
            var attached = await AttachedAsync(store, 0, model);
            Assert.Equal(2 * model, attached.Count);
            foreach (var key in attached.Where(one => one.Name == "key").Chunk(10).Select(some => some[0]))
                Assert.Contains($"number: {Encoding.UTF8.GetString(key.Bytes.Span)["key-".Length..]}\n", Encoding.UTF8.GetString((await store.ReadEntryAsync(key.Entry))!), StringComparison.Ordinal);
        }
        finally
        {
            await store.DisposeAsync();
        }
    }

    [SkippableFact]
    public async Task A_key_is_changed_and_whoever_has_any_of_the_keys_can_check_everything_that_follows()
    {
        await using var store = await OpenAsync(Scratch.Origin);
        await scratch.FillAsync(store, 3);
        SignerKey[] keys = [scratch.Signer, SignerKey.Generate(Scratch.Origin), SignerKey.Generate(Scratch.Origin)];
        using (var guard = new ForkGuard(scratch.GuardFile))
        {
            await using var log = await Log.OpenAsync(store, keys[0], guard);
            Assert.Equal(3, await log.RotateAsync(keys[1], DateTimeOffset.UnixEpoch));
            Assert.Null(await log.RotateAsync(keys[1], DateTimeOffset.UnixEpoch));
            await Task.WhenAll(Enumerable.Range(4, 300).Select(i => log.AppendAsync(Scratch.Entry(i))));
            Assert.Equal(304, await log.RotateAsync(keys[2], DateTimeOffset.UnixEpoch));
            Assert.Equal(305, (await log.AppendAsync(Scratch.Entry(305))).Index);
            await Assert.ThrowsAsync<ArgumentException>(() => log.AppendAsync(new KeyChange(keys[2].Verifier, keys[0].Verifier).Write(DateTimeOffset.UnixEpoch)));
        }

        // Audits: from the first key, from the last with the store's word for the others, and with neither.
        foreach (var key in keys)
        {
            var former = await KeyChain.ReadFormerKeysAsync(store, [key.Verifier]);
            var report = await LogVerifier.VerifyAsync(store, [key.Verifier], formerKeys: former);
            Assert.True(report.Holds, string.Join('\n', report.FirstBreaks));
            Assert.Equal(306, report.Head!.Size);
        }

        Assert.Equal(4, (await LogVerifier.VerifyAsync(store, [keys[1].Verifier])).Breaks);
        using var stranger = SignerKey.Generate(Scratch.Origin);
        Assert.Contains(
            "signed neither by a key you trust",
            Assert.Single((await LogVerifier.VerifyAsync(store, [stranger.Verifier], formerKeys: [keys[0].Verifier])).FirstBreaks).Reason,
            StringComparison.Ordinal);

        // Receipts: the proofs of the changes lead from the first key to the one that signed.
        Assert.True(KeyChain.TryFollow(keys[0].Verifier, await KeyChain.ProveAsync(store), out var chain, out var reason), reason);
        Assert.Equal(keys.Select(key => key.Verifier), chain.Keys);
        Assert.Equal([keys[0].Verifier, keys[1].Verifier], chain.At(4));
        Assert.Equal([keys[2].Verifier], chain.At(306));
        var receipt = await store.ReadReceiptAsync(1);
        Assert.True(receipt.Verify(Scratch.Entry(1), chain.At(306), out _, out reason), reason);
        Assert.False(receipt.Verify(Scratch.Entry(1), [keys[0].Verifier], out _, out _));

        // An outsider with the export and the first key, or with the second.
        await TileDirectory.ExportAsync(store, scratch.PathOf("export"));
        var exported = TileDirectory.Open(scratch.PathOf("export"));
        Assert.True((await LogVerifier.VerifyAsync(exported, [keys[0].Verifier])).Holds);
        Assert.True(KeyChain.TryFollow(keys[1].Verifier, await exported.ReadKeyChangesAsync(), out chain, out reason), reason);
        Assert.Equal([keys[2].Verifier], chain.At(306));
        keys[1].Dispose();
        keys[2].Dispose();
    }

    [SkippableFact]
    public async Task The_former_key_signs_nothing_any_more()
    {
        await using var store = await OpenAsync(Scratch.Origin);
        using var guard = new ForkGuard(scratch.GuardFile);
        using var otherGuard = new ForkGuard(scratch.PathOf("another computer's guard"));
        using var next = SignerKey.Generate(Scratch.Origin);
        await using var stale = await Log.OpenAsync(store, scratch.Signer, otherGuard);
        await using var log = await Log.OpenAsync(store, scratch.Signer, guard);
        await log.AppendAsync(Scratch.Entry(0));
        await log.RotateAsync(next, DateTimeOffset.UnixEpoch);
        var refusal = await Assert.ThrowsAsync<ForkException>(() => AppendOnceAsync(stale, 2));
        Assert.Contains($"its key was changed to {next.Verifier.Id:x8}", refusal.Message, StringComparison.Ordinal);
        await log.AppendAsync(Scratch.Entry(2));
        await Assert.ThrowsAsync<ForkException>(() => AppendOnceAsync(stale, 3));
        await Assert.ThrowsAsync<ForkException>(() => Log.OpenAsync(store, scratch.Signer, guard));
        // The other computer gets the new key; its guard's checkpoint, signed by the former one, still counts.
        await using var renewed = await Log.OpenAsync(store, next, otherGuard);
        Assert.Equal(3, (await renewed.AppendAsync(Scratch.Entry(3))).Index);
        Assert.True((await LogVerifier.VerifyAsync(store, scratch.Keys)).Holds);
    }

    [SkippableTheory]
    [InlineData(Fault.CommitDropped)]
    [InlineData(Fault.CommitKept)]
    public async Task After_a_failed_change_the_key_is_changed_once_and_the_log_goes_on(Fault fault)
    {
        await using var store = await OpenAsync(Scratch.Origin);
        var faulty = new FaultyLogStore(store);
        using var guard = new ForkGuard(scratch.GuardFile);
        using var next = SignerKey.Generate(Scratch.Origin);
        await using (var log = await Log.OpenAsync(faulty, scratch.Signer, guard))
        {
            await log.AppendAsync(Scratch.Entry(0));
            faulty.Next = fault;
            await Assert.ThrowsAsync<AppendFailedException>(() => log.RotateAsync(next, DateTimeOffset.UnixEpoch));
            Assert.Equal(fault == Fault.CommitKept ? null : 1, await log.RotateAsync(next, DateTimeOffset.UnixEpoch.AddDays(1)));
            Assert.Equal(2, (await log.AppendAsync(Scratch.Entry(2))).Index);
        }

        await using var again = await Log.OpenAsync(store, next, guard);
        Assert.Equal(3, (await again.AppendAsync(Scratch.Entry(3))).Index);
        var report = await LogVerifier.VerifyAsync(store, scratch.Keys);
        Assert.True(report.Holds, string.Join('\n', report.FirstBreaks));
        Assert.Equal(4, report.Entries);
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

    internal static async Task<List<StoredAttachment>> AttachedAsync(ILogStore store, long start, long end, string? name = null)
    {
        var attached = new List<StoredAttachment>();
        await foreach (var one in store.ReadAttachmentsAsync(start, end, name))
            attached.Add(one);
        return attached;
    }

    private static TreeHash RootOf(int count)
    {
        var tree = new MerkleTree();
        for (var i = 0; i < count; i++)
            tree.Add(MerkleTree.HashLeaf(Scratch.Entry(i)), []);
        return tree.Root;
    }

    /// <summary>Two writers on PostgreSQL find out at the commit that the other one was faster; the second attempt reads the log again.</summary>
    private static async Task<Appended> AppendOnceAsync(Log log, long number)
    {
        try
        {
            return await log.AppendAsync(Scratch.Entry(number), Scratch.Key(number));
        }
        catch (AppendFailedException failure) when (failure.InnerException is LogMovedException)
        {
            return await log.AppendAsync(Scratch.Entry(number), Scratch.Key(number));
        }
    }

    private static async Task<Appended> AppendUntilKeptAsync(Log log, long number)
    {
        while (true)
        {
            try
            {
                return await log.AppendAsync(Scratch.Submission(number));
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
