using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Xunit;

namespace PolicyBuilder.Web.Tests;

/// <summary>How the program ends, and what it clears away while it runs.</summary>
public sealed class ShutdownTests : IAsyncLifetime
{
    private Town town = null!;

    private string Link => town.LinksTo("person0@new-harbor.example")[0];

    [SkippableFact]
    public async Task A_signature_in_the_middle_is_finished_and_answered_before_the_program_ends()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no SIGTERM");
        using var browser = new Browser(town.Address);
        var check = await EmployeeTests.ToCheckAsync(browser, Link, "Canary");
        Task<Answer> pressed;
        await using (var other = town.Open(Town.Ledger))
        {
            await using var held = other.BeginTransaction();
            pressed = browser.PostAsync(check, "/check");
            await town.UntilAsync(Town.People, "SELECT count(*) FROM act WHERE entry IS NULL");
            town.Signal();
            await town.UntilLogAsync("Application is shutting down");
            Assert.False(pressed.IsCompleted);
        }
        var answer = await pressed.WaitAsync(Town.Patience);
        Assert.Equal((HttpStatusCode.SeeOther, "/receipt"), (answer.Status, answer.Location));
        Assert.Equal(0, await town.EndedAsync());
        Assert.Equal(2, town.Entries());
        Assert.Equal(1L, town.Sql(Town.People, "SELECT count(*) FROM act WHERE entry = 1"));
    }

    [Fact]
    public async Task Sessions_that_are_over_are_removed_and_others_stay()
    {
        using var browser = new Browser(town.Address);
        await browser.SubmitAsync(await browser.OpenAsync(Link), Link);
        town.Sql(Town.People, "UPDATE session SET seen = 0");
        using var another = new Browser(town.Address);
        var link = town.LinksTo("person1@new-harbor.example")[0];
        await another.SubmitAsync(await another.OpenAsync(link), link);
        Assert.Equal(2L, town.Sql(Town.People, "SELECT count(*) FROM session"));
        await town.KillAsync();
        await town.ServeAsync(("PolicyBuilder__EndSessionsEvery", "00:00:00.2"));
        await town.UntilAsync(Town.People, "SELECT count(*) = 1 FROM session");
        town.Sql(Town.People, "UPDATE session SET seen = 0");
        await town.UntilAsync(Town.People, "SELECT count(*) = 0 FROM session");
    }

    [SkippableTheory]
    [InlineData("INT", true)]
    [InlineData("TERM", false)]
    public async Task Serve_starts_the_pages_and_ends_with_them(string signal, bool toBoth)
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no signals");
        await town.KillAsync();
        // Ctrl+C reaches all programs of a terminal; a service manager may tell only the first. A session of its own stands for a terminal.
        // What a shell starts in the background ignores Ctrl+C, and so does all that is started from there, such as these tests.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", "setsid", "dotnet", Path.Combine(AppContext.BaseDirectory, "policybuilder.dll"), "serve", "--urls", "http://127.0.0.1:0", "--keys", town["keys"]])
        {
            WorkingDirectory = town[""],
            RedirectStandardOutput = true,
        };
        start.Environment["POLICYBUILDER_WEB"] = Town.Program;
        using var serve = Process.Start(start)!;
        try
        {
            Match listening;
            do
                listening = Regex.Match(await serve.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("serve ended"), @"Now listening on: (http://127\.0\.0\.1:\d+)");
            while (!listening.Success);
            using var browser = new Browser(new Uri(listening.Groups[1].Value));
            Assert.Equal("Healthy", (await browser.GetAsync("/health/ready")).Text);
            using var kill = Process.Start("kill", [$"-{signal}", "--", (toBoth ? "-" : "") + serve.Id.ToString(CultureInfo.InvariantCulture)]);
            var written = await serve.StandardOutput.ReadToEndAsync().WaitAsync(Town.Patience);
            await serve.WaitForExitAsync().WaitAsync(Town.Patience);
            Assert.Equal((0, true), (serve.ExitCode, written.Contains("Application is shutting down", StringComparison.Ordinal)));
            await Assert.ThrowsAsync<HttpRequestException>(() => browser.GetAsync("/health/live"));
        }
        finally
        {
            // Whatever is left of the session, should the one have ended without the other.
            using var rest = Process.Start(new ProcessStartInfo("kill", ["-KILL", "--", $"-{serve.Id}"]) { RedirectStandardError = true })!;
            await rest.WaitForExitAsync();
        }
    }

    public async Task InitializeAsync() => town = await Town.OpenAsync();

    public async Task DisposeAsync() => await town.DisposeAsync();
}
