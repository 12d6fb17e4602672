using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Mailing;
using PolicyBuilder.Model.Diagnostics;
using Xunit;

namespace PolicyBuilder.Acknowledgements.Tests.Mailing;

public sealed class MailTemplatesTests : IDisposable
{
    private readonly DirectoryInfo templates = Directory.CreateTempSubdirectory("policybuilder-templates-");

    [Fact]
    public void A_city_replaces_one_text_and_keeps_the_others()
    {
        Write("en/invitation.txt", "Subject: {{ city.name }} asks\r\n\r\nPlease: {{ link }}\r\n");
        var message = Letters.Composer(templates: templates.FullName).Compose(Letters.Letter(MailKind.Invitation), Letters.Now);
        Assert.Equal("Mapleton asks", message.Subject);
        Assert.StartsWith("Please: https://policies.mapleton.example/a/", message.TextBody, StringComparison.Ordinal);
        Assert.Contains("Read and sign</a>", message.HtmlBody, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en/invitation.txt", "Hello {{ link }}\n", "templates/mail/en/invitation.txt:1: error PB7310")]
    [InlineData("en/invitation.txt", "Subject: a\nb {{ link }}\n", "templates/mail/en/invitation.txt:1: error PB7310")]
    [InlineData("en/invitation.txt", "Subject: {{ x }}\n\n\n{{ link }} {{ polcy.title }}\n", "templates/mail/en/invitation.txt:1:13: error PB7309", "templates/mail/en/invitation.txt:4:15: error PB7309")]
    [InlineData("en/invitation.txt", "Subject: a\n\n{{ if nobody }}{{ link }}{{ end }}\n", "templates/mail/en/invitation.txt:3:7: error PB7309")]
    [InlineData("en/invitation.txt", "Subject: a\n\nno way to sign\n", "templates/mail/en/invitation.txt: error PB7311")]
    [InlineData("en/reminder.html", "<p>no way to sign</p>", "templates/mail/en/reminder.html: error PB7311")]
    [InlineData("en/invitation.txt", "Subject: a\n\n{{ link }} {{ if }}\n", "templates/mail/en/invitation.txt:3:", "templates/mail/en/invitation.txt:3:")]
    [InlineData("en/receipt.html", "{{ for i in 1..1000000 }}x{{ end }}", "templates/mail/en/receipt.html:1:4: error PB7308")]
    [InlineData("en/receipt.html", "{{ include 'x' }}", "templates/mail/en/receipt.html:1:4: error PB7308")]
    [InlineData("en/receipt.html", "{{ date.now }}", "templates/mail/en/receipt.html:1:4: error PB7309")]
    [InlineData("en/receipt.html", "{{ person.name | string.upcase }}", "templates/mail/en/receipt.html:1:4: error PB7308")]
    [InlineData("en/receipt.html", "{{ x = 1 }}", "templates/mail/en/receipt.html:1:4: error PB7308")]
    [InlineData("en/supervisor-notice.html", "{{ link }}", "templates/mail/en/supervisor-notice.html:1:4: error PB7309")]
    [InlineData("en/page.html", "{{ subject }} {{ link }}", "templates/mail/en/page.html:1:18: error PB7309")]
    public void A_mistake_in_a_text_is_told_before_any_mail_is_sent(string file, string text, params string[] problems)
    {
        Write(file, text);
        var found = new List<Diagnostic>();
        Assert.Null(MailTemplates.Load("en", Path.Combine(templates.FullName, "templates"), found));
        Assert.Equal(problems.Length, found.Count);
        Assert.All(problems.Zip(found), pair => Assert.StartsWith(pair.First, pair.Second.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void A_language_of_ones_own_needs_every_text()
    {
        Write("fr/page.txt", "{{ body }}");
        var problems = new List<Diagnostic>();
        Assert.Null(MailTemplates.LoadAll(Path.Combine(templates.FullName, "templates"), problems));
        Assert.Equal(13, problems.Count);
        Assert.All(problems, problem => Assert.Equal("PB7307", problem.Code));
        Assert.Contains("complete ones: en, es", problems[0].Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_that_is_not_UTF8_or_too_large_is_told()
    {
        Write("en/page.txt", "");
        File.WriteAllBytes(Path.Combine(templates.FullName, "templates", "mail", "en", "page.txt"), [0x7b, 0xe9, 0x7d]);
        Write("en/page.html", new string('x', 300_000));
        var problems = new List<Diagnostic>();
        Assert.Null(MailTemplates.Load("en", Path.Combine(templates.FullName, "templates"), problems));
        Assert.Equal(["PB7308", "PB7308"], problems.Select(problem => problem.Code));
    }

    public void Dispose() => templates.Delete(recursive: true);

    private void Write(string file, string text)
    {
        foreach (var root in (string[])["templates/mail", "mail"])
        {
            var path = Path.Combine(templates.FullName, root, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }
    }
}
