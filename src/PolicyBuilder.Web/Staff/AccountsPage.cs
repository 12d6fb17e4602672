using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using PolicyBuilder.Acknowledgements.Staff;
using PolicyBuilder.Web.SignIn;
using StaffAccount = PolicyBuilder.Acknowledgements.Staff.Account;

namespace PolicyBuilder.Web.Staff;

/// <summary><c>/hr/accounts</c>: who may sign in, and one more.</summary>
[Authorize(Policy = StaffSignIn.Admin)]
public sealed class AccountsPage : StaffPage
{
    /// <inheritdoc/>
    public override string Title => "Accounts";

    /// <summary>All of them, the closed ones last.</summary>
    public IReadOnlyList<StaffAccount> All { get; private set; } = [];

    /// <summary>Whether accounts can be added here.</summary>
    public bool CanAdd => Service<WaysIn>().Own;

    /// <summary>The code to hand over, shown once; null for none.</summary>
    public HandOver? HandOver { get; private set; }

    /// <summary>As typed.</summary>
    [BindProperty]
    public string? FullName { get; set; }

    /// <summary>As typed.</summary>
    [BindProperty]
    public string? SignInName { get; set; }

    /// <summary>As chosen.</summary>
    [BindProperty]
    public string? Role { get; set; }

    /// <summary>GET.</summary>
    public Task OnGetAsync() => ReadAsync();

    /// <summary>Adds an account.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (!CanAdd)
            return NotFound();
        var name = FullName?.Trim() ?? "";
        if (name.Length is 0 or > Accounts.LongestName)
            Problems.Add((nameof(FullName), name.Length == 0 ? "Type the person’s name" : $"The name must have at most {Accounts.LongestName} characters"));
        if (Accounts.ProblemOfSignInName(SignInName) is { } problem)
            Problems.Add((nameof(SignInName), problem));
        if (!Enum.TryParse<StaffRole>(Role, out var role) || !Enum.IsDefined(role))
            Problems.Add((nameof(Role), "Choose what the person may do"));
        if (Problems.Count == 0)
        {
            if (await Service<Accounts>().AddAsync(name, SignInName!, role, HttpContext.RequestAborted) is not var (added, code))
                Problems.Add((nameof(SignInName), "Somebody has that sign-in name. Choose another."));
            else
            {
                await NoteAsync($"Added the account of {added.Name} ({RoleNames.Of(role)})");
                HandOver = new HandOver(added.Name, code);
                (FullName, SignInName, Role) = (null, null, null);
            }
        }
        await ReadAsync();
        return Page();
    }

    private async Task ReadAsync() => All = [.. (await Service<Accounts>().ReadAsync(HttpContext.RequestAborted)).OrderBy(account => account.Closed)];
}

/// <summary>A code for somebody to set up their account with.</summary>
/// <param name="Name">Whose.</param>
/// <param name="Code">The code.</param>
public sealed record HandOver(string Name, string Code);

/// <summary>What pages call the roles.</summary>
public static class RoleNames
{
    public static string Of(StaffRole role) => role == StaffRole.Admin ? "admin" : "human resources";
}
