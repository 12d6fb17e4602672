using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using PolicyBuilder.Acknowledgements.Ledgers;
using PolicyBuilder.Model.Diagnostics;
using PolicyBuilder.Testing;
using PolicyBuilder.Web.Hosting;
using Xunit;

namespace PolicyBuilder.Web.Tests;

/// <summary>Opening a city in vain: what was opened on the way is closed again.</summary>
public sealed class OpenCityTests : IDisposable
{
    private readonly PublishedCity city = new();
    private readonly List<Diagnostic> problems = [];

    public OpenCityTests() => Assert.Equal(0, CommandLine.Run(city.Folder, ["ledger", "init", "new-harbor.example/policies", "--keys", city["keys"]]).ExitCode);

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
        await Assert.ThrowsAsync<SqliteException>(OpenAsync);
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

    public void Dispose() => city.Dispose();

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
