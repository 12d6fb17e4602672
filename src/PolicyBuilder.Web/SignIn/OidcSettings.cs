using System.Net;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using PolicyBuilder.Acknowledgements.Mailing;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Web.SignIn;

/// <summary>The organisation's own sign-in (OpenID Connect Core 1.0): the section <c>PolicyBuilder:Oidc</c> of the settings.</summary>
public sealed record OidcSettings
{
    /// <summary>The claim that says whether an address is its holder's, not merely what they typed (OpenID Connect Core 1.0, section 5.1).</summary>
    public const string Verified = "email_verified";

    private const string Section = "PolicyBuilder:Oidc";

    /// <summary>Who signs people in: the issuer, without <c>/.well-known/openid-configuration</c>.</summary>
    public required Uri Authority { get; init; }

    /// <summary>What these pages are called there.</summary>
    public required string ClientId { get; init; }

    /// <summary>What these pages prove with that they are it; null for a client without one, which PKCE protects alone.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>The claim of the ID token that tells what somebody may do. <c>email</c> counts only where it is verified.</summary>
    public string RoleClaim { get; init; } = "roles";

    /// <summary>The claim's values that make somebody human resources.</summary>
    public IReadOnlyList<string> HumanResources { get; init; } = ["policybuilder-hr"];

    /// <summary>The claim's values that make somebody an admin.</summary>
    public IReadOnlyList<string> Admin { get; init; } = ["policybuilder-admin"];

    /// <summary>Whether it is the only way in.</summary>
    public bool Only { get; init; }

    /// <summary>Reads them; null where there are none, or <paramref name="problems"/> tells of an error.</summary>
    public static OidcSettings? Read(IConfigurationRoot configuration, ICollection<Diagnostic> problems)
    {
        var section = configuration.GetSection(Section);
        if (!section.GetChildren().Any())
            return null;
        var before = problems.Count;
        var source = new SourceLocation(SettingPlace.File);
        Uri? authority = null;
        if (Text("Authority") is not { } text)
            problems.Add(Problems.SettingMissing(source, Section + ":Authority", "write the address of the organisation’s sign-in, such as https://login.mapleton.example"));
        else if (!Uri.TryCreate(text, UriKind.Absolute, out authority) || authority.Query.Length > 0 || authority.Fragment.Length > 0 || !(authority.Scheme == Uri.UriSchemeHttps || authority.Scheme == Uri.UriSchemeHttp && IsLoopback(authority)))
            problems.Add(Problems.SettingUnusable(SettingPlace.Of(configuration, Section + ":Authority"), Section + ":Authority", text, "write an address such as https://login.mapleton.example (http only on this computer)"));
        var client = Text("ClientId");
        if (client is null)
            problems.Add(Problems.SettingMissing(source, Section + ":ClientId", "write the id that the organisation’s sign-in has given to these pages"));
        var only = false;
        if (Text("Only") is { } said && !bool.TryParse(said, out only))
            problems.Add(Problems.SettingUnusable(SettingPlace.Of(configuration, Section + ":Only"), Section + ":Only", said, "write true or false"));
        if (problems.Count > before)
            return null;
        var standard = new OidcSettings { Authority = authority!, ClientId = client! };
        return standard with
        {
            ClientSecret = Text("ClientSecret"),
            RoleClaim = Text("RoleClaim") ?? standard.RoleClaim,
            HumanResources = Values("HumanResources") ?? standard.HumanResources,
            Admin = Values("Admin") ?? standard.Admin,
            Only = only,
        };

        string? Text(string name) => section[name] is { } value && value.Trim() is { Length: > 0 } trimmed ? trimmed : null;

        // One value, or a list of them.
        string[]? Values(string name) => Text(name) is { } one ? [one] : section.GetSection(name).GetChildren().Select(child => child.Value?.Trim() ?? "").Where(value => value.Length > 0).ToArray() is { Length: > 0 } several ? several : null;
    }

    /// <summary>Whether an address is of this computer.</summary>
    internal static bool IsLoopback(Uri address) => address.Host == "localhost" || IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip);

    /// <summary>Shows no secret.</summary>
    public override string ToString() => Authority.AbsoluteUri;
}

/// <summary>Which ways in there are.</summary>
/// <param name="Oidc">The organisation's sign-in; null for none.</param>
internal sealed record WaysIn(OidcSettings? Oidc)
{
    /// <summary>Whether accounts of the city's own may sign in: name, password, telephone.</summary>
    public bool Own => Oidc is not { Only: true };

    /// <summary>Whether an account's way in is open.</summary>
    public bool Has(Acknowledgements.Staff.Account account) => Accounts.IsOfOidc(account) ? Oidc is not null : Own;
}

/// <summary>A page for those who have an account of the city's own: it is not there where the organisation's sign-in is the only way in.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class OwnAccountsAttribute : Attribute, IResourceFilter
{
    public void OnResourceExecuting(ResourceExecutingContext context)
    {
        if (!context.HttpContext.RequestServices.GetRequiredService<WaysIn>().Own)
            context.Result = new NotFoundResult();
    }

    public void OnResourceExecuted(ResourceExecutedContext context)
    {
    }
}
