using PolicyBuilder.Acknowledgements.Campaigns;

namespace PolicyBuilder.Web.Staff;

/// <summary><c>/hr</c>: how far each policy has come, and what waits for somebody here.</summary>
public sealed class OverviewPage : StaffPage
{
    /// <inheritdoc/>
    public override string Title => "Overview";

    /// <inheritdoc/>
    public override string Place => "/hr";

    /// <summary>The city as it is now.</summary>
    public CityStatus Status { get; private set; } = null!;

    /// <summary>What waits for somebody: the address of the page, and how much of what.</summary>
    public IReadOnlyList<(string Address, string Text)> Waiting { get; private set; } = [];

    /// <summary>Each version of a policy, the newest first, with how many signed it and how many are asked to.</summary>
    public IEnumerable<(AskedVersion Version, int HaveSigned, int Asked)> VersionsOf(string policy) => Status.Campaign.Versions.Where(version => version.Policy == policy).Reverse().Select(version => (
        version,
        Status.Campaign.Acts.Count(act => act.Policy == policy && act.Version == version.Version && act is { Entry: not null, IsSignature: true }),
        Status.Campaign.Invitations.Count(invitation => invitation.Policy == policy && invitation.Version == version.Version && invitation.End is null)));

    /// <summary>Shows it.</summary>
    public async Task OnGetAsync()
    {
        var cancel = HttpContext.RequestAborted;
        Status = await CityStatus.ReadAsync(Site, cancel);
        var papers = await Site.Staff.ReadPapersAsync(cancel);
        var answers = await Site.Staff.ReadAnswersAsync(cancel);
        var failed = await Site.Staff.ReadFailedMailsAsync(MailPage.Most, cancel);
        var questions = Status.Campaign.Acts.Count(act => act is { Entry: not null, Kind: ActKind.Question or ActKind.Refusal } && !answers.ContainsKey(act.Id));
        var notAsked = Status.Policies.Sum(policy => policy.Standings.Count(standing => standing.Kind == StandingKind.NotAsked));
        Waiting =
        [
            .. new (int Count, string Address, string One, string Many)[]
            {
                (questions, "/hr/questions", "question or refusal is not dealt with", "questions and refusals are not dealt with"),
                (papers.Count(paper => paper.EnteredBy != Account.Id), "/hr/paper", "paper waits for you to compare it", "papers wait for you to compare them"),
                (failed.Count, "/hr/mail", "mail could not be delivered", "mails could not be delivered"),
                (notAsked, "/hr/campaigns", "person has not been asked yet", "people have not been asked yet"),
            }.Where(one => one.Count > 0).Select(one => (one.Address, $"{Shown.Number(one.Count)} {(one.Count == 1 ? one.One : one.Many)}")),
        ];
    }
}
