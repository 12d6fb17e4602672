namespace PolicyBuilder.Model.Diagnostics;

public static partial class Problems
{
    public static Diagnostic WhichCity(string folder, IReadOnlyCollection<string> cities) =>
        Error("PB7201", new SourceLocation(folder), cities.Count == 0 ? "there is no city here" : "there are several cities here, and one is needed",
            cities.Count == 0 ? "run it in the folder that holds policies/, or name the city's folder with --city" : $"name one with --city: {Listed(cities)}");

    public static Diagnostic NoSuchCity(string city, IReadOnlyCollection<string> cities) =>
        Error("PB7202", new SourceLocation(city), "there is no city here: no city.yaml", DidYouMean(city, cities, cities.Count == 0 ? "run it in the folder that holds policies/, or name the city's folder" : $"there are: {Listed(cities)}"));

    public static Diagnostic PolicyNotPublished(string name, IReadOnlyCollection<string> published) =>
        Error("PB7203", new SourceLocation(name), "no version of this policy is published, so nobody has to sign it yet",
            published.Count == 0 ? "'policybuilder publish' publishes it" : $"published: {Listed(published)}");

    public static Diagnostic VersionNotInLedger(string file, string name) =>
        Advice("PB7204", new SourceLocation(file), $"{name} is published, but the ledger has no entry of it, so nobody is asked to sign it", "run 'policybuilder publish' again, with the ledger");

    public static Diagnostic NoSuchPerson(string city, string id, IReadOnlyCollection<string> ids) =>
        Error("PB7205", new SourceLocation(city), $"nobody on the roster has the id '{id}'", DidYouMean(id, ids, "ids are compared letter by letter; 'policybuilder status --csv' lists them"));
}
