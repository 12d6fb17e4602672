using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Formats.Writers.Word;

/// <summary>The ids of the styles that this writer uses; what they look like stands in <c>styles.xml</c>.</summary>
internal static class WordStyles
{
    public const string Title = "Title";
    public const string Issuer = "Subtitle";
    public const string Fact = "Fact";
    public const string Seal = "Seal";
    public const string Caption = "Caption";
    public const string UnnumberedHeading = "UnnumberedHeading";
    public const string BodyText = "BodyText";
    public const string SectionText = "BodyTextIndent";
    public const string TableText = "TableText";
    public const string TableHeading = "TableHeading";
    public const string TableGap = "TableGap";
    public const string PolicyTable = "PolicyTable";
    public const string SignatureLine = "SignatureLine";
    public const string NoticeHeading = "NoticeHeading";
    public const string Notice = "Notice";
    public const string Header = "Header";
    public const string Footer = "Footer";
    public const string DraftMark = "DraftMark";
    public const string Hyperlink = "Hyperlink";
    public const string ClauseReference = "ClauseReference";

    /// <summary>The width of the text: US Letter between margins of an inch, in twentieths of a point.</summary>
    public const int TextWidth = 9360;

    /// <summary>The heading of level 1 (sections) to 3.</summary>
    public static string Heading(int level) => level switch { 1 => "Heading1", 2 => "Heading2", _ => "Heading3" };

    /// <summary>A labelled provision at <paramref name="depth"/> 1 to <see cref="Numbering.MaximumDepth"/>.</summary>
    public static string Provision(int depth) => depth switch
    {
        1 => "Provision1",
        2 => "Provision2",
        3 => "Provision3",
        4 => "Provision4",
        _ => "Provision5",
    };

    /// <summary>Further paragraphs of a provision: the same indent, no label.</summary>
    public static string Continued(int depth) => depth switch
    {
        1 => "ListContinue",
        2 => "ListContinue2",
        3 => "ListContinue3",
        4 => "ListContinue4",
        _ => "ListContinue5",
    };
}
