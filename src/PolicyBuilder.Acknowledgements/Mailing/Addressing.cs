using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Roster;
using PolicyBuilder.Model.Configuration;

namespace PolicyBuilder.Acknowledgements.Mailing;

/// <summary>What a queued mail is about, looked up in what was read with it.</summary>
internal sealed class Addressing(Campaign campaign)
{
    private readonly Dictionary<string, Person> people = campaign.People.ToDictionary(person => person.Id, StringComparer.Ordinal);
    private readonly Dictionary<string, Invitation> invitations = campaign.Invitations.ToDictionary(invitation => invitation.Id, StringComparer.Ordinal);
    private readonly Dictionary<(string, PolicyVersion), AskedVersion> versions = campaign.Versions.ToDictionary(version => (version.Policy, version.Version));
    private readonly ILookup<string, Act> acts = campaign.Acts.ToLookup(act => act.Person, StringComparer.Ordinal);

    public Invitation? InvitationOf(Mail mail) => mail.Invitation is { } id ? invitations.GetValueOrDefault(id) : null;

    /// <summary>What a mail has to tell, but for its link and its receipt; null if that is not on file any more.</summary>
    public Letter? LetterOf(Mail mail, Func<string, AcknowledgementTerms> termsOf)
    {
        if (!people.TryGetValue(mail.Person, out var person))
            return null;
        var invitation = InvitationOf(mail);
        var act = ActOf(mail, invitation);
        (string, PolicyVersion)? about = act is not null ? (act.Policy, act.Version) : invitation is not null ? (invitation.Policy, invitation.Version) : null;
        if (about is not { } key || !versions.TryGetValue(key, out var version))
            return null;
        if (invitation is null && mail.Kind is not (MailKind.Receipt or MailKind.QuestionsNotice))
            return null;
        return new Letter
        {
            Mail = mail,
            Person = person,
            Version = version,
            Invitation = invitation,
            Recipient = mail.Kind == MailKind.SupervisorNotice && person.Supervisor is { } supervisor ? people.GetValueOrDefault(supervisor) : null,
            IsLast = mail.Kind == MailKind.Reminder && mail.Number >= termsOf(version.Policy).MostReminders,
            Declined = act?.Kind == ActKind.Refusal,
            SignedOn = act?.SignedOn,
        };
    }

    private Act? ActOf(Mail mail, Invitation? invitation) => mail.Kind switch
    {
        MailKind.Receipt => acts[mail.Person].FirstOrDefault(act => act.Entry is not null && act.Entry == mail.Entry),
        MailKind.QuestionsNotice => acts[mail.Person].LastOrDefault(act =>
            act.Kind is ActKind.Refusal or ActKind.Question && (invitation is null || (act.Policy == invitation.Policy && act.Version == invitation.Version))),
        _ => null,
    };
}
