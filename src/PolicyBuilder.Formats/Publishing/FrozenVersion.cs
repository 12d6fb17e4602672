using PolicyBuilder.Model;
using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Model.Diffing;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Formats.Publishing;

/// <summary>
/// A published version, as <c>policies/&lt;city&gt;/published/&lt;policy&gt;/&lt;version&gt;.md</c> keeps it: these facts
/// between <c>---</c> lines as YAML, and below them the text, byte for byte the Markdown file that was published.
/// </summary>
public sealed record FrozenVersion
{
    public required string Title { get; init; }

    /// <summary>The name of the city's folder.</summary>
    public required string City { get; init; }

    public required string Policy { get; init; }

    /// <summary>The edition of the model policy that it was filled in against.</summary>
    public required PolicyVersion Edition { get; init; }

    public required PolicyVersion Version { get; init; }

    public required DateOnly Effective { get; init; }

    /// <summary>Who adopted it; null when it was published without that.</summary>
    public Adoption? Adopted { get; init; }

    /// <summary>The day it was published, in the time zone of the machine.</summary>
    public required DateOnly Published { get; init; }

    /// <summary>What identifies the text, whatever its number and dates.</summary>
    public required Fingerprint Fingerprint { get; init; }

    /// <summary>How grave the changes since the version before are; <see cref="Gravity.First"/> for the first.</summary>
    public required Gravity Gravity { get; init; }

    /// <summary>Whether employees who signed the version before must sign this one.</summary>
    public required bool SignAgain { get; init; }

    /// <summary>What changed, in a sentence, as the revision history prints it.</summary>
    public required string Summary { get; init; }

    /// <summary>What changed, one line for each change.</summary>
    public Sequence<string> Changes { get; init; } = [];

    /// <summary>What people decided about changes, with the verdict by rule that they set aside.</summary>
    public Sequence<RecordedDecision> Decisions { get; init; } = [];

    /// <summary>The files that were published with it.</summary>
    public Sequence<Artifact> Artifacts { get; init; } = [];

    /// <summary>The text. The city's seal is not in it, and answers are plain text.</summary>
    public required PolicyDocument Document { get; init; }

    /// <summary>Its line in the revision history of later versions.</summary>
    public Revision Revision => new(Version.ToString(), English.Date(Effective), Summary);
}

/// <summary>How grave a version is beside the one before it.</summary>
public enum Gravity
{
    /// <summary>There was none before.</summary>
    First,
    Editorial,

    /// <summary>Nobody decided; it counts as substantive.</summary>
    NeedsDecision,
    Substantive,

    /// <summary>Sections came, went or moved.</summary>
    Restructured,
}

/// <summary>A person's verdict that was kept with a version.</summary>
/// <param name="Computed">The verdict by rule.</param>
public sealed record RecordedDecision(Decision Decision, Verdict Computed);

/// <summary>A published file.</summary>
/// <param name="Name">Its name in <c>output/&lt;city&gt;/&lt;policy&gt;/&lt;version&gt;/</c>.</param>
/// <param name="Sha256">SHA-256 of its bytes, 64 lower-case hexadecimal digits.</param>
public sealed record Artifact(string Name, string Sha256);
