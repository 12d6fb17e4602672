using Microsoft.AspNetCore.Mvc;
using PolicyBuilder.Web.Hosting;
using PolicyBuilder.Web.Staff;

namespace PolicyBuilder.Web.SignIn;

/// <summary>Says what cannot be done, in place of a page under <c>/hr</c> that answered with a status code alone, or failed.</summary>
[IgnoreAntiforgeryToken]
public sealed class StaffRefusedPage : StaffPage
{
    /// <inheritdoc/>
    public override string Title => Texts.Title;

    /// <summary>What the page says.</summary>
    public string Text => Texts.Text;

    /// <inheritdoc/>
    public override bool IsError => true;

    /// <summary>The status code of the answer.</summary>
    public int Status => Refused.StatusOf(RouteData);

    /// <summary>Whatever the method of the request was.</summary>
    public IActionResult OnGet() => Refused.IsLedHere(HttpContext, Site.Faults) ? Page() : NotFound();

    /// <summary>Whatever the method of the request was.</summary>
    public IActionResult OnPost() => OnGet();

    private (string Title, string Text) Texts => Status switch
    {
        StatusCodes.Status403Forbidden => ("Only admins may do this", "Ask an admin of your city to do it, or to give you that role."),
        StatusCodes.Status404NotFound => ("There is no such page", "Check the address, or begin at the overview."),
        StatusCodes.Status413PayloadTooLarge => ("That is too much at once", "Nothing was changed. Send a smaller file."),
        StatusCodes.Status429TooManyRequests => ("Too many attempts", "Wait a few minutes, then try again. This counts all attempts from your network."),
        >= 400 and < 500 => ("The form could not be read", "Nothing was changed. Go back, reload the page and try again."),
        _ => ("Something went wrong on our side", "Look whether what you did was done before you do it again. The server's log says what failed."),
    };
}
