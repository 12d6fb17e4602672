using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Acknowledgements.Evidence;
using PolicyBuilder.Ledger;
using PolicyBuilder.Model.Configuration;

namespace PolicyBuilder.Acknowledgements.Retention;

/// <summary>What was disposed of.</summary>
/// <param name="Records">For each item of the schedule, the entries whose evidence is gone, each with the entry that says so.</param>
/// <param name="Forgotten">How many people of whom nothing is left were removed from the roster.</param>
/// <param name="Notice">The destruction notice (HTML).</param>
public sealed record DisposedOf(IReadOnlyList<(string Schedule, IReadOnlyList<(long Entry, long DisposedBy)> Records)> Records, int Forgotten, string Notice)
{
    /// <summary>How many records.</summary>
    public int Count => Records.Sum(each => each.Records.Count);
}

/// <summary>What was disposed of on one day by one approval, as the ledger tells it for ever.</summary>
/// <param name="On">The day in the city.</param>
/// <param name="Approver">The office that approved.</param>
/// <param name="Records">For each item of the schedule, the entries whose evidence is gone, each with the entry that says so.</param>
public sealed record PastDisposal(DateOnly On, string Approver, IReadOnlyList<(string Schedule, IReadOnlyList<(long Entry, long DisposedBy)> Records)> Records)
{
    /// <summary>How many records.</summary>
    public int Count => Records.Sum(each => each.Records.Count);

    /// <summary>The destruction notice (HTML), as it was handed out on the day; how many people were forgotten no entry says.</summary>
    public string Notice(City city, string ledger) => DestructionNotice.Of(city, ledger, Records, 0, Approver, On);
}

/// <summary>Carries out what a plan says is due, once somebody has approved it.</summary>
public static class Disposing
{
    /// <summary>The plan of a city, from all its evidence.</summary>
    public static async Task<RetentionPlan> PlanAsync(
        ILogStore log, DisclosureKeys keys, Campaign campaign, Func<string, RetentionTerms> terms, string city, DateOnly today, CancellationToken cancel = default)
    {
        var disclosures = keys.Exist ? await Disclosure.ReadAsync(log, keys, cancel: cancel).ToListAsync(cancel).ConfigureAwait(false) : [];
        return RetentionPlan.Of(campaign, disclosures, terms, city, today);
    }

    /// <summary>What was disposed of before, the newest first, from the ledger's entries alone.</summary>
    /// <param name="log">The ledger.</param>
    /// <param name="dayOf">The day that an instant lies in, in the city.</param>
    /// <param name="cancel">Ends the reading.</param>
    public static async Task<IReadOnlyList<PastDisposal>> PastAsync(ILogStore log, Func<DateTimeOffset, DateOnly> dayOf, CancellationToken cancel = default)
    {
        var disposed = new List<(long Index, Disposed Entry)>();
        var size = (await log.ReadHeadAsync(cancel).ConfigureAwait(false))?.Size ?? 0;
        await foreach (var bundle in log.ReadEntriesAsync(0, size, cancel).ConfigureAwait(false))
        {
            using (bundle)
            {
                for (var i = 0; i < bundle.Count; i++)
                {
                    if (LedgerEntryReader.TryRead(bundle[i], out var entry, out _) && entry is Disposed one)
                        disposed.Add((bundle.First + i, one));
                }
            }
        }
        return
        [
            .. disposed.GroupBy(one => (On: dayOf(one.Entry.Time.Utc), one.Entry.Disposal.Approver)).OrderByDescending(day => day.Key.On).Select(day => new PastDisposal(
                day.Key.On, day.Key.Approver, [.. day.GroupBy(one => one.Entry.Disposal.ScheduleItem, StringComparer.Ordinal).Select(item => (item.Key, (IReadOnlyList<(long, long)>)[.. item.Select(one => (one.Entry.RefersTo, one.Index))]))])),
        ];
    }

    /// <summary>Disposes of items for good, tells it in a notice, and then forgets people of whom nothing is left. Done again after a crash, it goes on where it stopped.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="due">Those of its items to dispose of.</param>
    /// <param name="approver">The office that approved.</param>
    /// <param name="evidence">Where the evidence is.</param>
    /// <param name="store">Where the people are.</param>
    /// <param name="city">The city.</param>
    /// <param name="ledger">The ledger's name.</param>
    /// <param name="today">The day in the city.</param>
    /// <param name="keep">Keeps the notice, before anybody is forgotten: what is forgotten cannot be told any more.</param>
    /// <exception cref="RecordRefusedException">A hold was placed meanwhile, or something is not there. What was disposed of before stays so.</exception>
    public static async Task<DisposedOf> RunAsync(
        RetentionPlan plan, IReadOnlyCollection<RetentionItem> due, string approver, AcknowledgementLedger evidence, ICampaignStore store, City city, string ledger, DateOnly today, Action<string> keep)
    {
        var records = new List<(string, IReadOnlyList<(long, long)>)>();
        foreach (var schedule in due.GroupBy(item => item.Schedule, StringComparer.Ordinal))
        {
            var entries = schedule.SelectMany(item => item.Entries).ToList();
            var by = await evidence.DisposeAsync(entries, new Disposal(schedule.Key, approver)).ConfigureAwait(false);
            records.Add((schedule.Key, [.. entries.Zip(by)]));
        }
        var gone = due.Select(item => item.Person.Id).Distinct().Where(id => plan.Items.Where(item => item.Person.Id == id).All(due.Contains)).ToList();
        var notice = DestructionNotice.Of(city, ledger, records, gone.Count, approver, today);
        keep(notice);
        await store.ForgetAsync(gone).ConfigureAwait(false);
        return new DisposedOf(records, gone.Count, notice);
    }
}
