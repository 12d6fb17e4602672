using System.Globalization;
using System.Text;
using PolicyBuilder.Acknowledgements.Staff;
using PolicyBuilder.Acknowledgements.Tests.Mailing;
using Xunit;

namespace PolicyBuilder.Web.Tests;

/// <summary>Mail servers that refuse, put off, hang up or stall: what HR sees of it, and that signing does not wait for them.</summary>
public sealed class MailFaultTests : IAsyncLifetime
{
    private MailServer? mail;
    private Town? town;

    [SkippableFact]
    public async Task What_a_mail_server_does_to_each_is_on_the_page_and_what_can_be_tried_again_is()
    {
        mail = await MailServer.StartAsync(new MailServerOptions { Auth = false });
        town = await Town.OpenAsync(Settings(mail.Port));
        using var robin = await town.SignInAsync(StaffRole.HumanResources);
        var roster = "id,name,email\n2000,Mo Sample,550-at-rcpt.mo@new-harbor.example\n2001,Jo Sample,451-at-rcpt.jo@new-harbor.example\n2002,Lu Sample,421-at-rcpt.lu@new-harbor.example\n2003,Al Sample,al@new-harbor.example\n2004,Di Sample,drop-at-data.di@new-harbor.example\n";
        var read = await robin.UploadAsync(await robin.GetAsync("/hr/roster"), "/hr/roster", "Roster", "people.csv", Encoding.UTF8.GetBytes(roster));
        await robin.SubmitAsync(read, "/hr/roster?handler=Import");
        await robin.SubmitAsync(await robin.GetAsync("/hr/campaigns"), "/hr/campaigns?handler=Invite&policy=social-media");
        await Town.UntilAsync(async () =>
        {
            var page = await robin.GetAsync("/hr/mail");
            return page.Text.Contains("550-at-rcpt.mo@new-harbor.example", StringComparison.Ordinal) && page.Text.Contains("No such mailbox here", StringComparison.Ordinal)
                && page.Page.QuerySelectorAll("tbody tr").Count(row => row.TextContent.Contains("1 time", StringComparison.Ordinal)) >= 3 && mail.KeptCount == 1;
        }, "one mail arrived, one was refused, three wait");
        Assert.Contains("1 mail could not be delivered", (await robin.GetAsync("/hr")).Text, StringComparison.Ordinal);
        Assert.Contains("the mail server refuses the address", (await robin.GetAsync("/hr/person?id=2000")).Text, StringComparison.Ordinal);

        // The address is put right, and a new link goes there.
        var person = await robin.SubmitAsync(await robin.GetAsync("/hr/person?id=2000"), "/hr/person?handler=Address&id=2000", ("Address", "mo@new-harbor.example"));
        await robin.SubmitAsync(person, "/hr/person?handler=Invite&id=2000");
        await Town.UntilAsync(() => Task.FromResult(mail.Kept.Any(kept => kept.To.Contains("mo@new-harbor.example"))), "the mail to the new address arrived");
        Assert.DoesNotContain("could not be delivered", (await robin.GetAsync("/hr")).Text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_mail_server_that_is_not_there_keeps_nobody_from_signing_and_the_receipt_goes_out_when_it_is()
    {
        mail = await MailServer.StartAsync(new MailServerOptions { Auth = false });
        var port = mail.Port;
        await mail.StopAsync();
        town = await Town.OpenAsync(Settings(port));
        using var employee = new Browser(town.Address);
        Assert.Equal("You have signed", (await EmployeeTests.SignAsync(employee, town.LinksTo("person0@new-harbor.example")[0], "Canary Quillfeather 0")).Heading);
        using var robin = await town.SignInAsync(StaffRole.HumanResources);
        Assert.Contains("1 mail waits", (await robin.GetAsync("/hr/mail")).Text, StringComparison.Ordinal);
        await town.KillAsync();
        await mail.DisposeAsync();
        mail = await MailServer.StartAsync(new MailServerOptions { Auth = false, Port = port });
        // What was put off is due again in a while; the day comes when the store says so.
        town.Sql(Town.People, "UPDATE mail SET not_before = 0 WHERE state = 'Queued'; SELECT 1");
        await town.ServeAsync(Settings(port));
        await Town.UntilAsync(() => Task.FromResult(mail.KeptCount == 1), "the receipt arrived");
        Assert.Contains(mail.Kept.Single().Message.Attachments, part => part.ContentDisposition?.FileName?.EndsWith(".tlog-proof", StringComparison.Ordinal) == true);
    }

    private static (string Name, string Value)[] Settings(int port) =>
    [
        ("PolicyBuilder__BaseAddress", "http://localhost:5080/"), ("PolicyBuilder__Mail__Smtp__Host", "localhost"), ("PolicyBuilder__Mail__Smtp__Tls", "None"),
        ("PolicyBuilder__Mail__Smtp__Port", port.ToString(CultureInfo.InvariantCulture)),
    ];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (town is not null)
            await town.DisposeAsync();
        if (mail is not null)
            await mail.DisposeAsync();
    }
}
