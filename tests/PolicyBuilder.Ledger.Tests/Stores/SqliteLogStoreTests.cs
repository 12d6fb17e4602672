using System.Diagnostics.CodeAnalysis;
using CsCheck;
using Microsoft.Data.Sqlite;
using PolicyBuilder.Ledger.Sqlite;
using Xunit;

namespace PolicyBuilder.Ledger.Tests.Stores;

public class SqliteLogStoreTests : LogStoreContract
{
    [SkippableFact]
    public async Task The_files_are_the_owners_alone()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no file modes");
        await using var store = await OpenAsync(Scratch.Origin);
        await Scratch.FillAsync(store, 2);
        var modes = Directory.EnumerateFiles(Scratch.Folder).ToDictionary(file => Path.GetFileName(file), Mode);
        Assert.Equal(["last-checkpoint", "policybuilder.db", "policybuilder.db-shm", "policybuilder.db-wal"], modes.Keys.Order(StringComparer.Ordinal));
        Assert.All(modes.Values, mode => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, mode));
    }

    [Fact]
    public async Task Commits_are_forced_to_the_disk()
    {
        await using var store = await OpenAsync(Scratch.Origin);
        await using var transaction = await store.BeginAsync([]);
        // A second writer must wait its turn, so it asks the file and not the first one's connection.
        Assert.Equal("wal", Ask("PRAGMA journal_mode"));
        Assert.Equal(2L, SqliteConnectionOf(store, "PRAGMA synchronous"));
    }

    [Fact]
    public async Task A_newer_schema_is_refused_and_left_alone()
    {
        await (await OpenAsync(Scratch.Origin)).DisposeAsync();
        Ask("PRAGMA user_version = 99");
        var before = await File.ReadAllBytesAsync(Scratch.Database);
        var refusal = Assert.Throws<NewerSchemaException>(() => SqliteLogStore.Open(Scratch.Database, Scratch.Origin));
        Assert.Contains("Update PolicyBuilder", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(Scratch.Database));
    }

    [Fact]
    public void A_database_of_another_program_is_refused()
    {
        File.WriteAllBytes(Scratch.Database, []);
        Ask("CREATE TABLE theirs (x)");
        Assert.Throws<InvalidDataException>(() => SqliteLogStore.Open(Scratch.Database, Scratch.Origin));
        Ask("PRAGMA application_id = 7");
        Assert.Throws<InvalidDataException>(() => SqliteLogStore.Open(Scratch.Database, Scratch.Origin));
        File.WriteAllText(Scratch.Database, "This is a letter, not a database. " + new string('x', 5000));
        Assert.Throws<SqliteException>(() => SqliteLogStore.Open(Scratch.Database, Scratch.Origin));
    }

    [Fact]
    public async Task Two_writers_on_one_file_take_turns()
    {
        await using var first = await OpenAsync(Scratch.Origin);
        await using var second = await OpenAsync(Scratch.Origin);
        using var firstGuard = new ForkGuard(Scratch.GuardFile);
        using var secondGuard = new ForkGuard(Scratch.GuardFile);
        await using var firstLog = await Log.OpenAsync(first, Scratch.Signer, firstGuard);
        await using var secondLog = await Log.OpenAsync(second, Scratch.Signer, secondGuard);
        var answers = await Task.WhenAll(Enumerable.Range(0, 2).Select(writer => Task.Run(async () =>
        {
            var mine = new List<long>();
            for (var i = 0; i < 100; i++)
                mine.Add((await (writer == 0 ? firstLog : secondLog).AppendAsync(Scratch.Entry((writer * 100) + i), Scratch.Key((writer * 100) + i))).Index);
            return mine;
        })));
        Assert.Equal(Enumerable.Range(0, 200).Select(i => (long)i), answers.SelectMany(mine => mine).Order());
        await AssertAuditAsync(first, 200);
    }

    /// <summary>Each statement of a commit fails in turn; the triggers stand for whatever makes the database refuse it.</summary>
    [Theory]
    [InlineData("INSERT ON entry")]
    [InlineData("INSERT ON submission")]
    [InlineData("INSERT ON node")]
    [InlineData("INSERT ON checkpoint")]
    [InlineData("INSERT ON attachment")]
    [InlineData("DELETE ON attachment")]
    public async Task A_statement_that_fails_leaves_nothing_of_its_commit(string statement)
    {
        await using var store = await OpenAsync(Scratch.Origin);
        await Scratch.FillAsync(store, 254, together: 254);
        using var guard = new ForkGuard(Scratch.GuardFile);
        await using var log = await Log.OpenAsync(store, Scratch.Signer, guard);
        await log.AppendAsync(Scratch.Submission(254));
        Ask($"CREATE TRIGGER staged BEFORE {statement} BEGIN SELECT RAISE(ABORT, 'staged'); END");
        var disposal = Scratch.Submission(255) with { Removes = [254] };
        await Assert.ThrowsAsync<AppendFailedException>(() => log.AppendAsync(disposal));
        await AssertAuditAsync(store, 255);
        Assert.Equal([254, 254], (await AttachedAsync(store, 0, 999)).Select(one => one.Entry));
        Ask("DROP TRIGGER staged");
        Assert.Equal(new Appended(255, Existed: false), await log.AppendAsync(disposal));
        Assert.Equal([255, 255], (await AttachedAsync(store, 0, 999)).Select(one => one.Entry));
        await AssertAuditAsync(store, 256);
    }

    [Fact]
    public async Task A_replacement_that_fails_half_way_leaves_everything_as_it_was()
    {
        await using var store = await OpenAsync(Scratch.Origin);
        using var guard = new ForkGuard(Scratch.GuardFile);
        await using var log = await Log.OpenAsync(store, Scratch.Signer, guard);
        for (var i = 0; i < 3; i++)
            await log.AppendAsync(Scratch.Submission(i));
        Ask("CREATE TRIGGER staged BEFORE UPDATE ON attachment WHEN old.bytes = CAST('key-2' AS BLOB) BEGIN SELECT RAISE(ABORT, 'staged'); END");
        AttachmentChange[] changes = [.. Enumerable.Range(0, 3).Select(i => new AttachmentChange(i, "key", Scratch.Key(i), "new"u8.ToArray()))];
        await Assert.ThrowsAsync<SqliteException>(async () => await store.ReplaceAttachmentsAsync(changes));
        Assert.Equal(Enumerable.Range(0, 3).Select(i => Scratch.Key(i)), (await AttachedAsync(store, 0, 3, "key")).Select(one => one.Bytes.ToArray()));
        Ask("DROP TRIGGER staged");
        await store.ReplaceAttachmentsAsync(changes);
        Assert.Equal(3, (await log.AppendAsync(Scratch.Entry(3))).Index);
    }

    [Fact]
    public async Task Nothing_of_what_was_removed_is_left_in_any_file()
    {
        await using var store = await OpenAsync(Scratch.Origin);
        using var guard = new ForkGuard(Scratch.GuardFile);
        await using var log = await Log.OpenAsync(store, Scratch.Signer, guard);
        for (var i = 0; i < 50; i++)
            await log.AppendAsync(new Submission(Scratch.Entry(i)) { Attachments = [new("evidence", Canary(i, 3000)), new("key", Canary(i, 3))] });
        Assert.True(OnDisk(7));
        await log.AppendAsync(new Submission(Scratch.Entry(50)) { Removes = [7, 8, 9] });
        await store.ReplaceAttachmentsAsync([new AttachmentChange(20, "key", Canary(20, 3), "new"u8.ToArray()), new AttachmentChange(20, "evidence", Canary(20, 3000), "new"u8.ToArray())]);
        await store.EraseRemovedAsync();
        Assert.All((int[])[7, 8, 9, 20], number => Assert.False(OnDisk(number)));
        Assert.True(OnDisk(10) && OnDisk(49));
        await AssertAuditAsync(store, 51);
        Assert.Equal(51, (await log.AppendAsync(Scratch.Entry(51))).Index);
    }

    [Fact]
    public async Task A_database_of_the_first_version_is_brought_up_to_date_and_keeps_its_entries()
    {
        await using (var store = await OpenAsync(Scratch.Origin))
            await Scratch.FillAsync(store, 300, together: 100);
        Ask("DROP TABLE attachment; PRAGMA user_version = 1");
        await using var migrated = await OpenAsync(Scratch.Origin);
        Assert.NotEqual(1L, Ask("PRAGMA user_version"));
        await AssertAuditAsync(migrated, 300);
        using var guard = new ForkGuard(Scratch.GuardFile);
        await using var log = await Log.OpenAsync(migrated, Scratch.Signer, guard);
        Assert.Equal(new Appended(299, Existed: true), await log.AppendAsync(Scratch.Entry(299), Scratch.Key(299)));
        await log.AppendAsync(Scratch.Submission(300));
        Assert.Equal(2, (await AttachedAsync(migrated, 0, 999)).Count);
    }

    [Fact]
    public async Task A_full_disk_leaves_nothing_of_the_commit()
    {
        await using var store = await OpenAsync(Scratch.Origin);
        await Scratch.FillAsync(store, 10);
        using var guard = new ForkGuard(Scratch.GuardFile);
        await using var log = await Log.OpenAsync(store, Scratch.Signer, guard);
        SqliteConnectionOf(store, "PRAGMA max_page_count = 1");
        var failure = await Assert.ThrowsAsync<AppendFailedException>(() => log.AppendAsync(new byte[60_000], Scratch.Key(10)));
        Assert.Contains("full", failure.Message, StringComparison.Ordinal);
        await AssertAuditAsync(store, 10);
        SqliteConnectionOf(store, "PRAGMA max_page_count = 1000000");
        Assert.Equal(new Appended(10, Existed: false), await log.AppendAsync(new byte[60_000], Scratch.Key(10)));
        await AssertAuditAsync(store, 11);
    }

    [Fact]
    public async Task A_database_that_another_program_holds_is_told_as_locked_and_nothing_is_lost()
    {
        await using var store = SqliteLogStore.Open(Scratch.Database, Scratch.Origin, TimeSpan.FromMilliseconds(50));
        using var guard = new ForkGuard(Scratch.GuardFile);
        await using var log = await Log.OpenAsync(store, Scratch.Signer, guard);
        await log.AppendAsync(Scratch.Entry(0), Scratch.Key(0));
        using (var other = new SqliteConnection($"Data Source={Scratch.Database};Pooling=False"))
        {
            other.Open();
            using var hold = other.CreateCommand();
            hold.CommandText = "BEGIN IMMEDIATE";
            hold.ExecuteNonQuery();
            var failure = await Assert.ThrowsAsync<AppendFailedException>(() => log.AppendAsync(Scratch.Entry(1), Scratch.Key(1)));
            Assert.Equal(5, Assert.IsType<SqliteException>(failure.InnerException).SqliteErrorCode);
            // Whoever only reads is not disturbed.
            await AssertAuditAsync(store, 1);
        }

        Assert.Equal(new Appended(1, Existed: false), await log.AppendAsync(Scratch.Entry(1), Scratch.Key(1)));
    }

    [Fact]
    public async Task What_a_reader_still_has_open_is_not_said_to_be_erased()
    {
        await using var store = SqliteLogStore.Open(Scratch.Database, Scratch.Origin, TimeSpan.FromMilliseconds(50));
        using var guard = new ForkGuard(Scratch.GuardFile);
        await using var log = await Log.OpenAsync(store, Scratch.Signer, guard);
        await log.AppendAsync(new Submission(Scratch.Entry(0)) { Attachments = [new("evidence", Canary(7, 3000))] });
        await using (var reading = store.ReadAttachmentsAsync(0, 1).GetAsyncEnumerator())
        {
            Assert.True(await reading.MoveNextAsync());
            await log.AppendAsync(new Submission(Scratch.Entry(1)) { Removes = [0] });
            await Assert.ThrowsAsync<TimeoutException>(async () => await store.EraseRemovedAsync());
            Assert.Equal(2, (await log.AppendAsync(Scratch.Entry(2))).Index);
        }

        await store.EraseRemovedAsync();
        Assert.False(OnDisk(7));
    }

    [Fact]
    public async Task An_idempotency_key_is_looked_up_by_index()
    {
        await using var store = await OpenAsync(Scratch.Origin);
        using var connection = new SqliteConnection($"Data Source={Scratch.Database};Pooling=False");
        connection.Open();
        using var explain = connection.CreateCommand();
        explain.CommandText = "EXPLAIN QUERY PLAN " + SqliteLogStore.FindSql.Replace("log = ?", "log = 1", StringComparison.Ordinal).Replace("key = ?", "key = x'00'", StringComparison.Ordinal);
        using var rows = explain.ExecuteReader();
        var plan = new List<string>();
        while (rows.Read())
            plan.Add(rows.GetString(3));
        Assert.Equal(["SEARCH submission USING PRIMARY KEY (log=? AND key=?)", "SEARCH entry USING INTEGER PRIMARY KEY (rowid=?)"], plan);
    }

    [Fact]
    public async Task A_restored_backup_is_not_signed_on()
    {
        await using (var store = await OpenAsync(Scratch.Origin))
            await Scratch.FillAsync(store, 5);
        File.Copy(Scratch.Database, Scratch.PathOf("backup.db"));
        await using (var store = await OpenAsync(Scratch.Origin))
            await Scratch.FillAsync(store, 3);
        File.Copy(Scratch.PathOf("backup.db"), Scratch.Database, overwrite: true);
        await using var restored = await OpenAsync(Scratch.Origin);
        using var guard = new ForkGuard(Scratch.GuardFile);
        var refusal = await Assert.ThrowsAsync<ForkException>(() => Log.OpenAsync(restored, Scratch.Signer, guard));
        Assert.Contains("ends after 5 entries", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("checkpoint of 8 entries", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("at least 8 entries", refusal.Message, StringComparison.Ordinal);
        await AssertAuditAsync(restored, 5);
    }

    [Fact]
    public async Task A_lost_database_is_not_begun_anew()
    {
        await using (var store = await OpenAsync(Scratch.Origin))
            await Scratch.FillAsync(store, 1);
        File.Delete(Scratch.Database);
        await using var empty = await OpenAsync(Scratch.Origin);
        using var guard = new ForkGuard(Scratch.GuardFile);
        await Assert.ThrowsAsync<ForkException>(() => Log.OpenAsync(empty, Scratch.Signer, guard));
        Assert.Null(await empty.ReadHeadAsync());
    }

    [Fact]
    public async Task Another_history_of_the_same_length_is_not_signed_on()
    {
        await using (var store = await OpenAsync(Scratch.Origin))
            await Scratch.FillAsync(store, 4);
        File.Delete(Scratch.Database);
        File.Move(Scratch.GuardFile, Scratch.PathOf("guard"));
        await using var other = await OpenAsync(Scratch.Origin);
        using (var guard = new ForkGuard(Scratch.GuardFile))
        {
            await using var log = await Log.OpenAsync(other, Scratch.Signer, guard);
            for (var i = 0; i < 6; i++)
                await log.AppendAsync(Scratch.Entry(100 + i));
        }

        using var first = new ForkGuard(Scratch.PathOf("guard"));
        var refusal = await Assert.ThrowsAsync<ForkException>(() => Log.OpenAsync(other, Scratch.Signer, first));
        Assert.Contains("not the history", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_key_does_not_sign_on()
    {
        await using var store = await OpenAsync(Scratch.Origin);
        await Scratch.FillAsync(store, 2);
        using var wrong = SignerKey.Generate(Scratch.Origin);
        using var guard = new ForkGuard(Scratch.PathOf("another guard"));
        await Assert.ThrowsAsync<ForkException>(() => Log.OpenAsync(store, wrong, guard));
        Assert.Equal(2, (await store.ReadHeadAsync())!.Size);
    }

    [Fact]
    public async Task A_truncated_file_is_noticed()
    {
        await using (var store = await OpenAsync(Scratch.Origin))
            await Scratch.FillAsync(store, 400, together: 100);
        var whole = await File.ReadAllBytesAsync(Scratch.Database);
        for (var length = whole.Length - 4096; length > 0; length -= 4 * 4096)
        {
            await File.WriteAllBytesAsync(Scratch.Database, whole[..length]);
            Assert.True(await IsNoticedAsync(), $"{length} of {whole.Length}");
        }
    }

    [Fact]
    public async Task A_flipped_bit_is_noticed_or_changes_nothing_that_anyone_reads()
    {
        await using (var store = await OpenAsync(Scratch.Origin))
        {
            await Scratch.FillAsync(store, 20);
            await Scratch.FillAsync(store, 500, together: 100);
        }

        var good = await File.ReadAllBytesAsync(Scratch.Database);
        var contents = await ContentsAsync();
        var (noticed, harmless) = (0, 0);
        // Every table's pages have their share: the position is drawn over the whole file.
        await Gen.Select(Gen.Int[0, good.Length - 1], Gen.Int[0, 7]).SampleAsync(
            async (at, bit) =>
            {
                var bad = (byte[])good.Clone();
                bad[at] ^= (byte)(1 << bit);
                await File.WriteAllBytesAsync(Scratch.Database, bad);
                if (await IsNoticedAsync())
                    noticed++;
                else if ((await ContentsAsync()).SequenceEqual(contents))
                    harmless++;
                else
                    Assert.Fail($"bit {bit} of byte {at} changes what is read, and the audit holds");
            },
            iter: LongTests.Wanted ? 5000 : 150,
            threads: 1);
        Assert.True(noticed > 50, $"only {noticed} noticed, {harmless} harmless");
    }

    internal override Task<ILogStore> OpenAsync(string origin) => Task.FromResult<ILogStore>(SqliteLogStore.Open(Scratch.Database, origin));

    [SuppressMessage("Interoperability", "CA1416", Justification = "The test that calls it is skipped on Windows.")]
    private static UnixFileMode Mode(string file) => File.GetUnixFileMode(file);

    private static byte[] Canary(int number, int times) => System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat($"<canary {number}>", times)));

    /// <summary>True if a canary is anywhere in the bytes of the database or the files beside it.</summary>
    private bool OnDisk(int number) => Directory.EnumerateFiles(Scratch.Folder).Any(path =>
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes.AsSpan().IndexOf(Canary(number, 1)) >= 0;
    });

    private static object? SqliteConnectionOf(ILogStore store, string sql)
    {
        var connection = (SqliteConnection)typeof(SqliteLogStore).GetField("connection", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)!.GetValue(store)!;
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private object? Ask(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Scratch.Database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private async Task<bool> IsNoticedAsync()
    {
        try
        {
            await using var store = await OpenAsync(Scratch.Origin);
            var report = await LogVerifier.VerifyAsync(store, Scratch.Keys);
            using var guard = new ForkGuard(Scratch.GuardFile);
            var last = guard.Read(Scratch.Keys)!;
            return !report.Holds || report.Head != last;
        }
        catch (Exception error) when (LogVerifier.IsDamage(error) || error is NewerSchemaException)
        {
            return true;
        }
    }

    /// <summary>Everything a reader of the log can be told.</summary>
    private async Task<List<string>> ContentsAsync()
    {
        await using var store = await OpenAsync(Scratch.Origin);
        var contents = new List<string>();
        await foreach (var bundle in store.ReadEntriesAsync(0, long.MaxValue))
        {
            using (bundle)
                contents.Add(Convert.ToHexString(bundle.Bytes.Span));
        }

        await foreach (var checkpoint in store.ReadCheckpointsAsync())
            contents.Add($"{checkpoint.Size} {Convert.ToHexString(checkpoint.Note.Span)}");
        for (var level = 0; level < 2; level++)
            contents.AddRange((await store.ReadNodesAsync(level, 0, 1000)).Select(node => node.ToString()));
        return contents;
    }
}
