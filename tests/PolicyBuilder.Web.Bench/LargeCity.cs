using System.Diagnostics;
using System.Globalization;
using PolicyBuilder.Acknowledgements.Staff;
using PolicyBuilder.Web.Tests;

namespace PolicyBuilder.Web.Bench;

/// <summary>How long the commands take that work on a whole city, and how long HR's pages let one wait: quietly, and while people sign.</summary>
internal static class LargeCity
{
    private const int Rounds = 20;

    // What HR opens daily, and what a large city makes long.
    private static readonly string[] Pages = ["/hr", "/hr/people", "/hr/people?q=Pat&sort=name", "/hr/people?page-number=400", "/hr/campaigns", "/hr/mail"];

    public static async Task MeasureAsync(int people, string? connection)
    {
        using var town = await Town.PrepareAsync(people, connection);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(connection is null ? "SQLite" : "PostgreSQL")}, a city of {people:N0}, {Environment.ProcessorCount} processors"));
        foreach (var (command, took) in town.Commands)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {command,-16} {took.TotalSeconds,8:F2} s from the start of its program to its end"));
        await town.ServeAsync();
        using var browser = new Browser(town.Address);
        var colleague = await Colleague.SetUpAsync(browser, town.SetupCode, "Dana Placeholder", "dana.placeholder", StaffRole.Admin, named: false);
        using var client = new HttpClient { BaseAddress = town.Address };
        client.DefaultRequestHeaders.Add("Cookie", string.Join("; ", colleague.Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        await TellAsync(client, "nobody signs");
        using var ended = new CancellationTokenSource();
        var links = new Queue<string>(town.Links());
        var signed = 0;
        var signing = Task.Run(async () =>
        {
            using var signer = new Signer(town.Address);
            while (!ended.IsCancellationRequested && links.TryDequeue(out var link))
            {
                await signer.SignAsync(link);
                signed++;
            }
        });
        var since = Stopwatch.StartNew();
        await TellAsync(client, "somebody signs without end");
        await ended.CancelAsync();
        await signing;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  meanwhile {signed / since.Elapsed.TotalSeconds:F0} signed a second"));
    }

    private static async Task TellAsync(HttpClient client, string when)
    {
        Console.WriteLine($"  to the first byte, while {when}:");
        foreach (var page in Pages)
        {
            var times = new List<double>();
            for (var round = 0; round < Rounds; round++)
            {
                var begun = Stopwatch.GetTimestamp();
                using var answer = await client.GetAsync(page, HttpCompletionOption.ResponseHeadersRead);
                times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
                answer.EnsureSuccessStatusCode();
                await answer.Content.ReadAsByteArrayAsync();
            }
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {page,-30} first {times[0],4:F0} ms, median {times.Order().ElementAt(Rounds / 2),4:F0} ms, longest {times.Max(),4:F0} ms"));
        }
    }
}
