using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using PolicyBuilder.Acknowledgements;
using PolicyBuilder.Acknowledgements.Staff;

namespace PolicyBuilder.Web.Staff;

/// <summary><c>/hr/log</c>: who did what in these pages; every export is among it.</summary>
public sealed class LogPage : StaffPage
{
    private const int PerPage = 100;

    /// <inheritdoc/>
    public override string Title => "Log";

    /// <inheritdoc/>
    public override string Place => "/hr/log";

    [BindProperty(SupportsGet = true)]
    public long? Before { get; set; }

    /// <summary>What was done, the newest first.</summary>
    public IReadOnlyList<StaffAct> Acts { get; private set; } = [];

    /// <summary>Where the next page begins; null on the last.</summary>
    public long? Next { get; private set; }

    /// <summary>Shows it.</summary>
    public async Task OnGetAsync()
    {
        var acts = await Site.Staff.ReadActsAsync(PerPage + 1, Before, HttpContext.RequestAborted);
        Acts = [.. acts.Take(PerPage)];
        Next = acts.Count > PerPage ? Acts[^1].Place : null;
    }

    /// <summary>Hands out all of it as a file.</summary>
    public async Task<IActionResult> OnPostCsvAsync()
    {
        await NoteAsync("exported this log");
        var csv = new StringBuilder("time,name,what,person\r\n");
        foreach (var act in await Site.Staff.ReadActsAsync(int.MaxValue, null, HttpContext.RequestAborted))
            csv.AppendJoin(',', new[] { act.Time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture), act.By, act.What, act.Person ?? "" }.Select(CsvCell.Of)).Append("\r\n");
        return File(Encoding.UTF8.GetBytes("\uFEFF" + csv), "text/csv; charset=utf-8", string.Create(CultureInfo.InvariantCulture, $"{City.Id}-log-{Today:yyyy-MM-dd}.csv"));
    }
}
