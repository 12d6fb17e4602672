using PolicyBuilder.Acknowledgements.Mailing;

namespace PolicyBuilder.Web.Hosting;

/// <summary>Sends what is queued, as soon as something is, and again when something may be tried again. Another program may do it too: one does at a time.</summary>
public sealed class MailRound(MailSender sender, Faults faults, Measures measures, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(300);

    private readonly SemaphoreSlim waiting = new(1);

    /// <summary>Says that something was queued.</summary>
    public void Wake()
    {
        try
        {
            if (waiting.CurrentCount == 0)
                waiting.Release();
        }
        catch (ObjectDisposedException)
        {
            // The program is ending; the next one sends it.
            return;
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = Longest;
            try
            {
                var report = await sender.SendAsync(measures.Mails(), stoppingToken);
                if (report.NextTry is { } next && next - clock.GetUtcNow() < pause)
                    pause = next > clock.GetUtcNow() ? next - clock.GetUtcNow() : TimeSpan.Zero;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                // A database or a disk that fails now may be there again in a while; the pages go on meanwhile.
                faults.MailFailed(error);
            }

            await ((Task)waiting.WaitAsync(pause, stoppingToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            // Where many sign at once, their receipts go out together.
            await Task.Delay(Gathering, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        waiting.Dispose();
        base.Dispose();
    }
}
