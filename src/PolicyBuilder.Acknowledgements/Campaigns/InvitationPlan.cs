using PolicyBuilder.Model.Configuration;

namespace PolicyBuilder.Acknowledgements.Campaigns;

/// <summary>Somebody who gets no mail now, and why.</summary>
/// <param name="Standing">Where they stand.</param>
/// <param name="Reason">Why not, in words that name no one.</param>
public sealed record Unmailed(Standing Standing, string Reason);

/// <summary>
/// Who is asked to sign a policy now, and who is not. Everybody who must sign and was not asked yet gets an invitation and a mail;
/// whoever has no address gets the invitation alone, and with it a last day to sign on paper.
/// </summary>
/// <param name="Invitations">Those to open.</param>
/// <param name="Mails">Those to queue, one for each person who is asked by mail.</param>
/// <param name="OnPaper">Those who are asked without a mail.</param>
/// <param name="Unmailed">All the others.</param>
public sealed record InvitationPlan(IReadOnlyList<Invitation> Invitations, IReadOnlyList<Mail> Mails, IReadOnlyList<Standing> OnPaper, IReadOnlyList<Unmailed> Unmailed)
{
    /// <summary>Works it out from where everybody stands.</summary>
    /// <param name="standings">Everybody's standing with the policy today.</param>
    /// <param name="policy">The policy's folder.</param>
    /// <param name="terms">Its terms.</param>
    /// <param name="today">The day in the city.</param>
    /// <param name="now">The same in UTC.</param>
    /// <param name="person">The only person to ask, by id; their address is tried again even if it bounced. Null for everybody.</param>
    public static InvitationPlan Of(IReadOnlyList<Standing> standings, string policy, AcknowledgementTerms terms, DateOnly today, DateTimeOffset now, string? person = null)
    {
        var (invitations, mails, onPaper, unmailed) = (new List<Invitation>(), new List<Mail>(), new List<Standing>(), new List<Unmailed>());
        foreach (var standing in standings.Where(standing => person is null || standing.Person.Id == person))
        {
            switch (standing)
            {
                case { Kind: StandingKind.NotAsked or StandingKind.NoEmail, Invitation: null }:
                    var invitation = new Invitation { Id = RandomId.Fresh(), Person = standing.Person.Id, Policy = policy, Version = standing.Version, Opened = now, Due = today.AddDays(terms.DueDays) };
                    invitations.Add(invitation);
                    if (standing.Person.Email is null)
                        onPaper.Add(standing);
                    else
                        mails.Add(MailTo(standing, invitation, now));
                    break;
                // Asked, but no mail ever got off: it was given up, or there was no address then.
                case { Kind: StandingKind.LinkExpired, Invitation: { LastSent: null } open }:
                    mails.Add(MailTo(standing, open, now));
                    break;
                case { Kind: StandingKind.Bounced, Invitation: { } refused } when person is not null:
                    mails.Add(MailTo(standing, refused, now));
                    break;
                default:
                    unmailed.Add(new Unmailed(standing, standing.Reason));
                    break;
            }
        }
        return new InvitationPlan(invitations, mails, onPaper, unmailed);
    }

    private static Mail MailTo(Standing standing, Invitation invitation, DateTimeOffset now) =>
        Mail.Fresh(MailKind.Invitation, standing.Person.Id, standing.Person.Email!, now) with { Invitation = invitation.Id };
}
