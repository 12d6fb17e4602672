using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using PolicyBuilder.Acknowledgements.Staff;

namespace PolicyBuilder.Web.SignIn;

/// <summary>
/// What proves who somebody is, as <see cref="Account.Proof"/> keeps it: hashes, and keys that only this city's servers can read. Each change
/// is a new value; it counts when the store has taken it in place of the one that it was made of, so of tries at the same moment each counts.
/// </summary>
internal sealed record Proof
{
    /// <summary>Wrong tries in a row before nobody can sign in for a while.</summary>
    public const int MostFailures = 5;

    /// <summary>How long that is.</summary>
    public static readonly TimeSpan Locked = TimeSpan.FromMinutes(15);

    /// <summary>Random. A session holds it; when it changes, all sessions end.</summary>
    public required string Stamp { get; init; }

    /// <summary>Its hash, as ASP.NET Core Identity's hasher writes it; null before there is one.</summary>
    public string? Password { get; init; }

    /// <summary>The key of the app on the telephone, protected; null before there is one.</summary>
    public byte[]? Authenticator { get; init; }

    /// <summary>A key that was shown and counts when a code of it was typed.</summary>
    public byte[]? NextAuthenticator { get; init; }

    /// <summary>The time step of the last code that was accepted.</summary>
    public long LastStep { get; init; }

    /// <summary>The hashes of the recovery codes that were not used yet.</summary>
    public ImmutableArray<string> RecoveryCodes { get; init; } = [];

    /// <summary>The code that lets its holder choose a password; null when there is none.</summary>
    public SetupCode? Setup { get; init; }

    /// <summary>Wrong tries in a row.</summary>
    public int Failures { get; init; }

    /// <summary>Until when nothing that is typed counts.</summary>
    public DateTimeOffset LockedUntil { get; init; }

    /// <summary>Whether there is all it takes to sign in.</summary>
    [JsonIgnore]
    public bool IsReady => Setup is null && Password is not null && Authenticator is not null;

    /// <summary>Whether nothing that is typed counts now. What lies further ahead than a lock lasts was set by a clock that was wrong, and locks nobody out.</summary>
    public bool IsLocked(DateTimeOffset now) => LockedUntil > now && LockedUntil <= now + Locked;

    /// <summary>Of an account that waits for its holder: nothing of before counts any more.</summary>
    public static Proof Awaiting(SetupCode setup) => new() { Stamp = FreshStamp(), Setup = setup };

    /// <summary>Of an account whose holder proves who they are elsewhere.</summary>
    public static Proof Stamped() => new() { Stamp = FreshStamp() };

    /// <summary>The same for sessions that begin from now on; those of before end.</summary>
    public Proof Restamped() => this with { Stamp = FreshStamp() };

    /// <summary>One more wrong try.</summary>
    public Proof Failed(DateTimeOffset now) => Failures + 1 < MostFailures ? this with { Failures = Failures + 1 } : this with { Failures = 0, LockedUntil = now + Locked };

    public static Proof Read(ReadOnlyMemory<byte> json) =>
        JsonSerializer.Deserialize(json.Span, ProofJson.Default.Proof) ?? throw new JsonException("An account's proof is null.");

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, ProofJson.Default.Proof);

    /// <summary>Names nothing of it.</summary>
    public override string ToString() => nameof(Proof);

    private static string FreshStamp() => Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16));
}

/// <summary>The code that is handed to somebody to set up their account, once.</summary>
/// <param name="Hash">See <see cref="TypedCode.Hash"/>.</param>
/// <param name="Expires">When it ends.</param>
/// <param name="First">Whether it was printed at the console, for an admin who says their name only then.</param>
internal sealed record SetupCode(string Hash, DateTimeOffset Expires, bool First)
{
    /// <summary>How long a code counts.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(24);

    /// <summary>120 bits.</summary>
    public const int Groups = 6;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(Proof))]
internal sealed partial class ProofJson : JsonSerializerContext;
