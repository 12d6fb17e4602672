using System.Diagnostics;
using System.Text;
using PolicyBuilder.Testing;
using Xunit;

namespace PolicyBuilder.Browser.Tests.Employee;

/// <summary>The employees' pages as Chromium shows them, served by the program itself.</summary>
public sealed class EmployeePageTests(EmployeePages pages) : ServedPageTests<SeenEmployeePages>(pages), IClassFixture<EmployeePages>
{
    protected override IEnumerable<(string Finding, string Reason)> Reviewed =>
    [
        (@"^read.*: color-contrast: .*\bt[hd]\b.* partially obscured by another element", "cells of a table that scrolls in a frame of its own: out of sight, and in the colours of those in sight, which axe decides"),
    ];

    private static readonly (string Name, int Status)[] States =
    [
        ("first page", 200), ("read", 200), ("consent", 200), ("consent with a problem", 200), ("paper", 200), ("sign", 200), ("sign with problems", 200), ("sign with a name that is too long", 200),
        ("check", 200), ("questions", 200), ("questions with problems", 200), ("questions sent", 200), ("400", 400), ("413", 413), ("receipt", 200), ("read with what changed", 200), ("409", 409),
        ("410 revoked", 410), ("410 expired", 410), ("new link", 200), ("404 link", 404), ("404 page", 404), ("verify", 200), ("403", 403),
    ];

    private static readonly (string Name, int Status)[] FaultStates = [("503", 503), ("500", 500), ("429", 429)];

    [SkippableFact]
    public void Every_state_of_every_page_was_seen_in_both_languages()
    {
        foreach (var language in (string[])["en", "es"])
            Assert.Equal(States.Concat(FaultStates), All.Where(state => state.Language == language).Select(state => (state.Name, state.Status)));
    }

    [SkippableFact]
    public void Keys_alone_lead_from_the_mail_to_the_receipt()
    {
        Chromium.Require();
        var walk = Served.Seen.Keyboard!;
        Assert.Equal("You have signed", walk.Heading);
        Assert.Equal(["Ticked"], walk.Summary);
        Assert.Equal("summary", walk.Focused);
        Assert.Equal(["first page", "read", "consent", "sign, in haste", "sign", "check", "receipt"], walk.Pages.Select(page => page.Name));
    }

    [SkippableFact]
    public void The_focus_goes_as_one_reads_is_always_seen_and_on_something_large_enough()
    {
        Chromium.Require();
        Seen.None(Seen.Lost(Served.Seen.Keyboard!.Pages));
    }

    [SkippableFact]
    public void A_phone_without_script_gets_to_a_receipt_that_verifies_offline_and_on_the_page()
    {
        Chromium.Require();
        var walk = Served.Seen.Scriptless!;
        Assert.Equal(["City of New Harbor has sent you a document", "Read: Social Media Policy", "How do you want to sign?", "Sign", "Check before you sign", "You have signed"], walk.Headings);
        Assert.Equal("holds", walk.Verdict);
        var verified = CommandLine.Run(Served.City[""], ["ledger", "verify-receipt", walk.Receipt, "--key", Served.City.Key]);
        Assert.Equal((0, true), (verified.ExitCode, verified.Output.Contains("Name typed: Sin Guion (not the name on file)\n", StringComparison.Ordinal)));
    }

    [SkippableFact]
    public void Printed_pages_are_tagged_and_tell_their_language()
    {
        Chromium.Require();
        Assert.All(Served.Seen.Printed!, file =>
        {
            Assert.Contains("Tagged:          yes", Poppler("pdfinfo", file), StringComparison.Ordinal);
            Assert.Contains(" H1 (block)\n", Poppler("pdfinfo", "-struct", file), StringComparison.Ordinal);
            Assert.Contains("/Lang (en)", Encoding.Latin1.GetString(File.ReadAllBytes(file)), StringComparison.Ordinal);
        });
    }

    private static string Poppler(string program, params string[] arguments)
    {
        using var run = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = run.StandardOutput.ReadToEnd();
        run.WaitForExit();
        return output;
    }
}
