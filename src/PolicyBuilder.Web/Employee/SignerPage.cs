using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Acknowledgements.Evidence;
using PolicyBuilder.Acknowledgements.Signing;
using PolicyBuilder.Web.Hosting;

namespace PolicyBuilder.Web.Employee;

/// <summary>A page between the link and the receipt: without a session it sends the person back to their mail.</summary>
public abstract class SignerPage : EmployeePage
{
    /// <summary>The steps that are counted for the person: read, choose, sign, check.</summary>
    public const int Steps = 4;

    /// <summary>Where the person stands.</summary>
    public Visit Visit { get; private set; } = null!;

    /// <summary>Whom the link was sent to.</summary>
    public Addressee Addressee => Visit.Addressee!;

    /// <summary>What happened so far.</summary>
    public SigningSession Session => Visit.Session!;

    /// <summary>Whether the page is for those who have signed.</summary>
    protected virtual bool IsForSigned => false;

    /// <summary>Whether a fault leaves open whether the person has signed, until the opposite is certain.</summary>
    protected virtual bool MayHaveSigned => false;

    /// <summary>The page to go to first, if a step is missing; null if none is.</summary>
    protected virtual string? Earlier => null;

    /// <summary>What the form was made for; see <see cref="Form"/>.</summary>
    [BindProperty(Name = Form)]
    public string? For { get; set; }

    /// <summary>The button of the page that says, in place of this one, that the link has expired meanwhile.</summary>
    [BindProperty(Name = NewLink)]
    public string? WantsNewLink { get; set; }

    /// <summary>
    /// The name of the hidden field with the invitation's id. In two tabs with two links the browser has the session of the second; a form
    /// of the first must not act for it.
    /// </summary>
    public const string Form = "for";

    /// <inheritdoc/>
    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        if (MayHaveSigned)
            HttpContext.Features.Set(new WhatIsKnown(SigningOutcome.Unknown));
        var secret = SessionCookie.Read(Request);
        var visit = secret is null ? null : await Site.Desk.ResumeAsync(secret, HttpContext.RequestAborted);
        if (visit?.Session is null)
            context.Result = StatusCode(StatusCodes.Status403Forbidden);
        else if (visit is { State: LinkState.Expired, Session: { } session } && WantsNewLink is not null)
            context.Result = await SendNewLinkAsync(session.Token);
        else if (visit.State is not (LinkState.Open or LinkState.AlreadySigned))
            context.Result = Refuse(visit.State, visit.Addressee);
        else if (HttpMethods.IsPost(Request.Method) && For != visit.Addressee!.Invitation.Id)
            context.Result = NotFound();
        else if (visit.State == LinkState.AlreadySigned && !IsForSigned)
            context.Result = SeeOther("/receipt");
        else
        {
            Visit = visit;
            if (Earlier is { } earlier)
                context.Result = SeeOther(earlier);
        }
        if (context.Result is null)
            await next();
    }

    /// <summary>Keeps what happened.</summary>
    protected Task SaveAsync(SigningSession session)
    {
        Visit = Visit with { Session = session };
        return Site.Desk.SaveAsync(session, HttpContext.RequestAborted);
    }

    /// <summary>The moment it is.</summary>
    protected EntryTime Now => EntryTime.Now(Site.Clock);

    /// <summary>Where the request came from, behind the trusted proxies.</summary>
    protected BrowserContext Context => new()
    {
        Ip = HttpContext.Connection.RemoteIpAddress?.ToString() ?? "unknown",
        UserAgent = Request.Headers.UserAgent.ToString() is { Length: > 0 } agent ? agent[..Math.Min(agent.Length, 500)] : null,
        Session = Session.Id,
    };
}

/// <summary>What a page that fails knows of the person's signature.</summary>
internal sealed record WhatIsKnown(SigningOutcome Signature);
