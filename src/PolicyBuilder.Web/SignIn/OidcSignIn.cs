using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using PolicyBuilder.Acknowledgements.Staff;

namespace PolicyBuilder.Web.SignIn;

/// <summary>
/// Signing in at the organisation: authorization code with PKCE (RFC 9700, section 2.1.1), the answer in the query. What comes back is handed to
/// <see cref="OidcCallbackPage"/>, which answers with a page and no redirect: in a chain of redirects that began elsewhere, a browser sends no
/// cookie that is <c>SameSite=Strict</c>.
/// </summary>
internal static class OidcSignIn
{
    public const string Scheme = "oidc";

    /// <summary>Where the organisation sends people back to; it must be known there.</summary>
    public const string Callback = "/hr/sign-in/callback";

    private static readonly object Key = new();

    public static void Add(AuthenticationBuilder authentication, OidcSettings settings, Uri address) => authentication.AddOpenIdConnect(Scheme, oidc =>
    {
        oidc.Authority = settings.Authority.AbsoluteUri;
        oidc.ClientId = settings.ClientId;
        oidc.ClientSecret = settings.ClientSecret;
        oidc.RequireHttpsMetadata = !OidcSettings.IsLoopback(settings.Authority);
        oidc.CallbackPath = Callback;
        oidc.SignInScheme = StaffSignIn.StepScheme;
        oidc.ResponseType = OpenIdConnectResponseType.Code;
        oidc.ResponseMode = OpenIdConnectResponseMode.Query;
        oidc.UsePkce = true;
        oidc.SaveTokens = false;
        oidc.MapInboundClaims = false;
        oidc.DisableTelemetry = true;
        oidc.BackchannelTimeout = TimeSpan.FromSeconds(20);
        oidc.ClaimActions.Clear();
        if (settings.RoleClaim == "email")
            oidc.Scope.Add("email");
        // Sent when the organisation's page leads back here, as Strict is not.
        StaffSignIn.Keep(oidc.CorrelationCookie, "__Host-oidc-", SameSiteMode.Lax);
        StaffSignIn.Keep(oidc.NonceCookie, "__Host-oidc-nonce-", SameSiteMode.Lax);
        oidc.Events = new OpenIdConnectEvents
        {
            // The address that the city has configured, whatever the request says: nobody's code is sent to a host that somebody else has named.
            OnRedirectToIdentityProvider = context =>
            {
                context.ProtocolMessage.RedirectUri = new Uri(address, Callback).AbsoluteUri;
                return Task.CompletedTask;
            },
            OnTicketReceived = context =>
            {
                context.HttpContext.Items[Key] = new OidcAnswer(context.Principal, context.ReturnUri, null);
                context.SkipHandler();
                return Task.CompletedTask;
            },
            OnRemoteFailure = context =>
            {
                context.HttpContext.Items[Key] = new OidcAnswer(null, context.Properties?.RedirectUri, context.Failure);
                context.SkipHandler();
                return Task.CompletedTask;
            },
        };
    });

    /// <summary>Where a session at the organisation ends; null if it has no such place, or does not answer.</summary>
    public static async Task<string?> EndSessionAsync(HttpContext context, OidcSettings settings)
    {
        try
        {
            var known = await context.RequestServices.GetRequiredService<IOptionsMonitor<OpenIdConnectOptions>>().Get(Scheme).ConfigurationManager!.GetConfigurationAsync(context.RequestAborted);
            return Uri.TryCreate(known.EndSessionEndpoint, UriKind.Absolute, out var end) && end.Scheme is "https" or "http"
                ? QueryHelpers.AddQueryString(end.AbsoluteUri, "client_id", settings.ClientId)
                : null;
        }
        catch (InvalidOperationException)
        {
            // It did not answer: there is no link then.
            return null;
        }
    }

    /// <summary>What came back with this request; null if nothing did.</summary>
    public static OidcAnswer? AnswerOf(HttpContext context) => context.Items.TryGetValue(Key, out var answer) ? (OidcAnswer)answer! : null;

    /// <summary>What the organisation says that somebody may do: the most of it; null for nothing.</summary>
    public static StaffRole? RoleOf(ClaimsPrincipal principal, OidcSettings settings)
    {
        // Whoever may choose an address freely could choose an admin's.
        if (settings.RoleClaim == "email" && principal.FindFirstValue(OidcSettings.Verified) != "true")
            return null;
        var values = principal.FindAll(settings.RoleClaim).Select(claim => claim.Value).ToHashSet(StringComparer.Ordinal);
        return values.Overlaps(settings.Admin) ? StaffRole.Admin : values.Overlaps(settings.HumanResources) ? StaffRole.HumanResources : null;
    }

    /// <summary>The name to show for somebody.</summary>
    public static string NameOf(ClaimsPrincipal principal)
    {
        var name = ((string[])["name", "preferred_username", "email", "sub"]).Select(principal.FindFirstValue).FirstOrDefault(value => !string.IsNullOrWhiteSpace(value)) ?? "";
        var plain = string.Concat(name.Trim().Where(sign => !char.IsControl(sign)));
        return plain.Length <= Accounts.LongestName ? plain : plain[..Accounts.LongestName];
    }

    /// <summary>Why somebody could not be signed in, in words for them.</summary>
    public static OidcRefusal RefusalOf(Exception? failure)
    {
        if (failure is null)
            return OidcRefusal.Stale;
        for (var error = failure; error is not null; error = error.InnerException)
        {
            switch (error)
            {
                case SecurityTokenExpiredException or SecurityTokenNotYetValidException or SecurityTokenInvalidLifetimeException:
                    return OidcRefusal.Clock;
                case HttpRequestException or IOException or TaskCanceledException:
                    return OidcRefusal.Silent;
                case OpenIdConnectProtocolInvalidNonceException:
                    return OidcRefusal.Stale;
                case OpenIdConnectProtocolException or SecurityTokenException:
                    return error.Data["error"] is "access_denied" or "login_required" or "interaction_required" or "consent_required" ? OidcRefusal.Denied : OidcRefusal.Wrong;
            }
        }
        // What the library says of a missing, forged or old state, and of a cookie that is not there, has no type of its own.
        return failure is AuthenticationFailureException && failure.InnerException is null ? OidcRefusal.Stale : OidcRefusal.Wrong;
    }
}

/// <summary>What came back from the organisation's sign-in, checked.</summary>
/// <param name="Principal">Who it is; null if it failed.</param>
/// <param name="Next">Where they wanted to go.</param>
/// <param name="Failure">Why it failed; null if it did not.</param>
internal sealed record OidcAnswer(ClaimsPrincipal? Principal, string? Next, Exception? Failure);

/// <summary>Why somebody could not be signed in at the organisation.</summary>
/// <param name="Status">The answer's status code.</param>
internal sealed record OidcRefusal(int Status, string Title, string Text)
{
    /// <summary>The browser does not know of it.</summary>
    public static readonly OidcRefusal Stale = new(StatusCodes.Status400BadRequest, "That sign-in does not count any more",
        "It took longer than 15 minutes, was begun in another browser or under another address, or was used already. Begin again.");

    /// <summary>The organisation, or the person, said no.</summary>
    public static readonly OidcRefusal Denied = new(StatusCodes.Status403Forbidden, "Your organisation did not sign you in",
        "You stopped it, or your organisation does not let you use these pages. Ask whoever runs its sign-in.");

    /// <summary>It said something that cannot be right.</summary>
    public static readonly OidcRefusal Wrong = new(StatusCodes.Status502BadGateway, "Your organisation’s sign-in gave an answer that does not count",
        "Begin again. If it stays so, show this page to whoever set it up: the server’s log names the error, and most often it is the client’s id, its secret or the address to return to.");

    /// <summary>Its clock and ours differ.</summary>
    public static readonly OidcRefusal Clock = new(StatusCodes.Status502BadGateway, "The clocks do not agree",
        "Your organisation’s sign-in and this server have times that are more than five minutes apart. Whoever runs the server should set its clock.");

    /// <summary>It did not answer.</summary>
    public static readonly OidcRefusal Silent = new(StatusCodes.Status502BadGateway, "Your organisation’s sign-in does not answer",
        "Try again in a few minutes. If it stays so, tell whoever runs it.");

    /// <summary>The account was closed here.</summary>
    public static readonly OidcRefusal Closed = new(StatusCodes.Status403Forbidden, "Your account here is closed",
        "Your organisation knows you, but an admin of these pages has closed your account. Ask them to open it again.");

    /// <summary>Nobody has said that they may do anything here.</summary>
    public static OidcRefusal NoRole(OidcSettings settings) => new(StatusCodes.Status403Forbidden, "You have no role here",
        settings.RoleClaim == "email"
            ? "Your organisation knows you, but your e-mail address is not among those that may use these pages, or is not confirmed. Ask whoever set them up."
            : $"Your organisation knows you, but has not given you a role for these pages. Ask whoever runs its sign-in for {string.Join(" or ", settings.HumanResources.Take(1).Concat(settings.Admin.Take(1)).Select(role => $"“{role}”"))}, then sign in again.");
}
