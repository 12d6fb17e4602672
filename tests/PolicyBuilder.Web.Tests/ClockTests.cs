using System.Globalization;
using System.Net;
using PolicyBuilder.Acknowledgements.Staff;
using PolicyBuilder.Testing;
using Xunit;

namespace PolicyBuilder.Web.Tests;

/// <summary>A server's clock that is wrong, or set while somebody signs: what the pages say stays true, and what is signed is signed once and verifies.</summary>
public sealed class ClockTests : IAsyncLifetime
{
    private const string NothingSigned = "Nothing was signed.";
    private const string Unconfirmed = "We could not confirm your signature yet";

    private Town town = null!;

    private string Link => town.LinksTo("person0@new-harbor.example")[0];

    [Theory]
    [InlineData(-1)]
    [InlineData(-48)] // Before the link was sent.
    [InlineData(-24 * 400)] // Before everything that the ledger has.
    [InlineData(24 * 20)]
    public async Task A_clock_that_is_set_while_somebody_signs_signs_once_with_a_receipt_that_verifies(int hours)
    {
        using var browser = new Browser(town.Address);
        // A session begun at the other time goes on, as long as it is not over by the new one.
        if (hours > 0)
            town.SetClock(TimeSpan.FromHours(hours));
        var check = await EmployeeTests.ToCheckAsync(browser, Link, "Canary Quillfeather 0");
        if (hours < 0)
            town.SetClock(TimeSpan.FromHours(hours));
        for (var press = 0; press < 2; press++)
            Assert.Equal("/receipt", (await browser.PostAsync(check, "/check")).Location);
        await ReceiptIsSentAsync();
        town.SetClock(TimeSpan.Zero);
        await IsSignedOnceAsync(browser, Link, "Canary Quillfeather 0", DateTimeOffset.UtcNow.AddHours(hours));

        // The ledger has entries now that are not in the order of their times, and another after them.
        using var second = new Browser(town.Address);
        Assert.Equal("You have signed", (await EmployeeTests.SignAsync(second, town.LinksTo("person1@new-harbor.example")[0], "Canary Quillfeather 1")).Heading);
        await VerifiesAsync(second, "Canary Quillfeather 1");
        Assert.Equal(3, town.Entries());
        town.Command("ledger", "verify", "--key", town.Key);
        Assert.Contains("\"signed\": 2", town.Command("status", "--json").Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clock_that_is_set_ahead_past_the_session_s_end_signs_nothing_and_leads_back_to_the_link()
    {
        using var browser = new Browser(town.Address);
        var read = await browser.SubmitAsync(await browser.OpenAsync(Link), Link);
        var consent = await browser.SubmitAsync(read, "/read");
        var sign = await browser.SubmitAsync(consent, "/consent", ("How", "electronic"));
        var check = await browser.SubmitAsync(sign, "/sign", ("Ticked", "true"), ("FullName", "Canary"));
        town.SetClock(TimeSpan.FromMinutes(16));
        foreach (var (page, path) in ((Answer, string)[])[(read, "/read"), (consent, "/consent"), (sign, "/sign"), (check, "/check")])
        {
            var over = await browser.PostAsync(page, path);
            Assert.Equal((path, HttpStatusCode.Forbidden, "This page was open for too long"), (path, over.Status, over.Heading));
            IsPlain(over);
        }
        Assert.Equal(1, town.Entries());
        using var again = new Browser(town.Address);
        Assert.Equal("You have signed", (await EmployeeTests.SignAsync(again, Link, "Canary Quillfeather 0")).Heading);
        await ReceiptIsSentAsync();
        // Set right again, the first session is not over; its form finds the signature.
        town.SetClock(TimeSpan.Zero);
        Assert.Equal("/receipt", (await browser.PostAsync(check, "/check")).Location);
        await IsSignedOnceAsync(browser, Link, "Canary Quillfeather 0", DateTimeOffset.UtcNow.AddMinutes(16));
    }

    [Fact]
    public async Task A_clock_that_is_set_ahead_past_the_link_s_end_signs_nothing_says_so_and_sends_a_new_link()
    {
        var lastMinutes = TimeSpan.FromDays(30) - TimeSpan.FromMinutes(10);
        town.SetClock(lastMinutes);
        using var browser = new Browser(town.Address);
        var check = await EmployeeTests.ToCheckAsync(browser, Link, "Canary");
        town.SetClock(lastMinutes + TimeSpan.FromMinutes(11));
        var expired = await browser.PostAsync(check, "/check");
        Assert.Equal((HttpStatusCode.Gone, true, true), (expired.Status, expired.Heading.StartsWith("This link expired on ", StringComparison.Ordinal), expired.Text.Contains(NothingSigned, StringComparison.Ordinal)));
        IsPlain(expired);
        Assert.Equal(1, town.Entries());
        var before = town.LinksTo("person0@new-harbor.example").Count;
        // Asked for twice within the hour, it is sent once; the answer is the same.
        foreach (var path in (string[])["/check", Link])
            Assert.Equal("Look in your mail", (await browser.SubmitAsync(expired, path, ("new-link", "yes"))).Heading);
        Assert.Equal(1L, town.Sql(Town.People, "SELECT count(*) FROM mail WHERE kind = 'NewLink'"));
        await Town.UntilAsync(() => Task.FromResult(town.LinksTo("person0@new-harbor.example").Count > before), "a new link is sent");
        using var again = new Browser(town.Address);
        var link = town.LinksTo("person0@new-harbor.example").Single(path => path != Link);
        Assert.Equal("You have signed", (await EmployeeTests.SignAsync(again, link, "Canary Quillfeather 0")).Heading);
        await ReceiptIsSentAsync();
        town.SetClock(TimeSpan.Zero);
        await IsSignedOnceAsync(again, link, "Canary Quillfeather 0", DateTimeOffset.UtcNow + lastMinutes + TimeSpan.FromMinutes(11));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_signature_that_could_not_be_confirmed_is_told_truly_after_its_link_s_end(bool kept)
    {
        using var browser = new Browser(town.Address);
        var check = await EmployeeTests.ToCheckAsync(browser, Link, "Canary Quillfeather 0");
        var (file, fault) = kept ? (Town.People, "BEFORE UPDATE ON act") : (Town.Ledger, "BEFORE INSERT ON checkpoint");
        town.Sql(file, $"CREATE TRIGGER fault {fault} BEGIN SELECT RAISE(ABORT, 'full'); END");
        var pressed = await browser.PostAsync(check, "/check");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, Unconfirmed), (pressed.Status, pressed.Heading));
        Assert.Equal(kept ? 2 : 1, town.Entries());
        town.SetClock(TimeSpan.FromDays(40));
        using var later = new Browser(town.Address);
        if (kept)
        {
            // While nobody can know, nobody says.
            Assert.DoesNotContain(NothingSigned, (await later.GetAsync(Link)).Text, StringComparison.Ordinal);
            town.Sql(file, "DROP TRIGGER fault");
            Assert.Equal("You have signed", (await later.SubmitAsync(await later.OpenAsync(Link), Link)).Heading);
            await ReceiptIsSentAsync();
            town.SetClock(TimeSpan.Zero);
            await IsSignedOnceAsync(later, Link, "Canary Quillfeather 0", DateTimeOffset.UtcNow);
        }
        else
        {
            town.Sql(file, "DROP TRIGGER fault");
            var expired = await later.GetAsync(Link);
            Assert.Equal((HttpStatusCode.Gone, true), (expired.Status, expired.Text.Contains(NothingSigned, StringComparison.Ordinal)));
            Assert.Equal(HttpStatusCode.Forbidden, (await browser.PostAsync(check, "/check")).Status);
            Assert.Equal(1, town.Entries());
            // Nor is it signed by being looked for; set right again, the same form signs.
            town.SetClock(TimeSpan.Zero);
            Assert.Equal("/receipt", (await browser.PostAsync(check, "/check")).Location);
            await IsSignedOnceAsync(browser, Link, "Canary Quillfeather 0", DateTimeOffset.UtcNow);
        }
    }

    [Fact]
    public async Task A_session_ends_after_12_hours_however_busy()
    {
        using var browser = new Browser(town.Address);
        await browser.SubmitAsync(await browser.OpenAsync(Link), Link);
        for (var minutes = 14; minutes <= 12 * 60; minutes += 14)
        {
            town.SetClock(TimeSpan.FromMinutes(minutes));
            Assert.Equal((minutes, HttpStatusCode.OK), (minutes, (await browser.GetAsync("/read")).Status));
        }
        town.SetClock(TimeSpan.FromMinutes(12 * 60 + 1));
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync("/read")).Status);
    }

    [Fact]
    public async Task A_clock_that_is_set_back_keeps_nobody_out()
    {
        var dana = await town.ColleagueAsync(StaffRole.Admin);
        using var browser = new Browser(town.Address);
        foreach (var (ahead, code) in ((int, string)[])[(2, dana.RecoveryCodes[0]), (0, dana.RecoveryCodes[1])])
        {
            town.SetClock(TimeSpan.FromDays(ahead));
            Assert.Equal((ahead, HttpStatusCode.NotFound), (ahead, (await browser.GetAsync("/a/unknown")).Status));
            using var signing = new Browser(town.Address);
            Assert.Equal((ahead, "Overview"), (ahead, (await dana.SignInAsync(signing, code: code)).Heading));
        }
    }

    public async Task InitializeAsync() => town = await Town.OpenAsync((ClockedServer.Ahead, "clock"));

    public async Task DisposeAsync() => await town.DisposeAsync();

    // One entry, one receipt in the mail, a page that shows it whoever comes back, and the time that the server's clock had.
    private async Task IsSignedOnceAsync(Browser browser, string link, string person, DateTimeOffset when)
    {
        Assert.Equal(2, town.Entries());
        await ReceiptIsSentAsync();
        Assert.Equal(1L, town.Sql(Town.People, "SELECT count(*) FROM mail WHERE kind = 'Receipt'"));
        using var later = new Browser(town.Address);
        Assert.Equal("You have signed", (await later.SubmitAsync(await later.OpenAsync(link), link)).Heading);
        var verified = await VerifiesAsync(browser, person);
        Assert.Contains(when.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), verified, StringComparison.Ordinal);
        using var robin = await town.SignInAsync(StaffRole.HumanResources);
        Assert.Contains("1 of 3 people signed", (await robin.GetAsync("/hr")).Text, StringComparison.Ordinal);
    }

    private Task ReceiptIsSentAsync() => town.UntilAsync(Town.People, "SELECT count(*) FROM mail WHERE kind = 'Receipt' AND state = 'Sent'");

    private async Task<string> VerifiesAsync(Browser browser, string person)
    {
        await File.WriteAllTextAsync(town["r.tlog-proof"], (await browser.GetAsync("/receipt?handler=Proof")).Text);
        var verified = CommandLine.Run(town[""], ["ledger", "verify-receipt", "r.tlog-proof", "--key", town.Key]);
        Assert.Equal((0, true), (verified.ExitCode, verified.Output.Contains($"Person: {person}, ", StringComparison.Ordinal)));
        return verified.Output;
    }

    private static void IsPlain(Answer answer) => Assert.DoesNotContain("   at ", answer.Text, StringComparison.Ordinal);
}
