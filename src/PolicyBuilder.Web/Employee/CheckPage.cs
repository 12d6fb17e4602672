using Microsoft.AspNetCore.Mvc;
using PolicyBuilder.Ledger;

namespace PolicyBuilder.Web.Employee;

/// <summary><c>/check</c>: everything once more, and the button that signs.</summary>
public sealed class CheckPage : SignerPage
{
    /// <inheritdoc/>
    public override string Title => Words.CheckTitle;

    /// <inheritdoc/>
    public override string BackTo => "/sign";

    /// <inheritdoc/>
    protected override string? Earlier => Session.Consent is null ? "/consent" : Session.Intent is null || Session.TypedName is null ? "/sign" : null;

    /// <summary>The button that signs. The answer comes after the ledger has the signature.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        try
        {
            // Not ended when the browser hangs up: a signature that was sent is a signature.
            await Site.Desk.SignAsync(Visit, Context, cancel: CancellationToken.None);
        }
        catch (AppendFailedException error)
        {
            Site.Faults.Unconfirmed(error);
            HttpContext.Features.Set(new Unconfirmed());
            return StatusCode(StatusCodes.Status503ServiceUnavailable);
        }
        Site.MailIsWaiting();
        return SeeOther("/receipt");
    }
}

/// <summary>Nobody knows yet whether the signature was kept.</summary>
internal sealed record Unconfirmed;
