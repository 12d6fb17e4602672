using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Campaigns.Sql;
using PolicyBuilder.Acknowledgements.Evidence;
using PolicyBuilder.Acknowledgements.Ledgers;
using PolicyBuilder.Acknowledgements.Mailing;
using PolicyBuilder.Acknowledgements.Signing;
using PolicyBuilder.Formats;
using PolicyBuilder.Formats.Readers;
using PolicyBuilder.Ledger;
using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Model.Diagnostics;
using PolicyBuilder.Web.Employee;

namespace PolicyBuilder.Web.Hosting;

/// <summary>Everything that the pages of one city hold open: the ledger with its key, the campaigns, the mail.</summary>
public sealed class OpenCity : IAsyncDisposable
{
    private readonly City city;
    private readonly string folder;
    private readonly PolicyCompiler compiler;
    private readonly SignerKey signer;
    private readonly LedgerAppender appender;
    private readonly SqlCampaignStore campaigns;
    private readonly AcknowledgementLedger evidence;
    private readonly ActRecorder acts;
    private readonly TimeProvider clock;

    private OpenCity(City city, string folder, PolicyCompiler compiler, OpenLedger ledger, SignerKey signer, LedgerAppender appender, SqlCampaignStore campaigns, TimeProvider clock)
    {
        (this.city, this.folder, this.compiler, Ledger, this.signer, this.appender, this.campaigns, this.clock) = (city, folder, compiler, ledger, signer, appender, campaigns, clock);
        evidence = new AcknowledgementLedger(ledger.Store, appender.AppendAsync, ledger.Keys.Disclosures, clock);
        acts = new ActRecorder(campaigns, evidence, city.Calendar, clock);
    }

    /// <summary>The ledger.</summary>
    public OpenLedger Ledger { get; }

    /// <summary>What links in mails begin with.</summary>
    public required Uri BaseAddress { get; init; }

    /// <summary>Sends the mails that the pages queue.</summary>
    public required MailSender Sender { get; init; }

    /// <summary>Opens a city; null when <paramref name="problems"/> tells why not, and then nothing is open. What a crash left unfinished is finished.</summary>
    /// <param name="configuration">Its section <c>PolicyBuilder</c> tells where everything is.</param>
    /// <param name="clock">What time it is.</param>
    /// <param name="problems">What was found wrong.</param>
    /// <param name="patience">How long a ledger that another program has locked is waited for; null for as long as usual.</param>
    public static async Task<OpenCity?> OpenAsync(IConfiguration configuration, TimeProvider clock, ICollection<Diagnostic> problems, TimeSpan? patience = null)
    {
        var settings = configuration.GetSection("PolicyBuilder");
        var policies = settings["Policies"] ?? "policies";
        var named = settings["City"];
        var folders = Directory.Exists(policies) ? Directory.GetDirectories(policies).Where(path => File.Exists(Path.Combine(path, PolicySource.CityFile))).Order(StringComparer.Ordinal).ToList() : [];
        var folder = named is null && folders.Count == 1 ? folders[0] : folders.Find(path => Path.GetFileName(path) == named);
        if (folder is null)
        {
            problems.Add(named is null ? Problems.WhichCity(policies, [.. folders.Select(path => Path.GetFileName(path))]) : Problems.NoSuchCity(named, [.. folders.Select(path => Path.GetFileName(path))]));
            return null;
        }
        var place = LedgerPlace.Of(settings["Ledger"], settings["Log"], settings["Keys"]);
        var compiler = new PolicyCompiler(new TemplateLibrary(settings["Templates"] ?? "templates"));
        if (PolicyCompiler.ReadCity(folder, problems) is not { } city || MailSettings.Load(Environment.CurrentDirectory, problems) is not { } mail)
            return null;
        var languages = MailTemplates.LoadAll(settings["Templates"] ?? "templates", problems);
        var composer = languages is null ? null : MailComposer.Create(city, mail, languages, clock.LocalTimeZone, Workspace.Display(Path.Combine(folder, PolicySource.CityFile)), problems);
        var terms = CityTerms.Read(folder, compiler, problems);
        if (composer is null || problems.Any(problem => problem.Severity == Severity.Error) || await OpenLedger.OpenAsync(place, problems, patience) is not { } ledger)
            return null;
        SignerKey? signer = null;
        LedgerAppender? appender = null;
        SqlCampaignStore? campaigns = null;
        OpenCity? opened = null;
        try
        {
            signer = ledger.Keys.Load(problems);
            if (signer is null)
                return null;
            appender = await ledger.OpenAppenderAsync(signer);
            campaigns = (SqlCampaignStore)await ledger.OpenCampaignsAsync(city.Id);
            var ready = new OpenCity(city, folder, compiler, ledger, signer, appender, campaigns, clock)
            {
                BaseAddress = mail.BaseAddress,
                Sender = new MailSender
                {
                    Store = campaigns,
                    Transport = mail.Smtp is { } smtp ? new SmtpTransport(smtp, clock) : new PickupTransport(mail.Pickup),
                    Composer = composer,
                    TermsOf = policy => terms.GetValueOrDefault(policy) ?? AcknowledgementTerms.Default,
                    ReceiptOf = (entry, cancel) => ReceiptFile.ReadAsync(ledger, entry, cancel),
                    Clock = clock,
                    MessagesPerMinute = mail.Smtp is null ? 0 : mail.MessagesPerMinute,
                },
            };
            await ready.evidence.FinishAsync();
            await ready.acts.RecoverAsync();
            await CampaignVersions.SyncAsync(ledger.Store, campaigns, folder, (await campaigns.ReadAsync()).Versions, clock.GetUtcNow(), problems);
            return opened = ready;
        }
        finally
        {
            if (opened is null)
                await CloseAsync(appender, signer, campaigns, ledger);
        }
    }

    /// <summary>What the pages work with.</summary>
    public CitySite Site(MailRound mails, Faults faults) => new(
        city, new SigningDesk(campaigns, campaigns, acts, city.Id, clock), evidence, new PublishedDocuments(Ledger.Store, folder), mails, faults, clock)
    {
        Campaigns = campaigns,
        Staff = campaigns,
        Acts = acts,
        Composer = Sender.Composer,
        BaseAddress = BaseAddress,
        Open = Ledger,
        Folder = folder,
        Terms = new CurrentTerms(folder, compiler),
    };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Sender.Transport.DisposeAsync();
        await CloseAsync(appender, signer, campaigns, Ledger);
    }

    private static async ValueTask CloseAsync(LedgerAppender? appender, SignerKey? signer, SqlCampaignStore? campaigns, OpenLedger ledger)
    {
        if (appender is not null)
            await appender.DisposeAsync();
        signer?.Dispose();
        if (campaigns is not null)
            await campaigns.DisposeAsync();
        await ledger.DisposeAsync();
    }
}
