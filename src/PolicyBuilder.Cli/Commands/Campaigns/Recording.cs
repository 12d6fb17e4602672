using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Evidence;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Cli.Commands.Campaigns;

/// <summary>The ledger of a city, ready to record what people do.</summary>
/// <param name="Evidence">Records, holds and disposes.</param>
/// <param name="Acts">Records, and tells the campaigns.</param>
internal sealed record Recording(AcknowledgementLedger Evidence, ActRecorder Acts)
{
    /// <summary>Opens it with the signing key, finishes what a crash interrupted, and runs work. Without the key, the answer is no.</summary>
    public static async Task<int> RunAsync(OpenCampaigns campaigns, List<Diagnostic> problems, Func<Recording, Task<int>> work)
    {
        using var signer = campaigns.Ledger.Keys.Load(problems);
        if (signer is null)
            return ExitCode.No;
        await using var appender = await campaigns.Ledger.OpenAppenderAsync(signer);
        var evidence = new AcknowledgementLedger(campaigns.Ledger.Store, appender.AppendAsync, campaigns.Ledger.Keys.Disclosures, campaigns.Clock);
        await evidence.FinishAsync();
        return await work(new Recording(evidence, new ActRecorder(campaigns.Store, evidence, campaigns.City.Calendar, campaigns.Clock)));
    }
}
