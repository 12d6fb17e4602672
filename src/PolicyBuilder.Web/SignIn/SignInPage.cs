using Microsoft.AspNetCore.Mvc;
using PolicyBuilder.Web.Hosting;
using PolicyBuilder.Web.Staff;

namespace PolicyBuilder.Web.SignIn;

/// <summary><c>/hr/sign-in</c>: the organisation's sign-in, or sign-in name and password.</summary>
public sealed class SignInPage : StaffPage
{
    /// <inheritdoc/>
    public override string Title => "Sign in";

    /// <summary>Where to go then.</summary>
    [BindProperty(SupportsGet = true, Name = "then")]
    public string? Next { get; set; }

    /// <summary>As typed.</summary>
    [BindProperty]
    public string? SignInName { get; set; }

    /// <summary>As typed; no page shows it again.</summary>
    [BindProperty]
    public string? Password { get; set; }

    /// <summary>Whether the organisation signs people in; and whether the city has accounts of its own.</summary>
    public (bool Oidc, bool Own) Ways => (Service<WaysIn>().Oidc is not null, Service<WaysIn>().Own);

    /// <summary>Where the organisation's sign-in begins.</summary>
    public string Oidc => "/hr/sign-in/oidc" + LocalAddress.Query(Next);

    /// <summary>GET.</summary>
    public IActionResult OnGet() => IsSignedIn ? new SeeOtherResult(LocalAddress.Of(Next)) : Page();

    /// <summary>Continue.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (!Ways.Own)
            return NotFound();
        if (string.IsNullOrWhiteSpace(SignInName))
            Problems.Add((nameof(SignInName), "Type your sign-in name"));
        if (string.IsNullOrEmpty(Password))
            Problems.Add((nameof(Password), "Type your password"));
        if (Problems.Count > 0)
            return Page();
        if (!Service<SignInLimit>().TryCount(HttpContext))
            return StatusCode(StatusCodes.Status429TooManyRequests);
        if (await Service<Accounts>().TryPasswordAsync(SignInName!, Password!, HttpContext.RequestAborted) is not { } account)
        {
            Problems.Add((nameof(SignInName), $"That sign-in name and password do not belong together. After {Proof.MostFailures} wrong tries nothing counts for {Proof.Locked.TotalMinutes:0} minutes: wait, then try again."));
            return Page();
        }
        await StaffSignIn.BeginStepAsync(HttpContext, account, NextStep.TypeCode);
        return new SeeOtherResult("/hr/sign-in/code" + LocalAddress.Query(Next));
    }
}
