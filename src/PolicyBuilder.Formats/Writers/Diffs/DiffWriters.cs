namespace PolicyBuilder.Formats.Writers.Diffs;

/// <summary>The table of formats that a diff is shown in. A new one is a class and a line here.</summary>
public static class DiffWriters
{
    /// <summary>Every format, in the order in which people list them.</summary>
    public static IReadOnlyList<IDiffWriter> All { get; } =
    [
        new TerminalDiffWriter(color: false),
        new MarkdownDiffWriter(),
        new HtmlDiffWriter(),
        new WordDiffWriter(),
        new JsonDiffWriter(),
    ];

    /// <summary>The writer of a format by name; null when there is none.</summary>
    public static IDiffWriter? Find(string name) => All.FirstOrDefault(writer => writer.Name == name);
}
