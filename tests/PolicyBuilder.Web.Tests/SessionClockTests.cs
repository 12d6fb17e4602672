using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PolicyBuilder.Acknowledgements.Campaigns.Sqlite;
using PolicyBuilder.Acknowledgements.Staff;
using PolicyBuilder.Testing;
using PolicyBuilder.Web.SignIn;
using Xunit;

namespace PolicyBuilder.Web.Tests;

/// <summary>What ends by itself: sessions, codes, locks. With a clock of the test's own.</summary>
public sealed class SessionClockTests : IAsyncLifetime, IDisposable
{
    private const string Password = "seven quiet herons at dawn";

    private readonly Scratch scratch = new();
    private readonly Clock clock = new();
    private readonly CountingHasher hasher = new();
    private SqliteCampaignStore store = null!;
    private Accounts accounts = null!;
    private WebApplication? app;

    [Fact]
    public async Task A_session_ends_after_15_minutes_without_a_request_and_not_before()
    {
        using var browser = await SignedInAsync();
        for (var i = 0; i < 4; i++)
        {
            clock.Now += TimeSpan.FromMinutes(14);
            Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/hr/test")).Status);
        }
        clock.Now += TimeSpan.FromMinutes(15) + TimeSpan.FromSeconds(1);
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.GetAsync("/hr/test")).Status);
    }

    [Fact]
    public async Task A_copied_cookie_is_worth_nothing_after_15_minutes_whoever_goes_on_with_the_session()
    {
        using var browser = await SignedInAsync();
        using var copied = new Browser(new Uri(app!.Urls.Single()));
        copied.Cookies["__Host-staff"] = browser.Cookies["__Host-staff"];
        clock.Now += TimeSpan.FromMinutes(10);
        await browser.GetAsync("/hr/test");
        clock.Now += TimeSpan.FromMinutes(6);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/hr/test")).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await copied.GetAsync("/hr/test")).Status);
    }

    [Theory]
    [InlineData("/hr/test")]
    [InlineData("/go-on")]
    public async Task A_session_ends_after_12_hours_however_busy(string path)
    {
        using var browser = await SignedInAsync();
        for (var minutes = 10; minutes < 12 * 60; minutes += 10)
        {
            clock.Now += TimeSpan.FromMinutes(10);
            Assert.Equal((minutes, HttpStatusCode.OK), (minutes, (await browser.GetAsync(path)).Status));
        }
        clock.Now += TimeSpan.FromMinutes(10);
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.GetAsync("/hr/test")).Status);
    }

    [Fact]
    public async Task A_setup_code_ends_after_24_hours_and_with_it_what_it_began()
    {
        var code = await accounts.OfferFirstAsync();
        clock.Now += TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1);
        var account = (await accounts.OfCodeAsync(code))!;
        var step = new Step(account.Id, Proof.Read(account.Proof).Stamp, NextStep.ChoosePassword);
        var chosen = (await accounts.ChoosePasswordAsync(step, Password, ("Dana Placeholder", "dana")))!;
        clock.Now += TimeSpan.FromSeconds(1);
        Assert.Null(await accounts.OfCodeAsync(code));
        Assert.Null(await accounts.ChoosePasswordAsync(new Step(chosen.Id, Proof.Read(chosen.Proof).Stamp, NextStep.ChoosePassword), Password, ("Eve", "eve")));
        Assert.Null(await accounts.EnrolAsync(chosen, CodeOf(accounts.ShownKey(chosen)!)));
    }

    [Fact]
    public async Task A_lock_ends_after_15_minutes_and_four_wrong_tries_lock_nothing()
    {
        await SetUpAsync();
        await WrongAsync(4);
        Assert.NotNull(await accounts.TryPasswordAsync("dana", Password));
        await WrongAsync(5);
        clock.Now += TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1);
        Assert.Null(await accounts.TryPasswordAsync("dana", Password));
        clock.Now += TimeSpan.FromSeconds(1);
        Assert.NotNull(await accounts.TryPasswordAsync("dana", Password));
        Assert.Single(await store.ReadActsAsync(10), act => act.What.StartsWith("Sign-in locked", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_lock_that_a_clock_has_set_which_was_wrong_ends_when_it_is_set_right()
    {
        await SetUpAsync();
        clock.Now += TimeSpan.FromDays(400);
        await WrongAsync(5);
        Assert.Null(await accounts.TryPasswordAsync("dana", Password));
        clock.Now -= TimeSpan.FromDays(400);
        Assert.NotNull(await accounts.TryPasswordAsync("dana", Password));
    }

    [Fact]
    public async Task A_right_password_does_not_forgive_wrong_codes()
    {
        var account = await SetUpAsync();
        var step = new Step(account.Id, Proof.Read(account.Proof).Stamp, NextStep.TypeCode);
        for (var i = 0; i < 5; i++)
        {
            Assert.NotNull(await accounts.TryPasswordAsync("dana", Password));
            Assert.Null(await accounts.TryCodeAsync(step, "000000"));
        }
        clock.Now += TimeSpan.FromMinutes(1);
        Assert.Null(await accounts.TryCodeAsync(step, CodeOf(Key(account))));
        clock.Now += TimeSpan.FromMinutes(15);
        Assert.NotNull(await accounts.TryCodeAsync(step, CodeOf(Key(account))));
    }

    [Fact]
    public async Task A_code_of_the_telephone_counts_for_the_half_minutes_beside_its_own_and_never_twice()
    {
        var account = await SetUpAsync();
        var step = new Step(account.Id, Proof.Read(account.Proof).Stamp, NextStep.TypeCode);
        var key = Key(account);
        clock.Now += TimeSpan.FromMinutes(5);
        Assert.Null(await accounts.TryCodeAsync(step, CodeOf(key, -2)));
        Assert.Null(await accounts.TryCodeAsync(step, CodeOf(key, 2)));
        Assert.NotNull(await accounts.TryCodeAsync(step, CodeOf(key, 1)));
        foreach (var used in (int[])[1, 0, -1])
            Assert.Null(await accounts.TryCodeAsync(step, CodeOf(key, used)));
    }

    [Fact]
    public async Task Unknown_closed_locked_and_wrong_take_the_same_work()
    {
        var known = await SetUpAsync();
        async Task<IReadOnlyList<string>> WorkAsync(string name)
        {
            hasher.Checked.Clear();
            Assert.Null(await accounts.TryPasswordAsync(name, "not the password"));
            // What a hash costs is in its first 13 bytes: the kind, the function, how often, the salt's length.
            return [.. hasher.Checked.Select(hash => Convert.ToHexString(Convert.FromBase64String(hash)[..13]))];
        }
        var wrong = await WorkAsync("dana");
        Assert.Single(wrong);
        Assert.Equal(wrong, await WorkAsync("nobody"));
        await WrongAsync(5);
        Assert.Equal(wrong, await WorkAsync("dana"));
        var other = (await accounts.AddAsync("Robin Sample", "robin", StaffRole.HumanResources))!.Value.Account;
        Assert.Equal(wrong, await WorkAsync("robin"));
        await accounts.ChangeAsync(other.Id, StaffRole.HumanResources, closed: true);
        Assert.Equal(wrong, await WorkAsync("robin"));
        Assert.False(known.Closed);
    }

    public Task InitializeAsync()
    {
        store = SqliteCampaignStore.Open(scratch["people.db"], "new-harbor");
        accounts = new Accounts(store, new WaysIn(null), Protection, clock, new Passwords(hasher));
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        if (app is not null)
            await app.DisposeAsync();
        await store.DisposeAsync();
    }

    public void Dispose() => scratch.Dispose();

    private EphemeralDataProtectionProvider Protection { get; } = new();

    private byte[] Key(Account account) => Protection.CreateProtector("PolicyBuilder.Staff.Authenticator").CreateProtector(account.Id).Unprotect(Proof.Read(account.Proof).Authenticator!);

    private string CodeOf(byte[] key, int beside = 0) => Totp.Code(key, clock.Now.ToUnixTimeSeconds() / 30 + beside);

    private async Task WrongAsync(int times)
    {
        for (var i = 0; i < times; i++)
            Assert.Null(await accounts.TryPasswordAsync("dana", "not the password"));
    }

    private async Task<Account> SetUpAsync()
    {
        var account = (await accounts.OfCodeAsync(await accounts.OfferFirstAsync()))!;
        var chosen = (await accounts.ChoosePasswordAsync(new Step(account.Id, Proof.Read(account.Proof).Stamp, NextStep.ChoosePassword), Password, ("Dana Placeholder", "dana")))!;
        return (await accounts.EnrolAsync(chosen, CodeOf(accounts.ShownKey(chosen)!)))!.Value.Account;
    }

    // The sign-in of the program, with a page of the test's.
    private async Task<Browser> SignedInAsync()
    {
        var account = await SetUpAsync();
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddSingleton<IDataProtectionProvider>(Protection);
        StaffSignIn.Add(builder.Services, oidc: null, new Uri("http://127.0.0.1/"));
        builder.Services.AddSingleton(accounts);
        app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGet("/in", context => StaffSignIn.BeginAsync(context, account));
        app.MapGet("/go-on", context => StaffSignIn.GoOnAsync(context, account)).RequireAuthorization(StaffSignIn.Scheme);
        app.MapGet("/hr/test", () => "seen").RequireAuthorization(StaffSignIn.Scheme);
        await app.StartAsync();
        var browser = new Browser(new Uri(app.Urls.Single()));
        await browser.GetAsync("/in");
        return browser;
    }

    private sealed class CountingHasher : IPasswordHasher<Account>
    {
        private readonly PasswordHasher<Account> hasher = Passwords.Hasher;

        /// <summary>The hashes that passwords were compared with.</summary>
        public List<string> Checked { get; } = [];

        public string HashPassword(Account user, string password) => hasher.HashPassword(user, password);

        public PasswordVerificationResult VerifyHashedPassword(Account user, string hashedPassword, string providedPassword)
        {
            Checked.Add(hashedPassword);
            return hasher.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2027, 2, 1, 9, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
