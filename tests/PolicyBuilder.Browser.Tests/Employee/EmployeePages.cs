using System.Globalization;
using System.Text;
using PolicyBuilder.Web.Tests;
using WebBrowser = PolicyBuilder.Web.Tests.Browser;

namespace PolicyBuilder.Browser.Tests.Employee;

/// <param name="Summary">The ids that the links of "There is a problem" led to.</param>
/// <param name="Heading">The last page's.</param>
/// <param name="Focused">The id of what has the focus on a page with a problem.</param>
public sealed record KeyboardWalk(KeyboardPage[] Pages, string[] Summary, string Focused, string Heading);

/// <param name="Receipt">The file that was downloaded.</param>
/// <param name="Verdict">What the page <c>/verify</c> says of it.</param>
public sealed record ScriptlessWalk(string[] Headings, string Receipt, string Verdict);

/// <summary>All that <c>employee.mjs</c> saw.</summary>
public sealed record SeenEmployeePages(SeenState[] States, string[] Complaints, string[] Strangers, KeyboardWalk? Keyboard, ScriptlessWalk? Scriptless, string[]? Printed)
    : SeenPages(States, Complaints, Strangers);

/// <summary>
/// A town with people in every state that a link can lead to, as the browser saw it; then after the database had lost a file and would take no
/// more signatures.
/// </summary>
public sealed class EmployeePages() : ServedPages<SeenEmployeePages>("employee.mjs")
{
    private const int People = 16;

    protected override async Task LookAsync()
    {
        var roster = new StringBuilder("id,name,email,department\n");
        for (var i = 0; i < People; i++)
            roster.Append(CultureInfo.InvariantCulture, $"{1000 + i},Canary Quillfeather {i},person{i}@new-harbor.example,Library\n");
        await File.WriteAllTextAsync(City["people.csv"], roster.ToString());
        City.Command("roster", "import", "people.csv");
        City.Command("invite");
        foreach (var signed in (int[])[0, 1])
        {
            using var browser = new WebBrowser(City.Address);
            await EmployeeTests.SignAsync(browser, Link(signed), "Canary");
        }
        var old = Link(2);
        // Words and a table that are wider than any phone.
        var policy = City["policies/new-harbor/social-media.yaml"];
        await File.WriteAllTextAsync(policy, (await File.ReadAllTextAsync(policy)).Replace("  - remove: desktop-applications", $"""
              - insert: {"{"}id: official-use.wide, after: official-use.professionalism{"}"}
                text: |
                  {new string('w', 120)}

                  | One | Two | Three | Four |
                  | --- | --- | --- | --- |
                  | {new string('a', 40)} | {new string('b', 40)} | {new string('c', 40)} | {new string('d', 40)} |
              - remove: desktop-applications
            """, StringComparison.Ordinal));
        City.Revise();
        City.Sql(Town.People, "UPDATE link SET expires = 1700000000000 WHERE invitation IN (SELECT id FROM invitation WHERE person = '1003' AND ended IS NULL)");
        await File.WriteAllTextAsync(City["left.csv"], "id,name,email,department,left\n1004,Canary Quillfeather 4,person4@new-harbor.example,Library,2026-01-01\n");
        var revoked = Link(4);
        City.Command("roster", "import", "left.csv");

        object Of(int newcomer, int changed) => new { newcomer = Link(newcomer), changed = Link(changed), old, expired = Link(3), revoked };
        Seen = Walk("flow", new { en = Of(5, 0), es = Of(6, 1), keyboard = Link(7), scriptless = Link(8), printed = Link(9) });
        City.Sql(Town.Ledger, "DELETE FROM attachment WHERE substr(bytes, 1, 2) = x'504B'; CREATE TRIGGER full BEFORE INSERT ON checkpoint BEGIN SELECT RAISE(ABORT, 'full'); END;");
        Faults = Walk("faults", new { en = Of(10, 0), es = Of(11, 1) });
    }

    private string Link(int person) => City.LinksTo($"person{person}@new-harbor.example")[^1];

    private SeenEmployeePages Walk(string walk, object links) => Walk(new { address = City.Address.GetLeftPart(UriPartial.Authority), walk, folder = City[""], links, key = City.Key });
}
