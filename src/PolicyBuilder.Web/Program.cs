using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Unicode;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.WebEncoders;
using PolicyBuilder.Acknowledgements.Ledgers;
using PolicyBuilder.Acknowledgements.Mailing;
using PolicyBuilder.Ledger;
using PolicyBuilder.Model.Diagnostics;
using PolicyBuilder.Web.Employee;
using PolicyBuilder.Web.Hosting;
using PolicyBuilder.Web.SignIn;
using PolicyBuilder.Web.Staff;

namespace PolicyBuilder.Web;

/// <summary>The program: the pages of one city.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args) => RunAsync(args, TimeProvider.System);

    /// <summary>Serves the pages until the program is told to end.</summary>
    /// <param name="args">As in ASP.NET Core.</param>
    /// <param name="clock">What time it is.</param>
    /// <returns>The exit code: 0; 1 when what the city wrote must be mended first; 3 when a disk, a database or an address is not to be had.</returns>
    internal static async Task<int> RunAsync(string[] args, TimeProvider clock)
    {
        // 'policybuilder serve' names the folder it was typed in; started from its sources, this program would be in another.
        if (Environment.GetEnvironmentVariable("PolicyBuilder__Workspace") is { Length: > 0 } workspace)
            Directory.SetCurrentDirectory(workspace);

        WebApplicationBuilder builder;
        try
        {
            builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ApplicationName = typeof(Program).Assembly.GetName().Name, ContentRootPath = Environment.CurrentDirectory });
        }
        catch (InvalidDataException wrong)
        {
            Tell(MailSettings.NotJson(wrong));
            return 1;
        }
        var problems = new List<Diagnostic>();
        var settings = HostSettings.Read(builder.Configuration, problems);
        var oidc = OidcSettings.Read(builder.Configuration, problems);
        var (opened, exit) = problems.Count > 0 ? (null, 1) : await OpenAsync(builder.Configuration, clock, settings.LedgerPatience, problems);
        await using var city = opened;
        problems.ForEach(Tell);
        if (city is null)
            return exit;
        Add(builder, city, settings, oidc, clock);
        // What was logged last is written when it is disposed of.
        await using var app = builder.Build();
        Use(app, settings.KnownProxies);
        // Whoever looks at the overview first need not wait until the whole city was read.
        await CityStatus.ReadAsync(app.Services.GetRequiredService<CitySite>(), app.Lifetime.ApplicationStopping);
        try
        {
            await app.StartAsync();
        }
        catch (Exception error) when (error is IOException or SocketException or FormatException or CryptographicException or InvalidOperationException)
        {
            // The address is taken, not this computer's, or none; or the certificate is not there, or not to be opened.
            await Console.Error.WriteLineAsync($"policybuilder serve: could not answer at {app.Configuration["urls"] ?? "the configured address"}: {error.Message.TrimEnd('.')}. Name another address with --urls; docs/serve.md tells about certificates.");
            return 3;
        }
        await FirstAccount.OfferAsync(app.Services, app.Configuration, city.BaseAddress, Console.Out);
        await app.WaitForShutdownAsync();
        return 0;
    }

    // As the commands print it.
    private static void Tell(Diagnostic problem)
    {
        Console.Error.WriteLine(problem);
        if (problem.Hint is not null)
            Console.Error.WriteLine($"  hint: {problem.Hint}");
    }

    private static async Task<(OpenCity? City, int Exit)> OpenAsync(IConfiguration configuration, TimeProvider clock, TimeSpan? patience, List<Diagnostic> problems)
    {
        var place = LedgerPlace.Of(configuration["PolicyBuilder:Ledger"], null, null).Shown;
        try
        {
            return (await OpenCity.OpenAsync(configuration, clock, problems, patience), 1);
        }
        catch (ForkException refusal)
        {
            problems.Add(Problems.LedgerWillNotSign(place, refusal.Message));
            return (null, 1);
        }
        catch (Exception error) when (LedgerFault.SentenceOn(error, place) is { } sentence)
        {
            await Console.Error.WriteLineAsync($"policybuilder serve: could not start: {sentence}");
            return (null, 3);
        }
    }

    private static void Add(WebApplicationBuilder builder, OpenCity city, HostSettings settings, OidcSettings? oidc, TimeProvider clock)
    {
        // Exactly the host of the links, unless the configuration names others; this computer's own names for trying it.
        builder.Configuration["AllowedHosts"] ??= string.Join(';', ((string[])[city.BaseAddress.Host, "localhost", "127.0.0.1", "[::1]"]).Distinct());

        // Nothing that names a request's path is logged: a link's token stands in it. This holds at every level, whatever the configuration says.
        builder.Logging.ClearProviders();
        builder.Logging.AddJsonConsole();
        builder.Logging.AddFilter((category, level) => category is not null && (category.StartsWith("PolicyBuilder.", StringComparison.Ordinal) || category.StartsWith("Microsoft.Hosting.Lifetime", StringComparison.Ordinal))
            && level >= LogLevel.Information);
        builder.Services.AddWindowsService();
        builder.Services.AddSingleton(clock);
        builder.Services.AddSingleton<Faults>();
        Measures.Add(builder.Services, builder.Configuration);
        builder.Services.AddSingleton(city);
        builder.Services.AddSingleton(services => new MailRound(city.Sender, services.GetRequiredService<Faults>(), services.GetRequiredService<Measures>(), clock));
        builder.Services.AddHostedService(services => services.GetRequiredService<MailRound>());
        builder.Services.AddSingleton(services => city.Site(services.GetRequiredService<MailRound>(), services.GetRequiredService<Faults>()));
        builder.Services.AddHostedService(services => new SessionRound(
            services.GetRequiredService<CitySite>().Desk, settings.EndSessionsEvery, services.GetRequiredService<Faults>(), clock));
        builder.Services.AddSingleton(city.Ledger.Store);
        builder.Services.AddHealthChecks().AddCheck<LedgerHealth>("ledger");
        builder.Services.AddDataProtection().SetApplicationName("PolicyBuilder").PersistKeysToFileSystem(new DirectoryInfo(city.Ledger.Keys.MakeFolder(SecretsOf.Web)));
        builder.Services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "__Host-form";
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.Always;
            options.Cookie.Path = "/";
            options.SuppressXFrameOptionsHeader = true;
        });
        builder.Services.Configure<WebEncoderOptions>(options => options.TextEncoderSettings = new(UnicodeRanges.All));
        StaffSignIn.Add(builder.Services, oidc, city.BaseAddress);
        builder.Services.AddRazorPages(options => options.Conventions.AuthorizeFolder("/Staff", StaffSignIn.Scheme));
        builder.Services.Configure<CookieTempDataProviderOptions>(options =>
        {
            options.Cookie.Name = "__Host-note";
            options.Cookie.SecurePolicy = CookieSecurePolicy.Always;
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.Path = "/";
        });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 64 * 1024;
            kestrel.Limits.MaxConcurrentConnections = 2000;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Limits.MinRequestBodyDataRate = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
        });
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(30));
    }

    // The order in which a request meets them: the proxy's word for where it came from, headers, status pages, what another site sent, the page.
    private static void Use(WebApplication app, IReadOnlyList<IPAddress> proxies)
    {
        if (proxies.Count > 0)
        {
            var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = 1 };
            forwarded.KnownIPNetworks.Clear();
            forwarded.KnownProxies.Clear();
            foreach (var proxy in proxies)
                forwarded.KnownProxies.Add(proxy);
            app.UseForwardedHeaders(forwarded);
        }
        SecurityHeaders.Use(app);
        SecureOnly.Use(app);
        UseRefusals(app, staff: false);
        UseRefusals(app, staff: true);
        FetchMetadata.Use(app);
        LanguageChoice.Use(app);
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        // After these: who may not come in sends nothing large, and some pages take more than others.
        FormReading.Use(app);
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false });
        app.MapHealthChecks("/health/ready");
        DocumentEndpoints.Map(app);
        PolicyEndpoints.Map(app);
        ReceiptEndpoint.Map(app);
        Assets.Map(app);
        app.MapRazorPages();
    }

    // What cannot be done is told to employees and to the city's own in pages of their own.
    private static void UseRefusals(WebApplication app, bool staff) => app.UseWhen(
        context => context.Request.Path.StartsWithSegments("/hr") == staff,
        branch =>
        {
            var page = staff ? "/hr/refused" : "/refused";
            branch.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandlingPath = page + "/500", AllowStatusCode404Response = true });
            branch.UseStatusCodePagesWithReExecute(page + "/{0}");
        });
}
