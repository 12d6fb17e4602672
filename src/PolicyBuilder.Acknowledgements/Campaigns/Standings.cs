using PolicyBuilder.Acknowledgements.Roster;
using PolicyBuilder.Model.Configuration;

namespace PolicyBuilder.Acknowledgements.Campaigns;

/// <summary>Who must sign and who has: worked out from what is stored, never stored itself.</summary>
public static class Standings
{
    /// <summary>Everybody's standing with a policy, in the order of the roster; exactly one each, and none at all of a policy that is not published.</summary>
    /// <param name="campaign">What is known of the city.</param>
    /// <param name="terms">Who must sign.</param>
    /// <param name="policy">The policy's folder.</param>
    /// <param name="today">The day in the city.</param>
    /// <param name="dayOf">The day that an instant lies in, in the city; where it is null, in UTC.</param>
    public static IReadOnlyList<Standing> Of(Campaign campaign, AcknowledgementTerms terms, string policy, DateOnly today, Func<DateTimeOffset, DateOnly>? dayOf = null)
    {
        dayOf ??= time => DateOnly.FromDateTime(time.UtcDateTime);
        var versions = campaign.Versions.Where(version => version.Policy == policy).ToList();
        if (versions.Count == 0)
            return [];
        var newest = versions.Max(version => version.Version);
        var required = RequiredOf(versions, terms, newest);

        var acts = new Dictionary<string, List<Act>>(StringComparer.Ordinal);
        foreach (var act in campaign.Acts)
        {
            if (act.Policy == policy && act is { Entry: not null, Kind: not ActKind.Corrected } && act.Version >= required)
                (acts.TryGetValue(act.Person, out var known) ? known : acts[act.Person] = []).Add(act);
        }
        // The last one wins: it is the newest.
        var invitations = new Dictionary<string, Invitation>(StringComparer.Ordinal);
        foreach (var invitation in campaign.Invitations)
        {
            if (invitation.Policy == policy && invitation.End is null && invitation.Version >= required)
                invitations[invitation.Person] = invitation;
        }
        var waiting = campaign.Waiting.Where(mail => mail.Kind is MailKind.Invitation or MailKind.Reminder or MailKind.NewLink).Select(mail => mail.Invitation).ToHashSet();
        var leaves = campaign.Leaves.Where(leave => leave.Covers(today)).GroupBy(leave => leave.Person, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.MaxBy(leave => leave.Until ?? DateOnly.MaxValue)!, StringComparer.Ordinal);
        var departments = terms.Audience.Departments.ToHashSet(StringComparer.OrdinalIgnoreCase);

        Standing Of(Person person)
        {
            var own = acts.GetValueOrDefault(person.Id);
            var invitation = invitations.GetValueOrDefault(person.Id);
            Standing Is(StandingKind kind, DateOnly? since = null) => new(person, kind, newest) { Since = since, Invitation = invitation };
            if (person.Left < today)
                return Is(StandingKind.Left, person.Left);
            if (person.Hired > today)
                return Is(StandingKind.NotHired, person.Hired);
            if (own?.Where(act => act.IsSignature).MaxBy(act => act.Version) is { } signature)
                return Is(StandingKind.HasSigned, signature.SignedOn) with { Act = signature, Version = signature.Version };
            if (!terms.Audience.IsEveryone && !(terms.Audience.AuthorizedPosters && person.MayPost) && !departments.Contains(person.Department))
                return Is(StandingKind.NotRequired);
            return Open(person, own is [.., var last] ? last : null, invitation) with { IsOverdue = invitation?.Due < today };
        }

        // Has to sign, and has not: what explains it best comes first.
        Standing Open(Person person, Act? answer, Invitation? invitation)
        {
            Standing Is(StandingKind kind, DateOnly? since = null) => new(person, kind, newest) { Since = since, Invitation = invitation };
            if (answer is not null)
                return Is(answer.Kind == ActKind.Refusal ? StandingKind.Declined : StandingKind.Asks, answer.Recorded is { } recorded ? dayOf(recorded) : null) with { Act = answer };
            if (leaves.GetValueOrDefault(person.Id) is { } leave)
                return Is(StandingKind.OnLeave, leave.From) with { Until = leave.Until };
            if (person.Email is null)
                return Is(StandingKind.NoEmail);
            if (invitation is null)
                return Is(StandingKind.NotAsked);
            var asked = dayOf(invitation.Opened);
            if (waiting.Contains(invitation.Id) && (invitation.LinkExpires is null || invitation.LastSent is null))
                return Is(StandingKind.Queued, asked);
            if (invitation.Bounce is not null)
                return Is(StandingKind.Bounced, asked);
            if (invitation.LastSent is null || invitation.LinkExpires is not { } expires || dayOf(expires) < today)
                return Is(StandingKind.LinkExpired, asked);
            return Is(invitation.Due < today ? StandingKind.Overdue : invitation.Reminders > 0 ? StandingKind.Reminded : StandingKind.Asked, asked);
        }

        return [.. campaign.People.Select(Of)];
    }

    /// <summary>
    /// The oldest version whose signature counts while <paramref name="current"/> is asked for: the newest up to it that opened a new round.
    /// Versions after that one changed nothing of substance. Where the terms ask nobody to sign again, the policy's first version.
    /// </summary>
    public static PolicyVersion RequiredOf(IReadOnlyCollection<AskedVersion> versions, AcknowledgementTerms terms, PolicyVersion current)
    {
        var before = versions.Where(version => version.Version <= current).ToList();
        var rounds = terms.SignAgain ? before.Where(version => version.SignAgain).Select(version => version.Version).ToList() : [];
        return rounds.Count > 0 ? rounds.Max() : before.Min(version => version.Version);
    }
}
