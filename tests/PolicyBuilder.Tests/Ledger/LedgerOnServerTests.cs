using System.Net;
using System.Net.Sockets;
using Npgsql;
using PolicyBuilder.Ledger;
using PolicyBuilder.Ledger.Tests.Postgres;
using Xunit;

namespace PolicyBuilder.Tests.Ledger;

/// <summary>The ledger's commands with a ledger on a real PostgreSQL server, and what a clerk meets who names the wrong one.</summary>
[Collection("PostgreSQL")]
public class LedgerOnServerTests(PostgresServer server)
{
    [SkippableFact]
    public async Task A_ledger_on_a_server_serves_every_command()
    {
        using var bench = LedgerBench.WithLedger(await DatabaseAsync());
        Assert.Contains("PB6016", bench.Run("ledger", "init", LedgerBench.Name).Error, StringComparison.Ordinal);
        Assert.Contains("Entry 0 of the ledger", bench.Run("publish", LedgerBench.Policy).Error, StringComparison.Ordinal);
        Assert.Contains("It is entry 0 of the ledger", bench.Run("publish", LedgerBench.Policy).Error, StringComparison.Ordinal);
        var changed = bench.Run("ledger", "rotate-key");
        Assert.Equal(0, changed.Exit);
        bench.City.Revise();
        Assert.Contains("Entry 2 of the ledger", bench.Run("publish", LedgerBench.Policy).Error, StringComparison.Ordinal);

        var lines = bench.Run("ledger", "log").Output.TrimEnd('\n').Split('\n');
        Assert.Equal("       2  2027-06-01T12:00:00.000Z  published new-harbor/social-media 1.1.0", lines[0]);
        Assert.StartsWith("       1  2027-06-01T12:00:00.000Z  changed the key from ", lines[1], StringComparison.Ordinal);
        Assert.Equal("       0  2027-06-01T12:00:00.000Z  published new-harbor/social-media 1.0.0", lines[2]);

        Assert.Equal(0, bench.Run("ledger", "receipt", "2", "-o", "./receipt.tlog-proof").Exit);
        Assert.Equal(0, bench.Run("ledger", "export", "./export").Exit);
        var (printed, newKey) = (bench.Run("ledger", "checkpoint"), changed.Output.Split('\n')[0]);
        Assert.StartsWith("new-harbor.example/policies\n3\n", printed.Output, StringComparison.Ordinal);
        foreach (var key in (string[])[bench.Key, newKey])
        {
            Assert.StartsWith("new-harbor.example/policies: holds; 3 entries, ", bench.Run("ledger", "verify", "--key", key).Output, StringComparison.Ordinal);
            Assert.Equal(0, bench.Run("ledger", "verify", "--ledger", "./export", "--key", key).Exit);
            var proven = bench.Run("ledger", "verify-receipt", "./receipt.tlog-proof", "--key", key);
            Assert.StartsWith("Entry 2 of new-harbor.example/policies: published new-harbor/social-media 1.1.0\n", proven.Output, StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public async Task A_server_keeps_what_a_file_keeps()
    {
        using var inFile = LedgerBench.WithEntry();
        using var onServer = LedgerBench.WithLedger(await DatabaseAsync());
        Assert.Equal(0, onServer.Run("publish", LedgerBench.Policy).Exit);
        foreach (var bench in (LedgerBench[])[inFile, onServer])
        {
            bench.City.Revise();
            Assert.Equal(0, bench.Run("publish", LedgerBench.Policy).Exit);
            Assert.Equal(0, bench.Run("ledger", "export", "./export").Exit);
        }

        Assert.Equal(inFile.Run("ledger", "log").Output, onServer.Run("ledger", "log").Output);
        // Name, size and root; the signatures are of different keys.
        Assert.Equal(inFile.Run("ledger", "checkpoint").Output.Split('\n')[..3], onServer.Run("ledger", "checkpoint").Output.Split('\n')[..3]);
        foreach (var file in Directory.GetFiles(inFile.City["export"], "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(inFile.City["export"], path)))
        {
            if (file is not ("checkpoint" or "index.html"))
                Assert.Equal(inFile.Read($"export/{file}"), onServer.Read($"export/{file}"));
        }
    }

    [SkippableFact]
    public async Task A_witness_cosigns_a_ledger_on_a_server_and_notices_a_fork()
    {
        var (name, other) = (await DatabaseAsync(), await DatabaseAsync());
        using var bench = LedgerBench.WithLedger(name);
        using var witness = LedgerBench.WithLedger(other);
        Assert.Equal(0, bench.Run("publish", LedgerBench.Policy).Exit);
        Assert.Equal(0, bench.Run("ledger", "export", "./first").Exit);
        var cosigned = witness.Run("ledger", "witness", bench.City["first"], "--key", bench.Key);
        Assert.Equal(0, cosigned.Exit);
        Assert.True(SignedNote.TryParse(System.Text.Encoding.UTF8.GetBytes(cosigned.Output), out var note, out var reason), reason);
        Assert.Equal(2, note.Signatures.Count);

        // The database is restored as it was before the publication, the guard deleted, and another entry takes the place of the first.
        await ExecuteAsync(name, """
            DELETE FROM policybuilder_ledger.entry; DELETE FROM policybuilder_ledger.submission; DELETE FROM policybuilder_ledger.attachment;
            DELETE FROM policybuilder_ledger.checkpoint WHERE size > 0
            """);
        bench.City.Revise();
        Assert.Contains("will not sign", bench.Run("ledger", "rotate-key").Error, StringComparison.Ordinal);
        File.Delete(bench.GuardFile);
        Assert.Equal(0, bench.Run("ledger", "rotate-key").Exit);
        Assert.Equal(0, bench.Run("ledger", "export", "./forked").Exit);
        Assert.Contains("error PB6013", witness.Run("ledger", "witness", bench.City["forked"], "--key", bench.Key).Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Of_several_ledgers_in_a_database_one_is_named()
    {
        var database = await DatabaseAsync();
        using var bench = LedgerBench.WithLedger(database);
        Assert.Equal(0, bench.Run("ledger", "init", "elmford.example/policies").Exit);
        Assert.Contains("error PB6002", bench.Run("ledger", "log").Error, StringComparison.Ordinal);
        Assert.Contains("error PB6003", bench.Run("ledger", "log", "--log", "elmford").Error, StringComparison.Ordinal);
        Assert.Equal(0, bench.Run("publish", LedgerBench.Policy, "--log", LedgerBench.Name).Exit);
        Assert.Contains("holds; 1 entry, ", bench.Run("ledger", "verify", "--log", LedgerBench.Name).Output, StringComparison.Ordinal);
        Assert.Contains("holds; 0 entries, ", bench.Run("ledger", "verify", "--log", "elmford.example/policies").Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task What_was_altered_on_the_server_is_named()
    {
        var database = await DatabaseAsync();
        using var bench = LedgerBench.WithLedger(database);
        Assert.Equal(0, bench.Run("publish", LedgerBench.Policy).Exit);
        await ExecuteAsync(database, "UPDATE policybuilder_ledger.entry SET bytes = 'policybuilder-entry/v1'");
        var broken = bench.Run("ledger", "verify");
        Assert.Equal((1, "new-harbor.example/policies: does not hold; 1 break in 1 entry\n"), (broken.Exit, broken.Output));
        await ExecuteAsync(database, "UPDATE policybuilder_ledger.schema_version SET version = 99");
        AssertSentence(bench.Run("ledger", "verify"), "Update PolicyBuilder");
    }

    [SkippableFact]
    public async Task Before_init_there_is_no_ledger_in_a_database()
    {
        using var bench = new LedgerBench(await DatabaseAsync());
        foreach (var command in (string[])["log", "verify", "checkpoint", "rotate-key"])
        {
            var outcome = bench.Run("ledger", command);
            Assert.Equal((1, true), (outcome.Exit, outcome.Error.StartsWith("the database: error PB6001: ", StringComparison.Ordinal)));
        }
    }

    /// <summary>Each fault is one sentence, the answer is 3, and no password is repeated.</summary>
    [SkippableFact]
    public async Task A_server_that_is_down_or_does_not_let_one_in_is_told_in_one_sentence()
    {
        var database = await DatabaseAsync();
        await ExecuteAsync(database, """
            DROP ROLE IF EXISTS clerk;
            CREATE ROLE clerk LOGIN PASSWORD 'right/canary'
            """);
        using var bench = LedgerBench.WithLedger(database);
        var settings = new NpgsqlConnectionStringBuilder(database);
        string As(string user, string? password, string? name = null) =>
            $"Host={settings.Host};Port={settings.Port};Database={name ?? settings.Database};Username={user};Timeout=60" + (password is null ? "" : $";Password={password}");
        foreach (var command in (string[][])[["ledger", "log"], ["ledger", "verify"], ["publish", LedgerBench.Policy], ["ledger", "init", "elmford.example/policies"]])
        {
            AssertSentence(bench.Run([.. command, "--ledger", As("clerk", "wrong/canary")]), "does not let you in");
            AssertSentence(bench.Run([.. command, "--ledger", As("clerk", null)]), "No password has been provided");
            AssertSentence(bench.Run([.. command, "--ledger", As(settings.Username!, null, "nowhere")]), "there is no database");
        }

        AssertSentence(bench.Run("ledger", "init", "elmford.example/policies", "--ledger", As("clerk", "right/canary")), "does not let this user");
        await ExecuteAsync(database, $"GRANT USAGE ON SCHEMA policybuilder_ledger TO clerk; GRANT SELECT ON ALL TABLES IN SCHEMA policybuilder_ledger TO clerk");
        Assert.Equal(0, bench.Run("ledger", "verify", "--ledger", As("clerk", "right/canary")).Exit);
        var unwritten = bench.Run("publish", LedgerBench.Policy, "--ledger", As("clerk", "right/canary"));
        Assert.Contains("is published, but not in the ledger yet", unwritten.Error, StringComparison.Ordinal);
        AssertSentence(unwritten with { Error = unwritten.Error.Split('\n')[1] }, "does not let this user write");
        Assert.Empty(Directory.GetDirectories(bench.City.Folder, "*Host=*"));

        await server.StopAsync();
        try
        {
            foreach (var command in (string[][])[["ledger", "log"], ["ledger", "verify"], ["publish", LedgerBench.Policy], ["ledger", "rotate-key"]])
                AssertSentence(bench.Run(command), "the database server cannot be reached");
        }
        finally
        {
            await server.StartAsync();
        }

        Assert.Contains("Entry 0 of the ledger", bench.Run("publish", LedgerBench.Policy).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_does_not_answer_is_told_in_one_sentence()
    {
        using var bench = new LedgerBench("unused");
        // Takes the connection, and says nothing.
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var database = $"Host=127.0.0.1;Port={((IPEndPoint)silent.LocalEndpoint).Port};Database=city;Username=clerk;Password=canary;Timeout=1";
        foreach (var command in (string[][])[["ledger", "log"], ["ledger", "verify"], ["ledger", "init", "elmford.example/policies"]])
            AssertSentence(bench.Run([.. command, "--ledger", database]), "the database server did not answer in time");
    }

    private static void AssertSentence(Conformance.Outcome outcome, string words)
    {
        Assert.True(outcome.Exit == 3 && outcome.Error.Contains(words, StringComparison.Ordinal), $"{outcome.Exit} {outcome.Error}");
        Assert.Single(outcome.Error.TrimEnd('\n').Split('\n'));
        Assert.DoesNotContain("canary", outcome.Error + outcome.Output, StringComparison.Ordinal);
    }

    private static async Task ExecuteAsync(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<string> DatabaseAsync()
    {
        await using var database = await server.CreateDatabaseAsync();
        return database.ConnectionString;
    }
}
