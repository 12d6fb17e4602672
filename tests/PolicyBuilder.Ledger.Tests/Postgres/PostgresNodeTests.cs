using System.Globalization;
using System.Text;
using CsCheck;
using Npgsql;
using PolicyBuilder.Ledger.Postgres;
using PolicyBuilder.Ledger.Tests.Stores;
using Xunit;

namespace PolicyBuilder.Ledger.Tests.Postgres;

[Collection("PostgreSQL")]
public class PostgresNodeTests(PostgresServer server) : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("policybuilder-nodes-").FullName;
    private readonly Dictionary<string, SignerKey> signers = [];
    private readonly List<PostgresNode> nodes = [];
    private NpgsqlDataSource? database;

    [SkippableFact]
    public async Task Several_nodes_append_to_many_logs_and_every_entry_is_there_once()
    {
        var (count, cities, each) = LongTests.Wanted ? (8, 50, 40) : (4, 12, 10);
        var origins = Enumerable.Range(0, cities).Select(city => string.Create(CultureInfo.InvariantCulture, $"city{city}.example/policies")).ToList();
        await OpenDatabaseAsync([.. origins]);
        var all = Enumerable.Range(0, count).Select(number => StartNode(number, lease: TimeSpan.FromMinutes(1))).ToList();
        var answers = await Task.WhenAll(all.SelectMany((node, i) => origins.Select(origin => Task.Run(async () =>
        {
            var mine = new List<(string Origin, long Index, long Number)>();
            for (var k = 0; k < each; k++)
            {
                var number = (i * 1000) + k;
                mine.Add((origin, (await node.AppendAsync(origin, Scratch.Entry(number), Scratch.Key(number))).Index, number));
            }

            return mine;
        }))));
        foreach (var city in answers.SelectMany(mine => mine).GroupBy(answer => answer.Origin))
        {
            Assert.Equal(Enumerable.Range(0, count * each).Select(i => (long)i), city.Select(answer => answer.Index).Order());
            await using var store = await PostgresLogStore.OpenAsync(database!, city.Key);
            var report = await LogVerifier.VerifyAsync(store, [signers[city.Key].Verifier]);
            Assert.True(report.Holds, string.Join('\n', report.FirstBreaks));
            foreach (var (_, index, number) in city)
                Assert.Equal(Scratch.Entry(number), await store.ReadEntryAsync(index));
            Assert.Single(all, node => node.Leads(city.Key));
        }

        Assert.Equal(0L, await ScalarAsync("SELECT count(*) FROM policybuilder_ledger.waiting"));
    }

    [SkippableFact]
    public async Task An_entry_submitted_at_two_nodes_is_kept_once()
    {
        await OpenDatabaseAsync(Scratch.Origin);
        var (first, second) = (StartNode(0), StartNode(1));
        Assert.Equal(0, (await first.AppendAsync(Scratch.Origin, Scratch.Entry(0), Scratch.Key(0))).Index);
        Assert.Equal(new Appended(0, Existed: true), await second.AppendAsync(Scratch.Origin, Scratch.Entry(0), Scratch.Key(0)));
        await Assert.ThrowsAsync<ArgumentException>(() => second.AppendAsync(Scratch.Origin, Scratch.Entry(1), Scratch.Key(0)));
        var both = await Task.WhenAll(first.AppendAsync(Scratch.Origin, Scratch.Entry(2), Scratch.Key(2)), second.AppendAsync(Scratch.Origin, Scratch.Entry(2), Scratch.Key(2)));
        Assert.All(both, answer => Assert.Equal(1, answer.Index));
        Assert.Equal(2, (await second.AppendAsync(Scratch.Origin, Scratch.Entry(3))).Index);
        Assert.True(first.Leads(Scratch.Origin));
        Assert.False(second.Leads(Scratch.Origin));
    }

    [SkippableFact]
    public async Task What_goes_with_an_entry_reaches_the_sequencer_from_another_node()
    {
        await OpenDatabaseAsync(Scratch.Origin);
        var (first, second) = (StartNode(0), StartNode(1));
        await first.AppendAsync(Scratch.Origin, Scratch.Submission(0));
        Assert.Equal(1, (await second.AppendAsync(Scratch.Origin, Scratch.Submission(1))).Index);
        Assert.Equal(2, (await second.AppendAsync(Scratch.Origin, Scratch.Submission(2) with { Removes = [0] })).Index);
        Assert.False(second.Leads(Scratch.Origin));
        await using var store = await PostgresLogStore.OpenAsync(database!, Scratch.Origin);
        var attached = await LogStoreContract.AttachedAsync(store, 0, 9);
        Assert.Equal(["1 evidence", "1 key", "2 evidence", "2 key"], attached.Select(one => $"{one.Entry} {one.Name}"));
        Assert.Equal(Scratch.Key(2), attached[3].Bytes.ToArray());
    }

    [SkippableFact]
    public async Task What_no_log_can_keep_is_refused_before_it_is_left_for_the_sequencer()
    {
        await OpenDatabaseAsync(Scratch.Origin);
        var (first, second) = (StartNode(0), StartNode(1));
        await first.AppendAsync(Scratch.Origin, Scratch.Entry(0));
        var refusal = await Assert.ThrowsAsync<ArgumentException>(() => second.AppendAsync(Scratch.Origin, new byte[EntryBundle.LongestEntry + 1]));
        Assert.Equal("An entry has at most 65535 bytes, not 65536.", refusal.Message);
        Assert.Equal(0L, await ScalarAsync("SELECT count(*) FROM policybuilder_ledger.waiting"));
    }

    [SkippableFact]
    public async Task When_the_sequencer_leaves_another_node_takes_over()
    {
        await OpenDatabaseAsync(Scratch.Origin);
        var (first, second) = (StartNode(0), StartNode(1));
        await first.AppendAsync(Scratch.Origin, Scratch.Entry(0));
        await second.AppendAsync(Scratch.Origin, Scratch.Entry(1));
        nodes.Remove(first);
        await first.DisposeAsync();
        Assert.Equal(2, (await second.AppendAsync(Scratch.Origin, Scratch.Entry(2))).Index);
        Assert.True(second.Leads(Scratch.Origin));
    }

    [SkippableFact]
    public async Task A_sequencer_that_hangs_loses_its_lease_and_the_waiting_entry_is_not_lost()
    {
        await OpenDatabaseAsync(Scratch.Origin);
        await using var hung = await database!.OpenConnectionAsync();
        await using (var store = await PostgresLogStore.OpenAsync(database, Scratch.Origin))
        {
            await using var take = new NpgsqlCommand($"SET idle_session_timeout = 1500; SELECT pg_advisory_lock({PostgresSchema.LockClass}, {store.LogId})", hung);
            await take.ExecuteNonQueryAsync();
        }

        var node = StartNode(0);
        var append = node.AppendAsync(Scratch.Origin, Scratch.Entry(0), Scratch.Key(0));
        Assert.False(node.Leads(Scratch.Origin));
        Assert.Equal(0, (await append).Index);
        Assert.True(node.Leads(Scratch.Origin));
    }

    [SkippableFact]
    public async Task A_sequencer_whose_lease_was_taken_stands_down()
    {
        await OpenDatabaseAsync(Scratch.Origin);
        var (first, second) = (StartNode(0), StartNode(1));
        await first.AppendAsync(Scratch.Origin, Scratch.Entry(0));
        await ScalarAsync("SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory'");
        var answers = await Task.WhenAll(Enumerable.Range(1, 40).Select(i => (i % 2 == 0 ? first : second).AppendAsync(Scratch.Origin, Scratch.Entry(i), Scratch.Key(i))));
        Assert.Equal(Enumerable.Range(1, 40).Select(i => (long)i), answers.Select(answer => answer.Index).Order());
        await UntilAsync(() => first.Leads(Scratch.Origin) != second.Leads(Scratch.Origin) || (!first.Leads(Scratch.Origin) && !second.Leads(Scratch.Origin)));
        await using var store = await PostgresLogStore.OpenAsync(database!, Scratch.Origin);
        Assert.True((await LogVerifier.VerifyAsync(store, [signers[Scratch.Origin].Verifier])).Holds);
    }

    /// <summary>A computer that slept finds its lease gone before its next sign of life; whoever asks first then is not told of it.</summary>
    [SkippableFact]
    public async Task A_lease_that_was_lost_unnoticed_fails_no_append_to_another_log()
    {
        const string other = "elmford.example/policies";
        await OpenDatabaseAsync(Scratch.Origin, other);
        var node = StartNode(0, lease: TimeSpan.FromHours(1));
        await node.AppendAsync(Scratch.Origin, Scratch.Entry(0));
        Assert.Equal(1L, await ScalarAsync("SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_locks WHERE locktype = 'advisory'"));
        Assert.Equal(0, (await node.AppendAsync(other, Scratch.Entry(0))).Index);
        Assert.Equal((false, true), (node.Leads(Scratch.Origin), node.Leads(other)));
        Assert.Equal(1, (await node.AppendAsync(Scratch.Origin, Scratch.Entry(1))).Index);
    }

    /// <summary>
    /// Two nodes in processes of their own, both under load; again and again one of them is killed (SIGKILL), which may be the sequencer,
    /// and another takes its place. Nothing that either answered for may be missing or doubled.
    /// </summary>
    [SkippableFact]
    public async Task Nodes_killed_at_any_moment_lose_nothing_that_they_answered_for()
    {
        await OpenDatabaseAsync(Scratch.Origin);
        var pem = Path.Combine(folder, "key.pem");
        await File.WriteAllTextAsync(pem, signers[Scratch.Origin].ToPem());
        var times = LongTests.Wanted ? 50 : 5;
        var answered = new Dictionary<long, long>();
        var first = 0L;
        for (var i = 0; i < times; i += 2)
        {
            // The two take even and odd numbers, so that each knows which of them were answered.
            var pair = await Task.WhenAll(Enumerable.Range(0, 2).Select(side => KillTests.RunAndKillAsync(
                database!.ConnectionString, Directory.CreateDirectory(Path.Combine(folder, $"guards {side}")).FullName, pem, 4, first + side, 2, Gen.Int[1, 150].Single())));
            foreach (var (index, number) in pair.SelectMany(side => side))
                Assert.True(answered.TryAdd(number, index) || answered[number] == index, $"number {number} at {index} and {answered[number]}");
            await using var store = await PostgresLogStore.OpenAsync(database!, Scratch.Origin);
            var report = await LogVerifier.VerifyAsync(store, [signers[Scratch.Origin].Verifier]);
            Assert.True(report.Holds, string.Join('\n', report.FirstBreaks));
            first = Math.Max(0, ((answered.Count > 0 ? answered.Keys.Max() : 0) / 2 * 2) - 20);
        }

        // What the dead left in `waiting` is appended by whoever comes next.
        await StartNode(9).AppendAsync(Scratch.Origin, new Submission(Encoding.UTF8.GetBytes("number: -1\n"), Scratch.Key(-1)) { Attachments = [new Attachment("key", Scratch.Key(-1))] });
        await UntilAsync(() => (long)ScalarAsync("SELECT count(*) FROM policybuilder_ledger.waiting").GetAwaiter().GetResult()! == 0);
        await using var last = await PostgresLogStore.OpenAsync(database!, Scratch.Origin);
        Assert.True(answered.Count >= times, "the victims hardly ever answered");
        await KillTests.AssertNothingLostOrDoubledAsync(last, answered);
    }

    [SkippableFact]
    public async Task A_restored_database_is_not_signed_on_by_a_node_that_knows_better()
    {
        await OpenDatabaseAsync(Scratch.Origin);
        var node = StartNode(0);
        for (var i = 0; i < 3; i++)
            await node.AppendAsync(Scratch.Origin, Scratch.Entry(i));
        nodes.Remove(node);
        await node.DisposeAsync();
        foreach (var sql in (string[])["DELETE FROM policybuilder_ledger.entry WHERE position = 2", "DELETE FROM policybuilder_ledger.checkpoint WHERE size = 3"])
            await PostgresLogStoreTests.ExecuteAsync(database!, sql);
        var refusal = await Assert.ThrowsAsync<ForkException>(() => StartNode(0).AppendAsync(Scratch.Origin, Scratch.Entry(9)));
        Assert.Contains("restored backup", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Username", refusal.Message, StringComparison.Ordinal);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var node in nodes)
            await node.DisposeAsync();
        if (database is not null)
            await database.DisposeAsync();
        foreach (var signer in signers.Values)
            signer.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private async Task OpenDatabaseAsync(params string[] origins)
    {
        database = await server.CreateDatabaseAsync();
        foreach (var origin in origins)
            signers[origin] = SignerKey.Generate(origin);
    }

    private PostgresNode StartNode(int number, TimeSpan? lease = null)
    {
        var guards = Directory.CreateDirectory(Path.Combine(folder, number.ToString(CultureInfo.InvariantCulture))).FullName;
        var node = new PostgresNode(database!, origin => signers[origin], new PostgresNodeOptions { GuardFolder = guards, Lease = lease ?? TimeSpan.FromSeconds(2), Poll = TimeSpan.FromMilliseconds(200) });
        nodes.Add(node);
        return node;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
            await Task.Delay(20);
    }

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var command = database!.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
