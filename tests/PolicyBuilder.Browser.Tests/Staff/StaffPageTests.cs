using System.Globalization;
using Xunit;

namespace PolicyBuilder.Browser.Tests.Staff;

/// <summary>The pages for HR and admins as Chromium shows them, served by the program itself.</summary>
public sealed class StaffPageTests(StaffPages pages) : ServedPageTests<SeenStaffPages>(pages), IClassFixture<StaffPages>
{
    protected override IEnumerable<(string Finding, string Reason)> Reviewed =>
    [
        (@", (phone on its side|200 %): color-contrast: .*(\b(t[rhd]|table)\b|\.day|\.said|a\[href=""/hr/(people\?sort|person\?id|accounts/)).* \(.*(partially obscured by another element|too short to determine if it is actual text content)", "cells of a table that scrolls in a frame of its own: out of sight, and in the colours of those in sight, which axe decides"),
        (@"^people.*: color-contrast: .*span\[aria-hidden=""true""\] \(.*only non-text characters", "the arrow in the heading by which a table is sorted, in the colour of the heading, which axe decides"),
    ];

    private static readonly string[] States =
    [
        "sign-in", "sign-in with problems", "organisation's sign-in, which is off", "setup", "setup with problems", "setup password", "setup password with problems", "setup app", "setup app with problems",
        "recovery codes", "sign-out", "signed out", "code", "code with problems", "overview", "people, filtered and sorted", "people, further", "people, none found", "person", "person, all opened",
        "person, address with problems", "person, leave with problems", "person, correction with problems", "person, hold with problems", "roster", "roster with problems", "roster read",
        "roster, bad rows with problems", "campaigns", "paper", "paper with problems", "questions", "questions with problems", "mail", "policies", "changes", "changes with problems", "ledger",
        "ledger verified", "retention", "retention with problems", "log", "accounts", "accounts with problems", "account added", "one account", "one account, closed", "own account",
        "own account with problems", "own app", "404", "400", "403", "retention, for human resources",
        "sign-in, two ways", "502", "overview, files not understood", "campaigns, files not understood", "ledger that does not hold",
    ];

    [SkippableFact]
    public void Every_state_of_every_page_was_seen()
    {
        Assert.Equal(States, All.Select(state => state.Name));
        Assert.All(All, state => Assert.Equal((state.Name, state.Name == "organisation's sign-in, which is off" ? 404 : int.TryParse(state.Name, CultureInfo.InvariantCulture, out var status) ? status : 200), (state.Name, state.Status)));
    }

    [SkippableFact]
    public void Keys_alone_lead_from_the_way_in_to_a_leave()
    {
        Chromium.Require();
        var walk = Served.Seen.Keyboard!;
        Assert.Equal(("summary", "summary"), (walk.Focused, walk.Second));
        Assert.Equal(["SignInName", "Until"], walk.Summary);
        Assert.Contains("leave", walk.Heading, StringComparison.Ordinal);
        Seen.None(Seen.Lost(walk.Pages));
    }

    [SkippableFact]
    public void Without_script_a_roster_is_read_and_imported_and_its_people_are_asked()
    {
        Chromium.Require();
        Assert.Equal(
            [
                "Import the roster", "What the file would change", "Imported: 1 added, 0 changed, 0 left, 0 returned, 0 as they were.", "Subject:",
                "2 mails are being sent; 1 person without an address signs on paper.",
            ],
            Served.Seen.Scriptless!);
    }
}
