using Microsoft.AspNetCore.Mvc;
using PolicyBuilder.Acknowledgements.Evidence;

namespace PolicyBuilder.Web.Employee;

/// <summary><c>/read</c>: what changed since the version signed last, and the text as published.</summary>
public sealed class ReadPage : SignerPage
{
    /// <inheritdoc/>
    public override string Title => Words.ReadTitle(Addressee.Version.Title);

    /// <summary>The text as published.</summary>
    public PublishedPage Document { get; private set; } = null!;

    /// <summary>What changed since the version that the person signed; null if they signed none, or it cannot be told.</summary>
    public ShownChanges? Changes { get; private set; }

    /// <summary>GET.</summary>
    public async Task<IActionResult> OnGetAsync()
    {
        Document = await Site.Documents.ReadAsync(Addressee.Version, HttpContext.RequestAborted);
        if (Addressee.SignedBefore is { } before)
            Changes = Site.Documents.Changes(Addressee.Version, before.Version);
        var session = Session.With(MomentKind.Served, Now) with { Language = Words.Tag, ChangesSince = Changes is null ? null : Addressee.SignedBefore?.Version.Version };
        await SaveAsync(session);
        return Page();
    }

    /// <summary>Continue.</summary>
    public IActionResult OnPost() => SeeOther("/consent");
}
