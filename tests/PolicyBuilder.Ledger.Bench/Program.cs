using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Npgsql;
using PolicyBuilder.Ledger;
using PolicyBuilder.Ledger.Postgres;
using PolicyBuilder.Ledger.Sqlite;

// Each figure is measured beside its reference, in turns, and the middle round of each counts.
//   bench verify [ENTRIES]          full audit and export, against hashing the same bytes in memory
//   bench sqlite                    durable appends, against bare transactions
//   bench postgres CONNECTION       the same with PostgreSQL, in a database that may be filled
const int EntryLength = 400;
const int Rounds = 5;
const int AppendRounds = 20;
const string Origin = "bench.example/policies";
var entries = args.Length > 1 && args[0] == "verify" ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1_000_000;
var folder = Directory.CreateTempSubdirectory("policybuilder-bench-").FullName;
using var signer = SignerKey.Generate(Origin);
try
{
    switch (args.FirstOrDefault())
    {
        case "verify":
            await VerifyAsync();
            break;
        case "sqlite":
            await SqliteAsync();
            break;
        case "postgres":
            await PostgresAsync(args[1]);
            break;
        default:
            Console.Error.WriteLine("bench verify [ENTRIES] | sqlite | postgres CONNECTION");
            return 2;
    }

    return 0;
}
finally
{
    Directory.Delete(folder, recursive: true);
}

async Task VerifyAsync()
{
    await using var store = SqliteLogStore.Open(Path.Combine(folder, "bench.db"), Origin);
    using var guard = new ForkGuard(Path.Combine(folder, "guard"));
    await using (var log = await Log.OpenAsync(store, signer, guard))
    {
        for (var start = 0; start < entries; start += 4000)
            await Task.WhenAll(Enumerable.Range(start, Math.Min(4000, entries - start)).Select(i => log.AppendAsync(Entry(i))));
    }

    // The audit first, so that the memory it needs is not hidden by the reference's.
    var (audits, references) = (new List<double>(), new List<double>());
    var memory = 0L;
    for (var round = 0; round < Rounds; round++)
    {
        audits.Add(await TimeAsync(async () =>
        {
            var report = await LogVerifier.VerifyAsync(store, [signer.Verifier]);
            if (!report.Holds || report.Entries != entries)
                throw new InvalidOperationException(string.Join('\n', report.FirstBreaks));
        }));
        memory = Math.Max(memory, PeakMemory());
        references.Add(Time(() =>
        {
            var tree = new MerkleTree();
            var entry = Entry(0);
            for (var i = 0; i < entries; i++)
                tree.Add(MerkleTree.HashLeaf(entry));
        }));
    }

    var (audit, reference) = (Middle(audits), Middle(references));
    Console.WriteLine($"audit of {entries:N0} entries: {audit:F2} s; reference (leaf and tree hashing in memory, one thread): {reference:F2} s; ratio {audit / reference:F2} (goal 1.5); peak memory {memory >> 20} MiB");
    var export = await TimeAsync(() => TileDirectory.ExportAsync(store, Path.Combine(folder, "export")));
    Console.WriteLine($"export as tiles: {export:F2} s; peak memory {PeakMemory() >> 20} MiB");
    var exported = TileDirectory.Open(Path.Combine(folder, "export"));
    var audited = await TimeAsync(async () =>
    {
        if (!(await LogVerifier.VerifyAsync(exported, [signer.Verifier])).Holds)
            throw new InvalidOperationException("the export does not verify");
    });
    Console.WriteLine($"audit of the export: {audited:F2} s; peak memory {PeakMemory() >> 20} MiB");
    var receipt = (await store.ReadReceiptAsync(entries / 2)).ToString();
    var checks = Time(() =>
    {
        for (var i = 0; i < 1000; i++)
        {
            if (!TlogProof.TryParse(receipt, out var proof, out _) || !proof.Verify(Entry(entries / 2), [signer.Verifier], out _, out _))
                throw new InvalidOperationException("the receipt does not verify");
        }
    });
    Console.WriteLine($"receipt read and verified offline: {checks:F3} ms (goal 1 ms)");
}

async Task SqliteAsync()
{
    await using var store = SqliteLogStore.Open(Path.Combine(folder, "bench.db"), Origin);
    using var guard = new ForkGuard(Path.Combine(folder, "guard"));
    await using var log = await Log.OpenAsync(store, signer, guard);
    using var bare = new SqliteConnection($"Data Source={Path.Combine(folder, "bare.db")}");
    bare.Open();
    Run(bare, "PRAGMA journal_mode = WAL");
    Run(bare, "PRAGMA synchronous = FULL");
    Run(bare, "CREATE TABLE bare (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL)");
    using var insert = bare.CreateCommand();
    insert.CommandText = "INSERT INTO bare (bytes) VALUES ($bytes)";
    insert.Parameters.AddWithValue("$bytes", Entry(0));
    insert.Prepare();
    using var begin = bare.CreateCommand();
    begin.CommandText = "BEGIN IMMEDIATE";
    using var commit = bare.CreateCommand();
    commit.CommandText = "COMMIT";

    double Bare(int transactions, int rows) => transactions * rows / Time(() =>
    {
        for (var t = 0; t < transactions; t++)
        {
            begin.ExecuteNonQuery();
            for (var r = 0; r < rows; r++)
                insert.ExecuteNonQuery();
            commit.ExecuteNonQuery();
        }
    });

    await CompareAsync("SQLite", store, rows => Task.FromResult(Bare(rows == 1 ? 500 : 200, rows)), log.AppendAsync, 0.5);
}

async Task PostgresAsync(string connection)
{
    await using var database = PostgresLogStore.Connect(connection);
    await using var store = await PostgresLogStore.OpenAsync(database, $"{Origin}/{Environment.ProcessId}");
    using var named = SignerKey.Generate(store.Origin);
    using var guard = new ForkGuard(Path.Combine(folder, "guard"));
    await using var log = await Log.OpenAsync(store, named, guard);
    await using var bare = await database.OpenConnectionAsync();
    await using (var create = new NpgsqlCommand("DROP TABLE IF EXISTS bare; CREATE TABLE bare (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, bytes bytea NOT NULL)", bare))
        await create.ExecuteNonQueryAsync();
    // All rows of a transaction in one round trip, as the log sends them.
    async Task<double> BareAsync(int transactions, int rows)
    {
        await using var batch = new NpgsqlBatch(bare);
        for (var r = 0; r < rows; r++)
            batch.BatchCommands.Add(new NpgsqlBatchCommand("INSERT INTO bare (bytes) VALUES ($1)") { Parameters = { new NpgsqlParameter { Value = Entry(r) } } });
        await batch.PrepareAsync();
        return transactions * rows / await TimeAsync(async () =>
        {
            for (var t = 0; t < transactions; t++)
                await batch.ExecuteNonQueryAsync();
        });
    }

    await CompareAsync("PostgreSQL", store, rows => BareAsync(rows == 1 ? 300 : 100, rows), log.AppendAsync, 0.4);
}

async Task CompareAsync(
    string name,
    ILogStore store,
    Func<int, Task<double>> bare,
    Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>, CancellationToken, Task<Appended>> append,
    double goal)
{
    var number = 0L;
    async Task<double> AppendAsync(int clients, int each)
    {
        // Made before the clock runs, as the bare rows are.
        var entries = new (byte[] Entry, byte[] Key)[clients][];
        for (var client = 0; client < clients; client++)
            entries[client] = [.. Enumerable.Range(0, each).Select(_ => (Entry(number++), RandomNumberGenerator.GetBytes(32)))];
        return clients * each / await TimeAsync(() => Task.WhenAll(entries.Select(mine => Task.Run(async () =>
        {
            foreach (var (entry, key) in mine)
                await append(entry, Fresh(key), default);
        }))));
    }

    async Task<long> CommitsAsync()
    {
        var commits = 0L;
        await foreach (var checkpoint in store.ReadCheckpointsAsync())
            commits++;
        return commits;
    }

    var (batches, singles, full, many, few, one) = (new List<double>(), new List<double>(), new List<double>(), new List<double>(), new List<double>(), new List<double>());
    for (var round = 0; round < AppendRounds; round++)
    {
        batches.Add(await bare(100));
        var (before, earlier, cpu) = (number, await CommitsAsync(), Environment.CpuUsage.TotalTime);
        few.Add(await AppendAsync(32, 200));
        var used = (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds;
        Console.Error.WriteLine($"round {round}: 32 clients, {(number - before) / (double)(await CommitsAsync() - earlier):F1} entries in a commit, {used / (number - before):F1} us of processor time for an entry");
        full.Add(await bare(32));
        many.Add(await AppendAsync(3200, 5));
        singles.Add(await bare(1));
        one.Add(await AppendAsync(1, 300));
    }

    Console.WriteLine($"{name}: 32 clients {Middle(few):N0}/s; bare 100-row transactions {Middle(batches):N0} rows/s; ratio {Middle(few) / Middle(batches):F2} (goal {goal})");
    // 32 clients that each wait for an answer give a commit no more than 32 rows, whatever writes them.
    Console.WriteLine($"{name}: bare 32-row transactions {Middle(full):N0} rows/s, {Middle(full) / Middle(batches):F2} of the 100-row ones; 32 clients {Middle(few) / Middle(full):F2} of them");
    Console.WriteLine($"{name}: 3200 clients {Middle(many):N0}/s; ratio {Middle(many) / Middle(batches):F2}");
    Console.WriteLine($"{name}: one client {Middle(one):N0}/s; bare transactions {Middle(singles):N0}/s; time ratio {Middle(singles) / Middle(one):F2} (goal 1.6)");
}

static double Middle(List<double> figures) => figures.Order().ElementAt(figures.Count / 2);

static void Run(SqliteConnection connection, string sql)
{
    using var command = connection.CreateCommand();
    command.CommandText = sql;
    command.ExecuteNonQuery();
}

static byte[] Entry(long number)
{
    var entry = new byte[EntryLength];
    number.TryFormat(entry, out _, "d", CultureInfo.InvariantCulture);
    return entry;
}

// As SubmissionKey.Fresh makes them: the time in front, so that they stay together on the disk; random ones cost a page each.
static byte[] Fresh(byte[] random)
{
    var time = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
    BinaryPrimitives.WriteInt64BigEndian(random, (time << 16) | BinaryPrimitives.ReadUInt16BigEndian(random.AsSpan(6)));
    return random;
}

static long PeakMemory()
{
    using var process = Process.GetCurrentProcess();
    return process.PeakWorkingSet64;
}

static double Time(Action work)
{
    var watch = Stopwatch.StartNew();
    work();
    return watch.Elapsed.TotalSeconds;
}

static async Task<double> TimeAsync(Func<Task> work)
{
    var watch = Stopwatch.StartNew();
    await work();
    return watch.Elapsed.TotalSeconds;
}
