using System.Diagnostics;
using System.Globalization;
using PolicyBuilder.Ledger;
using PolicyBuilder.Ledger.Postgres;
using PolicyBuilder.Ledger.Sqlite;
using PolicyBuilder.Web.Bench;

// How many people a second can sign, from the mail's link to the receipt, on this computer, the load included:
//   dotnet run -c Release --project tests/PolicyBuilder.Web.Bench -- sqlite [people] [at once]
//   dotnet run -c Release --project tests/PolicyBuilder.Web.Bench -- postgres "Host=…" [people] [at once]
// and how the commands and HR's pages bear a large city, 50,000 people if nothing else is said:
//   dotnet run -c Release --project tests/PolicyBuilder.Web.Bench -- city sqlite [people]
//   dotnet run -c Release --project tests/PolicyBuilder.Web.Bench -- city postgres "Host=…" [people]
// What is asked goes to loopback only. Beside it stands how many entries a second the same ledger takes from as many clients without any pages.
// A database named for it is written to: give it one of its own.
var large = args is ["city", ..];
if (large)
    args = args[1..];
var postgres = args is ["postgres", ..];
if (args is not ["sqlite", ..] and not ["postgres", _, ..])
{
    Console.Error.WriteLine("Say what to measure: [city] sqlite [people] [at once], or [city] postgres \"Host=…\" [people] [at once].");
    return 2;
}
var connection = postgres ? args[1] : null;
var numbers = args.Skip(postgres ? 2 : 1).Select(text => int.Parse(text, CultureInfo.InvariantCulture)).ToArray();
if (large)
{
    await LargeCity.MeasureAsync(numbers.Length > 0 ? numbers[0] : 50_000, connection);
    return 0;
}
var people = numbers.Length > 0 ? numbers[0] : 3000;
var atOnce = numbers.Length > 1 ? numbers[1] : 32;
var warm = Math.Min(people / 5, 500);

using var town = await Town.PrepareAsync(people, connection);
await town.ServeAsync();
var links = town.Links();
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(postgres ? "PostgreSQL" : "SQLite")}, {links.Count} people, {atOnce} at once, {Environment.ProcessorCount} processors"));

var next = -1;
var finals = new double[links.Count];
var begun = new long[links.Count];
var ended = new long[links.Count];
var usedBefore = TimeSpan.Zero;
await Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => Task.Run(async () =>
{
    using var signer = new Signer(town.Address);
    while (Interlocked.Increment(ref next) is var i && i < links.Count)
    {
        if (i == warm)
            usedBefore = town.Used;
        begun[i] = Stopwatch.GetTimestamp();
        finals[i] = await signer.SignAsync(links[i]);
        ended[i] = Stopwatch.GetTimestamp();
    }
})));
var measured = finals.Skip(warm).Order().ToArray();
var flows = measured.Length / Stopwatch.GetElapsedTime(begun[warm], ended.Max()).TotalSeconds;
double At(double part) => measured[Math.Min(measured.Length - 1, (int)(measured.Length * part))];
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"whole flows: {flows:F0} a second (the first {warm} not counted), of nine requests each"));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the last POST, which signs: median {At(.5):F0} ms, 95 % {At(.95):F0} ms, 99 % {At(.99):F0} ms, longest {measured[^1]:F0} ms"));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the pages' program used {(town.Used - usedBefore).TotalMilliseconds / measured.Length:F1} ms of processor time a flow (the database server's not counted)"));
town.Stop();

var bare = await BareAsync(atOnce);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the same ledger without pages: {bare:F0} entries a second from {atOnce} clients; the flows reach {flows / bare:F3} of that"));
return 0;

async Task<double> BareAsync(int clients)
{
    const string Origin = "bench.example/bare";
    var folder = Directory.CreateTempSubdirectory("policybuilder-bare-").FullName;
    using var key = SignerKey.Generate(Origin);
    await using var server = postgres ? PostgresLogStore.Connect(connection!) : null;
    await using ILogStore store = server is null ? SqliteLogStore.Open(Path.Combine(folder, "bare.db"), Origin) : await PostgresLogStore.OpenAsync(server, $"{Origin}-{Guid.NewGuid():N}");
    using var named = postgres ? SignerKey.Generate(store.Origin) : null;
    using var guard = new ForkGuard(Path.Combine(folder, "guard"));
    await using var log = await Log.OpenAsync(store, named ?? key, guard);
    var entry = new byte[400];
    var until = Stopwatch.StartNew();
    var counts = await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
    {
        var count = 0;
        while (until.Elapsed < TimeSpan.FromSeconds(3))
        {
            await log.AppendAsync(new Submission(entry));
            count++;
        }
        return count;
    })));
    return counts.Sum() / until.Elapsed.TotalSeconds;
}
