using System.Collections.Concurrent;
using System.Net;
using PolicyBuilder.Ledger;
using PolicyBuilder.Ledger.Tests.Postgres;
using Xunit;

namespace PolicyBuilder.Web.Tests;

/// <summary>Two nodes on one PostgreSQL; one of them dies while people sign.</summary>
[Collection("PostgreSQL")]
public sealed class NodesTests(PostgresServer server)
{
    private const int People = 200;
    private const int AtOnce = 12;

    [SkippableFact]
    public async Task A_node_is_killed_while_200_people_sign_and_every_receipt_shown_verifies_nobody_signs_twice_and_the_others_go_on()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var first = await Town.OpenOnServerAsync(database.ConnectionString, People);
        await using var second = await first.JoinAsync();
        var links = Enumerable.Range(0, People).Select(i => first.LinksTo($"person{i}@new-harbor.example").Single()).ToList();
        var receipts = new ConcurrentDictionary<int, string>();
        var killing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var next = -1;
        var broken = 0;

        async Task SignAllAsync()
        {
            while (Interlocked.Increment(ref next) is var i && i < People)
            {
                // Every other person comes to the node that dies; whoever is cut off opens the link again, and the proxy knows by then.
                if (i % 2 == 0 && !first.IsKilled && await TryAsync(first, i))
                    continue;
                Assert.True(await TryAsync(second, i), $"The other node does not answer person {i}.");
            }
        }

        async Task<bool> TryAsync(Town node, int i)
        {
            using var browser = new Browser(node.Address);
            try
            {
                // Who is told that nobody knows yet opens the link again; nobody is told that nothing was signed.
                await Town.UntilAsync(async () =>
                {
                    var opened = await browser.SubmitAsync(await browser.OpenAsync(links[i]), links[i]);
                    var shown = opened.Heading == "You have signed" ? opened : await EmployeeTests.SignFromAsync(browser, opened, $"Canary Quillfeather {i}");
                    Assert.True(shown.Heading is "You have signed" or "We could not confirm your signature yet", $"{i}: {shown.Status} {shown.Heading}\n{node.Log}");
                    return shown.Heading == "You have signed";
                }, $"person {i} signs");
                var proof = await browser.GetAsync("/receipt?handler=Proof");
                Assert.True(proof.Status == HttpStatusCode.OK, $"{i}: {proof.Status} {proof.Heading}\n{node.Log}");
                receipts[i] = proof.Text;
                if (receipts.Count == People / 4)
                    killing.TrySetResult();
                return true;
            }
            catch (HttpRequestException) when (node == first)
            {
                // The node is gone in the middle of a request.
                Interlocked.Increment(ref broken);
                return false;
            }
        }

        async Task KillAsync()
        {
            await killing.Task;
            await first.KillAsync();
        }

        await Task.WhenAll([KillAsync(), .. Enumerable.Range(0, AtOnce).Select(_ => Task.Run(SignAllAsync))]);
        Assert.True(broken > 0, "Nobody was in the middle of anything when the node died.");
        Assert.Equal(People, receipts.Count);
        Assert.Equal(People + 1, second.Entries());
        Assert.True(VerifierKey.TryParse(first.Key, out var key, out _));
        var entries = new HashSet<long>();
        foreach (var (person, text) in receipts)
        {
            Assert.True(Receipt.TryParse(text, out var receipt, out var reason), $"{person}: {reason}");
            Assert.True(receipt.Verify([key], out _, out _, out var why), $"{person}: {why}");
            Assert.True(entries.Add(receipt.Proof.Index), $"{person} has the receipt of somebody else.");
        }
        Assert.Contains($"\"signed\": {People}", second.Command("status", "--json").Output, StringComparison.Ordinal);
        Assert.Contains("holds;", second.Command("ledger", "verify").Output, StringComparison.Ordinal);
    }
}
