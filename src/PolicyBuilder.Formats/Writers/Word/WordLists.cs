using System.Globalization;
using System.Text;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Formats.Writers.Word;

/// <summary>
/// The automatic numbering (ECMA-376 Part 1 § 17.9): two outlines, one for section headings and one for provisions,
/// and a list of its own wherever counting begins again.
/// </summary>
/// <remarks>
/// Word counts along the outline that lists share, LibreOffice along each list. A list therefore never picks up where
/// it was interrupted: its rest becomes a new list that starts at the right number, and both count alike.
/// </remarks>
internal sealed class WordLists
{
    /// <summary>
    /// The list that provision styles refer to, for a provision that a person adds in Word; the last one in
    /// <c>numbering.xml</c>.
    /// </summary>
    private const int Provisions = 2;

    // After the two outlines in `numbering.xml`.
    private const int OwnOutlines = 2;

    private readonly List<(int Level, int Start)> restarts = [];
    private readonly int[] counted = new int[Numbering.MaximumDepth];
    private int firstLevel = Numbering.MaximumDepth;

    /// <summary>The list in which a provision gets its label by itself.</summary>
    /// <param name="depth">1 for <c>a.</c>, 2 for <c>i.</c>, up to <see cref="Numbering.MaximumDepth"/>.</param>
    /// <param name="number">The number that it must get, from 1.</param>
    public int ListFor(int depth, int number)
    {
        var level = depth - 1;
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(level, Numbering.MaximumDepth, nameof(depth));
        if (level < firstLevel || counted[level] + 1 != number)
        {
            restarts.Add((level, number));
            firstLevel = level;
        }
        counted[level] = number;
        counted.AsSpan(level + 1).Clear();
        return Provisions + restarts.Count;
    }

    /// <summary>The level at which <paramref name="list"/> begins, from 0, and the number it begins with.</summary>
    public (int Level, int Start) Beginning(int list) => restarts[list - Provisions - 1];

    /// <summary>One more list that begins like that.</summary>
    public int Add((int Level, int Start) beginning)
    {
        restarts.Add(beginning);
        return Provisions + restarts.Count;
    }

    /// <summary>
    /// The text indent of a provision at <paramref name="depth"/>, in twentieths of a point; 0 is a section's own text.
    /// As in <c>numbering.xml</c> and <c>styles.xml</c>.
    /// </summary>
    public static int IndentAt(int depth) => depth <= 1 ? 432 * (depth + 1) : 864 + 504 * (depth - 1);

    /// <summary>The numbering part, with the lists handed out so far.</summary>
    public string Part()
    {
        var lists = new StringBuilder();
        for (var index = 0; index < restarts.Count; index++)
        {
            lists.Append(CultureInfo.InvariantCulture, $"""
                <w:num w:numId="{Provisions + 1 + index}"><w:abstractNumId w:val="1" /><w:lvlOverride w:ilvl="{restarts[index].Level}"><w:startOverride w:val="{restarts[index].Start}" /></w:lvlOverride></w:num>
                """);
        }
        return WordParts.Numbering(lists.ToString());
    }

    /// <summary>
    /// The numbering part with an outline for every list handed out so far, and none that begins again: a list counts the
    /// same when its first paragraph is deleted or another one inserted before it. (LibreOffice keeps a new beginning with
    /// the paragraph on which it found it.)
    /// </summary>
    public string PartOfOutlines()
    {
        var outlines = new StringBuilder();
        var lists = new StringBuilder();
        for (var index = 0; index < restarts.Count; index++)
        {
            outlines.Append(WordParts.ProvisionOutline(OwnOutlines + index, restarts[index].Level, restarts[index].Start));
            lists.Append(CultureInfo.InvariantCulture, $"""
                <w:num w:numId="{Provisions + 1 + index}"><w:abstractNumId w:val="{OwnOutlines + index}" /></w:num>
                """);
        }
        return WordParts.Numbering(lists.ToString(), outlines.ToString());
    }
}
