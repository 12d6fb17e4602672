using System.Data.Common;
using System.Diagnostics;
using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Model.Configuration;

namespace PolicyBuilder.Acknowledgements.Mailing;

/// <summary>What a sender did, so far or in all.</summary>
public sealed record SendingReport
{
    /// <summary>Mails that were taken.</summary>
    public int Sent { get; init; }

    /// <summary>Mails that were refused for good.</summary>
    public int Bounced { get; init; }

    /// <summary>Mails that wait for another attempt.</summary>
    public int Deferred { get; init; }

    /// <summary>Mails that were tried as often as is sensible.</summary>
    public int GivenUp { get; init; }

    /// <summary>When the first of those deferred may be tried again.</summary>
    public DateTimeOffset? NextTry { get; init; }

    /// <summary>Why it stopped before everything was tried, in a sentence without a full stop; null if it did not.</summary>
    public string? Stopped { get; init; }

    /// <summary>Whether it was asked to stop.</summary>
    public bool Cancelled { get; init; }

    /// <summary>Mails that need no further attempt.</summary>
    public int Done => Sent + Bounced + GivenUp;
}

/// <summary>
/// Sends what is queued. One sender works for a city at a time. A link's secret is drawn when its mail is about to be sent and lives only in
/// that mail. Whenever the program ends, each mail was sent, or is sent by the next run; one whose answer was lost is sent again.
/// </summary>
public sealed class MailSender
{
    /// <summary>How often a mail is tried.</summary>
    public const int MostAttempts = 8;

    private const int MostFaultsInARow = 3;
    private const int MostRefusalsAtFirst = 5;
    private const int MostAtOnce = 32;
    private const int MostTriesToNote = 8;
    private const int QueueLength = 2048;

    // After the first attempt, the second, …: four days in all.
    private static readonly TimeSpan[] Delays =
        [TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(8), TimeSpan.FromDays(1), TimeSpan.FromDays(2)];

    public required ICampaignStore Store { get; init; }

    public required IMailTransport Transport { get; init; }

    public required MailComposer Composer { get; init; }

    /// <summary>The terms of a policy by its name.</summary>
    public required Func<string, AcknowledgementTerms> TermsOf { get; init; }

    /// <summary>Gives an entry's receipt; null if there is none.</summary>
    public required Func<long, CancellationToken, Task<ReceiptFile?>> ReceiptOf { get; init; }

    public required TimeProvider Clock { get; init; }

    /// <summary>The most mails handed over in a minute; 0 for as many as are taken.</summary>
    public int MessagesPerMinute { get; init; }

    /// <summary>How long to wait for mails that may be tried again soon.</summary>
    public TimeSpan Patience { get; init; }

    /// <summary>Whether reminders and notices to supervisors wait, because it is no working day.</summary>
    public bool HoldsReminders { get; init; }

    /// <summary>How long a mail that is being handed over may take to finish after the sender was asked to stop.</summary>
    internal TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Sends until nothing is left that may be sent now.</summary>
    /// <param name="progress">Told after each mail.</param>
    /// <param name="cancel">Stops after the mails being handed over; what came of them is noted.</param>
    public async Task<SendingReport> SendAsync(IProgress<SendingReport>? progress = null, CancellationToken cancel = default)
    {
        await using var held = await Store.LockSendingAsync(cancel);
        return await new Run(this, progress, cancel).SendAsync();
    }

    /// <summary>When to try a mail again.</summary>
    /// <param name="attempts">How often it was tried, at least 1.</param>
    internal static TimeSpan DelayAfter(int attempts) => Delays[Math.Clamp(attempts - 1, 0, Delays.Length - 1)];

    /// <summary>One run, which holds the lock.</summary>
    private sealed class Run(MailSender sender, IProgress<SendingReport>? progress, CancellationToken cancel)
    {
        private static readonly Task<IReadOnlyList<(Mail, Delivery?)>> Nothing = Task.FromResult<IReadOnlyList<(Mail, Delivery?)>>([]);

        private readonly DateTimeOffset begun = sender.Clock.GetUtcNow();
        private readonly SortedSet<(DateTimeOffset At, string Mail)> deferred = [];
        private readonly Queue<Mail> queue = [];
        private SendingReport report = new();
        private Task<IReadOnlyList<(Mail Mail, Delivery? Delivery)>> handing = Nothing;
        private IReadOnlyList<MailOutcome> ended = [];
        private Addressing addressing = null!;
        private DateTimeOffset nextSlot;
        private int faults;
        private int refusals;

        public async Task<SendingReport> SendAsync()
        {
            try
            {
                await SendAllAsync();
            }
            finally
            {
                // Whoever holds the lock next must not meet mails that this one still hands over.
                await TakeHandedOverAsync();
                if (ended.Count > 0)
                    await NoteEndedAsync([]);
            }
            return report = report with { Cancelled = cancel.IsCancellationRequested, Deferred = deferred.Count, NextTry = deferred.Count > 0 ? deferred.Min.At : null };
        }

        private async Task SendAllAsync()
        {
            while (true)
            {
                // Before a pause, what came of the last mails is noted: a crash in the pause must not send them again.
                if (IsOver || queue.Count == 0 || IsPauseDue || sender.Transport.Batch == 1 || handing.IsCompleted)
                {
                    await TakeHandedOverAsync();
                    if (ended.Count > 0 && (IsOver || queue.Count == 0 || IsPauseDue))
                        await NoteEndedAsync([]);
                }
                if (IsOver || !await FillAsync() || !await PauseAsync() || !await OpenAsync())
                    return;
                var mails = Take();
                var starts = mails.Select(Start).ToList();
                // Where many are handed over at once, those before these still are, meanwhile.
                var taken = await NoteEndedAsync([.. starts.Select(start => start.Entry)]);
                await TakeHandedOverAsync();
                handing = HandOverAsync([.. starts.Where(start => taken.Contains(start.Entry.Mail))]);
            }
        }

        /// <summary>Waits for the mails that are being handed over, and judges what came of them: here, where nothing else is done meanwhile.</summary>
        private async Task TakeHandedOverAsync()
        {
            ended = [.. ended, .. (await handing).Select(handed => Judge(handed.Mail, handed.Delivery))];
            handing = Nothing;
        }

        private Task<IReadOnlySet<string>> NoteEndedAsync(IReadOnlyList<MailStart> starts)
        {
            var outcomes = ended;
            ended = [];
            return ExchangeAsync(outcomes, starts);
        }

        private bool IsOver => cancel.IsCancellationRequested || report.Stopped is not null;

        private bool IsPauseDue => sender.MessagesPerMinute > 0 && nextSlot > sender.Clock.GetUtcNow();

        /// <summary>Makes sure that the queue holds a mail; waits for one that was put off if patience allows.</summary>
        private async Task<bool> FillAsync()
        {
            while (queue.Count == 0)
            {
                var now = sender.Clock.GetUtcNow();
                var next = await ReadQueueAsync(now);
                foreach (var mail in next.Waiting)
                    queue.Enqueue(mail);
                addressing = new Addressing(next);
                if (queue.Count > 0)
                    return true;
                var soon = sender.Patience > TimeSpan.Zero ? (await ReadQueueAsync(begun + sender.Patience)).Waiting : [];
                if (soon.Count == 0 || !await WaitAsync(soon.Min(mail => mail.NotBefore) - now))
                    return false;
            }
            return true;
        }

        private async Task<Campaign> ReadQueueAsync(DateTimeOffset until)
        {
            if (!sender.HoldsReminders)
                return await sender.Store.ReadQueueAsync(until, QueueLength, CancellationToken.None);
            var all = await sender.Store.ReadQueueAsync(until, int.MaxValue, CancellationToken.None);
            return all with { Waiting = [.. all.Waiting.Where(mail => mail.Kind is not (MailKind.Reminder or MailKind.SupervisorNotice)).Take(QueueLength)] };
        }

        private async Task<bool> PauseAsync()
        {
            var now = sender.Clock.GetUtcNow();
            if (IsPauseDue && !await WaitAsync(nextSlot - now))
                return false;
            if (sender.MessagesPerMinute > 0)
                nextSlot = sender.Clock.GetUtcNow() + TimeSpan.FromMinutes(1.0 / sender.MessagesPerMinute);
            return true;
        }

        // A server that is not there is no fault of a mail's: none is begun.
        private async Task<bool> OpenAsync()
        {
            for (var attempt = 1; ; attempt++)
            {
                string? reason;
                try
                {
                    reason = await sender.Transport.OpenAsync(cancel);
                }
                catch (OperationCanceledException) when (cancel.IsCancellationRequested)
                {
                    return false;
                }
                if (reason is null)
                    return true;
                if (attempt == MostFaultsInARow)
                {
                    report = report with { Stopped = reason };
                    return false;
                }
                if (!await WaitAsync(TimeSpan.FromSeconds(attempt)))
                    return false;
            }
        }

        private List<Mail> Take()
        {
            var most = sender.MessagesPerMinute > 0 ? 1 : sender.Transport.Batch;
            var mails = new List<Mail>(most);
            while (mails.Count < most && queue.TryDequeue(out var mail))
                mails.Add(mail);
            return mails;
        }

        private (Mail Mail, MailStart Entry, LinkToken? Token) Start(Mail mail)
        {
            if (!MailTemplates.CarriesLink(mail.Kind) || addressing.InvitationOf(mail) is not { } invitation)
                return (mail, new MailStart(mail.Id, null), null);
            var token = LinkToken.Fresh();
            var now = sender.Clock.GetUtcNow();
            var link = new Link
            {
                Token = token.Hash,
                Invitation = invitation.Id,
                Mail = mail.Id,
                Address = mail.Address,
                Issued = now,
                Expires = now.AddDays(sender.TermsOf(invitation.Policy).LinkDays),
            };
            return (mail, new MailStart(mail.Id, link), token);
        }

        private async Task<IReadOnlyList<(Mail Mail, Delivery? Delivery)>> HandOverAsync(IReadOnlyList<(Mail Mail, MailStart Entry, LinkToken? Token)> starts)
        {
            var handed = new (Mail, Delivery?)[starts.Count];
            using var grace = new CancellationTokenSource();
            await using var stop = cancel.Register(() => grace.CancelAfter(sender.Grace));
            await Parallel.ForAsync(0, starts.Count, new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce }, async (i, _) =>
                handed[i] = (starts[i].Mail, await DeliverAsync(starts[i].Mail, starts[i].Entry.Link, starts[i].Token, grace.Token)));
            return handed;
        }

        /// <summary>Null if what the mail tells of is not on file any more.</summary>
        private async Task<Delivery?> DeliverAsync(Mail mail, Link? link, LinkToken? token, CancellationToken stop)
        {
            if (await AddressAsync(mail, stop) is not { } letter)
                return null;
            letter = letter with { Token = token, Expires = link?.Expires };
            try
            {
                using var message = sender.Composer.Compose(letter, sender.Clock.GetUtcNow());
                return await sender.Transport.SendAsync(mail.Id, message, stop);
            }
            catch (OperationCanceledException)
            {
                return new Delivery(DeliveryOutcome.Lost, "stopped while it was being sent");
            }
        }

        private async Task<Letter?> AddressAsync(Mail mail, CancellationToken stop)
        {
            if (addressing.LetterOf(mail, sender.TermsOf) is not { } letter)
                return null;
            if (mail.Kind != MailKind.Receipt)
                return letter;
            return mail.Entry is { } entry && await sender.ReceiptOf(entry, stop) is { } receipt ? letter with { Receipt = receipt } : null;
        }

        private MailOutcome Judge(Mail mail, Delivery? delivery)
        {
            var now = sender.Clock.GetUtcNow();
            deferred.RemoveWhere(other => other.Mail == mail.Id);
            faults = delivery?.Outcome is DeliveryOutcome.Broken or DeliveryOutcome.Lost ? faults + 1 : 0;
            // A server that takes nothing from anybody says so of each address; then no address is to blame.
            refusals = delivery?.Outcome switch
            {
                DeliveryOutcome.Refused when refusals >= 0 => refusals + 1,
                DeliveryOutcome.Taken => -1,
                _ => refusals,
            };
            if (delivery?.Outcome == DeliveryOutcome.Unusable || faults == MostFaultsInARow)
                report = report with { Stopped = delivery!.Reply };
            else if (refusals == MostRefusalsAtFirst)
                report = report with { Stopped = $"the server refused the first {MostRefusalsAtFirst} mails, and will hardly take others: {delivery!.Reply}" };
            var outcome = Outcome(mail, delivery, now);
            report = outcome.State switch
            {
                MailState.Sent => report with { Sent = report.Sent + 1 },
                MailState.Bounced => report with { Bounced = report.Bounced + 1 },
                MailState.GivenUp => report with { GivenUp = report.GivenUp + 1 },
                MailState.Queued => report,
                _ => throw new UnreachableException(),
            };
            if (outcome.State == MailState.Queued)
                deferred.Add((outcome.NotBefore ?? now, mail.Id));
            report = report with { Deferred = deferred.Count };
            progress?.Report(report);
            return outcome;
        }

        private MailOutcome Outcome(Mail mail, Delivery? delivery, DateTimeOffset now)
        {
            // A mail as read from the queue has not counted this attempt yet.
            var attempts = mail.Attempts + 1;
            return delivery?.Outcome switch
            {
                null => new MailOutcome(mail.Id, MailState.GivenUp, "what it tells of is not on file any more"),
                DeliveryOutcome.Taken => new MailOutcome(mail.Id, MailState.Sent, delivery.Reply, MessageId: sender.Composer.MessageIdOf(mail.Id)),
                DeliveryOutcome.Refused => new MailOutcome(mail.Id, MailState.Bounced, delivery.Reply),
                DeliveryOutcome.Unusable => new MailOutcome(mail.Id, MailState.Queued, delivery.Reply, now),
                DeliveryOutcome.Later or DeliveryOutcome.Broken or DeliveryOutcome.Lost => new MailOutcome(
                    mail.Id,
                    attempts < MostAttempts ? MailState.Queued : MailState.GivenUp,
                    delivery.Reply,
                    attempts < MostAttempts ? now + DelayAfter(attempts) : null,
                    MayHaveArrived: delivery.Outcome == DeliveryOutcome.Lost),
                _ => throw new UnreachableException(),
            };
        }

        // While what came of a mail is not noted, the next run would send the mail again: that is worth some patience. No other is begun
        // then, since the lock may be gone with the connection.
        private async Task<IReadOnlySet<string>> ExchangeAsync(IReadOnlyCollection<MailOutcome> ended, IReadOnlyCollection<MailStart> starts)
        {
            try
            {
                return await sender.Store.ExchangeAsync(ended, starts, sender.Clock.GetUtcNow(), CancellationToken.None);
            }
            catch (DbException fault) when (fault.IsTransient && ended.Count > 0)
            {
                await NoteAsync(ended);
                throw;
            }
        }

        private async Task NoteAsync(IReadOnlyCollection<MailOutcome> ended)
        {
            for (var attempt = 1; ; attempt++)
            {
                await Task.Delay(TimeSpan.FromSeconds(attempt), sender.Clock, CancellationToken.None);
                try
                {
                    await sender.Store.ExchangeAsync(ended, [], sender.Clock.GetUtcNow(), CancellationToken.None);
                    return;
                }
                catch (DbException fault) when (fault.IsTransient && attempt < MostTriesToNote)
                {
                    continue;
                }
            }
        }

        private async Task<bool> WaitAsync(TimeSpan time)
        {
            try
            {
                if (time > TimeSpan.Zero)
                    await Task.Delay(time, sender.Clock, cancel);
                return !cancel.IsCancellationRequested;
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }
    }
}
