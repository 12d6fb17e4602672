using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using PolicyBuilder.Acknowledgements.Staff;
using PolicyBuilder.Web.Staff;
using Xunit;

namespace PolicyBuilder.Web.Tests;

/// <summary>The city's own pages, used as HR and admins do, over HTTP against the program itself.</summary>
public sealed class StaffTests : IAsyncLifetime
{
    private static readonly string[] Places =
    [
        "/hr", "/hr/people", "/hr/person?id=1000", "/hr/roster", "/hr/campaigns", "/hr/paper", "/hr/questions", "/hr/mail", "/hr/policies", "/hr/ledger", "/hr/retention", "/hr/log", "/hr/account", "/hr/accounts",
    ];

    private Town town = null!;

    [Fact]
    public async Task What_an_employee_signs_is_on_the_overview_at_once_and_no_page_shows_a_live_link()
    {
        using var admin = await town.SignInAsync(StaffRole.Admin);
        Assert.Contains("0 of 3 people signed", (await admin.GetAsync("/hr")).Text, StringComparison.Ordinal);
        using var employee = new Browser(town.Address);
        await EmployeeTests.SignAsync(employee, LinkTo(0), "Canary Quillfeather 0");
        Assert.Contains("1 of 3 people signed", (await admin.GetAsync("/hr")).Text, StringComparison.Ordinal);
        var person = await admin.GetAsync("/hr/person?id=1000");
        Assert.Contains("Entry 1 of the ledger, reference", person.Text, StringComparison.Ordinal);
        var receipt = await admin.GetAsync("/hr/receipt?entry=1");
        Assert.Contains("c2sp.org/tlog-proof", receipt.Text, StringComparison.Ordinal);

        var tokens = town.AllLinks().Select(link => link["/a/".Length..]).ToList();
        Assert.Equal(3, tokens.Count);
        foreach (var place in Places)
        {
            var page = await admin.GetAsync(place);
            Assert.Equal((place, HttpStatusCode.OK), (place, page.Status));
            Assert.All(tokens, token => Assert.DoesNotContain(token, page.Text, StringComparison.Ordinal));
            Assert.DoesNotMatch("/a/[A-Za-z0-9_-]{43}", page.Text);
        }
    }

    [Fact]
    public async Task A_roster_is_looked_at_before_it_counts_and_bad_rows_are_told_by_line()
    {
        using var robin = await town.SignInAsync(StaffRole.HumanResources);
        var start = await robin.GetAsync("/hr/roster");
        var bad = await robin.UploadAsync(start, "/hr/roster", "Roster", "people.csv", Encoding.UTF8.GetBytes("id,name,email,department\n1000,Canary Quillfeather 0,person0@new-harbor.example,Parks\n2000,<script>alert(1)</script>,no address,Parks\n2001,Mo Sample,mo@new-harbor.example,Parks\n"));
        Assert.Equal("What the file would change", bad.Heading);
        Assert.Contains("people.csv:3", bad.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", bad.Text, StringComparison.Ordinal);
        Assert.Contains("department: Library → Parks", bad.Page.Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Mo Sample", (await robin.GetAsync("/hr/people")).Text, StringComparison.Ordinal);

        var refused = await robin.SubmitAsync(bad, "/hr/roster?handler=Import");
        Assert.Contains("Nothing was imported", refused.Text, StringComparison.Ordinal);
        var imported = await robin.SubmitAsync(refused, "/hr/roster?handler=Import", ("SkipBad", "true"));
        Assert.Equal("People", imported.Heading);
        Assert.Contains("1 added, 1 changed", imported.Text, StringComparison.Ordinal);
        Assert.Contains("1 bad row was left out", imported.Text, StringComparison.Ordinal);
        Assert.Contains("Mo Sample", imported.Text, StringComparison.Ordinal);
        // The file is not kept any more, and another's never was mine.
        var again = await robin.SubmitAsync(bad, "/hr/roster?handler=Import", ("SkipBad", "true"));
        Assert.Contains("not kept any more", again.Text, StringComparison.Ordinal);
        using var dana = await town.SignInAsync(StaffRole.Admin);
        var mine = await robin.UploadAsync(start, "/hr/roster", "Roster", "people.csv", "id,name\n3000,Jo Sample\n"u8.ToArray());
        var upload = mine.Page.QuerySelector("input[name=Upload]")!.GetAttribute("value")!;
        var stolen = await dana.PostAsync(await dana.GetAsync("/hr/roster"), "/hr/roster?handler=Import", ("Upload", upload));
        Assert.Contains("not kept any more", stolen.Text, StringComparison.Ordinal);
        Assert.Contains("imported a roster: 1 added, 1 changed", (await dana.GetAsync("/hr/log")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_large_roster_is_taken_from_who_is_signed_in_and_from_nobody_else()
    {
        var large = new StringBuilder("id,name,email,department\n");
        for (var i = 0; i < 5000; i++)
            large.Append(System.Globalization.CultureInfo.InvariantCulture, $"{5000 + i},Pat Example {i % 7},pat{i}@new-harbor.example,=Department {i % 9}\n");
        var bytes = Encoding.UTF8.GetBytes(large.ToString());
        using var stranger = new Browser(town.Address);
        var refused = await stranger.UploadAsync(await stranger.GetAsync("/verify"), "/hr/roster", "Roster", "people.csv", bytes);
        Assert.NotEqual("What the file would change", refused.Heading);
        Assert.NotEqual(HttpStatusCode.RequestEntityTooLarge, refused.Status);

        using var robin = await town.SignInAsync(StaffRole.HumanResources);
        var read = await robin.UploadAsync(await robin.GetAsync("/hr/roster"), "/hr/roster", "Roster", "people.csv", bytes);
        await robin.SubmitAsync(read, "/hr/roster?handler=Import");
        var people = await robin.GetAsync("/hr/people");
        Assert.Contains("5,003 people", people.Text, StringComparison.Ordinal);
        Assert.Equal(50, people.Page.QuerySelectorAll("tbody tr").Length);
        var last = await robin.GetAsync("/hr/people?page-number=101");
        Assert.Equal(3, last.Page.QuerySelectorAll("tbody tr").Length);
        Assert.Equal("101", Regex.Match((await robin.GetAsync("/hr/people?page-number=999999")).Text, "Page ([0-9]+) of 101").Groups[1].Value);
        var sorted = await robin.GetAsync("/hr/people?sort=Id&down=true&q=pat");
        Assert.Equal("9999", sorted.Page.QuerySelector("tbody td")!.TextContent);
        Assert.Equal("descending", sorted.Page.QuerySelector("th[aria-sort]")!.GetAttribute("aria-sort"));
        Assert.Contains("556 people", (await robin.GetAsync("/hr/people?department=%3DDepartment%201")).Text, StringComparison.Ordinal);
        Assert.Contains("3 people", (await robin.GetAsync("/hr/people?standing=Asked")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await robin.GetAsync("/hr/people?policy=nothing")).Status);
        var odd = await robin.GetAsync("/hr/people?sort=<x>&standing=99999&page-number=-4&down=maybe&q=%00");
        Assert.NotEqual(HttpStatusCode.InternalServerError, odd.Status);

        // No cell is a formula, and the export is noted.
        var csv = await robin.PostAsync(people, "/hr/people?handler=Csv&policy=social-media");
        Assert.Equal("text/csv; charset=utf-8", csv.Headers["content-type"]);
        Assert.Contains(",'=Department 1,", csv.Text, StringComparison.Ordinal);
        Assert.Contains("exported everybody&#x27;s standing", (await robin.GetAsync("/hr/log")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_that_is_too_long_is_told_on_a_page_of_the_citys_own()
    {
        using var robin = await town.SignInAsync(StaffRole.HumanResources);
        var refused = await robin.PostAsync(await robin.GetAsync("/hr/questions"), "/hr/questions?act=1", ("Words", new string('x', 100_000)));
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "That is too much at once"), (refused.Status, refused.Heading));
    }

    [Fact]
    public async Task A_person_gets_a_new_link_loses_it_changes_address_goes_on_leave_and_is_held()
    {
        using var robin = await town.SignInAsync(StaffRole.HumanResources);
        using var employee = new Browser(town.Address);
        var first = LinkTo(0);
        var page = await robin.GetAsync("/hr/person?id=1000");
        page = await robin.SubmitAsync(page, "/hr/person?handler=Invite&id=1000");
        Assert.Contains("1 mail is on the way to person0@new-harbor.example", page.Text, StringComparison.Ordinal);
        await town.MailsAsync(4);
        var second = town.LinksTo("person0@new-harbor.example").Single(link => link != first);
        // The former link ends when the mail with the new one was taken, a moment after its file is there.
        await Town.UntilAsync(async () => (await employee.GetAsync(first)).Status == HttpStatusCode.Gone, "the former link has ended");
        Assert.Equal(HttpStatusCode.OK, (await employee.GetAsync(second)).Status);

        page = await robin.SubmitAsync(page, "/hr/person?handler=Address&id=1000", ("Address", "not an address"));
        Assert.Equal("#Address", page.Page.QuerySelector(".problem a")!.GetAttribute("href"));
        page = await robin.SubmitAsync(page, "/hr/person?handler=Address&id=1000", ("Address", "canary@new-harbor.example"));
        Assert.Equal(HttpStatusCode.Gone, (await employee.GetAsync(second)).Status);
        await robin.SubmitAsync(page, "/hr/person?handler=Invite&id=1000");
        await town.MailsAsync(5);
        var third = Assert.Single(town.LinksTo("canary@new-harbor.example"));
        Assert.Equal(HttpStatusCode.OK, (await employee.GetAsync(third)).Status);

        page = await robin.GetAsync("/hr/person?id=1000");
        page = await robin.SubmitAsync(page, "/hr/person?handler=Revoke&id=1000");
        Assert.Contains("1 invitation was taken back", page.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Gone, (await employee.GetAsync(third)).Status);

        page = await robin.SubmitAsync(page, "/hr/person?handler=Leave&id=1000", ("From", "tomorrow"));
        Assert.Equal("#From", page.Page.QuerySelector(".problem a")!.GetAttribute("href"));
        page = await robin.SubmitAsync(page, "/hr/person?handler=Leave&id=1000");
        Assert.Contains("on leave since", page.Text, StringComparison.Ordinal);

        await EmployeeTests.SignAsync(employee, LinkTo(1), "Canary Quillfeather 1");
        page = await robin.GetAsync("/hr/person?id=1001");
        // A browser would not send so much; what was typed is not lost.
        var longest = new string('x', PersonPage.LongestReason);
        page = await robin.SubmitAsync(page, "/hr/person?handler=Hold&id=1001", ("Reason", longest + "y"));
        Assert.Equal(("#Reason", longest + "y"), (page.Page.QuerySelector(".problem a")!.GetAttribute("href"), page.Page.QuerySelector("#Reason")!.GetAttribute("value")));
        page = await robin.SubmitAsync(page, "/hr/person?handler=Hold&id=1001", ("Reason", "Claim 2031-4"));
        Assert.Contains("Under a legal hold", page.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await robin.PostAsync(page, "/hr/person?handler=Lift&id=1001")).Status);
        using var dana = await town.SignInAsync(StaffRole.Admin);
        page = await dana.SubmitAsync(await dana.GetAsync("/hr/person?id=1001"), "/hr/person?handler=Lift&id=1001");
        Assert.DoesNotContain("Under a legal hold", page.Text, StringComparison.Ordinal);

        using var zip = new ZipArchive(new MemoryStream(await dana.DownloadAsync(page, "/hr/person?handler=Evidence&id=1001")));
        Assert.Contains(zip.Entries, entry => entry.FullName == "statement.html");
        page = await dana.GetAsync("/hr/person?id=1001");
        page = await dana.SubmitAsync(page, "/hr/person?handler=Correct&id=1001&entry=1", ("Reason", ""));
        Assert.Equal("#reason-1", page.Page.QuerySelector(".problem a")!.GetAttribute("href"));
        page = await dana.SubmitAsync(page, "/hr/person?handler=Correct&id=1001&entry=1", ("Reason", longest + "y"));
        Assert.Equal(("#reason-1", longest + "y"), (page.Page.QuerySelector(".problem a")!.GetAttribute("href"), page.Page.QuerySelector("#reason-1")!.GetAttribute("value")));
        page = await dana.SubmitAsync(page, "/hr/person?handler=Correct&id=1001&entry=1", ("Reason", "Somebody else's telephone."));
        Assert.Contains("Entry 1 was corrected", page.Text, StringComparison.Ordinal);
        Assert.Contains("0 of 3 people signed", (await dana.GetAsync("/hr")).Text.Replace("0 of 2", "0 of 3", StringComparison.Ordinal), StringComparison.Ordinal);

        var log = (await dana.GetAsync("/hr/log")).Page.Body!.TextContent;
        foreach (var what in (string[])["sent a new link", "changed the e-mail address", "took back open invitations", "noted a leave", "placed a legal hold", "lifted the legal hold", "exported the evidence about a person", "corrected entry 1"])
            Assert.Contains(what, log, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await dana.GetAsync("/hr/person?id=nobody")).Status);
    }

    [Fact]
    public async Task A_campaign_is_shown_before_it_is_sent_and_sent_once()
    {
        using var robin = await town.SignInAsync(StaffRole.HumanResources);
        var read = await robin.UploadAsync(await robin.GetAsync("/hr/roster"), "/hr/roster", "Roster", "people.csv", "id,name,email\n7000,Mo Sample,mo@new-harbor.example\n7001,Jo Sample,\n"u8.ToArray());
        await robin.SubmitAsync(read, "/hr/roster?handler=Import");
        var page = await robin.GetAsync("/hr/campaigns");
        Assert.Contains("1 person would get a mail with a link. 1 person without an address would be asked on paper.", page.Page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Pat Example", page.Page.QuerySelector(".letter pre")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("/a/…", page.Page.QuerySelector(".letter pre")!.TextContent, StringComparison.Ordinal);
        var both = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => robin.PostAsync(page, "/hr/campaigns?handler=Invite&policy=social-media")));
        Assert.All(both, answer => Assert.Equal(HttpStatusCode.SeeOther, answer.Status));
        await town.MailsAsync(4);
        Assert.Single(town.LinksTo("mo@new-harbor.example"));
        Assert.Contains("Nobody has to be asked by mail.", (await robin.GetAsync("/hr/campaigns")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await robin.PostAsync(page, "/hr/campaigns?handler=Invite&policy=nothing")).Status);

        // A file that is not understood stops all sending, and says so.
        var file = town["policies/new-harbor/social-media.yaml"];
        await File.AppendAllTextAsync(file, "\nacknowledgement:\n  due_days: soon\n");
        page = await robin.GetAsync("/hr/campaigns");
        Assert.Contains("social-media.yaml", page.Page.QuerySelector(".problem")!.TextContent, StringComparison.Ordinal);
        Assert.Empty(page.Page.QuerySelectorAll("main form"));
    }

    [Fact]
    public async Task A_signature_on_paper_counts_when_a_second_person_has_compared_it()
    {
        using var robin = await town.SignInAsync(StaffRole.HumanResources);
        using var dana = await town.SignInAsync(StaffRole.Admin);
        var start = await robin.GetAsync("/hr/paper?person=1002");
        Assert.Equal("1002", start.Page.QuerySelector("#Person")!.GetAttribute("value"));
        var wrong = await robin.SubmitAsync(start, "/hr/paper", ("Person", "9"), ("Version", "social-media 9.9.9"), ("SignedOn", "2999-01-01"));
        Assert.Equal(["#Person", "#Version", "#SignedOn"], wrong.Page.QuerySelectorAll(".problem a").Select(problem => problem.GetAttribute("href")));
        var today = DateTime.UtcNow.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var kept = await robin.UploadAsync(wrong, "/hr/paper", "Scan", "scan.pdf", "a scanned page"u8.ToArray(), ("Person", "1002"), ("Version", "social-media 1.0.0"), ("SignedOn", today), ("KeptAt", "Room 2"));
        Assert.Contains("You typed it in, so somebody else compares it.", kept.Text, StringComparison.Ordinal);
        Assert.Equal(1, town.Entries());
        var confirm = (await dana.GetAsync("/hr/paper")).Page.QuerySelector("form[action*=Confirm]")!.GetAttribute("action")!;
        Assert.Equal(HttpStatusCode.Forbidden, (await robin.PostAsync(kept, confirm)).Status);
        Assert.Equal(1, town.Entries());
        Assert.Contains("1 paper waits for you to compare it", (await dana.GetAsync("/hr")).Text, StringComparison.Ordinal);

        var pressed = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ => await dana.PostAsync(await dana.GetAsync("/hr/paper"), confirm)));
        Assert.Contains(pressed, answer => answer.Status == HttpStatusCode.SeeOther);
        Assert.DoesNotContain(pressed, answer => answer.Status == HttpStatusCode.InternalServerError);
        Assert.Equal(2, town.Entries());
        Assert.Contains("1 of 3 people signed", (await dana.GetAsync("/hr")).Text, StringComparison.Ordinal);
        await town.MailsAsync(4);
        Assert.Contains("on paper", (await dana.GetAsync("/hr/person?id=1002")).Text, StringComparison.Ordinal);
        Assert.Contains("has signed this version already", (await robin.SubmitAsync(start, "/hr/paper", ("Person", "1002"), ("Version", "social-media 1.0.0"), ("SignedOn", today))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_comes_to_the_inbox_in_the_persons_words_and_is_dealt_with()
    {
        using var robin = await town.SignInAsync(StaffRole.HumanResources);
        using var employee = new Browser(town.Address);
        await employee.SubmitAsync(await employee.OpenAsync(LinkTo(0)), LinkTo(0));
        await employee.SubmitAsync(await employee.OpenAsync("/questions"), "/questions", ("Reason", "asks"), ("Text", "May I post <script>alert(1)</script>?"));
        Assert.Contains("1 question or refusal is not dealt with", (await robin.GetAsync("/hr")).Text, StringComparison.Ordinal);
        var inbox = await robin.GetAsync("/hr/questions");
        Assert.Contains("May I post <script>alert(1)</script>?", inbox.Page.QuerySelector(".words")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", inbox.Text, StringComparison.Ordinal);
        var action = inbox.Page.QuerySelector("main form")!.GetAttribute("action")!;
        Assert.Single((await robin.SubmitAsync(inbox, action, ("Words", " "))).Page.QuerySelectorAll(".problem a"));
        var noted = await robin.SubmitAsync(inbox, action, ("Words", "Told them on the telephone."));
        Assert.Contains("Dealt with by Robin Sample", noted.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("not dealt with", (await robin.GetAsync("/hr")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Days_are_written_in_words_a_language_by_its_name_and_a_question_is_called_one()
    {
        using var employee = new Browser(town.Address);
        await EmployeeTests.SignAsync(employee, LinkTo(0), "Canary Quillfeather 0");
        foreach (var (person, reason) in ((int, string)[])[(1, "asks"), (2, "declines")])
        {
            await employee.SubmitAsync(await employee.OpenAsync(LinkTo(person)), LinkTo(person));
            await employee.SubmitAsync(await employee.OpenAsync("/questions"), "/questions", ("Reason", reason));
        }
        using var dana = await town.SignInAsync(StaffRole.Admin);
        var leave = await dana.SubmitAsync(await dana.GetAsync("/hr/person?id=1000"), "/hr/person?handler=Leave&id=1000", ("Until", "2999-12-31"));
        Assert.Contains("on leave until December 31, 2999", leave.Text, StringComparison.Ordinal);
        Assert.Contains("written to in English", leave.Text, StringComparison.Ordinal);
        foreach (var place in Places.Append("/hr/person?id=1001"))
        {
            var main = (await dana.GetAsync(place)).Page.QuerySelector("main")!;
            foreach (var verbatim in main.QuerySelectorAll("pre"))
                verbatim.Remove();
            Assert.DoesNotMatch(@"\b\d{4}-\d{2}", place + ": " + main.TextContent);
        }
        var entries = (await dana.GetAsync("/hr/ledger")).Page.QuerySelectorAll("tbody td:last-child").Select(cell => cell.TextContent).ToList();
        Assert.Equal(["a person did not agree to new-harbor/social-media 1.0.0", "a person had questions about new-harbor/social-media 1.0.0", "a person signed new-harbor/social-media 1.0.0", "published new-harbor/social-media 1.0.0"], entries);
    }

    [Fact]
    public async Task What_changed_between_versions_is_shown_and_an_admin_decides_who_must_sign_again()
    {
        using var employee = new Browser(town.Address);
        await EmployeeTests.SignAsync(employee, LinkTo(0), "Canary Quillfeather 0");
        town.Revise();
        using var robin = await town.SignInAsync(StaffRole.HumanResources);
        using var dana = await town.SignInAsync(StaffRole.Admin);
        var policies = await robin.GetAsync("/hr/policies");
        var link = policies.Page.QuerySelector("a[href*=changes]")!.GetAttribute("href")!;
        var changes = await robin.GetAsync(link);
        Assert.Contains(changes.Page.QuerySelectorAll(".before, .removed"), line => line.TextContent.Contains("City Administrator", StringComparison.Ordinal));
        Assert.Contains(changes.Page.QuerySelectorAll(".now, .added"), line => line.TextContent.Contains("Communications director", StringComparison.Ordinal));
        Assert.StartsWith("PK", (await robin.GetAsync(changes.Page.QuerySelector("a[href*=Word]")!.GetAttribute("href")!)).Text, StringComparison.Ordinal);
        // The sentence counts clauses; the list has more, and says no other number.
        Assert.Equal("All changes, in reading order", changes.Page.QuerySelector("#list")!.TextContent);
        Assert.Equal("1 clause edited. What stands above the first section changed too.", changes.Page.QuerySelectorAll("main > p").Single(line => line.TextContent.Contains("edited", StringComparison.Ordinal)).TextContent);
        Assert.Contains("1 person has signed an earlier version", changes.Text, StringComparison.Ordinal);
        Assert.Contains("0 of 3 people signed", (await dana.GetAsync("/hr")).Text, StringComparison.Ordinal);
        var address = "/hr/policies/changes?policy=social-media&from=1.0.0&to=1.1.0";
        Assert.Equal(HttpStatusCode.Forbidden, (await robin.PostAsync(changes, address, ("Again", "no"), ("Because", "x"))).Status);
        var form = await dana.GetAsync(address);
        Assert.Equal(2, (await dana.SubmitAsync(form, address)).Page.QuerySelectorAll(".problem a").Length);
        var decided = await dana.SubmitAsync(form, address, ("Again", "no"), ("Because", "Only the title of the office changed."));
        Assert.Contains("Dana Placeholder decided on", decided.Text, StringComparison.Ordinal);
        Assert.Contains("1 of 3 people signed", (await dana.GetAsync("/hr")).Text, StringComparison.Ordinal);
        Assert.Contains("\"signed\": 1", town.Command("status", "--json").Output, StringComparison.Ordinal);
        await dana.SubmitAsync(form, address, ("Again", "yes"), ("Because", "It matters after all."));
        Assert.Contains("0 of 3 people signed", (await dana.GetAsync("/hr")).Text, StringComparison.Ordinal);
        Assert.Equal("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (await robin.GetAsync("/hr/policies/word?policy=social-media&version=1.1.0")).Headers["content-type"]);
        Assert.Equal(HttpStatusCode.NotFound, (await robin.GetAsync("/hr/policies/changes?policy=social-media&from=1.1.0&to=1.0.0")).Status);
    }

    [Fact]
    public async Task The_ledger_is_verified_on_a_click_and_a_flipped_byte_is_told()
    {
        using var employee = new Browser(town.Address);
        await EmployeeTests.SignAsync(employee, LinkTo(0), "Canary Quillfeather 0");
        using var dana = await town.SignInAsync(StaffRole.Admin);
        var page = await dana.GetAsync("/hr/ledger");
        Assert.Contains(town.Key, page.Page.Body!.TextContent, StringComparison.Ordinal);
        var held = await dana.SubmitAsync(page, "/hr/ledger?handler=Verify");
        Assert.Equal("It holds", held.Page.QuerySelector("#verified")!.TextContent);
        Assert.StartsWith("new-harbor.example/policies\n2\n", (await dana.GetAsync("/hr/ledger?handler=Checkpoint")).Text, StringComparison.Ordinal);

        using (var database = new SqliteConnection($"Data Source={town["ledger/policybuilder.db"]};Pooling=False"))
        {
            await database.OpenAsync();
            using var flip = database.CreateCommand();
            flip.CommandText = "UPDATE entry SET bytes = CAST(replace(CAST(bytes AS TEXT), 'type: acknowledged', 'type: acknowledgeD') AS BLOB) WHERE instr(bytes, 'type: acknowledged') > 0";
            Assert.Equal(1, await flip.ExecuteNonQueryAsync());
        }
        var broken = await dana.SubmitAsync(page, "/hr/ledger?handler=Verify");
        Assert.Equal("It does not hold", broken.Page.QuerySelector("#verified")!.TextContent);
        Assert.Contains("entry 1", broken.Page.QuerySelector("section.problem")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evidence_is_disposed_of_by_an_admin_with_an_office_that_approved_and_a_notice()
    {
        using var employee = new Browser(town.Address);
        await EmployeeTests.SignAsync(employee, LinkTo(0), "Canary Quillfeather 0");
        using var robin = await town.SignInAsync(StaffRole.HumanResources);
        var read = await robin.UploadAsync(await robin.GetAsync("/hr/roster"), "/hr/roster", "Roster", "people.csv", "id,name,email,left\n1000,Canary Quillfeather 0,person0@new-harbor.example,2019-05-01\n"u8.ToArray());
        await robin.SubmitAsync(read, "/hr/roster?handler=Import");
        var page = await robin.GetAsync("/hr/retention");
        Assert.Contains("due since", page.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await robin.PostAsync(page, "/hr/retention", ("Records", "1"), ("Approver", "City Clerk"))).Status);
        using var dana = await town.SignInAsync(StaffRole.Admin);
        page = await dana.GetAsync("/hr/retention");
        Assert.Single((await dana.SubmitAsync(page, "/hr/retention", ("Approver", "dana@new-harbor.example"))).Page.QuerySelectorAll(".problem a"));
        Assert.Contains("has changed since", (await dana.PostAsync(page, "/hr/retention", ("Approver", "City Clerk"), ("Records", "7"))).Text, StringComparison.Ordinal);
        var notice = await dana.PostAsync(page, "/hr/retention", ("Approver", "City Clerk"));
        Assert.Contains("Notice of destruction of records", notice.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Canary", notice.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await dana.GetAsync("/hr/person?id=1000")).Status);
        Assert.Contains("disposed of 1 record, approved by City Clerk", (await dana.GetAsync("/hr/log")).Text, StringComparison.Ordinal);
        // Lost, it is had again: the same but for how many people were removed, which no entry says.
        page = await dana.GetAsync("/hr/retention");
        var again = page.Page.QuerySelector("a[href*=Notice]")!.GetAttribute("href")!;
        var handedOut = await dana.GetAsync(again);
        Assert.Equal(notice.Headers["content-disposition"], handedOut.Headers["content-disposition"]);
        Assert.Equal(notice.Text.Replace("1 person who had left was removed from the roster. ", "", StringComparison.Ordinal), handedOut.Text);
        Assert.Equal(HttpStatusCode.Forbidden, (await robin.GetAsync(again)).Status);
        Assert.Empty((await robin.GetAsync("/hr/retention")).Page.QuerySelectorAll("a[href*=Notice]"));
        Assert.Equal(HttpStatusCode.NotFound, (await dana.GetAsync(again + "x")).Status);
        Assert.DoesNotContain("Canary", page.Text, StringComparison.Ordinal);
        Assert.Contains("1 disposed of", town.Command("ledger", "verify").Output, StringComparison.Ordinal);
    }

    public async Task InitializeAsync() => town = await Town.OpenAsync();

    public async Task DisposeAsync() => await town.DisposeAsync();

    private string LinkTo(int person) => town.LinksTo($"person{person}@new-harbor.example")[0];
}
