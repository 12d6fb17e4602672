using PolicyBuilder.Formats.Plates;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Formats.Writers;

/// <summary>Turns a document tree into a file of one format. Pure: the same tree gives the same bytes.</summary>
public interface IPolicyWriter
{
    /// <summary>What the user calls the format: <c>word</c>, <c>html</c>, <c>markdown</c>.</summary>
    string Name { get; }

    /// <summary>The ending of its files, with the dot.</summary>
    string Extension { get; }

    /// <summary>
    /// Typesets <paramref name="document"/>. Its strings may contain blank marks (<see cref="BlankMark"/>); the writer
    /// treats them as ordinary text, and the plate has a hole at each.
    /// </summary>
    Plate Write(PolicyDocument document);
}
