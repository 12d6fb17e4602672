using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using PolicyBuilder.Ledger.Postgres;
using Xunit;

namespace PolicyBuilder.Ledger.Tests.Postgres;

/// <summary>A real PostgreSQL on loopback, in a scratch folder, under a user without privileges; stopped when the tests are over.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private const string Superuser = "policybuilder";

    private readonly string? missing = WhyMissing();
    private int databases;

    internal string Folder { get; private set; } = "";

    internal int Port { get; private set; }

    private static bool IsRoot => Environment.UserName == "root";

    private static string? Programs =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).Where(bin => File.Exists(Path.Combine(bin, "initdb"))).Max(StringComparer.Ordinal)
            : null;

    public async Task InitializeAsync()
    {
        if (missing is not null)
            return;
        Folder = Directory.CreateTempSubdirectory("policybuilder-postgres-").FullName;
        if (IsRoot)
            await RunAsync("chown", ["nobody", Folder]);
        await RunServerProgramAsync("initdb", "-D", Data, "-U", Superuser, "--auth=trust", "--no-locale", "-E", "UTF8", "--no-sync");
        // Whoever is named clerk needs a password.
        var rules = Path.Combine(Data, "pg_hba.conf");
        await File.WriteAllTextAsync(rules, "host all clerk all scram-sha-256\n" + await File.ReadAllTextAsync(rules));
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        await StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (missing is not null)
            return;
        await RunServerProgramAsync("pg_ctl", "-D", Data, "-m", "immediate", "stop");
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>A database of one test's own. The test is skipped, or fails in CI, where there is no PostgreSQL.</summary>
    internal async Task<NpgsqlDataSource> CreateDatabaseAsync(int? port = null)
    {
        if (LongTests.RequireAll)
            Assert.Null(missing);
        Skip.IfNot(missing is null, missing);
        var name = string.Create(CultureInfo.InvariantCulture, $"test{Interlocked.Increment(ref databases)}");
        await using (var source = NpgsqlDataSource.Create(ConnectionString("postgres", Port)))
        {
            await using var create = source.CreateCommand($"CREATE DATABASE {name}");
            await create.ExecuteNonQueryAsync();
        }

        return PostgresLogStore.Connect(ConnectionString(name, port ?? Port));
    }

    internal string ConnectionString(string database, int port) =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port};Username={Superuser};Database={database};Timeout=60;Command Timeout=60;Maximum Pool Size=40;Include Error Detail=true");

    internal Task StartAsync() => RunServerProgramAsync(
        "pg_ctl",
        "-D",
        Data,
        "-w",
        "-l",
        Path.Combine(Folder, "log"),
        "-o",
        string.Create(CultureInfo.InvariantCulture, $"-c listen_addresses=127.0.0.1 -c port={Port} -c unix_socket_directories={Folder} -c max_connections=200"),
        "start");

    internal Task StopAsync() => RunServerProgramAsync("pg_ctl", "-D", Data, "-m", "fast", "stop");

    /// <summary>Kills every process of the server at once (SIGKILL), as a power cut would, and starts it again.</summary>
    internal async Task KillAndRestartAsync()
    {
        var postmaster = (await File.ReadAllLinesAsync(Path.Combine(Data, "postmaster.pid")))[0];
        await RunAsync("kill", ["-KILL", postmaster]);
        // Its children notice that it is gone and end by themselves; until then the data folder is taken.
        for (var patience = 0; ; patience++)
        {
            try
            {
                await StartAsync();
                return;
            }
            catch (InvalidOperationException) when (patience < 100)
            {
                await Task.Delay(100);
            }
        }
    }

    /// <summary>Leaves a few connections in the pool that were used.</summary>
    internal static async Task FillPoolAsync(NpgsqlDataSource database)
    {
        var opened = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => database.OpenConnectionAsync().AsTask()));
        foreach (var connection in opened)
            await connection.DisposeAsync();
    }

    /// <summary>Ends all sessions of a database, as its administrator may.</summary>
    internal static async Task EndSessionsAsync(NpgsqlDataSource database)
    {
        await using var administrator = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false }.ConnectionString);
        await administrator.OpenAsync();
        await using var end = new NpgsqlCommand("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()", administrator);
        await end.ExecuteNonQueryAsync();
    }

    private string Data => Path.Combine(Folder, "data");

    private static string? WhyMissing()
    {
        if (OperatingSystem.IsWindows())
            return "PostgreSQL is not started on Windows";
        return Programs is null ? "PostgreSQL is not installed (/usr/lib/postgresql)" : null;
    }

    private static Task RunServerProgramAsync(string program, params string[] arguments)
    {
        var path = Path.Combine(Programs!, program);
        // PostgreSQL refuses to run as root.
        return IsRoot ? RunAsync("setpriv", ["--reuid=nobody", "--regid=nogroup", "--clear-groups", path, .. arguments]) : RunAsync(path, arguments);
    }

    private static async Task RunAsync(string program, string[] arguments)
    {
        // A server inherits what its starter has open; a pipe would never end.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" > /dev/null 2>&1", "sh", program, .. arguments]) { WorkingDirectory = "/" };
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
    }
}

[CollectionDefinition("PostgreSQL")]
public sealed class PostgresGroup : ICollectionFixture<PostgresServer>;
