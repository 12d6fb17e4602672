namespace PolicyBuilder.Model.Diagnostics;

/// <summary>Everything the program can say about what it was given, one method a message.</summary>
public static partial class Problems
{
    public static Diagnostic NotAWrittenPolicy(SourceLocation at) =>
        FrozenText("PB3301", at, "this is not a policy that 'build' or 'publish' wrote: the comment at its top is missing",
            "take the file from output/ or published/, or write it anew with 'build'");

    public static Diagnostic WrittenSettingMissing(SourceLocation at, string name) =>
        FrozenText("PB3302", at, $"the comment at the top does not say '{name}'", "restore it from the published version");

    public static Diagnostic WrittenPartMissing(SourceLocation at, string part) =>
        FrozenText("PB3303", at, $"{part} should stand here", "restore it from the published version");

    public static Diagnostic WrittenBlockUnknown(SourceLocation at, string what) =>
        FrozenText("PB3304", at, $"{what} has no place here in a written policy",
            "a written policy is made by the program; change the answers or amendments and build it again");

    public static Diagnostic WrittenMarkupUnknown(SourceLocation at, string what) =>
        FrozenText("PB3305", at, $"{what} is not used in the text of a written policy",
            "a written policy is made by the program; change the answers or amendments and build it again");

    public static Diagnostic WrittenAnchorMissing(SourceLocation at) =>
        FrozenText("PB3306", at, "there is no clause id here", "a clause begins with <a id=\"…\"></a>; restore it from the published version");

    public static Diagnostic WrittenIdMalformed(SourceLocation at, string id) =>
        FrozenText("PB3307", at, $"'{id}' is not a clause id",
            "an id is 2 to 60 characters: words of a–z and 0–9, joined by hyphens and dots, beginning with a letter");

    public static Diagnostic WrittenIdTwice(SourceLocation at, string id, int firstLine) =>
        FrozenText("PB3308", at, $"two clauses are called '{id}'", $"the first is on line {firstLine}");

    public static Diagnostic WrittenLabelWrong(SourceLocation at, string id, string found, string expected) =>
        FrozenText("PB3309", at, found.Length == 0 ? $"'{id}' has no label, but its place calls for '{expected}'"
            : expected.Length == 0 ? $"'{id}' is labelled '{found}', but clauses here have no label"
            : $"'{id}' is labelled '{found}', but its place calls for '{expected}'",
            "a clause was put in, taken out or moved by hand; restore the published version");

    public static Diagnostic WrittenTagOpen(SourceLocation at, string tag) =>
        FrozenText("PB3310", at, $"{tag} has no partner in the same text", "restore the published version");

    public static Diagnostic WrittenLinkRefused(SourceLocation at, string address) =>
        FrozenText("PB3311", at, $"a policy cannot link to '{address}'", "links begin with https:, http:, mailto: or tel:, or point to a clause of this policy");

    public static Diagnostic FrontMatterOpen(SourceLocation at) =>
        FrozenText("PB3312", at, "the settings between the lines '---' have no end", "add a line '---' after them");

    public static Diagnostic WrittenTooDeep(SourceLocation at) =>
        FrozenText("PB3313", at, "the text is nested too deeply to be a policy", "restore the published version");

    private static Diagnostic FrozenText(string code, SourceLocation at, string message, string hint) =>
        new(code, Severity.Error, at, message, hint);
}
