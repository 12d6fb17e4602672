using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using MimeKit;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Acknowledgements.Mailing;

/// <summary>How a city sends mail: <c>PolicyBuilder:BaseAddress</c> and <c>PolicyBuilder:Mail</c> of its settings.</summary>
public sealed record MailSettings
{
    /// <summary>The most mails in a minute where nothing is said: what Microsoft 365 lets one mailbox send.</summary>
    public const int DefaultMessagesPerMinute = 30;

    /// <summary>Where <c>serve</c> answers where nothing is said.</summary>
    public const string DefaultBaseAddress = "http://localhost:5080/";

    /// <summary>Where the employees' pages are, ending in <c>/</c>; links begin with it.</summary>
    public Uri BaseAddress { get; init; } = new(DefaultBaseAddress);

    /// <summary>Who sends: an address, with a name or without; null for the city's contact.</summary>
    public string? From { get; init; }

    /// <summary>The folder under templates/mail/ whose texts HR gets, and whoever has a language of which there are none.</summary>
    public string Language { get; init; } = "en";

    /// <summary>The folder that mails are written to where there is no server.</summary>
    public string Pickup { get; init; } = Path.Combine("ledger", "mail");

    /// <summary>The most mails that are handed to the server in a minute; 0 for as many as it takes.</summary>
    public int MessagesPerMinute { get; init; } = DefaultMessagesPerMinute;

    /// <summary>The server; null for the pickup folder.</summary>
    public SmtpSettings? Smtp { get; init; }

    /// <summary>
    /// Reads <c>appsettings.json</c> of a folder, where there is one, and the environment, which outranks it
    /// (<c>PolicyBuilder__Mail__Smtp__Password</c>). Null when <paramref name="problems"/> tells of an error.
    /// </summary>
    public static MailSettings? Load(string folder, ICollection<Diagnostic> problems) => Load(folder, Environment.GetEnvironmentVariables().Contains, problems);

    internal static MailSettings? Load(string folder, Func<string, bool> isVariable, ICollection<Diagnostic> problems)
    {
        var path = Path.Combine(Path.GetFullPath(folder), SettingPlace.File);
        try
        {
            var configuration = new ConfigurationBuilder().AddJsonFile(path, optional: true, reloadOnChange: false).AddEnvironmentVariables().Build();
            var read = Read(configuration, problems);
            if (read?.Smtp?.Password is not null && !isVariable("PolicyBuilder__Mail__Smtp__Password") && OthersCanRead(path))
                problems.Add(Problems.PasswordReadable(new SourceLocation(SettingPlace.File)));
            return read;
        }
        catch (InvalidDataException wrong)
        {
            problems.Add(NotJson(wrong));
            return null;
        }
    }

    /// <summary>Tells that <c>appsettings.json</c> could not be read, by what the configuration library threw.</summary>
    public static Diagnostic NotJson(InvalidDataException wrong)
    {
        // The library's own message quotes the file, and a password may stand where the mistake is.
        var at = (wrong.InnerException?.InnerException ?? wrong.InnerException) as JsonException;
        return Problems.SettingsNotJson(new SourceLocation(SettingPlace.File, (int)((at?.LineNumber ?? -1) + 1), (int)((at?.BytePositionInLine ?? -1) + 1)));
    }

    /// <summary>Reads settings; null when <paramref name="problems"/> tells of an error. Every mistake is told at once.</summary>
    public static MailSettings? Read(IConfigurationRoot configuration, ICollection<Diagnostic> problems) => new SettingsReader(configuration, problems).Read();

    private static bool OthersCanRead(string path) =>
        !OperatingSystem.IsWindows() && File.Exists(path) && (File.GetUnixFileMode(path) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)) != 0;
}

/// <summary>A mail server that takes mails for others (RFC 6409).</summary>
public sealed record SmtpSettings
{
    public required string Host { get; init; }

    public required int Port { get; init; }

    public required SmtpTls Tls { get; init; }

    /// <summary>Who signs in; null for nobody.</summary>
    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary>Shows no password.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");
}

/// <summary>How the connection to a mail server is kept secret.</summary>
public enum SmtpTls
{
    /// <summary>It is begun in the open and must turn to TLS before anything is said (RFC 3207); port 587 as a rule.</summary>
    StartTls,

    /// <summary>TLS from the first byte (RFC 8314, section 3.3); port 465 as a rule.</summary>
    Implicit,

    /// <summary>Not at all: only to a server on the same computer.</summary>
    None,
}

/// <summary>Reads the settings of one configuration.</summary>
internal sealed class SettingsReader(IConfigurationRoot configuration, ICollection<Diagnostic> problems)
{
    public const string Language = Mail + "Language";

    private const string Mail = "PolicyBuilder:Mail:";
    private const string Smtp = Mail + "Smtp:";

    private static readonly string[] Known =
        [Mail + "From", Language, Mail + "Pickup", Mail + "MessagesPerMinute", Smtp + "Host", Smtp + "Port", Smtp + "Tls", Smtp + "User", Smtp + "Password"];

    private int errors;

    public MailSettings? Read()
    {
        foreach (var section in configuration.GetSection("PolicyBuilder:Mail").GetChildren())
            TellUnknown(section);
        var smtp = ReadSmtp();
        var settings = new MailSettings
        {
            BaseAddress = ReadBaseAddress(smtp is not null),
            From = ReadFrom(),
            Language = ReadLanguage(),
            Pickup = Value(Mail + "Pickup") ?? new MailSettings().Pickup,
            MessagesPerMinute = Number(Mail + "MessagesPerMinute", 0, 100_000) ?? MailSettings.DefaultMessagesPerMinute,
            Smtp = smtp,
        };
        return errors == 0 ? settings : null;
    }

    private SmtpSettings? ReadSmtp()
    {
        if (!configuration.GetSection("PolicyBuilder:Mail:Smtp").GetChildren().Any(setting => Value(setting.Path) is not null))
            return null;
        var host = Value(Smtp + "Host");
        if (host is null)
            Error(Problems.SettingMissing(new SourceLocation(SettingPlace.File), Smtp + "Host", "name the mail server, such as smtp.mapleton.example; without a server leave out the whole Smtp block, and mails are written to a folder"));
        else if (Uri.CheckHostName(host) == UriHostNameType.Unknown)
            Error(Problems.SettingUnusable(At(Smtp + "Host"), Smtp + "Host", host, "write the server's name alone, such as smtp.mapleton.example"));
        var tls = ReadTls(host);
        var port = Number(Smtp + "Port", 1, 65535) ?? tls switch
        {
            SmtpTls.Implicit => 465,
            SmtpTls.StartTls => 587,
            _ => 25,
        };
        var (user, password) = (Value(Smtp + "User"), Value(Smtp + "Password"));
        if (user is not null && password is null)
            Error(Problems.SettingMissing(At(Smtp + "User"), Smtp + "Password", "set it in the environment, as PolicyBuilder__Mail__Smtp__Password, so that it stands in no file"));
        if (user is null && password is not null)
            Error(Problems.SettingMissing(At(Smtp + "Password"), Smtp + "User", "tell who signs in, as a rule the sender's address"));
        return host is null ? null : new SmtpSettings { Host = host, Port = port, Tls = tls, User = user, Password = password };
    }

    private SmtpTls ReadTls(string? host)
    {
        switch (Value(Smtp + "Tls"))
        {
            case null or "StartTls":
                return SmtpTls.StartTls;
            case "Implicit":
                return SmtpTls.Implicit;
            case "None" when host is not null && IsLoopback(host):
                return SmtpTls.None;
            case "None":
                Error(Problems.SettingUnusable(At(Smtp + "Tls"), Smtp + "Tls", "None", "links and the password would cross the network readable; write StartTls or Implicit (None is for a server on this computer)"));
                return SmtpTls.None;
            case var other:
                Error(Problems.SettingUnusable(At(Smtp + "Tls"), Smtp + "Tls", other, "write StartTls (port 587 as a rule) or Implicit (port 465)"));
                return SmtpTls.StartTls;
        }
    }

    private Uri ReadBaseAddress(bool sends)
    {
        const string key = "PolicyBuilder:BaseAddress";
        if (Value(key) is not { } text)
        {
            if (sends)
                Error(Problems.SettingMissing(new SourceLocation(SettingPlace.File), key, "links in mails begin with it: the https address at which employees reach the pages of 'policybuilder serve'"));
            return new Uri(MailSettings.DefaultBaseAddress);
        }
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Query.Length == 0 && address.Fragment.Length == 0 && address.UserInfo.Length == 0
            && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && IsLoopback(address.Host))))
            return address.AbsolutePath.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
        Error(Problems.SettingUnusable(At(key), key, text, "write an address such as https://policies.mapleton.example (http only with localhost)"));
        return new Uri(MailSettings.DefaultBaseAddress);
    }

    private string? ReadFrom()
    {
        const string key = Mail + "From";
        if (Value(key) is not { } text)
            return null;
        if (!MailboxAddress.TryParse(text, out var from) || !from.Address.Contains('@', StringComparison.Ordinal) || text.Any(char.IsControl))
            Error(Problems.SettingUnusable(At(key), key, text, "write an address, or a name with one: \"City of Mapleton <policies@mapleton.example>\""));
        return text;
    }

    private string ReadLanguage()
    {
        var text = Value(Language) ?? "en";
        if (!MailTemplates.IsLanguage(text))
            Error(Problems.SettingUnusable(At(Language), Language, text, "write the name of a folder under templates/mail: en, es, or one of your own"));
        return text;
    }

    private int? Number(string key, int least, int most)
    {
        if (Value(key) is not { } text)
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        Error(Problems.SettingUnusable(At(key), key, text, string.Create(CultureInfo.InvariantCulture, $"write a whole number from {least} to {most}")));
        return null;
    }

    private void TellUnknown(IConfigurationSection section)
    {
        var children = section.GetChildren().ToList();
        if (children.Count == 0 && !Known.Contains(section.Path, StringComparer.OrdinalIgnoreCase))
            problems.Add(Problems.SettingUnknown(At(section.Path), section.Path, Known));
        children.ForEach(TellUnknown);
    }

    // An empty value is how a variable is unset on some systems.
    private string? Value(string key) => configuration[key]?.Trim() is { Length: > 0 } text ? text : null;

    private SourceLocation At(string key) => SettingPlace.Of(configuration, key);

    private static bool IsLoopback(string host) => host is "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private void Error(Diagnostic problem)
    {
        errors++;
        problems.Add(problem);
    }
}
