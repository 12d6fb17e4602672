using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using PolicyBuilder.Acknowledgements.Staff;
using Xunit;

namespace PolicyBuilder.Web.Tests;

/// <summary>
/// The design's security checklist, each item tried from outside over HTTP against the program itself. Item 7, who gets in to the pages of HR and admins and what
/// proves it, is tried by <see cref="SignInTests"/> and <see cref="OidcTests"/>.
/// </summary>
public sealed class SecurityTests : IAsyncLifetime
{
    private Town town = null!;

    private string Link => town.LinksTo("person0@new-harbor.example")[0];

    // 1
    [Fact]
    public async Task A_form_of_one_person_does_not_act_for_another_whose_session_the_browser_has_by_now()
    {
        using var browser = new Browser(town.Address);
        var check = await EmployeeTests.ToCheckAsync(browser, Link, "Canary");
        var other = town.LinksTo("person1@new-harbor.example")[0];
        await browser.SubmitAsync(await browser.OpenAsync(other), other);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.PostAsync(check, "/check")).Status);
        Assert.Equal(1, town.Entries());
    }

    // 1
    [Fact]
    public async Task A_token_is_dead_when_its_person_left_and_no_database_file_holds_it()
    {
        using var browser = new Browser(town.Address);
        var token = Link["/a/".Length..];
        foreach (var file in Directory.GetFiles(town["ledger"]))
            Assert.DoesNotContain(token, Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)), StringComparison.Ordinal);
        await File.WriteAllTextAsync(town["left.csv"], "id,name,email,department,left\n1000,Canary Quillfeather 0,person0@new-harbor.example,Library,2026-01-01\n");
        town.Command("roster", "import", "left.csv");
        var gone = await browser.GetAsync("/a/" + token);
        Assert.Equal((HttpStatusCode.Gone, "This link is no longer in use"), (gone.Status, gone.Heading));
    }

    // 2
    [Fact]
    public async Task Fetching_signs_nothing()
    {
        var before = town.Command("ledger", "checkpoint").Output;
        using var browser = new Browser(town.Address);
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(Link)).Status);
            var head = await browser.SendAsync(new HttpRequestMessage(HttpMethod.Head, Link));
            Assert.Equal((HttpStatusCode.OK, ""), (head.Status, head.Text));
        }
        // Nor with all that a signature takes but the button.
        await EmployeeTests.ToCheckAsync(browser, Link, "Canary");
        foreach (var path in (string[])["/check", "/sign", "/consent", "/read", "/receipt", "/questions"])
        {
            for (var i = 0; i < (path == "/check" ? 50 : 1); i++)
            {
                await browser.GetAsync(path);
                await browser.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));
            }
        }
        Assert.Equal(before, town.Command("ledger", "checkpoint").Output);
    }

    // 2
    [Fact]
    public async Task The_first_page_names_no_one()
    {
        using var browser = new Browser(town.Address);
        var landing = await browser.GetAsync(Link);
        Assert.DoesNotContain("Canary", landing.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("person0", landing.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Link["/a/".Length..], landing.Text, StringComparison.Ordinal);
    }

    // 3
    [Fact]
    public async Task Neither_tokens_nor_names_are_in_what_the_server_writes_at_its_most_talkative()
    {
        using var browser = new Browser(town.Address);
        var token = Link["/a/".Length..];
        await EmployeeTests.SignAsync(browser, Link, "Canary Quillfeather 0");
        town.Sql(Town.People, "CREATE TRIGGER fault BEFORE INSERT ON session BEGIN SELECT RAISE(ABORT, 'full'); END");
        foreach (var refused in (Answer[])
        [
            await browser.GetAsync("/a/" + token + "x"),
            await browser.SendAsync(new HttpRequestMessage(HttpMethod.Post, Link) { Content = new StringContent("x") }),
            await browser.PostAsync(await browser.GetAsync(Link), Link),
            await browser.GetAsync("/nowhere/" + token),
        ])
        {
            Assert.InRange((int)refused.Status, 400, 599);
            Assert.DoesNotContain(token, refused.Text + string.Join('\n', refused.Headers.Values), StringComparison.Ordinal);
        }
        Assert.Contains("Now listening on", town.Log, StringComparison.Ordinal);
        await town.UntilLogAsync("A page failed");
        Assert.DoesNotContain(token, town.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("Quillfeather", town.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("person0", town.Log, StringComparison.Ordinal);
    }

    // 4
    [Fact]
    public async Task Every_answer_has_the_headers()
    {
        using var browser = new Browser(town.Address);
        await browser.SubmitAsync(await browser.OpenAsync(Link), Link);
        foreach (var path in (string[])[Link, "/a/unknown", "/read", "/consent", "/sign", "/questions", "/paper", "/verify", "/document", "/document/word", "/site.css", "/health/live", "/nowhere", "/new-link"])
        {
            var answer = await browser.GetAsync(path);
            AssertHeaders(path, answer, path switch
            {
                "/verify" => "script-src 'sha256-'; style-src 'sha256-'; connect-src 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
                "/document" => "img-src data:; style-src 'sha256-'; form-action 'none'",
                _ => null,
            });
        }
        // An answer to a page that failed begins with none.
        town.Sql(Town.People, "CREATE TRIGGER fault BEFORE UPDATE ON session BEGIN SELECT RAISE(ABORT, 'full'); END");
        var failed = await browser.GetAsync("/read");
        Assert.Equal(HttpStatusCode.InternalServerError, failed.Status);
        AssertHeaders("failed", failed);
    }

    // 4
    [Fact]
    public async Task Every_answer_of_the_pages_for_HR_has_them_too()
    {
        using var stranger = new Browser(town.Address);
        foreach (var path in (string[])["/hr", "/hr/sign-in", "/hr/sign-in/code", "/hr/sign-in/oidc", "/hr/setup", "/hr/setup/password", "/hr/setup/app", "/hr/sign-out", "/hr/nowhere"])
            AssertHeaders(path, await stranger.GetAsync(path));
        using var dana = await town.SignInAsync(StaffRole.Admin);
        foreach (var path in (string[])
        [
            "/hr", "/hr/people", "/hr/person?id=1000", "/hr/person?id=nobody", "/hr/roster", "/hr/campaigns", "/hr/paper", "/hr/questions", "/hr/mail", "/hr/policies", "/hr/ledger", "/hr/ledger?handler=Checkpoint",
            "/hr/retention", "/hr/log", "/hr/account", "/hr/account/app", "/hr/accounts", "/staff.css", "/hr/policies/word?policy=social-media&version=1.0.0",
        ])
            AssertHeaders(path, await dana.GetAsync(path));
        AssertHeaders("/hr/policies/text", await dana.GetAsync("/hr/policies/text?policy=social-media&version=1.0.0"), "img-src data:; style-src 'sha256-'; form-action 'none'");
        var people = await dana.GetAsync("/hr/people");
        AssertHeaders("exported", await dana.PostAsync(people, "/hr/people?handler=Csv&policy=social-media"));
        AssertHeaders("refused", await dana.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/hr/people?handler=Csv") { Content = new FormUrlEncodedContent([]) }));
        using var robin = await town.SignInAsync(StaffRole.HumanResources);
        AssertHeaders("forbidden", await robin.GetAsync("/hr/accounts"));
    }

    // 5
    [Fact]
    public async Task A_form_without_its_token_is_400_and_one_of_another_site_too()
    {
        using var browser = new Browser(town.Address);
        var check = await EmployeeTests.ToCheckAsync(browser, Link, "Canary");
        var invitation = check.Page.QuerySelector("input[name=for]")!.GetAttribute("value")!;
        var token = check.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        FormUrlEncodedContent Form(params (string, string)[] fields) => new(fields.Select(field => KeyValuePair.Create(field.Item1, field.Item2)));
        var bare = await browser.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/check") { Content = Form(("for", invitation)) }, ("Sec-Fetch-Site", "same-origin"));
        Assert.Equal((HttpStatusCode.BadRequest, "The form could not be read"), (bare.Status, bare.Heading));
        foreach (var site in (string[])["cross-site", "same-site"])
        {
            var foreign = await browser.SendAsync(
                new HttpRequestMessage(HttpMethod.Post, "/check") { Content = Form(("for", invitation), ("__RequestVerificationToken", token)) }, ("Sec-Fetch-Site", site));
            Assert.Equal((HttpStatusCode.BadRequest, "The form could not be read"), (foreign.Status, foreign.Heading));
        }
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.SendAsync(new HttpRequestMessage(HttpMethod.Post, Link) { Content = Form() })).Status);
        Assert.Equal(1, town.Entries());
    }

    // 6
    [Fact]
    public async Task Cookies_are_of_this_host_only_and_no_script_reads_them()
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = town.Address };
        using var browser = new Browser(town.Address);
        var landing = await browser.GetAsync(Link);
        var form = landing.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        using var request = new HttpRequestMessage(HttpMethod.Post, Link) { Content = new FormUrlEncodedContent([KeyValuePair.Create("__RequestVerificationToken", form)]) };
        request.Headers.Add("Cookie", string.Join("; ", browser.Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        using var answer = await client.SendAsync(request);
        var set = answer.Headers.GetValues("Set-Cookie").Single(cookie => cookie.StartsWith("__Host-signing=", StringComparison.Ordinal)).ToLowerInvariant();
        Assert.EndsWith("; path=/; secure; samesite=strict; httponly", set, StringComparison.Ordinal);
        Assert.DoesNotContain("domain", set, StringComparison.Ordinal);
        Assert.DoesNotContain("expires", set, StringComparison.Ordinal);
        Assert.Equal(["__Host-form"], browser.Cookies.Keys);
        Assert.EndsWith("; path=/; secure; samesite=strict; httponly", landing.SetCookies.Single().ToLowerInvariant(), StringComparison.Ordinal);
    }

    // 8
    [Fact]
    public async Task Guessing_is_slowed_down_and_valid_links_from_the_same_address_are_not()
    {
        using var browser = new Browser(town.Address);
        var statuses = new List<HttpStatusCode>();
        Answer last = null!;
        for (var i = 0; i < 40; i++)
            statuses.Add((last = await browser.GetAsync($"/a/{new string('A', 42)}{"AEIMQUYcgk"[i % 10]}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, statuses[0]);
        Assert.Equal((HttpStatusCode.TooManyRequests, "Too many attempts"), (last.Status, last.Heading));
        Assert.True(int.Parse(last.Headers["retry-after"], System.Globalization.CultureInfo.InvariantCulture) > 0);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(Link)).Status);
    }

    // 8
    [Fact]
    public async Task A_body_that_is_too_long_is_413_and_one_that_never_comes_is_408()
    {
        using var browser = new Browser(town.Address);
        var long413 = await browser.SendAsync(new HttpRequestMessage(HttpMethod.Post, Link) { Content = new ByteArrayContent(new byte[65 * 1024]) { Headers = { ContentType = new("application/x-www-form-urlencoded") } } });
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "The form could not be read"), (long413.Status, long413.Heading));
        Assert.StartsWith("HTTP/1.1 408 ", await RawAsync("POST /check HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\na="), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 408 ", await RawAsync("GET /verify HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "), StringComparison.Ordinal);
    }

    // 8
    [Fact]
    public async Task More_than_2000_connections_at_once_are_not_answered()
    {
        using var browser = new Browser(town.Address);
        var open = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 2010; i++)
            {
                var client = new TcpClient();
                open.Add(client);
                await client.ConnectAsync(IPAddress.Loopback, town.Address.Port);
            }
            await Assert.ThrowsAsync<HttpRequestException>(() => browser.GetAsync("/health/live"));
        }
        finally
        {
            open.ForEach(client => client.Dispose());
        }
        await Town.UntilAsync(async () =>
        {
            try
            {
                return (await browser.GetAsync("/health/live")).Text == "Healthy";
            }
            catch (HttpRequestException)
            {
                // The server has not seen yet that they are gone.
                return false;
            }
        }, "it answers again");
    }

    // 9
    [Fact]
    public async Task A_forged_host_is_refused()
    {
        using var browser = new Browser(town.Address);
        foreach (var host in (string[])["evil.example", "127.0.0.1.evil.example", "evil.example:" + town.Address.Port, ""])
            Assert.Equal((host, HttpStatusCode.BadRequest), (host, (await browser.GetAsync(Link, ("Host", host))).Status));
    }

    // 9
    [SkippableFact]
    public async Task Without_TLS_nothing_but_this_computer_s_own_addresses_is_answered()
    {
        var own = NetworkInterface.GetAllNetworkInterfaces().SelectMany(one => one.GetIPProperties().UnicastAddresses).Select(one => one.Address)
            .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address));
        Skip.If(own is null, "this computer has no address but loopback");
        await town.KillAsync();
        await town.ServeAsync(("ASPNETCORE_URLS", $"http://127.0.0.1:0;http://{own}:0"), ("AllowedHosts", "*"));
        await town.UntilLogAsync($"Now listening on: http://{own}:");
        using var outside = new Browser(new Uri(Regex.Match(town.Log, $"Now listening on: (http://{Regex.Escape(own.ToString())}:[0-9]+)").Groups[1].Value));
        foreach (var forwarded in (string[])["http", "https"])
        {
            var answer = await outside.GetAsync(Link, ("X-Forwarded-Proto", forwarded));
            Assert.Equal((HttpStatusCode.BadRequest, "These pages answer over HTTPS only.\n"), (answer.Status, answer.Text));
        }
        using var browser = new Browser(town.Address);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(Link)).Status);
    }

    // 9
    [Fact]
    public async Task Who_is_no_known_proxy_cannot_say_where_a_request_came_from()
    {
        using var browser = new Browser(town.Address);
        var check = await EmployeeTests.ToCheckAsync(browser, Link, "Canary");
        var sent = await browser.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, "/check")
            {
                Content = new FormUrlEncodedContent(check.Page.QuerySelectorAll("main form input[type=hidden]").Select(input => KeyValuePair.Create(input.GetAttribute("name")!, input.GetAttribute("value")!))),
            },
            ("X-Forwarded-For", "203.0.113.9"));
        Assert.Equal("/receipt", sent.Location);
        town.Command("evidence", "1000", "-o", town["evidence"]);
        Assert.Contains("\"ip\": \"127.0.0.1\"", await File.ReadAllTextAsync(town["evidence/1.json"]), StringComparison.Ordinal);
    }

    // 10: that STARTTLS is required where it is configured, and what an answer of 4xx or 5xx means, is tried by the tests of SmtpTransport against a mail server
    // (Without_a_certificate_that_can_be_trusted_nothing_is_said, What_a_server_answers_is_told_apart_and_the_next_mail_goes_on), what a mail has in it by those of MailComposer.
    [SkippableFact]
    public async Task Mails_in_the_pickup_folder_are_their_owners_alone()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows guards folders by other means than modes");
        await town.MailsAsync(3);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(town["ledger/mail"]));
            foreach (var mail in Directory.GetFiles(town["ledger/mail"], "*.eml"))
                Assert.Equal((mail, UnixFileMode.UserRead | UnixFileMode.UserWrite), (mail, File.GetUnixFileMode(mail)));
        }
    }

    // 11
    [Fact]
    public async Task A_policy_that_holds_a_script_shows_it_as_text_to_employees_and_to_HR()
    {
        const string Script = "<script>alert(1)</script>";
        // Who signed before is shown what changed, too.
        using var employee = new Browser(town.Address);
        await EmployeeTests.SignAsync(employee, Link, "Canary");
        var file = town["policies/new-harbor/social-media.yaml"];
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("final_authority: City Administrator", $"final_authority: 'Mayor {Script}'", StringComparison.Ordinal).Replace("version: 1.0.0", "version: 1.1.0", StringComparison.Ordinal));
        town.Command("publish", "policies/new-harbor/social-media.yaml");
        town.Command("invite");
        var link = town.LinksTo("person0@new-harbor.example")[^1];
        await employee.SubmitAsync(await employee.OpenAsync(link), link);
        using var robin = await town.SignInAsync(StaffRole.HumanResources);
        foreach (var (who, path) in ((Browser, string)[])
        [
            (employee, "/read"), (employee, "/document"), (robin, "/hr/policies/text?policy=social-media&version=1.1.0"), (robin, "/hr/policies/changes?policy=social-media&from=1.0.0&to=1.1.0"),
        ])
        {
            var page = await who.GetAsync(path);
            Assert.Equal((path, HttpStatusCode.OK), (path, page.Status));
            Assert.Contains(Script, page.Page.Body!.TextContent, StringComparison.Ordinal);
            Assert.Equal((path, 0), (path, page.Page.QuerySelectorAll("script").Length));
        }
    }

    [Fact]
    public async Task Health_tells_nothing_but_whether_it_is_well()
    {
        using var browser = new Browser(town.Address);
        Assert.Equal("Healthy", (await browser.GetAsync("/health/live")).Text);
        Assert.Equal("Healthy", (await browser.GetAsync("/health/ready")).Text);
    }

    public async Task InitializeAsync() => town = await Town.OpenAsync();

    public async Task DisposeAsync() => await town.DisposeAsync();

    /// <param name="own">What the policy of a file that brings its own styles, and a script, says besides; hashes without what they are of.</param>
    private static void AssertHeaders(string path, Answer answer, string? own = null)
    {
        const string Policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'";
        const string Permissions = "accelerometer=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(self), usb=(), xr-spatial-tracking=()";
        var policy = answer.Headers["content-security-policy"];
        if (own is null)
            Assert.Equal((path, Policy), (path, policy));
        else
            Assert.Equal((path, Directives($"{own}; default-src 'none'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'")), (path, Directives(Regex.Replace(policy, "'sha256-[^']+'", "'sha256-'"))));
        foreach (var (name, value) in ((string, string)[])
        [
            ("strict-transport-security", "max-age=63072000; includeSubDomains"), ("x-content-type-options", "nosniff"), ("referrer-policy", "no-referrer"), ("cache-control", "no-store"),
            ("cross-origin-opener-policy", "same-origin"), ("cross-origin-resource-policy", "same-origin"), ("x-frame-options", "DENY"), ("permissions-policy", Permissions),
        ])
            Assert.Equal((path, name, value), (path, name, answer.Headers.GetValueOrDefault(name)));
        Assert.False(answer.Headers.ContainsKey("server"), path);
        Assert.False(answer.Headers.ContainsKey("x-powered-by"), path);
    }

    private static string Directives(string policy) => string.Join("; ", policy.Split(';', StringSplitOptions.TrimEntries).Order(StringComparer.Ordinal));

    /// <summary>Sends bytes and waits for what comes back.</summary>
    private async Task<string> RawAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, town.Address.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return await reader.ReadLineAsync().WaitAsync(Town.Patience) ?? "";
    }
}
