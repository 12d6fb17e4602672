using Microsoft.AspNetCore.Mvc;
using PolicyBuilder.Acknowledgements.Evidence;

namespace PolicyBuilder.Web.Employee;

/// <summary><c>/consent</c>: electronic or paper (15 USC 7001(c)).</summary>
public sealed class ConsentPage : SignerPage
{
    public const string Electronic = "electronic";
    public const string Paper = "paper";

    /// <inheritdoc/>
    public override string Title => Words.ConsentTitle;

    /// <inheritdoc/>
    public override string BackTo => "/read";

    /// <inheritdoc/>
    protected override string? Earlier => Session.Timeline.Any(moment => moment.What == MomentKind.Served) ? null : "/read";

    /// <summary>What was chosen.</summary>
    [BindProperty]
    public string? How { get; set; }

    /// <summary>GET.</summary>
    public void OnGet() => How = Session.Consent is null ? null : Electronic;

    /// <summary>Continue.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        switch (How)
        {
            case Electronic:
                var now = Now;
                var disclosure = $"{Words.ConsentDisclosure(City)} {Words.Withdrawal(City)}";
                await SaveAsync(Session.With(MomentKind.Consented, now) with
                {
                    Consent = Session.Consent is { } given && given.Disclosure == disclosure ? given : Consent.Of(disclosure, now, paperOffered: true, Words.Withdrawal(City)),
                });
                return SeeOther("/sign");
            case Paper:
                await SaveAsync(Session with { Consent = null });
                return SeeOther("/paper");
            default:
                Problems.Add((Electronic, Words.ChooseOne));
                return Page();
        }
    }
}

/// <summary><c>/paper</c>: how to sign on paper.</summary>
public sealed class PaperPage : SignerPage
{
    /// <inheritdoc/>
    public override string Title => Words.PaperTitle;

    /// <inheritdoc/>
    public override string BackTo => "/consent";
}
