using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Ledgers;
using PolicyBuilder.Formats;
using PolicyBuilder.Formats.Publishing;

namespace PolicyBuilder.Cli.Commands.Campaigns;

/// <summary>What a version that was published means for those who have to sign.</summary>
/// <param name="Opens">Whether those who signed an earlier version must sign this one.</param>
/// <param name="Why">Why, in a sentence or two.</param>
/// <param name="Now">Who has to sign now, and who has.</param>
/// <param name="SignedBefore">How many of those who must sign had signed an earlier version.</param>
internal sealed record Round(bool Opens, string Why, Tally Now, int SignedBefore)
{
    public string Sentence => Opens
        ? $"A new round is open: {Arguments.Count(Now.Open, "person", "people")} must sign it{(SignedBefore > 0 ? $", {SignedBefore:N0} of them again" : "")}. {Why}"
        : $"Earlier acknowledgements are kept: {Arguments.Count(Now.HaveSigned, "person has", "people have")} signed, {Now.Open:N0} must still sign. {Why}";

    /// <summary>Tells a city's campaigns of a version; null where there are none, nobody is on the roster, or it is not the newest.</summary>
    public static async Task<Round?> OpenAsync(OpenLedger ledger, FrozenVersion frozen, PolicySource source, PolicyCompiler compiler, TimeProvider clock)
    {
        if (!ledger.MayHaveCampaigns || await CampaignVersions.FindAsync(ledger.Store, frozen) is not { } version)
            return null;
        await using var store = await ledger.OpenCampaignsAsync(frozen.City);
        await store.AddVersionsAsync([version], clock.GetUtcNow());
        var campaign = await store.ReadAsync();
        if (campaign.People.Count == 0 || compiler.Read(source, []) is not { } read || campaign.Versions.Any(other => other.Policy == version.Policy && other.Version > version.Version))
            return null;
        var terms = read.Config.Acknowledgement;
        var standings = Standings.Of(campaign, terms, version.Policy, read.City.Calendar.Today(clock));
        var before = campaign.Acts.Where(act => act.Policy == version.Policy && act is { Entry: not null, IsSignature: true }).Select(act => act.Person).ToHashSet(StringComparer.Ordinal);
        var opens = Standings.RequiredOf([.. campaign.Versions.Where(other => other.Policy == version.Policy)], terms, version.Version) == version.Version;
        var why = version.SignAgain && !opens ? $"{version.Decision} The policy's file says that nobody signs again." : version.Decision;
        return new Round(opens, why, Tally.Of(standings), standings.Count(standing => standing.MustSign && before.Contains(standing.Person.Id)));
    }
}
