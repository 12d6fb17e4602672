using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Evidence;
using PolicyBuilder.Acknowledgements.Roster;
using PolicyBuilder.Model.Configuration;

namespace PolicyBuilder.Acknowledgements.Retention;

/// <summary>What may be disposed of, and what may not yet, under which item of the schedule.</summary>
/// <param name="Items">One for each person who left and policy of which there is evidence, the longest due first; then those of whom only the roster tells.</param>
public sealed record RetentionPlan(IReadOnlyList<RetentionItem> Items)
{
    /// <summary>What may be disposed of now. A person with anything that may not is left whole in the roster.</summary>
    public IEnumerable<RetentionItem> Due => Items.Where(item => item.State == RetentionState.Due);

    /// <summary>Works out what may be disposed of on a day.</summary>
    /// <param name="campaign">The city's people and their acts.</param>
    /// <param name="disclosures">All evidence of the city's ledger.</param>
    /// <param name="terms">The terms of each policy, by its folder.</param>
    /// <param name="today">The day in the city.</param>
    public static RetentionPlan Of(Campaign campaign, IReadOnlyCollection<Disclosure> disclosures, Func<string, RetentionTerms> terms, string city, DateOnly today)
    {
        var records = disclosures.Where(disclosure => disclosure.Entry.Text.Policy.City == city).ToLookup(disclosure => disclosure.Evidence.Person.EmployeeId, StringComparer.Ordinal);
        var items = new List<RetentionItem>();
        foreach (var person in campaign.People)
        {
            if (person.Left is not { } last || last >= today)
                continue;
            var heldWhole = records[person.Id].Any(record => record.Holds.Any(hold => hold is { InForce: true, OnPerson: true }));
            var byPolicy = records[person.Id].GroupBy(record => record.Entry.Text.Policy.Policy, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).ToList();
            foreach (var policy in byPolicy)
                items.Add(Item(person, policy.Key, last, terms(policy.Key), heldWhole || policy.Any(record => record.Holds.Any(hold => hold.InForce)), [.. policy.Select(record => record.Index)], today));
            if (byPolicy.Count == 0)
                items.Add(Item(person, null, last, LongestOf(campaign, terms), false, [], today));
        }

        return new RetentionPlan([.. items.OrderBy(item => item.DueOn).ThenBy(item => item.Person.Id, StringComparer.Ordinal)]);
    }

    private static RetentionItem Item(Person person, string? policy, DateOnly last, RetentionTerms terms, bool held, IReadOnlyList<long> entries, DateOnly today)
    {
        var due = last.AddYears(terms.YearsAfterSeparation).AddDays(1);
        return new RetentionItem(person, policy, due, terms.ScheduleItem, entries, held ? RetentionState.Held : due <= today ? RetentionState.Due : RetentionState.Kept);
    }

    // A person without evidence stays as long as the longest of the city's terms wants.
    private static RetentionTerms LongestOf(Campaign campaign, Func<string, RetentionTerms> terms) =>
        campaign.Versions.Select(version => terms(version.Policy)).Append(new RetentionTerms()).MaxBy(each => each.YearsAfterSeparation)!;
}

/// <summary>The evidence about a person who left, for one policy.</summary>
/// <param name="Person">The person.</param>
/// <param name="Policy">The policy's folder; null where there is no evidence and only the roster tells of the person.</param>
/// <param name="DueOn">The first day on which it may be disposed of.</param>
/// <param name="Schedule">The item of the schedule.</param>
/// <param name="Entries">The entries with the evidence.</param>
/// <param name="State">Whether it may be disposed of.</param>
public sealed record RetentionItem(Person Person, string? Policy, DateOnly DueOn, string Schedule, IReadOnlyList<long> Entries, RetentionState State);

/// <summary>Whether evidence may be disposed of.</summary>
public enum RetentionState
{
    /// <summary>Not yet.</summary>
    Kept,

    /// <summary>It may.</summary>
    Due,

    /// <summary>A legal hold forbids it, whatever the schedule says.</summary>
    Held,
}
