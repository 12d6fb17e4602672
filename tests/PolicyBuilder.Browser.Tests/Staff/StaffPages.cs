using System.Globalization;
using System.Text;
using PolicyBuilder.Acknowledgements.Staff;
using PolicyBuilder.Web.Tests;
using WebBrowser = PolicyBuilder.Web.Tests.Browser;

namespace PolicyBuilder.Browser.Tests.Staff;

/// <param name="Summary">The ids that links of "There is a problem" led to.</param>
/// <param name="Focused">The id of what has the focus on a page with a problem.</param>
/// <param name="Second">The same on the last page.</param>
/// <param name="Heading">What the last page says was done.</param>
public sealed record StaffWalk(KeyboardPage[] Pages, string[] Summary, string Focused, string Second, string Heading);

/// <summary>All that <c>staff.mjs</c> saw.</summary>
/// <param name="Scriptless">Headings and notes on the way from a roster to mails, without script.</param>
public sealed record SeenStaffPages(SeenState[] States, string[] Complaints, string[] Strangers, StaffWalk? Keyboard, string[]? Scriptless) : SeenPages(States, Complaints, Strangers);

/// <summary>
/// A town in which everything waits for somebody, as the browser saw it on the pages for HR and admins; then with files that are not
/// understood, a ledger that was tampered with, and an organisation's sign-in that does not answer.
/// </summary>
public sealed class StaffPages() : ServedPages<SeenStaffPages>("staff.mjs")
{
    private const int People = 70;

    private Colleague robin = null!;

    protected override async Task LookAsync()
    {
        await FillAsync(City);
        await City.KillAsync();
        await City.ServeAsync(("PolicyBuilder__NewAdmin", "true"));
        Seen = Walk("flow", await City.SetupCodeAsync());

        await City.KillAsync();
        City.Sql(Town.Ledger, "UPDATE entry SET bytes = CAST(replace(CAST(bytes AS TEXT), 'type: acknowledged', 'type: acknowledgeD') AS BLOB) WHERE instr(bytes, 'type: acknowledged') > 0");
        await City.ServeAsync(("PolicyBuilder__Oidc__Authority", "http://127.0.0.1:1/"), ("PolicyBuilder__Oidc__ClientId", "policies"));
        await File.AppendAllTextAsync(City["policies/new-harbor/social-media.yaml"], "\nacknowledgement:\n  due_days: soon\n");
        Faults = Walk("faults", "");
    }

    private async Task FillAsync(Town filled)
    {
        var roster = new StringBuilder("id,name,email,department,title,supervisor,hired\n");
        for (var i = 0; i < People; i++)
            roster.Append(CultureInfo.InvariantCulture, $"{1000 + i},Canary Quillfeather {i},{(i % 20 == 9 ? "" : $"person{i}@new-harbor.example")},{(i % 9 == 8 ? "" : i % 3 == 0 ? "Library" : i % 3 == 1 ? "Police" : "Parks and recreation and the care of street trees")},Officer,{(i == 0 ? "" : "1000")},2020-02-03\n");
        await File.WriteAllTextAsync(filled["people.csv"], roster.ToString());
        filled.Command("roster", "import", "people.csv");
        filled.Command("invite");
        using var hr = await filled.SignInAsync(StaffRole.HumanResources);
        robin = await filled.ColleagueAsync(StaffRole.HumanResources);
        foreach (var signs in (int[])[0, 1, 2, 3, 4])
        {
            using var employee = new WebBrowser(filled.Address);
            await EmployeeTests.SignAsync(employee, Link(filled, signs), "Canary");
        }
        foreach (var (person, reason, text) in ((int, string, string)[])[(5, "asks", "May I post about a match?\n" + new string('w', 90)), (6, "declines", "¿Por qué?"), (7, "asks", "")])
        {
            using var employee = new WebBrowser(filled.Address);
            await employee.SubmitAsync(await employee.OpenAsync(Link(filled, person)), Link(filled, person));
            await employee.SubmitAsync(await employee.OpenAsync("/questions"), "/questions", ("Reason", reason), ("Text", text));
        }
        var inbox = await hr.GetAsync("/hr/questions");
        await hr.SubmitAsync(inbox, inbox.Page.QuerySelectorAll("main form")[^1].GetAttribute("action")!, ("Words", "Told them on the telephone."));
        var today = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var paper = await hr.GetAsync("/hr/paper");
        await hr.UploadAsync(paper, "/hr/paper", "Scan", "scan.pdf", "a scanned page"u8.ToArray(), ("Person", "1009"), ("Version", "social-media 1.0.0"), ("SignedOn", today), ("KeptAt", "Room 2"));
        var person0 = await hr.GetAsync("/hr/person?id=1000");
        await hr.SubmitAsync(person0, "/hr/person?handler=Hold&id=1000", ("Reason", "Claim 2031-4"));
        await hr.SubmitAsync(person0, "/hr/person?handler=Leave&id=1000");
        filled.Revise();
        foreach (var signs in (int[])[20, 21, 22, 23])
        {
            using var employee = new WebBrowser(filled.Address);
            await EmployeeTests.SignAsync(employee, Link(filled, signs), "Canary");
        }
        // Somebody left long ago; two came since, one of them without an address.
        await File.WriteAllTextAsync(filled["more.csv"], "id,name,email,left\n1004,Canary Quillfeather 4,person4@new-harbor.example,2019-05-01\n7000,Mo Sample,mo@new-harbor.example,\n7001,Jo Sample,,\n");
        filled.Command("roster", "import", "more.csv");
        filled.Sql(Town.People, """
            UPDATE mail SET state = 'Bounced', reply = '550 5.1.1 No such mailbox' WHERE place IN (SELECT place FROM mail WHERE person IN ('1010', '1011') ORDER BY place DESC LIMIT 2);
            UPDATE mail SET state = 'Queued', sent = NULL, not_before = 99999999999999, attempts = 2, reply = '451 4.7.1 Try again later' WHERE place = (SELECT max(place) FROM mail WHERE person = '1012');
            UPDATE invitation SET due = '2026-01-05' WHERE person IN ('1013', '1014', '1016') AND ended IS NULL;
            """);
        await File.WriteAllTextAsync(filled["bad.csv"], "id,name,email,department\n1020,Canary Quillfeather 20,person20@new-harbor.example,Parks\n2000,Mo,no address,Parks\n2001,Ana Placeholder,ana@new-harbor.example,Parks\n");
        await File.WriteAllTextAsync(filled["good.csv"], "id,name,email,department\n8000,Kim Sample,kim@new-harbor.example,Parks\n");
    }

    private static string Link(Town filled, int person) => filled.LinksTo($"person{person}@new-harbor.example")[^1];

    private SeenStaffPages Walk(string walk, string setupCode) => Walk(new
    {
        address = City.Address.GetLeftPart(UriPartial.Authority),
        walk,
        setupCode,
        password = Colleague.Password,
        robin = robin.SignInName,
        recovery = robin.RecoveryCodes.Skip(walk == "faults" ? 3 : 0),
        bad = City["bad.csv"],
        good = City["good.csv"],
    });
}
