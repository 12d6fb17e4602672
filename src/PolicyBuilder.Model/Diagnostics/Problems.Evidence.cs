namespace PolicyBuilder.Model.Diagnostics;

public static partial class Problems
{
    public static Diagnostic SignedInTheFuture(string what, string day, string today) =>
        Error("PB7401", new SourceLocation(what), $"a paper cannot be signed on {day}: today is {today}", "give the day written beside the signature");

    public static Diagnostic SignedBeforePublished(string what, string day, string version, string published) =>
        Error("PB7402", new SourceLocation(what), $"a paper cannot be signed on {day}: version {version} was published on {published}", "was it an earlier version? --version names it");

    public static Diagnostic CheckedByTheSame(string what, string name) =>
        Error("PB7403", new SourceLocation(what), $"'{name}' cannot check what '{name}' entered", "a second person compares the entry with the paper, or leave out --checked-by");

    public static Diagnostic NotCheckedByAnyone(string what) =>
        Advice("PB7404", new SourceLocation(what), "nobody else compared the entry with the paper", "--checked-by names a second person who did; the evidence says that there was none");

    public static Diagnostic NoSuchScan(string file, string why) =>
        Error("PB7405", new SourceLocation(file), $"the scan cannot be used: {why}", "name the file of the scanned page, PDF or picture, of at most 50 MB; only its hash goes into the evidence, so keep the file");

    public static Diagnostic NoSuchVersion(string what, string version, IReadOnlyCollection<string> versions) =>
        Error("PB7406", new SourceLocation(what), $"version {version} is not published", versions.Count == 0 ? "'policybuilder publish' publishes one" : $"published: {Listed(versions)}");

    public static Diagnostic SignedAlready(string what, string version, long entry) =>
        Advice("PB7407", new SourceLocation(what), $"they signed version {version} before: it is entry {Number(entry)} of the ledger", "nothing was added; if that entry is wrong, see 'policybuilder record correct --help'");

    public static Diagnostic NothingToCorrect(string what, long entry) =>
        Error("PB7408", new SourceLocation(what), $"entry {Number(entry)} is no signature that counts", "'policybuilder person <id>' lists a person's entries");

    public static Diagnostic NoEvidenceOf(string what, string id) =>
        Error("PB7409", new SourceLocation(what), $"the ledger holds no evidence about '{id}'", "they did nothing yet, or it was disposed of; ids are compared letter by letter");

    public static Diagnostic ApproverRefused(string text, string why) =>
        Error("PB7410", new SourceLocation("--approved-by"), $"'{text}' cannot stand in the ledger: it {why}", "name the office that approved, such as \"City Clerk\": the entry can never be removed, so it names no one");

    public static Diagnostic HeldOrGone(string what, string why) =>
        Error("PB7411", new SourceLocation(what), why.TrimEnd('.'), "'policybuilder retention plan' tells what is held and what is due");

    public static Diagnostic LeaveBackwards(string what, string from, string until) =>
        Error("PB7413", new SourceLocation(what), $"a leave from {from} cannot end on {until}", "--until is the last day of the leave");

    public static Diagnostic WhichPolicy(string city, IReadOnlyCollection<string> policies) =>
        Error("PB7414", new SourceLocation(city), "several policies are published, and one is needed", $"name one with --policy: {Listed(policies)}");

    public static Diagnostic ScheduleRefused(string text, string why) =>
        Error("PB7412", new SourceLocation("acknowledgement.retention.schedule"), $"'{text}' cannot stand in the ledger: it {why}", "cite the item as the schedule does, in one line");
}
