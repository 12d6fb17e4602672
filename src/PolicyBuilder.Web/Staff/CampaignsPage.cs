using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Mailing;
using PolicyBuilder.Acknowledgements.Roster;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Web.Staff;

/// <summary>What could be sent about a policy now.</summary>
/// <param name="Status">The policy.</param>
/// <param name="Invitations">Who would be asked.</param>
/// <param name="Reminders">Who would be reminded.</param>
public sealed record PolicyCampaign(PolicyStatus Status, InvitationPlan Invitations, ReminderPlan Reminders)
{
    /// <summary>How many reminders would be sent, new links among them.</summary>
    public int ToRemind => Reminders.Mails.Count(mail => mail.Kind != MailKind.SupervisorNotice);

    /// <summary>Why others get no mail, with how many.</summary>
    public static IEnumerable<(string Reason, int Count)> Others(IEnumerable<Unmailed> unmailed) =>
        unmailed.Where(one => one.Standing.MustSign).GroupBy(one => PolicyStatus.Words(one.Standing.Kind)).Select(group => (group.Key, group.Count())).OrderByDescending(one => one.Item2);
}

/// <summary><c>/hr/campaigns</c>: who would be asked and reminded, what the mail says, and sending it.</summary>
public sealed class CampaignsPage : StaffPage
{
    /// <inheritdoc/>
    public override string Title => "Campaigns";

    /// <inheritdoc/>
    public override string Place => "/hr/campaigns";

    /// <summary>The city as it is now.</summary>
    public CityStatus Status { get; private set; } = null!;

    /// <summary>What could be sent.</summary>
    public IReadOnlyList<PolicyCampaign> Campaigns { get; private set; } = [];

    /// <summary>Whether anything may be sent: not while a file says something that is not understood.</summary>
    public bool MaySend => !Status.Problems.Any(problem => problem.Severity == Severity.Error);

    /// <summary>The mails that wait to be sent.</summary>
    public int Waiting => Status.Campaign.Waiting.Count;

    /// <summary>Shows it.</summary>
    public Task OnGetAsync() => ReadAsync();

    /// <summary>Asks those who were not asked yet.</summary>
    public async Task<IActionResult> OnPostInviteAsync(string policy)
    {
        await ReadAsync();
        if (!MaySend || Campaigns.FirstOrDefault(campaign => campaign.Status.Version.Policy == policy) is not { } chosen)
            return NotFound();
        var queued = await Site.Campaigns.QueueAsync(chosen.Invitations.Invitations, chosen.Invitations.Mails);
        Site.MailIsWaiting();
        await NoteAsync($"asked {Shown.Count(queued, "person", "people")} by mail to sign {policy} {chosen.Status.Version.Version}, {Shown.Number(chosen.Invitations.OnPaper.Count)} on paper");
        return Then("/hr/campaigns", $"{Shown.Count(queued, "mail is", "mails are")} being sent{(chosen.Invitations.OnPaper.Count > 0 ? $"; {Shown.Count(chosen.Invitations.OnPaper.Count, "person without an address signs", "people without an address sign")} on paper" : "")}.");
    }

    /// <summary>Reminds those who were asked.</summary>
    public async Task<IActionResult> OnPostRemindAsync(string policy)
    {
        await ReadAsync();
        if (!MaySend || Campaigns.FirstOrDefault(campaign => campaign.Status.Version.Policy == policy) is not { } chosen)
            return NotFound();
        var queued = await Site.Campaigns.QueueAsync([], chosen.Reminders.Mails);
        Site.MailIsWaiting();
        await NoteAsync($"reminded of {policy} {chosen.Status.Version.Version}: {Shown.Count(queued, "mail", "mails")}");
        return Then("/hr/campaigns", $"{Shown.Count(queued, "mail is", "mails are")} being sent.");
    }

    /// <summary>The invitation as an example person would get it, with a link that leads nowhere.</summary>
    public (string Subject, string Text) Example(PolicyCampaign campaign)
    {
        var now = Site.Clock.GetUtcNow();
        var terms = Status.Terms[campaign.Status.Version.Policy];
        var invitation = new Invitation { Id = RandomId.Fresh(), Person = "0", Policy = campaign.Status.Version.Policy, Version = campaign.Status.Version.Version, Opened = now, Due = Today.AddDays(terms.DueDays) };
        // The token is random and kept nowhere: where a link would stand, it is taken out again.
        var token = LinkToken.Fresh();
        var letter = new Letter
        {
            Mail = Mail.Fresh(MailKind.Invitation, "0", "pat@city.example", now) with { Invitation = invitation.Id },
            Person = new Person { Id = "0", Name = "Pat Example", Email = "pat@city.example" },
            Version = campaign.Status.Version,
            Invitation = invitation,
            Token = token,
            Expires = now.AddDays(terms.LinkDays),
        };
        var message = Site.Composer.Compose(letter, now);
        return (message.Subject ?? "", (message.TextBody ?? "").Replace(token.Link(Site.BaseAddress).ToString(), new Uri(Site.BaseAddress, "a/") + "…", StringComparison.Ordinal).ReplaceLineEndings("\n").Trim());
    }

    private async Task ReadAsync()
    {
        Status = await CityStatus.ReadAsync(Site, HttpContext.RequestAborted);
        var now = Site.Clock.GetUtcNow();
        Campaigns = [.. Status.Policies.Select(policy => new PolicyCampaign(
            policy,
            InvitationPlan.Of(policy.Standings, policy.Version.Policy, Status.Terms[policy.Version.Policy], Today, now),
            ReminderPlan.Of(policy.Standings, Status.Campaign.Waiting, Status.Terms[policy.Version.Policy], City.Calendar, Today, now, DayOf)))];
    }

    /// <summary>The terms in words.</summary>
    public string Terms(PolicyCampaign campaign)
    {
        var terms = Status.Terms[campaign.Status.Version.Policy];
        var who = terms.Audience.IsEveryone ? "Everyone" : string.Join(" and ", new[] { terms.Audience.AuthorizedPosters ? "those who may post for the city" : "", string.Join(", ", terms.Audience.Departments) }.Where(text => text.Length > 0));
        return string.Create(CultureInfo.InvariantCulture, $"{who} must sign within {terms.DueDays} days. A reminder goes out every {terms.ReminderEveryDays} days, at most {terms.MostReminders} of them{(terms.CopySupervisorFrom is { } from ? $"; the supervisor is told from reminder {from} on" : "")}. A link works {terms.LinkDays} days.");
    }
}
