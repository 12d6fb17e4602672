using DocumentFormat.OpenXml;
using W = DocumentFormat.OpenXml.Wordprocessing;

namespace PolicyBuilder.Formats.Writers.Word;

/// <summary>The document's settings (ECMA-376 Part 1 § 17.15).</summary>
internal static class WordSettings
{
    private const string Word = "http://schemas.microsoft.com/office/word";

    /// <summary>The settings part for a text in <paramref name="language"/> (BCP 47).</summary>
    public static W.Settings Part(string language) => new(
        new W.Zoom { Percent = "100" },
        new W.DefaultTabStop { Val = 720 },
        new W.CharacterSpacingControl { Val = W.CharacterSpacingValues.DoNotCompress },
        new W.Compatibility(
            // Without it Word opens the file in compatibility mode, as one of Word 2007.
            Setting(W.CompatSettingNameValues.CompatibilityMode, "15"),
            Setting(W.CompatSettingNameValues.OverrideTableStyleFontSizeAndJustification, "1"),
            Setting(W.CompatSettingNameValues.EnableOpenTypeFeatures, "1"),
            Setting(W.CompatSettingNameValues.DoNotFlipMirrorIndents, "1"),
            Setting(W.CompatSettingNameValues.DifferentiateMultirowTableHeaders, "1")),
        new W.ThemeFontLanguages { Val = language, EastAsia = language, Bidi = language },
        new W.DecimalSymbol { Val = "." },
        new W.ListSeparator { Val = "," });

    private static W.CompatibilitySetting Setting(EnumValue<W.CompatSettingNameValues> name, string value) =>
        new() { Name = name, Uri = Word, Val = value };
}
