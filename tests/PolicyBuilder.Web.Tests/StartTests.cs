using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using PolicyBuilder.Testing;
using Xunit;

namespace PolicyBuilder.Web.Tests;

/// <summary>What keeps the pages from starting is told in sentences that say what to do.</summary>
public sealed class StartTests : IDisposable
{
    private readonly PublishedCity city = new();

    public StartTests() => Assert.Equal(0, CommandLine.Run(city.Folder, ["ledger", "init", "new-harbor.example/policies", "--keys", city["keys"]]).ExitCode);

    [Fact]
    public async Task An_address_that_another_program_has_is_named()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        await RefusesAsync(3, [$"could not answer at http://{taken.LocalEndpoint}", "address already in use", "--urls"], ("ASPNETCORE_URLS", $"http://{taken.LocalEndpoint}"));
    }

    [Theory]
    [InlineData("ASPNETCORE_URLS", "everywhere", 3, "could not answer at everywhere", "--urls")]
    [InlineData("Kestrel__Certificates__Default__Path", "none.pfx", 3, "none.pfx", "docs/serve.md")]
    [InlineData("PolicyBuilder__Ledger", "Host=127.0.0.1;Port=1;Database=none", 3, "could not start: the database server cannot be reached", "--ledger")]
    [InlineData("PolicyBuilder__KnownProxies__0", "proxy.mapleton", 1, "PolicyBuilder:KnownProxies", "proxy.mapleton")]
    [InlineData("PolicyBuilder__EndSessionsEvery", "often", 1, "PolicyBuilder:EndSessionsEvery", "00:10:00")]
    [InlineData("PolicyBuilder__BaseAddress", "the portal", 1, "PolicyBuilder:BaseAddress", "https://policies.mapleton.example")]
    [InlineData("PolicyBuilder__City", "old-harbor", 1, "old-harbor", "new-harbor")]
    [InlineData("PolicyBuilder__Keys", "elsewhere", 1, "PB6004", "elsewhere")]
    public Task What_cannot_work_is_told(string setting, string value, int exitCode, string told, string alsoTold) =>
        RefusesAsync(exitCode, [told, alsoTold], ("ASPNETCORE_URLS", setting.StartsWith("Kestrel", StringComparison.Ordinal) ? "https://127.0.0.1:0" : "http://127.0.0.1:0"), (setting, value));

    [Fact]
    public async Task Settings_that_are_no_JSON_are_told_with_their_place_and_not_quoted()
    {
        File.WriteAllText(city["appsettings.json"], "{\n  \"PolicyBuilder\": { \"Mail\": { \"Smtp\": { \"Password\": \"canary\" \"Host\": 1 } } }\n}\n");
        Assert.DoesNotContain("canary", await RefusesAsync(1, ["appsettings.json:2:"]), StringComparison.Ordinal);
    }

    public void Dispose() => city.Dispose();

    private async Task<string> RefusesAsync(int exitCode, string[] told, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [Town.Program]) { WorkingDirectory = city.Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PolicyBuilder__Keys"] = city["keys"];
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        using var server = Process.Start(start)!;
        try
        {
            var written = server.StandardOutput.ReadToEndAsync();
            var error = await server.StandardError.ReadToEndAsync().WaitAsync(Town.Patience);
            await server.WaitForExitAsync().WaitAsync(Town.Patience);
            Assert.All(told, text => Assert.Contains(text, error, StringComparison.OrdinalIgnoreCase));
            Assert.Equal(exitCode, server.ExitCode);
            // Told once, by us, not by the runtime.
            Assert.DoesNotContain("   at ", error + await written, StringComparison.Ordinal);
            return error;
        }
        finally
        {
            server.Kill(entireProcessTree: true);
        }
    }
}
