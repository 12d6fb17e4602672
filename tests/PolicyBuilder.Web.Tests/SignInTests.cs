using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using PolicyBuilder.Acknowledgements.Staff;
using Xunit;

namespace PolicyBuilder.Web.Tests;

/// <summary>The way in to the city's own pages, tried from outside over HTTP against the program itself.</summary>
public sealed class SignInTests : IAsyncLifetime
{
    private Town town = null!;

    [Fact]
    public async Task One_goes_from_the_console_to_the_overview_and_signs_in_again_later()
    {
        using var browser = await town.SignInAsync(StaffRole.Admin);
        var overview = await browser.GetAsync("/hr");
        Assert.Equal((HttpStatusCode.OK, "Overview"), (overview.Status, overview.Heading));
        Assert.Contains("Dana Placeholder, admin", overview.Text, StringComparison.Ordinal);
        using var other = new Browser(town.Address);
        Assert.Equal("Overview", (await (await town.ColleagueAsync(StaffRole.Admin)).SignInAsync(other)).Heading);
    }

    [Fact]
    public async Task Human_resources_see_the_overview_and_no_accounts()
    {
        using var browser = await town.SignInAsync(StaffRole.HumanResources);
        Assert.Contains("Robin Sample, human resources", (await browser.GetAsync("/hr")).Text, StringComparison.Ordinal);
        var admin = (await town.ColleagueAsync(StaffRole.Admin)).Name;
        foreach (var path in (string[])["/hr/accounts", $"/hr/accounts/{new string('0', 32)}"])
        {
            var refused = await browser.GetAsync(path);
            Assert.Equal((HttpStatusCode.Forbidden, "Only admins may do this"), (refused.Status, refused.Heading));
            Assert.DoesNotContain(admin, refused.Text, StringComparison.Ordinal);
        }
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.PostAsync(await browser.GetAsync("/hr/account"), "/hr/accounts", ("FullName", "X"), ("SignInName", "xx"), ("Role", "Admin"))).Status);
    }

    [Fact]
    public async Task Who_is_not_signed_in_is_led_to_the_way_in_and_back()
    {
        using var browser = new Browser(town.Address);
        var led = await browser.GetAsync("/hr/accounts?page=2");
        Assert.Equal((HttpStatusCode.SeeOther, "/hr/sign-in?then=%2Fhr%2Faccounts%3Fpage%3D2"), (led.Status, led.Location));
        Assert.Equal("Accounts", (await (await town.ColleagueAsync(StaffRole.Admin)).SignInAsync(browser, "/hr/accounts?page=2")).Heading);
    }

    [Fact]
    public async Task Nobody_is_led_elsewhere()
    {
        var colleague = await town.ColleagueAsync(StaffRole.Admin);
        string[] elsewhere = ["//evil.example/", "/\\evil.example/", "/hr/\\..\\..\\evil.example", "https://evil.example/hr", "/hr\t/x", "/hr.evil.example", "/hr/../a/token", "/hr/%2E%2e/a/token", "/hr/sign-out", "javascript:alert(1)"];
        for (var i = 0; i < elsewhere.Length; i++)
        {
            using var browser = new Browser(town.Address);
            var second = await browser.SubmitAsync(await browser.OpenAsync("/hr/sign-in?then=" + Uri.EscapeDataString(elsewhere[i])), "/hr/sign-in", ("SignInName", colleague.SignInName), ("Password", Colleague.Password));
            Assert.Equal((elsewhere[i], "/hr"), (elsewhere[i], (await browser.PostAsync(second, "/hr/sign-in/code", ("then", elsewhere[i]), ("Code", colleague.RecoveryCodes[i]))).Location));
        }
    }

    [Fact]
    public async Task A_setup_code_counts_once_and_the_one_of_the_start_before_no_more()
    {
        var first = await town.SetupCodeAsync();
        await town.KillAsync();
        await town.ServeAsync();
        var code = await town.SetupCodeAsync();
        Assert.NotEqual(first, code);
        using var browser = new Browser(town.Address);
        Assert.Equal("Set up your account", (await TypeAsync(browser, first)).Heading);
        // However it is typed.
        Assert.Equal("Choose a password", (await TypeAsync(browser, code.Replace("-", " ", StringComparison.Ordinal).ToLowerInvariant())).Heading);
        await town.ColleagueAsync(StaffRole.Admin);
        var again = await TypeAsync(browser, code);
        Assert.StartsWith("That code does not count", again.Page.QuerySelector(".problem a")!.TextContent, StringComparison.Ordinal);
        await town.KillAsync();
        await town.ServeAsync();
        Assert.DoesNotContain("  Code  ", town.Log[town.Log.LastIndexOf("Now listening on", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_all_admins_are_locked_out_whoever_starts_the_pages_makes_another()
    {
        var dana = await town.ColleagueAsync(StaffRole.Admin);
        await town.KillAsync();
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "policybuilder.dll"), "serve", "--new-admin", "--urls", "http://127.0.0.1:0", "--keys", town["keys"]])
        {
            WorkingDirectory = town[""],
            RedirectStandardOutput = true,
        };
        start.Environment["POLICYBUILDER_WEB"] = Town.Program;
        using var serve = Process.Start(start)!;
        try
        {
            Uri? address = null;
            string? code = null;
            while ((address is null || code is null) && await serve.StandardOutput.ReadLineAsync().WaitAsync(Town.Patience) is { } line)
            {
                address ??= Regex.Match(line, @"Now listening on: (http://127\.0\.0\.1:\d+)") is { Success: true } match ? new Uri(match.Groups[1].Value) : null;
                code ??= Colleague.SetupCodeIn(line);
            }
            using var browser = new Browser(address!);
            await Colleague.SetUpAsync(browser, code!, "Sam Sample", "sam.sample", StaffRole.Admin, named: false);
            Assert.Equal(["Dana Placeholder", "Sam Sample"], (await browser.OpenAsync("/hr/accounts")).Page.QuerySelectorAll("tbody th a").Select(cell => cell.TextContent));
            // What others have stays as it is.
            using var other = new Browser(address!);
            Assert.Equal("Overview", (await dana.SignInAsync(other)).Heading);
        }
        finally
        {
            serve.Kill(entireProcessTree: true);
            await serve.WaitForExitAsync();
        }
    }

    [Fact]
    public async Task An_account_counts_only_when_the_telephone_was_added()
    {
        using var browser = new Browser(town.Address);
        var choose = await TypeAsync(browser, await town.SetupCodeAsync());
        var app = await browser.SubmitAsync(choose, "/hr/setup/password", ("FullName", "Dana"), ("SignInName", "dana"), ("Password", Colleague.Password));
        Assert.Equal("Add your telephone", app.Heading);
        var picture = await browser.GetAsync(app.Page.QuerySelector("img")!.GetAttribute("src")!);
        Assert.Equal(("image/svg+xml", "no-store"), (picture.Headers["content-type"].Split(';')[0], picture.Headers["cache-control"]));
        using var other = new Browser(town.Address);
        Assert.NotEqual(HttpStatusCode.OK, (await other.GetAsync(app.Page.QuerySelector("img")!.GetAttribute("src")!)).Status);
        var refused = await other.SubmitAsync(await other.OpenAsync("/hr/sign-in"), "/hr/sign-in", ("SignInName", "dana"), ("Password", Colleague.Password));
        Assert.Equal("Sign in", refused.Heading);
        Assert.Equal("/hr/sign-in", (await browser.GetAsync("/hr")).Location);
        Assert.Equal("Add your telephone", (await browser.SubmitAsync(app, "/hr/setup/app", ("Code", "000000"))).Heading);
    }

    [Fact]
    public async Task Who_begins_the_setup_anew_ends_the_one_before()
    {
        using var mine = new Browser(town.Address);
        using var theirs = new Browser(town.Address);
        var code = await town.SetupCodeAsync();
        var first = await mine.SubmitAsync(await TypeAsync(mine, code), "/hr/setup/password", ("FullName", "Dana"), ("SignInName", "dana"), ("Password", Colleague.Password));
        var stale = await TypeAsync(theirs, code);
        await mine.SubmitAsync(await TypeAsync(mine, code), "/hr/setup/password", ("FullName", "Dana"), ("SignInName", "dana"), ("Password", Colleague.Password));
        Assert.Equal("/hr/setup", (await theirs.PostAsync(stale, "/hr/setup/password", ("FullName", "Eve"), ("SignInName", "eve"), ("Password", Colleague.Password))).Location);
        Assert.NotNull(first.Page.QuerySelector("code.key"));
    }

    [Fact]
    public async Task A_password_that_others_would_try_is_refused()
    {
        using var browser = new Browser(town.Address);
        var choose = await TypeAsync(browser, await town.SetupCodeAsync());
        foreach (var (password, problem) in ((string, string)[])
        [
            ("", "Choose a password"),
            ("elevenchars", "The password is too short"),
            ("i am Dana.Placeholder now", "The password contains the sign-in name"),
            ("Password1234", "That password is one of the first"),
            ("121212121212", "That password is one of the first"),
            (string.Concat(Enumerable.Repeat("abcdefgh ", 29)), "The password is too long"),
        ])
        {
            var refused = await browser.SubmitAsync(choose, "/hr/setup/password", ("FullName", "Dana"), ("SignInName", "dana.placeholder"), ("Password", password));
            Assert.StartsWith(problem, refused.Page.QuerySelector(".problem a[href='#Password']")!.TextContent, StringComparison.Ordinal);
            Assert.Equal("dana.placeholder", refused.Page.QuerySelector("#SignInName")!.GetAttribute("value"));
            Assert.Null(refused.Page.QuerySelector("#Password")!.GetAttribute("value"));
            Assert.Equal("new-password", refused.Page.QuerySelector("#Password")!.GetAttribute("autocomplete"));
        }
    }

    [Fact]
    public async Task Unknown_names_and_wrong_passwords_get_the_same_answer()
    {
        var colleague = await town.ColleagueAsync(StaffRole.Admin);
        using var browser = new Browser(town.Address);
        var start = await browser.OpenAsync("/hr/sign-in");
        var wrong = await browser.SubmitAsync(start, "/hr/sign-in", ("SignInName", colleague.SignInName), ("Password", "not the password"));
        var unknown = await browser.SubmitAsync(start, "/hr/sign-in", ("SignInName", "nobody.placeholder"), ("Password", "not the password"));
        Assert.Equal(wrong.Status, unknown.Status);
        Assert.Equal(wrong.Page.QuerySelector(".problem")!.TextContent, unknown.Page.QuerySelector(".problem")!.TextContent);
        Assert.DoesNotContain("__Host-staff-step", browser.Cookies.Keys);
    }

    [Fact]
    public async Task After_five_wrong_passwords_at_once_the_right_one_does_not_count_either()
    {
        var colleague = await town.ColleagueAsync(StaffRole.Admin);
        using var browser = new Browser(town.Address);
        var start = await browser.OpenAsync("/hr/sign-in");
        await Task.WhenAll(Enumerable.Range(0, 5).Select(i => browser.PostAsync(start, "/hr/sign-in", ("SignInName", colleague.SignInName), ("Password", "wrong password " + i))));
        var right = await browser.SubmitAsync(start, "/hr/sign-in", ("SignInName", colleague.SignInName), ("Password", Colleague.Password));
        Assert.Equal("Sign in", right.Heading);
        Assert.Contains("15 minutes", right.Page.QuerySelector(".problem")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_counts_once_and_so_does_a_recovery_code()
    {
        var colleague = await town.ColleagueAsync(StaffRole.Admin);
        using var browser = new Browser(town.Address);
        var code = colleague.Telephone.Code()!;
        Assert.Equal("Overview", (await colleague.SignInAsync(browser, code: code)).Heading);
        using var again = new Browser(town.Address);
        Assert.Equal("Type the code", (await colleague.SignInAsync(again, code: code)).Heading);
        Assert.Equal("Overview", (await colleague.SignInAsync(again, code: colleague.RecoveryCodes[0].ToLowerInvariant())).Heading);
        using var third = new Browser(town.Address);
        Assert.Equal("Type the code", (await colleague.SignInAsync(third, code: colleague.RecoveryCodes[0])).Heading);
    }

    [Fact]
    public async Task A_browser_that_has_shown_only_a_password_sees_nothing_and_each_step_has_a_new_cookie()
    {
        var colleague = await town.ColleagueAsync(StaffRole.Admin);
        using var browser = new Browser(town.Address);
        browser.Cookies["__Host-staff"] = "chosen-by-somebody-else";
        var second = await browser.SubmitAsync(await browser.OpenAsync("/hr/sign-in"), "/hr/sign-in", ("SignInName", colleague.SignInName), ("Password", Colleague.Password));
        var step = browser.Cookies["__Host-staff-step"];
        Assert.Equal("/hr/sign-in", (await browser.GetAsync("/hr")).Location);
        browser.Cookies["__Host-staff"] = step;
        Assert.Equal("/hr/sign-in", (await browser.GetAsync("/hr")).Location);
        browser.Cookies["__Host-staff"] = "chosen-by-somebody-else";
        await browser.SubmitAsync(second, "/hr/sign-in/code", ("Code", colleague.Code()));
        Assert.DoesNotContain("__Host-staff-step", browser.Cookies.Keys);
        Assert.NotEqual("chosen-by-somebody-else", browser.Cookies["__Host-staff"]);
        // The password shown before is of no use after.
        browser.Cookies.Remove("__Host-staff");
        browser.Cookies["__Host-staff-step"] = step;
        Assert.Equal("/hr/sign-in", (await browser.GetAsync("/hr")).Location);
    }

    [Fact]
    public async Task Signing_out_ends_every_session_on_the_server_too()
    {
        using var browser = await town.SignInAsync(StaffRole.Admin);
        using var copied = await town.SignInAsync(StaffRole.Admin);
        var page = await browser.OpenAsync("/hr");
        var token = page.Page.QuerySelector("header input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/hr/sign-out") { Content = new FormUrlEncodedContent([]) })).Status);
        Assert.Equal("Overview", (await browser.OpenAsync("/hr")).Heading);
        Assert.Equal("You are signed out", (await browser.SubmitAsync(await browser.GetAsync("/site.css"), "/hr/sign-out", ("__RequestVerificationToken", token))).Heading);
        Assert.DoesNotContain("__Host-staff", browser.Cookies.Keys);
        Assert.Equal("/hr/sign-in", (await copied.GetAsync("/hr")).Location);
    }

    [Fact]
    public async Task The_last_admin_stays_and_others_lose_their_sessions_with_their_role()
    {
        using var admin = await town.SignInAsync(StaffRole.Admin);
        using var robin = await town.SignInAsync(StaffRole.HumanResources);
        var list = await admin.OpenAsync("/hr/accounts");
        string AddressOf(string name) => list.Page.QuerySelectorAll("tbody a").Single(link => link.TextContent == name).GetAttribute("href")!;
        var own = await admin.OpenAsync(AddressOf("Dana Placeholder"));
        foreach (var act in (string[])["Close", "Role"])
        {
            var refused = await admin.PostAsync(await admin.OpenAsync("/hr/account"), $"{AddressOf("Dana Placeholder")}?handler={act}");
            Assert.Contains("Make somebody else one first", refused.Text, StringComparison.Ordinal);
        }
        Assert.Empty(own.Page.QuerySelectorAll("main form"));
        var raised = await admin.SubmitAsync(await admin.OpenAsync(AddressOf("Robin Sample")), AddressOf("Robin Sample") + "?handler=Role");
        Assert.Equal("Made Robin Sample an admin. Their sessions have ended.", raised.Page.QuerySelector(".done")!.TextContent.Trim());
        Assert.Equal("/hr/sign-in", (await robin.GetAsync("/hr")).Location);
        using var again = new Browser(town.Address);
        Assert.Equal("Accounts", (await (await town.ColleagueAsync(StaffRole.HumanResources)).SignInAsync(again, "/hr/accounts")).Heading);
        await admin.SubmitAsync(await admin.OpenAsync(AddressOf("Robin Sample")), AddressOf("Robin Sample") + "?handler=Close");
        Assert.Equal("/hr/sign-in", (await again.GetAsync("/hr")).Location);
        using var closed = new Browser(town.Address);
        Assert.Equal("Sign in", (await closed.SubmitAsync(await closed.OpenAsync("/hr/sign-in"), "/hr/sign-in", ("SignInName", "robin.sample"), ("Password", Colleague.Password))).Heading);
    }

    [Fact]
    public async Task A_lost_telephone_is_replaced_by_a_new_setup_code_that_ends_what_was_before()
    {
        using var admin = await town.SignInAsync(StaffRole.Admin);
        using var robin = await town.SignInAsync(StaffRole.HumanResources);
        var colleague = await town.ColleagueAsync(StaffRole.HumanResources);
        var address = (await admin.OpenAsync("/hr/accounts")).Page.QuerySelectorAll("tbody a").Single(link => link.TextContent == "Robin Sample").GetAttribute("href")!;
        var shown = await admin.SubmitAsync(await admin.OpenAsync(address), address + "?handler=Code");
        var code = Colleague.SetupCodeIn(shown.Page.QuerySelector(".done")!.TextContent)!;
        Assert.Equal("/hr/sign-in", (await robin.GetAsync("/hr")).Location);
        using var browser = new Browser(town.Address);
        Assert.Equal("Sign in", (await browser.SubmitAsync(await browser.OpenAsync("/hr/sign-in"), "/hr/sign-in", ("SignInName", "robin.sample"), ("Password", Colleague.Password))).Heading);
        var again = await Colleague.SetUpAsync(browser, code, "Robin Sample", "robin.sample", StaffRole.HumanResources, named: true);
        Assert.Equal("Overview", (await browser.OpenAsync("/hr")).Heading);
        using var other = new Browser(town.Address);
        Assert.Equal("Type the code", (await again.SignInAsync(other, code: colleague.RecoveryCodes[1])).Heading);
    }

    [Fact]
    public async Task A_new_password_needs_the_present_one_and_ends_the_other_sessions()
    {
        using var browser = await town.SignInAsync(StaffRole.Admin);
        using var other = await town.SignInAsync(StaffRole.Admin);
        var page = await browser.OpenAsync("/hr/account");
        var refused = await browser.SubmitAsync(page, "/hr/account", ("Change", "password"), ("NewPassword", "another seven herons"), ("Password", "not this one"));
        Assert.StartsWith("That is not your present password", refused.Page.QuerySelector(".problem a")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Overview", (await other.OpenAsync("/hr")).Heading);
        var changed = await browser.SubmitAsync(page, "/hr/account", ("Change", "password"), ("NewPassword", "another seven herons"), ("Password", Colleague.Password));
        Assert.Equal("Your password was changed. Your sessions elsewhere have ended.", changed.Page.QuerySelector(".done")!.TextContent.Trim());
        Assert.Equal("/hr/sign-in", (await other.GetAsync("/hr")).Location);
        Assert.Equal("Overview", (await browser.OpenAsync("/hr")).Heading);
    }

    [Fact]
    public async Task Another_telephone_and_new_recovery_codes_take_the_place_of_the_old()
    {
        var before = await town.ColleagueAsync(StaffRole.Admin);
        using var browser = await town.SignInAsync(StaffRole.Admin);
        var app = await browser.SubmitAsync(await browser.OpenAsync("/hr/account"), "/hr/account", ("Change", "app"), ("Password", Colleague.Password));
        var telephone = new Telephone(app.Page.QuerySelector("code.key")!.TextContent);
        var done = await browser.SubmitAsync(app, "/hr/account/app", ("Code", telephone.Code()!));
        Assert.Equal((10, "Keep these recovery codes"), (done.Page.QuerySelectorAll(".codes code").Length, done.Heading));
        using var old = new Browser(town.Address);
        Assert.Equal("Type the code", (await before.SignInAsync(old)).Heading);
        Assert.Equal("Overview", (await before.SignInAsync(old, code: telephone.Code()!)).Heading);
        var codes = await browser.SubmitAsync(await browser.OpenAsync("/hr/account"), "/hr/account", ("Change", "codes"), ("Password", Colleague.Password));
        Assert.Equal(10, codes.Page.QuerySelectorAll(".codes code").Length);
        Assert.Equal("Type the code", (await before.SignInAsync(new Browser(town.Address), code: done.Page.QuerySelector(".codes code")!.TextContent)).Heading);
    }

    [Fact]
    public async Task Guessing_is_slowed_down()
    {
        using var browser = new Browser(town.Address);
        var start = await browser.OpenAsync("/hr/setup");
        Answer last = null!;
        for (var i = 0; i < 70; i++)
            last = await browser.PostAsync(start, "/hr/setup", ("Code", $"{i}AAA"));
        Assert.Equal((HttpStatusCode.TooManyRequests, "Too many attempts"), (last.Status, last.Heading));
        Assert.True(int.Parse(last.Headers["retry-after"], CultureInfo.InvariantCulture) > 0);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await browser.PostAsync(start, "/hr/sign-in", ("SignInName", "a"), ("Password", "b"))).Status);
    }

    [Fact]
    public async Task The_cookie_is_of_this_host_only_and_no_script_reads_it()
    {
        var colleague = await town.ColleagueAsync(StaffRole.Admin);
        using var browser = new Browser(town.Address);
        var second = await browser.PostAsync(await browser.OpenAsync("/hr/sign-in"), "/hr/sign-in", ("SignInName", colleague.SignInName), ("Password", Colleague.Password));
        var done = await browser.PostAsync(await browser.OpenAsync(second.Location!), "/hr/sign-in/code", ("Code", colleague.Code()));
        foreach (var (answer, name) in ((Answer, string)[])[(second, "__Host-staff-step"), (done, "__Host-staff")])
        {
            var set = answer.SetCookies.Single(cookie => cookie.StartsWith(name + "=", StringComparison.Ordinal)).ToLowerInvariant();
            Assert.EndsWith("; path=/; secure; samesite=strict; httponly", set, StringComparison.Ordinal);
            Assert.DoesNotContain("expires", set, StringComparison.Ordinal);
        }
        var added = await browser.PostAsync(await browser.OpenAsync("/hr/accounts"), "/hr/accounts", ("FullName", "Robin Sample"), ("SignInName", "robin.sample"), ("Role", nameof(StaffRole.HumanResources)));
        var note = added.SetCookies.Single(cookie => cookie.StartsWith("__Host-note=", StringComparison.Ordinal)).ToLowerInvariant();
        Assert.EndsWith("; path=/; secure; samesite=strict; httponly", note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_proves_who_somebody_is_stands_in_no_log_and_in_no_file()
    {
        var console = await town.SetupCodeAsync();
        var robin = await town.ColleagueAsync(StaffRole.HumanResources);
        var dana = await town.ColleagueAsync(StaffRole.Admin);
        using var browser = new Browser(town.Address);
        await dana.SignInAsync(browser, code: dana.RecoveryCodes[0]);
        // A password in the wrong field, a wrong one that is nearly right, and codes that are.
        const string Nearly = "seven quiet herons at dusk";
        var start = await browser.OpenAsync("/hr/sign-out");
        await browser.PostAsync(start, "/hr/sign-in", ("SignInName", "zq-" + Nearly), ("Password", Nearly));
        await browser.PostAsync(start, "/hr/setup", ("Code", "ZQZQ-CANA-RYCO-DEZQ-ZQZQ-ZQZQ"));
        var log = string.Join('\n', town.Log.Split('\n').Where(line => line.StartsWith('{')));
        var files = Directory.GetFiles(town["ledger"]).Concat(Directory.GetFiles(town["keys"], "*", SearchOption.AllDirectories)).Select(file => System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file))).Append(log).ToList();
        foreach (var secret in (string[])[console, console.Replace("-", "", StringComparison.Ordinal), Colleague.Password, Nearly, "ZQZQ-CANA", dana.Telephone.Key, .. dana.RecoveryCodes, .. robin.RecoveryCodes, browser.Cookies["__Host-staff"]])
            Assert.All(files, text => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
        Assert.DoesNotContain("dana.placeholder", log, StringComparison.Ordinal);
    }

    public async Task InitializeAsync() => town = await Town.OpenAsync();

    public async Task DisposeAsync() => await town.DisposeAsync();

    private static async Task<Answer> TypeAsync(Browser browser, string code) => await browser.SubmitAsync(await browser.OpenAsync("/hr/setup"), "/hr/setup", ("Code", code));
}
