namespace PolicyBuilder.Formats.Writers.Word;

/// <summary>
/// The names in WordprocessingML that this writer puts together piece by piece, with the prefixes that
/// <see cref="WordWriter"/> declares at the root (ECMA-376 Part 1 § 17; <c>w15</c>: MS-DOCX § 2.5).
/// </summary>
internal static class Wml
{
    public const string Document = "w:document";
    public const string Body = "w:body";

    // Paragraphs (§ 17.3.1).
    public const string Paragraph = "w:p";
    public const string ParagraphProperties = "w:pPr";
    public const string ParagraphStyle = "w:pStyle";
    public const string KeepNext = "w:keepNext";
    public const string PageBreakBefore = "w:pageBreakBefore";
    public const string NumberingProperties = "w:numPr";
    public const string NumberingLevel = "w:ilvl";
    public const string NumberingId = "w:numId";

    // Runs and hyperlinks (§ 17.3.2, § 17.3.3, § 17.16.22).
    public const string Run = "w:r";
    public const string RunProperties = "w:rPr";
    public const string RunStyle = "w:rStyle";
    public const string Bold = "w:b";
    public const string BoldComplexScript = "w:bCs";
    public const string Italic = "w:i";
    public const string ItalicComplexScript = "w:iCs";
    public const string Text = "w:t";
    public const string Tab = "w:tab";
    public const string Break = "w:br";
    public const string Hyperlink = "w:hyperlink";

    // Tracked changes (§ 17.13.5).
    public const string Inserted = "w:ins";
    public const string Deleted = "w:del";
    public const string MovedFrom = "w:moveFrom";
    public const string MovedTo = "w:moveTo";
    public const string MoveFromStart = "w:moveFromRangeStart";
    public const string MoveFromEnd = "w:moveFromRangeEnd";
    public const string MoveToStart = "w:moveToRangeStart";
    public const string MoveToEnd = "w:moveToRangeEnd";
    public const string DeletedText = "w:delText";
    public const string RunPropertiesChange = "w:rPrChange";
    public const string ParagraphPropertiesChange = "w:pPrChange";

    // Bookmarks and content controls (§ 17.13.6, § 17.5.2).
    public const string BookmarkStart = "w:bookmarkStart";
    public const string BookmarkEnd = "w:bookmarkEnd";
    public const string ContentControl = "w:sdt";
    public const string ContentControlProperties = "w:sdtPr";
    public const string ContentControlContent = "w:sdtContent";
    public const string Alias = "w:alias";
    public const string Tag = "w:tag";
    public const string ContentControlId = "w:id";
    public const string Appearance = "w15:appearance";

    // Tables (§ 17.4).
    public const string Table = "w:tbl";
    public const string TableGrid = "w:tblGrid";
    public const string GridColumn = "w:gridCol";
    public const string TableRow = "w:tr";
    public const string TableRowProperties = "w:trPr";
    public const string CantSplit = "w:cantSplit";
    public const string TableHeader = "w:tblHeader";
    public const string TableCell = "w:tc";
    public const string TableCellProperties = "w:tcPr";
    public const string TableCellWidth = "w:tcW";

    /// <summary>The names of attributes.</summary>
    public static class Attribute
    {
        public const string Value = "w:val";
        public const string Id = "w:id";
        public const string Name = "w:name";
        public const string Width = "w:w";
        public const string Type = "w:type";
        public const string Anchor = "w:anchor";
        public const string History = "w:history";
        public const string Relationship = "r:id";
        public const string AppearanceValue = "w15:val";
        public const string Author = "w:author";
        public const string Date = "w:date";
        public const string Space = "xml:space";
    }
}
