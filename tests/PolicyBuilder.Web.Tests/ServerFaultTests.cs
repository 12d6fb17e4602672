using System.Net;
using Npgsql;
using PolicyBuilder.Acknowledgements.Staff;
using PolicyBuilder.Ledger.Tests.Postgres;
using PolicyBuilder.Testing;
using Xunit;

namespace PolicyBuilder.Web.Tests;

/// <summary>The pages with everything in PostgreSQL, also when that is killed under a signature.</summary>
[Collection("PostgreSQL")]
public sealed class ServerFaultTests(PostgresServer server) : IAsyncLifetime
{
    private NpgsqlDataSource? database;
    private Town? town;

    private Town City => town!;

    private string Link => City.LinksTo("person0@new-harbor.example")[0];

    [SkippableFact]
    public async Task One_goes_from_the_mail_to_a_receipt_that_verifies_offline()
    {
        await OpenAsync();
        using var browser = new Browser(City.Address);
        Assert.Equal("You have signed", (await EmployeeTests.SignAsync(browser, Link, "Canary Quillfeather 0")).Heading);
        Assert.Equal(2, City.Entries());
        await File.WriteAllTextAsync(City["r.tlog-proof"], (await browser.GetAsync("/receipt?handler=Proof")).Text);
        Assert.Equal(0, CommandLine.Run(City[""], ["ledger", "verify-receipt", "r.tlog-proof", "--key", City.Key]).ExitCode);
        Assert.Contains("\"signed\": 1", City.Command("status", "--json").Output, StringComparison.Ordinal);

        // HR sees it at once, on this node and on another, whose accounts are the same.
        using var robin = await City.SignInAsync(StaffRole.HumanResources);
        Assert.Contains("1 of 3 people signed", (await robin.GetAsync("/hr")).Text, StringComparison.Ordinal);
        await using var other = await City.JoinAsync();
        using var there = new Browser(other.Address);
        foreach (var (name, value) in robin.Cookies)
            there.Cookies[name] = value;
        Assert.Contains("1 of 3 people signed", (await there.GetAsync("/hr")).Text, StringComparison.Ordinal);
        using var second = new Browser(other.Address);
        await EmployeeTests.SignAsync(second, City.LinksTo("person1@new-harbor.example")[0], "Canary Quillfeather 1");
        foreach (var node in (Browser[])[robin, there])
            Assert.Contains("2 of 3 people signed", (await node.GetAsync("/hr")).Text, StringComparison.Ordinal);
        Assert.Equal(2, (await robin.GetAsync("/hr/people?standing=HasSigned")).Page.QuerySelectorAll("tbody tr").Length);
        Assert.Equal("It holds", (await robin.SubmitAsync(await robin.GetAsync("/hr/ledger"), "/hr/ledger?handler=Verify")).Page.QuerySelector("#verified")!.TextContent);
    }

    [SkippableFact]
    public async Task A_database_that_was_restarted_before_the_button_was_pressed_signs_once()
    {
        await OpenAsync();
        using var browser = new Browser(City.Address);
        var check = await EmployeeTests.ToCheckAsync(browser, Link, "Canary");
        await KeepAsync();
        await server.KillAndRestartAsync();
        await SignsOnceAsync(browser, check, await browser.PostAsync(check, "/check"));
    }

    [SkippableFact]
    public async Task A_database_that_dies_while_it_keeps_a_signature_leaves_the_truth_to_be_found_out()
    {
        await OpenAsync();
        using var browser = new Browser(City.Address);
        var check = await EmployeeTests.ToCheckAsync(browser, Link, "Canary");
        await KeepAsync();
        Task<Answer> pressed;
        await using (var other = await database!.OpenConnectionAsync())
        {
            await using var held = await other.BeginTransactionAsync();
            await using (var hold = new NpgsqlCommand("LOCK TABLE policybuilder_ledger.entry IN EXCLUSIVE MODE", other))
                await hold.ExecuteNonQueryAsync();
            pressed = browser.PostAsync(check, "/check");
            await using var begun = database.CreateCommand("SELECT count(*) FROM policybuilder_people.act WHERE entry IS NULL");
            await Town.UntilAsync(async () => (long)(await begun.ExecuteScalarAsync())! > 0, "the act is begun");
            Assert.False(pressed.IsCompleted);
            await server.KillAndRestartAsync();
        }
        await SignsOnceAsync(browser, check, await pressed.WaitAsync(Town.Patience));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (town is not null)
            await town.DisposeAsync();
        if (database is not null)
            await database.DisposeAsync();
    }

    private async Task OpenAsync()
    {
        database = await server.CreateDatabaseAsync();
        town = await Town.OpenOnServerAsync(database.ConnectionString);
    }

    // What was typed so far is not waited for on the disk; here it has come there.
    private async Task KeepAsync()
    {
        await using var keep = database!.CreateCommand("CHECKPOINT");
        await keep.ExecuteNonQueryAsync();
    }

    /// <summary>An answer that is not the receipt says that nobody knows, and pressing again leads to the receipt once the database is there.</summary>
    private async Task SignsOnceAsync(Browser browser, Answer check, Answer answer)
    {
        await Town.UntilAsync(async () =>
        {
            if (answer.Location == "/receipt")
                return true;
            Assert.Equal(("We could not confirm your signature yet", false), (answer.Heading, answer.Text.Contains("Nothing was signed.", StringComparison.Ordinal)));
            answer = await browser.PostAsync(check, "/check");
            return false;
        }, "the signature is confirmed");
        await Town.UntilAsync(async () => (await browser.GetAsync("/receipt")).Heading == "You have signed", "the receipt is shown");
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.PostAsync(check, "/check")).Status);
        Assert.Equal(2, City.Entries());
        // This test's own connections died with the server.
        database!.Clear();
        await using var receipts = database.CreateCommand("SELECT count(*) FROM policybuilder_people.mail WHERE kind = 'Receipt'");
        Assert.Equal(1L, await receipts.ExecuteScalarAsync());
    }
}
