using System.Text;
using Microsoft.Extensions.Configuration;
using PolicyBuilder.Acknowledgements.Mailing;
using PolicyBuilder.Model.Diagnostics;
using Xunit;

namespace PolicyBuilder.Acknowledgements.Tests.Mailing;

public sealed class MailSettingsTests
{
    [Fact]
    public void Nothing_said_means_a_folder_of_mails_and_pages_on_this_computer()
    {
        var settings = Read("{}");
        Assert.Empty(settings.Problems);
        Assert.Equal(new MailSettings(), settings.Read);
        Assert.Null(settings.Read!.Smtp);
        Assert.Equal("http://localhost:5080/", settings.Read.BaseAddress.AbsoluteUri);
    }

    [Fact]
    public void Every_setting_is_read()
    {
        var (settings, problems) = Read("""
            { "PolicyBuilder": { "BaseAddress": "https://policies.mapleton.example/hr", "Mail": {
                "From": "City of Mapleton <policies@mapleton.example>", "Language": "es", "Pickup": "out", "MessagesPerMinute": 90,
                "Smtp": { "Host": "smtp.mapleton.example", "Port": 2525, "Tls": "Implicit", "User": "u", "Password": "p" } } }, "Logging": { "x": 1 } }
            """);
        Assert.Empty(problems);
        Assert.Equal(
            new MailSettings
            {
                BaseAddress = new Uri("https://policies.mapleton.example/hr/"),
                From = "City of Mapleton <policies@mapleton.example>",
                Language = "es",
                Pickup = "out",
                MessagesPerMinute = 90,
                Smtp = new SmtpSettings { Host = "smtp.mapleton.example", Port = 2525, Tls = SmtpTls.Implicit, User = "u", Password = "p" },
            },
            settings);
        Assert.DoesNotContain("Password = p", settings!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("StartTls", 587)]
    [InlineData("Implicit", 465)]
    public void Each_way_to_TLS_has_its_port(string tls, int port) =>
        Assert.Equal(port, Read($$"""{ "PolicyBuilder": { "BaseAddress": "https://x.example", "Mail": { "Smtp": { "Host": "h.example", "Tls": "{{tls}}" } } } }""").Read!.Smtp!.Port);

    [Theory]
    [InlineData("\"BaseAddress\": \"http://policies.mapleton.example\"", "PB7303")]
    [InlineData("\"BaseAddress\": \"policies.mapleton.example\"", "PB7303")]
    [InlineData("\"BaseAddress\": \"https://u:p@x.example/?a\"", "PB7303")]
    [InlineData("\"Mail\": { \"From\": \"nobody\" }", "PB7303")]
    [InlineData("\"Mail\": { \"From\": \"a@x.example\\r\\nBcc: b@x.example\" }", "PB7303")]
    [InlineData("\"Mail\": { \"Language\": \"../es\" }", "PB7303")]
    [InlineData("\"Mail\": { \"MessagesPerMinute\": \"fast\" }", "PB7303")]
    [InlineData("\"Mail\": { \"MessagesPerMinute\": -1 }", "PB7303")]
    [InlineData("\"BaseAddress\": \"https://x.example\", \"Mail\": { \"Smtp\": { \"Host\": \"h.example\", \"Port\": 0, \"Tls\": \"maybe\" } }", "PB7303", "PB7303")]
    [InlineData("\"BaseAddress\": \"https://x.example\", \"Mail\": { \"Smtp\": { \"Host\": \"h.example\", \"Tls\": \"None\" } }", "PB7303")]
    [InlineData("\"BaseAddress\": \"https://x.example\", \"Mail\": { \"Smtp\": { \"Host\": \"smtp://h.example\" } }", "PB7303")]
    [InlineData("\"Mail\": { \"Smtp\": { \"Port\": 25 } }", "PB7302")]
    [InlineData("\"Mail\": { \"Smtp\": { \"Host\": \"h.example\" } }", "PB7302")]
    [InlineData("\"BaseAddress\": \"https://x.example\", \"Mail\": { \"Smtp\": { \"Host\": \"h.example\", \"User\": \"u\" } }", "PB7302")]
    [InlineData("\"BaseAddress\": \"https://x.example\", \"Mail\": { \"Smtp\": { \"Host\": \"h.example\", \"Password\": \"zq-secret\" } }", "PB7302")]
    public void Mistakes_are_told_each_with_what_to_do_and_without_secrets(string json, params string[] codes)
    {
        var (settings, problems) = Read($$"""{ "PolicyBuilder": { {{json}} } }""");
        Assert.Null(settings);
        Assert.Equal(codes, problems.Select(problem => problem.Code));
        Assert.All(problems, problem => Assert.False(string.IsNullOrEmpty(problem.Hint)));
        Assert.All(problems, problem => Assert.DoesNotContain("zq-secret", problem + problem.Hint, StringComparison.Ordinal));
    }

    [Fact]
    public void A_misspelled_setting_is_noted_and_stops_nothing()
    {
        var (settings, problems) = Read("""{ "PolicyBuilder": { "Mail": { "Fron": "a@x.example", "Smpt": { "Host": "h.example" } } } }""");
        Assert.NotNull(settings);
        Assert.Equal(["PB7304", "PB7304"], problems.Select(problem => problem.Code));
        Assert.Contains(problems, problem => problem.Hint == "did you mean 'PolicyBuilder:Mail:From'?");
    }

    [Fact]
    public void The_file_is_read_where_there_is_one_and_its_faults_are_told_by_place()
    {
        var folder = Directory.CreateTempSubdirectory("policybuilder-settings-");
        try
        {
            var problems = new List<Diagnostic>();
            Assert.NotNull(MailSettings.Load(folder.FullName, _ => false, problems));
            Assert.Empty(problems);
            var file = Path.Combine(folder.FullName, "appsettings.json");
            File.WriteAllText(file, "{\n  \"PolicyBuilder\": { \"Mail\": { \"From\": \"zq-secret\" \"x\" } }\n}\n");
            Assert.Null(MailSettings.Load(folder.FullName, _ => false, problems));
            Assert.StartsWith("appsettings.json:2:", problems[0].ToString(), StringComparison.Ordinal);
            Assert.Equal("PB7301", problems[0].Code);
            Assert.DoesNotContain("zq-secret", problems[0].ToString(), StringComparison.Ordinal);
            problems.Clear();
            File.WriteAllText(file, """{ "PolicyBuilder": { "BaseAddress": "https://x.example", "Mail": { "Smtp": { "Host": "h.example", "User": "u", "Password": "p" } } } }""");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(file, (UnixFileMode)0b110_100_100);
                Assert.NotNull(MailSettings.Load(folder.FullName, _ => false, problems));
                Assert.Equal("PB7305", Assert.Single(problems).Code);
                problems.Clear();
                File.SetUnixFileMode(file, (UnixFileMode)0b110_000_000);
            }
            Assert.NotNull(MailSettings.Load(folder.FullName, _ => false, problems));
            Assert.Empty(problems);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static (MailSettings? Read, List<Diagnostic> Problems) Read(string json)
    {
        var problems = new List<Diagnostic>();
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        return (MailSettings.Read(new ConfigurationBuilder().AddJsonStream(stream).Build(), problems), problems);
    }
}
