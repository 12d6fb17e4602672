using PolicyBuilder.Formats.Publishing;

namespace PolicyBuilder.Formats.Writers.Diffs;

/// <summary>Shows a diff in one format. Pure: the same report gives the same bytes.</summary>
public interface IDiffWriter
{
    /// <summary>What the user calls the format: <c>terminal</c>, <c>markdown</c>, <c>html</c>, <c>word</c>, <c>json</c>.</summary>
    string Name { get; }

    /// <summary>Whether its first file can be printed to standard output.</summary>
    bool IsText { get; }

    /// <summary>The files, the one that most people want first.</summary>
    IReadOnlyList<DiffFile> Write(DiffReport report);
}

/// <summary>A file of a diff.</summary>
/// <param name="Ending">What follows the name of the two versions: <c>.md</c>, <c>.side-by-side.html</c>.</param>
/// <param name="Content">Its bytes.</param>
public sealed record DiffFile(string Ending, byte[] Content);
