using System.Diagnostics;
using System.Globalization;
using CsCheck;
using MimeKit;
using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Ledger.Tests;
using Xunit;
using Xunit.Abstractions;

namespace PolicyBuilder.Acknowledgements.Tests.Mailing;

/// <summary>Whole programs that send to a real mail server, and are killed.</summary>
public sealed class SendingTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [SkippableFact]
    public async Task Killed_at_any_moment_nobody_gets_none_and_a_second_copy_only_whoever_was_being_sent_to()
    {
        await using var server = await MailServer.StartAsync();
        await using var town = await MailTown.CreateAsync(Addresses(60));
        var kills = 0;
        for (var runs = 0; runs < (LongTests.Wanted ? 100 : 12) && server.KeptCount < 58; runs++)
        {
            using var victim = Start(town, server);
            Assert.Equal("ready", await victim.StandardOutput.ReadLineAsync());
            var enough = server.KeptCount + Gen.Int[0, 5].Single();
            await UntilAsync(() => victim.HasExited || server.KeptCount >= enough);
            kills += victim.HasExited ? 0 : 1;
            await EndAsync(victim);
        }
        Assert.True(kills >= 5, $"only {kills} were killed");

        using (var last = Start(town, server))
            Assert.EndsWith(" 0 0 0 ", await FinishAsync(last), StringComparison.Ordinal);
        var kept = server.Kept.GroupBy(mail => Assert.Single(mail.To)).ToList();
        Assert.Equal(60, kept.Count);
        var seconds = server.Kept.Count - 60;
        Assert.InRange(seconds, 0, kills);
        foreach (var copies in kept)
        {
            var messages = copies.Select(mail => mail.Message).ToList();
            Assert.Single(messages.Select(message => message.MessageId).Distinct());
            Assert.True(await town.WorksAsync(messages[^1]), "the link in the last copy is dead");
        }
        Assert.All(await town.MailsAsync(), mail => Assert.Equal(MailState.Sent, mail.State));
        output.WriteLine($"{kills} kills, {seconds} second copies");
    }

    [SkippableFact]
    public async Task Two_programs_that_send_at_once_send_each_mail_once()
    {
        await using var server = await MailServer.StartAsync();
        await using var town = await MailTown.CreateAsync(Addresses(40));
        using var one = Start(town, server);
        using var other = Start(town, server);
        var said = await Task.WhenAll(FinishAsync(one), FinishAsync(other));
        Assert.Equal(["0 0 0 0 ", "40 0 0 0 "], said.Order(StringComparer.Ordinal));
        Assert.Equal(40, server.Kept.Count);
        Assert.Equal(40, server.Kept.Select(mail => mail.To[0]).Distinct().Count());
    }

    [SkippableFact]
    public async Task A_server_that_dies_in_the_middle_leaves_the_rest_for_the_next_run()
    {
        await using var first = await MailServer.StartAsync();
        await using var town = await MailTown.CreateAsync(Addresses(60));
        using (var sending = Start(town, first))
        {
            await UntilAsync(() => first.KeptCount >= 5);
            await first.StopAsync();
            Assert.Contains("cannot be reached (ConnectionRefused)", await FinishAsync(sending), StringComparison.Ordinal);
        }
        await using var second = await MailServer.StartAsync();
        using var next = Start(town, second);
        await FinishAsync(next);
        // The mail that was on its way waits for its time.
        var waiting = (await town.Store.ReadAsync()).Waiting;
        Assert.InRange(waiting.Count, 0, 1);
        Assert.Equal(60, first.Kept.Concat(second.Kept).Select(mail => mail.To[0]).Concat(waiting.Select(mail => mail.Address)).Distinct().Count());
    }

    [Fact]
    public async Task Killed_while_it_writes_to_a_folder_every_mail_is_there_once_and_whole()
    {
        await using var town = await MailTown.CreateAsync(Addresses(1200));
        var pickup = Path.Combine(town.Folder, "mail");
        var kills = 0;
        for (var enough = 50; enough < 900; enough += 250)
        {
            using var victim = Start(town, pickup);
            await UntilAsync(() => victim.HasExited || (Directory.Exists(pickup) && Directory.GetFiles(pickup, "*.eml").Length >= enough));
            kills += victim.HasExited ? 0 : 1;
            await EndAsync(victim);
        }
        Assert.True(kills >= 3, $"only {kills} were killed");
        using (var last = Start(town, pickup))
            await FinishAsync(last);
        Assert.Empty(Directory.GetFiles(pickup, "*.part"));
        var files = Directory.GetFiles(pickup, "*.eml");
        Assert.Equal((await town.MailsAsync()).Select(mail => mail.Id).Order(StringComparer.Ordinal), files.Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal));
        foreach (var file in files)
        {
            using var message = await MimeMessage.LoadAsync(file);
            Assert.True(await town.WorksAsync(message), $"the link in {Path.GetFileName(file)} is dead");
        }
    }

    private static Process Start(MailTown town, MailServer server)
    {
        var authority = Path.Combine(town.Folder, "authority.pem");
        File.WriteAllText(authority, server.Authority.ExportCertificatePem());
        return Start(authority, town.Database, "mapleton", server.Port.ToString(CultureInfo.InvariantCulture), MailServer.User, MailServer.Password);
    }

    private static Process Start(MailTown town, string pickup) => Start("", town.Database, "mapleton", pickup);

    private static Process Start(string authority, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "PolicyBuilder.Acknowledgements.Victim.dll"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        if (authority.Length > 0)
            start.Environment["SSL_CERT_FILE"] = authority;
        return Process.Start(start)!;
    }

    private static async Task<string> FinishAsync(Process sending)
    {
        var said = (await sending.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await sending.WaitForExitAsync();
        Assert.Equal(0, sending.ExitCode);
        return said[^1];
    }

    private static async Task EndAsync(Process victim)
    {
        if (!victim.HasExited)
            victim.Kill();
        await victim.WaitForExitAsync();
    }

    private static async Task UntilAsync(Func<bool> so)
    {
        var watch = Stopwatch.StartNew();
        while (!so())
        {
            Assert.True(watch.Elapsed < Patience, "nothing happened");
            await Task.Delay(5);
        }
    }

    private static string[] Addresses(int count) => [.. Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"p{i}@x.example"))];
}
