using PolicyBuilder.Formats.Readers.Yaml;
using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Formats.Readers;

/// <summary>Reads <c>city.yaml</c> and a city's policy file into validated facts.</summary>
internal static class ConfigReader
{
    private static readonly string[] Kinds = ["city", "town"];

    /// <summary>The city; null when a problem makes it unusable.</summary>
    /// <param name="id">The name of the city's folder.</param>
    public static City? ReadCity(string id, string file, string text, ICollection<Diagnostic> problems)
    {
        var settings = Settings.Of(YamlReader.Read(file, text, problems), [], problems);
        if (settings is null)
            return null;
        var name = settings.Text("name", "the city's name without \"City of\"");
        var kind = settings.Choice("kind", Kinds) == "town" ? CityKind.Town : CityKind.City;
        var state = settings.Text("state");
        var seal = settings.Text("seal");
        var contact = settings.Group("contact");
        var person = contact is null ? null
            : new Contact(contact.Text("name"), contact.Text("email"), contact.Text("phone"));
        contact?.RejectOthers();
        settings.RejectOthers();
        return name is null ? null : new City(id, name, kind, state, person, seal);
    }

    /// <summary>Reads a city's policy file.</summary>
    /// <param name="template">Finds a template by name; null when there is none.</param>
    /// <param name="templates">The names of the templates there are, for messages.</param>
    /// <returns>The facts and their template; null when a problem makes them unusable.</returns>
    public static (PolicyConfig Config, PolicyTemplate Template)? ReadPolicy(
        string file, string text, Func<string, PolicyTemplate?> template, Func<IReadOnlyCollection<string>> templates,
        ICollection<Diagnostic> problems)
    {
        var before = problems.Count;
        var locations = new Dictionary<string, SourceLocation>();
        var settings = Settings.Of(YamlReader.Read(file, text, problems), locations, problems);
        if (settings is null)
            return null;

        var policy = settings.Text("policy", "the name of the template, such as social-media");
        var edition = settings.Version("edition", "the edition of the model policy that you filled in");
        var version = settings.Version("version", "the version of your policy, 1.0.0 to begin with");
        var effective = settings.Date("effective", "the day from which the policy holds, such as 2027-01-01");
        var reviewBy = settings.Date("review_by");
        var notice = settings.YesNo("notice");
        var adopted = ReadAdoption(settings);
        var found = policy is null ? null : template(policy);
        if (policy is not null && found is null)
            problems.Add(Problems.UnknownPolicy(locations["policy"], policy, templates()));
        if (found is not null && edition is not null && edition != found.Edition)
            problems.Add(Problems.OtherEdition(locations["edition"], edition.Value.ToString(), found.Edition.ToString()));
        var answers = ReadAnswers(settings, found, locations);
        var amendments = AmendmentReader.Read(settings);
        settings.RejectOthers();

        if (problems.Count > before && problems.Skip(before).Any(problem => problem.Severity == Severity.Error))
            return null;
        return (new PolicyConfig
        {
            Policy = policy!,
            Edition = edition!.Value,
            Version = version!.Value,
            Effective = effective!.Value,
            ReviewBy = reviewBy,
            Adopted = adopted,
            Answers = answers,
            Amendments = amendments,
            Notice = notice,
            Locations = locations,
            File = file,
        }, found!);
    }

    private static Adoption? ReadAdoption(Settings settings)
    {
        if (settings.Group("adopted") is not { } group)
            return null;
        var by = group.Text("by", "who adopted the policy, such as City Council");
        var on = group.Date("on", "the day it was adopted");
        var reference = group.Text("reference");
        group.RejectOthers();
        return by is null || on is null ? null : new Adoption(by, on.Value, reference);
    }

    private static Dictionary<string, AnswerValue> ReadAnswers(
        Settings settings, PolicyTemplate? template, Dictionary<string, SourceLocation> locations)
    {
        var answers = new Dictionary<string, AnswerValue>();
        var group = settings.Group("answers");
        if (template is null)
            return answers;
        if (group is not null)
        {
            foreach (var entry in group.Entries())
            {
                locations.TryAdd($"answers.{entry.Key}", entry.Value.Location);
                if (template.Find(entry.Key) is not { } blank)
                    settings.Problems.Add(Problems.UnknownBlank(entry.Location, entry.Key, template.Id, [.. template.Blanks.Select(blank => blank.Name)]));
                else if (AnswerReader.Read(blank, entry, group) is { } answer)
                    answers.Add(entry.Key, answer);
            }
        }
        foreach (var blank in template.Blanks)
        {
            if (blank.Default is not null || answers.ContainsKey(blank.Name) || locations.ContainsKey($"answers.{blank.Name}"))
                continue;
            var at = locations.TryGetValue("answers", out var place) ? place : settings.Location;
            settings.Problems.Add(Problems.BlankAnswer(at, blank.Name, AnswerReader.HintFor(blank)));
        }
        return answers;
    }
}
