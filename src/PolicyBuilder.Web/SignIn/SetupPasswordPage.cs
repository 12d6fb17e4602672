using Microsoft.AspNetCore.Mvc;
using PolicyBuilder.Web.Hosting;
using PolicyBuilder.Web.Staff;

namespace PolicyBuilder.Web.SignIn;

/// <summary><c>/hr/setup/password</c>: a name, where nobody has said it yet, and a password.</summary>
[OwnAccounts]
public sealed class SetupPasswordPage : StaffPage
{
    /// <inheritdoc/>
    public override string Title => "Choose a password";

    /// <summary>Whether the account still has no name.</summary>
    public bool IsUnnamed { get; private set; }

    /// <summary>As typed, or as the admin has typed it.</summary>
    [BindProperty]
    public string? FullName { get; set; }

    /// <summary>As typed, or as the admin has typed it.</summary>
    [BindProperty]
    public string? SignInName { get; set; }

    /// <summary>As typed; no page shows it again.</summary>
    [BindProperty]
    public string? Password { get; set; }

    /// <summary>GET.</summary>
    public async Task<IActionResult> OnGetAsync() => await BeginAsync() is null ? new SeeOtherResult("/hr/setup") : Page();

    /// <summary>Continue.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (await BeginAsync() is not { } step)
            return new SeeOtherResult("/hr/setup");
        var name = FullName?.Trim() ?? "";
        if (IsUnnamed && name.Length is 0 or > Accounts.LongestName)
            Problems.Add((nameof(FullName), name.Length == 0 ? "Type your name" : $"The name must have at most {Accounts.LongestName} characters"));
        if (IsUnnamed && Accounts.ProblemOfSignInName(SignInName) is { } problem)
            Problems.Add((nameof(SignInName), problem));
        if (Passwords.ProblemOf(Password ?? "", SignInName?.Trim() ?? "") is { } weak)
            Problems.Add((nameof(Password), weak));
        if (Problems.Count > 0)
            return Page();
        if (await Service<Accounts>().ChoosePasswordAsync(step, Password!, IsUnnamed ? (name, SignInName!) : null, HttpContext.RequestAborted) is not { } account)
        {
            if (await BeginAsync() is null || !IsUnnamed)
                return new SeeOtherResult("/hr/setup");
            Problems.Add((nameof(SignInName), "Somebody has that sign-in name. Choose another."));
            return Page();
        }
        await StaffSignIn.BeginStepAsync(HttpContext, account, NextStep.Enrol);
        return new SeeOtherResult("/hr/setup/app");
    }

    private async Task<Step?> BeginAsync()
    {
        if (await StaffSignIn.StepAsync(HttpContext, NextStep.ChoosePassword) is not { } step
            || await Service<Accounts>().FindAsync(step.Id, HttpContext.RequestAborted) is not { Closed: false } account
            || Proof.Read(account.Proof) is not { Setup: { } setup } proof
            || proof.Stamp != step.Stamp)
        {
            return null;
        }
        IsUnnamed = setup.First;
        if (!IsUnnamed)
            (FullName, SignInName) = (account.Name, Accounts.SignInNameOf(account));
        return step;
    }
}
