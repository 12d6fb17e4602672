using System.Diagnostics;
using System.Net;
using Xunit;

namespace PolicyBuilder.Web.Tests;

/// <summary>What fails under a signature, and what the page says then. After each fault the same form signs once.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private const string NothingSigned = "Nothing was signed.";
    private const string Unconfirmed = "We could not confirm your signature yet";
    private const string Wrong = "Something went wrong on our side";

    private Town town = null!;

    private string Link => town.LinksTo("person0@new-harbor.example")[0];

    [Fact]
    public async Task A_fault_before_the_ledger_was_asked_signed_nothing_and_says_so()
    {
        using var browser = new Browser(town.Address);
        var check = await EmployeeTests.ToCheckAsync(browser, Link, "Canary");
        town.Sql(Town.People, "CREATE TRIGGER fault BEFORE INSERT ON act BEGIN SELECT RAISE(ABORT, 'full'); END");
        var failed = await browser.PostAsync(check, "/check");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, Wrong, true), (failed.Status, failed.Heading, failed.Text.Contains(NothingSigned, StringComparison.Ordinal)));
        Assert.Equal(1, town.Entries());
        town.Sql(Town.People, "DROP TRIGGER fault");
        await SignsOnceAsync(browser, check);
    }

    [Fact]
    public async Task A_ledger_that_takes_nothing_is_told_as_unconfirmed()
    {
        using var browser = new Browser(town.Address);
        var check = await EmployeeTests.ToCheckAsync(browser, Link, "Canary");
        town.Sql(Town.Ledger, "CREATE TRIGGER fault BEFORE INSERT ON checkpoint BEGIN SELECT RAISE(ABORT, 'full'); END");
        IsUnconfirmed(await browser.PostAsync(check, "/check"));
        Assert.Equal(1, town.Entries());
        town.Sql(Town.Ledger, "DROP TRIGGER fault");
        await SignsOnceAsync(browser, check);
    }

    [Fact]
    public async Task A_signature_that_the_ledger_has_is_never_called_none()
    {
        using var browser = new Browser(town.Address);
        var check = await EmployeeTests.ToCheckAsync(browser, Link, "Canary");
        town.Sql(Town.People, "CREATE TRIGGER fault BEFORE UPDATE ON act BEGIN SELECT RAISE(ABORT, 'full'); END");
        IsUnconfirmed(await browser.PostAsync(check, "/check"));
        Assert.Equal(2, town.Entries());
        // Nor by any other page, for as long as it lasts.
        foreach (var (answer, heading) in ((Answer, string)[])
            [(await browser.PostAsync(check, "/check"), Unconfirmed), (await browser.GetAsync("/receipt"), Unconfirmed), (await browser.GetAsync("/read"), Wrong), (await browser.GetAsync(Link), Wrong)])
        {
            Assert.Equal((HttpStatusCode.InternalServerError, heading, false), (answer.Status, answer.Heading, answer.Text.Contains(NothingSigned, StringComparison.Ordinal)));
        }
        town.Sql(Town.People, "DROP TRIGGER fault");
        using var later = new Browser(town.Address);
        Assert.Equal("You have signed", (await later.SubmitAsync(await later.OpenAsync(Link), Link)).Heading);
        await SignsOnceAsync(browser, check);
    }

    [Fact]
    public async Task A_ledger_that_another_program_locks_for_too_long_is_told_as_unconfirmed()
    {
        await town.KillAsync();
        await town.ServeAsync(("PolicyBuilder__LedgerPatience", "00:00:00.5"));
        using var browser = new Browser(town.Address);
        var check = await EmployeeTests.ToCheckAsync(browser, Link, "Canary");
        await using (var other = town.Open(Town.Ledger))
        {
            await using var held = other.BeginTransaction();
            IsUnconfirmed(await browser.PostAsync(check, "/check"));
        }
        Assert.Equal(1, town.Entries());
        await SignsOnceAsync(browser, check);
    }

    [SkippableFact]
    public async Task A_full_disk_is_told_truthfully()
    {
        Skip.If(OperatingSystem.IsWindows() || Environment.UserName != "root", "only root may mount a small disk");
        await town.KillAsync();
        var disk = town["ledger"];
        Directory.Move(disk, town["kept"]);
        Directory.CreateDirectory(disk);
        Skip.If(Run("mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", disk) != 0, "a small disk may not be mounted here");
        try
        {
            Assert.Equal(0, Run("cp", "-a", town["kept/."], disk));
            await town.ServeAsync();
            using var browser = new Browser(town.Address);
            var check = await EmployeeTests.ToCheckAsync(browser, Link, "Canary");
            var filler = Path.Combine(disk, "filler");
            // It ends when nothing more fits.
            Assert.NotEqual(0, Run("dd", "if=/dev/zero", $"of={filler}", "bs=4096", "status=none"));
            var failed = await browser.PostAsync(check, "/check");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, failed.Status);
            File.Delete(filler);
            Assert.Equal((failed.Heading == Wrong, 1), (failed.Text.Contains(NothingSigned, StringComparison.Ordinal), town.Entries()));
            await SignsOnceAsync(browser, check);
            await town.KillAsync();
        }
        finally
        {
            Run("umount", "-l", disk);
        }
    }

    public async Task InitializeAsync() => town = await Town.OpenAsync();

    public async Task DisposeAsync() => await town.DisposeAsync();

    private static void IsUnconfirmed(Answer answer) => Assert.Equal(
        (HttpStatusCode.ServiceUnavailable, Unconfirmed, false), (answer.Status, answer.Heading, answer.Text.Contains(NothingSigned, StringComparison.Ordinal)));

    private async Task SignsOnceAsync(Browser browser, Answer check)
    {
        Assert.Equal("You have signed", (await browser.SubmitAsync(check, "/check")).Heading);
        Assert.Equal("You have signed", (await browser.SubmitAsync(check, "/check")).Heading);
        Assert.Equal(2, town.Entries());
        Assert.Equal(1L, town.Sql(Town.People, "SELECT count(*) FROM mail WHERE kind = 'Receipt'"));
    }

    private static int Run(string program, params string[] arguments)
    {
        using var run = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        run.WaitForExit();
        return run.ExitCode;
    }
}
