using System.Text;
using MimeKit;
using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Mailing;
using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Model.Diagnostics;
using Xunit;

namespace PolicyBuilder.Acknowledgements.Tests.Mailing;

public sealed class MailComposerTests
{
    private static readonly MailComposer Composer = Letters.Composer();

    [Fact]
    public void An_invitation_says_who_asks_for_what_until_when_and_whom_to_ask()
    {
        var token = LinkToken.Fresh();
        var message = Parse(Composer.Compose(Letters.Letter(MailKind.Invitation, token), Letters.Now));
        var link = token.Link(Letters.Settings.BaseAddress).AbsoluteUri;
        Assert.Equal("Please read and sign by March 15, 2027: Social Media Policy", message.Subject!);
        Assert.Equal("\"City of Mapleton\" <policies@mapleton.example>", message.From.ToString());
        Assert.Equal("Ada Examplé", Assert.IsType<MailboxAddress>(Assert.Single(message.To)).Name);
        Assert.Equal("hr@mapleton.example", Assert.IsType<MailboxAddress>(Assert.Single(message.ReplyTo)).Address);
        Assert.Equal("ffeeddccbbaa99887766554433221100@mapleton.example", message.MessageId);
        Assert.Equal("auto-generated", message.Headers["Auto-Submitted"]);
        Assert.Equal("en", message.Body!.Headers["Content-Language"]);
        Assert.Equal("1.0", message.Headers["MIME-Version"]);
        Assert.Equal(Letters.Now, message.Date);
        foreach (var text in (string[])[message.TextBody!, message.HtmlBody!])
        {
            foreach (var said in (string[])["City of Mapleton", "Social Media Policy, version 1.2.0", "March 15, 2027", "January 1, 2027", "March 31, 2027", "on paper", "Human Resources", "hr@mapleton.example", "251-555-0100", link])
                Assert.Contains(said, text, StringComparison.Ordinal);
        }
        Assert.Equal($"https://policies.mapleton.example/a/{link[^43..]}", link);
        Assert.Contains($"\n\n{link}\n\n", message.TextBody!.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_kind_is_complete_in_every_language()
    {
        foreach (var kind in Enum.GetValues<MailKind>())
        {
            foreach (var language in MailTemplates.BuiltIn())
            {
                var letter = Letters.Letter(kind);
                letter = letter with { Person = letter.Person with { Language = language }, Recipient = letter.Recipient is null ? null : letter.Recipient with { Language = language } };
                var message = Parse(Letters.Composer(settings: Letters.Settings with { Language = language }).Compose(letter, Letters.Now));
                Assert.Equal(language, message.Body!.Headers["Content-Language"]);
                Assert.All([message.Subject!, message.TextBody!, message.HtmlBody!], text => Assert.DoesNotContain("{{", text, StringComparison.Ordinal));
                Assert.Contains($"<html lang=\"{language}\">", message.HtmlBody!, StringComparison.Ordinal);
                Assert.Contains("1.2.0", message.TextBody!, StringComparison.Ordinal);
                Assert.DoesNotContain("<img", message.HtmlBody!, StringComparison.Ordinal);
                Assert.DoesNotContain("src=", message.HtmlBody!, StringComparison.Ordinal);
                // One link, and the contact's address.
                Assert.Equal(MailTemplates.CarriesLink(kind) ? 2 : 1, message.HtmlBody!.Split("href=").Length - 1);
                Assert.Equal(MailTemplates.CarriesLink(kind), message.TextBody!.Contains("/a/", StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void Whoever_has_a_language_without_texts_gets_the_nearest()
    {
        Assert.Equal("Falta una firma: Ada Examplé, Social Media Policy", Composer.Compose(Letters.Letter(MailKind.SupervisorNotice), Letters.Now).Subject!);
        var letter = Letters.Letter(MailKind.Receipt);
        Assert.StartsWith("You have signed", Composer.Compose(letter with { Person = letter.Person with { Language = "fr" } }, Letters.Now).Subject!, StringComparison.Ordinal);
        Assert.Contains("1 de marzo de 2027", Composer.Compose(letter with { Person = letter.Person with { Language = "ES" } }, Letters.Now).TextBody!, StringComparison.Ordinal);
    }

    [Fact]
    public void The_receipt_is_attached_byte_for_byte()
    {
        var message = Parse(Composer.Compose(Letters.Letter(MailKind.Receipt), Letters.Now));
        var file = Assert.IsType<MimePart>(Assert.Single(message.Attachments));
        using var bytes = new MemoryStream();
        file.Content!.DecodeTo(bytes);
        Assert.Equal("entry-17.tlog-proof", file.FileName);
        Assert.Equal(Letters.Receipt.Proof.ToArray(), bytes.ToArray());
        Assert.Contains($"policybuilder ledger verify-receipt entry-17.tlog-proof --key {Letters.Receipt.Key}", message.TextBody!, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_letter_gives_the_same_bytes()
    {
        var letter = Letters.Letter(MailKind.Receipt);
        Assert.Equal(Bytes(Composer.Compose(letter, Letters.Now)), Bytes(Letters.Composer().Compose(letter, Letters.Now)));
    }

    [Theory]
    [InlineData(MailKind.Invitation)]
    [InlineData(MailKind.SupervisorNotice)]
    [InlineData(MailKind.QuestionsNotice)]
    public void Nothing_typed_by_others_becomes_a_header_or_markup(MailKind kind)
    {
        const string evil = "Eve\r\nBcc: victim@other.example\r\n\r\n<script>alert(1)</script> {{ link }} \"><a href='https://evil.example'>x</a> \u2028\u0000";
        var letter = Letters.Letter(kind);
        letter = letter with { Person = letter.Person with { Name = evil }, Version = letter.Version with { Title = evil }, Recipient = letter.Recipient is null ? null : letter.Recipient with { Name = evil } };
        var city = Letters.Mapleton with { Name = evil, Contact = new Contact(evil, "hr@mapleton.example", evil) };
        var message = Parse(Letters.Composer(city, Letters.Settings with { From = "policies@mapleton.example" }).Compose(letter, Letters.Now));
        Assert.Null(message.Headers["Bcc"]);
        Assert.Empty(message.Bcc);
        Assert.Single(message.From);
        Assert.Single(message.To);
        Assert.DoesNotContain('\n', message.Subject!);
        Assert.DoesNotContain("\nBcc", message.TextBody!, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", message.HtmlBody!, StringComparison.Ordinal);
        Assert.DoesNotContain("<a href='https://evil", message.HtmlBody!, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt; {{ link }} &quot;&gt;", message.HtmlBody!, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_fit_a_mail_server_and_letters_of_every_script_arrive()
    {
        var letter = Letters.Letter(MailKind.Reminder);
        var bytes = Bytes(Composer.Compose(letter with { Person = letter.Person with { Name = "Zoë Ñandú 山田太郎 محمد 👩🏽‍🚒" } }, Letters.Now));
        Assert.All(Encoding.Latin1.GetString(bytes).Split("\r\n"), line => Assert.True(line.Length <= 998 && line.All(char.IsAscii), line));
        var message = MimeMessage.Load(new MemoryStream(bytes));
        Assert.Equal("Zoë Ñandú 山田太郎 محمد 👩🏽‍🚒", message.To.Mailboxes.Single().Name);
        Assert.Contains("Zoë Ñandú 山田太郎 محمد 👩🏽‍🚒,", message.TextBody!, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reminder_knows_whether_it_is_late_and_the_last()
    {
        var letter = Letters.Letter(MailKind.Reminder);
        Assert.Equal("Reminder, sign by March 15, 2027: Social Media Policy", Composer.Compose(letter, Letters.Now).Subject!);
        var late = Composer.Compose(letter with { IsLast = true }, Letters.Now.AddDays(20));
        Assert.Equal("Overdue since March 15, 2027: Social Media Policy", late.Subject);
        Assert.Contains("This is reminder 2, the last by e-mail.", late.TextBody!, StringComparison.Ordinal);
    }

    [Fact]
    public void Days_are_those_of_the_city()
    {
        var city = Letters.Mapleton with { Calendar = new CityCalendar(TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(-6), null, null), []) };
        var message = Letters.Composer(city).Compose(Letters.Letter(MailKind.Reminder), new DateTimeOffset(2027, 3, 16, 5, 59, 0, TimeSpan.Zero));
        Assert.StartsWith("Reminder", message.Subject!, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromHours(-6), message.Date.Offset);
    }

    [Fact]
    public void Without_a_sender_there_is_no_mail()
    {
        var problems = new List<Diagnostic>();
        var languages = MailTemplates.LoadAll(null, problems)!;
        Assert.Null(MailComposer.Create(Letters.Mapleton with { Contact = null }, new MailSettings(), languages, TimeZoneInfo.Utc, "policies/mapleton/city.yaml", problems));
        Assert.Null(MailComposer.Create(Letters.Mapleton, new MailSettings { Language = "fr" }, languages, TimeZoneInfo.Utc, "policies/mapleton/city.yaml", problems));
        Assert.Equal(["policies/mapleton/city.yaml: error PB7306", "appsettings.json: error PB7303"], problems.Select(problem => problem.ToString().Split(": it")[0].Split(": '")[0]));
        Assert.NotNull(MailComposer.Create(Letters.Mapleton, new MailSettings(), languages, TimeZoneInfo.Utc, "policies/mapleton/city.yaml", problems));
    }

    [Fact]
    public void Nothing_that_is_printed_shows_a_link()
    {
        var token = LinkToken.Fresh();
        var secret = token.Link(new Uri("https://x.example/")).AbsoluteUri[^43..];
        var letter = Letters.Letter(MailKind.Invitation, token);
        Assert.All([$"{token}", $"{letter}"], text => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
    }

    private static MimeMessage Parse(MimeMessage message) => MimeMessage.Load(new MemoryStream(Bytes(message)));

    private static byte[] Bytes(MimeMessage message)
    {
        using var bytes = new MemoryStream();
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        message.WriteTo(format, bytes);
        return bytes.ToArray();
    }
}
