using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace PolicyBuilder.Web.Tests;

/// <summary>What is measured, as a collector on this computer gets it.</summary>
public sealed class MeasureTests
{
    [Fact]
    public async Task A_collector_gets_counts_and_durations_and_nothing_about_anyone()
    {
        using var collector = new HttpListener();
        collector.Prefixes.Add($"http://127.0.0.1:{FreePort()}/");
        collector.Start();
        var received = new ConcurrentQueue<(string Path, string Body)>();
        var receiving = ReceiveAsync(collector, received);
        bool Has(string text) => received.Any(one => one.Body.Contains(text, StringComparison.Ordinal));

        await using var town = await Town.OpenAsync(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Prefixes.Single()), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_METRIC_EXPORT_INTERVAL", "200"));
        using var browser = new Browser(town.Address);
        var link = town.LinksTo("person0@new-harbor.example")[0];
        await EmployeeTests.SignAsync(browser, link, "Canary Quillfeather 0");
        await browser.GetAsync(link + "x");
        await browser.GetAsync("/nowhere/" + link["/a/".Length..]);

        foreach (var name in (string[])["policybuilder.signatures", "electronic", "policybuilder.signature.duration", "policybuilder.mails", "sent", "http.server.request.duration", "a/{token}", "policybuilder-web"])
            await Town.UntilAsync(() => Task.FromResult(Has(name)), name);
        await town.KillAsync();
        collector.Stop();
        await receiving;
        Assert.All(received, one => Assert.Equal("/v1/metrics", one.Path));
        foreach (var secret in (string[])[link["/a/".Length..], "Quillfeather", "person0", "url.path", "user_agent", "client.address"])
            Assert.False(Has(secret), secret);
    }

    private static async Task ReceiveAsync(HttpListener collector, ConcurrentQueue<(string Path, string Body)> received)
    {
        try
        {
            while (true)
            {
                var context = await collector.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                // Protocol Buffers write text as UTF-8.
                received.Enqueue((context.Request.Url!.AbsolutePath, Encoding.UTF8.GetString(body.ToArray())));
                context.Response.Close();
            }
        }
        catch (Exception) when (!collector.IsListening)
        {
            return;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
