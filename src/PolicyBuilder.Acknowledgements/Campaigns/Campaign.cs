using PolicyBuilder.Acknowledgements.Roster;

namespace PolicyBuilder.Acknowledgements.Campaigns;

/// <summary>Everything that a store knows of a city at one moment; who has to do what is computed from it.</summary>
/// <param name="People">The roster, those who left included, by id.</param>
/// <param name="Versions">The published versions, by policy and version.</param>
/// <param name="Invitations">All invitations, ended ones included, in the order they were opened.</param>
/// <param name="Acts">All acts, in the order they were begun.</param>
/// <param name="Leaves">All leaves.</param>
/// <param name="Waiting">The mails that are queued or being sent.</param>
public sealed record Campaign(
    IReadOnlyList<Person> People,
    IReadOnlyList<AskedVersion> Versions,
    IReadOnlyList<Invitation> Invitations,
    IReadOnlyList<Act> Acts,
    IReadOnlyList<Leave> Leaves,
    IReadOnlyList<Mail> Waiting)
{
    /// <summary>The same some moments later.</summary>
    /// <param name="touched">The people about whom something may be different.</param>
    /// <param name="now">What is stored now about these, and all versions, leaves and mails.</param>
    /// <returns>Null if somebody came to the roster or was forgotten.</returns>
    internal Campaign? With(IReadOnlySet<string> touched, Campaign now)
    {
        if (!People.Where(person => touched.Contains(person.Id)).Select(person => person.Id).SequenceEqual(now.People.Select(person => person.Id), StringComparer.Ordinal))
            return null;
        return now with
        {
            People = Replaced(People, now.People, person => person.Id, person => person.Id),
            Invitations = Replaced(Invitations, now.Invitations, invitation => invitation.Person, invitation => invitation.Id),
            Acts = Replaced(Acts, now.Acts, act => act.Person, act => act.Id),
        };

        // Each in its old place, and new ones at the end.
        List<T> Replaced<T>(IReadOnlyList<T> before, IReadOnlyList<T> now, Func<T, string> personOf, Func<T, string> idOf)
        {
            var fresh = now.ToDictionary(idOf, StringComparer.Ordinal);
            var all = new List<T>(before.Count + now.Count);
            foreach (var one in before)
            {
                if (!touched.Contains(personOf(one)))
                    all.Add(one);
                else if (fresh.Remove(idOf(one), out var changed))
                    all.Add(changed);
            }
            all.AddRange(now.Where(one => fresh.ContainsKey(idOf(one))));
            return all;
        }
    }
}
