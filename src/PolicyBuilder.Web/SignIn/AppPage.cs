using Microsoft.AspNetCore.Mvc;
using PolicyBuilder.Web.Hosting;
using PolicyBuilder.Web.Staff;
using StaffAccount = PolicyBuilder.Acknowledgements.Staff.Account;

namespace PolicyBuilder.Web.SignIn;

/// <summary>
/// <c>/hr/setup/app</c> and, for whoever is signed in, <c>/hr/account/app</c>: the key for an app on the telephone, as a picture and to type, and the first code of
/// it. Then the recovery codes, once.
/// </summary>
public abstract class AppPage : StaffPage
{
    /// <inheritdoc/>
    public override string Title => Recovery is null ? "Add your telephone" : "Keep these recovery codes";

    /// <summary>The key as it is typed, in groups of four.</summary>
    public string Key { get; private set; } = "";

    /// <summary>The recovery codes, when it is done; shown once.</summary>
    public IReadOnlyList<string>? Recovery { get; private set; }

    /// <summary>Where the picture of the key is.</summary>
    public abstract string Picture { get; }

    /// <summary>As typed.</summary>
    [BindProperty]
    public string? Code { get; set; }

    /// <summary>GET.</summary>
    public async Task<IActionResult> OnGetAsync() => await ShowAsync() is null ? Begin() : Page();

    /// <summary>The picture of the key, for this page only.</summary>
    public async Task<IActionResult> OnGetPictureAsync() => await ShowAsync() is { } shown
        ? Content(QrPicture.Svg(Totp.Address(shown.Key, City, Accounts.SignInNameOf(shown.Account) ?? shown.Account.Name)), "image/svg+xml")
        : NotFound();

    /// <summary>Continue.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (await ShowAsync() is not { } shown)
            return Begin();
        if (string.IsNullOrWhiteSpace(Code))
        {
            Problems.Add((nameof(Code), "Type the code that the app shows"));
            return Page();
        }
        if (!Service<SignInLimit>().TryCount(HttpContext))
            return StatusCode(StatusCodes.Status429TooManyRequests);
        var accounts = Service<Accounts>();
        if (await accounts.EnrolAsync(shown.Account, Code, HttpContext.RequestAborted) is not var (account, codes))
        {
            Problems.Add((nameof(Code), "That code is wrong. Wait for the next one. If none is right, set the telephone's clock to the network's time."));
            return Page();
        }
        await accounts.NoteAsync(account, What, HttpContext.RequestAborted);
        await EnterAsync(account);
        Recovery = codes;
        return Page();
    }

    /// <summary>What is noted when it is done.</summary>
    protected abstract string What { get; }

    /// <summary>The account that a telephone is added to; null if nobody may.</summary>
    private protected abstract Task<StaffAccount?> HolderAsync();

    /// <summary>Where to begin, for one who may not.</summary>
    private protected abstract IActionResult Begin();

    /// <summary>Lets the holder in.</summary>
    private protected abstract Task EnterAsync(StaffAccount account);

    private async Task<(StaffAccount Account, byte[] Key)?> ShowAsync()
    {
        if (await HolderAsync() is not { } account || Service<Accounts>().ShownKey(account) is not { } key)
            return null;
        Key = string.Join(' ', Totp.Base32(key).Chunk(4).Select(group => new string(group)));
        return (account, key);
    }
}

/// <summary><c>/hr/setup/app</c>: the last step of setting up an account.</summary>
[OwnAccounts]
public sealed class SetupAppPage : AppPage
{
    /// <inheritdoc/>
    public override string Picture => "/hr/setup/app?handler=Picture";

    /// <inheritdoc/>
    protected override string What => "Set up their account";

    private protected override async Task<StaffAccount?> HolderAsync() =>
        await StaffSignIn.StepAsync(HttpContext, NextStep.Enrol) is { } step
        && await Service<Accounts>().FindAsync(step.Id, HttpContext.RequestAborted) is { Closed: false } account
        && Proof.Read(account.Proof) is { Setup: not null } proof
        && proof.Stamp == step.Stamp
            ? account
            : null;

    private protected override IActionResult Begin() => new SeeOtherResult("/hr/setup");

    private protected override Task EnterAsync(StaffAccount account) => StaffSignIn.BeginAsync(HttpContext, account);
}
