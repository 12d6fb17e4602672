using System.Globalization;
using System.Text.RegularExpressions;
using PolicyBuilder.Acknowledgements.Campaigns.Sqlite;
using PolicyBuilder.Acknowledgements.Roster;
using PolicyBuilder.Testing;
using PolicyBuilder.Tests.Ledger;
using Xunit;

namespace PolicyBuilder.Tests.Campaigns;

/// <summary>The program run as its users run it: a process in the city's workspace.</summary>
public sealed partial class InviteCommandTests
{
    [Fact]
    public async Task Invite_asks_everybody_once_and_remind_keeps_its_distance()
    {
        using var bench = await BenchAsync();
        var dry = Run(bench, ["invite", "--dry-run"]);
        Assert.Equal(0, dry.ExitCode);
        Assert.Equal(
            "100  invitation to bo@new-harbor.example\n101  invitation to ada@new-harbor.example\n103  Di Sample: no mail, left, last day 2020-01-31\n102  Cy Placeholder: on paper, has no e-mail address\n",
            dry.Output);
        Assert.Contains("Dry run: nothing was queued or sent.", dry.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(bench.City["ledger/mail"]));

        var first = Run(bench, ["invite", "new-harbor/social-media"]);
        Assert.Equal(0, first.ExitCode);
        Assert.Contains("new-harbor/social-media: 2 people are asked by e-mail, 1 on paper, without an address; 1 signed already or need not sign.", first.Error, StringComparison.Ordinal);
        Assert.Contains("Wrote 2 mails to ledger/mail.", first.Error, StringComparison.Ordinal);
        var mails = Directory.GetFiles(bench.City["ledger/mail"], "*.eml").Select(File.ReadAllText).ToList();
        Assert.Equal(2, mails.Count);
        Assert.Contains(mails, mail => mail.Contains("Content-Language: es", StringComparison.Ordinal));

        foreach (var again in (Answered[])[Run(bench, ["invite"]), Run(bench, ["remind"])])
        {
            Assert.Equal(0, again.ExitCode);
            Assert.Equal(2, Directory.GetFiles(bench.City["ledger/mail"], "*.eml").Length);
            Assert.All(mails, mail => Assert.DoesNotContain(LinkPattern().Match(mail.Replace("=\r\n", "", StringComparison.Ordinal)).Groups[1].Value, first.Output + first.Error + again.Output + again.Error, StringComparison.Ordinal));
        }
        await using var store = Store(bench);
        Assert.Equal(3, (await store.ReadAsync()).Invitations.Count);
    }

    [Fact]
    public async Task Wrong_settings_are_told_before_anybody_is_asked()
    {
        using var bench = await BenchAsync();
        File.WriteAllText(bench.City["appsettings.json"], """{ "PolicyBuilder": { "Mail": { "Smtp": { "Host": "smtp.new-harbor.example" } } } }""");
        var told = Run(bench, ["invite"], ("PolicyBuilder__Mail__Smtp__Tls", "None"));
        Assert.Equal(1, told.ExitCode);
        Assert.Contains("PolicyBuilder__Mail__Smtp__Tls: error PB7303", told.Error, StringComparison.Ordinal);
        Assert.Contains("appsettings.json: error PB7302: 'PolicyBuilder:BaseAddress' is not set", told.Error, StringComparison.Ordinal);
        Assert.Contains("error PB7205", Run(bench, ["invite", "--person", "999"]).Error, StringComparison.Ordinal);
        await using var store = Store(bench);
        Assert.Empty((await store.ReadAsync()).Invitations);
    }

    [Fact]
    public async Task A_server_that_is_not_there_leaves_the_mails_for_the_next_run()
    {
        using var bench = await BenchAsync();
        var away = Run(bench, ["invite"], ("PolicyBuilder__BaseAddress", "https://policies.new-harbor.example"), ("PolicyBuilder__Mail__Smtp__Host", "localhost"), ("PolicyBuilder__Mail__Smtp__Port", "1"));
        Assert.Equal(3, away.ExitCode);
        Assert.Contains("could not finish: localhost:1 cannot be reached", away.Error, StringComparison.Ordinal);
        Assert.Contains("2 mails wait: run the same command again.", away.Error, StringComparison.Ordinal);
        Assert.Contains("Wrote 2 mails", Run(bench, ["invite"]).Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_full_disk_loses_no_mail()
    {
        using var disk = new SmallDisk();
        Skip.IfNot(disk.IsMounted, "only root on Linux may mount a small disk");
        using var bench = await BenchAsync();
        var (filler, pickup) = (Path.Combine(disk.Path, "filler"), Path.Combine(disk.Path, "mail"));
        disk.Fill(filler);
        var full = Run(bench, ["invite"], ("PolicyBuilder__Mail__Pickup", pickup));
        Assert.Equal(3, full.ExitCode);
        Assert.Contains("No space left on device", full.Error, StringComparison.Ordinal);
        Assert.Contains("2 mails wait", full.Error, StringComparison.Ordinal);
        File.Delete(filler);
        Assert.Contains("Wrote 2 mails", Run(bench, ["invite"], ("PolicyBuilder__Mail__Pickup", pickup)).Error, StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFiles(pickup, "*.eml").Length);
        Assert.Empty(Directory.GetFiles(pickup, "*.part"));
    }

    private static async Task<LedgerBench> BenchAsync()
    {
        var bench = LedgerBench.WithEntry();
        await using var store = Store(bench);
        Person[] people =
        [
            new() { Id = "100", Name = "Bo Sample", Email = "bo@new-harbor.example" },
            new() { Id = "101", Name = "Ada Examplé", Email = "ada@new-harbor.example", Language = "es", Supervisor = "100" },
            new() { Id = "102", Name = "Cy Placeholder" },
            new() { Id = "103", Name = "Di Sample", Left = new DateOnly(2020, 1, 31) },
        ];
        await store.ApplyAsync(RosterImport.Of([], people), DateTimeOffset.Parse("2026-01-01T00:00:00Z", CultureInfo.InvariantCulture));
        return bench;
    }

    private static SqliteCampaignStore Store(LedgerBench bench) => SqliteCampaignStore.Open(SqliteCampaignStore.PathBeside(bench.Database), "new-harbor");

    private static Answered Run(LedgerBench bench, string[] arguments, params (string, string)[] environment) =>
        CommandLine.Run(bench.City.Folder, [.. arguments, "--ledger", bench.Database, "--keys", bench.City["keys"]], environment);

    [GeneratedRegex("/a/([A-Za-z0-9_-]{43})")]
    private static partial Regex LinkPattern();
}
