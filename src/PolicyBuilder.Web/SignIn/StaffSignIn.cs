using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using PolicyBuilder.Acknowledgements.Staff;
using PolicyBuilder.Web.Hosting;

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
}

/// <summary>Somebody on the way in, who has shown one thing and not yet the next.</summary>
/// <param name="Id">The account's id.</param>
/// <param name="Stamp">The account's when it was shown: if that has changed since, this counts no more.</param>
/// <param name="Next">What comes next.</param>
internal sealed record Step(string Id, string Stamp, NextStep Next);

/// <summary>What somebody on the way in has to do next.</summary>
internal enum NextStep
{
    /// <summary>The code from the console or an admin was right: choose a password.</summary>
    ChoosePassword,

    /// <summary>Scan the key, and type a first code.</summary>
    Enrol,

    /// <summary>The password was right: type a code.</summary>
    TypeCode,

    /// <summary>Signed in, and typed the password again: scan another key.</summary>
    EnrolAnew,
}

/// <summary>
/// Who may see the city's own pages, and how a browser shows that it is theirs: a cookie that this server alone can read or make, new at each
/// step. Nothing under <c>/hr</c> is anonymous but the way in.
/// </summary>
internal static class StaffSignIn
{
    public const string Scheme = "staff";

    /// <summary>The authorization policy of those who may do everything.</summary>
    public const string Admin = "admin";

    /// <summary>The scheme of those on the way in.</summary>
    public const string StepScheme = "staff-step";

    /// <summary>Without a request for so long, a session ends.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(15);

    /// <summary>After so long, a session ends anyway.</summary>
    public static readonly TimeSpan Whole = TimeSpan.FromHours(12);

    private const string Stamp = "stamp";
    private const string Since = "since";
    private const string Next = "next";

    // A cookie is not made anew for each of the requests of one page.
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    /// <param name="oidc">The organisation's sign-in; null for none.</param>
    /// <param name="address">Where these pages are.</param>
    public static void Add(IServiceCollection services, OidcSettings? oidc, Uri address)
    {
        services.AddSingleton(new WaysIn(oidc));
        services.AddSingleton(provider => new Accounts(provider.GetRequiredService<CitySite>().Staff, provider.GetRequiredService<WaysIn>(), provider.GetRequiredService<IDataProtectionProvider>(), provider.GetRequiredService<TimeProvider>(), new Passwords()));
        services.AddSingleton(provider => new SignInLimit(provider.GetRequiredService<TimeProvider>()));
        var authentication = services.AddAuthentication(Scheme)
            .AddCookie(Scheme, cookie =>
            {
                Keep(cookie.Cookie, "__Host-staff");
                cookie.ExpireTimeSpan = Idle;
                cookie.SlidingExpiration = false;
                cookie.Events = new CookieAuthenticationEvents
                {
                    OnValidatePrincipal = CheckAsync,
                    OnRedirectToLogin = context =>
                    {
                        context.Response.StatusCode = StatusCodes.Status303SeeOther;
                        context.Response.Headers.Location = "/hr/sign-in" + LocalAddress.Query(HttpMethods.IsGet(context.Request.Method) ? context.Request.Path + context.Request.QueryString : null);
                        return Task.CompletedTask;
                    },
                    OnRedirectToAccessDenied = context =>
                    {
                        context.Response.StatusCode = StatusCodes.Status403Forbidden;
                        return Task.CompletedTask;
                    },
                };
            })
            .AddCookie(StepScheme, cookie =>
            {
                Keep(cookie.Cookie, "__Host-staff-step");
                cookie.ExpireTimeSpan = TimeSpan.FromMinutes(15);
                cookie.SlidingExpiration = false;
            });
        if (oidc is not null)
            OidcSignIn.Add(authentication, oidc, address);
        services.AddAuthorizationBuilder()
            .AddPolicy(Scheme, policy => policy.AddAuthenticationSchemes(Scheme).RequireAuthenticatedUser().RequireRole(nameof(StaffRole.HumanResources), nameof(StaffRole.Admin)))
            .AddPolicy(Admin, policy => policy.AddAuthenticationSchemes(Scheme).RequireAuthenticatedUser().RequireRole(nameof(StaffRole.Admin)));
    }

    /// <summary>Begins a session. What showed the way in is done with.</summary>
    public static async Task BeginAsync(HttpContext context, Account account)
    {
        await EndStepAsync(context);
        await RenewAsync(context, account, context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());
    }

    /// <summary>Goes on with a session of the same holder after a change that ended all others; it does not last longer by that.</summary>
    public static Task GoOnAsync(HttpContext context, Account account) => RenewAsync(context, account, SinceOf(context.User) ?? DateTimeOffset.UnixEpoch);

    /// <summary>Keeps what somebody on the way in has shown.</summary>
    public static Task BeginStepAsync(HttpContext context, Account account, NextStep next) => context.SignInAsync(StepScheme, new ClaimsPrincipal(new ClaimsIdentity(
        [new Claim(ClaimTypes.NameIdentifier, account.Id), new Claim(Stamp, Proof.Read(account.Proof).Stamp), new Claim(Next, next.ToString())], StepScheme)));

    /// <summary>Forgets it.</summary>
    public static Task EndStepAsync(HttpContext context) => context.SignOutAsync(StepScheme);

    /// <summary>How far somebody is on the way in; null if they have to begin again.</summary>
    public static async Task<Step?> StepAsync(HttpContext context, NextStep wanted) =>
        (await context.AuthenticateAsync(StepScheme)).Principal is { } principal
        && principal.FindFirstValue(ClaimTypes.NameIdentifier) is { } id
        && principal.FindFirstValue(Stamp) is { } stamp
        && Enum.TryParse<NextStep>(principal.FindFirstValue(Next), out var next)
        && next == wanted
            ? new Step(id, stamp, next)
            : null;

    private static Task RenewAsync(HttpContext context, Account account, DateTimeOffset since)
    {
        var principal = new ClaimsPrincipal(new ClaimsIdentity(
            [
                new Claim(ClaimTypes.NameIdentifier, account.Id),
                new Claim(ClaimTypes.Name, account.Name),
                new Claim(ClaimTypes.Role, account.Role.ToString()),
                new Claim(Stamp, Proof.Read(account.Proof).Stamp),
                new Claim(Since, since.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
            ],
            Scheme));
        // What is still shown in answer to this request, forms for the next one too, is shown to them.
        context.User = principal;
        return context.SignInAsync(Scheme, principal);
    }

    private static DateTimeOffset? SinceOf(ClaimsPrincipal principal) =>
        long.TryParse(principal.FindFirstValue(Since), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    // A session that its account does not stand behind any more is none.
    private static async Task CheckAsync(CookieValidatePrincipalContext context)
    {
        var services = context.HttpContext.RequestServices;
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var account = context.Principal is { } principal && SinceOf(principal) is { } since && now < since + Whole && SignedIn.Of(principal) is { } signedIn
            ? await services.GetRequiredService<Accounts>().FindAsync(signedIn.Id, context.HttpContext.RequestAborted)
            : null;
        if (account is null || account.Closed || !services.GetRequiredService<WaysIn>().Has(account) || context.Principal!.FindFirstValue(Stamp) != Proof.Read(account.Proof).Stamp || context.Principal!.FindFirstValue(ClaimTypes.Role) != account.Role.ToString())
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(Scheme);
        }
        else
        {
            context.ShouldRenew = now - context.Properties.IssuedUtc >= Fresh;
        }
    }

    /// <summary>Makes a cookie one of this host alone, over TLS alone, that no script reads (RFC 6265bis, section 4.1.3.2).</summary>
    internal static void Keep(CookieBuilder cookie, string name, SameSiteMode sameSite = SameSiteMode.Strict)
    {
        cookie.Name = name;
        cookie.HttpOnly = true;
        cookie.SecurePolicy = CookieSecurePolicy.Always;
        cookie.SameSite = sameSite;
        cookie.Path = "/";
        cookie.IsEssential = true;
    }
}

/// <summary>Tries to sign in from an address, right ones too: what is right is known only after the work that a flood would be about.</summary>
internal sealed class SignInLimit(TimeProvider clock)
{
    private readonly AddressLimit limit = new(60, TimeSpan.FromSeconds(10), clock);

    /// <inheritdoc cref="AddressLimit.TryCount(HttpContext)"/>
    public bool TryCount(HttpContext context) => limit.TryCount(context);
}

/// <summary>An address to return to after signing in.</summary>
internal static class LocalAddress
{
    /// <summary>The address if it is one of the city's own pages, else their first page: nobody is led elsewhere.</summary>
    /// <param name="address">
    /// As the request had it. A browser takes <c>\</c> for <c>/</c>, leaves out tabs and line ends, and goes up at <c>..</c> however it is written (WHATWG URL,
    /// section 4.4), so none of them may stand in it.
    /// </param>
    public static string Of(string? address) =>
        address is not null
        && (address == "/hr" || address.StartsWith("/hr/", StringComparison.Ordinal) || address.StartsWith("/hr?", StringComparison.Ordinal))
        && !address.StartsWith("/hr/sign-", StringComparison.Ordinal)
        && !address.Contains("..", StringComparison.Ordinal)
        && !address.Contains("%2e", StringComparison.OrdinalIgnoreCase)
        && !address.Any(sign => sign is '\\' || char.IsControl(sign))
            ? address
            : "/hr";

    /// <summary>The query that hands it on; none for the first page.</summary>
    public static string Query(string? address) => Of(address) is var local && local == "/hr" ? "" : "?then=" + Uri.EscapeDataString(local);
}
