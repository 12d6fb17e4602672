using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using static PolicyBuilder.Testing.WordFile;

namespace PolicyBuilder.Testing;

/// <summary>
/// What is wrong with a Word file: all that <see cref="OpenXmlValidator"/> finds, and what it passes although Word repairs,
/// refuses or misnumbers it.
/// </summary>
public static partial class WordLint
{
    private static readonly XNamespace R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private static readonly XNamespace Rel = "http://schemas.openxmlformats.org/package/2006/relationships";
    private static readonly XNamespace Types = "http://schemas.openxmlformats.org/package/2006/content-types";
    private static readonly XNamespace Terms = "http://purl.org/dc/terms/";

    /// <summary>Every problem, in words; empty for a sound file.</summary>
    public static IReadOnlyList<string> Problems(byte[] docx) => [.. Validator(docx), .. Lint(docx)];

    /// <summary>What <see cref="OpenXmlValidator"/> finds for Office 2019 and Microsoft 365.</summary>
    public static IEnumerable<string> Validator(byte[] docx)
    {
        using var package = WordprocessingDocument.Open(new MemoryStream(docx), isEditable: false);
        foreach (var version in new[] { FileFormatVersions.Office2019, FileFormatVersions.Microsoft365 })
        {
            foreach (var error in new OpenXmlValidator(version).Validate(package))
                yield return $"{version}: {error.Part?.Uri} {error.Path?.XPath}: {error.Description}";
        }
    }

    /// <summary>What the validator misses.</summary>
    public static IEnumerable<string> Lint(byte[] docx)
    {
        var file = new WordFile(docx);
        return
        [
            .. Container(file),
            .. Lists(file),
            .. Styles(file),
            .. Controls(file),
            .. Bookmarks(file),
            .. Revisions(file),
            .. Fields(file),
            .. Tables(file),
            .. Text(file),
            .. Properties(file),
        ];
    }

    private static IEnumerable<XElement> All(WordFile file, string name) =>
        file.Parts.Where(part => part.Key.StartsWith("word/", StringComparison.Ordinal)).SelectMany(part => part.Value.Descendants(W + name));

    private static string? Value(XElement? element, string attribute = "val") => (string?)element?.Attribute(W + attribute);

    private static IEnumerable<string> Twice(IEnumerable<string?> names, string what) => names
        .GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1).Select(group => $"{what} '{group.Key}' is there twice");

    private static IEnumerable<string> Container(WordFile file)
    {
        foreach (var problem in Twice(file.Names, "part"))
            yield return problem;
        if (file.Names[0] != "[Content_Types].xml")
            yield return "[Content_Types].xml is not first";
        var types = file["[Content_Types].xml"];
        var known = types.Elements(Types + "Override").Select(type => (string)type.Attribute("PartName")!).ToHashSet(StringComparer.Ordinal);
        var endings = types.Elements(Types + "Default").Select(type => (string)type.Attribute("Extension")!).ToHashSet(StringComparer.Ordinal);
        foreach (var name in file.Names.Skip(1).Where(name => !known.Contains("/" + name)))
        {
            if (name.EndsWith(".xml", StringComparison.Ordinal) || !endings.Contains(name[(name.LastIndexOf('.') + 1)..]))
                yield return $"part '{name}' has no content type";
        }
        foreach (var missing in known.Where(name => !file.Names.Contains(name[1..])))
            yield return $"part '{missing}' has a content type and is not there";

        foreach (var (name, part) in file.Parts.Where(part => part.Key.EndsWith(".rels", StringComparison.Ordinal)))
        {
            var folder = name == "_rels/.rels" ? "" : name[..name.IndexOf("_rels/", StringComparison.Ordinal)];
            foreach (var relationship in part.Root!.Elements(Rel + "Relationship"))
            {
                var target = (string)relationship.Attribute("Target")!;
                if ((string?)relationship.Attribute("TargetMode") == "External"
                    ? !Uri.TryCreate(target, UriKind.Absolute, out _) || target.AsSpan().IndexOfAnyExceptInRange('!', '~') >= 0
                    : !file.Names.Contains(folder + target))
                    yield return $"relationship target '{target}' leads nowhere";
            }
            foreach (var problem in Twice(part.Root!.Elements().Select(element => (string?)element.Attribute("Id")), "relationship"))
                yield return problem;
        }
        var relationships = file.Parts.TryGetValue("word/_rels/document.xml.rels", out var rels)
            ? rels.Root!.Elements().Select(element => (string)element.Attribute("Id")!).ToHashSet(StringComparer.Ordinal)
            : [];
        foreach (var used in file["word/document.xml"].DescendantsAndSelf().Attributes().Where(attribute => attribute.Name.Namespace == R))
        {
            if (!relationships.Contains(used.Value))
                yield return $"relationship '{used.Value}' is not there";
        }
    }

    private static IEnumerable<string> Lists(WordFile file)
    {
        if (!file.Parts.TryGetValue("word/numbering.xml", out var numbering))
            numbering = new XDocument(new XElement(W + "numbering"));
        var outlines = numbering.Root!.Elements(W + "abstractNum").ToDictionary(
            outline => Value(outline, "abstractNumId")!,
            outline => outline.Elements(W + "lvl").Select(level => Value(level, "ilvl")!).ToHashSet(StringComparer.Ordinal));
        var lists = numbering.Root!.Elements(W + "num").ToLookup(list => Value(list, "numId")!, list => Value(list.Element(W + "abstractNumId"))!);
        foreach (var list in lists)
        {
            if (list.Count() > 1)
                yield return $"list '{list.Key}' is there twice";
            if (!outlines.ContainsKey(list.First()))
                yield return $"list '{list.Key}' has no outline '{list.First()}'";
        }
        foreach (var use in All(file, "numPr"))
        {
            var list = Value(use.Element(W + "numId"));
            if (list is null or "0")
                continue;
            if (!lists.Contains(list))
                yield return $"list '{list}' is not defined";
            else if (outlines.TryGetValue(lists[list].First(), out var levels) && !levels.Contains(Value(use.Element(W + "ilvl")) ?? "0"))
                yield return $"list '{list}' has no level '{Value(use.Element(W + "ilvl"))}'";
        }
    }

    private static IEnumerable<string> Styles(WordFile file)
    {
        var styles = file["word/styles.xml"].Elements(W + "style").ToList();
        foreach (var problem in Twice(styles.Select(style => Value(style, "styleId")), "style"))
            yield return problem;
        foreach (var problem in Twice(styles.Select(style => Value(style.Element(W + "name"))), "style name"))
            yield return problem;
        var kinds = styles.ToLookup(style => Value(style, "styleId")!, style => Value(style, "type")!);
        (string Element, string? Kind)[] references =
            [("pStyle", "paragraph"), ("rStyle", "character"), ("tblStyle", "table"), ("basedOn", null), ("next", "paragraph"), ("link", null)];
        foreach (var (element, kind) in references)
        {
            foreach (var use in All(file, element).Select(use => Value(use)!).Distinct())
            {
                if (!kinds.Contains(use))
                    yield return $"style '{use}' is not defined";
                else if (kind is not null && !kinds[use].Contains(kind))
                    yield return $"style '{use}' is no {kind} style";
            }
        }
    }

    private static IEnumerable<string> Controls(WordFile file)
    {
        var controls = All(file, "sdt").ToList();
        foreach (var problem in Twice(controls.Select(control => Value(control.Element(W + "sdtPr")?.Element(W + "id"))), "content control id"))
            yield return problem;
        foreach (var problem in Twice(controls.Select(control => Value(control.Element(W + "sdtPr")?.Element(W + "tag"))), "tag"))
            yield return problem;
        foreach (var control in controls)
        {
            var tag = Value(control.Element(W + "sdtPr")?.Element(W + "tag"));
            if (control.Element(W + "sdtPr")?.Element(W + "id") is null)
                yield return $"content control '{tag}' has no id";
            if (tag is null or "" or { Length: > 64 })
                yield return $"tag '{tag}' is empty or longer than 64 characters";
            if (Value(control.Element(W + "sdtPr")?.Element(W + "alias")) is { Length: > 64 } alias)
                yield return $"alias '{alias}' is longer than 64 characters";
            if (control.Parent!.Name != W + "p")
                yield return $"content control '{tag}' is not inside a paragraph";
        }
    }

    private static IEnumerable<string> Bookmarks(WordFile file)
    {
        var starts = All(file, "bookmarkStart").ToList();
        var ends = All(file, "bookmarkEnd").Select(end => Value(end, "id")).ToList();
        var names = starts.Select(start => Value(start, "name")!).ToList();
        foreach (var problem in Twice(names, "bookmark"))
            yield return problem;
        foreach (var problem in Twice(starts.Select(start => Value(start, "id")), "bookmark id"))
            yield return problem;
        foreach (var problem in Twice(ends, "end of bookmark"))
            yield return problem;
        foreach (var name in names.Where(name => !BookmarkName().IsMatch(name)))
            yield return $"bookmark '{name}' is no name that Word allows";
        foreach (var open in starts.Where(start => !ends.Contains(Value(start, "id"))))
            yield return $"bookmark '{Value(open, "name")}' does not end";
        foreach (var end in ends.Except(starts.Select(start => Value(start, "id"))))
            yield return $"bookmark id '{end}' ends and does not begin";
        foreach (var anchor in All(file, "hyperlink").Select(link => Value(link, "anchor")).OfType<string>().Except(names))
            yield return $"a hyperlink leads to '{anchor}', which is not there";
    }

    private static IEnumerable<string> Revisions(WordFile file)
    {
        string[] around = ["ins", "del", "moveFrom", "moveTo"];
        string[] changes = [.. around, "rPrChange", "pPrChange", "moveFromRangeStart", "moveToRangeStart"];
        var signed = changes.SelectMany(name => All(file, name)).ToList();
        foreach (var problem in Twice(signed.Concat(All(file, "bookmarkStart")).Select(change => Value(change, "id")), "id of a change or bookmark"))
            yield return problem;
        foreach (var change in signed.Where(change => Value(change, "author") is null or "" || Value(change, "date") is null or ""))
            yield return $"change '{Value(change, "id")}' has no author or no date";
        var (from, to) = (Names("moveFromRangeStart"), Names("moveToRangeStart"));
        foreach (var problem in Twice(from, "move from").Concat(Twice(to, "move to")))
            yield return problem;
        foreach (var name in from.Except(to).Concat(to.Except(from)))
            yield return $"move '{name}' has one place";
        foreach (var side in new[] { "moveFromRange", "moveToRange" })
        {
            if (!All(file, side + "Start").Select(start => Value(start, "id")).SequenceEqual(All(file, side + "End").Select(end => Value(end, "id"))))
                yield return $"{side}s begin and end otherwise";
        }
        foreach (var change in around.SelectMany(name => All(file, name)).Where(change => change.Parent!.Name != W + "rPr" && change.Parent.Name != W + "trPr"))
        {
            if (change.Ancestors().Any(ancestor => around.Contains(ancestor.Name.LocalName)))
                yield return $"change '{Value(change, "id")}' is inside another";
            if (change.Descendants(W + (change.Name == W + "del" ? "t" : "delText")).Any())
                yield return $"change '{Value(change, "id")}' holds text of the other kind";
            if (!change.HasElements)
                yield return $"change '{Value(change, "id")}' is empty";
        }

        List<string?> Names(string element) => [.. All(file, element).Select(start => Value(start, "name"))];
    }

    private static IEnumerable<string> Fields(WordFile file)
    {
        foreach (var (name, part) in file.Parts)
        {
            var depth = 0;
            foreach (var mark in part.Descendants(W + "fldChar"))
            {
                depth += Value(mark, "fldCharType") switch { "begin" => 1, "end" => -1, _ => 0 };
                if (depth < 0)
                    yield return $"a field in '{name}' ends and does not begin";
            }
            if (depth > 0)
                yield return $"a field in '{name}' does not end";
        }
    }

    private static IEnumerable<string> Tables(WordFile file)
    {
        foreach (var cell in All(file, "tc"))
        {
            if (cell.Elements().LastOrDefault()?.Name != W + "p")
                yield return "a cell does not end with a paragraph";
        }
        foreach (var table in All(file, "tbl"))
        {
            var columns = table.Element(W + "tblGrid")?.Elements(W + "gridCol").Count() ?? 0;
            if (table.Elements(W + "tr").Any(row => row.Elements(W + "tc").Count() != columns))
                yield return "a row is not as wide as its table";
            if (table.ElementsAfterSelf().FirstOrDefault(next => !next.Name.LocalName.Contains("Range", StringComparison.Ordinal))?.Name != W + "p")
                yield return "a table is not followed by a paragraph";
        }
    }

    private static IEnumerable<string> Text(WordFile file)
    {
        foreach (var text in All(file, "t").Concat(All(file, "delText")))
        {
            if (text.Value != text.Value.Trim() && (string?)text.Attribute(XNamespace.Xml + "space") != "preserve")
                yield return $"'{text.Value}' loses its blanks";
        }
        foreach (var properties in file["word/document.xml"].Descendants().Where(element => element.Name.LocalName == "docPr"))
        {
            if (string.IsNullOrWhiteSpace((string?)properties.Attribute("descr")))
                yield return "a picture has no text alternative";
        }
        foreach (var problem in Twice(
            file["word/document.xml"].Descendants().Where(element => element.Name.LocalName == "docPr").Select(element => (string?)element.Attribute("id")),
            "picture id"))
            yield return problem;
    }

    private static IEnumerable<string> Properties(WordFile file)
    {
        foreach (var language in All(file, "lang").Concat(All(file, "themeFontLang")).Attributes().Where(attribute => !attribute.IsNamespaceDeclaration))
        {
            if (!LanguageTag().IsMatch(language.Value))
                yield return $"'{language.Value}' is no language tag";
        }
        if (!file.Parts.TryGetValue("docProps/core.xml", out var core))
        {
            yield return "there are no core properties";
            yield break;
        }
        foreach (var date in core.Root!.Elements().Where(element => element.Name.Namespace == Terms))
        {
            if (!DateTimeOffset.TryParseExact(date.Value, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _))
                yield return $"'{date.Value}' is no date of a file";
        }
    }

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]{0,39}\z")]
    private static partial Regex BookmarkName();

    [GeneratedRegex(@"\A[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*\z")]
    private static partial Regex LanguageTag();
}
