using System.Globalization;

namespace PolicyBuilder.Model.Diagnostics;

public static partial class Problems
{
    public static Diagnostic RosterTooLarge(SourceLocation at, long bytes, long limit) =>
        Error("PB7101", at, $"the roster has {Number(bytes)} bytes; the limit is {Number(limit)}", "import it in parts: people who are not in a file stay on the roster");

    public static Diagnostic RosterNotUtf8(SourceLocation at) =>
        Error("PB7102", at, "this is no text in UTF-8", "in Excel, save as 'CSV UTF-8 (Comma delimited)', not as a workbook and not as 'CSV'");

    public static Diagnostic RosterEmpty(SourceLocation at) =>
        Error("PB7103", at, "the roster is empty", "its first line names the columns: id, name, email, language, department, title, supervisor, hired, left, authorised to post");

    public static Diagnostic RosterColumnMissing(SourceLocation at, string column, IReadOnlyCollection<string> headings) =>
        Error("PB7104", at, $"no column is called '{column}'", DidYouMean(column, headings, $"the first line names the columns; it has: {Listed(headings)}"));

    public static Diagnostic RosterColumnTwice(SourceLocation at, string column, string first, string second) =>
        Error("PB7105", at, $"two columns tell the {column}: '{first}' and '{second}'", "remove or rename one of them");

    public static Diagnostic RosterColumnLeftOut(SourceLocation at, string heading) =>
        Advice("PB7106", at, $"the column '{heading}' is left out", "columns that are read: id, name, email, language, department, title, supervisor, hired, left, authorised to post");

    public static Diagnostic RosterQuote(SourceLocation at) =>
        Error("PB7107", at, "a quote stands where none may be", "text with quotes is written \"like \"\"this\"\"\"; look for a quote that is not closed, here or in a line above");

    public static Diagnostic RosterCellsMissing(SourceLocation at, int cells, int needed) =>
        Error("PB7108", at, $"this row has {Number(cells)} cells; the headings have at least {Number(needed)}", "is a separator missing?");

    public static Diagnostic RosterCellEmpty(SourceLocation at, string column) =>
        Error("PB7109", at, $"the {column} is empty", "every person has one");

    public static Diagnostic RosterTwice(SourceLocation at, string column, string value, int firstLine) =>
        Error("PB7110", at, $"the {column} '{value}' stands in line {firstLine.ToString(CultureInfo.InvariantCulture)} already",
            column == "id" ? "each person has one row and an id of their own" : "a link proves who can read a mailbox: leave the e-mail of those who share one empty, and let them sign on paper");

    public static Diagnostic RosterAddress(SourceLocation at, string text) =>
        Error("PB7111", at, $"'{text}' is no e-mail address", "write it like name@city.example, or leave it empty for someone who signs on paper");

    public static Diagnostic RosterDate(SourceLocation at, string column, string text) =>
        Error("PB7112", at, $"'{text}' is no date for '{column}'", "write 2027-01-31 or 1/31/2027");

    public static Diagnostic RosterLeftBeforeHired(SourceLocation at, DateOnly hired, DateOnly left) =>
        Error("PB7113", at, string.Create(CultureInfo.InvariantCulture, $"the last day, {left:yyyy-MM-dd}, is before the first, {hired:yyyy-MM-dd}"), "are the columns swapped?");

    public static Diagnostic RosterYesNo(SourceLocation at, string column, string text) =>
        Error("PB7114", at, $"'{text}' is neither yes nor no for '{column}'", "write yes or no, or leave it empty for no");

    public static Diagnostic RosterSupervisor(SourceLocation at, string named, bool several) =>
        Error("PB7115", at, several ? $"several people are called '{named}'" : $"the supervisor '{named}' is not on the roster",
            several ? "name the supervisor by id" : "name the supervisor by id, e-mail or full name, and give them a row of their own");

    public static Diagnostic RosterTooLong(SourceLocation at, string column, int length, int limit) =>
        Error("PB7116", at, $"the {column} has {Number(length)} characters; the limit is {Number(limit)}", "is a quote or a separator missing?");

    public static Diagnostic RosterControlCharacter(SourceLocation at, string column) =>
        Error("PB7117", at, $"the {column} holds a line break or another control character", "write it in one line");

    public static Diagnostic RosterLanguage(SourceLocation at, string text) =>
        Error("PB7118", at, $"'{text}' is no language", "write its tag, such as en or es, or leave it empty for English");
}
