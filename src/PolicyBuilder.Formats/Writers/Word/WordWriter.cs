using PolicyBuilder.Formats.Plates;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Formats.Writers.Word;

/// <summary>
/// Writes a policy as a Word file (WordprocessingML, ECMA-376 Part 1, transitional): real styles, automatic numbering
/// whose labels equal <see cref="Clause.Label"/>, and every clause under its id as a bookmark and as a content control.
/// </summary>
public sealed class WordWriter : IPolicyWriter
{
    /// <summary>The namespace of the prefix <c>w</c>.</summary>
    internal const string Namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

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
        var body = new WordElement(Wml.Body, WordTitleBlock.Elements(document.Title));
        WordBody.Write(WordLayout.Of(document, lists), new WordRuns(identity, links), identity, body);
        body.Add(WordPage.Section());

        return new WordPackage
        {
            Title = document.Title,
            Language = document.Language,
            Mark = document.Mark,
            Document = Root(body),
            Numbering = lists.Part(),
            FirstHeader = WordPage.FirstHeader(document),
            Header = WordPage.Header(document),
            FirstFooter = WordPage.Footer(document),
            Footer = WordPage.Footer(document),
            Links = links,
        }.Plate();
    }

    /// <summary>
    /// The document around <paramref name="body"/>. Every prefix of text is declared once, here; Word 2010, which does not
    /// know w15, may ignore it.
    /// </summary>
    internal static WordElement Root(WordElement body) => new WordElement(Wml.Document, body)
        .With("xmlns:mc", "http://schemas.openxmlformats.org/markup-compatibility/2006")
        .With("xmlns:r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships")
        .With("xmlns:w15", "http://schemas.microsoft.com/office/word/2012/wordml")
        .With("mc:Ignorable", "w15")
        .With("xmlns:w", Namespace);
}
