using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PolicyBuilder.Acknowledgements.Staff;
using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Web.Hosting;
using PolicyBuilder.Web.SignIn;

namespace PolicyBuilder.Web.Staff;

/// <summary>What every page for HR and admins has: a city, who is signed in, a title, problems with what was typed.</summary>
public abstract class StaffPage : PageModel
{
    /// <summary>The name of the note that the next page shows once: what was done.</summary>
    private const string Note = "note";

    private SignedIn? account;

    /// <summary>The city whose pages these are.</summary>
    public City City => Site.City;

    /// <summary>Who is signed in.</summary>
    public SignedIn Account => account ??= SignedIn.Of(User) ?? throw new InvalidOperationException("Nobody is signed in, on a page that nobody sees without.");

    /// <summary>Whether somebody is; false on the way in.</summary>
    public bool IsSignedIn => SignedIn.Of(User) is not null;

    /// <summary>What the browser's title and the first heading say.</summary>
    public abstract string Title { get; }

    /// <summary>Which of the places in the navigation this is, by address; null for none.</summary>
    public virtual string? Place => null;

    /// <summary>Whether the page says that something cannot be done.</summary>
    public virtual bool IsError => false;

    /// <summary>Where the browser goes on to by itself, at once; null for nowhere.</summary>
    public virtual string? LeadsTo => null;

    /// <summary>What is wrong with the answers: the field's id and what to do.</summary>
    public List<(string Field, string Text)> Problems { get; } = [];

    /// <summary>The problem of a field; null if there is none.</summary>
    public string? ProblemOf(string field) => Problems.FirstOrDefault(problem => problem.Field == field).Text;

    /// <summary>What was done on the page before; null if nothing.</summary>
    public string? Done => TempData[Note] as string;

    /// <summary>The day it is in the city.</summary>
    public DateOnly Today => City.Calendar.Today(Site.Clock);

    internal CitySite Site => Service<CitySite>();

    /// <summary>The day of an instant in the city.</summary>
    public DateOnly DayOf(DateTimeOffset instant) => City.Calendar.DayOf(instant, Site.Clock);

    private protected T Service<T>()
        where T : notnull => HttpContext.RequestServices.GetRequiredService<T>();

    /// <summary>303 to a page that says what was done.</summary>
    protected IActionResult Then(string address, string done)
    {
        TempData[Note] = done;
        return new SeeOtherResult(address);
    }

    /// <summary>The bytes of a file that was sent.</summary>
    protected async Task<byte[]> BytesAsync(IFormFile sent)
    {
        var bytes = new byte[sent.Length];
        await using var file = sent.OpenReadStream();
        await file.ReadExactlyAsync(bytes, HttpContext.RequestAborted);
        return bytes;
    }

    /// <summary>Notes what was done, and by whom.</summary>
    protected Task NoteAsync(string what, string? person = null) =>
        Site.Staff.NoteAsync(new StaffAct(0, Site.Clock.GetUtcNow(), Account.Id, Account.Name, what, person), CancellationToken.None);
}
