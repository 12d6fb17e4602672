namespace PolicyBuilder.Model.Diagnostics;

public static partial class Problems
{
    public static Diagnostic TemplateFileMissing(SourceLocation at) =>
        Error("PB2001", at, "this file of the template is missing", "a template is a folder with template.yaml and policy.md");

    public static Diagnostic TemplateSyntax(SourceLocation at, string detail) =>
        Error("PB2002", at, $"this is not a Scriban template: {detail}", null);

    public static Diagnostic UndefinedVariable(SourceLocation at, string name, IReadOnlyCollection<string> known) =>
        Error("PB2003", at, $"the template names '{name}', which is neither a blank nor a fact",
            DidYouMean(name, known, $"it may name: {Listed(known)}"));

    public static Diagnostic IncludeOutside(SourceLocation at, string name) =>
        Error("PB2004", at, $"the template includes '{name}', which is not a .md file of its own folder", "include 'name.md' from the same folder");

    public static Diagnostic TemplateLoops(SourceLocation at, string what) =>
        Error("PB2005", at, $"the template does not come to an end: {what}", "look for a loop without an end, or a file that includes itself");

    public static Diagnostic BlankInExpression(SourceLocation at, string blank) =>
        Error("PB2006", at, $"'{blank}' is text from the city, and the template computes with it",
            "print it as {{ " + blank + " }}, ask whether it was answered (if " + blank + "), or make it a choice or a yes_no");

    public static Diagnostic OutputTooLong(SourceLocation at, int limit) =>
        Error("PB2007", at, $"the template makes more than {Number(limit)} characters", "look for a loop that does not end");

    public static Diagnostic TemplateFails(SourceLocation at, string detail) =>
        Error("PB2008", at, $"the template fails: {detail}", null);

    public static Diagnostic UnusedBlank(SourceLocation at, string blank) =>
        Error("PB2009", at, $"the template never uses the blank '{blank}'", "use it in policy.md or acknowledgement.md, or delete it");

    public static Diagnostic BadClauseId(SourceLocation at, string id) =>
        Error("PB2010", at, $"'{id}' is not a clause id",
            "2 to 60 small letters, digits, single hyphens and dots, beginning with a letter, such as official-use.after-hours");

    public static Diagnostic DuplicateClauseId(SourceLocation at, string id, SourceLocation first) =>
        Error("PB2011", at, $"the clause id '{id}' is used twice", $"the first one is at {first}");

    public static Diagnostic ClauseWithoutId(SourceLocation at, string what) =>
        Error("PB2012", at, $"this {what} has no id", "write {#an-id} after the words of a heading, or before the words of a clause");

    public static Diagnostic UnsupportedMarkdown(SourceLocation at, string what, string hint) =>
        Error("PB2013", at, $"{what} cannot be used in a policy", hint);

    public static Diagnostic NestedTooDeep(SourceLocation at, int limit) =>
        Error("PB2014", at, $"clauses are nested more than {limit} deep", "make some of them clauses of their own");

    public static Diagnostic LinkScheme(SourceLocation at, string address) =>
        Error("PB2015", at, $"a link may not go to '{address}'", "use an address that begins with https:, http:, mailto: or tel:, or #clause-id");

    public static Diagnostic ClauseOutsideSection(SourceLocation at) =>
        Error("PB2016", at, "there is text before the first section", "begin with a heading: # PURPOSE {#purpose}");

    public static Diagnostic UnsupportedStatement(SourceLocation at, string statement) =>
        Error("PB2017", at, $"'{statement}' is not part of a policy template",
            "a template prints blanks, asks (if … else … end), repeats (for … in … end) and includes files of its folder");

    public static Diagnostic BadBlankName(SourceLocation at, string name) =>
        Error("PB2018", at, $"'{name}' cannot be the name of a blank",
            "use small letters, digits and underscores, beginning with a letter, such as final_authority; not a word of the template language");
}
