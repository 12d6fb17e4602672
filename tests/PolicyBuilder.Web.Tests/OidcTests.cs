using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PolicyBuilder.Acknowledgements.Staff;
using Xunit;

namespace PolicyBuilder.Web.Tests;

/// <summary>Signing in at an organisation, tried with a real provider.</summary>
public sealed class OidcTests : IAsyncLifetime
{
    private const string Admin = "policybuilder-admin";
    private const string HumanResources = "policybuilder-hr";

    private Organisation organisation = null!;
    private Town town = null!;

    [SkippableFact]
    public async Task One_comes_back_signed_in_with_a_page_that_leads_to_where_they_wanted()
    {
        await OpenAsync();
        organisation.Know("dana", "Dana Placeholder", Admin);
        using var browser = new Browser(town.Address);
        var page = await browser.OpenAsync("/hr/accounts?x=1");
        Assert.Equal("Sign in", page.Heading);
        var begun = await browser.GetAsync(page.Page.QuerySelector("main a.button")!.GetAttribute("href")!);
        foreach (var set in begun.SetCookies)
            Assert.Matches("^__Host-oidc-.*; path=/; secure; samesite=lax; httponly$", set.ToLowerInvariant().Replace("__host", "__Host", StringComparison.Ordinal));
        var back = await organisation.VisitAsync(begun, "dana");
        var signedIn = await Organisation.ReturnAsync(browser, back);
        Assert.Equal((HttpStatusCode.OK, "You are signed in"), (signedIn.Status, signedIn.Heading));
        Assert.Equal("0; url=/hr/accounts?x=1", signedIn.Page.QuerySelector("meta[http-equiv=refresh]")!.GetAttribute("content"));
        Assert.Equal("/hr/accounts?x=1", signedIn.Page.QuerySelector("main a")!.GetAttribute("href"));
        Assert.EndsWith("; path=/; secure; samesite=strict; httponly", signedIn.SetCookies.Single(cookie => cookie.StartsWith("__Host-staff=", StringComparison.Ordinal)).ToLowerInvariant(), StringComparison.Ordinal);
        Assert.DoesNotContain(browser.Cookies.Keys, name => name.StartsWith("__Host-oidc-", StringComparison.Ordinal));
        var accounts = await browser.OpenAsync("/hr/accounts");
        Assert.Contains("Dana Placeholder, admin", accounts.Text, StringComparison.Ordinal);
        Assert.Equal("Dana Placeholder", accounts.Page.QuerySelector("tbody th a")!.TextContent);
    }

    [SkippableFact]
    public async Task Role_and_name_are_what_the_organisation_says_now_and_a_person_is_who_it_says()
    {
        await OpenAsync();
        organisation.Know("s-1", "Dana Placeholder", HumanResources, Admin);
        organisation.Know("s-2", "Dana Placeholder", HumanResources);
        using var first = await SignedInAsync("s-1");
        using var other = await SignedInAsync("s-2");
        Assert.Equal(HttpStatusCode.Forbidden, (await other.GetAsync("/hr/accounts")).Status);
        Assert.Equal(2, (await first.OpenAsync("/hr/accounts")).Page.QuerySelectorAll("tbody tr").Length);
        organisation.Know("s-1", "Dana Renamed", HumanResources);
        using var again = await SignedInAsync("s-1");
        Assert.Contains("Dana Renamed, human resources", (await again.OpenAsync("/hr")).Text, StringComparison.Ordinal);
        // What was more than they may do now has ended.
        Assert.Equal("/hr/sign-in", (await first.GetAsync("/hr")).Location);
        organisation.Know("s-2", "Dana Placeholder", Admin);
        using var raised = await SignedInAsync("s-2");
        Assert.Equal(["Dana Placeholder", "Dana Renamed"], (await raised.OpenAsync("/hr/accounts")).Page.QuerySelectorAll("tbody th a").Select(cell => cell.TextContent));
    }

    [SkippableFact]
    public async Task Who_has_no_role_is_told_whom_to_ask()
    {
        await OpenAsync();
        organisation.Know("robin", "Robin Sample", "something-else");
        using var browser = new Browser(town.Address);
        var refused = await organisation.SignInAsync(browser, "robin");
        Assert.Equal((HttpStatusCode.Forbidden, "You have no role here"), (refused.Status, refused.Heading));
        Assert.Contains("“policybuilder-hr” or “policybuilder-admin”", refused.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("__Host-staff", browser.Cookies.Keys);
        Assert.Equal("/hr/sign-in", (await browser.GetAsync("/hr")).Location);
    }

    [SkippableFact]
    public async Task An_e_mail_address_gives_a_role_only_where_the_organisation_has_verified_it()
    {
        await OpenAsync(settings: [("PolicyBuilder__Oidc__RoleClaim", "email"), ("PolicyBuilder__Oidc__Admin__0", "dana@new-harbor.example"), ("PolicyBuilder__Oidc__Admin__1", "robin@new-harbor.example")]);
        organisation.Know("mallory", new JsonObject { ["email"] = "dana@new-harbor.example", ["email_verified"] = false });
        organisation.Know("eve", new JsonObject { ["email"] = "dana@new-harbor.example" });
        organisation.Know("robin", new JsonObject { ["email"] = "robin@new-harbor.example", ["email_verified"] = true });
        using var browser = new Browser(town.Address);
        Assert.Equal(HttpStatusCode.Forbidden, (await organisation.SignInAsync(browser, "mallory")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await organisation.SignInAsync(browser, "eve")).Status);
        Assert.Contains("robin@new-harbor.example, admin", (await organisation.SignInAsync(browser, "robin")).Text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Who_turns_back_is_told_so()
    {
        await OpenAsync();
        using var browser = new Browser(town.Address);
        var back = await organisation.VisitAsync(await browser.GetAsync("/hr/sign-in/oidc"), subject: null);
        Assert.Contains("error=access_denied", back, StringComparison.Ordinal);
        var refused = await Organisation.ReturnAsync(browser, back);
        Assert.Equal((HttpStatusCode.Forbidden, "Your organisation did not sign you in"), (refused.Status, refused.Heading));
    }

    [SkippableFact]
    public async Task An_answer_counts_once_and_only_in_the_browser_that_asked()
    {
        await OpenAsync();
        organisation.Know("dana", "Dana Placeholder", Admin);
        using var browser = new Browser(town.Address);
        var back = await organisation.VisitAsync(await browser.GetAsync("/hr/sign-in/oidc"), "dana");
        var held = browser.Cookies.ToList();
        using var other = new Browser(town.Address);
        await other.GetAsync("/hr/sign-in/oidc");
        foreach (var address in (string[])[back, Regex.Replace(back, "state=[^&]*", "state=x"), Regex.Replace(back, "state=[^&]*&?", ""), "/hr/sign-in/callback", "/hr/sign-in/callback?error=server_error&error_description=<b>Call+555</b>"])
        {
            var stale = await Organisation.ReturnAsync(other, address);
            Assert.Equal((address, HttpStatusCode.BadRequest, "That sign-in does not count any more"), (address, stale.Status, stale.Heading));
            Assert.DoesNotContain("555", stale.Text, StringComparison.Ordinal);
            Assert.Equal("/hr/sign-in", (await other.GetAsync("/hr")).Location);
        }
        Assert.Equal(HttpStatusCode.OK, (await Organisation.ReturnAsync(browser, back)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Organisation.ReturnAsync(browser, back)).Status);
        // Even with all that the browser held the first time.
        using var replaying = new Browser(town.Address);
        foreach (var cookie in held)
            replaying.Cookies[cookie.Key] = cookie.Value;
        var replayed = await Organisation.ReturnAsync(replaying, back);
        Assert.Equal((HttpStatusCode.BadGateway, "Your organisation’s sign-in gave an answer that does not count"), (replayed.Status, replayed.Heading));
        await town.UntilLogAsync("invalid_grant");
        Assert.DoesNotContain("__Host-staff", replaying.Cookies.Keys);
    }

    [SkippableFact]
    public async Task A_code_for_another_request_does_not_count()
    {
        await OpenAsync();
        organisation.Know("dana", "Dana Placeholder", Admin);
        organisation.Know("eve", "Eve", HumanResources);
        using var browser = new Browser(town.Address);
        using var eve = new Browser(town.Address);
        var mine = await organisation.VisitAsync(await browser.GetAsync("/hr/sign-in/oidc"), "dana");
        var theirs = await organisation.VisitAsync(await eve.GetAsync("/hr/sign-in/oidc"), "eve");
        var mixed = Regex.Replace(mine, "code=[^&]*", Regex.Match(theirs, "code=[^&]*").Value);
        Assert.NotEqual(mine, mixed);
        Assert.Equal(HttpStatusCode.BadGateway, (await Organisation.ReturnAsync(browser, mixed)).Status);
        Assert.DoesNotContain("__Host-staff", browser.Cookies.Keys);
    }

    [SkippableTheory]
    [InlineData("forged")]
    [InlineData("")]
    public async Task An_answer_to_another_question_does_not_count(string nonce)
    {
        await OpenAsync(nonce: nonce);
        organisation.Know("dana", "Dana Placeholder", Admin);
        using var browser = new Browser(town.Address);
        var refused = await organisation.SignInAsync(browser, "dana");
        Assert.Equal((HttpStatusCode.BadRequest, "That sign-in does not count any more"), (refused.Status, refused.Heading));
        Assert.DoesNotContain("__Host-staff", browser.Cookies.Keys);
        Assert.Equal("/hr/sign-in", (await browser.GetAsync("/hr")).Location);
    }

    [SkippableFact]
    public async Task The_organisation_sends_people_back_to_the_configured_address_whatever_a_request_says()
    {
        await OpenAsync(pushed: false);
        using var browser = new Browser(town.Address);
        foreach (var host in (string[])[town.Address.Authority, "localhost:1", "localhost"])
        {
            var begun = await browser.GetAsync("/hr/sign-in/oidc", ("Host", host), ("X-Forwarded-Host", "evil.example"));
            var asked = Uri.UnescapeDataString(begun.Location!);
            Assert.Contains($"redirect_uri={organisation.TownAddress}hr/sign-in/callback&", asked, StringComparison.Ordinal);
            Assert.Contains("code_challenge_method=S256", asked, StringComparison.Ordinal);
            Assert.Contains("response_type=code", asked, StringComparison.Ordinal);
            Assert.DoesNotContain("evil", asked, StringComparison.Ordinal);
        }
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.GetAsync("/hr/sign-in/oidc", ("Host", "evil.example"))).Status);
    }

    [SkippableFact]
    public async Task An_organisation_that_does_not_answer_is_told_in_plain_words()
    {
        await OpenAsync();
        organisation.Know("dana", "Dana Placeholder", Admin);
        using var browser = new Browser(town.Address);
        var back = await organisation.VisitAsync(await browser.GetAsync("/hr/sign-in/oidc"), "dana");
        await organisation.StopAsync();
        var silent = await Organisation.ReturnAsync(browser, back);
        Assert.Equal((HttpStatusCode.BadGateway, "Your organisation’s sign-in does not answer"), (silent.Status, silent.Heading));
        Assert.Equal(HttpStatusCode.BadGateway, (await browser.GetAsync("/hr/sign-in/oidc")).Status);
        await town.KillAsync();
        await town.ServeAsync(organisation.Settings());
        var never = await browser.GetAsync("/hr/sign-in/oidc");
        Assert.Equal((HttpStatusCode.BadGateway, "Your organisation’s sign-in does not answer"), (never.Status, never.Heading));
        Assert.DoesNotContain("   at ", never.Text, StringComparison.Ordinal);
        Assert.Equal("You are signed out", (await browser.GetAsync("/hr/sign-out")).Heading);
    }

    [SkippableFact]
    public async Task A_clock_that_is_two_hours_behind_is_told_in_plain_words()
    {
        await OpenAsync(ahead: -7200);
        organisation.Know("dana", "Dana Placeholder", Admin);
        using var browser = new Browser(town.Address);
        var refused = await organisation.SignInAsync(browser, "dana");
        Assert.Equal((HttpStatusCode.BadGateway, "The clocks do not agree"), (refused.Status, refused.Heading));
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_wrong_secret_is_named_in_the_log_and_stands_nowhere(bool pushed)
    {
        await OpenAsync(pushed: pushed, settings: [("PolicyBuilder__Oidc__ClientSecret", "zq-canary-wrong-secret")]);
        organisation.Know("dana", "Dana Placeholder", Admin);
        using var browser = new Browser(town.Address);
        var begun = await browser.GetAsync("/hr/sign-in/oidc");
        var refused = pushed ? begun : await Organisation.ReturnAsync(browser, await organisation.VisitAsync(begun, "dana"));
        Assert.Equal((HttpStatusCode.BadGateway, "Your organisation’s sign-in gave an answer that does not count"), (refused.Status, refused.Heading));
        await town.UntilLogAsync("invalid_client");
        Assert.DoesNotContain("zq-canary", town.Log + refused.Text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Neither_codes_nor_the_secret_nor_names_are_logged()
    {
        await OpenAsync();
        organisation.Know("dana-subject", "Dana Placeholder", Admin);
        using var browser = new Browser(town.Address);
        var back = await organisation.VisitAsync(await browser.GetAsync("/hr/sign-in/oidc"), "dana-subject");
        Assert.Equal(HttpStatusCode.OK, (await Organisation.ReturnAsync(browser, back)).Status);
        foreach (var secret in (string[])[Organisation.Secret, Regex.Match(back, "code=([^&]*)").Groups[1].Value, "dana-subject", "Dana Placeholder", browser.Cookies["__Host-staff"]])
            Assert.DoesNotContain(secret, town.Log, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_closed_account_stays_closed_and_signing_out_offers_the_organisation_s_own()
    {
        await OpenAsync();
        organisation.Know("dana", "Dana Placeholder", Admin);
        organisation.Know("robin", "Robin Sample", HumanResources);
        using var robin = await SignedInAsync("robin");
        using var dana = await SignedInAsync("dana");
        var address = (await dana.OpenAsync("/hr/accounts")).Page.QuerySelectorAll("tbody a").Single(link => link.TextContent == "Robin Sample").GetAttribute("href")!;
        await dana.SubmitAsync(await dana.OpenAsync(address), address + "?handler=Close");
        Assert.Equal("/hr/sign-in", (await robin.GetAsync("/hr")).Location);
        var refused = await organisation.SignInAsync(robin, "robin");
        Assert.Equal((HttpStatusCode.Forbidden, "Your account here is closed"), (refused.Status, refused.Heading));
        var token = (await dana.OpenAsync("/hr")).Page.QuerySelector("header input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        using var copied = new Browser(town.Address);
        copied.Cookies["__Host-staff"] = dana.Cookies["__Host-staff"];
        var signedOut = await dana.SubmitAsync(await dana.GetAsync("/site.css"), "/hr/sign-out", ("__RequestVerificationToken", token));
        Assert.Equal(organisation.Address + "session/end?client_id=" + Organisation.Client, signedOut.Page.QuerySelector("main a")!.GetAttribute("href"));
        Assert.Equal("/hr/sign-in", (await copied.GetAsync("/hr")).Location);
    }

    [SkippableFact]
    public async Task Where_it_is_the_only_way_in_nothing_else_lets_anyone_in()
    {
        organisation = await Organisation.StartAsync();
        town = await Town.OpenAsync(("ASPNETCORE_URLS", organisation.TownAddress.AbsoluteUri));
        using var own = await town.SignInAsync(StaffRole.Admin);
        await town.KillAsync();
        await town.ServeAsync(organisation.Settings(("PolicyBuilder__Oidc__Only", "true"), ("PolicyBuilder__NewAdmin", "true")));
        Assert.Equal("/hr/sign-in", (await own.GetAsync("/hr")).Location);
        var page = await own.OpenAsync("/hr/sign-in");
        Assert.Empty(page.Page.QuerySelectorAll("form"));
        foreach (var path in (string[])["/hr/setup", "/hr/setup/password", "/hr/setup/app", "/hr/sign-in/code"])
            Assert.Equal((path, HttpStatusCode.NotFound), (path, (await own.GetAsync(path)).Status));
        organisation.Know("dana", "Dana of the organisation", Admin);
        using var dana = await SignedInAsync("dana");
        var inside = await dana.OpenAsync("/hr/account");
        Assert.Equal(HttpStatusCode.NotFound, (await dana.PostAsync(inside, "/hr/sign-in", ("SignInName", "dana.placeholder"), ("Password", Colleague.Password), Token(inside))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await dana.PostAsync(inside, "/hr/accounts", ("FullName", "Eve"), ("SignInName", "eve"), ("Role", "Admin"), Token(inside))).Status);
        Assert.DoesNotContain("  Code  ", town.Log[town.Log.LastIndexOf("Now listening on", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.Contains("No setup code: PolicyBuilder:Oidc:Only", town.Log, StringComparison.Ordinal);
        // Nobody but her could get in as an admin.
        var address = (await dana.OpenAsync("/hr/accounts")).Page.QuerySelectorAll("tbody a").Single(link => link.TextContent == "Dana of the organisation").GetAttribute("href")!;
        Assert.Contains("Make somebody else one first", (await dana.PostAsync(inside, address + "?handler=Close", Token(inside))).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://login.new-harbor.example", "policies", "PolicyBuilder:Oidc:Authority")]
    [InlineData("login.new-harbor.example", "policies", "PolicyBuilder:Oidc:Authority")]
    [InlineData("https://login.new-harbor.example", "", "PolicyBuilder:Oidc:ClientId")]
    public async Task Settings_that_cannot_work_are_told_at_the_start(string authority, string client, string named)
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => Town.OpenAsync(("PolicyBuilder__Oidc__Authority", authority), ("PolicyBuilder__Oidc__ClientId", client)));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error.Message, StringComparison.Ordinal);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (town is not null)
            await town.DisposeAsync();
        if (organisation is not null)
            await organisation.DisposeAsync();
    }

    private static (string, string) Token(Answer page) => ("__RequestVerificationToken", page.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!);

    private async Task OpenAsync(int ahead = 0, bool pushed = true, (string, string)[]? settings = null, string? nonce = null)
    {
        organisation = await Organisation.StartAsync(ahead, pushed, nonce);
        town = await Town.OpenAsync(organisation.Settings(settings ?? []));
    }

    private async Task<Browser> SignedInAsync(string subject)
    {
        var browser = new Browser(town.Address);
        Assert.Equal("You are signed in", (await organisation.SignInAsync(browser, subject)).Heading);
        return browser;
    }
}
