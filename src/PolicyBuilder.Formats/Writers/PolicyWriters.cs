namespace PolicyBuilder.Formats.Writers;

/// <summary>The table of formats. A new format is a folder and a line here.</summary>
public static class PolicyWriters
{
    /// <summary>Every format, in the order in which people list them.</summary>
    public static IReadOnlyList<IPolicyWriter> All { get; } =
    [
        new Word.WordWriter(),
        new Html.HtmlWriter(),
        new Markdown.MarkdownWriter(),
    ];

    /// <summary>The writer of a format by name; null when there is none.</summary>
    public static IPolicyWriter? Find(string name) => All.FirstOrDefault(writer => writer.Name == name);
}
