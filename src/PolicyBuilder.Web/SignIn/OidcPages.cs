using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using PolicyBuilder.Web.Staff;

namespace PolicyBuilder.Web.SignIn;

/// <summary>A page that may have to say why the organisation's sign-in did not work.</summary>
public abstract class OidcPage : StaffPage
{
    private OidcRefusal? refusal;

    /// <inheritdoc/>
    public override string Title => refusal?.Title ?? "You are signed in";

    /// <summary>Why not; null if it worked.</summary>
    public string? Text => refusal?.Text;

    /// <inheritdoc/>
    public override bool IsError => refusal is not null;

    /// <summary>Where to begin again, or to go on.</summary>
    public string Next { get; private protected set; } = "/hr";

    private protected IActionResult Refuse(OidcRefusal why, Exception? error = null)
    {
        refusal = why;
        Next = "/hr/sign-in" + LocalAddress.Query(Next);
        if (error is not null)
            Site.Faults.OidcFailed(error);
        HttpContext.User = new();
        return new PageResult { StatusCode = why.Status };
    }
}

/// <summary><c>/hr/sign-in/oidc</c>: leads to the organisation's sign-in.</summary>
public sealed class OidcStartPage : OidcPage
{
    /// <summary>GET, because <c>form-action 'self'</c> lets no form lead elsewhere.</summary>
    public async Task<IActionResult> OnGetAsync([FromQuery] string? then)
    {
        if (Service<WaysIn>().Oidc is null)
            return NotFound();
        if (!Service<SignInLimit>().TryCount(HttpContext))
            return StatusCode(StatusCodes.Status429TooManyRequests);
        Next = LocalAddress.Of(then);
        try
        {
            await HttpContext.ChallengeAsync(OidcSignIn.Scheme, new AuthenticationProperties { RedirectUri = Next });
            return new EmptyResult();
        }
        catch (Exception error) when (error is InvalidOperationException { InnerException: not null } or HttpRequestException or OpenIdConnectProtocolException or TaskCanceledException && !HttpContext.RequestAborted.IsCancellationRequested)
        {
            return Refuse(OidcSignIn.RefusalOf(error), error);
        }
    }
}

/// <summary><c>/hr/sign-in/callback</c>: whoever comes back from the organisation's sign-in is let in, or told why not.</summary>
public sealed class OidcCallbackPage : OidcPage
{
    /// <inheritdoc/>
    public override string? LeadsTo => IsError ? null : Next;

    /// <summary>GET.</summary>
    public async Task<IActionResult> OnGetAsync()
    {
        if (Service<WaysIn>().Oidc is not { } settings)
            return NotFound();
        if (OidcSignIn.AnswerOf(HttpContext) is not { } answer)
            return Refuse(OidcRefusal.Stale);
        Next = LocalAddress.Of(answer.Next);
        if (answer.Principal is not { } principal)
            return Refuse(OidcSignIn.RefusalOf(answer.Failure), answer.Failure);
        if (principal.FindFirst("sub") is not { Value.Length: > 0 } subject || principal.FindFirstValue("iss") is not { Length: > 0 } issuer)
            return Refuse(OidcRefusal.Wrong);
        if (OidcSignIn.RoleOf(principal, settings) is not { } role)
            return Refuse(OidcRefusal.NoRole(settings));
        var accounts = Service<Accounts>();
        var account = await accounts.OfOidcAsync(issuer, subject.Value, OidcSignIn.NameOf(principal), role, HttpContext.RequestAborted);
        if (account.Closed)
            return Refuse(OidcRefusal.Closed);
        await accounts.NoteAsync(account, $"Signed in with the organisation’s sign-in as {RoleNames.Of(role)}", HttpContext.RequestAborted);
        await StaffSignIn.BeginAsync(HttpContext, account);
        return Page();
    }
}
