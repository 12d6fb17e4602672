namespace PolicyBuilder.Model.Diagnostics;

public static partial class Problems
{
    public static Diagnostic NotAdopted(SourceLocation at) =>
        Error("PB5001", at, "the policy is not adopted, so it cannot be published",
            "add adopted: {by: City Council, on: 2026-12-14, reference: Resolution 2026-31}; or publish it with --unadopted");

    public static Diagnostic VersionTaken(SourceLocation at, string version, string? proposed) =>
        Error("PB5002", at, $"version {version} is published already, with another text", Raise(proposed));

    public static Diagnostic VersionNotAfterLatest(SourceLocation at, string version, string latest, string? proposed) =>
        Error("PB5003", at, $"version {version} comes before {latest}, which is published already", Raise(proposed));

    public static Diagnostic VersionTooLow(SourceLocation at, string version, string latest, string gravity, string proposed) =>
        Error("PB5004", at, $"version {version} is too low after {latest}: {gravity}",
            $"write version: {proposed}; or, if a change is only editorial, publish with --decide clause=editorial --by name --because reason");

    public static Diagnostic FrozenTextEdited(SourceLocation at, string detail) =>
        Error("PB5005", at, $"this published version was changed after it was published: {detail}",
            "restore the file as it was published, for example from Git; a change to the policy is a new version");

    public static Diagnostic FrozenSettingWrong(SourceLocation at, string setting, string found, string expected) =>
        Error("PB5006", at, $"'{setting}' is '{found}', but it should be '{expected}'", "restore the file as it was published, under its own name");

    public static Diagnostic NoSuchVersion(string asked, IReadOnlyCollection<string> published) =>
        Error("PB5007", new SourceLocation(asked), "there is no such published version",
            published.Count == 0 ? "'policybuilder publish' publishes the first one" : $"published: {Listed(published)}");

    public static Diagnostic DecisionOnUnchangedClause(string clause, IReadOnlyCollection<string> changed) =>
        Error("PB5008", new SourceLocation("--decide"), $"the clause '{clause}' has not changed, so there is nothing to decide about it",
            changed.Count == 0 ? "no clause has changed" : DidYouMean(clause, changed, $"changed: {Listed(changed)}"));

    public static Diagnostic SeveralPolicies(SourceLocation at, IReadOnlyCollection<string> policies) =>
        Error("PB5009", at, "there are several policies here, and one is needed", $"name one: {Listed(policies)}");

    public static Diagnostic ArtifactChanged(string file, string version) =>
        new("PB5010", Severity.Advice, new SourceLocation(file), $"this is no longer the file that was published as {version}: its SHA-256 is another one",
            "'policybuilder build' writes it anew from the published version; until then, hand out no copy of it");

    private static string Raise(string? proposed) =>
        proposed is null ? "raise the version" : $"write version: {proposed}";
}
