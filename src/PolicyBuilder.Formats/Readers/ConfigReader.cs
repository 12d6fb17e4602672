using PolicyBuilder.Formats.Readers.Yaml;
using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Formats.Readers;

/// <summary>What was read of a city.yaml.</summary>
/// <param name="SealLocation">Where the seal is named.</param>
internal sealed record CityReading(City City, SourceLocation SealLocation);

/// <summary>What was read of a policy file.</summary>
/// <param name="Unanswered">The blanks with a problem: their answers are stand-ins.</param>
internal sealed record PolicyReading(PolicyConfig Config, PolicyTemplate Template, IReadOnlySet<string> Unanswered);

/// <summary>Reads <c>city.yaml</c> and a city's policy file into validated facts.</summary>
internal static class ConfigReader
{
    /// <summary>The most characters in a name, title or address.</summary>
    private const int MaximumFact = 200;

    // Stands where a problem was reported; nothing is written then.
    private const string StandIn = "…";

    private static readonly string[] Kinds = ["city", "town"];

    /// <summary>The city, with stand-ins where a problem is; null when nothing of it can be used.</summary>
    /// <param name="id">The name of the city's folder.</param>
    public static CityReading? ReadCity(string id, string file, string text, ICollection<Diagnostic> problems)
    {
        var settings = Settings.Of(YamlReader.Read(file, text, problems), [], problems);
        if (settings is null)
            return null;
        var name = settings.Text("name", "the city's name without \"City of\"", MaximumFact);
        var kind = settings.Choice("kind", Kinds) == "town" ? CityKind.Town : CityKind.City;
        var state = settings.Text("state", limit: MaximumFact);
        var seal = settings.Text("seal");
        var sealAt = settings.Entry("seal")?.Value.Location ?? settings.Location;
        var contact = settings.Group("contact");
        var person = contact is null ? null
            : new Contact(contact.Text("name", limit: MaximumFact), contact.Text("email", limit: MaximumFact), contact.Text("phone", limit: MaximumFact));
        contact?.RejectOthers();
        var calendar = ReadCalendar(settings);
        settings.RejectOthers();
        return new CityReading(new City(id, name ?? StandIn, kind, state, person, seal) { Calendar = calendar }, sealAt);
    }

    /// <summary>Reads a city's policy file.</summary>
    /// <param name="template">Finds a template by name; null when there is none.</param>
    /// <param name="templates">The names of the templates there are, for messages.</param>
    /// <returns>
    /// The facts and their template, with stand-ins where a problem is, so that the rest can be judged in the same run;
    /// null when nothing of it can be used.
    /// </returns>
    public static PolicyReading? ReadPolicy(
        string file, string text, Func<string, PolicyTemplate?> template, Func<IReadOnlyCollection<string>> templates,
        ICollection<Diagnostic> problems)
    {
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
        var before = problems.Count;
        var found = policy is null ? null : template(policy);
        // One that is there and faulty has been told already.
        if (policy is not null && found is null && problems.Count == before)
            problems.Add(Problems.UnknownPolicy(locations["policy"], policy, templates()));
        if (found is not null && edition is not null && edition != found.Edition)
            problems.Add(Problems.OtherEdition(locations["edition"], edition.Value.ToString(), found.Edition.ToString()));
        var unanswered = new HashSet<string>();
        var answers = ReadAnswers(settings, found, locations, unanswered);
        var amendments = AmendmentReader.Read(settings);
        var acknowledgement = AcknowledgementReader.Read(settings);
        settings.RejectOthers();

        if (found is null)
            return null;
        return new PolicyReading(new PolicyConfig
        {
            Policy = found.Id,
            Edition = edition ?? default,
            Version = version ?? default,
            Effective = effective ?? default,
            ReviewBy = reviewBy,
            Adopted = adopted,
            Answers = answers,
            Amendments = amendments,
            Notice = notice,
            Acknowledgement = acknowledgement,
            Locations = locations,
            File = file,
        }, found, unanswered);
    }

    private static CityCalendar ReadCalendar(Settings settings)
    {
        var zone = settings.Text("time_zone", limit: MaximumFact);
        var found = zone is null ? null : CityCalendar.FindZone(zone);
        if (zone is not null && found is null)
            settings.Problems.Add(Problems.UnknownTimeZone(settings.Entry("time_zone")!.Value.Location, zone));
        return new CityCalendar(found, settings.Dates("holidays"));
    }

    private static Adoption? ReadAdoption(Settings settings)
    {
        if (settings.Group("adopted") is not { } group)
            return null;
        var by = group.Text("by", "who adopted the policy, such as City Council", MaximumFact);
        var on = group.Date("on", "the day it was adopted");
        var reference = group.Text("reference", limit: MaximumFact);
        group.RejectOthers();
        return by is null || on is null ? null : new Adoption(by, on.Value, reference);
    }

    private static Dictionary<string, AnswerValue> ReadAnswers(
        Settings settings, PolicyTemplate? template, Dictionary<string, SourceLocation> locations,
        HashSet<string> unanswered)
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
                if (entry.Value is YamlList list)
                {
                    for (var i = 0; i < list.Items.Count; i++)
                        locations.TryAdd($"answers.{entry.Key}.{i}", list.Items[i].Location);
                }
                if (template.Find(entry.Key) is not { } blank)
                    settings.Problems.Add(Problems.UnknownBlank(entry.Location, entry.Key, template.Id, [.. template.Blanks.Select(blank => blank.Name)]));
                else if (AnswerReader.Read(blank, entry, group) is { } answer)
                    answers.Add(entry.Key, answer);
                else
                    unanswered.Add(entry.Key);
            }
        }
        var told = group is null && settings.Entry("answers") is { Value: not YamlScalar { IsBlank: true, IsTold: false } };
        foreach (var blank in template.Blanks)
        {
            if (blank.Default is not null || answers.ContainsKey(blank.Name) || !unanswered.Add(blank.Name) || told)
                continue;
            var at = locations.TryGetValue("answers", out var place) ? place : settings.Location;
            settings.Problems.Add(Problems.BlankAnswer(at, blank.Name, AnswerReader.HintFor(blank)));
        }
        foreach (var name in unanswered)
        {
            answers.TryAdd(name, template.Find(name)!.Kind switch
            {
                BlankKind.List => new ListAnswer([StandIn]),
                BlankKind.YesNo => new YesNoAnswer(false),
                _ => new TextAnswer(StandIn),
            });
        }
        return answers;
    }
}
