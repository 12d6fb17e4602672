using System.Xml.Linq;
using static PolicyBuilder.Testing.WordFile;

namespace PolicyBuilder.Testing;

/// <summary>
/// Accepts or rejects all tracked changes of a Word file by the rules of ECMA-376 Part 1 § 17.13.5, and reads nothing but
/// XML. A paragraph whose mark goes runs into the next one, whose mark and properties stay.
/// </summary>
public static class WordRevisions
{
    private static readonly string[] Came = ["ins", "moveTo"];
    private static readonly string[] Went = ["del", "moveFrom"];
    private static readonly string[] Ranges = ["moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd"];

    /// <summary>The file with every change made.</summary>
    public static byte[] Accept(byte[] docx) => Resolve(docx, Went, keepsOldProperties: false);

    /// <summary>The file as it was before every change.</summary>
    public static byte[] Reject(byte[] docx) => Resolve(docx, Came, keepsOldProperties: true);

    private static byte[] Resolve(byte[] docx, string[] dropped, bool keepsOldProperties)
    {
        var file = new WordFile(docx);
        foreach (var (name, part) in file.Parts.Where(part => part.Key.StartsWith("word/", StringComparison.Ordinal)))
        {
            var before = part.Root!.ToString(SaveOptions.DisableFormatting);
            Rows(part.Root, dropped);
            Runs(part.Root, dropped);
            Properties(part.Root, keepsOldProperties);
            All(part.Root, Ranges).Remove();
            Marks(part.Root, dropped);
            All(part.Root, [.. Came, .. Went]).Remove();
            All(part.Root, ["hyperlink"]).Where(link => !link.HasElements).Remove();
            var after = part.Root.ToString(SaveOptions.DisableFormatting);
            if (after != before)
                docx = Edit(docx, name, _ => after);
        }
        return docx;
    }

    private static List<XElement> All(XElement root, string[] names) =>
        [.. root.Descendants().Where(element => element.Name.Namespace == W && names.Contains(element.Name.LocalName))];

    private static void Rows(XElement root, string[] dropped)
    {
        foreach (var mark in All(root, dropped).Where(mark => mark.Parent!.Name == W + "trPr"))
            mark.Parent!.Parent!.Remove();
        All(root, ["tbl"]).Where(table => table.Element(W + "tr") is null).Remove();
    }

    private static void Runs(XElement root, string[] dropped)
    {
        foreach (var change in All(root, [.. Came, .. Went]).Where(change => change.Parent!.Name != W + "trPr" && change.Parent.Name != W + "rPr"))
        {
            if (dropped.Contains(change.Name.LocalName))
                change.Remove();
            else
                change.ReplaceWith(change.Nodes());
        }
        foreach (var text in All(root, ["delText"]))
            text.Name = W + "t";
    }

    private static void Properties(XElement root, bool keepsOld)
    {
        foreach (var change in All(root, ["rPrChange", "pPrChange"]))
        {
            var properties = change.Parent!;
            change.Remove();
            if (!keepsOld)
                continue;
            // The paragraph's mark has properties of its own.
            var mark = properties.Name == W + "pPr" ? properties.Element(W + "rPr") : null;
            properties.ReplaceNodes(change.Elements().Single().Nodes(), mark);
        }
    }

    private static void Marks(XElement root, string[] dropped)
    {
        foreach (var paragraph in All(root, ["p"]))
        {
            var mark = paragraph.Element(W + "pPr")?.Element(W + "rPr");
            if (mark is null || !mark.Elements().Any(element => dropped.Contains(element.Name.LocalName)))
                continue;
            var content = paragraph.Elements().Where(element => element.Name != W + "pPr").ToList();
            var next = paragraph.ElementsAfterSelf().FirstOrDefault();
            if (next?.Name == W + "p")
            {
                content.Remove();
                if (next.Element(W + "pPr") is { } properties)
                    properties.AddAfterSelf(content);
                else
                    next.AddFirst(content);
            }
            else if (next?.Name != W + "tbl" || content.Exists(element => element.Descendants(W + "t").Any()))
            {
                throw new InvalidDataException("the mark of a paragraph goes, and there is no paragraph that it can run into");
            }
            paragraph.Remove();
        }
    }
}
