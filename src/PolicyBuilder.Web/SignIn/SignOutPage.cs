using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using PolicyBuilder.Web.Hosting;
using PolicyBuilder.Web.Staff;

namespace PolicyBuilder.Web.SignIn;

/// <summary><c>/hr/sign-out</c>: ends all sessions of whoever asks for it, here and elsewhere.</summary>
public sealed class SignOutPage : StaffPage
{
    /// <inheritdoc/>
    public override string Title => IsSignedIn ? "Sign out" : "You are signed out";

    /// <summary>Where the organisation's own session ends (OpenID Connect RP-Initiated Logout 1.0); null where there is no such place.</summary>
    public string? Organisation { get; private set; }

    /// <summary>GET asks; it does nothing.</summary>
    public async Task OnGetAsync()
    {
        if (!IsSignedIn && Service<WaysIn>().Oidc is { } settings)
            Organisation = await OidcSignIn.EndSessionAsync(HttpContext, settings);
    }

    /// <summary>Sign out.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (IsSignedIn)
            await Service<Accounts>().EndSessionsAsync(Account.Id, HttpContext.RequestAborted);
        await HttpContext.SignOutAsync(StaffSignIn.Scheme);
        await StaffSignIn.EndStepAsync(HttpContext);
        HttpContext.User = new();
        return new SeeOtherResult("/hr/sign-out");
    }
}
