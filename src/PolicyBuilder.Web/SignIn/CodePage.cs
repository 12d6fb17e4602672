using Microsoft.AspNetCore.Mvc;
using PolicyBuilder.Web.Hosting;
using PolicyBuilder.Web.Staff;

namespace PolicyBuilder.Web.SignIn;

/// <summary><c>/hr/sign-in/code</c>: the code of the app on the telephone, or a recovery code.</summary>
[OwnAccounts]
public sealed class CodePage : StaffPage
{
    /// <inheritdoc/>
    public override string Title => "Type the code";

    /// <summary>Where to go then.</summary>
    [BindProperty(SupportsGet = true, Name = "then")]
    public string? Next { get; set; }

    /// <summary>As typed.</summary>
    [BindProperty]
    public string? Code { get; set; }

    /// <summary>GET.</summary>
    public async Task<IActionResult> OnGetAsync() => await StaffSignIn.StepAsync(HttpContext, NextStep.TypeCode) is null ? Again() : Page();

    /// <summary>Sign in.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (await StaffSignIn.StepAsync(HttpContext, NextStep.TypeCode) is not { } step)
            return Again();
        if (string.IsNullOrWhiteSpace(Code))
        {
            Problems.Add((nameof(Code), "Type the code"));
            return Page();
        }
        if (!Service<SignInLimit>().TryCount(HttpContext))
            return StatusCode(StatusCodes.Status429TooManyRequests);
        var accounts = Service<Accounts>();
        if (await accounts.TryCodeAsync(step, Code, HttpContext.RequestAborted) is not { } account)
        {
            Problems.Add((nameof(Code), $"That code is wrong, or was used before. Wait for the next one. After {Proof.MostFailures} wrong tries nothing counts for {Proof.Locked.TotalMinutes:0} minutes."));
            return Page();
        }
        await accounts.NoteAsync(account, "Signed in", HttpContext.RequestAborted);
        await StaffSignIn.BeginAsync(HttpContext, account);
        return new SeeOtherResult(LocalAddress.Of(Next));
    }

    private SeeOtherResult Again() => new("/hr/sign-in" + LocalAddress.Query(Next));
}
