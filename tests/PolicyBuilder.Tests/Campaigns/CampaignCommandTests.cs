using System.Text.Json;
using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Campaigns.Sqlite;
using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Tests.Ledger;
using Xunit;

namespace PolicyBuilder.Tests.Campaigns;

public class CampaignCommandTests
{
    private const string Roster = "./people.csv";

    private const string City = "./policies/new-harbor";

    private const string People =
        """
        id,name,email,department,supervisor,hired,left
        1,Ada Example,ada@new-harbor.example,Library,,2020-01-01,
        2,Bo Sample,bo@new-harbor.example,Library,1,2020-01-01,
        3,Cy Placeholder,,Public Works,1,2020-01-01,
        4,Di Fable,di@new-harbor.example,Public Works,1,2020-01-01,2026-12-31

        """;

    [Fact]
    public void A_roster_is_imported_and_the_same_file_again_changes_nothing()
    {
        using var bench = WithRoster(out var imported);
        Assert.Equal((0, "Imported 4 people: 4 added, 0 unchanged.\n"), (imported.Exit, imported.Error));
        Assert.StartsWith("added     1  Ada Example: Library\n", imported.Output, StringComparison.Ordinal);
        var again = bench.Run("roster", "import", Roster, "--city", City);
        Assert.Equal((0, "", "Imported 4 people: 4 unchanged.\n"), (again.Exit, again.Output, again.Error));
    }

    [Fact]
    public void What_changed_is_told_in_words_and_who_is_absent()
    {
        using var bench = WithRoster(out _);
        Write(bench, "id,name,email,department,supervisor,hired,left\n1,Ada Example,chief@new-harbor.example,Library,,2020-01-01,\n2,Bo Sample,bo@new-harbor.example,Parks,1,2020-01-01,2027-05-31\n5,Eli Mockup,,,,,\n");
        var trial = bench.Run("roster", "import", Roster, "--city", City, "--dry-run");
        Assert.Contains("Would import 3 people: 1 added, 1 changed, 1 left, 0 unchanged. Nothing was changed.\n", trial.Error, StringComparison.Ordinal);
        var imported = bench.Run("roster", "import", Roster, "--city", City);
        Assert.Equal(0, imported.Exit);
        Assert.Equal(trial.Output, imported.Output);
        Assert.Contains("changed   1  Ada Example: email 'ada@new-harbor.example' → 'chief@new-harbor.example'; links to the former address end\n", imported.Output, StringComparison.Ordinal);
        Assert.Contains("left      2  Bo Sample: department 'Library' → 'Parks'; left none → '2027-05-31'; open links end\n", imported.Output, StringComparison.Ordinal);
        Assert.Contains("1 person on the roster is not in the file and stays as they are: 3.", imported.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_imported_when_a_row_is_bad_unless_bad_rows_are_skipped()
    {
        using var bench = LedgerBench.WithLedger();
        Write(bench, "id,name,email\n1,Ada Example,ada at home\n2,Bo Sample,\n3,,\n");
        var refused = bench.Run("roster", "import", Roster, "--city", City);
        Assert.Equal((1, ""), (refused.Exit, refused.Output));
        Assert.Contains("people.csv:2: error PB7111", refused.Error, StringComparison.Ordinal);
        Assert.Contains("people.csv:4: error PB7109", refused.Error, StringComparison.Ordinal);
        Assert.EndsWith("Nothing was imported: 2 of 3 rows are bad. Mend them, or import the others with --skip-bad.\n", refused.Error, StringComparison.Ordinal);
        Assert.Contains("Nobody is on the roster yet", bench.Run("status", "--city", City).Error, StringComparison.Ordinal);
        var skipped = bench.Run("roster", "import", Roster, "--city", City, "--skip-bad");
        Assert.Equal((0, "added     2  Bo Sample\n"), (skipped.Exit, skipped.Output));
        Assert.EndsWith("Imported 1 person: 1 added, 0 unchanged; 2 bad rows were skipped.\n", skipped.Error, StringComparison.Ordinal);
        Write(bench, "no,headings\n1,2\n");
        Assert.Equal(1, bench.Run("roster", "import", Roster, "--city", City, "--skip-bad").Exit);
        Assert.Equal(2, bench.Run("roster", "import", "./none.csv", "--city", City).Exit);
    }

    [Fact]
    public void Import_answers_in_json()
    {
        using var bench = LedgerBench.WithLedger();
        Write(bench, People);
        using var told = JsonDocument.Parse(bench.Run("roster", "import", Roster, "--city", City, "--json").Output);
        Assert.True(told.RootElement.GetProperty("imported").GetBoolean());
        Assert.Equal(4, told.RootElement.GetProperty("changes").GetArrayLength());
        Assert.Equal("added", told.RootElement.GetProperty("changes")[0].GetProperty("kind").GetString());
    }

    [Fact]
    public void Publish_says_whether_a_new_round_is_open_and_why()
    {
        using var bench = WithRoster(out _);
        var first = bench.Run("publish", LedgerBench.Policy);
        Assert.EndsWith("A new round is open: 3 people must sign it. It is the first version.\n", first.Error, StringComparison.Ordinal);
        Sign(bench, "1", "1.0.0");
        bench.City.Edit("version: 1.0.0", "version: 1.0.1");
        bench.City.Edit("road closures.", "closures of roads.");
        var editorial = bench.Run("publish", LedgerBench.Policy, "--decide", "official-use.translations.roads=editorial", "--by", "City Attorney", "--because", "same meaning");
        Assert.Equal(0, editorial.Exit);
        Assert.EndsWith("Earlier acknowledgements are kept: 1 person has signed, 2 must still sign. Its changes are editorial. City Attorney decided that 'official-use.translations.roads' is editorial: same meaning.\n", editorial.Error, StringComparison.Ordinal);
        bench.City.Edit("version: 1.0.1", "version: 1.1.0");
        bench.City.Edit("final_authority: City Administrator", "final_authority: Communications Director");
        var substantive = bench.Run("publish", LedgerBench.Policy, "--json");
        using var told = JsonDocument.Parse(substantive.Output);
        var round = told.RootElement.GetProperty("round");
        Assert.True(round.GetProperty("opened").GetBoolean());
        Assert.Equal((3, 0, "Its changes are substantive."), (round.GetProperty("mustSign").GetInt32(), round.GetProperty("signed").GetInt32(), round.GetProperty("why").GetString()));
    }

    [Fact]
    public void A_version_that_publish_could_not_tell_of_is_found_by_the_next_command()
    {
        using var bench = LedgerBench.WithEntry();
        Assert.False(File.Exists(bench.City["ledger/policybuilder-people.db"]));
        Write(bench, People);
        bench.Run("roster", "import", Roster, "--city", City);
        Assert.Contains("new-harbor/social-media 1.0.0, in force from 2027-01-01\n  0 of 3 people signed (0 %)\n", bench.Run("status", "--city", City).Output, StringComparison.Ordinal);
        bench.City.Revise();
        Assert.Equal(0, bench.Run("publish", LedgerBench.Policy, "--no-ledger").Exit);
        var unlisted = bench.Run("status", "--city", City);
        Assert.Contains("new-harbor/social-media 1.0.0", unlisted.Output, StringComparison.Ordinal);
        Assert.Contains("note PB7204: new-harbor/social-media@1.1.0 is published, but the ledger has no entry of it", unlisted.Error, StringComparison.Ordinal);
        Assert.Equal(0, bench.Run("publish", LedgerBench.Policy).Exit);
        Assert.Contains("new-harbor/social-media 1.1.0", bench.Run("status", "--city", City).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Status_tells_each_department_and_each_reason_and_answers_one_only_when_asked()
    {
        using var bench = WithInvitations();
        var status = bench.Run("status", "--city", City);
        Assert.Equal(
            """
            new-harbor/social-media 1.0.0, in force from 2027-01-01
              1 of 3 people signed (33 %), 1 overdue
              Library       ██████████░░░░░░░░░░   50 %  1 of 2, 1 overdue
              Public Works  ░░░░░░░░░░░░░░░░░░░░    0 %  0 of 1
              Not signed: 1 overdue, 1 no e-mail address
                2  Bo Sample, Library: overdue since 2027-05-16, asked on 2027-05-01, reminded once
                3  Cy Placeholder, Public Works: has no e-mail address; signs on paper

            """.ReplaceLineEndings("\n"),
            status.Output);
        Assert.Equal(0, status.Exit);
        Assert.Equal(1, bench.Run("status", "--city", City, "--exit-code").Exit);
        Assert.Equal(0, bench.Run("status", "./policies/new-harbor/social-media.yaml").Exit);
        var other = bench.Run("status", "none", "--city", City);
        Assert.Equal((1, "new-harbor/none PB7203"), (other.Exit, string.Join('\n', other.Told)));
        Assert.Equal(2, bench.Run("status", "--city", City, "--json", "--csv").Exit);
    }

    [Fact]
    public void Status_as_json_and_csv_says_the_same_and_no_cell_is_a_formula()
    {
        using var bench = WithInvitations();
        Write(bench, People.Replace("Bo Sample", "\"=HYPERLINK(\"\"http://x.example\"\"), Bo\"", StringComparison.Ordinal));
        Assert.Equal(0, bench.Run("roster", "import", Roster, "--city", City).Exit);
        var csv = bench.Run("status", "--city", City, "--csv").Output.Split("\r\n");
        Assert.Equal("policy,version,id,name,department,standing,reason,since,due,overdue,entry", csv[0]);
        Assert.Equal("social-media,1.0.0,1,Ada Example,Library,signed,signed 1.0.0 on 2027-05-03,2027-05-03,,no,7", csv[1]);
        Assert.StartsWith("social-media,1.0.0,2,\"'=HYPERLINK(\"\"http://x.example\"\"), Bo\",Library,overdue,", csv[2], StringComparison.Ordinal);
        Assert.Equal("social-media,1.0.0,4,Di Fable,Public Works,left,\"left, last day 2026-12-31\",2026-12-31,,no,", csv[4]);
        using var json = JsonDocument.Parse(bench.Run("status", "--city", City, "--json").Output);
        var policy = json.RootElement.GetProperty("policies")[0];
        Assert.Equal((3, 1, 1), (policy.GetProperty("required").GetInt32(), policy.GetProperty("signed").GetInt32(), policy.GetProperty("overdue").GetInt32()));
        Assert.Equal(["signed", "overdue", "noEmail", "left"], policy.GetProperty("people").EnumerateArray().Select(person => person.GetProperty("standing").GetString()));
    }

    [Fact]
    public void The_report_is_one_page_without_scripts_whose_names_are_text()
    {
        using var bench = WithInvitations();
        Write(bench, People.Replace("Bo Sample", "<script>alert(1)</script> & Bo", StringComparison.Ordinal));
        bench.Run("roster", "import", Roster, "--city", City);
        var status = bench.Run("status", "--city", City, "--html", "./report.html");
        Assert.Equal(0, status.Exit);
        Assert.EndsWith("Wrote report.html. It names people: only you can open it.\n", status.Error, StringComparison.Ordinal);
        var page = bench.Read("report.html");
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; Bo", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
        Assert.Contains("<th scope=\"row\">Library</th><td class=\"n\">1 of 2</td>", page, StringComparison.Ordinal);
        Assert.Equal(page.Split("<table").Length, page.Split("<caption").Length);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(bench.City["report.html"]));
    }

    [Fact]
    public void A_person_has_a_history_and_no_link_is_shown()
    {
        using var bench = WithInvitations();
        var shown = bench.Run("person", "2", "--city", City);
        Assert.Equal(0, shown.Exit);
        Assert.Equal(
            """
            2  Bo Sample
              Library
              bo@new-harbor.example, written to in en
              reports to 1 Ada Example
              first day 2020-01-01
            social-media 1.0.0: overdue since 2027-05-16, asked on 2027-05-01, reminded once; was due 2027-05-15
              2027-05-01 12:00 UTC  asked to sign social-media 1.0.0 by 2027-05-15
              2027-05-01 12:00 UTC  reminder 1 queued, to bo@new-harbor.example
              2027-05-01 12:00 UTC  reminder 1 taken by the mail server: 250 taken
              2027-05-01 12:00 UTC  link sent, good until 2027-06-30

            """.ReplaceLineEndings("\n"),
            shown.Output);
        Assert.Contains("signed social-media 1.0.0, entry 7", bench.Run("person", "1", "--city", City).Output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(bench.Run("person", "2", "--city", City, "--json").Output);
        Assert.Equal(["issued", "expires"], json.RootElement.GetProperty("links")[0].EnumerateObject().Select(property => property.Name).Where(name => name is not ("mail" or "address")));
        Assert.DoesNotContain("token", json.RootElement.GetRawText(), StringComparison.OrdinalIgnoreCase);
        var nobody = bench.Run("person", "22", "--city", City);
        Assert.Equal((1, "new-harbor PB7205"), (nobody.Exit, string.Join('\n', nobody.Told)));
    }

    [Fact]
    public void Who_was_bound_by_which_text_is_told_for_a_day()
    {
        using var bench = WithInvitations();
        var before = bench.Run("who", "--on", "2027-05-02", "--city", City);
        Assert.Equal(
            """
            On 2027-05-02 new-harbor/social-media 1.0.0 was in force (entry 0, since 2027-01-01). 3 people worked for the city; 0 had acknowledged it.
              1  Ada Example, Library: asked on 2027-05-01
              2  Bo Sample, Library: asked on 2027-05-01
              3  Cy Placeholder, Public Works: has no e-mail address; signs on paper

            """.ReplaceLineEndings("\n"),
            before.Output);
        Assert.Contains("1  Ada Example, Library: acknowledged 1.0.0 on 2027-05-03, entry 7\n", bench.Run("who", "--on", "2027-05-03", "--city", City).Output, StringComparison.Ordinal);
        Assert.Contains(",4,Di Fable,", bench.Run("who", "--on", "2026-12-31", "--city", City, "--csv").Output, StringComparison.Ordinal);
        Assert.Equal("On 2026-12-31 no version of new-harbor/social-media was in force.\n", bench.Run("who", "--on", "2026-12-31", "--city", City).Output);
        using var json = JsonDocument.Parse(bench.Run("who", "--on", "2027-05-03", "--city", City, "--policy", "social-media", "--json").Output);
        Assert.Equal(7, json.RootElement.GetProperty("policies")[0].GetProperty("people")[0].GetProperty("entry").GetInt32());
        Assert.Equal(2, bench.Run("who", "--on", "2027-07-01", "--city", City).Exit);
        Assert.Equal(2, bench.Run("who", "--on", "yesterday", "--city", City).Exit);
        Assert.Equal(2, bench.Run("who", "--city", City).Exit);
    }

    [Fact]
    public void What_the_policys_file_gets_wrong_is_told_instead_of_a_guess()
    {
        using var bench = WithInvitations();
        File.AppendAllText(bench.City.PolicyFile, "acknowledgement: {due_dys: 3}\n");
        var status = bench.Run("status", "--city", City);
        Assert.Equal((1, ""), (status.Exit, status.Output));
        Assert.Contains("PB1001", status.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_city_that_is_not_there_and_a_ledger_that_is_not_there_are_told()
    {
        using var bench = LedgerBench.WithLedger();
        Assert.Contains("PB7202", bench.Run("status", "--city", "nowhere").Error, StringComparison.Ordinal);
        Assert.Contains("PB7201", bench.Run("status").Error, StringComparison.Ordinal);
        Assert.Contains("PB6001", bench.Run("status", "--city", City, "--ledger", "./none.db").Error, StringComparison.Ordinal);
        Assert.False(File.Exists(bench.City["none-people.db"]));
    }

    [Fact]
    public void The_sample_roster_of_mapleton_is_good()
    {
        using var bench = LedgerBench.WithLedger();
        var imported = bench.Run("roster", "import", Path.Combine(PolicyBuilder.Testing.Repository.Root, "policies", "mapleton", "people.csv"), "--city", City);
        Assert.Equal((0, "Imported 40 people: 40 added, 0 unchanged.\n"), (imported.Exit, imported.Error));
    }

    private static LedgerBench WithRoster(out PolicyBuilder.Tests.Conformance.Outcome imported)
    {
        var bench = LedgerBench.WithLedger();
        Write(bench, People);
        imported = bench.Run("roster", "import", Roster, "--city", City);
        return bench;
    }

    /// <summary>Ada has signed, Bo was reminded and is overdue, Cy has no address.</summary>
    private static LedgerBench WithInvitations()
    {
        var bench = WithRoster(out _);
        Assert.Equal(0, bench.Run("publish", LedgerBench.Policy).Exit);
        var then = new DateTimeOffset(2027, 5, 1, 12, 0, 0, TimeSpan.Zero);
        Invitation[] invitations = [.. new[] { "1", "2" }.Select(person => new Invitation
        {
            Id = RandomId.Fresh(),
            Person = person,
            Policy = "social-media",
            Version = new PolicyVersion(1, 0, 0),
            Opened = then,
            Due = new DateOnly(2027, 5, 15),
        })];
        var first = Mail.Fresh(MailKind.Invitation, "1", "ada@new-harbor.example", then) with { Invitation = invitations[0].Id };
        var mail = Mail.Fresh(MailKind.Reminder, "2", "bo@new-harbor.example", then) with { Invitation = invitations[1].Id, Number = 1 };
        var link = new Link { Token = Acknowledgements.Entries.ContentHash.Of([1]), Invitation = invitations[1].Id, Mail = mail.Id, Address = mail.Address, Issued = then, Expires = then.AddDays(60) };
        With(bench, async store =>
        {
            await store.QueueAsync(invitations, [first, mail]);
            await store.ExchangeAsync([], [new MailStart(first.Id, null), new MailStart(mail.Id, link)], then);
            await store.ExchangeAsync([new MailOutcome(first.Id, MailState.Sent, "250 taken"), new MailOutcome(mail.Id, MailState.Sent, "250 taken")], [], then);
        });
        Sign(bench, "1", "1.0.0");
        return bench;
    }

    private static void Sign(LedgerBench bench, string person, string version)
    {
        Assert.True(PolicyVersion.TryParse(version, out var number));
        var day = new DateTimeOffset(2027, 5, 3, 12, 0, 0, TimeSpan.Zero);
        With(bench, async store =>
        {
            var act = await store.BeginAsync(new Act { Id = RandomId.Fresh(), Person = person, Policy = "social-media", Version = number, Kind = ActKind.Signature, Begun = day });
            await store.FinishAsync(act with { Entry = 7, Recorded = day, SignedOn = new DateOnly(2027, 5, 3) }, []);
        });
    }

    private static void With(LedgerBench bench, Func<ICampaignStore, Task> work) => Task.Run(async () =>
    {
        await using var store = SqliteCampaignStore.Open(SqliteCampaignStore.PathBeside(bench.Database), "new-harbor");
        await work(store);
    }).GetAwaiter().GetResult();

    private static void Write(LedgerBench bench, string text) => File.WriteAllText(bench.City["people.csv"], text);
}
