using System.Text;
using Microsoft.AspNetCore.Mvc;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Acknowledgements.Evidence;
using PolicyBuilder.Acknowledgements.Retention;
using PolicyBuilder.Acknowledgements.Staff;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Web.Staff;

/// <summary><c>/hr/retention</c>: what evidence may be disposed of under which item of the schedule. Nothing goes by itself; an admin names the office that approved.</summary>
public sealed class RetentionPage : StaffPage
{
    /// <inheritdoc/>
    public override string Title => "Retention";

    /// <inheritdoc/>
    public override string Place => "/hr/retention";

    /// <summary>The plan as of today.</summary>
    public RetentionPlan Plan { get; private set; } = new([]);

    /// <summary>What is wrong with the policies' files.</summary>
    public IReadOnlyList<Diagnostic> Files { get; private set; } = [];

    /// <summary>The office that approved, as it will stand in the ledger.</summary>
    [BindProperty]
    public string? Approver { get; set; }

    /// <summary>How many records the approval was for.</summary>
    [BindProperty]
    public int Records { get; set; }

    /// <summary>How many records are due.</summary>
    public int Due => Plan.Due.Sum(item => item.Entries.Count);

    /// <summary>What was disposed of before, the newest first.</summary>
    public IReadOnlyList<PastDisposal> Past { get; private set; } = [];

    /// <summary>Hands out the notice of a day again.</summary>
    public async Task<IActionResult> OnGetNoticeAsync(string? on, string? approver)
    {
        if (Account.Role != StaffRole.Admin)
            return StatusCode(StatusCodes.Status403Forbidden);
        var past = await Disposing.PastAsync(Site.Open.Store, DayOf, HttpContext.RequestAborted);
        return past.FirstOrDefault(one => IsoDay.Of(one.On) == on && one.Approver == approver) is { } found ? Notice(found.Notice(City, Site.Open.Name), found.On) : NotFound();
    }

    /// <summary>Shows the plan.</summary>
    public Task OnGetAsync() => ReadAsync();

    /// <summary>Disposes of everything that is due, and hands out the notice.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (Account.Role != StaffRole.Admin)
            return StatusCode(StatusCodes.Status403Forbidden);
        await ReadAsync();
        var due = Plan.Due.ToList();
        if (string.IsNullOrWhiteSpace(Approver) || Disposal.ApproverRefusal(Approver.Trim()) is not null)
            Problems.Add((nameof(Approver), string.IsNullOrWhiteSpace(Approver) ? "Name the office that approved, such as City Clerk" : $"This {Disposal.ApproverRefusal(Approver.Trim())}"));
        if (due.Count == 0 || Files.Any(problem => problem.Severity == Severity.Error))
            Problems.Add((nameof(Approver), "Nothing may be disposed of now"));
        else if (Records != Due)
            Problems.Add((nameof(Approver), "The plan has changed since the page was shown. Look at it again"));
        if (Problems.Count > 0)
            return Page();
        DisposedOf disposed;
        try
        {
            disposed = await Disposing.RunAsync(Plan, due, Approver!.Trim(), Site.Ledger, Site.Campaigns, City, Site.Open.Name, Today, _ => { });
        }
        catch (RecordRefusedException refused)
        {
            Problems.Add((nameof(Approver), refused.Message));
            return Page();
        }
        await NoteAsync($"disposed of {Shown.Count(disposed.Count, "record", "records")}, approved by {Approver!.Trim()}; {Shown.Count(disposed.Forgotten, "person", "people")} removed from the roster");
        return Notice(disposed.Notice, Today);
    }

    private FileContentResult Notice(string notice, DateOnly on) => File(Encoding.UTF8.GetBytes(notice), "text/html; charset=utf-8", $"destruction-notice-{IsoDay.Of(on)}.html");

    private async Task ReadAsync()
    {
        var status = await CityStatus.ReadAsync(Site, HttpContext.RequestAborted);
        Files = status.Problems;
        Past = await Disposing.PastAsync(Site.Open.Store, DayOf, HttpContext.RequestAborted);
        Plan = await Disposing.PlanAsync(
            Site.Open.Store, Site.Open.Keys.Disclosures, status.Campaign, policy => status.Terms.GetValueOrDefault(policy)?.Retention ?? new(), City.Id, Today, HttpContext.RequestAborted);
    }
}
