using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using PolicyBuilder.Acknowledgements.Campaigns.Sqlite;
using PolicyBuilder.Acknowledgements.Tests.Mailing;
using PolicyBuilder.Ledger.Tests.Postgres;
using PolicyBuilder.Testing;
using Xunit;

namespace PolicyBuilder.Acknowledgements.Tests.Campaigns;

/// <summary>
/// A whole campaign from a file of forty people, by the commands that HR types, with a real mail server and both databases: after each step
/// the program tells the truth.
/// </summary>
[Collection("PostgreSQL")]
public sealed class FlowTests(PostgresServer server)
{
    private static readonly Regex Link = new(@"http://localhost:5080/a/([A-Za-z0-9_-]{43})", RegexOptions.Compiled);

    [SkippableFact]
    public async Task A_campaign_with_a_file_tells_the_truth_at_every_step()
    {
        using var city = new PublishedCity();
        var file = city["ledger/policybuilder.db"];
        await CampaignAsync(city, file, async days =>
        {
            await using var people = new SqliteConnection($"Data Source={SqliteCampaignStore.PathBeside(file)};Pooling=False");
            await people.OpenAsync();
            await using var age = people.CreateCommand();
            age.CommandText = $"UPDATE invitation SET opened = opened - {days} * 86400000, last_sent = last_sent - {days} * 86400000";
            await age.ExecuteNonQueryAsync();
        });
    }

    [SkippableFact]
    public async Task A_campaign_on_a_server_tells_the_truth_at_every_step()
    {
        await using var database = await server.CreateDatabaseAsync();
        using var city = new PublishedCity();
        await CampaignAsync(city, database.ConnectionString, async days =>
        {
            await using var age = database.CreateCommand($"UPDATE policybuilder_people.invitation SET opened = opened - interval '{days} days', last_sent = last_sent - interval '{days} days'");
            await age.ExecuteNonQueryAsync();
        });
    }

    private static string TokenIn(KeptMail mail) => Link.Match(mail.Message.TextBody ?? "").Groups[1].Value;

    private static async Task CampaignAsync(PublishedCity city, string ledger, Func<int, Task> ageAsync)
    {
        await using var mail = await MailServer.StartAsync(new MailServerOptions { StartTls = false, Auth = false });
        (string, string)[] settings =
        [
            ("PolicyBuilder__BaseAddress", "http://localhost:5080/"), ("PolicyBuilder__Mail__Smtp__Host", "localhost"), ("PolicyBuilder__Mail__Smtp__Tls", "None"),
            ("PolicyBuilder__Mail__Smtp__Port", mail.Port.ToString(CultureInfo.InvariantCulture)), ("PolicyBuilder__Mail__MessagesPerMinute", "0"),
        ];
        Answered Run(params string[] arguments) =>
            CommandLine.Run(city.Folder, arguments[0] == "verify-receipt" ? ["ledger", .. arguments] : [.. arguments, "--keys", city["keys"], "--ledger", ledger], settings);
        Answered Do(params string[] arguments) => Run(arguments) is { ExitCode: 0 } done ? done : throw new InvalidOperationException($"{string.Join(' ', arguments)}: {Run(arguments)}");
        JsonElement Status() => JsonDocument.Parse(Do("status", "--json").Output).RootElement.GetProperty("policies")[0];
        string[] Standings() => [.. Status().GetProperty("people").EnumerateArray().Select(person => person.GetProperty("standing").GetString()!)];

        city.Edit("effective: 2027-01-01", "effective: 2026-01-01");
        var key = Do("ledger", "init", "new-harbor.example/policies").Output.Split('\n')[0];
        File.Copy(Path.Combine(Repository.Root, "policies", "mapleton", "people.csv"), city["people.csv"]);
        Assert.Contains("Imported 40 people: 40 added, 0 unchanged.", Do("roster", "import", "people.csv").Error, StringComparison.Ordinal);
        Assert.Contains("Imported 40 people: 40 unchanged.", Do("roster", "import", "people.csv").Error, StringComparison.Ordinal);
        Do("publish", "policies/new-harbor/social-media.yaml");
        Assert.Equal(0, Status().GetProperty("signed").GetInt32());
        var required = Status().GetProperty("required").GetInt32();

        Do("invite");
        var asked = Standings().Count(standing => standing == "asked");
        Assert.Equal(asked, mail.KeptCount);
        Assert.Equal(asked, mail.Kept.Select(kept => Assert.Single(kept.To)).Distinct().Count());
        var first = mail.Kept.ToDictionary(kept => kept.To[0], kept => TokenIn(kept));
        Assert.Equal(asked, first.Values.Where(token => token.Length == 43).Distinct().Count());
        Do("invite");
        Do("remind");
        Assert.Equal(asked, mail.KeptCount);

        await ageAsync(8);
        Do("remind");
        // The city's offices, and so its reminders, rest at weekends.
        var works = DateTime.Now.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);
        Assert.Equal(works ? 2 * asked : asked, mail.KeptCount);
        Do("remind");
        Assert.Equal(works ? 2 * asked : asked, mail.KeptCount);
        Assert.All(mail.Kept.Skip(asked), kept => Assert.NotEqual(first[kept.To[0]], TokenIn(kept)));

        var today = DateTime.Now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        Assert.Equal("paper.tlog-proof\n", Do("record", "paper", "1004", "--signed-on", today, "--by", "Dana Example", "--checked-by", "Lee Sample", "--receipt", "paper.tlog-proof").Output);
        var verified = Do("verify-receipt", "paper.tlog-proof", "--key", key);
        Assert.Contains("employee 1004\n", verified.Output, StringComparison.Ordinal);
        Do("record", "decline", "1005", "--by", "Dana Example");
        Do("record", "leave", "1006", "--from", today);
        Assert.Equal((required, 1), (Status().GetProperty("required").GetInt32(), Status().GetProperty("signed").GetInt32()));
        Assert.Contains("declined", Standings());
        Assert.Contains("onLeave", Standings());
        Assert.Matches(@"1004 .*acknowledged 1\.0\.0 on", Do("who", "--on", today).Output);
        Assert.Contains("entry 1", Do("person", "1004").Output, StringComparison.Ordinal);
        Assert.Equal("evidence-1004/statement.html\n", Do("evidence", "1004").Output);
        Assert.Equal(0, Run("verify-receipt", "evidence-1004/1.tlog-proof", "--key", key).ExitCode);
        Assert.StartsWith("new-harbor.example/policies: holds; 3 entries", Do("ledger", "verify").Output, StringComparison.Ordinal);

        var said = string.Concat(((string[][])[["status"], ["person", "1001"], ["invite", "--dry-run"], ["remind", "--dry-run"], ["status", "--csv"], ["ledger", "log"]]).Select(command => Do(command)).Select(answer => answer.Output + answer.Error));
        Assert.All(mail.Kept, kept => Assert.DoesNotContain(TokenIn(kept) is { Length: 43 } token ? token : "\0", said, StringComparison.Ordinal));
    }
}
