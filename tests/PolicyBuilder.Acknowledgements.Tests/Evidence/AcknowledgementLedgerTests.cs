using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Acknowledgements.Evidence;
using PolicyBuilder.Ledger;
using PolicyBuilder.Ledger.Tests.Stores;
using Xunit;

namespace PolicyBuilder.Acknowledgements.Tests.Evidence;

public sealed class AcknowledgementLedgerTests : IAsyncLifetime
{
    private static readonly Disposal TwoYears = new("LGRC 12.04", "City Clerk");

    private City city = null!;

    public async Task InitializeAsync() => city = await City.OpenAsync();

    public async Task DisposeAsync() => await city.DisposeAsync();

    [Fact]
    public async Task The_first_acts_at_the_same_moment_make_one_key_and_all_are_kept()
    {
        for (var round = 0; round < 5; round++)
        {
            await using var city = await City.OpenAsync();
            using var start = new Barrier(12);
            await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    return city.SignAsync($"E-{i}");
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default).Unwrap()));
            Assert.Single(city.KeyFiles());
            Assert.Equal(12, (await city.ReadAllAsync()).Count);
        }
    }

    [Fact]
    public async Task A_key_that_another_made_and_used_since_it_was_looked_for_is_not_a_lost_key()
    {
        await using var city = await City.OpenAsync();
        var late = city.Before("first key", () => city.SignAsync("E-1").GetAwaiter().GetResult());
        await late.RecordAsync(GenerateEvidence.Signature("E-2"), GenerateEvidence.Published.Document, SubmissionKey.Fresh());
        Assert.Single(city.KeyFiles());
        Assert.Equal(2, (await city.ReadAllAsync()).Count);
    }

    [Fact]
    public async Task A_first_key_that_a_crash_left_half_written_keeps_nobody_from_signing()
    {
        await using var city = await City.OpenAsync();
        Directory.CreateDirectory(city.KeyFolder);
        await File.WriteAllTextAsync(Path.Combine(city.KeyFolder, "disclosure-000001.key"), "policybuilder-disc");
        await city.SignAsync();
        Assert.Single(await city.ReadAllAsync());
    }

    [Fact]
    public async Task Each_kind_of_act_has_its_kind_of_entry_and_its_evidence()
    {
        EvidenceRecord[] acts =
        [
            GenerateEvidence.Signature(),
            new PaperSignature { Reference = "P", Person = new PersonOnFile { EmployeeId = "E-7", NameOnFile = "Lee Park" }, Document = GenerateEvidence.Shown, SignedOn = new DateOnly(2027, 1, 4), RecordedBy = "HR" },
            new Refusal { Reference = "R", Person = new PersonOnFile { EmployeeId = "E-8", NameOnFile = "Kim Oye" }, Document = GenerateEvidence.Shown, Reason = RefusalReason.DoesNotAgree, Words = "No." },
            GenerateEvidence.Correction(1, "E-7"),
        ];
        foreach (var act in acts)
            await city.Acknowledgements.RecordAsync(act, GenerateEvidence.Published.Document, SubmissionKey.Fresh());
        var all = await city.ReadAllAsync();
        Assert.Equal(acts, all.Select(disclosure => disclosure.Evidence));
        Assert.Equal([typeof(Acknowledged), typeof(AcknowledgedOnPaper), typeof(Declined), typeof(Corrected)], all.Select(disclosure => disclosure.Entry.GetType()));
        Assert.All(all, disclosure => Assert.Equal(disclosure.Entry.Commitment, disclosure.Opening.Commitment));
        Assert.Equal([1, 3], (await city.Acknowledgements.ReadPersonAsync("E-7").ToListAsync()).Select(disclosure => disclosure.Index));
    }

    [Fact]
    public async Task An_act_submitted_twice_counts_once_also_after_a_restart()
    {
        var key = SubmissionKey.Of("sign", new byte[16]);
        Assert.Equal((0, false), Of(await city.SignAsync(key: key)));
        Assert.Equal((0, true), Of(await city.SignAsync(key: key)));
        city = await city.ReopenAsync();
        Assert.Equal((0, true), Of(await city.SignAsync(key: key)));
        await Assert.ThrowsAsync<ArgumentException>(() => city.SignAsync("E-2", "Someone Else", key));
        await Assert.ThrowsAsync<ArgumentException>(() => city.Acknowledgements.RecordAsync(GenerateEvidence.Correction(0), GenerateEvidence.Published.Document, key));
        Assert.Single(await city.ReadAllAsync());
    }

    [Fact]
    public async Task An_act_submitted_many_times_at_once_counts_once()
    {
        var key = SubmissionKey.Fresh();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => city.SignAsync(key: key)));
        Assert.All(answers, answer => Assert.Equal(0, answer.Index));
        Assert.Single(await city.ReadAllAsync());
    }

    [Theory]
    [InlineData(Fault.CommitDropped)]
    [InlineData(Fault.CommitKept)]
    public async Task A_commit_that_failed_is_settled_by_submitting_again(Fault fault)
    {
        var key = SubmissionKey.Fresh();
        await city.SignAsync("E-0", "First");
        city.Faulty.Next = fault;
        await Assert.ThrowsAsync<AppendFailedException>(() => city.SignAsync(key: key));
        Assert.Equal((1, fault == Fault.CommitKept), Of(await city.SignAsync(key: key)));
        Assert.Equal(2, (await city.ReadAllAsync()).Count);
        Assert.True((await DisclosureVerifier.VerifyAsync(city.Store, city.Keys)).Holds);
    }

    [Fact]
    public async Task A_correction_refers_to_a_record_that_is_there()
    {
        await city.SignAsync();
        await city.Log.AppendAsync(LedgerEntryWriter.Write(new PolicyWithdrawn(default, GenerateEvidence.Published)));
        await Refused(1, () => city.Acknowledgements.RecordAsync(GenerateEvidence.Correction(1), GenerateEvidence.Published.Document, SubmissionKey.Fresh()));
        await Refused(9, () => city.Acknowledgements.RecordAsync(GenerateEvidence.Correction(9), GenerateEvidence.Published.Document, SubmissionKey.Fresh()));
        await city.Acknowledgements.DisposeAsync([0], TwoYears);
        await Refused(0, () => city.Acknowledgements.RecordAsync(GenerateEvidence.Correction(0), GenerateEvidence.Published.Document, SubmissionKey.Fresh()));
    }

    [Fact]
    public async Task Keys_are_files_that_only_their_owner_can_read()
    {
        await city.SignAsync();
        Assert.Equal(["disclosure-000001.key"], city.KeyFiles());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(city.KeyFolder, "disclosure-000001.key")));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(city.KeyFolder));
        }
    }

    [Fact]
    public async Task A_ledger_that_lost_its_key_does_not_get_another_one_unasked()
    {
        await city.SignAsync();
        Directory.Delete(city.KeyFolder, recursive: true);
        var refusal = await Assert.ThrowsAsync<FileNotFoundException>(() => city.SignAsync());
        Assert.Contains("backup", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(await city.ReadAllAsync());
        Assert.Equal(1, (await DisclosureVerifier.VerifyAsync(city.Store, null)).Unchecked);
    }

    [Fact]
    public async Task Disposal_leaves_the_proofs_and_takes_the_evidence()
    {
        for (var i = 0; i < 5; i++)
            await city.SignAsync($"E-{i}", $"Person {i}");
        Assert.Equal([5, 6], await city.Acknowledgements.DisposeAsync([1, 3], TwoYears));
        Assert.Equal([0, 2, 4], (await city.ReadAllAsync()).Select(disclosure => disclosure.Index));
        Assert.Null(await city.Acknowledgements.ReadAsync(1));
        Assert.Equal(["disclosure-000002.key"], city.KeyFiles());
        var report = await DisclosureVerifier.VerifyAsync(city.Store, city.Keys);
        Assert.Equal((3, 2, 0, 0), (report.Opened, report.DisposedOf, report.Unchecked, report.Breaks));
        Assert.True((await LogVerifier.VerifyAsync(city.Store, [city.Signer.Verifier])).Holds);
        Assert.True(LedgerEntryReader.TryRead(await city.Store.ReadEntryAsync(5), out var entry, out _));
        Assert.Equal(TwoYears, Assert.IsType<Disposed>(entry).Disposal);
        Assert.Equal([5, 6], await city.Acknowledgements.DisposeAsync([1, 3], TwoYears));
    }

    [Fact]
    public async Task A_backup_from_before_a_disposal_cannot_be_opened_any_more()
    {
        await city.SignAsync();
        await city.SignAsync("E-2", "Other");
        var backup = city.CopyDatabase("backup");
        await using (var copy = Ledger.Sqlite.SqliteLogStore.Open(backup, City.Origin))
            Assert.Equal(2, (await Disclosure.ReadAsync(copy, city.Keys).ToListAsync()).Count);
        await city.Acknowledgements.DisposeAsync([0], TwoYears);
        await using (var copy = Ledger.Sqlite.SqliteLogStore.Open(backup, City.Origin))
            Assert.Empty(await Disclosure.ReadAsync(copy, city.Keys).ToListAsync());
        Assert.Single(await city.ReadAllAsync());
    }

    [Theory]
    [InlineData("new key", false)]
    [InlineData("claim", false)]
    [InlineData("dispose", false)]
    [InlineData("wrap anew", true)]
    [InlineData("destroy key", true)]
    [InlineData("erase", true)]
    public async Task A_disposal_that_was_interrupted_is_finished_by_the_next_start(string step, bool disposed)
    {
        for (var i = 0; i < 3; i++)
            await city.SignAsync($"E-{i}", $"Person {i}");
        var backup = city.CopyDatabase("backup");
        await Assert.ThrowsAsync<IOException>(() => city.Stopping(step).DisposeAsync([1], TwoYears));
        city = await city.ReopenAsync();
        Assert.Equal(disposed ? [0, 2] : [0, 1, 2], (await city.ReadAllAsync()).Select(disclosure => disclosure.Index));
        Assert.Equal(0, await city.Acknowledgements.FinishAsync());
        // Claimed records keep the key that they are to go with.
        Assert.Equal(step == "dispose" ? 2 : 1, city.KeyFiles().Length);
        Assert.True((await DisclosureVerifier.VerifyAsync(city.Store, city.Keys)).Holds);
        // Recording goes on in any case, and the disposal happens once.
        await city.SignAsync("E-9", "Later");
        Assert.Equal([disposed ? 3 : 4], await city.Acknowledgements.DisposeAsync([1], TwoYears));
        Assert.Equal([0, 2, disposed ? 4 : 3], (await city.ReadAllAsync()).Select(disclosure => disclosure.Index));
        var report = await DisclosureVerifier.VerifyAsync(city.Store, city.Keys);
        Assert.Equal((3, 1, 0), (report.Opened, report.DisposedOf, report.Breaks));
        Assert.Single(city.KeyFiles());
        await using var copy = Ledger.Sqlite.SqliteLogStore.Open(backup, City.Origin);
        Assert.Empty(await Disclosure.ReadAsync(copy, city.Keys).ToListAsync());
    }

    [Fact]
    public async Task A_program_that_starts_during_a_disposal_does_not_save_the_key_of_what_is_disposed_of()
    {
        await city.SignAsync();
        await city.SignAsync("E-2", "Other");
        var backup = "";
        var ledger = new AcknowledgementLedger(city.Store, city.Log, city.Keys, TimeProvider.System)
        {
            Before = step =>
            {
                if (step != "dispose")
                    return;
                city.Acknowledgements.FinishAsync().GetAwaiter().GetResult();
                backup = city.CopyDatabase("backup");
            },
        };
        await ledger.DisposeAsync([0], TwoYears);
        Assert.Single(city.KeyFiles());
        await using var copy = Ledger.Sqlite.SqliteLogStore.Open(backup, City.Origin);
        // The other record was wrapped anew before the copy was made; the one disposed of was not.
        Assert.Equal([1], (await Disclosure.ReadAsync(copy, city.Keys).ToListAsync()).Select(disclosure => disclosure.Index));
    }

    [Fact]
    public async Task A_disposal_while_another_program_finishes_leaves_one_key_and_no_old_copy_that_opens()
    {
        for (var i = 0; i < 6; i++)
            await city.SignAsync($"E-{i}", $"Person {i}");
        var backup = city.CopyDatabase("backup");
        await city.Acknowledgements.DisposeAsync([0], TwoYears);
        for (var i = 1; i < 5; i++)
        {
            for (var tries = 0; tries < 50; tries++)
            {
                try
                {
                    await Task.WhenAll(city.Acknowledgements.DisposeAsync([i], TwoYears), city.Acknowledgements.FinishAsync());
                    break;
                }
                catch (Exception error) when (error is RecordRefusedException or AttachmentChangedException or IOException)
                {
                    Assert.True(tries < 49, error.ToString());
                }
            }
        }

        await city.Acknowledgements.FinishAsync();
        Assert.Single(city.KeyFiles());
        Assert.Equal([5], (await city.ReadAllAsync()).Select(disclosure => disclosure.Index));
        await using var copy = Ledger.Sqlite.SqliteLogStore.Open(backup, City.Origin);
        Assert.Empty(await Disclosure.ReadAsync(copy, city.Keys).ToListAsync());
    }

    [Fact]
    public async Task A_key_file_that_a_crash_left_half_written_is_passed_over_and_goes_with_the_next_disposal()
    {
        await city.SignAsync();
        await city.SignAsync("E-2", "Other");
        await File.WriteAllTextAsync(Path.Combine(city.KeyFolder, "disclosure-000002.key"), "policybuilder-disclosure-key/v1\nAAAA");
        Assert.Equal(2, (await city.ReadAllAsync()).Count);
        await city.SignAsync("E-3", "Third");
        await city.Acknowledgements.DisposeAsync([0], TwoYears);
        Assert.Equal(["disclosure-000003.key"], city.KeyFiles());
        Assert.Equal([1, 2], (await city.ReadAllAsync()).Select(disclosure => disclosure.Index));
    }

    [Theory]
    [InlineData(Fault.CommitDropped)]
    [InlineData(Fault.CommitKept)]
    public async Task A_disposal_whose_commit_failed_is_done_by_asking_again(Fault fault)
    {
        await city.SignAsync();
        await city.SignAsync("E-2", "Other");
        var stopping = new AcknowledgementLedger(city.Store, city.Log, city.Keys, TimeProvider.System) { Before = step => city.Faulty.Next = step == "dispose" ? fault : city.Faulty.Next };
        await Assert.ThrowsAsync<AppendFailedException>(() => stopping.DisposeAsync([0], TwoYears));
        Assert.Equal([2], await city.Acknowledgements.DisposeAsync([0], TwoYears));
        Assert.Equal([1], (await city.ReadAllAsync()).Select(disclosure => disclosure.Index));
        Assert.Single(city.KeyFiles());
        Assert.True((await DisclosureVerifier.VerifyAsync(city.Store, city.Keys)).Holds);
    }

    [Fact]
    public async Task A_record_made_while_the_key_was_being_changed_can_be_read()
    {
        await city.SignAsync();
        // The key it was wrapped under is destroyed before it is in the log.
        var slow = new AcknowledgementLedger(
            city.Store,
            async (submission, cancel) =>
            {
                await city.Acknowledgements.DisposeAsync([0], TwoYears, cancel);
                return await city.Log.AppendAsync(submission, cancel);
            },
            city.Keys,
            TimeProvider.System);
        Assert.Equal(2, (await slow.RecordAsync(GenerateEvidence.Signature("E-2"), GenerateEvidence.Published.Document, SubmissionKey.Fresh())).Index);
        Assert.Equal([2], (await city.ReadAllAsync()).Select(disclosure => disclosure.Index));
    }

    [Fact]
    public async Task Records_made_while_others_are_disposed_of_are_all_kept()
    {
        for (var i = 0; i < 10; i++)
            await city.SignAsync($"E-{i}", $"Person {i}");
        var recording = Enumerable.Range(10, 40).Select(i => Task.Run(() => city.SignAsync($"E-{i}", $"Person {i}"))).ToList();
        for (var i = 0; i < 4; i++)
            await city.Acknowledgements.DisposeAsync([i], TwoYears);
        await Task.WhenAll(recording);
        Assert.Equal(46, (await city.ReadAllAsync()).Count);
        Assert.True((await DisclosureVerifier.VerifyAsync(city.Store, city.Keys)).Holds);
    }

    [Fact]
    public async Task A_hold_on_a_record_refuses_its_disposal_until_it_is_lifted()
    {
        await city.SignAsync();
        await city.SignAsync("E-2", "Other");
        await city.Acknowledgements.HoldAsync([0], "Claim 2029-17", "City Attorney");
        await Refused(0, () => city.Acknowledgements.DisposeAsync([1, 0], TwoYears));
        Assert.Equal(2, (await city.ReadAllAsync()).Count);
        await city.Acknowledgements.DisposeAsync([1], TwoYears);
        await city.Acknowledgements.LiftAsync([0], "City Attorney");
        var hold = Assert.Single((await city.Acknowledgements.ReadAsync(0))!.Holds);
        Assert.Equal(("Claim 2029-17", "City Attorney", false), (hold.Reason, hold.LiftedBy, hold.InForce));
        await city.Acknowledgements.DisposeAsync([0], TwoYears);
        Assert.Empty(await city.ReadAllAsync());
    }

    [Fact]
    public async Task A_hold_on_a_person_refuses_the_disposal_of_all_their_records_later_ones_too()
    {
        await city.SignAsync();
        await city.SignAsync("E-2", "Other");
        await city.SignAsync();
        Assert.Equal([0, 2], await city.Acknowledgements.HoldPersonAsync("E-1001", "Claim 2029-17", "City Attorney"));
        await city.SignAsync();
        foreach (var entry in (long[])[0, 2, 3])
            await Refused(entry, () => city.Acknowledgements.DisposeAsync([entry], TwoYears));
        await city.Acknowledgements.LiftAsync([0, 2], "City Attorney");
        await Refused(3, () => city.Acknowledgements.DisposeAsync([3], TwoYears));
        await city.Acknowledgements.LiftPersonAsync("E-1001", "City Attorney");
        await city.Acknowledgements.DisposeAsync([0, 2, 3], TwoYears);
        Assert.Equal([1], (await city.ReadAllAsync()).Select(disclosure => disclosure.Index));
        Assert.Empty(await city.Acknowledgements.HoldPersonAsync("E-1001", "Too late", "City Attorney"));
    }

    [Fact]
    public async Task Once_a_disposal_has_begun_a_hold_is_refused_until_it_is_done_or_called_off()
    {
        await city.SignAsync();
        await Assert.ThrowsAsync<IOException>(() => city.Stopping("dispose").DisposeAsync([0], TwoYears));
        await Refused(0, () => city.Acknowledgements.HoldAsync([0], "Claim", "City Attorney"));
        await Refused(0, () => city.Acknowledgements.HoldPersonAsync("E-1001", "Claim", "City Attorney"));
        await city.Acknowledgements.CallOffDisposalAsync([0]);
        await city.Acknowledgements.HoldAsync([0], "Claim", "City Attorney");
        await Refused(0, () => city.Acknowledgements.DisposeAsync([0], TwoYears));
    }

    [Fact]
    public async Task A_hold_placed_just_before_the_records_are_claimed_stops_the_disposal()
    {
        await city.SignAsync();
        await city.SignAsync();
        var ledger = new AcknowledgementLedger(city.Store, city.Log, city.Keys, TimeProvider.System)
        {
            Before = step =>
            {
                // On the other record of the same person.
                if (step == "claim")
                    city.Acknowledgements.HoldPersonAsync("E-1001", "Claim", "City Attorney").GetAwaiter().GetResult();
            },
        };
        await Assert.ThrowsAsync<RecordRefusedException>(() => ledger.DisposeAsync([0], TwoYears));
    }

    [Fact]
    public async Task What_is_no_record_cannot_be_disposed_of_or_held()
    {
        await city.SignAsync();
        await city.Log.AppendAsync(LedgerEntryWriter.Write(new PolicyWithdrawn(default, GenerateEvidence.Published)));
        foreach (var entry in (long[])[-1, 1, 2])
        {
            await Refused(entry, () => city.Acknowledgements.DisposeAsync([entry], TwoYears));
            await Refused(entry, () => city.Acknowledgements.HoldAsync([entry], "Claim", "City Attorney"));
        }
    }

    private static async Task Refused(long index, Func<Task> act) => Assert.Equal(index, (await Assert.ThrowsAsync<RecordRefusedException>(act)).Index);

    private static (long Index, bool Existed) Of(RecordedEntry entry) => (entry.Index, entry.Existed);
}
