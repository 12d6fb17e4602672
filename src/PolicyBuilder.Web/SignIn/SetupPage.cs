using Microsoft.AspNetCore.Mvc;
using PolicyBuilder.Web.Hosting;
using PolicyBuilder.Web.Staff;

namespace PolicyBuilder.Web.SignIn;

/// <summary><c>/hr/setup</c>: the code from the console, or from an admin.</summary>
[OwnAccounts]
public sealed class SetupPage : StaffPage
{
    /// <inheritdoc/>
    public override string Title => "Set up your account";

    /// <summary>As typed.</summary>
    [BindProperty]
    public string? Code { get; set; }

    /// <summary>GET.</summary>
    public void OnGet()
    {
    }

    /// <summary>Continue.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (string.IsNullOrWhiteSpace(Code))
        {
            Problems.Add((nameof(Code), "Type the code"));
            return Page();
        }
        if (!Service<SignInLimit>().TryCount(HttpContext))
            return StatusCode(StatusCodes.Status429TooManyRequests);
        if (await Service<Accounts>().OfCodeAsync(Code, HttpContext.RequestAborted) is not { } account)
        {
            Problems.Add((nameof(Code), "That code does not count: it was used, has ended, or was typed differently. Ask whoever gave it to you for a new one."));
            return Page();
        }
        await StaffSignIn.BeginStepAsync(HttpContext, account, NextStep.ChoosePassword);
        return new SeeOtherResult("/hr/setup/password");
    }
}
