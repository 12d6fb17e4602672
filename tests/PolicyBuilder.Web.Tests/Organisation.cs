using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using PolicyBuilder.Testing;
using Xunit;

namespace PolicyBuilder.Web.Tests;

/// <summary>An organisation that signs its people in (npm's oidc-provider, a process of its own on loopback), and a town that lets them.</summary>
public sealed class Organisation : IAsyncDisposable
{
    public const string Client = "new-harbor-policies";
    public const string Secret = "zq-canary-client-secret";

    private static readonly string Source = typeof(Organisation).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(about => about.Key == "SourceFolder").Value!;

    private readonly Scratch scratch = new();
    private readonly JsonObject people = [];
    private Process? node;

    /// <summary>Where its sign-in is.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The town's address, which is known before it is up.</summary>
    public Uri TownAddress { get; } = new($"http://127.0.0.1:{FreePort()}/");

    /// <summary>What the town's server has to be told.</summary>
    public (string, string)[] Settings(params (string, string)[] more) =>
    [
        ("ASPNETCORE_URLS", TownAddress.AbsoluteUri), ("PolicyBuilder__BaseAddress", TownAddress.AbsoluteUri), ("PolicyBuilder__Oidc__Authority", Address.AbsoluteUri),
        ("PolicyBuilder__Oidc__ClientId", Client), ("PolicyBuilder__Oidc__ClientSecret", Secret), .. more,
    ];

    /// <summary>Starts one; skips the test where that cannot be.</summary>
    /// <param name="ahead">Seconds that its clock is ahead of ours.</param>
    /// <param name="pushed">Whether what is asked of it goes there directly (RFC 9126), and not through the browser.</param>
    /// <param name="nonce">What its answers give back in place of the number that was asked with; empty for nothing, null for that number.</param>
    public static async Task<Organisation> StartAsync(int ahead = 0, bool pushed = true, string? nonce = null)
    {
        var reason = Installed.Find("node") is null ? "Node.js is not on the PATH"
            : Directory.Exists(Path.Combine(Source, "node_modules")) ? null
            : "the packages are missing: run 'npm ci --ignore-scripts' in tests/PolicyBuilder.Web.Tests";
        if (Environment.GetEnvironmentVariable("POLICYBUILDER_REQUIRE_ALL") == "1")
            Assert.True(reason is null, reason);
        Skip.If(reason is not null, reason);
        var organisation = new Organisation();
        await organisation.StartNodeAsync(ahead, pushed, nonce);
        return organisation;
    }

    /// <summary>Says who somebody is.</summary>
    public void Know(string subject, string name, params string[] roles) =>
        Know(subject, new JsonObject { ["name"] = name, ["roles"] = new JsonArray([.. roles.Select(role => JsonValue.Create(role))]) });

    /// <summary>Says who somebody is.</summary>
    public void Know(string subject, JsonObject claims)
    {
        people[subject] = claims;
        File.WriteAllText(scratch["people.json"], people.ToJsonString());
    }

    /// <summary>Signs somebody in there, and brings them back.</summary>
    public async Task<Answer> SignInAsync(Browser browser, string subject, string then = "/hr") =>
        await ReturnAsync(browser, await VisitAsync(await browser.GetAsync("/hr/sign-in/oidc?then=" + Uri.EscapeDataString(then)), subject));

    /// <summary>Goes where the town has sent somebody, signs in there with any password, or goes away again; returns the address that leads back to the town.</summary>
    public async Task<string> VisitAsync(Answer sent, string? subject)
    {
        using var there = new Browser(Address);
        var answer = await there.GetAsync(sent.Location ?? throw new InvalidOperationException(sent.Text));
        for (var i = 0; i < 20; i++)
        {
            if (answer.Location is { } next)
            {
                if (next.StartsWith(TownAddress.AbsoluteUri, StringComparison.Ordinal))
                    return next;
                answer = await there.GetAsync(next);
            }
            else if (subject is null)
            {
                answer = await there.GetAsync(answer.Page.QuerySelectorAll("a").Single(link => link.GetAttribute("href")!.EndsWith("/abort", StringComparison.Ordinal)).GetAttribute("href")!);
            }
            else
            {
                var form = answer.Page.QuerySelector("form") ?? throw new InvalidOperationException(answer.Text);
                (string, string)[] fields = [("prompt", form.QuerySelector("[name=prompt]")!.GetAttribute("value")!), ("login", subject), ("password", "any")];
                answer = await there.SendAsync(new HttpRequestMessage(HttpMethod.Post, form.GetAttribute("action")) { Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Item1, field.Item2))) });
            }
        }
        throw new InvalidOperationException(answer.Text);
    }

    /// <summary>Follows a link that leads back to the town, as a browser does: with no cookie that is <c>SameSite=Strict</c>.</summary>
    public static async Task<Answer> ReturnAsync(Browser browser, string address)
    {
        var strict = browser.Cookies.Where(cookie => !cookie.Key.StartsWith("__Host-oidc-", StringComparison.Ordinal)).ToList();
        foreach (var cookie in strict)
            browser.Cookies.Remove(cookie.Key);
        var answer = await browser.GetAsync(address);
        foreach (var cookie in strict)
            browser.Cookies.TryAdd(cookie.Key, cookie.Value);
        return answer;
    }

    /// <summary>Ends it, as a power cut would.</summary>
    public async Task StopAsync()
    {
        if (node is null)
            return;
        node.Kill();
        await node.WaitForExitAsync();
        node.Dispose();
        node = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        scratch.Dispose();
    }

    private async Task StartNodeAsync(int ahead, bool pushed, string? nonce)
    {
        var options = new Dictionary<string, object>
        {
            ["people"] = scratch["people.json"],
            ["clientId"] = Client,
            ["clientSecret"] = Secret,
            ["redirectUri"] = new Uri(TownAddress, "/hr/sign-in/callback").AbsoluteUri,
            ["ahead"] = ahead,
            ["par"] = pushed,
            ["port"] = 0,
        };
        if (nonce is not null)
            options["nonce"] = nonce;
        node = Process.Start(new ProcessStartInfo("node", ["provider.mjs", JsonSerializer.Serialize(options)]) { WorkingDirectory = Source, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        node.ErrorDataReceived += (_, _) => { };
        node.BeginErrorReadLine();
        while (await node.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("listening ", StringComparison.Ordinal))
            {
                Address = new Uri("http://127.0.0.1:" + line["listening ".Length..]);
                _ = node.StandardOutput.ReadToEndAsync();
                return;
            }
        }
        throw new InvalidOperationException("The organisation's sign-in did not start.");
    }

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }
}
