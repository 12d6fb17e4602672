using System.Diagnostics;
using System.Globalization;
using CsCheck;
using PolicyBuilder.Ledger.Sqlite;
using PolicyBuilder.Ledger.Tests.Stores;
using Xunit;
using Xunit.Abstractions;

namespace PolicyBuilder.Ledger.Tests;

public class KillTests(ITestOutputHelper output)
{
    /// <summary>
    /// A process under load is killed (SIGKILL) after a random number of answers, again and again on the same log. Nothing it
    /// answered for may be missing, nothing may be doubled, and the log must open, verify and go on.
    /// </summary>
    [Fact]
    public async Task A_process_killed_at_any_moment_loses_nothing_that_it_answered_for()
    {
        using var scratch = new Scratch();
        var pem = scratch.PathOf("key.pem");
        await File.WriteAllTextAsync(pem, scratch.Signer.ToPem());
        var times = LongTests.Wanted ? 200 : 20;
        var answered = new Dictionary<long, long>();
        var first = 0L;
        for (var i = 0; i < times; i++)
        {
            var answers = Gen.Int[0, 400].Single();
            var tasks = Gen.Int[1, 32].Single();
            foreach (var (index, number) in await RunAndKillAsync(scratch.Database, scratch.GuardFile, pem, tasks, first, 1, answers))
            {
                // A number may be answered by two victims; then both must have said the same.
                Assert.True(answered.TryAdd(number, index) || answered[number] == index, $"number {number} at {index} and {answered[number]}");
            }

            await using var store = SqliteLogStore.Open(scratch.Database, Scratch.Origin);
            var report = await LogVerifier.VerifyAsync(store, scratch.Keys);
            Assert.True(report.Holds, string.Join('\n', report.FirstBreaks));
            // Begin a little before the end, so that answered numbers and unanswered ones are both submitted again.
            first = Math.Max(0, (report.Head?.Size ?? 0) - 20);
        }

        await using var last = SqliteLogStore.Open(scratch.Database, Scratch.Origin);
        Assert.True(answered.Count >= times, "the victims hardly ever answered");
        output.WriteLine($"{times} kills, {answered.Count} answers, {await AssertNothingLostOrDoubledAsync(last, answered)} entries");
    }

    /// <summary>Every entry is there once, has its attachment, and stands where the victims were told.</summary>
    internal static async Task<int> AssertNothingLostOrDoubledAsync(ILogStore store, Dictionary<long, long> answered)
    {
        var numbers = new List<long>();
        await foreach (var bundle in store.ReadEntriesAsync(0, long.MaxValue))
        {
            using (bundle)
            {
                for (var i = 0; i < bundle.Count; i++)
                    numbers.Add(long.Parse(System.Text.Encoding.UTF8.GetString(bundle[i]).Split("number: ")[1], CultureInfo.InvariantCulture));
            }
        }

        Assert.Equal(numbers.Count, numbers.Distinct().Count());
        foreach (var (number, index) in answered)
            Assert.Equal(number, numbers[(int)index]);
        var attached = await LogStoreContract.AttachedAsync(store, 0, long.MaxValue);
        Assert.Equal(numbers, attached.Select(one => long.Parse(System.Text.Encoding.UTF8.GetString(one.Bytes.Span)["key-".Length..], CultureInfo.InvariantCulture)));
        return numbers.Count;
    }

    /// <summary>Starts a victim, kills it after some answers, and gives back all it answered.</summary>
    internal static async Task<List<(long Index, long Number)>> RunAndKillAsync(string database, string guard, string pem, int tasks, long first, int step, int answers)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            ArgumentList =
            {
                Path.Combine(AppContext.BaseDirectory, "PolicyBuilder.Ledger.Victim.dll"),
                database,
                Scratch.Origin,
                guard,
                pem,
                tasks.ToString(CultureInfo.InvariantCulture),
                first.ToString(CultureInfo.InvariantCulture),
                step.ToString(CultureInfo.InvariantCulture),
            },
        };
        using var victim = Process.Start(start)!;
        try
        {
            Assert.Equal("ready", await victim.StandardOutput.ReadLineAsync());
            var seen = new List<(long, long)>();
            while (seen.Count < answers && await victim.StandardOutput.ReadLineAsync() is { } line)
                seen.Add(Parse(line));
            victim.Kill();
            // What it had printed before it died counts as well; a line that it could not finish does not.
            var rest = await victim.StandardOutput.ReadToEndAsync();
            seen.AddRange(rest.Split('\n').SkipLast(1).Select(Parse));
            await victim.WaitForExitAsync();
            return seen;
        }
        finally
        {
            if (!victim.HasExited)
                victim.Kill();
        }
    }

    private static (long Index, long Number) Parse(string line) =>
        line.Split(' ') is [var index, var number]
            ? (long.Parse(index, CultureInfo.InvariantCulture), long.Parse(number, CultureInfo.InvariantCulture))
            : throw new FormatException(line);
}
