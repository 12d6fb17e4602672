using System.Globalization;
using DocumentFormat.OpenXml;
using PolicyBuilder.Model.Documents;
using W = DocumentFormat.OpenXml.Wordprocessing;

namespace PolicyBuilder.Formats.Writers.Word;

/// <summary>
/// The styles (ECMA-376 Part 1 § 17.7) and their ids. Built-in names where Word has one, so that its navigation pane,
/// its table of contents and other programs know what a heading is.
/// </summary>
/// <remarks>
/// Two families that every Windows and macOS machine has, each with a Liberation family of the same widths elsewhere:
/// lines and pages break alike.
/// </remarks>
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

    /// <summary>The text family, and what stands in for it where it is missing.</summary>
    public const string TextFont = "Times New Roman";

    /// <summary>The family of headings, tables, header and footer.</summary>
    public const string HeadingFont = "Arial";

    private const string Ink = "1F3247";
    private const string Grey = "595959";
    private const string Rule = "8496A9";

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

    /// <summary>A left indent with a hanging first line.</summary>
    public static W.Indentation Indent(int left, int hanging) => new() { Left = Number(left), Hanging = Number(hanging) };

    /// <summary>A left indent.</summary>
    public static W.Indentation Indent(int left) => new() { Left = Number(left) };

    /// <summary>The style part for a text in <paramref name="language"/> (BCP 47).</summary>
    public static W.Styles Part(string language)
    {
        var part = new W.Styles(
            new W.DocDefaults(
                new W.RunPropertiesDefault(new W.RunPropertiesBaseStyle(
                    Fonts(TextFont),
                    new W.FontSize { Val = "23" },
                    new W.FontSizeComplexScript { Val = "23" },
                    new W.Languages { Val = language, EastAsia = language, Bidi = language })),
                new W.ParagraphPropertiesDefault(new W.ParagraphPropertiesBaseStyle(
                    new W.WidowControl(),
                    new W.SpacingBetweenLines { After = "120", Line = "269", LineRule = W.LineSpacingRuleValues.Auto }))),
            new W.Style(new W.StyleName { Val = "Normal" }, new W.PrimaryStyle())
            {
                Type = W.StyleValues.Paragraph,
                StyleId = "Normal",
                Default = true,
            },
            new W.Style(
                new W.StyleName { Val = "Default Paragraph Font" },
                new W.UIPriority { Val = 1 },
                new W.SemiHidden(),
                new W.UnhideWhenUsed())
            {
                Type = W.StyleValues.Character,
                StyleId = "DefaultParagraphFont",
                Default = true,
            },
            NormalTable(),
            new W.Style(
                new W.StyleName { Val = "No List" },
                new W.UIPriority { Val = 99 },
                new W.SemiHidden(),
                new W.UnhideWhenUsed())
            {
                Type = W.StyleValues.Numbering,
                StyleId = "NoList",
                Default = true,
            },

            Paragraph(Seal, "Seal", null, Issuer,
                [new W.KeepNext(), Spacing(0, 200), Centred()], []),
            Paragraph(Issuer, "Subtitle", null, Title,
                [new W.KeepNext(), Spacing(0, 60), Centred()],
                [Fonts(HeadingFont), new W.Caps(), Colour(Grey), new W.Spacing { Val = 40 }, .. Size(21)]),
            Paragraph(Title, "Title", null, Fact,
                [new W.KeepNext(), Spacing(0, 240), Centred()],
                [Fonts(HeadingFont), new W.Bold(), new W.BoldComplexScript(), Colour(Ink), .. Size(48)]),
            Paragraph(Fact, "Fact", null, Fact,
                [
                    new W.KeepLines(),
                    new W.ParagraphBorders(
                        new W.TopBorder { Val = W.BorderValues.Single, Size = 8, Space = 6, Color = Rule },
                        new W.BottomBorder { Val = W.BorderValues.Single, Size = 8, Space = 6, Color = Rule }),
                    new W.Tabs(new W.TabStop { Val = W.TabStopValues.Left, Position = 2016 }),
                    Spacing(0, 40),
                    Indent(2016, 2016),
                ],
                [Fonts(HeadingFont), .. Size(19)]),
            Paragraph(Caption, "caption", null, TableText,
                [new W.KeepNext(), Spacing(360, 80)],
                [Fonts(HeadingFont), new W.Bold(), new W.BoldComplexScript(), Colour(Ink), .. Size(20)]),

            Paragraph(Heading(1), "heading 1", null, Provision(1),
                [
                    new W.KeepNext(),
                    new W.KeepLines(),
                    new W.NumberingProperties(new W.NumberingId { Val = WordLists.Sections }),
                    Spacing(360, 120),
                    new W.OutlineLevel { Val = 0 },
                ],
                [Fonts(HeadingFont), new W.Bold(), new W.BoldComplexScript(), Colour(Ink), .. Size(24)]),
            Paragraph(Heading(2), "heading 2", null, Provision(1),
                [new W.KeepNext(), new W.KeepLines(), Spacing(220, 100), Indent(432), new W.OutlineLevel { Val = 1 }],
                [Fonts(HeadingFont), new W.Bold(), new W.BoldComplexScript(), Colour(Ink), .. Size(22)]),
            Paragraph(Heading(3), "heading 3", null, Provision(1),
                [new W.KeepNext(), new W.KeepLines(), Spacing(180, 80), Indent(432), new W.OutlineLevel { Val = 2 }],
                [Fonts(HeadingFont), new W.Bold(), new W.BoldComplexScript(), new W.Italic(), new W.ItalicComplexScript(), Colour(Ink), .. Size(21)]),
            Paragraph(UnnumberedHeading, "Unnumbered Heading", Heading(1), BodyText,
                [new W.NumberingProperties(new W.NumberingId { Val = 0 }), new W.Indentation { Left = "0", FirstLine = "0" }], []),

            Paragraph(BodyText, "Body Text", null, BodyText, [], []),
            Paragraph(SectionText, "Body Text Indent", null, SectionText, [Indent(WordLists.IndentAt(0))], []));
        for (var depth = 1; depth <= Numbering.MaximumDepth; depth++)
        {
            W.NumberingProperties numbering = depth == 1
                ? new(new W.NumberingId { Val = WordLists.Provisions })
                : new(new W.NumberingLevelReference { Val = depth - 1 }, new W.NumberingId { Val = WordLists.Provisions });
            part.AppendChild(Paragraph(Provision(depth), $"Provision {Number(depth)}", null, Provision(depth),
                depth == 1 ? [numbering] : [numbering, Spacing(0, 80)], []));
        }
        for (var depth = 1; depth <= Numbering.MaximumDepth; depth++)
        {
            part.AppendChild(Paragraph(Continued(depth), depth == 1 ? "List Continue" : $"List Continue {Number(depth)}",
                null, Continued(depth),
                depth == 1 ? [Indent(WordLists.IndentAt(depth))] : [Spacing(0, 80), Indent(WordLists.IndentAt(depth))], []));
        }
        part.Append(
            Paragraph(TableText, "Table Text", null, TableText, [Spacing(50, 50, 240)], [Fonts(HeadingFont), .. Size(19)]),
            Paragraph(TableHeading, "Table Heading", TableText, TableText,
                [new W.KeepNext()], [new W.Bold(), new W.BoldComplexScript(), Colour(Ink)]),
            Paragraph(TableGap, "Table Gap", null, null,
                [new W.SpacingBetweenLines { Before = "0", After = "0", Line = "160", LineRule = W.LineSpacingRuleValues.Exact }], [.. Size(8)]),
            Paragraph(SignatureLine, "Signature Line", null, SignatureLine,
                [
                    new W.KeepLines(),
                    new W.Tabs(new W.TabStop { Val = W.TabStopValues.Left, Leader = W.TabStopLeaderCharValues.Underscore, Position = 6480 }),
                    Spacing(440, 0, 252),
                ],
                [Fonts(HeadingFont), Colour(Grey), .. Size(18)]),
            Paragraph(Notice, "Notice", null, Notice,
                [
                    new W.KeepLines(),
                    new W.ParagraphBorders(
                        new W.TopBorder { Val = W.BorderValues.Single, Size = 6, Space = 8, Color = Rule },
                        new W.LeftBorder { Val = W.BorderValues.Single, Size = 6, Space = 8, Color = Rule },
                        new W.BottomBorder { Val = W.BorderValues.Single, Size = 6, Space = 8, Color = Rule },
                        new W.RightBorder { Val = W.BorderValues.Single, Size = 6, Space = 8, Color = Rule }),
                    new W.Shading { Val = W.ShadingPatternValues.Clear, Color = "auto", Fill = "F2F4F7" },
                    Spacing(0, 120),
                    new W.Indentation { Left = "180", Right = "180" },
                ],
                [.. Size(21)]),
            Paragraph(NoticeHeading, "Notice Heading", Notice, Notice,
                [new W.KeepNext(), Spacing(480, 80), new W.OutlineLevel { Val = 0 }],
                [Fonts(HeadingFont), new W.Bold(), new W.BoldComplexScript(), Colour(Ink), .. Size(20)]),
            Paragraph(Header, "header", null, Header,
                [
                    new W.ParagraphBorders(new W.BottomBorder { Val = W.BorderValues.Single, Size = 4, Space = 4, Color = Rule }),
                    new W.Tabs(new W.TabStop { Val = W.TabStopValues.Right, Position = TextWidth }),
                    Spacing(0, 120, 240),
                ],
                [Fonts(HeadingFont), Colour(Grey), .. Size(17)]),
            Paragraph(DraftMark, "Draft Mark", null, null,
                [Spacing(0, 40, 240), new W.Justification { Val = W.JustificationValues.Right }],
                [Fonts(HeadingFont), new W.Bold(), new W.BoldComplexScript(), Colour("9C1C1C"), new W.Spacing { Val = 40 }, .. Size(19)]),
            Paragraph(Footer, "footer", null, Footer,
                [
                    new W.ParagraphBorders(new W.TopBorder { Val = W.BorderValues.Single, Size = 4, Space = 4, Color = Rule }),
                    new W.Tabs(new W.TabStop { Val = W.TabStopValues.Right, Position = TextWidth }),
                    Spacing(0, 0, 240),
                ],
                [Fonts(HeadingFont), Colour(Grey), .. Size(17)]),
            Character(Hyperlink, "Hyperlink", [Colour("0B4F9E"), new W.Underline { Val = W.UnderlineValues.Single }]),
            Character(ClauseReference, "Clause Reference", []),
            TableStyle());
        return part;
    }

    /// <summary>The fonts with their kind and a stand-in of the same widths (ECMA-376 Part 1 § 17.8.3.10).</summary>
    public static W.Fonts FontTable() => new(
        Font(TextFont, "Liberation Serif", "02020603050405020304", W.FontFamilyValues.Roman),
        Font(HeadingFont, "Liberation Sans", "020B0604020202020204", W.FontFamilyValues.Swiss));

    private static W.Font Font(string name, string standIn, string panose, W.FontFamilyValues family) => new(
        new W.AltName { Val = standIn },
        new W.Panose1Number { Val = panose },
        new W.FontCharSet { Val = "00" },
        new W.FontFamily { Val = family },
        new W.Pitch { Val = W.FontPitchValues.Variable })
    { Name = name };

    private static W.Style Paragraph(
        string id, string name, string? basedOn, string? next, OpenXmlElement[] paragraph, OpenXmlElement[] run)
    {
        var style = new W.Style(new W.StyleName { Val = name }, new W.BasedOn { Val = basedOn ?? "Normal" })
        {
            Type = W.StyleValues.Paragraph,
            StyleId = id,
            CustomStyle = IsBuiltIn(name) ? null : true,
        };
        if (next is not null)
            style.AppendChild(new W.NextParagraphStyle { Val = next });
        style.AppendChild(new W.PrimaryStyle());
        if (paragraph.Length > 0)
            style.AppendChild(new W.StyleParagraphProperties(paragraph));
        if (run.Length > 0)
            style.AppendChild(new W.StyleRunProperties(run));
        return style;
    }

    private static W.Style Character(string id, string name, OpenXmlElement[] run)
    {
        var style = new W.Style(new W.StyleName { Val = name }, new W.BasedOn { Val = "DefaultParagraphFont" })
        {
            Type = W.StyleValues.Character,
            StyleId = id,
            CustomStyle = IsBuiltIn(name) ? null : true,
        };
        if (run.Length > 0)
            style.AppendChild(new W.StyleRunProperties(run));
        return style;
    }

    private static bool IsBuiltIn(string name) =>
        name is "Title" or "Subtitle" or "caption" or "header" or "footer" or "Hyperlink"
        || name.StartsWith("heading ", StringComparison.Ordinal)
        || name.StartsWith("Body Text", StringComparison.Ordinal)
        || name.StartsWith("List Continue", StringComparison.Ordinal);

    private static W.Style NormalTable() => new(
        new W.StyleName { Val = "Normal Table" },
        new W.UIPriority { Val = 99 },
        new W.SemiHidden(),
        new W.UnhideWhenUsed(),
        new W.StyleTableProperties(
            new W.TableIndentation { Width = 0, Type = W.TableWidthUnitValues.Dxa },
            new W.TableCellMarginDefault(
                new W.TopMargin { Width = "0", Type = W.TableWidthUnitValues.Dxa },
                new W.TableCellLeftMargin { Width = 108, Type = W.TableWidthValues.Dxa },
                new W.BottomMargin { Width = "0", Type = W.TableWidthUnitValues.Dxa },
                new W.TableCellRightMargin { Width = 108, Type = W.TableWidthValues.Dxa })))
    {
        Type = W.StyleValues.Table,
        StyleId = "TableNormal",
        Default = true,
    };

    private static W.Style TableStyle() => new(
        new W.StyleName { Val = "Policy Table" },
        new W.BasedOn { Val = "TableNormal" },
        new W.StyleTableProperties(
            new W.TableBorders(
                new W.TopBorder { Val = W.BorderValues.Single, Size = 8, Space = 0, Color = Rule },
                new W.LeftBorder { Val = W.BorderValues.Single, Size = 4, Space = 0, Color = Rule },
                new W.BottomBorder { Val = W.BorderValues.Single, Size = 8, Space = 0, Color = Rule },
                new W.RightBorder { Val = W.BorderValues.Single, Size = 4, Space = 0, Color = Rule },
                new W.InsideHorizontalBorder { Val = W.BorderValues.Single, Size = 4, Space = 0, Color = Rule },
                new W.InsideVerticalBorder { Val = W.BorderValues.Single, Size = 4, Space = 0, Color = Rule })),
        new W.TableStyleProperties(
            new W.TableStyleConditionalFormattingTableCellProperties(
                new W.Shading { Val = W.ShadingPatternValues.Clear, Color = "auto", Fill = "E6EAF0" }))
        { Type = W.TableStyleOverrideValues.FirstRow })
    {
        Type = W.StyleValues.Table,
        StyleId = PolicyTable,
        CustomStyle = true,
    };

    private static W.RunFonts Fonts(string name) =>
        new() { Ascii = name, HighAnsi = name, EastAsia = name, ComplexScript = name };

    private static W.Color Colour(string hex) => new() { Val = hex };

    private static W.Justification Centred() => new() { Val = W.JustificationValues.Center };

    // In half-points.
    private static OpenXmlElement[] Size(int size) =>
        [new W.FontSize { Val = Number(size) }, new W.FontSizeComplexScript { Val = Number(size) }];

    private static W.SpacingBetweenLines Spacing(int before, int after) =>
        new() { Before = Number(before), After = Number(after) };

    private static W.SpacingBetweenLines Spacing(int before, int after, int line) => new()
    {
        Before = Number(before),
        After = Number(after),
        Line = Number(line),
        LineRule = W.LineSpacingRuleValues.Auto,
    };

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
