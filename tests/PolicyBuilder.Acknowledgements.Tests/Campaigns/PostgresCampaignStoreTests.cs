using System.Runtime.CompilerServices;
using System.Text;
using Npgsql;
using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Campaigns.Postgres;
using PolicyBuilder.Acknowledgements.Campaigns.Sql;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Acknowledgements.Signing;
using PolicyBuilder.Acknowledgements.Staff;
using PolicyBuilder.Ledger;
using PolicyBuilder.Ledger.Tests.Postgres;
using Xunit;

namespace PolicyBuilder.Acknowledgements.Tests.Campaigns;

[Collection("PostgreSQL")]
public sealed class PostgresCampaignStoreTests(PostgresServer server) : CampaignStoreContract, IAsyncLifetime
{
    private NpgsqlDataSource? database;

    [SkippableFact]
    public async Task A_newer_schema_is_refused_and_left_alone()
    {
        await (await OpenAsync()).DisposeAsync();
        await using (var command = database!.CreateCommand("UPDATE policybuilder_people.schema_version SET version = 99"))
            await command.ExecuteNonQueryAsync();
        Assert.Contains("Update PolicyBuilder", (await Assert.ThrowsAsync<NewerSchemaException>(() => OpenAsync())).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Many_that_open_an_empty_database_at_once_make_its_tables_once()
    {
        database ??= await server.CreateDatabaseAsync();
        var stores = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => OpenAsync()));
        await ImportAsync(stores[0], Staff.Ada);
        foreach (var store in stores)
            Assert.Equal([Staff.Ada], await store.ReadPeopleAsync());
    }

    [SkippableFact]
    public async Task Who_lost_the_connection_that_holds_the_lock_begins_no_mail()
    {
        await using var store = await OpenAsync();
        await ImportAsync(store, Staff.Ada);
        await store.AddVersionsAsync([Staff.Version("1.0.0")], Staff.Now);
        var (_, mail) = await InviteAsync(store, Staff.Ada);
        await using (var held = await store.LockSendingAsync())
        {
            await using (var command = database!.CreateCommand("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"))
                await command.ExecuteNonQueryAsync();
            // The first finds out; the second knows, and says what it means.
            await Assert.ThrowsAnyAsync<NpgsqlException>(() => store.ExchangeAsync([], [new MailStart(mail.Id, Staff.LinkIn(mail))], Staff.Now));
            var lost = await Assert.ThrowsAsync<NpgsqlException>(() => store.ExchangeAsync([], [new MailStart(mail.Id, Staff.LinkIn(mail))], Staff.Now));
            Assert.StartsWith("the connection was lost", lost.Message, StringComparison.Ordinal);
        }
        await using var again = await store.LockSendingAsync();
        Assert.Equal([mail.Id], await store.ExchangeAsync([], [new MailStart(mail.Id, Staff.LinkIn(mail))], Staff.Now));
    }

    [SkippableFact]
    public async Task Who_reads_does_not_notice_that_the_connections_of_the_pool_are_dead()
    {
        await using var store = await OpenAsync();
        await ImportAsync(store, Staff.Ada);
        await PostgresServer.FillPoolAsync(database!);
        await PostgresServer.EndSessionsAsync(database!);
        Assert.Equal([Staff.Ada], await store.ReadPeopleAsync());
        await PostgresServer.FillPoolAsync(database!);
        await PostgresServer.EndSessionsAsync(database!);
        Assert.Equal([Staff.Ada], (await store.ReadAsync()).People);
        // What only writes needs no second question: the pool was emptied by then.
        await store.NoteAsync(new StaffAct(0, Staff.Now, "a", "Ada Example", "looked", null));
    }

    [SkippableFact]
    public async Task What_was_begun_first_and_committed_last_is_seen()
    {
        await using var store = await OpenAsync();
        await ImportAsync(store, Staff.Ada, Staff.Bo);
        await using var connection = await database!.OpenConnectionAsync();
        await using var early = await connection.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand("UPDATE policybuilder_people.person SET title = 'Early' WHERE id = $1", connection, early) { Parameters = { new() { Value = Staff.Ada.Id } } })
            await command.ExecuteNonQueryAsync();
        await using (var late = database.CreateCommand("UPDATE policybuilder_people.person SET title = 'Late' WHERE id = $1"))
        {
            late.Parameters.Add(new() { Value = Staff.Bo.Id });
            await late.ExecuteNonQueryAsync();
        }
        Assert.Equal(["Late", Staff.Ada.Title], (await store.ReadAsync()).People.Select(person => person.Title));
        await early.CommitAsync();
        Assert.Equal(["Late", "Early"], (await store.ReadAsync()).People.Select(person => person.Title));
    }

    [SkippableFact]
    public async Task A_transaction_that_failed_leaves_nothing_to_the_next_one_on_its_connection()
    {
        database = await server.CreateDatabaseAsync();
        await using var single = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString) { MaxPoolSize = 1 });
        await using var store = await PostgresCampaignStore.OpenAsync(single, "mapleton");
        await ImportAsync(store, Staff.Ada);
        // PostgreSQL keeps no U+0000: the statement fails after the transaction has begun.
        await Assert.ThrowsAsync<PostgresException>(() => store.NoteAsync(new StaffAct(0, Staff.Now, "a", "Ada\0", "looked", null)));
        await Assert.ThrowsAsync<PostgresException>(() => store.KeepUploadAsync("id", "a", "Ada\0", new byte[1], Staff.Now, Staff.Now));
        Assert.Equal([Staff.Ada], await store.ReadPeopleAsync());
        await store.NoteAsync(new StaffAct(0, Staff.Now, "a", "Ada Example", "looked", null));
        Assert.Equal("Ada Example", Assert.Single(await store.ReadActsAsync(9)).By);
    }

    [SkippableFact]
    public async Task What_concerns_one_person_is_found_without_reading_what_concerns_others()
    {
        database = await server.CreateDatabaseAsync();
        // One session, so that its counters are those that are read; a small table would be read whole by choice.
        await using var single = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString) { MaxPoolSize = 1, Options = "-c enable_seqscan=off" });
        await using var store = await PostgresCampaignStore.OpenAsync(single, "mapleton");
        var link = await SendAsync(store, Staff.Ada, Staff.Bo);
        // Three hundred more who are invited, whose mails wait, and some of whom sign.
        var others = Enumerable.Range(0, 300).Select(i => Staff.Bo with { Id = $"{1000 + i}", Email = $"p{i}@mapleton.example" }).ToList();
        await ImportAsync(store, [.. others]);
        var asked = others.Select(person => (Person: person, Invitation: Staff.Invite(person, Staff.Version("1.0.0")))).ToList();
        var mails = asked.Select(one => Staff.MailTo(one.Person, one.Invitation)).ToList();
        await store.QueueAsync([.. asked.Select(one => one.Invitation)], mails);
        foreach (var person in others[200..])
            await store.BeginAsync(Staff.ActOf(person, Staff.Version("1.0.0")));
        var session = new SigningSession { Id = ContentHash.Of("secret"u8), Token = link.Token, Begun = EntryTime.Of(Staff.Now), Seen = EntryTime.Of(Staff.Now), Language = "en" };
        var act = Staff.ActOf(Staff.Ada, Staff.Version("1.0.0"));

        await ReadsFewAsync(() => store.NoteFetchAsync(link.Token, Staff.Now));
        await ReadsFewAsync(() => store.SaveSessionAsync(session));
        await ReadsFewAsync(async () => Assert.NotNull(await store.FindAsync(link.Token)));
        await ReadsFewAsync(async () => Assert.NotNull(await store.FindSessionAsync(session.Id)));
        await ReadsFewAsync(async () => act = await store.BeginAsync(act));
        await ReadsFewAsync(() => store.FinishAsync(act with { Entry = 9, Recorded = Staff.Now, SignedOn = Staff.Today }, [Staff.MailTo(Staff.Ada, null, MailKind.Receipt) with { Entry = 9 }]));
        await ReadsFewAsync(() => store.ExchangeAsync([], [new MailStart(mails[0].Id, Staff.LinkIn(mails[0]))], Staff.Now));
        await ReadsFewAsync(() => store.ExchangeAsync([new MailOutcome(mails[0].Id, MailState.Sent, "250")], [new MailStart(mails[1].Id, Staff.LinkIn(mails[1]))], Staff.Now));
        await ReadsFewAsync(() => store.ExchangeAsync([new MailOutcome(mails[1].Id, MailState.Bounced, "550")], [], Staff.Now));
        await ReadsFewAsync(() => store.QueueAsync([], [Staff.MailTo(asked[2].Person, asked[2].Invitation, MailKind.Reminder, 1)]));
        await ReadsFewAsync(() => store.EndInvitationAsync(asked[3].Invitation.Id, InvitationEnd.Revoked, Staff.Now));
        await ReadsFewAsync(() => store.ReadMailsAsync(others[4].Id));

        async Task ReadsFewAsync(Func<Task> work, [CallerArgumentExpression(nameof(work))] string? what = null)
        {
            var before = await RowsReadAsync();
            await work();
            var read = await RowsReadAsync() - before;
            Assert.True(read < 60, $"{read} rows and entries of indexes were read by {what}");
        }

        async Task<long> RowsReadAsync()
        {
            await using (var flush = single.CreateCommand("SELECT pg_stat_force_next_flush()"))
                await flush.ExecuteNonQueryAsync();
            await using var select = single.CreateCommand("""
                SELECT CAST((SELECT sum(seq_tup_read) FROM pg_stat_user_tables WHERE schemaname = 'policybuilder_people' AND relname <> 'version')
                    + (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes WHERE schemaname = 'policybuilder_people') AS bigint)
                """);
            return (long)(await select.ExecuteScalarAsync())!;
        }
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (database is not null)
            await database.DisposeAsync();
    }

    private protected override async Task<SqlCampaignStore> OpenAsync(string city = "mapleton") => await PostgresCampaignStore.OpenAsync(database ??= await server.CreateDatabaseAsync(), city);

    private protected override async Task AssertErasedAsync(params string[] texts)
    {
        // A checkpoint writes the tables' new files; the journal under pg_wal is the server's own.
        await using (var command = database!.CreateCommand("CHECKPOINT"))
            await command.ExecuteNonQueryAsync();
        await using var oid = database.CreateCommand("SELECT oid::text FROM pg_database WHERE datname = current_database()");
        foreach (var file in Directory.EnumerateFiles(Path.Combine(server.Folder, "data", "base", (string)(await oid.ExecuteScalarAsync())!)))
        {
            var bytes = await File.ReadAllBytesAsync(file);
            Assert.All(texts, text => Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) < 0, $"{Path.GetFileName(file)} still holds '{text}'"));
        }
    }
}
