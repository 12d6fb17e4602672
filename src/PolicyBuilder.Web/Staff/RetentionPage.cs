using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Acknowledgements.Evidence;
using PolicyBuilder.Acknowledgements.Retention;
using PolicyBuilder.Acknowledgements.Staff;
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
        return File(Encoding.UTF8.GetBytes(disposed.Notice), "text/html; charset=utf-8", string.Create(CultureInfo.InvariantCulture, $"destruction-notice-{Today:yyyy-MM-dd}.html"));
    }

    private async Task ReadAsync()
    {
        var status = await CityStatus.ReadAsync(Site, HttpContext.RequestAborted);
        Files = status.Problems;
        Plan = await Disposing.PlanAsync(
            Site.Open.Store, Site.Open.Keys.Disclosures, status.Campaign, policy => status.Terms.GetValueOrDefault(policy)?.Retention ?? new(), City.Id, Today, HttpContext.RequestAborted);
    }
}
