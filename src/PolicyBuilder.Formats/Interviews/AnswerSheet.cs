using PolicyBuilder.Formats.Readers;
using PolicyBuilder.Formats.Readers.Yaml;
using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Model.Diagnostics;
namespace PolicyBuilder.Formats.Interviews;

/// <summary>
/// Answers given beforehand: a YAML file, and <c>name=value</c> settings, which come before the file. Names are those
/// of a policy's file, and <c>city.name</c>, <c>contact.email</c> and so on for the city's facts; a blank may be given
/// by its name alone or below <c>answers</c>.
/// </summary>
public sealed class AnswerSheet
{
    private readonly Dictionary<string, string> settings;
    private readonly Dictionary<string, YamlEntry> entries = [];

    private AnswerSheet(IReadOnlyDictionary<string, string> settings) => this.settings = new(settings);

    /// <summary>Whether it says anything about the city.</summary>
    public bool DescribesCity => settings.Keys.Concat(entries.Keys).Any(Interview.IsAboutCity);

    /// <summary>Reads the answers; null when a problem makes the file unusable.</summary>
    /// <param name="settings">Values by name.</param>
    /// <param name="path">The file, or null.</param>
    public static AnswerSheet? Read(IReadOnlyDictionary<string, string> settings, string? path, ICollection<Diagnostic> problems)
    {
        var sheet = new AnswerSheet(settings);
        if (path is null)
            return sheet;
        var before = problems.Count;
        var file = Workspace.Display(path);
        if (SourceText.ReadFile(file, path, problems) is { } text
            && Settings.Of(YamlReader.Read(file, text, problems), [], problems) is { } top)
        {
            foreach (var entry in top.Entries())
                sheet.Add("", entry);
        }
        return problems.Count == before ? sheet : null;
    }

    /// <summary>
    /// Answers what the sheet has answers for, and reports each that does not fit or is not asked for.
    /// </summary>
    /// <param name="complete">
    /// Whether nobody will be asked: then every other question is answered with its default, and one without is a problem.
    /// </param>
    public Interview Fill(Interview interview, bool complete, ICollection<Diagnostic> problems)
    {
        var wrong = new HashSet<string>();
        while (Next() is { } question)
        {
            var answered = Given(question) is { } value
                ? IsLeftBlank(question.Blank, value) ? interview.AnswerWithDefault(question) : interview.Answer(question, value, problems)
                : interview.AnswerWithDefault(question);
            if (answered is null)
                wrong.Add(question.Key);
            else
                interview = answered;
        }
        if (interview.Template is not null)
            RejectOthers(interview, problems);
        if (complete)
        {
            foreach (var question in interview.Questions)
            {
                if (!interview.IsAnswered(question) && !wrong.Contains(question.Key))
                    problems.Add(Problems.BlankAnswer(new SourceLocation($"--set {question.Blank.Name}=…"), question.Blank.Name, AnswerReader.HintFor(question.Blank)));
            }
        }
        return interview;

        Question? Next() => interview.Questions.FirstOrDefault(question =>
            !interview.IsAnswered(question) && !wrong.Contains(question.Key)
            && (Given(question) is not null || (complete && question.Blank.Default is not null)));
    }

    // An empty value means the default, but for a list, where it means no items.
    private static bool IsLeftBlank(Blank blank, YamlValue value) =>
        blank.Default is not null && blank.Kind != BlankKind.List && value is YamlScalar { IsBlank: true };

    // city: {name: …} is city.name, and city: {contact: {email: …}} is contact.email, as in city.yaml.
    private void Add(string prefix, YamlEntry entry)
    {
        if (entry.Value is YamlMap group && prefix + entry.Key is "city" or "city.contact" or "contact" or "answers")
        {
            foreach (var inner in group.Entries)
                Add(entry.Key + ".", inner);
        }
        else
        {
            entries.TryAdd(prefix + entry.Key, entry);
        }
    }

    private YamlValue? Given(Question question)
    {
        foreach (var name in (string[])[question.Key, question.Blank.Name])
        {
            if (settings.TryGetValue(name, out var text))
                return OfSetting(question, name, text);
            if (entries.TryGetValue(name, out var entry))
                return entry.Value;
        }
        return null;
    }

    private static YamlValue OfSetting(Question question, string name, string text)
    {
        var at = new SourceLocation($"--set {name}");
        return question.Blank.Kind != BlankKind.List ? YamlScalar.Typed(text, at)
            : new YamlList([.. ListEntry.Split(text).Select(item => YamlScalar.Typed(item, at))], at);
    }

    private void RejectOthers(Interview interview, ICollection<Diagnostic> problems)
    {
        var known = interview.Questions.Select(question => question.Blank.Name).ToList();
        foreach (var name in settings.Keys.Where(IsUnknown))
            problems.Add(Problems.UnknownKey(new SourceLocation($"--set {name}"), name, known));
        foreach (var (name, entry) in entries)
        {
            if (IsUnknown(name))
                problems.Add(Problems.UnknownKey(entry.Location, name, known));
        }

        bool IsUnknown(string name) => interview.Find(name) is null && !(interview.KeepsCity && Interview.IsAboutCity(name));
    }
}
