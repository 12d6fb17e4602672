using System.Globalization;
using System.Text;
using PolicyBuilder.Formats.Plates;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Formats.Writers.Word;

/// <summary>
/// The parts of a Word file, and how they become one container (Open Packaging Conventions, ECMA-376 Part 2): part
/// names, content types and relationships are fixed, so that the same parts give the same bytes.
/// </summary>
internal sealed record WordPackage
{
    private const string Declaration = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>""" + "\n";
    private const string Relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string WordTypes = "application/vnd.openxmlformats-officedocument.wordprocessingml";

    public required TitleBlock Title { get; init; }

    public required string Language { get; init; }

    /// <summary>The mark of a draft; becomes the file's status.</summary>
    public required string Mark { get; init; }

    public required WordElement Document { get; init; }

    public required string Numbering { get; init; }

    public required string FirstHeader { get; init; }

    public required string Header { get; init; }

    /// <summary>The footer of the first page: a part of its own, as each reference wants one.</summary>
    public required string FirstFooter { get; init; }

    public required string Footer { get; init; }

    public required WordLinks Links { get; init; }

    /// <summary>The container as a plate. Its parts stand in the order in which Word itself stores them.</summary>
    public ZipPlate Plate()
    {
        var parts = new List<ZipPart>
        {
            Text("[Content_Types].xml", ContentTypes()),
            Text("_rels/.rels", PackageRelationships()),
            Text("word/document.xml", Declaration + Document),
            // Its holes are in addresses.
            new("word/_rels/document.xml.rels", new TextPlate(DocumentRelationships(), answer => XmlText.Escape(WordLinks.UriSafe(answer)))),
            Text("word/header1.xml", Declaration + FirstHeader),
            Text("word/header2.xml", Declaration + Header),
            Text("word/footer1.xml", Declaration + FirstFooter),
            Text("word/footer2.xml", Declaration + Footer),
            Text("word/settings.xml", WordParts.Settings(Language)),
            Text("word/styles.xml", WordParts.Styles(Language)),
            Text("word/numbering.xml", Numbering),
            Text("word/fontTable.xml", WordParts.FontTable),
            Text("docProps/core.xml", CoreProperties()),
            Text("docProps/app.xml", ExtendedProperties()),
        };
        if (Title.Seal is { } seal)
            parts.Add(new ZipPart($"word/{PictureName(seal)}", new BytesPlate(seal.Bytes.AsSpan().ToArray())));
        return new ZipPlate(parts);
    }

    private static ZipPart Text(string name, string xml) => new(name, new TextPlate(xml, XmlText.Escape));

    private static string PictureName(Picture picture) =>
        picture.MediaType == "image/png" ? "media/seal.png" : "media/seal.jpeg";

    private string ContentTypes()
    {
        var xml = new StringBuilder(Declaration)
            .Append("""<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">""")
            .Append("""<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>""")
            .Append("""<Default Extension="xml" ContentType="application/xml"/>""");
        if (Title.Seal is { } seal)
        {
            var type = PictureName(seal).EndsWith("png", StringComparison.Ordinal) ? "png" : "jpeg";
            xml.Append(CultureInfo.InvariantCulture, $"""<Default Extension="{type}" ContentType="image/{type}"/>""");
        }
        Override("word/document.xml", $"{WordTypes}.document.main+xml");
        Override("word/header1.xml", $"{WordTypes}.header+xml");
        Override("word/header2.xml", $"{WordTypes}.header+xml");
        Override("word/footer1.xml", $"{WordTypes}.footer+xml");
        Override("word/footer2.xml", $"{WordTypes}.footer+xml");
        Override("word/settings.xml", $"{WordTypes}.settings+xml");
        Override("word/styles.xml", $"{WordTypes}.styles+xml");
        Override("word/numbering.xml", $"{WordTypes}.numbering+xml");
        Override("word/fontTable.xml", $"{WordTypes}.fontTable+xml");
        Override("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml");
        Override("docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml");
        return xml.Append("</Types>").ToString();

        void Override(string name, string type) =>
            xml.Append(CultureInfo.InvariantCulture, $"""<Override PartName="/{name}" ContentType="{type}"/>""");
    }

    private static string PackageRelationships() => new RelationshipList()
        .Add("document", $"{Relationships}/officeDocument", "word/document.xml")
        .Add("core", "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties", "docProps/core.xml")
        .Add("extended", $"{Relationships}/extended-properties", "docProps/app.xml")
        .ToString();

    private string DocumentRelationships()
    {
        var list = new RelationshipList()
            .Add(WordPage.FirstHeaderRelationship, $"{Relationships}/header", "header1.xml")
            .Add(WordPage.HeaderRelationship, $"{Relationships}/header", "header2.xml")
            .Add(WordPage.FirstFooterRelationship, $"{Relationships}/footer", "footer1.xml")
            .Add(WordPage.FooterRelationship, $"{Relationships}/footer", "footer2.xml")
            .Add("settings", $"{Relationships}/settings", "settings.xml")
            .Add("styles", $"{Relationships}/styles", "styles.xml")
            .Add("numbering", $"{Relationships}/numbering", "numbering.xml")
            .Add("fonts", $"{Relationships}/fontTable", "fontTable.xml");
        if (Title.Seal is { } seal)
            list.Add(WordTitleBlock.SealRelationship, $"{Relationships}/image", PictureName(seal));
        for (var index = 0; index < Links.Targets.Count; index++)
            list.Add(WordLinks.IdAt(index), $"{Relationships}/hyperlink", Links.Targets[index], isExternal: true);
        return list.ToString();
    }

    // The effective date stands for "created" and "modified": the bytes do not depend on today.
    private string CoreProperties() => Declaration
        + """<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" """
        + """xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" """
        + """xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">"""
        + $"<dc:title>{XmlText.Escape(Title.Title)}</dc:title>"
        + $"<dc:creator>{XmlText.Escape(Title.Issuer)}</dc:creator>"
        + $"<cp:lastModifiedBy>{XmlText.Escape(Title.Issuer)}</cp:lastModifiedBy>"
        + $"""<dcterms:created xsi:type="dcterms:W3CDTF">{XmlText.Escape(Title.Date)}T00:00:00Z</dcterms:created>"""
        + $"""<dcterms:modified xsi:type="dcterms:W3CDTF">{XmlText.Escape(Title.Date)}T00:00:00Z</dcterms:modified>"""
        + (Mark.Length == 0 ? "" : $"<cp:contentStatus>{XmlText.Escape(Mark)}</cp:contentStatus>")
        + $"<dc:language>{XmlText.Escape(Language)}</dc:language>"
        + $"<cp:version>{XmlText.Escape(Title.Version)}</cp:version>"
        + "</cp:coreProperties>";

    private string ExtendedProperties() => Declaration
        + """<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">"""
        + "<Application>PolicyBuilder</Application>"
        + $"<Company>{XmlText.Escape(Title.Issuer)}</Company>"
        + "</Properties>";

    private sealed class RelationshipList
    {
        private readonly StringBuilder xml = new StringBuilder(Declaration)
            .Append("""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">""");

        public RelationshipList Add(string id, string type, string target, bool isExternal = false)
        {
            xml.Append(CultureInfo.InvariantCulture, $"""<Relationship Id="{id}" Type="{type}" Target="{XmlText.Escape(target)}" """)
                .Append(isExternal ? """TargetMode="External"/>""" : "/>");
            return this;
        }

        public override string ToString() => xml + "</Relationships>";
    }
}
