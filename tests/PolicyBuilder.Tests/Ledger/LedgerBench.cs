using Microsoft.Data.Sqlite;
using PolicyBuilder.Cli;
using PolicyBuilder.Cli.Console;
using PolicyBuilder.Testing;
using PolicyBuilder.Tests.Conformance;
using Xunit;

namespace PolicyBuilder.Tests.Ledger;

/// <summary>
/// The program run in this process on New Harbor, with a ledger and keys of the test's own. Words that begin with <c>./</c> are paths of
/// the workspace; paths come out relative to it.
/// </summary>
internal sealed class LedgerBench(string? server = null) : IDisposable
{
    public const string Name = "new-harbor.example/policies";
    public const string Policy = "./policies/new-harbor/social-media.yaml";
    public const string Frozen = "policies/new-harbor/published/social-media/1.0.0.md";

    public PublishedCity City { get; } = new();

    public string Database => City["ledger/policybuilder.db"];

    public string KeyFile => Directory.GetFiles(City["keys"], "key.pem", SearchOption.AllDirectories).Single();

    public string GuardFile => Directory.GetFiles(City["keys/guards"]).Single();

    /// <summary>The public key that <c>ledger init</c> printed.</summary>
    public string Key { get; private set; } = "";

    /// <param name="server">The connection string of a database on a server; null for a file.</param>
    public static LedgerBench WithLedger(string? server = null)
    {
        var bench = new LedgerBench(server);
        var made = bench.Run("ledger", "init", Name);
        Assert.Equal(0, made.Exit);
        bench.Key = made.Output.Split('\n')[0];
        return bench;
    }

    /// <summary>A ledger with the entry of version 1.0.0.</summary>
    public static LedgerBench WithEntry()
    {
        var bench = WithLedger();
        Assert.Equal(0, bench.Run("publish", Policy).Exit);
        return bench;
    }

    /// <summary>The day that the computer's clock shows.</summary>
    public DateOnly Today { get; set; } = new(2027, 6, 1);

    public Outcome Run(params string[] arguments)
    {
        var all = arguments.Select(argument => argument.StartsWith("./", StringComparison.Ordinal) ? City[argument[2..]] : argument).ToList();
        if (arguments[0] == "publish")
            all.AddRange(["--output", City["out"]]);
        if (!all.Contains("verify-receipt") && !all.Contains("--ledger"))
            all.AddRange(["--ledger", server ?? Database]);
        if (!all.Contains("verify-receipt") && !all.Contains("--keys"))
            all.AddRange(["--keys", City["keys"]]);
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var exit = Program.Run([.. all], new Terminal(output, error, false, false, false), new Workbench.FixedClock(Today));
        Assert.DoesNotContain("   at ", error.ToString(), StringComparison.Ordinal);
        return new Outcome(exit, Relative(output.ToString()), Relative(error.ToString()));
    }

    /// <summary>Does to the database what no program of ours would.</summary>
    public void Tamper(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.True(command.ExecuteNonQuery() != 0 || sql.StartsWith("PRAGMA", StringComparison.Ordinal), sql);
    }

    public string Read(string path) => File.ReadAllText(City[path]);

    public void Dispose() => City.Dispose();

    private string Relative(string text) => text.Replace(City.Folder.Replace('\\', '/') + "/", "", StringComparison.Ordinal);
}
