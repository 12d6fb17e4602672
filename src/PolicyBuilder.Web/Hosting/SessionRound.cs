using PolicyBuilder.Acknowledgements.Signing;

namespace PolicyBuilder.Web.Hosting;

/// <summary>Forgets the sessions that are over, again and again: what somebody typed and did not sign is not kept.</summary>
/// <param name="desk">Where people sign.</param>
/// <param name="every">How long to wait between two rounds.</param>
public sealed class SessionRound(SigningDesk desk, TimeSpan every, Faults faults, TimeProvider clock) : BackgroundService
{
    /// <summary>How long it waits where nothing else is said.</summary>
    public static readonly TimeSpan Usual = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(every, clock);
        try
        {
            do
                await EndAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program is ending; the next one does it.
            return;
        }
    }

    private async Task EndAsync(CancellationToken cancel)
    {
        try
        {
            await desk.EndSessionsAsync(cancel);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // They are over all the same; only their rows stay until the database is there again.
            faults.SessionsStay(error);
        }
    }
}
