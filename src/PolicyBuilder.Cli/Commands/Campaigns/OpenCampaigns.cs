using System.Diagnostics;
using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Evidence;
using PolicyBuilder.Acknowledgements.Ledgers;
using PolicyBuilder.Formats;
using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Cli.Commands.Campaigns;

/// <summary>The campaigns of one city that a command works on.</summary>
internal sealed class OpenCampaigns : IAsyncDisposable
{
    private readonly PolicyCompiler compiler;
    private readonly CityPlace place;
    private IReadOnlyDictionary<string, AcknowledgementTerms>? terms;

    private OpenCampaigns(OpenLedger ledger, ICampaignStore store, City city, CityPlace place, PolicyCompiler compiler, TimeProvider clock)
    {
        (Ledger, Store, City, Clock) = (ledger, store, city, clock);
        (this.place, this.compiler) = (place, compiler);
        Today = city.Calendar.Today(clock);
    }

    /// <summary>The ledger beside which they are kept. It is the command's, and outlives them.</summary>
    public OpenLedger Ledger { get; }

    public ICampaignStore Store { get; }

    public City City { get; }

    public TimeProvider Clock { get; }

    /// <summary>The day it is in the city.</summary>
    public DateOnly Today { get; }

    /// <summary>The policy that the command names; null for all.</summary>
    public string? Policy => place.Policy;

    /// <summary>The city's folder.</summary>
    public string Folder => place.Folder;

    public static async Task<OpenCampaigns> OpenAsync(OpenLedger ledger, City city, CityPlace place, PolicyCompiler compiler, TimeProvider clock) =>
        new(ledger, await ledger.OpenCampaignsAsync(city.Id), city, place, compiler, clock);

    /// <summary>
    /// Everything that is known, once it is up to date: published versions of which the store was not told yet are added, and acts that a
    /// program left unfinished are looked up in the ledger.
    /// </summary>
    public async Task<Campaign> ReadAsync(ICollection<Diagnostic> problems)
    {
        var campaign = await Store.ReadAsync();
        var moved = await CampaignVersions.SyncAsync(Ledger.Store, Store, Folder, campaign.Versions, Clock.GetUtcNow(), problems);
        if (campaign.Acts.Any(act => act.Entry is null) && Ledger.Keys.Disclosures.Exist)
        {
            var readOnly = new AcknowledgementLedger(Ledger.Store, (_, _) => throw new UnreachableException(), Ledger.Keys.Disclosures, Clock);
            moved |= await new ActRecorder(Store, readOnly, City.Calendar, Clock).RecoverAsync() > 0;
        }
        return moved ? await Store.ReadAsync() : campaign;
    }

    /// <summary>The published policies that the command is about, by name; a problem if it names one that is not published.</summary>
    public IReadOnlyList<string> Policies(Campaign campaign, ICollection<Diagnostic> problems)
    {
        var published = campaign.Versions.Select(version => version.Policy).Distinct().ToList();
        if (Policy is null)
            return published;
        if (published.Contains(Policy))
            return [Policy];
        problems.Add(Problems.PolicyNotPublished($"{City.Id}/{Policy}", published));
        return [];
    }

    /// <summary>What a policy says about who must sign it. Problems of its file are told, since a guess would mislead; without a file, the defaults hold.</summary>
    public AcknowledgementTerms Terms(string policy, ICollection<Diagnostic> problems)
    {
        terms ??= CityTerms.Read(Folder, compiler, problems);
        return terms.GetValueOrDefault(policy) ?? AcknowledgementTerms.Default;
    }

    /// <summary>The day that an instant lies in, in the city.</summary>
    public DateOnly DayOf(DateTimeOffset instant) => City.Calendar.DayOf(instant, Clock);

    public ValueTask DisposeAsync() => Store.DisposeAsync();
}
