using Microsoft.AspNetCore.Mvc;
using PolicyBuilder.Acknowledgements.Signing;
using PolicyBuilder.Web.Hosting;

namespace PolicyBuilder.Web.Employee;

/// <summary>Says what cannot be done and what to do now, in place of a page that answered with a status code alone, or failed.</summary>
[IgnoreAntiforgeryToken]
[ResponseCache(NoStore = true)]
public sealed class RefusedPage : EmployeePage
{
    /// <inheritdoc/>
    public override string Title => Texts.Title;

    /// <inheritdoc/>
    public override bool IsError => true;

    /// <summary>What the page says.</summary>
    public string Text => Texts.Text;

    /// <summary>Whether a new link can be asked for.</summary>
    public bool CanRenew => HttpContext.Features.Get<Refusal>() is { State: LinkState.Expired };

    /// <summary>The status code of the answer.</summary>
    public int Status => Refused.StatusOf(RouteData);

    /// <summary>Whatever the method of the request was.</summary>
    public IActionResult OnGet() => Refused.IsLedHere(HttpContext, Site.Faults) ? Page() : NotFound();

    /// <summary>Whatever the method of the request was.</summary>
    public IActionResult OnPost() => OnGet();

    private (string Title, string Text) Texts => HttpContext.Features.Get<Refusal>() switch
    {
        { State: LinkState.Expired, Addressee: { } addressee } => (Words.ExpiredTitle(DayOf(addressee.Link.Expires)), Words.ExpiredText),
        { State: LinkState.Superseded, Addressee: { } addressee } => (Words.SupersededTitle((addressee.Newer ?? addressee.Versions[^1]).Version.ToString()), Words.SupersededText),
        { State: LinkState.Revoked } => (Words.RevokedTitle, Words.RevokedText),
        { State: LinkState.Unknown } => (Words.UnknownTitle, Words.UnknownText),
        _ => Status switch
        {
            StatusCodes.Status403Forbidden => (Words.SessionTitle, Words.SessionText),
            StatusCodes.Status404NotFound => (Words.NotFoundTitle, Words.NotFoundText),
            StatusCodes.Status429TooManyRequests => (Words.TooManyTitle, Words.TooManyText),
            >= 400 and < 500 => (Words.BadRequestTitle, Words.BadRequestText),
            _ => HttpContext.Features.Get<WhatIsKnown>()?.Signature switch
            {
                SigningOutcome.NothingSigned => (Words.FaultTitle, Words.NothingSignedText),
                SigningOutcome.Unknown => (Words.UnconfirmedTitle, Words.UnconfirmedText),
                _ => (Words.FaultTitle, Words.FaultText),
            },
        },
    };
}
