using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PolicyBuilder.Acknowledgements.Staff;
using PolicyBuilder.Web.SignIn;
using StaffAccount = PolicyBuilder.Acknowledgements.Staff.Account;

namespace PolicyBuilder.Web.Staff;

/// <summary><c>/hr/accounts/{id}</c>: gives somebody another role or a new setup code, or closes their account.</summary>
[Authorize(Policy = StaffSignIn.Admin)]
public sealed class OneAccountPage : StaffPage
{
    /// <inheritdoc/>
    public override string Title => Colleague.Name;

    /// <summary>Whose account it is.</summary>
    public StaffAccount Colleague { get; private set; } = null!;

    /// <summary>Whether it is the account of whoever looks at it.</summary>
    public bool IsOwn => Colleague.Id == Account.Id;

    /// <summary>The code to hand over, shown once; null for none.</summary>
    public HandOver? HandOver { get; private set; }

    /// <inheritdoc/>
    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        if (RouteData.Values["id"] is string id && await Service<Accounts>().FindAsync(id, HttpContext.RequestAborted) is { } found)
        {
            Colleague = found;
            await next();
        }
        else
        {
            context.Result = NotFound();
        }
    }

    /// <summary>GET.</summary>
    public void OnGet()
    {
    }

    /// <summary>Gives the other role.</summary>
    public Task<IActionResult> OnPostRoleAsync()
    {
        var role = Colleague.Role == StaffRole.Admin ? StaffRole.HumanResources : StaffRole.Admin;
        return ChangeAsync(role, Colleague.Closed, $"Made {Colleague.Name} {(role == StaffRole.Admin ? "an admin" : "human resources, no admin")}");
    }

    /// <summary>Closes the account.</summary>
    public Task<IActionResult> OnPostCloseAsync() => ChangeAsync(Colleague.Role, closed: true, $"Closed the account of {Colleague.Name}");

    /// <summary>Opens the account again.</summary>
    public Task<IActionResult> OnPostOpenAsync() => ChangeAsync(Colleague.Role, closed: false, $"Opened the account of {Colleague.Name} again");

    /// <summary>Makes a new setup code.</summary>
    public async Task<IActionResult> OnPostCodeAsync()
    {
        // One who has nothing but the present session must not lose the way back in by a slip.
        if (IsOwn || Colleague.Closed || await Service<Accounts>().RenewAsync(Colleague.Id, HttpContext.RequestAborted) is not { } code)
            return Refuse("code", IsOwn ? "Your own telephone is changed under “Your account”" : "That account has no setup code");
        await NoteAsync($"Made a new setup code for {Colleague.Name}");
        HandOver = new HandOver(Colleague.Name, code);
        return await ReloadAsync();
    }

    private async Task<IActionResult> ChangeAsync(StaffRole role, bool closed, string what)
    {
        if (await Service<Accounts>().ChangeAsync(Colleague.Id, role, closed, HttpContext.RequestAborted) is null)
            return Refuse(closed ? "close" : "role", "Nobody but this admin could sign in as an admin. Make somebody else one first.");
        await NoteAsync(what);
        return Then("/hr/accounts", what + ". Their sessions have ended.");
    }

    private PageResult Refuse(string button, string why)
    {
        Problems.Add((button, why));
        return Page();
    }

    private async Task<IActionResult> ReloadAsync()
    {
        Colleague = await Service<Accounts>().FindAsync(Colleague.Id, HttpContext.RequestAborted) ?? Colleague;
        return Page();
    }
}
