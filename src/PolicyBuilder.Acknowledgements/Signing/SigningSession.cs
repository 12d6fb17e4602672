using System.Text.Json;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Acknowledgements.Evidence;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Configuration;

namespace PolicyBuilder.Acknowledgements.Signing;

/// <summary>
/// What happened between opening a link and signing, kept by the server. The browser has a random id only, of which the SHA-256 is kept
/// here. It ends after <see cref="LongestIdle"/> without use and after <see cref="Longest"/> in any case.
/// </summary>
public sealed record SigningSession
{
    /// <summary>How long it lasts without being used.</summary>
    public static readonly TimeSpan LongestIdle = TimeSpan.FromMinutes(15);

    /// <summary>How long it lasts at most.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    /// <summary>The SHA-256 of the id in the browser's cookie.</summary>
    public required ContentHash Id { get; init; }

    /// <summary>The SHA-256 of the token of the link that was opened.</summary>
    public required ContentHash Token { get; init; }

    public required EntryTime Begun { get; init; }

    public required EntryTime Seen { get; init; }

    /// <summary>What happened when; what happens again keeps its first time.</summary>
    public Sequence<Moment> Timeline { get; init; } = [];

    /// <summary>The language of the pages.</summary>
    public string Language { get; init; } = "en";

    /// <summary>The version since which the changes were shown; null if none were.</summary>
    public PolicyVersion? ChangesSince { get; init; }

    /// <summary>The consent; null until given.</summary>
    public Consent? Consent { get; init; }

    /// <summary>The statement, box and button, as the person saw and ticked them; null until then.</summary>
    public Intent? Intent { get; init; }

    /// <summary>The name as typed; null until then.</summary>
    public string? TypedName { get; init; }

    public bool IsOver(EntryTime now) => now.Utc - Seen.Utc > LongestIdle || now.Utc - Begun.Utc > Longest;

    /// <summary>The session with something that has just happened.</summary>
    public SigningSession With(MomentKind what, EntryTime now, bool possiblyAutomated = false) =>
        Timeline.Any(moment => moment.What == what) ? this : this with { Timeline = [.. Timeline, new Moment(what, now, possiblyAutomated)] };

    /// <summary>Names no one.</summary>
    public override string ToString() => nameof(SigningSession);
}

/// <summary>Sessions as a store keeps them: JSON in UTF-8.</summary>
public static class SigningSessionJson
{
    public static byte[] Write(SigningSession session) => JsonSerializer.SerializeToUtf8Bytes(session, EvidenceJson.Context.SigningSession);

    public static SigningSession Read(ReadOnlySpan<byte> bytes) => JsonSerializer.Deserialize(bytes, EvidenceJson.Context.SigningSession) ?? throw new InvalidDataException("A session is empty.");
}
