using Microsoft.Extensions.Configuration;
using PolicyBuilder.Acknowledgements.Ledgers;
using PolicyBuilder.Model.Diagnostics;
using PolicyBuilder.Testing;
using PolicyBuilder.Web.Hosting;
using Xunit;

namespace PolicyBuilder.Web.Tests;

/// <summary>Opening a city: what a crash left unfinished is finished, and what was opened in vain is closed again.</summary>
public sealed class OpenCityTests : IDisposable
{
    private readonly PublishedCity city = new();
    private readonly List<Diagnostic> problems = [];

    public OpenCityTests() => Command("ledger", "init", "new-harbor.example/policies", "--keys", city["keys"]);

    // SQLite takes its journal away when the last who has a file open has closed it.
    private bool IsOpen => File.Exists(city[Town.Ledger] + "-wal");

    [Fact]
    public async Task An_open_ledger_is_seen_to_be_open()
    {
        await using (await OpenLedger.OpenAsync(new LedgerPlace(city[Town.Ledger], null, city["keys"]), problems))
            Assert.True(IsOpen);
        Assert.False(IsOpen);
    }

    [Fact]
    public async Task Without_its_key_the_ledger_is_closed_again()
    {
        Directory.Delete(city["keys"], recursive: true);
        Assert.Null(await OpenAsync());
        Assert.Equal("PB6004", Assert.Single(problems).Code);
        Assert.False(IsOpen);
    }

    [Fact]
    public async Task Campaigns_that_are_none_leave_the_ledger_closed()
    {
        await File.WriteAllTextAsync(city[Town.People], new string('x', 5000));
        Assert.Contains("policybuilder-people.db is no database of people", (await Assert.ThrowsAsync<InvalidDataException>(OpenAsync)).Message, StringComparison.Ordinal);
        Assert.False(IsOpen);
    }

    [Fact]
    public async Task A_city_that_was_closed_is_opened_again()
    {
        for (var i = 0; i < 2; i++)
        {
            await using (var opened = await OpenAsync())
                Assert.True(opened is not null && IsOpen);
            Assert.False(IsOpen);
        }
    }

    [Fact]
    public async Task A_version_that_publish_told_no_campaigns_of_is_theirs_when_the_pages_start()
    {
        Command("publish", city.PolicyFile, "--keys", city["keys"]);
        await using var opened = await OpenAsync();
        Assert.Empty(problems);
        await using var campaigns = await opened!.Ledger.OpenCampaignsAsync("new-harbor");
        var version = Assert.Single((await campaigns.ReadAsync()).Versions);
        Assert.Equal(("social-media", "1.0.0"), (version.Policy, version.Version.ToString()));
    }

    [Fact]
    public async Task A_version_of_which_the_ledger_has_no_entry_is_told_and_the_pages_start()
    {
        Command("publish", city.PolicyFile, "--no-ledger");
        await using var opened = await OpenAsync();
        Assert.NotNull(opened);
        Assert.Equal("PB7204", Assert.Single(problems).Code);
    }

    public void Dispose() => city.Dispose();

    private void Command(params string[] arguments)
    {
        var answered = CommandLine.Run(city.Folder, arguments);
        Assert.True(answered.ExitCode == 0, answered.Error);
    }

    private Task<OpenCity?> OpenAsync() => OpenCity.OpenAsync(
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["PolicyBuilder:Policies"] = city["policies"],
            ["PolicyBuilder:Ledger"] = city[Town.Ledger],
            ["PolicyBuilder:Keys"] = city["keys"],
        }).Build(),
        TimeProvider.System,
        problems);
}
