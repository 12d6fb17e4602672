using System.Text;

namespace PolicyBuilder.Formats.Writers.Word;

/// <summary>
/// The parts of a Word file that hardly change from policy to policy, and so are files beside the code:
/// <c>styles.xml</c>, <c>numbering.xml</c>, <c>settings.xml</c>, <c>fontTable.xml</c>.
/// </summary>
/// <remarks>
/// They are indented for people: no line breaks inside a tag, and a comment has its lines to itself, so that Word gets
/// neither indents nor comments. <c>{language}</c> and <c>{lists}</c> are filled here.
/// </remarks>
internal static class WordParts
{
    private static readonly string StylesFile = Read("styles.xml");
    private static readonly string SettingsFile = Read("settings.xml");
    private static readonly string NumberingFile = Read("numbering.xml");

    /// <summary>The fonts with their kind and a stand-in of the same widths (ECMA-376 Part 1 § 17.8.3.10).</summary>
    public static string FontTable { get; } = Read("fontTable.xml");

    /// <summary>The styles (ECMA-376 Part 1 § 17.7) for a text in <paramref name="language"/> (BCP 47).</summary>
    public static string Styles(string language) => In(language, StylesFile);

    /// <summary>The settings (ECMA-376 Part 1 § 17.15) for a text in <paramref name="language"/> (BCP 47).</summary>
    public static string Settings(string language) => In(language, SettingsFile);

    /// <summary>The numbering (ECMA-376 Part 1 § 17.9): the outlines, and <paramref name="lists"/>, which are XML.</summary>
    public static string Numbering(string lists) => NumberingFile.Replace("{lists}", lists, StringComparison.Ordinal);

    private static string In(string language, string part) =>
        part.Replace("{language}", XmlText.Escape(language), StringComparison.Ordinal);

    private static string Read(string name)
    {
        using var resource = typeof(WordParts).Assembly.GetManifestResourceStream($"word/{name}")!;
        using var reader = new StreamReader(resource);
        var part = new StringBuilder((int)resource.Length);
        while (reader.ReadLine() is { } line)
        {
            if (line.AsSpan().Trim() is var content && !content.StartsWith("<!--"))
                part.Append(content);
        }
        return part.ToString();
    }
}
