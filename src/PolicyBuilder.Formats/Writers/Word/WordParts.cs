using System.Globalization;
using System.Text;

namespace PolicyBuilder.Formats.Writers.Word;

/// <summary>
/// The parts of a Word file that hardly change from policy to policy, and so are files beside the code:
/// <c>styles.xml</c>, <c>numbering.xml</c>, <c>settings.xml</c>, <c>fontTable.xml</c>.
/// </summary>
/// <remarks>
/// They are indented for people: no line breaks inside a tag, and a comment has its lines to itself, so that Word gets
/// neither indents nor comments. <c>{language}</c>, <c>{outlines}</c> and <c>{lists}</c> are filled here.
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

    /// <summary>
    /// The numbering (ECMA-376 Part 1 § 17.9): the two outlines, more <paramref name="outlines"/>, and
    /// <paramref name="lists"/>, all as XML.
    /// </summary>
    public static string Numbering(string lists, string outlines = "") => NumberingFile
        .Replace("{outlines}", outlines, StringComparison.Ordinal)
        .Replace("{lists}", lists, StringComparison.Ordinal);

    /// <summary>
    /// The outline of provisions once more, as XML: under another id, belonging to no style, and with
    /// <paramref name="start"/> as the first number at <paramref name="level"/>.
    /// </summary>
    public static string ProvisionOutline(int id, int level, int start)
    {
        const string end = "</w:abstractNum>";
        var begin = NumberingFile.IndexOf("""<w:abstractNum w:abstractNumId="1">""", StringComparison.Ordinal);
        var outline = new StringBuilder(NumberingFile[begin..(NumberingFile.IndexOf(end, begin, StringComparison.Ordinal) + end.Length)])
            .Replace("""w:abstractNumId="1">""", string.Create(CultureInfo.InvariantCulture, $"""w:abstractNumId="{id}">"""))
            // Word takes outlines of one nsid for the same.
            .Replace("50420002", string.Create(CultureInfo.InvariantCulture, $"{0x50430000 + id:X8}"))
            .Replace("50420012", string.Create(CultureInfo.InvariantCulture, $"{0x50440000 + id:X8}"))
            .Replace(
                string.Create(CultureInfo.InvariantCulture, $"""<w:lvl w:ilvl="{level}"><w:start w:val="1" />"""),
                string.Create(CultureInfo.InvariantCulture, $"""<w:lvl w:ilvl="{level}"><w:start w:val="{start}" />"""));
        for (var depth = 1; depth <= PolicyBuilder.Model.Documents.Numbering.MaximumDepth; depth++)
            outline.Replace($"""<w:pStyle w:val="{WordStyles.Provision(depth)}" />""", "");
        return outline.ToString();
    }

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
