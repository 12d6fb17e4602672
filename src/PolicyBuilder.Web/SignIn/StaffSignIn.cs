using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.Cookies;
using PolicyBuilder.Acknowledgements.Staff;

namespace PolicyBuilder.Web.SignIn;

/// <summary>Who is signed in to the city's own pages.</summary>
/// <param name="Id">The account's id.</param>
/// <param name="Name">The name shown, and written into what is recorded.</param>
/// <param name="Role">What they may do.</param>
public sealed record SignedIn(string Id, string Name, StaffRole Role)
{
    /// <summary>As the session's cookie names them; null for nobody.</summary>
    public static SignedIn? Of(ClaimsPrincipal principal) =>
        principal.FindFirstValue(ClaimTypes.NameIdentifier) is { } id && principal.FindFirstValue(ClaimTypes.Name) is { } name && Enum.TryParse<StaffRole>(principal.FindFirstValue(ClaimTypes.Role), out var role)
            ? new SignedIn(id, name, role)
            : null;

    /// <summary>What the session's cookie says of them.</summary>
    public ClaimsPrincipal ToPrincipal() => new(new ClaimsIdentity(
        [new Claim(ClaimTypes.NameIdentifier, Id), new Claim(ClaimTypes.Name, Name), new Claim(ClaimTypes.Role, Role.ToString())], StaffSignIn.Scheme));
}

/// <summary>Who may see the city's own pages, and how a browser shows that it is theirs. Nothing under <c>/hr</c> is anonymous but the way in.</summary>
internal static class StaffSignIn
{
    public const string Scheme = "staff";

    /// <summary>The authorization policy of those who may do everything.</summary>
    public const string Admin = "admin";

    public static void Add(IServiceCollection services)
    {
        services.AddAuthentication(Scheme).AddCookie(Scheme, cookie =>
        {
            cookie.Cookie.Name = "__Host-staff";
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SecurePolicy = CookieSecurePolicy.Always;
            cookie.Cookie.SameSite = SameSiteMode.Strict;
            cookie.Cookie.Path = "/";
            cookie.ExpireTimeSpan = TimeSpan.FromMinutes(15);
            cookie.SlidingExpiration = true;
            cookie.LoginPath = "/hr/sign-in";
            cookie.AccessDeniedPath = "/refused/403";
            cookie.ReturnUrlParameter = "then";
        });
        services.AddAuthorizationBuilder()
            .AddPolicy(Scheme, policy => policy.AddAuthenticationSchemes(Scheme).RequireAuthenticatedUser().RequireRole(nameof(StaffRole.HumanResources), nameof(StaffRole.Admin)))
            .AddPolicy(Admin, policy => policy.AddAuthenticationSchemes(Scheme).RequireAuthenticatedUser().RequireRole(nameof(StaffRole.Admin)));
    }
}
