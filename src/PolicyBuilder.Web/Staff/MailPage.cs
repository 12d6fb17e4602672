using Microsoft.AspNetCore.Mvc;
using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Roster;

namespace PolicyBuilder.Web.Staff;

/// <summary><c>/hr/mail</c>: what could not be delivered, and what waits.</summary>
public sealed class MailPage : StaffPage
{
    /// <summary>How many of each are shown.</summary>
    public const int Most = 200;

    /// <inheritdoc/>
    public override string Title => "Mail";

    /// <inheritdoc/>
    public override string Place => "/hr/mail";

    /// <summary>What was refused for good or given up.</summary>
    public IReadOnlyList<(Mail Mail, Person? Person)> Failed { get; private set; } = [];

    /// <summary>What waits to be sent.</summary>
    public IReadOnlyList<(Mail Mail, Person? Person)> Waiting { get; private set; } = [];

    /// <summary>How many wait in all.</summary>
    public int AllWaiting { get; private set; }

    /// <summary>Shows them.</summary>
    public async Task OnGetAsync()
    {
        var campaign = await Site.Campaigns.ReadAsync(HttpContext.RequestAborted);
        var people = campaign.People.ToDictionary(person => person.Id, StringComparer.Ordinal);
        Failed = [.. (await Site.Staff.ReadFailedMailsAsync(Most, HttpContext.RequestAborted)).Select(mail => (mail, people.GetValueOrDefault(mail.Person)))];
        Waiting = [.. campaign.Waiting.Take(Most).Select(mail => (mail, people.GetValueOrDefault(mail.Person)))];
        AllWaiting = campaign.Waiting.Count;
    }

    /// <summary>Sends now what waits, as far as it may be tried.</summary>
    public IActionResult OnPost()
    {
        Site.MailIsWaiting();
        return Then("/hr/mail", "Sending was started. What the mail server put off before its time is tried again later.");
    }
}
