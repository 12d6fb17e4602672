using System.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using PolicyBuilder.Acknowledgements.Signing;

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

    /// <inheritdoc/>
    protected override bool MayHaveSigned => HttpMethods.IsPost(Request.Method);

    /// <summary>The button that signs. The answer comes after the ledger has the signature.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        var begun = Stopwatch.GetTimestamp();
        try
        {
            // Not ended when the browser hangs up: a signature that was sent is a signature.
            if (!(await Site.Desk.SignAsync(Visit, Context, cancel: CancellationToken.None)).Existed)
                Measures.Count("electronic");
        }
        catch (Exception error)
        {
            var outcome = await OutcomeAsync();
            Site.Faults.SigningFailed(error, outcome);
            if (outcome == SigningOutcome.NothingSigned)
                HttpContext.Features.Set(new WhatIsKnown(outcome));
            if (outcome != SigningOutcome.Confirmed)
            {
                Measures.Answered(begun, outcome == SigningOutcome.NothingSigned ? "nothing_signed" : "unknown");
                return StatusCode(StatusCodes.Status503ServiceUnavailable);
            }
        }
        Measures.Answered(begun, "signed");
        Site.MailIsWaiting();
        return SeeOther("/receipt");
    }

    private async Task<SigningOutcome> OutcomeAsync()
    {
        try
        {
            return await Site.Desk.FindOutAsync(Session, CancellationToken.None);
        }
        catch (Exception)
        {
            // What made the signing fail goes on, and is logged already.
            return SigningOutcome.Unknown;
        }
    }
}
