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
    IReadOnlyList<Mail> Waiting);
