using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Formats.Writers.Word;

/// <summary>What every page carries: size and margins, header, footer, and the mark of a draft.</summary>
internal static class WordPage
{
    public const string FirstHeaderRelationship = "header1";
    public const string HeaderRelationship = "header2";
    public const string FirstFooterRelationship = "footer1";
    public const string FooterRelationship = "footer2";

    /// <summary>US Letter with margins of an inch; the first page, which shows the title, has its own header.</summary>
    public static WordElement Section() => WordElement.FromXml($"""
        <w:sectPr><w:headerReference w:type="default" r:id="{HeaderRelationship}" /><w:headerReference w:type="first" r:id="{FirstHeaderRelationship}" /><w:footerReference w:type="default" r:id="{FooterRelationship}" /><w:footerReference w:type="first" r:id="{FirstFooterRelationship}" /><w:pgSz w:w="12240" w:h="15840" /><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="720" w:footer="720" w:gutter="0" /><w:titlePg /></w:sectPr>
        """);

    /// <summary>The header of the first page, as XML: nothing, or the mark of a draft.</summary>
    public static string FirstHeader(PolicyDocument document) =>
        FirstHeader(document.Mark.Length == 0 ? "" : MarkRuns(document.Mark, 1));

    /// <summary>The header of the first page around the runs of a mark.</summary>
    public static string FirstHeader(string markRuns) => Header(MarkParagraph("", markRuns));

    /// <summary>The header of the other pages, as XML: issuer and title, under the mark of a draft.</summary>
    public static string Header(PolicyDocument document) => Header(
        document.Mark.Length == 0 ? "" : MarkParagraph("", MarkRuns(document.Mark, 2)), Run(document.Title.Issuer), Run(document.Title.Title));

    /// <summary>The header of the other pages around the paragraph of a mark, the runs of the issuer and of the title.</summary>
    public static string Header(string mark, string issuer, string title) => Header($"""
        {mark}<w:p><w:pPr><w:pStyle w:val="{WordStyles.Header}"/></w:pPr>{issuer}<w:r><w:tab/></w:r>{title}</w:p>
        """);

    /// <summary>The footer, as XML: the version, and which page of how many.</summary>
    public static string Footer(PolicyDocument document) => Footer(Run($"Version {document.Title.Version}"));

    /// <summary>The footer around the runs that tell the version.</summary>
    public static string Footer(string version) => $"""
        <w:ftr xmlns:w="{WordWriter.Namespace}"><w:p><w:pPr><w:pStyle w:val="{WordStyles.Footer}" /></w:pPr>{version}<w:r><w:tab /></w:r>{Run("Page ")}<w:fldSimple w:instr=" PAGE ">{Run("1")}</w:fldSimple>{Run(" of ")}<w:fldSimple w:instr=" NUMPAGES ">{Run("1")}</w:fldSimple></w:p></w:ftr>
        """;

    /// <summary>The runs of a draft's mark: its word, and the watermark.</summary>
    /// <param name="word">The word.</param>
    /// <param name="number">Tells the watermarks of one file apart.</param>
    /// <param name="text">What holds characters: <see cref="Wml.Text"/> or <see cref="Wml.DeletedText"/>.</param>
    public static string MarkRuns(string word, int number, string text = Wml.Text) => $"""
        {Run(word, text)}<w:r><w:rPr><w:noProof/></w:rPr>{Watermark(word, number)}</w:r>
        """;

    /// <summary>The paragraph of a draft's mark.</summary>
    /// <param name="properties">More of its properties, as XML.</param>
    /// <param name="runs">Its runs, as XML.</param>
    public static string MarkParagraph(string properties, string runs) => $"""
        <w:p><w:pPr><w:pStyle w:val="{WordStyles.DraftMark}"/>{properties}</w:pPr>{runs}</w:p>
        """;

    private static string Header(string paragraphs) => $"""
        <w:hdr xmlns:w="{WordWriter.Namespace}" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">{paragraphs}</w:hdr>
        """;

    private static string Run(string text, string element = Wml.Text) =>
        $"""<w:r><{element} xml:space="preserve">{XmlText.Escape(text)}</{element}></w:r>""";

    // The watermark that Word itself makes, and finds again by the shape's name when asked to remove it. Decorative: the
    // word stands in the header's text as well, so the shape has an empty text alternative.
    private static string Watermark(string word, int number) => $"""
        <w:pict><v:shapetype id="{ShapeType(number)}" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/><v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas><v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/><v:handles><v:h position="#0,bottomRight" xrange="6629,14971"/></v:handles><o:lock v:ext="edit" text="t" shapetype="t"/></v:shapetype><v:shape id="PowerPlusWaterMarkObject{number}" o:spid="_x0000_s{2048 + number}" type="#{ShapeType(number)}" alt="" style="position:absolute;margin-left:0;margin-top:0;width:{Width(word)}pt;height:165pt;rotation:315;z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;mso-position-vertical-relative:margin" o:allowincell="f" fillcolor="#d9d9d9" stroked="f"><v:fill opacity=".5"/><v:textpath style="font-family:&quot;Arial&quot;;font-size:1pt" string="{XmlText.Escape(word)}"/></v:shape></w:pict>
        """;

    // The marks of two versions may share a header, and no two shape types an id.
    private static string ShapeType(int number) => number <= 2 ? "_x0000_t136" : "_x0000_t136_old";

    // A letter is about 80 points wide at that height; a long word is squeezed rather than cut off by the page.
    private static int Width(string word) => Math.Clamp(word.Length * 83, 165, 480);
}
