using Microsoft.AspNetCore.Mvc;
using PolicyBuilder.Web.Hosting;
using PolicyBuilder.Web.SignIn;
using StaffAccount = PolicyBuilder.Acknowledgements.Staff.Account;

namespace PolicyBuilder.Web.Staff;

/// <summary><c>/hr/account</c>: what somebody signs in with. Whoever changes it types the present password again.</summary>
public sealed class OwnAccountPage : StaffPage
{
    /// <inheritdoc/>
    public override string Title => Recovery is null ? "Your account" : "Keep these recovery codes";

    /// <summary>The account as it is kept.</summary>
    public StaffAccount Kept { get; private set; } = null!;

    /// <summary>How many recovery codes were not used yet.</summary>
    public int RecoveryLeft => Proof.Read(Kept.Proof).RecoveryCodes.Length;

    /// <summary>New recovery codes, shown once; null for none.</summary>
    public IReadOnlyList<string>? Recovery { get; private set; }

    /// <summary>The present password, as typed.</summary>
    [BindProperty]
    public string? Password { get; set; }

    /// <summary>What is to be changed: <c>password</c>, <c>app</c> or <c>codes</c>.</summary>
    [BindProperty]
    public string? Change { get; set; }

    /// <summary>The new password, as typed.</summary>
    [BindProperty]
    public string? NewPassword { get; set; }

    /// <summary>GET.</summary>
    public async Task<IActionResult> OnGetAsync() => await ReadAsync() ? Page() : NotFound();

    /// <summary>Changes it.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (!await ReadAsync() || Accounts.SignInNameOf(Kept) is not { } signInName)
            return NotFound();
        if (string.IsNullOrEmpty(Password))
            Problems.Add((nameof(Password), "Type your present password"));
        if (Change is not ("password" or "app" or "codes"))
            Problems.Add((nameof(Change), "Choose what you want to change"));
        if (Change == "password" && Passwords.ProblemOf(NewPassword ?? "", signInName) is { } weak)
            Problems.Add((nameof(NewPassword), weak));
        if (Problems.Count > 0)
            return Page();
        if (!Service<SignInLimit>().TryCount(HttpContext))
            return StatusCode(StatusCodes.Status429TooManyRequests);
        var accounts = Service<Accounts>();
        if (!await accounts.TryPasswordOfAsync(Kept.Id, Password!, HttpContext.RequestAborted))
        {
            Problems.Add((nameof(Password), $"That is not your present password. After {Proof.MostFailures} wrong tries nothing counts for {Proof.Locked.TotalMinutes:0} minutes."));
            return Page();
        }
        switch (Change)
        {
            case "password":
                if (await accounts.ChangePasswordAsync(Kept.Id, NewPassword!, HttpContext.RequestAborted) is not { } changed)
                    return NotFound();
                await NoteAsync("Changed their password");
                await StaffSignIn.GoOnAsync(HttpContext, changed);
                return Then("/hr/account", "Your password was changed. Your sessions elsewhere have ended.");
            case "codes":
                Recovery = await accounts.RenewRecoveryCodesAsync(Kept.Id, HttpContext.RequestAborted);
                await NoteAsync("Made new recovery codes");
                return Page();
            default:
                if (await accounts.ShowKeyAsync(Kept.Id, HttpContext.RequestAborted) is not { } shown)
                    return NotFound();
                await StaffSignIn.BeginStepAsync(HttpContext, shown, NextStep.EnrolAnew);
                return new SeeOtherResult("/hr/account/app");
        }
    }

    private async Task<bool> ReadAsync()
    {
        if (await Service<Accounts>().FindAsync(Account.Id, HttpContext.RequestAborted) is not { } kept)
            return false;
        Kept = kept;
        return true;
    }
}

/// <summary><c>/hr/account/app</c>: another telephone.</summary>
public sealed class OwnAppPage : AppPage
{
    /// <inheritdoc/>
    public override string Picture => "/hr/account/app?handler=Picture";

    /// <inheritdoc/>
    protected override string What => "Added another telephone";

    private protected override async Task<StaffAccount?> HolderAsync() =>
        await StaffSignIn.StepAsync(HttpContext, NextStep.EnrolAnew) is { } step
        && step.Id == Account.Id
        && await Service<Accounts>().FindAsync(step.Id, HttpContext.RequestAborted) is { } account
        && Proof.Read(account.Proof).Stamp == step.Stamp
            ? account
            : null;

    private protected override IActionResult Begin() => new SeeOtherResult("/hr/account");

    private protected override async Task EnterAsync(StaffAccount account)
    {
        await StaffSignIn.EndStepAsync(HttpContext);
        await StaffSignIn.GoOnAsync(HttpContext, account);
    }
}
