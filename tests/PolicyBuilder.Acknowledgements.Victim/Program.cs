using System.Globalization;
using PolicyBuilder.Acknowledgements.Campaigns.Sqlite;
using PolicyBuilder.Acknowledgements.Mailing;
using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Model.Diagnostics;

// Sends the queued mails of a city, until it is done or somebody kills it:
//   victim DATABASE CITY PORT USER PASSWORD      to a mail server on this computer, with STARTTLS
//   victim DATABASE CITY FOLDER                  to a folder
// Who may vouch for the server is told by the environment, as OpenSSL has it: SSL_CERT_FILE.
var (database, city) = (args[0], args[1]);
await using var store = SqliteCampaignStore.Open(database, city);
var problems = new List<Diagnostic>();
var composer = MailComposer.Create(
    new City(city, "Mapleton", CityKind.City, null, new Contact("Human Resources", "hr@mapleton.example", null), null),
    new MailSettings { BaseAddress = new Uri("https://policies.mapleton.example/"), From = "policies@mapleton.example" },
    MailTemplates.LoadAll(null, problems)!,
    TimeZoneInfo.Utc,
    "city.yaml",
    problems)!;
await using IMailTransport transport = args.Length == 3
    ? new PickupTransport(args[2])
    : new SmtpTransport(
        new SmtpSettings { Host = "localhost", Port = int.Parse(args[2], CultureInfo.InvariantCulture), Tls = SmtpTls.StartTls, User = args[3], Password = args[4] }, TimeProvider.System);
var sender = new MailSender
{
    Store = store,
    Transport = transport,
    Composer = composer,
    TermsOf = _ => AcknowledgementTerms.Default,
    ReceiptOf = (_, _) => Task.FromResult<ReceiptFile?>(null),
    Clock = TimeProvider.System,
};
Console.WriteLine("ready");
var report = await sender.SendAsync();
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Sent} {report.Bounced} {report.Deferred} {report.GivenUp} {report.Stopped}"));
