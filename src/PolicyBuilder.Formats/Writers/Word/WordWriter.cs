using DocumentFormat.OpenXml;
using PolicyBuilder.Formats.Plates;
using PolicyBuilder.Model.Documents;
using W = DocumentFormat.OpenXml.Wordprocessing;

namespace PolicyBuilder.Formats.Writers.Word;

/// <summary>
/// Writes a policy as a Word file (WordprocessingML, ECMA-376 Part 1, transitional): real styles, automatic numbering
/// whose labels equal <see cref="Clause.Label"/>, and every clause under its id as a bookmark and as a content control.
/// </summary>
public sealed class WordWriter : IPolicyWriter
{
    /// <inheritdoc/>
    public string Name => "word";

    /// <inheritdoc/>
    public string Extension => ".docx";

    /// <inheritdoc/>
    public Plate Write(PolicyDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var identity = new WordIdentity(document.AllClauses());
        var links = new WordLinks();
        var lists = new WordLists();
        var body = new W.Body(WordTitleBlock.Elements(document.Title));
        var walk = new WordBody(new WordRuns(identity, links), identity, lists, body);
        walk.Sections(document.Sections);
        if (document.Notice is not null)
            walk.Notice(document.Notice);
        if (document.Acknowledgement is not null)
            walk.Acknowledgement(document.Acknowledgement);
        body.AppendChild(WordPage.Section());

        return new WordPackage
        {
            Title = document.Title,
            Language = document.Language,
            Mark = document.Mark,
            Document = Root(body),
            Styles = WordStyles.Part(document.Language),
            Numbering = lists.Part(),
            Settings = WordSettings.Part(document.Language),
            Fonts = WordStyles.FontTable(),
            FirstHeader = WordPage.FirstHeader(document),
            Header = WordPage.Header(document),
            Footer = WordPage.Footer(document),
            Links = links,
        }.Plate();
    }

    // Every prefix is declared once, at the root; Word 2010, which does not know w15, may ignore it.
    private static W.Document Root(W.Body body)
    {
        var root = new W.Document(body) { MCAttributes = new MarkupCompatibilityAttributes { Ignorable = "w15" } };
        root.AddNamespaceDeclaration("mc", "http://schemas.openxmlformats.org/markup-compatibility/2006");
        root.AddNamespaceDeclaration("r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships");
        root.AddNamespaceDeclaration("w15", "http://schemas.microsoft.com/office/word/2012/wordml");
        return root;
    }
}
