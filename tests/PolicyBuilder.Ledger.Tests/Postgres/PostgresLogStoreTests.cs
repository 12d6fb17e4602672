using Npgsql;
using PolicyBuilder.Ledger.Postgres;
using PolicyBuilder.Ledger.Tests.Stores;
using Xunit;

namespace PolicyBuilder.Ledger.Tests.Postgres;

[Collection("PostgreSQL")]
public class PostgresLogStoreTests(PostgresServer server) : LogStoreContract
{
    private NpgsqlDataSource? database;

    [SkippableFact]
    public async Task A_newer_schema_is_refused_and_left_alone()
    {
        await (await OpenAsync(Scratch.Origin)).DisposeAsync();
        await ExecuteAsync(database!, "UPDATE policybuilder_ledger.schema_version SET version = 99");
        var refusal = await Assert.ThrowsAsync<NewerSchemaException>(() => OpenAsync(Scratch.Origin));
        Assert.Contains("Update PolicyBuilder", refusal.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_database_of_the_first_version_is_brought_up_to_date_and_keeps_its_entries()
    {
        await using (var store = await OpenAsync(Scratch.Origin))
            await Scratch.FillAsync(store, 300, together: 100);
        await ExecuteAsync(
            database!,
            """
            DROP TABLE policybuilder_ledger.attachment;
            DROP FUNCTION policybuilder_ledger.append, policybuilder_ledger.forget;
            CREATE TABLE policybuilder_ledger.head (log integer PRIMARY KEY REFERENCES policybuilder_ledger.log, size bigint NOT NULL);
            INSERT INTO policybuilder_ledger.head (log, size) SELECT id, 300 FROM policybuilder_ledger.log;
            CREATE FUNCTION policybuilder_ledger.advance(wanted integer, old_size bigint, new_size bigint) RETURNS void LANGUAGE sql AS '';
            ALTER TABLE policybuilder_ledger.waiting RENAME TO pending;
            ALTER TABLE policybuilder_ledger.pending DROP COLUMN names, DROP COLUMN contents, DROP COLUMN removes;
            UPDATE policybuilder_ledger.schema_version SET version = 1
            """);
        await using var migrated = await OpenAsync(Scratch.Origin);
        await AssertAuditAsync(migrated, 300);
        using var guard = new ForkGuard(Scratch.GuardFile);
        await using var log = await Log.OpenAsync(migrated, Scratch.Signer, guard);
        Assert.Equal(new Appended(299, Existed: true), await log.AppendAsync(Scratch.Entry(299), Scratch.Key(299)));
        await log.AppendAsync(Scratch.Submission(300));
        Assert.Equal(2, (await AttachedAsync(migrated, 0, 999)).Count);
    }

    [SkippableTheory]
    [InlineData("INSERT ON policybuilder_ledger.attachment")]
    [InlineData("DELETE ON policybuilder_ledger.attachment")]
    [InlineData("INSERT ON policybuilder_ledger.submission")]
    [InlineData("INSERT ON policybuilder_ledger.checkpoint")]
    public async Task A_statement_that_fails_leaves_nothing_of_its_commit(string statement)
    {
        await using var store = await OpenAsync(Scratch.Origin);
        using var guard = new ForkGuard(Scratch.GuardFile);
        await using var log = await Log.OpenAsync(store, Scratch.Signer, guard);
        await log.AppendAsync(Scratch.Submission(0));
        await ExecuteAsync(
            database!,
            $"""
            CREATE FUNCTION staged() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN RAISE EXCEPTION 'staged'; END $body$;
            CREATE TRIGGER staged BEFORE {statement} FOR EACH ROW EXECUTE FUNCTION staged()
            """);
        var disposal = Scratch.Submission(1) with { Removes = [0] };
        await Assert.ThrowsAsync<AppendFailedException>(() => log.AppendAsync(disposal));
        await AssertAuditAsync(store, 1);
        Assert.Equal([0, 0], (await AttachedAsync(store, 0, 9)).Select(one => one.Entry));
        await ExecuteAsync(database!, "DROP FUNCTION staged CASCADE");
        Assert.Equal(new Appended(1, Existed: false), await log.AppendAsync(disposal));
        Assert.Equal([1, 1], (await AttachedAsync(store, 0, 9)).Select(one => one.Entry));
    }

    [SkippableFact]
    public async Task Many_nodes_may_make_the_tables_at_once()
    {
        database ??= await server.CreateDatabaseAsync();
        var stores = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => OpenAsync(Scratch.Origin)));
        Assert.Single(stores.Cast<PostgresLogStore>().Select(store => store.LogId).Distinct());
    }

    /// <summary>
    /// Of a log that its statistics did not know the server once read all keys for each one looked up; its own counter shows how many it reads.
    /// </summary>
    [SkippableFact]
    public async Task An_idempotency_key_is_looked_up_by_index_also_in_a_log_that_is_new()
    {
        await using (var known = await OpenAsync("elmford.example/policies"))
        {
            using var other = SignerKey.Generate("elmford.example/policies");
            using var guard = new ForkGuard(Scratch.PathOf("elmford"));
            await using var log = await Log.OpenAsync(known, other, guard);
            await Task.WhenAll(Enumerable.Range(0, 2000).Select(i => log.AppendAsync(Scratch.Entry(i), Scratch.Key(i))));
        }

        await ExecuteAsync(database!, "ANALYZE");
        // One session, so that its plans are cached and its counters are those that are read.
        await using var single = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database!.ConnectionString) { MaxPoolSize = 1 });
        await using var store = await PostgresLogStore.OpenAsync(single, Scratch.Origin);
        await Scratch.FillAsync(store, 20);
        var before = await KeysReadAsync();
        await Scratch.FillAsync(store, 2000, together: 200);
        Assert.InRange(await KeysReadAsync() - before, 0, 100);
        await using (var look = await store.BeginAsync([.. Enumerable.Range(0, 500).Select(i => (ReadOnlyMemory<byte>)Scratch.Key(i))]))
            Assert.DoesNotContain(null, look.Known);
        Assert.InRange(await KeysReadAsync() - before, 500, 600);

        async Task<long> KeysReadAsync()
        {
            await ExecuteAsync(single, "SELECT pg_stat_force_next_flush()");
            await using var select = single.CreateCommand("SELECT idx_tup_read FROM pg_stat_user_indexes WHERE schemaname = 'policybuilder_ledger' AND indexrelname = 'submission_pkey'");
            return (long)(await select.ExecuteScalarAsync())!;
        }
    }

    [SkippableFact]
    public async Task A_full_disk_of_the_server_leaves_nothing_and_is_told_as_such()
    {
        await using var store = await OpenAsync(Scratch.Origin);
        using var guard = new ForkGuard(Scratch.GuardFile);
        await using var log = await Log.OpenAsync(store, Scratch.Signer, guard);
        await ExecuteAsync(
            database!,
            """
            CREATE FUNCTION staged() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $body$;
            CREATE TRIGGER staged BEFORE INSERT ON policybuilder_ledger.entry FOR EACH ROW EXECUTE FUNCTION staged()
            """);
        var failure = await Assert.ThrowsAsync<AppendFailedException>(() => log.AppendAsync(Scratch.Entry(0), Scratch.Key(0)));
        Assert.Equal("53100", Assert.IsType<PostgresException>(failure.InnerException).SqlState);
        await ExecuteAsync(database!, "DROP FUNCTION staged CASCADE");
        Assert.Equal(new Appended(0, Existed: false), await log.AppendAsync(Scratch.Entry(0), Scratch.Key(0)));
    }

    [SkippableFact]
    public async Task Of_two_sequencers_at_once_one_must_stop_and_nothing_forks()
    {
        await using var first = await OpenAsync(Scratch.Origin);
        await using var second = await OpenAsync(Scratch.Origin);
        await Scratch.FillAsync(first, 3);
        await using var slow = await first.BeginAsync([]);
        await Scratch.FillAsync(second, 1);
        var stale = Scratch.Batch(3, Scratch.Submission(99));
        await Assert.ThrowsAsync<LogMovedException>(async () => await slow.CommitAsync(stale));
        await AssertAuditAsync(first, 4);
        await using var after = await first.BeginAsync([Scratch.Key(3), Scratch.Key(99)]);
        Assert.Equal([3, null], after.Known.Select(known => known?.Index));
    }

    [SkippableFact]
    public async Task Two_logs_racing_keep_every_entry_once()
    {
        await using var store = await OpenAsync(Scratch.Origin);
        using var firstGuard = new ForkGuard(Scratch.PathOf("first"));
        using var secondGuard = new ForkGuard(Scratch.PathOf("second"));
        await using var first = await Log.OpenAsync(store, Scratch.Signer, firstGuard);
        await using var second = await Log.OpenAsync(store, Scratch.Signer, secondGuard);
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(client => Task.Run(async () =>
        {
            var mine = new List<long>();
            for (var i = 0; i < 10; i++)
                mine.Add((await AppendAgainAsync(client % 2 == 0 ? first : second, (client * 100) + i)).Index);
            return mine;
        })));
        Assert.Equal(Enumerable.Range(0, 160).Select(i => (long)i), answers.SelectMany(mine => mine).Order());
        await AssertAuditAsync(store, 160);
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_cut_in_the_middle_of_a_commit_loses_and_doubles_nothing(bool afterAnswer)
    {
        await (await OpenAsync(Scratch.Origin)).DisposeAsync();
        await using var proxy = new CuttingProxy(server.Port);
        var settings = new NpgsqlConnectionStringBuilder(database!.ConnectionString) { Port = proxy.Port };
        await using var cuttable = NpgsqlDataSource.Create(settings);
        await using var store = await PostgresLogStore.OpenAsync(cuttable, Scratch.Origin);
        using var guard = new ForkGuard(Scratch.GuardFile);
        await using var log = await Log.OpenAsync(store, Scratch.Signer, guard);
        for (var i = 0; i < 5; i++)
        {
            proxy.Arm("policybuilder_ledger.append(", afterAnswer);
            var submission = Scratch.Submission(i) with { Removes = i == 4 ? [0, 1] : [] };
            await Assert.ThrowsAsync<AppendFailedException>(() => log.AppendAsync(submission));
            Assert.False(proxy.IsArmed);
            Assert.Equal(new Appended(i, Existed: afterAnswer), await AppendAgainAsync(log, submission));
        }

        Assert.Equal([2, 2, 3, 3, 4, 4], (await AttachedAsync(store, 0, 9)).Select(one => one.Entry));

        await AssertAuditAsync(store, 5);
    }

    [SkippableFact]
    public async Task A_server_killed_under_load_and_restarted_loses_nothing_that_was_answered()
    {
        await using var store = await OpenAsync(Scratch.Origin);
        using var guard = new ForkGuard(Scratch.GuardFile);
        await using var log = await Log.OpenAsync(store, Scratch.Signer, guard);
        var answers = new System.Collections.Concurrent.ConcurrentDictionary<long, long>();
        var kills = LongTests.Wanted ? 50 : 5;
        for (var kill = 0; kill < kills; kill++)
        {
            var start = kill * 200;
            var clients = Enumerable.Range(0, 8).Select(client => Task.Run(async () =>
            {
                for (var i = client; i < 200; i += 8)
                    answers[start + i] = (await AppendAgainAsync(log, start + i)).Index;
            })).ToList();
            while (answers.Count < start + 20 + (kill * 7 % 100))
                await Task.Yield();
            await server.KillAndRestartAsync();
            await Task.WhenAll(clients);
        }

        Assert.Equal(Enumerable.Range(0, kills * 200).Select(i => (long)i), answers.Values.Order());
        foreach (var (number, index) in answers)
            Assert.Equal(Scratch.Entry(number), await store.ReadEntryAsync(index));
        await AssertAuditAsync(store, kills * 200);
    }

    [SkippableFact]
    public async Task Who_reads_does_not_notice_that_the_connections_of_the_pool_are_dead()
    {
        await using var store = await OpenAsync(Scratch.Origin);
        using var guard = new ForkGuard(Scratch.GuardFile);
        await using var log = await Log.OpenAsync(store, Scratch.Signer, guard);
        await log.AppendAsync(Scratch.Submission(0));
        for (var way = 0; way < 2; way++)
        {
            await PostgresServer.FillPoolAsync(database!);
            if (way == 0)
                await server.KillAndRestartAsync();
            else
                await PostgresServer.EndSessionsAsync(database!);

            Assert.Equal(Scratch.Entry(0), await store.ReadEntryAsync(0));
            Assert.Equal(new Appended(1 + way, Existed: false), await log.AppendAsync(Scratch.Submission(1 + way)));
        }

        await AssertAuditAsync(store, 3);
    }

    public override async Task DisposeAsync()
    {
        if (database is not null)
            await database.DisposeAsync();
        await base.DisposeAsync();
    }

    internal static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    internal override async Task<ILogStore> OpenAsync(string origin)
    {
        database ??= await server.CreateDatabaseAsync();
        return await PostgresLogStore.OpenAsync(database, origin);
    }

    /// <summary>Submits under the same key until it is answered, as the message of the failure asks for.</summary>
    private static Task<Appended> AppendAgainAsync(Log log, long number) => AppendAgainAsync(log, new Submission(Scratch.Entry(number), Scratch.Key(number)));

    private static async Task<Appended> AppendAgainAsync(Log log, Submission submission)
    {
        while (true)
        {
            try
            {
                return await log.AppendAsync(submission);
            }
            catch (AppendFailedException failure) when (failure.InnerException is NpgsqlException or LogMovedException)
            {
                await Task.Delay(10);
            }
        }
    }
}
