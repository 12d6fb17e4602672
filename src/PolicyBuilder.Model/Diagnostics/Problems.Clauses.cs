namespace PolicyBuilder.Model.Diagnostics;

public static partial class Problems
{
    public static Diagnostic UnknownClause(SourceLocation at, string id, IReadOnlyCollection<string> known) =>
        Error("PB3001", at, $"there is no clause called '{id}'",
            DidYouMean(id, known, "the Markdown file that 'build' writes shows every clause; 'policybuilder clauses' lists their ids"));

    public static Diagnostic ClauseIdTaken(SourceLocation at, string id) =>
        Error("PB3002", at, $"there is a clause called '{id}' already", "choose another id for the inserted clause");

    public static Diagnostic AmendedTwice(SourceLocation at, string id, SourceLocation first) =>
        Error("PB3003", at, $"'{id}' is amended twice", $"the first amendment is on line {first.Line}; make one of the two");

    public static Diagnostic UnknownReference(SourceLocation at, string id, IReadOnlyCollection<string> known) =>
        Error("PB3004", at, $"the text refers to the clause '{id}', which is not in this policy",
            DidYouMean(id, known, "it may have been removed by an amendment"));

    public static Diagnostic RemovedButReferredTo(SourceLocation at, string id, string from) =>
        Error("PB3004", at, $"'{id}' is removed here, but the clause '{from}' refers to it", $"replace the text of '{from}' too, or keep '{id}'");

    public static Diagnostic HeadingNeeded(SourceLocation at, string id) =>
        Error("PB3005", at, $"'{id}' stands among headings and needs one", "add 'heading: …' to the amendment");

    public static Diagnostic HeadingNotHere(SourceLocation at, string id) =>
        Error("PB3006", at, $"'{id}' is a clause without a heading", "leave 'heading' out, or amend its section");

    public static Diagnostic AmendmentEmpty(SourceLocation at, string id) =>
        Error("PB3007", at, $"the amendment of '{id}' says nothing", "add 'text: …' or 'heading: …'");

    public static Diagnostic InsidePositionalClause(SourceLocation at, string id) =>
        Error("PB3008", at, $"'{id}' is a line that the answers fill in", "change the answer instead");

    public static Diagnostic FromTemplate(string code, SourceLocation at, string message, string? hint, string source) =>
        Advice(code, at, message, hint, source);

    public static Diagnostic ReviewDatePassed(SourceLocation at, DateOnly date) =>
        Advice("PB3103", at, FormattableString.Invariant($"the review date {date:yyyy-MM-dd} has passed"), "review the policy, then set a new 'review_by'",
            "the policy's own review_by");

    public static Diagnostic TermNotDefined(SourceLocation at, string term, string definition) =>
        Advice("PB3104", at, $"the policy uses the term “{term}” but does not define it", $"restore the clause '{definition}', or define the term in an inserted clause",
            "the template's list of terms");

    public static Diagnostic TermNotUsed(SourceLocation at, string term) =>
        Advice("PB3105", at, $"the policy defines “{term}” but does not use it", "remove the definition, or use the term", "the template's list of terms");

    public static Diagnostic ListedTwice(SourceLocation at, string blank, string item) =>
        Advice("PB3106", at, $"'{item}' is listed twice in '{blank}'", "keep one of them", "the city's own answers");

    public static Diagnostic ReviewBeforeEffective(SourceLocation at) =>
        Advice("PB3107", at, "the review date lies before the effective date", "set 'review_by' to a later date", "the policy's own dates");
}
