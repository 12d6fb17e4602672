using System.Globalization;
using System.Text;
using PolicyBuilder.Ledger;
using PolicyBuilder.Ledger.Sqlite;

// Appends without end, from several tasks, until somebody kills it. It prints "index number" for an entry only when the append was
// answered, in one write a line, so that whatever is printed was acknowledged.
//   victim DATABASE ORIGIN GUARD PEM-FILE TASKS FIRST-NUMBER
// Each entry's number is its idempotency key; a number whose answer was never printed is submitted again by the next victim.
var (database, origin, guardFile, pemFile) = (args[0], args[1], args[2], args[3]);
var tasks = int.Parse(args[4], CultureInfo.InvariantCulture);
var number = long.Parse(args[5], CultureInfo.InvariantCulture) - 1;

using var signer = SignerKey.FromPem(origin, await File.ReadAllTextAsync(pemFile));
using var guard = new ForkGuard(guardFile);
await using var store = SqliteLogStore.Open(database, origin);
await using var log = await Log.OpenAsync(store, signer, guard);
await using var output = Console.OpenStandardOutput();
await output.WriteAsync("ready\n"u8.ToArray());
await Task.WhenAll(Enumerable.Range(0, tasks).Select(_ => Task.Run(AppendForeverAsync)));

async Task AppendForeverAsync()
{
    while (true)
    {
        var mine = Interlocked.Increment(ref number);
        var entry = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"policybuilder-entry/v1\ntype: acknowledged\nnumber: {mine}\n"));
        var key = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"key-{mine}"));
        var answer = await log.AppendAsync(entry, key);
        var line = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{answer.Index} {mine}\n"));
        lock (output)
            output.Write(line);
    }
}
