using Microsoft.AspNetCore.Mvc;
using PolicyBuilder.Acknowledgements.Signing;
using PolicyBuilder.Web.Hosting;

namespace PolicyBuilder.Web.Employee;

/// <summary>
/// <c>/a/{token}</c>, where the link in the mail leads. It names no one and signs nothing, since programs that look into mails fetch links.
/// </summary>
public sealed class LandingPage : EmployeePage
{
    /// <inheritdoc/>
    public override string Title => Words.SentYouADocument(City);

    /// <summary>GET and HEAD.</summary>
    public async Task<IActionResult> OnGetAsync(string token)
    {
        if (CitySite.TokenOf(token) is not { } hash)
            return RefuseUnknown();
        var visit = await Site.Desk.LookAsync(hash, HttpContext.RequestAborted);
        return visit.State switch
        {
            LinkState.Open or LinkState.AlreadySigned => Page(),
            LinkState.Unknown => RefuseUnknown(),
            _ => Refuse(visit.State, visit.Addressee),
        };
    }

    /// <summary>Continue; or, from the page that says a link has expired, a new one.</summary>
    public async Task<IActionResult> OnPostAsync(string token, [FromForm(Name = NewLink)] string? newLink)
    {
        if (CitySite.TokenOf(token) is not { } hash)
            return RefuseUnknown();
        if (newLink is not null)
            return await SendNewLinkAsync(hash);
        var (visit, secret) = await Site.Desk.ContinueAsync(hash, Words.Tag, HttpContext.RequestAborted);
        if (secret is null)
            return visit.State == LinkState.Unknown ? RefuseUnknown() : Refuse(visit.State, visit.Addressee);
        SessionCookie.Set(Response, secret);
        // A signature that could not be confirmed may have been found just now, and its receipt queued.
        if (visit.State == LinkState.AlreadySigned)
            Site.MailIsWaiting();
        return SeeOther(visit.State == LinkState.AlreadySigned ? "/receipt" : "/read");
    }

    private IActionResult RefuseUnknown() => Site.UnknownLinks.TryCount(HttpContext) ? Refuse(LinkState.Unknown, null) : StatusCode(StatusCodes.Status429TooManyRequests);
}
