using System.Diagnostics;
using System.Globalization;
using System.Text;
using MimeKit;
using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Formats;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Model.Diagnostics;
using Scriban.Runtime;

namespace PolicyBuilder.Acknowledgements.Mailing;

/// <summary>
/// Writes a letter down as a mail (RFC 5322): a plain text and an HTML part that say the same, without pictures, scripts and anything
/// that would be fetched. The same letter at the same time gives the same bytes.
/// </summary>
public sealed class MailComposer
{
    private readonly City city;
    private readonly MailSettings settings;
    private readonly IReadOnlyDictionary<string, MailTemplates> languages;
    private readonly MailboxAddress from;
    private readonly TimeZoneInfo zone;

    private MailComposer(City city, MailSettings settings, IReadOnlyDictionary<string, MailTemplates> languages, MailboxAddress from, TimeZoneInfo zone) =>
        (this.city, this.settings, this.languages, this.from, this.zone) = (city, settings, languages, from, zone);

    /// <summary>The domain of the sender, on the right side of each Message-ID.</summary>
    public string Domain => from.Domain;

    /// <summary>A composer for a city; null when <paramref name="problems"/> tells that it is not known who sends, or in which language.</summary>
    /// <param name="languages">The texts by language; among them must be that of the settings.</param>
    /// <param name="zone">Where this computer's days begin and end, for a city that does not tell where its own do.</param>
    /// <param name="cityFile">The city's file as the user should see it.</param>
    public static MailComposer? Create(
        City city, MailSettings settings, IReadOnlyDictionary<string, MailTemplates> languages, TimeZoneInfo zone, string cityFile, ICollection<Diagnostic> problems)
    {
        if (!languages.ContainsKey(settings.Language))
        {
            problems.Add(Problems.SettingUnusable(
                new SourceLocation(SettingPlace.File), SettingsReader.Language, settings.Language, $"there are texts in: {string.Join(", ", languages.Keys.Order(StringComparer.Ordinal))}"));
            return null;
        }
        if ((settings.From ?? city.Contact?.Email) is { } text && MailboxAddress.TryParse(text, out var from) && from.Domain is { Length: > 0 })
        {
            var name = string.IsNullOrWhiteSpace(from.Name) ? city.FullName : from.Name;
            return new MailComposer(city, settings, languages, new MailboxAddress(Encoding.UTF8, OneLine(name), from.Address), city.Calendar.Zone ?? zone);
        }
        problems.Add(Problems.NoSender(new SourceLocation(cityFile)));
        return null;
    }

    /// <summary>The Message-ID of a mail, without angle brackets: the same for each attempt, so that a second copy can be told for one.</summary>
    public string MessageIdOf(string mail) => $"{mail}@{Domain}";

    /// <summary>The mail, as it is handed to a server.</summary>
    /// <param name="now">The time of its Date.</param>
    public MimeMessage Compose(Letter letter, DateTimeOffset now)
    {
        var mail = letter.Mail;
        var local = TimeZoneInfo.ConvertTime(now, zone);
        var templates = TextsFor(letter);
        var (subject, text, html) = templates.Render(mail.Kind, Bind(letter, templates.Language, DateOnly.FromDateTime(local.DateTime)));
        // The default constructor would draw a random id first.
        var message = new MimeMessage((IEnumerable<Header>)[])
        {
            Date = new DateTimeOffset(local.Ticks - (local.Ticks % TimeSpan.TicksPerSecond), local.Offset),
            Subject = OneLine(subject),
            MessageId = MessageIdOf(mail.Id),
            Body = Body(mail.Id, text, html, letter.Receipt),
        };
        message.From.Add(from);
        message.To.Add(new MailboxAddress(Encoding.UTF8, OneLine(NameOfRecipient(letter)), mail.Address));
        if (city.Contact is { Email: { } contact } && MailboxAddress.TryParse(contact, out var reply))
            message.ReplyTo.Add(new MailboxAddress(Encoding.UTF8, OneLine(city.Contact.Name ?? ""), reply.Address));
        // RFC 3834, section 5; and what Exchange looks at.
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.Headers.Add("X-Auto-Response-Suppress", "All");
        message.Body.Headers.Add(HeaderId.ContentLanguage, templates.Language);
        return message;
    }

    // A language of which there are no texts is answered in the nearest there is: es-MX in es, and others in the city's own.
    private MailTemplates TextsFor(Letter letter)
    {
        var language = letter.Mail.Kind switch
        {
            MailKind.Invitation or MailKind.Reminder or MailKind.Receipt or MailKind.NewLink => letter.Person.Language,
            MailKind.SupervisorNotice => letter.Recipient?.Language,
            MailKind.QuestionsNotice => null,
            _ => throw new UnreachableException(),
        };
        return language is null ? languages[settings.Language]
            : languages.GetValueOrDefault(language) ?? languages.GetValueOrDefault(language.Split('-')[0]) ?? languages[settings.Language];
    }

    private string NameOfRecipient(Letter letter) => letter.Mail.Kind switch
    {
        MailKind.Invitation or MailKind.Reminder or MailKind.Receipt or MailKind.NewLink => letter.Person.Name,
        MailKind.SupervisorNotice => letter.Recipient?.Name ?? "",
        MailKind.QuestionsNotice => city.Contact?.Name ?? "",
        _ => throw new UnreachableException(),
    };

    private static MimeEntity Body(string id, string text, string html, ReceiptFile? receipt)
    {
        // Boundaries are random otherwise. Neither base64 nor quoted-printable can write "=_".
        var alternative = new MultipartAlternative { Boundary = $"=_{id}_text" };
        alternative.Add(Part("plain", text));
        alternative.Add(Part("html", html));
        if (receipt is null)
            return alternative;
        var mixed = new Multipart("mixed") { Boundary = $"=_{id}_mail" };
        mixed.Add(alternative);
        mixed.Add(new MimePart("application", "octet-stream")
        {
            FileName = FileOf(receipt),
            Content = new MimeContent(new MemoryStream(receipt.Proof.ToArray())),
            ContentDisposition = new ContentDisposition(ContentDisposition.Attachment) { FileName = FileOf(receipt) },
            ContentTransferEncoding = ContentEncoding.Base64,
        });
        return mixed;
    }

    private static TextPart Part(string kind, string text)
    {
        var part = new TextPart(kind);
        part.SetText(Encoding.UTF8, text);
        part.ContentTransferEncoding = ContentEncoding.QuotedPrintable;
        return part;
    }

    private MailNames Bind(Letter letter, string language, DateOnly today)
    {
        var names = new MailNames();
        names.Add("language", language);
        names.Add("city", ("name", city.Name), ("full_name", city.FullName));
        names.Add("contact", ("name", city.Contact?.Name), ("email", city.Contact?.Email), ("phone", city.Contact?.Phone));
        names.Add("person", ("name", letter.Person.Name));
        names.Add("policy", ("title", letter.Version.Title), ("version", letter.Version.Version.ToString()), ("effective", Date(language, letter.Version.Effective)));
        ((ScriptObject)names.Bound["policy"]!)["in_force"] = letter.Version.Effective <= today;
        names.Add("supervisor", ("name", letter.Recipient?.Name));
        if (letter.Invitation is { } invitation)
        {
            names.Add("due", Date(language, invitation.Due));
            names.Bound["overdue"] = invitation.Due < today;
            names.Add("asked", Date(language, Day(invitation.Opened)));
        }
        if (MailTemplates.CarriesLink(letter.Mail.Kind))
        {
            names.Add("link", letter.Token!.Link(settings.BaseAddress).AbsoluteUri);
            names.Add("expires", Date(language, Day(letter.Expires!.Value)));
        }
        names.Add("number", letter.Mail.Number.ToString(CultureInfo.InvariantCulture));
        names.Bound["is_last"] = letter.IsLast;
        names.Bound["declined"] = letter.Declined;
        names.Add("signed", letter.SignedOn is { } signed ? Date(language, signed) : null);
        names.Add(
            "receipt", ("file", letter.Receipt is null ? null : FileOf(letter.Receipt)), ("entry", letter.Receipt?.Entry.ToString(CultureInfo.InvariantCulture)), ("key", letter.Receipt?.Key));
        return names;
    }

    private DateOnly Day(DateTimeOffset time) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time, zone).DateTime);

    private static string Date(string language, DateOnly date) => language.Split('-')[0] switch
    {
        "en" => English.Date(date),
        "es" => Spanish.Date(date),
        _ => IsoDay.Of(date),
    };

    private static string FileOf(ReceiptFile receipt) => string.Create(CultureInfo.InvariantCulture, $"entry-{receipt.Entry}.tlog-proof");

    /// <summary>Text of others as part of a line: whatever would end the line or a header becomes a space.</summary>
    internal static string OneLine(string text) =>
        text.Any(EndsLine) ? string.Concat(text.Select(letter => EndsLine(letter) ? ' ' : letter)) : text;

    private static bool EndsLine(char letter) => char.IsControl(letter) || letter is '\u2028' or '\u2029';
}

/// <summary>The names that one mail's texts know. What is not there is null, which an <c>if</c> takes for no.</summary>
internal sealed class MailNames
{
    public ScriptObject Bound { get; } = new(StringComparer.Ordinal);

    public void Add(string name, string? value) => Bound[name] = Value(value);

    public void Add(string name, params ReadOnlySpan<(string Name, string? Value)> members)
    {
        var inner = new ScriptObject(StringComparer.Ordinal);
        foreach (var (member, value) in members)
            inner[member] = Value(value);
        Bound[name] = inner;
    }

    private static string? Value(string? value) => string.IsNullOrWhiteSpace(value) ? null : MailComposer.OneLine(value);
}
