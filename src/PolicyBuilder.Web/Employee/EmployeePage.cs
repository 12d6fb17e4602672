using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Acknowledgements.Signing;
using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Web.Hosting;
using PolicyBuilder.Web.Language;

namespace PolicyBuilder.Web.Employee;

/// <summary>What every page for employees has: a city, a language, a title, problems with what was typed.</summary>
public abstract class EmployeePage : PageModel
{
    private Words? words;

    /// <summary>The city whose pages these are.</summary>
    public City City => Site.City;

    /// <summary>The language asked for: by the switch, or else by the browser (RFC 9110, section 12.5.4).</summary>
    public Words Words => words ??= LanguageChoice.Of(Request);

    /// <summary>What the browser's title and the first heading say.</summary>
    public abstract string Title { get; }

    /// <summary>Whether the page says that something cannot be done.</summary>
    public virtual bool IsError => false;

    /// <summary>The page before this one; null for none.</summary>
    public virtual string? BackTo => null;

    /// <summary>What is wrong with the answers: the field's id and what to do.</summary>
    public List<(string Field, string Text)> Problems { get; } = [];

    /// <summary>The problem of a field; null if there is none.</summary>
    public string? ProblemOf(string field) => Problems.FirstOrDefault(problem => problem.Field == field).Text;

    /// <summary>The day of an instant in the city.</summary>
    protected DateOnly DayOf(DateTimeOffset instant) => City.Calendar.DayOf(instant, Site.Clock);

    internal CitySite Site => HttpContext.RequestServices.GetRequiredService<CitySite>();

    internal Measures Measures => HttpContext.RequestServices.GetRequiredService<Measures>();

    /// <summary>The answer to a link that leads nowhere, or not any more: told on a page of its own, see <see cref="RefusedPage"/>.</summary>
    internal IActionResult Refuse(LinkState state, Addressee? addressee)
    {
        HttpContext.Features.Set(new Refusal(state, addressee));
        return StatusCode(state switch
        {
            LinkState.Unknown => StatusCodes.Status404NotFound,
            LinkState.Superseded => StatusCodes.Status409Conflict,
            _ => StatusCodes.Status410Gone,
        });
    }

    /// <summary>The name of the button that asks for a new link in place of one that has expired.</summary>
    public const string NewLink = "new-link";

    /// <summary>Sends a new link for an expired one, to the address on file; the answer is the same whatever comes of it.</summary>
    internal async Task<IActionResult> SendNewLinkAsync(ContentHash token)
    {
        await Site.Desk.SendNewLinkAsync(token, HttpContext.RequestAborted);
        Site.MailIsWaiting();
        return SeeOther("/new-link");
    }

    /// <summary>Leads on to another page; see <see cref="SeeOtherResult"/>.</summary>
    protected static IActionResult SeeOther(string address) => new SeeOtherResult(address);
}

/// <summary>Why a link is of no use.</summary>
/// <param name="State">What it leads to.</param>
/// <param name="Addressee">Whom it was sent to; null for an unknown one.</param>
internal sealed record Refusal(LinkState State, Addressee? Addressee);
