using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Xml.Linq;
using static PolicyBuilder.Testing.WordFile;

namespace PolicyBuilder.Testing;

/// <summary>A paragraph as a reader of a Word file sees it.</summary>
/// <param name="Style">The id of its style.</param>
/// <param name="Label">The number that Word computes: <c>2.</c>, <c>a.</c>; empty without one.</param>
/// <param name="Text">Its characters; <c>\n</c> for a line break, <c>\t</c> for a tab.</param>
/// <param name="Clause">The tag of the content control in it, a clause id; null without one.</param>
/// <param name="IsCell">Whether it stands in a table.</param>
public sealed record WordParagraph(string Style, string Label, string Text, string? Clause = null, bool IsCell = false);

/// <summary>
/// Reads what a Word file says, and numbers it by Word's own rules (ECMA-376 Part 1 § 17.9), independently of the
/// writer. The ruled part of a signature line and the gap after a table are looks, not text, and left out.
/// </summary>
public static class WordText
{
    /// <summary>The paragraphs of the body, table cells included, in reading order.</summary>
    public static IReadOnlyList<WordParagraph> Read(byte[] docx)
    {
        var file = new WordFile(docx);
        var numbering = new Counter(file);
        return
        [
            .. file["word/document.xml"].Descendants(W + "p")
                .Select(paragraph => Read(paragraph, numbering))
                .Where(paragraph => paragraph.Style != "TableGap"),
        ];
    }

    /// <summary>The text of another part, such as <c>word/header2.xml</c>: a line for each paragraph.</summary>
    public static string ReadPart(byte[] docx, string part) =>
        string.Join('\n', new WordFile(docx)[part].Descendants(W + "p").Select(TextOf));

    /// <summary>The text of a paragraph, deleted text left out.</summary>
    public static string TextOf(XElement paragraph)
    {
        var text = new StringBuilder();
        foreach (var element in paragraph.Descendants())
        {
            if (element.Name == W + "t")
                text.Append(element.Value);
            else if (element.Name == W + "tab" && element.Parent!.Name == W + "r")
                text.Append('\t');
            else if ((element.Name == W + "br" && (string?)element.Attribute(W + "type") is null or "textWrapping") || element.Name == W + "cr")
                text.Append('\n');
        }
        return text.ToString();
    }

    private static WordParagraph Read(XElement paragraph, Counter numbering)
    {
        var style = (string?)paragraph.Element(W + "pPr")?.Element(W + "pStyle")?.Attribute(W + "val") ?? "Normal";
        var text = TextOf(paragraph);
        return new WordParagraph(
            style,
            numbering.Next(paragraph, style),
            style == "SignatureLine" && text.StartsWith("\t\n", StringComparison.Ordinal) ? text[2..] : text,
            (string?)paragraph.Descendants(W + "tag").FirstOrDefault()?.Attribute(W + "val"),
            paragraph.Ancestors(W + "tc").Any());
    }

    /// <summary>Word counts along the outline (abstract numbering) that lists share, and starts anew at an override.</summary>
    private sealed class Counter(WordFile file)
    {
        private readonly Dictionary<string, int[]> counts = new(StringComparer.Ordinal);
        private readonly HashSet<(string List, int Level)> begun = [];

        public string Next(XElement paragraph, string style)
        {
            if (!file.Parts.ContainsKey("word/numbering.xml") || NumberingOf(paragraph, style) is not var (list, level))
                return "";
            var numbering = file["word/numbering.xml"];
            var instance = numbering.Elements(W + "num").Single(num => Value(num, "numId") == list);
            var outline = Value(instance.Element(W + "abstractNumId")!, "val");
            var levels = numbering.Elements(W + "abstractNum").Single(num => Value(num, "abstractNumId") == outline)
                .Elements(W + "lvl").OrderBy(lvl => Number(lvl, "ilvl")).ToList();
            if (!counts.TryGetValue(outline, out var count))
                counts.Add(outline, count = [.. levels.Select(Start).Select(start => start - 1)]);

            var restart = instance.Elements(W + "lvlOverride").SingleOrDefault(over => Number(over, "ilvl") == level)?.Element(W + "startOverride");
            if (begun.Add((list, level)) && restart is not null)
                count[level] = Number(restart, "val") - 1;
            count[level]++;
            for (var deeper = level + 1; deeper < count.Length; deeper++)
                count[deeper] = Start(levels[deeper]) - 1;

            var label = Value(levels[level].Element(W + "lvlText")!, "val");
            for (var index = 0; index <= level; index++)
            {
                label = label.Replace(
                    string.Create(CultureInfo.InvariantCulture, $"%{index + 1}"),
                    Format(Value(levels[index].Element(W + "numFmt")!, "val"), count[index]),
                    StringComparison.Ordinal);
            }
            return label;
        }

        private (string List, int Level)? NumberingOf(XElement paragraph, string style)
        {
            var own = paragraph.Element(W + "pPr")?.Element(W + "numPr");
            var (list, level) = (Given(own, "numId"), Given(own, "ilvl"));
            for (var name = style; name is not null && (list is null || level is null);)
            {
                var definition = file["word/styles.xml"].Elements(W + "style").SingleOrDefault(candidate => Value(candidate, "styleId") == name);
                var inherited = definition?.Element(W + "pPr")?.Element(W + "numPr");
                list ??= Given(inherited, "numId");
                level ??= Given(inherited, "ilvl");
                name = (string?)definition?.Element(W + "basedOn")?.Attribute(W + "val");
            }
            return list is null or "0" ? null : (list, int.Parse(level ?? "0", CultureInfo.InvariantCulture));
        }

        private static string? Given(XElement? numbering, string name) =>
            (string?)numbering?.Element(W + name)?.Attribute(W + "val");

        private static int Start(XElement level) => Number(level.Element(W + "start")!, "val");

        private static string Value(XElement element, string attribute) => (string)element.Attribute(W + attribute)!;

        private static int Number(XElement element, string attribute) =>
            int.Parse(Value(element, attribute), CultureInfo.InvariantCulture);

        private static string Format(string format, int number) => format switch
        {
            "decimal" => number.ToString(CultureInfo.InvariantCulture),
            "lowerLetter" => new string((char)('a' + (number - 1) % 26), 1 + (number - 1) / 26),
            "lowerRoman" => Roman(number),
            _ => throw new UnreachableException($"number format {format}"),
        };

        private static string Roman(int number)
        {
            string[] ones = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];
            string[] tens = ["", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx", "xc"];
            string[] hundreds = ["", "c", "cc", "ccc", "cd", "d", "dc", "dcc", "dccc", "cm"];
            return new string('m', number / 1000) + hundreds[number / 100 % 10] + tens[number / 10 % 10] + ones[number % 10];
        }
    }
}
