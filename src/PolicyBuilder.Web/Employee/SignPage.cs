using Microsoft.AspNetCore.Mvc;
using PolicyBuilder.Acknowledgements.Evidence;

namespace PolicyBuilder.Web.Employee;

/// <summary><c>/sign</c>: the statement and the name. Nothing is signed yet.</summary>
public sealed class SignPage : SignerPage
{
    public const int LongestName = 200;

    /// <inheritdoc/>
    public override string Title => Words.SignTitle;

    /// <inheritdoc/>
    public override string BackTo => "/consent";

    /// <inheritdoc/>
    protected override string? Earlier => Session.Consent is null ? "/consent" : null;

    /// <summary>The statement of the policy.</summary>
    public string Statement { get; private set; } = "";

    /// <summary>Whether the box is ticked.</summary>
    [BindProperty]
    public bool Ticked { get; set; }

    /// <summary>The name, as typed.</summary>
    [BindProperty]
    public string? FullName { get; set; }

    /// <summary>GET.</summary>
    public async Task OnGetAsync()
    {
        Statement = await Site.Documents.StatementAsync(Addressee.Version, Words, HttpContext.RequestAborted);
        (Ticked, FullName) = (Session.Intent is not null, Session.TypedName);
    }

    /// <summary>Continue.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        Statement = await Site.Documents.StatementAsync(Addressee.Version, Words, HttpContext.RequestAborted);
        var name = FullName?.Trim() ?? "";
        if (!Ticked)
            Problems.Add((nameof(Ticked), Words.TickTheBox));
        if (name.Length == 0)
            Problems.Add((nameof(FullName), Words.TypeYourName));
        else if (name.Length > LongestName)
            Problems.Add((nameof(FullName), Words.NameTooLong(LongestName)));
        if (Problems.Count > 0)
            return Page();
        await SaveAsync(Session with { Intent = Intent.Of(Statement, Words.Box, Words.Button), TypedName = name });
        return SeeOther("/check");
    }
}
