using MimeKit;
using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Mailing;
using Xunit;

namespace PolicyBuilder.Acknowledgements.Tests.Mailing;

public sealed class PickupTransportTests : IDisposable
{
    private readonly DirectoryInfo scratch = Directory.CreateTempSubdirectory("policybuilder-pickup-");

    private string Folder => Path.Combine(scratch.FullName, "ledger", "mail");

    [Fact]
    public async Task A_mail_is_a_file_of_its_owners_and_a_second_attempt_replaces_it()
    {
        await using var transport = new PickupTransport(Folder);
        Assert.Null(await transport.OpenAsync());
        for (var i = 0; i < 2; i++)
        {
            using var message = Letters.Composer().Compose(Letters.Letter(MailKind.Invitation), Letters.Now.AddHours(i));
            Assert.Equal(DeliveryOutcome.Taken, (await transport.SendAsync("00ff", message)).Outcome);
        }

        Assert.Equal([".gitignore", "00ff.eml"], Directory.GetFiles(Folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        Assert.Equal(Letters.Now.AddHours(1), MimeMessage.Load(Path.Combine(Folder, "00ff.eml")).Date);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Folder));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Folder, "00ff.eml")));
        }
    }

    [SkippableFact]
    public async Task A_folder_that_others_can_open_is_not_used()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows guards folders by other means than modes");
        Directory.CreateDirectory(Folder);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Folder, (UnixFileMode)0b111_101_000);
        await using var transport = new PickupTransport(Folder);
        Assert.Contains("others can open the folder", await transport.OpenAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_written_leaves_nothing_half_written()
    {
        await using var transport = new PickupTransport(Folder);
        Assert.Null(await transport.OpenAsync());
        // A folder in the place of the file.
        Directory.CreateDirectory(Path.Combine(Folder, "00ff.eml", "x"));
        using var message = Letters.Composer().Compose(Letters.Letter(MailKind.Invitation), Letters.Now);
        Assert.Equal(DeliveryOutcome.Unusable, (await transport.SendAsync("00ff", message)).Outcome);
        Assert.Equal(".gitignore", Path.GetFileName(Assert.Single(Directory.GetFiles(Folder))));
        File.WriteAllText(Path.Combine(scratch.FullName, "file"), "");
        await using var nowhere = new PickupTransport(Path.Combine(scratch.FullName, "file", "mail"));
        Assert.Contains("cannot be made", await nowhere.OpenAsync(), StringComparison.Ordinal);
    }

    public void Dispose() => scratch.Delete(recursive: true);
}
