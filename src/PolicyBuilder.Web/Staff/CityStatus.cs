using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Model.Diagnostics;
using PolicyBuilder.Web.Hosting;

namespace PolicyBuilder.Web.Staff;

/// <summary>Everything about the city's campaigns at one moment, and what follows from it for each published policy.</summary>
/// <param name="Campaign">What is stored.</param>
/// <param name="Terms">Who must sign each published policy, as its file says now.</param>
/// <param name="Policies">Everybody's standing with the newest version of each.</param>
/// <param name="Problems">What is wrong with the policies' files; nobody is asked or told anything while there is an error.</param>
public sealed record CityStatus(Campaign Campaign, IReadOnlyDictionary<string, AcknowledgementTerms> Terms, IReadOnlyList<PolicyStatus> Policies, IReadOnlyList<Diagnostic> Problems)
{
    // What everybody's standing was worked out from; the same again is not worked out again.
    private (IReadOnlyDictionary<string, AcknowledgementTerms> Files, DateOnly Today) From { get; init; }

    internal static async Task<CityStatus> ReadAsync(CitySite site, CancellationToken cancel)
    {
        var campaign = await site.Campaigns.ReadAsync(cancel);
        var (files, problems) = site.Terms.Read();
        var today = site.City.Calendar.Today(site.Clock);
        if (site.Status is { } known && ReferenceEquals(known.Campaign, campaign) && ReferenceEquals(known.From.Files, files) && known.From.Today == today)
            return known;
        var policies = campaign.Versions.Select(version => version.Policy).Distinct().ToList();
        var terms = policies.ToDictionary(policy => policy, policy => files.GetValueOrDefault(policy) ?? AcknowledgementTerms.Default, StringComparer.Ordinal);
        return site.Status = new CityStatus(
            campaign,
            terms,
            [.. policies.Select(policy => new PolicyStatus(
                campaign.Versions.Last(version => version.Policy == policy), Standings.Of(campaign, terms[policy], policy, today, time => site.City.Calendar.DayOf(time, site.Clock))))],
            problems)
        { From = (files, today) };
    }

    /// <summary>What a policy is called: the title of its newest version.</summary>
    public string TitleOf(string policy) => Policies.FirstOrDefault(status => status.Version.Policy == policy)?.Version.Title ?? policy;
}
