namespace PolicyBuilder.Model.Diagnostics;

public static partial class Problems
{
    public static Diagnostic UnknownKey(SourceLocation at, string key, IReadOnlyCollection<string> known) =>
        Error("PB1001", at, $"'{key}' is not a setting here", DidYouMean(LastName(key), known, $"settings here: {Listed(known)}"));

    public static Diagnostic DuplicateKey(SourceLocation at, string key, SourceLocation first) =>
        Error("PB1002", at, $"'{key}' is given twice", $"the first one is on line {first.Line}; keep one of them");

    public static Diagnostic WrongType(SourceLocation at, string what, string expected, string found) =>
        Error("PB1003", at, $"'{what}' takes {expected}, but this is {found}", null);

    public static Diagnostic BlankAnswer(SourceLocation at, string blank, string question) =>
        Error("PB1004", at, $"'{blank}' is blank", question);

    public static Diagnostic MissingKey(SourceLocation at, string key, string meaning) =>
        Error("PB1005", at, $"'{key}' is missing", $"add '{LastName(key)}: …' ({meaning})");

    public static Diagnostic UnknownBlank(SourceLocation at, string blank, string policy, IReadOnlyCollection<string> known) =>
        Error("PB1006", at, $"the policy '{policy}' has no blank called '{blank}'",
            DidYouMean(blank, known, $"its blanks: {Listed(known)}"));

    public static Diagnostic BadVersion(SourceLocation at, string key, string value) =>
        Error("PB1007", at, $"'{key}: {value}' is not a version", "write three whole numbers with dots between them, such as 1.0.0");

    public static Diagnostic BadDate(SourceLocation at, string key, string value) =>
        Error("PB1008", at, $"'{key}: {value}' is not a date", "write year-month-day, such as 2027-01-31");

    public static Diagnostic NotUtf8(SourceLocation at) =>
        Error("PB1009", at, "this file is not UTF-8 text", "save it again with the encoding UTF-8 (Notepad: Save as, Encoding)");

    public static Diagnostic TabIndent(SourceLocation at) =>
        Error("PB1010", at, "a tab stands where YAML wants blanks", "replace the tab by two blanks");

    public static Diagnostic FileTooLarge(SourceLocation at, long bytes, long limit) =>
        Error("PB1011", at, $"this file has {Number(bytes)} bytes; the limit is {Number(limit)}", "is it the right file?");

    public static Diagnostic YamlFeature(SourceLocation at, string feature) =>
        Error("PB1012", at, $"{feature} cannot be used here", "write the value out in full");

    public static Diagnostic TooDeep(SourceLocation at, int limit) =>
        Error("PB1013", at, $"values are nested more than {limit} deep", "is it the right file?");

    public static Diagnostic YamlSyntax(SourceLocation at, string detail) =>
        Error("PB1014", at, $"this is not YAML: {detail}", "often a missing quotation mark, a colon in a text without quotes, or a line indented too far");

    public static Diagnostic NotAChoice(SourceLocation at, string key, string value, IReadOnlyCollection<string> choices) =>
        Error("PB1015", at, $"'{key}' cannot be '{value}'", DidYouMean(value, choices, $"choose one of: {Listed(choices)}"));

    public static Diagnostic AnswerTooLong(SourceLocation at, string blank, int length, int limit) =>
        Error("PB1016", at, $"the answer to '{blank}' has {Number(length)} characters; the limit is {Number(limit)}", "shorten it, or amend the clause instead");

    public static Diagnostic BadCharacter(SourceLocation at, int codePoint) =>
        Error("PB1017", at, $"the character U+{codePoint:X4} cannot be used", "it is invisible and has no meaning in a document; delete it");

    public static Diagnostic TooFewItems(SourceLocation at, string blank, int count, int minimum) =>
        Error("PB1018", at, $"'{blank}' has {Count(count, "item", "items")}; it needs at least {minimum}", null);

    public static Diagnostic TooManyItems(SourceLocation at, string blank, int count, int maximum) =>
        Error("PB1018", at, $"'{blank}' has {Count(count, "item", "items")}; it may have at most {maximum}", null);

    public static Diagnostic UnknownPolicy(SourceLocation at, string policy, IReadOnlyCollection<string> known) =>
        Error("PB1019", at, $"there is no template called '{policy}'",
            DidYouMean(policy, known, $"templates here: {Listed(known)}"));

    public static Diagnostic OtherEdition(SourceLocation at, string edition, string templateEdition) =>
        Error("PB1020", at, $"the answers were given for edition {edition} of the model policy, but the template here is edition {templateEdition}",
            $"read what changed in the model, then set 'edition: {templateEdition}'");

    public static Diagnostic BadCityFolder(SourceLocation at, string name) =>
        Error("PB1021", at, $"'{name}' cannot be the name of a city's folder",
            "use small letters, digits and single hyphens, beginning with a letter, such as 'mapleton' or 'new-harbor'");

    public static Diagnostic SameOutput(SourceLocation at, string output, string other) =>
        Error("PB1022", at, $"this policy would write the same files as {other} ({output})",
            "give one of them another version, or remove it");

    public static Diagnostic NoCityFile(SourceLocation at) =>
        Error("PB1023", at, "there is no city.yaml beside this policy", "add a city.yaml with at least 'name: …' (the city's name without \"City of\")");

    public static Diagnostic NothingThere(SourceLocation at) =>
        Error("PB1024", at, "there is no policy here", "name a policy file, a city's folder, or a folder of cities; 'policybuilder new <city>' makes one");

    public static Diagnostic BadSeal(SourceLocation at, string path, string why) =>
        Error("PB1025", at, $"the seal '{path}' cannot be used: {why}", "a seal is a PNG or JPEG file of at most 1 MiB in the city's own folder");

    public static Diagnostic Unreadable(SourceLocation at, string why) =>
        Error("PB1026", at, $"this file cannot be read: {why}", null);

    public static Diagnostic AmendmentKind(SourceLocation at) =>
        Error("PB1027", at, "an amendment has exactly one of 'replace', 'insert' and 'remove'",
            "replace: <clause> with text; insert: {id: <new id>, after: <clause>} with text; remove: <clause> with a reason");

    public static Diagnostic AmendmentPlace(SourceLocation at) =>
        Error("PB1028", at, "'insert' needs exactly one of 'after', 'before' and 'under'", "insert: {id: <new id>, after: <clause>}");

    public static Diagnostic NumberOutOfRange(SourceLocation at, string key, int number, int least, int most) =>
        Error("PB1029", at, $"'{key}' cannot be {Number(number)}", $"write a whole number from {Number(least)} to {Number(most)}");

    public static Diagnostic UnknownTimeZone(SourceLocation at, string zone) =>
        Error("PB1030", at, $"'{zone}' is no time zone that this computer knows", "write its name in the IANA database, such as America/Chicago or America/New_York");

    public static Diagnostic NobodyMustSign(SourceLocation at) =>
        Error("PB1031", at, "'audience' names nobody", "write 'audience: everyone', or name 'departments', or 'authorized_posters: yes', or both");

    private static string LastName(string path) => path[(path.LastIndexOf('.') + 1)..];
}
