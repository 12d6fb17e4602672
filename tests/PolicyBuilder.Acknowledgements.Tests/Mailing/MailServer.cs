using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Reflection;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Serialization;
using MimeKit;
using PolicyBuilder.Acknowledgements.Mailing;
using PolicyBuilder.Testing;
using Xunit;

namespace PolicyBuilder.Acknowledgements.Tests.Mailing;

/// <summary>What the mail server kept.</summary>
/// <param name="Session">The connection it came on.</param>
public sealed record KeptMail(
    [property: JsonPropertyName("from")] string From,
    [property: JsonPropertyName("to")] string[] To,
    [property: JsonPropertyName("user")] string? User,
    [property: JsonPropertyName("secure")] bool Secure,
    [property: JsonPropertyName("session")] string Session,
    [property: JsonPropertyName("raw")] byte[] Raw)
{
    [JsonIgnore]
    public MimeMessage Message => MimeMessage.Load(new MemoryStream(Raw));
}

/// <summary>How the mail server behaves; see <c>server.mjs</c> for what addresses can ask of it.</summary>
public sealed record MailServerOptions
{
    public bool StartTls { get; init; } = true;

    public bool Implicit { get; init; }

    public bool Auth { get; init; } = true;

    public int? Greeting { get; init; }

    public int Port { get; init; }

    /// <summary>The name in its certificate.</summary>
    public string Name { get; init; } = "localhost";

    /// <summary>The last day of its certificate, from today.</summary>
    public int Days { get; init; } = 30;
}

/// <summary>A real mail server on this computer (npm's smtp-server), with a certificate of an authority made for the test.</summary>
public sealed class MailServer : IAsyncDisposable
{
    public const string User = "policies@mapleton.example";
    public const string Password = "zq-canary-password";

    private static readonly string Source = typeof(MailServer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == "MailServerFolder").Value!;

    private readonly Process node;
    private readonly DirectoryInfo folder;

    private MailServer(Process node, DirectoryInfo folder, int port, X509Certificate2 authority) => (this.node, this.folder, Port, Authority) = (node, folder, port, authority);

    public int Port { get; }

    /// <summary>Who vouches for it.</summary>
    public X509Certificate2 Authority { get; }

    /// <summary>What it kept so far, oldest first. Whatever it answered for is there.</summary>
    public IReadOnlyList<KeptMail> Kept =>
        [.. Directory.GetFiles(folder.FullName, "*.json").Order(StringComparer.Ordinal).Select(file => JsonSerializer.Deserialize<KeptMail>(File.ReadAllBytes(file))!)];

    public int KeptCount => Directory.GetFiles(folder.FullName, "*.json").Length;

    public SmtpSettings Settings => new() { Host = "localhost", Port = Port, Tls = SmtpTls.StartTls, User = User, Password = Password };

    public SmtpTransport Transport(SmtpSettings? settings = null, TimeSpan? timeout = null) => new(settings ?? Settings, TimeProvider.System)
    {
        TrustedRoots = [Authority],
        ConnectTimeout = timeout ?? TimeSpan.FromSeconds(30),
        SendTimeout = timeout ?? TimeSpan.FromSeconds(30),
    };

    /// <summary>Starts a server; skips the test where that cannot be.</summary>
    public static async Task<MailServer> StartAsync(MailServerOptions? options = null)
    {
        options ??= new MailServerOptions();
        var reason = Installed.Find("node") is null ? "Node.js is not on the PATH"
            : Directory.Exists(Path.Combine(Source, "node_modules")) ? null
            : "the packages are missing: run 'npm ci --ignore-scripts' in tests/PolicyBuilder.Acknowledgements.Tests";
        if (Environment.GetEnvironmentVariable("POLICYBUILDER_REQUIRE_ALL") == "1")
            Assert.True(reason is null, reason);
        Skip.If(reason is not null, reason);
        var (authority, certificate, key) = Certificates(options);
        var folder = Directory.CreateTempSubdirectory("policybuilder-mail-");
        var start = new ProcessStartInfo(Installed.Find("node")!) { WorkingDirectory = Source, RedirectStandardOutput = true };
        start.ArgumentList.Add("server.mjs");
        start.ArgumentList.Add(JsonSerializer.Serialize(new Dictionary<string, object?>
        {
            ["folder"] = folder.FullName,
            ["key"] = key,
            ["cert"] = certificate,
            ["startTls"] = options.StartTls,
            ["implicit"] = options.Implicit,
            ["auth"] = options.Auth,
            ["user"] = User,
            ["password"] = Password,
            ["greeting"] = options.Greeting,
            ["port"] = options.Port,
        }));
        var node = Process.Start(start)!;
        var port = await node.StandardOutput.ReadLineAsync();
        Assert.True(port is not null, "the mail server did not start");
        return new MailServer(node, folder, int.Parse(port, CultureInfo.InvariantCulture), authority);
    }

    /// <summary>Kills it; what it kept stays.</summary>
    public async Task StopAsync()
    {
        if (!node.HasExited)
            node.Kill();
        await node.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        node.Dispose();
        Authority.Dispose();
        folder.Delete(recursive: true);
    }

    private static (X509Certificate2 Authority, string Certificate, string Key) Certificates(MailServerOptions options)
    {
        var now = DateTimeOffset.UtcNow;
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authorityRequest = new CertificateRequest("CN=Test authority", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var signing = authorityRequest.CreateSelfSigned(now.AddDays(-60), now.AddDays(60));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={options.Name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(options.Name);
        if (options.Name == "localhost")
            names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(signing, now.AddDays(Math.Min(-1, options.Days - 1)), now.AddDays(options.Days), RandomNumberGenerator.GetBytes(8));
        return (X509CertificateLoader.LoadCertificate(signing.RawData), certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }
}
