using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Staff;

namespace PolicyBuilder.Web.SignIn;

/// <summary>
/// The accounts of the city's own: made, proven, changed, closed. Every try to prove something is kept before it is answered, right or wrong, so
/// that no number of tries at the same moment gets more answers than tries one after the other.
/// </summary>
/// <remarks>
/// Of ASP.NET Core Identity this takes the password hasher. Its own lockout counts after it has answered, its own codes count more than once
/// within their minutes, and both take the time from the computer and not from <see cref="TimeProvider"/>.
/// </remarks>
internal sealed class Accounts(IStaffStore store, WaysIn ways, IDataProtectionProvider protection, TimeProvider clock, Passwords passwords)
{
    /// <summary>The most characters of a person's name.</summary>
    public const int LongestName = 100;

    /// <summary>How many recovery codes there are; each signs in once.</summary>
    private const int RecoveryCodes = 10;

    /// <summary>80 bits.</summary>
    private const int RecoveryGroups = 4;

    /// <summary>The key of the account whose code was printed at the console, until its holder has said a name.</summary>
    private const string Unnamed = "setup:console";

    private const string Prefix = "name:";
    private const string OidcPrefix = "oidc:";

    private readonly IDataProtector protector = protection.CreateProtector("PolicyBuilder.Staff.Authenticator");

    /// <summary>All of them, by name.</summary>
    public Task<IReadOnlyList<Account>> ReadAsync(CancellationToken cancel = default) => store.ReadAccountsAsync(cancel);

    public Task<Account?> FindAsync(string id, CancellationToken cancel = default) => store.FindAccountAsync(id, cancel);

    /// <summary>The name that somebody signs in with; null for one who signs in elsewhere.</summary>
    public static string? SignInNameOf(Account account) => account.Key.StartsWith(Prefix, StringComparison.Ordinal) ? account.Key[Prefix.Length..] : null;

    /// <summary>Whether somebody can sign in with it.</summary>
    public static bool IsReady(Account account) => !account.Closed && (IsOfOidc(account) || Proof.Read(account.Proof).IsReady);

    /// <summary>Whether its holder signs in at the organisation.</summary>
    public static bool IsOfOidc(Account account) => account.Key.StartsWith(OidcPrefix, StringComparison.Ordinal);

    /// <summary>What is wrong with a name to sign in with; null if it will do.</summary>
    public static string? ProblemOfSignInName(string? typed) => Plain(typed) switch
    {
        { Length: 0 } => "Type a sign-in name",
        { Length: < 2 or > 64 } => "The sign-in name must have 2 to 64 characters",
        var name when !name.All(sign => char.IsLetterOrDigit(sign) || ".-_@+".Contains(sign, StringComparison.Ordinal)) => "The sign-in name may have letters, digits and . - _ @ + only",
        _ => null,
    };

    /// <summary>
    /// A code that lets whoever reads the console become an admin; the one that was printed before ends. An account that it is for is there
    /// already, or is made.
    /// </summary>
    public async Task<string> OfferFirstAsync(CancellationToken cancel = default)
    {
        while (true)
        {
            var (code, proof) = Await(first: true);
            var waiting = (await store.ReadAccountsAsync(cancel)).FirstOrDefault(account => Proof.Read(account.Proof).Setup is { First: true });
            var account = (waiting ?? New(StaffRole.Admin)) with { Key = Unnamed, Name = "Whoever has the code from the console", Closed = false, Proof = proof.Write() };
            if (await store.SaveAccountAsync(account, cancel) is not null)
                return code;
        }
    }

    /// <summary>Makes an account for somebody.</summary>
    /// <returns>The account and the code to hand over; null if the sign-in name is taken.</returns>
    public async Task<(Account Account, string Code)?> AddAsync(string name, string signInName, StaffRole role, CancellationToken cancel = default)
    {
        var (code, proof) = Await(first: false);
        var account = New(role) with { Key = Prefix + Plain(signInName), Name = name, Proof = proof.Write() };
        return await store.SaveAccountAsync(account, cancel) is { } saved ? (saved, code) : null;
    }

    /// <summary>A new code for somebody who has lost what they sign in with. What they had counts no more, and their sessions end.</summary>
    public async Task<string?> RenewAsync(string id, CancellationToken cancel = default)
    {
        var (code, proof) = Await(first: false);
        return await ChangeAsync(id, (account, _) => SignInNameOf(account) is null ? null : account with { Proof = proof.Write() }, cancel) is null ? null : code;
    }

    /// <summary>The account of somebody whom the organisation has signed in: made at the first time, its name and role as they are there now.</summary>
    /// <param name="issuer">Who says so. With <paramref name="subject"/> it names one person for good (OpenID Connect Core 1.0, section 5.7); it has no space in it.</param>
    /// <returns>The account; a closed one as it is.</returns>
    public async Task<Account> OfOidcAsync(string issuer, string subject, string name, StaffRole role, CancellationToken cancel = default)
    {
        var key = $"{OidcPrefix}{issuer} {subject}";
        while (true)
        {
            var known = (await store.ReadAccountsAsync(cancel)).FirstOrDefault(account => account.Key == key);
            if (known is { Closed: true } || known is not null && known.Role == role && known.Name == name)
                return known;
            var account = (known ?? New(role) with { Key = key, Proof = Proof.Stamped().Write() }) with { Name = name, Role = role };
            if (await store.SaveAccountAsync(account, cancel) is { } saved)
                return saved;
        }
    }

    /// <summary>The account that a code from a console or an admin is for; null if there is none, or it has ended.</summary>
    public async Task<Account?> OfCodeAsync(string typed, CancellationToken cancel = default) => (await store.ReadAccountsAsync(cancel)).FirstOrDefault(account =>
        !account.Closed && Proof.Read(account.Proof).Setup is { } setup && setup.Expires > clock.GetUtcNow() && TypedCode.Has(setup.Hash, typed));

    /// <summary>Takes a password for an account that is being set up, and makes the key of its app.</summary>
    /// <param name="step">Whose turn it is: the right to do this was got with the code.</param>
    /// <param name="named">Name and sign-in name, where the code came from the console.</param>
    /// <returns>The account; null if the right has ended or the sign-in name is taken.</returns>
    public async Task<Account?> ChoosePasswordAsync(Step step, string password, (string Name, string SignInName)? named, CancellationToken cancel = default)
    {
        var hash = passwords.Hash(password);
        return await ChangeAsync(
            step.Id,
            (account, proof) => !IsOpen(proof, step) ? null : account with
            {
                Name = named?.Name ?? account.Name,
                Key = named is { SignInName: var name } ? Prefix + Plain(name) : account.Key,
                Proof = (proof.Restamped() with { Password = hash, Authenticator = null, NextAuthenticator = FreshKey(account.Id), LastStep = 0 }).Write(),
            },
            cancel);
    }

    /// <summary>Makes the key of a new app; the present one counts until a code of the new was typed.</summary>
    public Task<Account?> ShowKeyAsync(string id, CancellationToken cancel = default) =>
        ChangeAsync(id, (account, proof) => account with { Proof = (proof with { NextAuthenticator = FreshKey(account.Id) }).Write() }, cancel);

    /// <summary>The key that was shown and waits for its first code; null if none does.</summary>
    public byte[]? ShownKey(Account account) => KeyOf(account.Id, Proof.Read(account.Proof).NextAuthenticator);

    /// <summary>Takes the app whose key was shown, if the code is one of it. All sessions of before end.</summary>
    /// <returns>The account with new recovery codes to show once; null if the code is wrong.</returns>
    public async Task<(Account Account, IReadOnlyList<string> RecoveryCodes)?> EnrolAsync(Account read, string code, CancellationToken cancel = default)
    {
        var stamp = Proof.Read(read.Proof).Stamp;
        var codes = FreshRecoveryCodes();
        var changed = await ChangeAsync(
            read.Id,
            (account, proof) =>
            {
                if (proof.Stamp != stamp || proof.Setup is { } setup && setup.Expires <= clock.GetUtcNow() || KeyOf(account.Id, proof.NextAuthenticator) is not { } key)
                    return null;
                return Totp.StepOf(code, key, clock.GetUtcNow(), last: 0) is not { } step ? null : account with
                {
                    Proof = (proof.Restamped() with { Authenticator = proof.NextAuthenticator, NextAuthenticator = null, LastStep = step, Setup = null, Failures = 0, RecoveryCodes = [.. codes.Select(TypedCode.Hash)] }).Write(),
                };
            },
            cancel);
        return changed is null ? null : (changed, codes);
    }

    /// <summary>New recovery codes; those of before count no more.</summary>
    public async Task<IReadOnlyList<string>> RenewRecoveryCodesAsync(string id, CancellationToken cancel = default)
    {
        var codes = FreshRecoveryCodes();
        await ChangeAsync(id, (account, proof) => account with { Proof = (proof with { RecoveryCodes = [.. codes.Select(TypedCode.Hash)] }).Write() }, cancel);
        return codes;
    }

    /// <summary>Somebody types a sign-in name and a password. Unknown, closed, locked and wrong are told apart by nothing, not even by time.</summary>
    /// <returns>The account; null if not.</returns>
    public async Task<Account?> TryPasswordAsync(string signInName, string password, CancellationToken cancel = default)
    {
        var key = Prefix + Plain(signInName);
        var known = (await store.ReadAccountsAsync(cancel)).FirstOrDefault(account => account.Key == key && IsReady(account));
        var right = passwords.IsRight(known is null ? null : Proof.Read(known.Proof).Password, password);
        return known is null ? null : await TryAsync(known.Id, proof => right && proof.Password == Proof.Read(known.Proof).Password ? proof : null, cancel);
    }

    /// <summary>The holder of an account types its password again.</summary>
    public async Task<bool> TryPasswordOfAsync(string id, string password, CancellationToken cancel = default)
    {
        var known = await store.FindAccountAsync(id, cancel);
        var hash = known is null ? null : Proof.Read(known.Proof).Password;
        var right = passwords.IsRight(hash, password);
        return known is not null && await TryAsync(id, proof => right && proof.Password == hash ? proof : null, cancel) is not null;
    }

    /// <summary>Whoever has typed the password types a code of the app, or a recovery code, which is used up by it.</summary>
    /// <returns>The account; null if the code is wrong, or was used, or the right to try has ended.</returns>
    public async Task<Account?> TryCodeAsync(Step step, string code, CancellationToken cancel = default) => await TryAsync(
        step.Id,
        proof =>
        {
            if (proof.Stamp != step.Stamp || !proof.IsReady)
                return null;
            if (KeyOf(step.Id, proof.Authenticator) is { } key && Totp.StepOf(code, key, clock.GetUtcNow(), proof.LastStep) is { } accepted)
                return proof with { LastStep = accepted, Failures = 0 };
            var used = proof.RecoveryCodes.FirstOrDefault(hash => TypedCode.Has(hash, code));
            return used is null ? null : proof with { RecoveryCodes = proof.RecoveryCodes.Remove(used), Failures = 0 };
        },
        cancel);

    /// <summary>Takes a new password. All sessions of before end.</summary>
    public Task<Account?> ChangePasswordAsync(string id, string password, CancellationToken cancel = default)
    {
        var hash = passwords.Hash(password);
        return ChangeAsync(id, (account, proof) => account with { Proof = (proof.Restamped() with { Password = hash }).Write() }, cancel);
    }

    /// <summary>Ends all sessions of an account.</summary>
    public Task<Account?> EndSessionsAsync(string id, CancellationToken cancel = default) =>
        ChangeAsync(id, (account, proof) => account with { Proof = proof.Restamped().Write() }, cancel);

    /// <summary>Gives an account another role, or closes it, and ends its sessions.</summary>
    /// <returns>The account as it is now; null if no admin would remain.</returns>
    public async Task<Account?> ChangeAsync(string id, StaffRole role, bool closed, CancellationToken cancel = default)
    {
        if (!await AdminRemainsAsync(except: role == StaffRole.Admin && !closed ? null : id, cancel) || await store.FindAccountAsync(id, cancel) is not { } before)
            return null;
        var changed = await ChangeAsync(id, (account, proof) => account with { Role = role, Closed = closed, Proof = proof.Restamped().Write() }, cancel);
        if (await AdminRemainsAsync(except: null, cancel))
            return changed;
        // Two admins took it from each other at the same moment: both keep it.
        await ChangeAsync(id, (account, _) => account with { Role = before.Role, Closed = before.Closed }, cancel);
        return null;
    }

    /// <summary>Notes what somebody did.</summary>
    public Task NoteAsync(Account account, string what, CancellationToken cancel = default) =>
        store.NoteAsync(new StaffAct(0, clock.GetUtcNow(), account.Id, account.Name, what, null), cancel);

    private async Task<bool> AdminRemainsAsync(string? except, CancellationToken cancel) =>
        (await store.ReadAccountsAsync(cancel)).Any(account => account.Id != except && account.Role == StaffRole.Admin && IsReady(account) && ways.Has(account));

    // Keeps the outcome, then tells it.
    private async Task<Account?> TryAsync(string id, Func<Proof, Proof?> check, CancellationToken cancel)
    {
        Proof? passed = null;
        var locks = false;
        var kept = await ChangeAsync(
            id,
            (account, proof) =>
            {
                (passed, locks) = (null, false);
                var now = clock.GetUtcNow();
                if (account.Closed || proof.IsLocked(now))
                    return account;
                passed = check(proof);
                var next = passed ?? proof.Failed(now);
                locks = next.IsLocked(now);
                return account with { Proof = next.Write() };
            },
            cancel);
        if (locks && kept is not null)
            await NoteAsync(kept, $"Sign-in locked for {Proof.Locked.TotalMinutes:0} minutes after {Proof.MostFailures} wrong tries", cancel);
        return passed is null ? null : kept;
    }

    // Changes an account as it is now, again if somebody else was sooner; null if it is not there, the change says so, or its key is taken.
    private async Task<Account?> ChangeAsync(string id, Func<Account, Proof, Account?> change, CancellationToken cancel)
    {
        while (await store.FindAccountAsync(id, cancel) is { } account)
        {
            if (change(account, Proof.Read(account.Proof)) is not { } changed)
                return null;
            if (await store.SaveAccountAsync(changed, cancel) is { } saved)
                return saved;
            if (changed.Key != account.Key && (await store.ReadAccountsAsync(cancel)).Any(other => other.Id != id && other.Key == changed.Key))
                return null;
        }
        return null;
    }

    private bool IsOpen(Proof proof, Step step) => proof.Setup is { } setup && setup.Expires > clock.GetUtcNow() && proof.Stamp == step.Stamp;

    private (string Code, Proof Proof) Await(bool first)
    {
        var code = TypedCode.Fresh(SetupCode.Groups);
        return (code, Proof.Awaiting(new SetupCode(TypedCode.Hash(code), clock.GetUtcNow() + SetupCode.Life, first)));
    }

    private Account New(StaffRole role) => new() { Id = RandomId.Fresh(), Key = "", Name = "", Role = role, Created = clock.GetUtcNow() };

    private byte[] FreshKey(string id) => protector.CreateProtector(id).Protect(RandomNumberGenerator.GetBytes(Totp.KeyLength));

    private byte[]? KeyOf(string id, byte[]? kept)
    {
        try
        {
            return kept is null ? null : protector.CreateProtector(id).Unprotect(kept);
        }
        catch (CryptographicException)
        {
            // The folder of keys is another than the one it was protected with: no code is right, a recovery code may be.
            return null;
        }
    }

    private static List<string> FreshRecoveryCodes() => [.. Enumerable.Range(0, RecoveryCodes).Select(_ => TypedCode.Fresh(RecoveryGroups))];

    private static string Plain(string? signInName) => (signInName ?? "").Trim().ToLowerInvariant();
}
