using System.Net;
using PolicyBuilder.Testing;
using Xunit;

namespace PolicyBuilder.Web.Tests;

/// <summary>From the mail to a receipt that verifies offline, over HTTP against the program itself.</summary>
public sealed class EmployeeTests : IAsyncLifetime
{
    private Town town = null!;

    [Fact]
    public async Task One_goes_from_the_mail_to_a_receipt_that_verifies_offline()
    {
        using var browser = new Browser(town.Address);
        var signed = await SignAsync(browser, town.LinksTo("person0@new-harbor.example")[0], "Canary Quillfeather 0");
        Assert.Equal("You have signed", signed.Heading);
        Assert.Equal(2, town.Entries());
        var proof = await browser.GetAsync("/receipt?handler=Proof");
        Assert.Equal("attachment; filename=social-media-1.0.0.tlog-proof; filename*=UTF-8''social-media-1.0.0.tlog-proof", proof.Headers["content-disposition"]);
        await File.WriteAllTextAsync(town["r.tlog-proof"], proof.Text);
        var verified = CommandLine.Run(Path.GetDirectoryName(town["r.tlog-proof"])!, ["ledger", "verify-receipt", "r.tlog-proof", "--key", town.Key]);
        Assert.Equal((0, true), (verified.ExitCode, verified.Output.Contains("Person: Canary Quillfeather 0, employee 1000\n", StringComparison.Ordinal)));
        Assert.Contains("Name typed: Canary Quillfeather 0\n", verified.Output, StringComparison.Ordinal);
        Assert.Contains("\"signed\": 1", town.Command("status", "--json").Output, StringComparison.Ordinal);

        var published = await File.ReadAllTextAsync(Directory.GetFiles(town["output"], "*.html", SearchOption.AllDirectories).Single());
        Assert.Equal(published, (await browser.GetAsync("/document")).Text);
        using var later = new Browser(town.Address);
        var again = await later.OpenAsync(town.LinksTo("person0@new-harbor.example")[0]);
        Assert.Equal("You have signed", (await later.SubmitAsync(again, town.LinksTo("person0@new-harbor.example")[0])).Heading);
    }

    [Fact]
    public async Task A_double_click_two_tabs_and_back_sign_once()
    {
        using var browser = new Browser(town.Address);
        var check = await ToCheckAsync(browser, town.LinksTo("person0@new-harbor.example")[0], "Canary");
        var pressed = await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => browser.PostAsync(check, "/check")));
        Assert.Equal(Enumerable.Repeat("SeeOther /receipt", 24), pressed.Select(answer => $"{answer.Status} {answer.Location}{(answer.Location is null ? town.Log : "")}"));
        Assert.Equal("You have signed", (await browser.SubmitAsync(check, "/check")).Heading);
        Assert.Equal(2, town.Entries());
    }

    [Fact]
    public async Task Nothing_that_was_typed_is_lost_by_a_mistake_and_each_is_told_at_its_field()
    {
        using var browser = new Browser(town.Address);
        var link = town.LinksTo("person0@new-harbor.example")[0];
        var read = await browser.SubmitAsync(await browser.OpenAsync(link), link);
        var consent = await browser.SubmitAsync(read, "/read");
        var refused = await browser.SubmitAsync(consent, "/consent");
        Assert.Equal((HttpStatusCode.OK, true), (refused.Status, refused.Title.StartsWith("Error: ", StringComparison.Ordinal)));
        Assert.Equal("#electronic", refused.Page.QuerySelector(".problem a")!.GetAttribute("href"));
        var sign = await browser.SubmitAsync(refused, "/consent", ("How", "electronic"));
        var wrong = await browser.SubmitAsync(sign, "/sign", ("FullName", "Ana María Ñandú"));
        Assert.Equal(["#Ticked"], wrong.Page.QuerySelectorAll(".problem a").Select(problem => problem.GetAttribute("href")));
        Assert.Equal("Ana María Ñandú", wrong.Page.QuerySelector("#FullName")!.GetAttribute("value"));
        var check = await browser.SubmitAsync(wrong, "/sign", ("FullName", "Ana María Ñandú"), ("Ticked", "true"));
        Assert.Equal("Check before you sign", check.Heading);
        Assert.Contains("Ana María Ñandú", check.Text, StringComparison.Ordinal);
        Assert.Equal(1, town.Entries());
    }

    [Fact]
    public async Task Steps_cannot_be_skipped()
    {
        using var browser = new Browser(town.Address);
        var link = town.LinksTo("person0@new-harbor.example")[0];
        var read = await browser.SubmitAsync(await browser.OpenAsync(link), link);
        foreach (var (page, first) in ((string, string)[])[("/check", "/consent"), ("/sign", "/consent"), ("/receipt", "/read")])
            Assert.Equal((page, HttpStatusCode.SeeOther, first), (page, (await browser.GetAsync(page)).Status, (await browser.GetAsync(page)).Location));
        Assert.Equal("/consent", (await browser.PostAsync(read, "/check")).Location);
        Assert.Equal(1, town.Entries());
    }

    [Fact]
    public async Task Who_signed_before_is_shown_what_changed()
    {
        using var browser = new Browser(town.Address);
        await SignAsync(browser, town.LinksTo("person0@new-harbor.example")[0], "Canary");
        town.Revise();
        using var again = new Browser(town.Address);
        var old = await again.GetAsync(town.LinksTo("person1@new-harbor.example")[0]);
        Assert.Equal((HttpStatusCode.Conflict, "Error: Version 1.1.0 replaced this one – City of New Harbor"), (old.Status, old.Title));
        Assert.Contains("Nothing was signed.", old.Text, StringComparison.Ordinal);
        var link = town.LinksTo("person0@new-harbor.example")[^1];
        var read = await again.SubmitAsync(await again.OpenAsync(link), link);
        Assert.StartsWith("What changed since version 1.0.0, which you signed on ", read.Page.QuerySelector("#changes")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(read.Page.QuerySelectorAll(".changes .now"), line => line.TextContent.Contains("Communications Director", StringComparison.OrdinalIgnoreCase));
        Assert.Contains(read.Page.QuerySelectorAll(".changes .before"), line => line.TextContent.Contains("City Administrator", StringComparison.OrdinalIgnoreCase));
        var signed = await ToCheckAsync(again, read, "Canary");
        Assert.Equal("You have signed", (await again.SubmitAsync(signed, "/check")).Heading);
    }

    [Fact]
    public async Task Questions_are_recorded_and_sign_nothing()
    {
        using var browser = new Browser(town.Address);
        var link = town.LinksTo("person0@new-harbor.example")[0];
        await browser.SubmitAsync(await browser.OpenAsync(link), link);
        var questions = await browser.OpenAsync("/questions");
        var wrong = await browser.SubmitAsync(questions, "/questions", ("Text", "What is a channel?"));
        Assert.Equal("What is a channel?", wrong.Page.QuerySelector("textarea")!.TextContent);
        var sent = await browser.SubmitAsync(wrong, "/questions", ("Reason", "asks"), ("Text", "What is a channel?"));
        Assert.Equal("Your message was recorded", sent.Heading);
        Assert.Equal(2, town.Entries());
        Assert.Contains("a person had questions about new-harbor/social-media 1.0.0, or did not agree", town.Command("ledger", "log").Output, StringComparison.Ordinal);
        Assert.Equal("Read: Social Media Policy", (await browser.OpenAsync("/read")).Heading);
    }

    [Fact]
    public async Task Paper_is_free_and_signs_nothing()
    {
        using var browser = new Browser(town.Address);
        var link = town.LinksTo("person0@new-harbor.example")[0];
        var consent = await browser.SubmitAsync(await browser.SubmitAsync(await browser.OpenAsync(link), link), "/read");
        Assert.Equal("Signing on paper", (await browser.SubmitAsync(consent, "/consent", ("How", "paper"))).Heading);
        Assert.Equal(1, town.Entries());
    }

    [Fact]
    public async Task A_server_that_is_killed_goes_on_with_the_session_and_signs_once()
    {
        using var browser = new Browser(town.Address);
        var check = await ToCheckAsync(browser, town.LinksTo("person0@new-harbor.example")[0], "Canary");
        await town.KillAsync();
        await town.ServeAsync();
        using var again = new Browser(town.Address);
        foreach (var cookie in browser.Cookies)
            again.Cookies[cookie.Key] = cookie.Value;
        Assert.Equal("You have signed", (await again.SubmitAsync(check, "/check")).Heading);
        Assert.Equal(2, town.Entries());
    }

    [Fact]
    public async Task The_pages_speak_Spanish_when_asked_to()
    {
        using var browser = new Browser(town.Address);
        var link = town.LinksTo("person0@new-harbor.example")[0];
        var landing = await browser.GetAsync(link, ("Accept-Language", "fr;q=0.9, es-MX;q=0.8, en;q=0.5"));
        Assert.Equal(("es", "La ciudad de New Harbor le ha enviado un documento"), (landing.Page.DocumentElement.GetAttribute("lang"), landing.Heading));
        await browser.OpenAsync(link + "?language=en");
        Assert.Equal("City of New Harbor has sent you a document", (await browser.GetAsync(link, ("Accept-Language", "es"))).Heading);
        await browser.OpenAsync(link + "?language=es");
        var signed = await SignAsync(browser, link, "Canary");
        Assert.Equal("Usted ha firmado", signed.Heading);
    }

    public async Task InitializeAsync() => town = await Town.OpenAsync();

    public async Task DisposeAsync() => await town.DisposeAsync();

    internal static async Task<Answer> ToCheckAsync(Browser browser, string link, string name) =>
        await ToCheckAsync(browser, await browser.SubmitAsync(await browser.OpenAsync(link), link), name);

    private static async Task<Answer> ToCheckAsync(Browser browser, Answer read, string name)
    {
        var consent = await browser.SubmitAsync(read, "/read");
        var sign = await browser.SubmitAsync(consent, "/consent", ("How", "electronic"));
        return await browser.SubmitAsync(sign, "/sign", ("Ticked", "true"), ("FullName", name));
    }

    /// <summary>Signs, from the page with the text.</summary>
    internal static async Task<Answer> SignFromAsync(Browser browser, Answer read, string name) => await browser.SubmitAsync(await ToCheckAsync(browser, read, name), "/check");

    internal static async Task<Answer> SignAsync(Browser browser, string link, string name) => await browser.SubmitAsync(await ToCheckAsync(browser, link, name), "/check");
}
