using System.Globalization;
using System.Text;
using PolicyBuilder.Ledger;
using PolicyBuilder.Ledger.Postgres;
using PolicyBuilder.Ledger.Sqlite;

// Appends without end, from several tasks, until somebody kills it. It prints "index number" for an entry only when the append was
// answered, in one write a line, so that whatever is printed was acknowledged.
//   victim DATABASE ORIGIN GUARD PEM-FILE TASKS FIRST-NUMBER STEP
// A database with an equals sign is a PostgreSQL connection string, and the guard a folder; the victim is then one of its nodes.
// Each entry's number is its idempotency key; a number whose answer was never printed is submitted again by the next victim.
var (database, origin, guardPath, pemFile) = (args[0], args[1], args[2], args[3]);
var tasks = int.Parse(args[4], CultureInfo.InvariantCulture);
var step = long.Parse(args[6], CultureInfo.InvariantCulture);
var number = long.Parse(args[5], CultureInfo.InvariantCulture) - step;

using var signer = SignerKey.FromPem(origin, await File.ReadAllTextAsync(pemFile));
await using var output = Console.OpenStandardOutput();
if (database.Contains('=', StringComparison.Ordinal))
{
    await using var source = PostgresLogStore.Connect(database);
    await using var node = new PostgresNode(source, _ => signer, new PostgresNodeOptions { GuardFolder = guardPath, Lease = TimeSpan.FromSeconds(1), Poll = TimeSpan.FromMilliseconds(100) });
    await RunAsync(submission => node.AppendAsync(origin, submission));
}
else
{
    using var guard = new ForkGuard(guardPath);
    await using var store = SqliteLogStore.Open(database, origin);
    await using var log = await Log.OpenAsync(store, signer, guard);
    await RunAsync(submission => log.AppendAsync(submission));
}

async Task RunAsync(Func<Submission, Task<Appended>> append)
{
    await output.WriteAsync("ready\n"u8.ToArray());
    await Task.WhenAll(Enumerable.Range(0, tasks).Select(_ => Task.Run(() => AppendForeverAsync(append))));
}

async Task AppendForeverAsync(Func<Submission, Task<Appended>> append)
{
    while (true)
    {
        var mine = Interlocked.Add(ref number, step);
        var entry = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"policybuilder-entry/v1\ntype: acknowledged\nnumber: {mine}\n"));
        var key = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"key-{mine}"));
        var answer = await append(new Submission(entry, key) { Attachments = [new Attachment("key", key)] });
        var line = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{answer.Index} {mine}\n"));
        lock (output)
            output.Write(line);
    }
}
