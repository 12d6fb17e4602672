using PolicyBuilder.Acknowledgements.Roster;
using PolicyBuilder.Model.Configuration;

namespace PolicyBuilder.Acknowledgements.Campaigns;

/// <summary>By which text of a policy a person was bound on a day.</summary>
/// <param name="Person">Someone who worked for the city on that day, as the roster has them now.</param>
/// <param name="InForce">The version in force on that day; null if none was.</param>
/// <param name="Acknowledged">The newest version that the person had signed by the end of the day, with its entry; null if none.</param>
/// <param name="Missing">Why no signature by then counts for the version in force; null where one does, or none is in force.</param>
public sealed record Binding(Person Person, AskedVersion? InForce, Act? Acknowledged, Standing? Missing)
{
    /// <summary>Names no one.</summary>
    public override string ToString() => $"{InForce?.Version} {Acknowledged?.Version}";

    /// <summary>Everybody who worked for the city on a day.</summary>
    /// <param name="campaign">What is known of the city now.</param>
    /// <param name="terms">Who must sign, as the policy says it now.</param>
    /// <param name="policy">The policy's folder.</param>
    /// <param name="day">The day.</param>
    /// <param name="dayOf">The day that an instant lies in, in the city; where it is null, in UTC.</param>
    public static IReadOnlyList<Binding> On(Campaign campaign, AcknowledgementTerms terms, string policy, DateOnly day, Func<DateTimeOffset, DateOnly>? dayOf = null)
    {
        dayOf ??= time => DateOnly.FromDateTime(time.UtcDateTime);
        var inForce = campaign.Versions.Where(version => version.Policy == policy && version.Effective <= day).MaxBy(version => version.Version);
        var then = AsOf(campaign, inForce, policy, day, dayOf);
        var standings = Standings.Of(then, terms, policy, day, dayOf).ToDictionary(standing => standing.Person.Id, StringComparer.Ordinal);
        var signatures = then.Acts.Where(act => act.IsSignature).ToLookup(act => act.Person, StringComparer.Ordinal);
        return
        [
            .. then.People.Select(person => new Binding(
                person,
                inForce,
                signatures[person.Id].MaxBy(act => act.Version),
                standings.GetValueOrDefault(person.Id) is { Kind: not StandingKind.HasSigned } missing ? missing : null)),
        ];
    }

    /// <summary>What was known at the end of a day, as far as it can be told; of mails, only whether one was sent.</summary>
    private static Campaign AsOf(Campaign campaign, AskedVersion? inForce, string policy, DateOnly day, Func<DateTimeOffset, DateOnly> dayOf) => new(
        [.. campaign.People.Where(person => person.WorksOn(day))],
        inForce is null ? [] : [.. campaign.Versions.Where(version => version.Policy == policy && version.Version <= inForce.Version)],
        [
            .. campaign.Invitations.Where(invitation => invitation.Policy == policy && dayOf(invitation.Opened) <= day).Select(invitation =>
                invitation.Ended is { } ended && dayOf(ended) <= day ? invitation : invitation with
                {
                    End = null,
                    Ended = null,
                    Reminders = 0,
                    LastSent = invitation.LastSent is null ? null : invitation.Opened,
                    LinkExpires = DateTimeOffset.MaxValue.AddDays(-2),
                }),
        ],
        [.. campaign.Acts.Where(act => act.Policy == policy && act.Entry is not null && (act.SignedOn ?? dayOf(act.Recorded!.Value)) <= day)],
        campaign.Leaves,
        []);
}
