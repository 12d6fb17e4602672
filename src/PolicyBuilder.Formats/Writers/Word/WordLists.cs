using PolicyBuilder.Model.Documents;
using W = DocumentFormat.OpenXml.Wordprocessing;

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
    /// <summary>The list of section headings; its style refers to it.</summary>
    public const int Sections = 1;

    /// <summary>The list that provision styles refer to, for a provision that a person adds in Word.</summary>
    public const int Provisions = 2;

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

    /// <summary>The text indent of a provision at <paramref name="depth"/>, in twentieths of a point; 0 is a section's own text.</summary>
    public static int IndentAt(int depth) => depth <= 1 ? 432 * (depth + 1) : 864 + 504 * (depth - 1);

    /// <summary>The numbering part, with the lists handed out so far.</summary>
    public W.Numbering Part()
    {
        var part = new W.Numbering(
            new W.AbstractNum(
                new W.Nsid { Val = "50420001" },
                new W.MultiLevelType { Val = W.MultiLevelValues.Multilevel },
                new W.TemplateCode { Val = "50420011" },
                Level(0, W.NumberFormatValues.Decimal, "%1.", WordStyles.Heading(1), IndentAt(0), 432))
            { AbstractNumberId = 0 },
            new W.AbstractNum(
                new W.Nsid { Val = "50420002" },
                new W.MultiLevelType { Val = W.MultiLevelValues.Multilevel },
                new W.TemplateCode { Val = "50420012" },
                ProvisionLevel(1, W.NumberFormatValues.LowerLetter, "%1."),
                ProvisionLevel(2, W.NumberFormatValues.LowerRoman, "%2."),
                ProvisionLevel(3, W.NumberFormatValues.Decimal, "(%3)"),
                ProvisionLevel(4, W.NumberFormatValues.LowerLetter, "(%4)"),
                ProvisionLevel(5, W.NumberFormatValues.LowerRoman, "(%5)"))
            { AbstractNumberId = 1 },
            List(Sections, 0),
            List(Provisions, 1));
        for (var index = 0; index < restarts.Count; index++)
        {
            var list = List(Provisions + 1 + index, 1);
            list.AppendChild(new W.LevelOverride(new W.StartOverrideNumberingValue { Val = restarts[index].Start })
            {
                LevelIndex = restarts[index].Level,
            });
            part.AppendChild(list);
        }
        return part;
    }

    private static W.NumberingInstance List(int id, int outline) =>
        new(new W.AbstractNumId { Val = outline }) { NumberID = id };

    private static W.Level ProvisionLevel(int depth, W.NumberFormatValues format, string text) =>
        Level(depth - 1, format, text, WordStyles.Provision(depth), IndentAt(depth), IndentAt(depth) - IndentAt(depth - 1));

    private static W.Level Level(int index, W.NumberFormatValues format, string text, string style, int indent, int hanging) => new(
        new W.StartNumberingValue { Val = 1 },
        new W.NumberingFormat { Val = format },
        new W.ParagraphStyleIdInLevel { Val = style },
        new W.LevelText { Val = text },
        new W.LevelJustification { Val = W.LevelJustificationValues.Left },
        new W.PreviousParagraphProperties(
            new W.Tabs(new W.TabStop { Val = W.TabStopValues.Number, Position = indent }),
            WordStyles.Indent(indent, hanging)))
    { LevelIndex = index };
}
