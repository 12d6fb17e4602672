using System.Globalization;
using System.Runtime.InteropServices;
using PolicyBuilder.Acknowledgements.Mailing;
using PolicyBuilder.Cli.Console;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Cli.Commands.Campaigns;

/// <summary>Sends a city's mails for a command, shows how far it is, and says in the end what came of it.</summary>
internal sealed class MailRun
{
    private readonly OpenCampaigns campaigns;
    private readonly MailSettings settings;
    private readonly MailComposer composer;

    private MailRun(OpenCampaigns campaigns, MailSettings settings, MailComposer composer) => (this.campaigns, this.settings, this.composer) = (campaigns, settings, composer);

    /// <summary>Reads settings and texts before anything is queued; null when <paramref name="problems"/> tells what is wrong with them.</summary>
    /// <param name="templates">The workspace's folder of templates.</param>
    public static MailRun? Prepare(OpenCampaigns campaigns, string? templates, List<Diagnostic> problems)
    {
        var languages = MailTemplates.LoadAll(templates, problems);
        return MailSettings.Load(Environment.CurrentDirectory, problems) is { } settings && languages is not null
            && MailComposer.Create(campaigns.City, settings, languages, campaigns.Clock.LocalTimeZone, Workspace.Display(Path.Combine(campaigns.Folder, "city.yaml")), problems) is { } composer
            ? new MailRun(campaigns, settings, composer)
            : null;
    }

    /// <summary>Sends what waits.</summary>
    /// <param name="patience">How long to wait for mails that may be tried again soon.</param>
    /// <param name="problems">Takes what is wrong with the policies' terms; they were read before.</param>
    public async Task<SendingReport> SendAsync(Terminal terminal, TimeSpan patience, ICollection<Diagnostic> problems)
    {
        using var stop = new CancellationTokenSource();
        // The first signal stops after the mail being sent, a second one at once.
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        }
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        await using IMailTransport transport = settings.Smtp is { } smtp ? new SmtpTransport(smtp, campaigns.Clock) : new PickupTransport(settings.Pickup);
        var sender = new MailSender
        {
            Store = campaigns.Store,
            Transport = transport,
            Composer = composer,
            TermsOf = policy => campaigns.Terms(policy, problems),
            ReceiptOf = (entry, cancel) => ReceiptFile.ReadAsync(campaigns.Ledger, entry, cancel),
            Clock = campaigns.Clock,
            MessagesPerMinute = settings.Smtp is null ? 0 : settings.MessagesPerMinute,
            Patience = patience,
            HoldsReminders = !campaigns.City.Calendar.IsWorkingDay(campaigns.Today),
        };
        var waiting = (await campaigns.Store.ReadAsync()).Waiting.Count;
        if (!terminal.ErrorIsTerminal || waiting == 0)
            return await sender.SendAsync(null, stop.Token);
        return await Progress.ShowAsync("Sending", "mails", waiting, done => sender.SendAsync(new Done(done), stop.Token));
    }

    /// <summary>Says what came of it, and what to do next.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public async Task<int> TellAsync(Terminal terminal, SendingReport report, string next)
    {
        var left = (await campaigns.Store.ReadAsync()).Waiting;
        terminal.Say(report.Sent == 0 ? "No mail was sent."
            : settings.Smtp is null
            ? $"Wrote {Arguments.Count(report.Sent, "mail", "mails")} to {Workspace.Display(settings.Pickup)}. The links in them are secret."
            : $"{settings.Smtp} took {Arguments.Count(report.Sent, "mail", "mails")}.");
        if (report.Bounced > 0)
            terminal.Say($"{Arguments.Count(report.Bounced, "address was", "addresses were")} refused for good: 'policybuilder status' names them. Correct them in the roster, import it, and run 'policybuilder invite' again.");
        if (report.GivenUp > 0)
            terminal.Say($"{Arguments.Count(report.GivenUp, "mail was", "mails were")} given up after {MailSender.MostAttempts} attempts. 'policybuilder invite' tries again from the beginning.");
        if (report.Stopped is { } reason)
            terminal.Say($"policybuilder: could not finish: {Terminal.Printable(reason)}.");
        else if (report.Cancelled)
            terminal.Say("Stopped as you asked.");
        if (left.Count > 0)
        {
            var first = left.Min(mail => mail.NotBefore);
            var when = first > campaigns.Clock.GetUtcNow()
                ? string.Create(CultureInfo.InvariantCulture, $", the first from {TimeZoneInfo.ConvertTime(first, campaigns.City.Calendar.Zone ?? campaigns.Clock.LocalTimeZone):yyyy-MM-dd HH:mm} on") : "";
            terminal.Say($"{Arguments.Count(left.Count, "mail waits", "mails wait")}{when}: run the same command again.");
        }
        else if (report is { Stopped: null, Cancelled: false })
        {
            terminal.Say(next);
        }
        return report is { Stopped: not null } or { Cancelled: true } ? ExitCode.CouldNotFindOut : report.Bounced + report.GivenUp > 0 ? ExitCode.No : ExitCode.Yes;
    }

    private sealed class Done(IProgress<long> done) : IProgress<SendingReport>
    {
        public void Report(SendingReport value) => done.Report(value.Done + value.Deferred);
    }
}
