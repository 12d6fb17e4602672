using Microsoft.Extensions.Diagnostics.HealthChecks;
using PolicyBuilder.Ledger;

namespace PolicyBuilder.Web.Hosting;

/// <summary>Ready while the ledger can be read.</summary>
internal sealed class LedgerHealth(ILogStore log) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await log.ReadHeadAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // The answer says that it is not ready, and nothing of why: whoever may know reads the log.
            return HealthCheckResult.Unhealthy();
        }
    }
}
