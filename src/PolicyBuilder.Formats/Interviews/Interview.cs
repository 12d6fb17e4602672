using System.Collections.Immutable;
using System.Globalization;
using PolicyBuilder.Formats.Readers;
using PolicyBuilder.Formats.Readers.Yaml;
using PolicyBuilder.Formats.Writers;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Formats.Interviews;

/// <summary>
/// The questions that make a city's first policy, and the answers so far. Immutable: an answer gives the next state,
/// and the state before it is still there to go back to. Who asks, and how, is not its business. Each answer is judged
/// as <c>check</c> judges it in the file.
/// </summary>
public sealed class Interview
{
    private const string FolderKey = "folder";
    private const string PolicyKey = "policy";
    private const string NameKey = "city.name";
    private const string KindKey = "city.kind";
    private const string StateKey = "city.state";
    private const string ContactName = "contact.name";
    private const string ContactEmail = "contact.email";
    private const string ContactPhone = "contact.phone";
    private const string EditionKey = "edition";
    private const string VersionKey = "version";
    private const string EffectiveKey = "effective";
    private const string ReviewKey = "review_by";

    private static readonly string[] CityKeys = [NameKey, KindKey, StateKey, ContactName, ContactEmail, ContactPhone];

    // Councils adopt at one meeting what they saw at the meeting before.
    private const int DaysToAdopt = 30;

    private readonly TemplateLibrary templates;
    private readonly Func<string, bool> isThere;
    private readonly string called;
    private readonly DateOnly today;
    private readonly ImmutableDictionary<string, AnswerValue?> given;
    private readonly string? returned;

    /// <summary>An interview before its first answer.</summary>
    /// <param name="called">What the city was called on the command line: its name, or its folder.</param>
    /// <param name="today">Today, from which the dates are proposed.</param>
    /// <param name="templates">The templates there are to choose from.</param>
    /// <param name="isThere">Whether the city of a folder has its city.yaml already; then the city is not asked about.</param>
    public Interview(string called, DateOnly today, TemplateLibrary templates, Func<string, bool> isThere)
        : this(called, today, templates, isThere, ImmutableDictionary<string, AnswerValue?>.Empty, null)
    {
    }

    private Interview(
        string called, DateOnly today, TemplateLibrary templates, Func<string, bool> isThere,
        ImmutableDictionary<string, AnswerValue?> given, string? returned)
    {
        (this.called, this.today, this.templates, this.isThere, this.given, this.returned) = (Settings.OneLine(called), today, templates, isThere, given, returned);
        Questions = [.. Ask()];
    }

    /// <summary>The questions as they stand; some answers bring others.</summary>
    public IReadOnlyList<Question> Questions { get; }

    /// <summary>The question to ask now; null when all are answered.</summary>
    public Question? Current => (returned is null ? null : Find(returned)) ?? Questions.FirstOrDefault(question => question.IsAsked && !given.ContainsKey(question.Key));

    /// <summary>The city's folder; null until it is known.</summary>
    public string? Folder => given.TryGetValue(FolderKey, out var answer) ? (answer as TextAnswer)?.Value ?? ProposedFolder() : null;

    /// <summary>Whether the city is there already, so that its city.yaml is kept.</summary>
    public bool KeepsCity => Folder is { } folder && isThere(folder);

    /// <summary>The template; null until it is known.</summary>
    public PolicyTemplate? Template => given.GetValueOrDefault(PolicyKey) is TextAnswer chosen ? templates.Find(chosen.Value)
        : templates.Names() is { Count: 1 } only ? templates.Find(only.First())
        : null;

    /// <summary>The question of that key or name; null when there is none.</summary>
    public Question? Find(string key) =>
        Questions.FirstOrDefault(question => question.Key == key) ?? Questions.FirstOrDefault(question => question.Blank.Name == key);

    /// <summary>Whether the question has an answer, if only its default.</summary>
    public bool IsAnswered(Question question) => given.ContainsKey(question.Key);

    /// <summary>What holds: the answer, or the default; null when there is neither.</summary>
    public AnswerValue? Value(Question question) => given.GetValueOrDefault(question.Key) ?? question.Blank.Default;

    /// <summary>Answers with a line of text. An empty line keeps what holds.</summary>
    /// <returns>The next state; null, and a problem in plain words, when the answer does not fit.</returns>
    public Interview? Answer(Question question, string text, ICollection<Diagnostic> problems)
    {
        if (string.IsNullOrWhiteSpace(text) && Value(question) is not null)
            return With(question, given.GetValueOrDefault(question.Key));
        return Answer(InPlainWords(question), YamlScalar.Typed(text, SourceLocation.None), problems);
    }

    /// <summary>Answers with a list.</summary>
    /// <returns>The next state; null, and a problem in plain words, when the answer does not fit.</returns>
    public Interview? Answer(Question question, Sequence<string> items, ICollection<Diagnostic> problems) =>
        Answer(
            InPlainWords(question),
            new YamlList([.. items.Select(item => YamlScalar.Typed(item, SourceLocation.None))], SourceLocation.None),
            problems);

    /// <summary>The question before the current one again; the first stays.</summary>
    public Interview Back()
    {
        var asked = Questions.Where(question => question.IsAsked).ToList();
        var index = Current is { } current ? asked.IndexOf(current) : asked.Count;
        return ReturnTo(asked[Math.Max(0, index - 1)]);
    }

    /// <summary>That question again.</summary>
    public Interview ReturnTo(Question question) => new(called, today, templates, isThere, given, question.Key);

    /// <summary>The files that the answers make. All questions must be answered.</summary>
    /// <param name="schema">The way from the policy's file to the schema of a template; null where there is none.</param>
    public NewPolicy Finish(Func<PolicyTemplate, string?> schema)
    {
        if (Current is { } open)
            throw new InvalidOperationException($"'{open.Key}' is not answered.");
        var template = Template!;
        var answers = new Dictionary<string, AnswerValue>();
        foreach (var blank in template.Blanks)
        {
            if (given.GetValueOrDefault(Question.Answers + blank.Name) is { } answer)
                answers.Add(blank.Name, answer);
        }
        var version = PolicyVersion.TryParse(Text(VersionKey), out var parsed) ? parsed : throw new InvalidOperationException("The version was not judged.");
        return new NewPolicy(
            Folder!,
            KeepsCity ? null : ConfigWriter.City(City()),
            template.Id + ".yaml",
            ConfigWriter.Policy(template, version, Date(Value(Find(EffectiveKey)!)!), Date(Value(Find(ReviewKey)!)!), answers, schema(template)));
    }

    /// <summary>Whether a question of that key is about the city, not the policy.</summary>
    internal static bool IsAboutCity(string key) => CityKeys.Contains(key);

    /// <summary>Answers with a value that has a place in a file or on a command line.</summary>
    internal Interview? Answer(Question question, YamlValue value, ICollection<Diagnostic> problems)
    {
        var before = problems.Count;
        var answer = Judge(question, value, problems);
        return answer is null || problems.Count > before ? null : With(question, answer);
    }

    /// <summary>Answers with the default.</summary>
    public Interview AnswerWithDefault(Question question) => With(question, null);

    private Interview With(Question question, AnswerValue? answer)
    {
        // Another model policy has other blanks, even where they are called the same.
        var kept = question.Key == PolicyKey && given.GetValueOrDefault(PolicyKey) != answer
            ? given.RemoveRange(given.Keys.Where(key => key.StartsWith(Question.Answers, StringComparison.Ordinal)))
            : given;
        return new(called, today, templates, isThere, kept.SetItem(question.Key, answer), null);
    }

    private AnswerValue? Judge(Question question, YamlValue value, ICollection<Diagnostic> problems)
    {
        foreach (var scalar in value is YamlList list ? list.Items : [value])
        {
            if (scalar is YamlScalar { Value: var text } && SourceText.FirstUnusable(text) is { } codePoint)
            {
                problems.Add(Problems.BadCharacter(scalar.Location, codePoint));
                return null;
            }
        }
        var answer = AnswerReader.Read(
            question.Blank, new YamlEntry(question.Blank.Name, value.Location, value), new Settings(new YamlMap([], value.Location), "", [], problems));
        if (answer is not TextAnswer one)
            return answer;
        switch (question.Key)
        {
            case FolderKey when !CityId.IsValid(one.Value):
                problems.Add(Problems.BadCityFolder(value.Location, one.Value));
                return null;
            case PolicyKey when !templates.Names().Contains(one.Value):
                problems.Add(Problems.UnknownPolicy(value.Location, one.Value, templates.Names()));
                return null;
            case PolicyKey when templates.Find(one.Value) is null:
                foreach (var problem in templates.ProblemsOf(one.Value))
                    problems.Add(problem);
                return null;
            case VersionKey when !PolicyVersion.TryParse(one.Value, out _):
                problems.Add(Problems.BadVersion(value.Location, VersionKey, one.Value));
                return null;
            case EditionKey when one.Value != Template?.Edition.ToString():
                problems.Add(Problems.OtherEdition(value.Location, one.Value, Template?.Edition.ToString() ?? ""));
                return null;
            default:
                // A date is judged into words; the file has it as it was written.
                return question.Blank.Kind == BlankKind.Date ? new TextAnswer(Settings.OneLine(((YamlScalar)value).Value)) : one;
        }
    }

    private IEnumerable<Question> Ask()
    {
        var name = CityName(out var kind);
        var folder = ProposedFolder();
        yield return new(FolderKey, "Folder", new Blank
        {
            Name = FolderKey,
            Kind = BlankKind.Text,
            Question = "What shall the city's folder be called?",
            Help = "The city's files are kept in it. Small letters, digits and hyphens.",
            Default = folder is null ? null : new TextAnswer(folder),
        });
        if (!KeepsCity)
        {
            foreach (var question in AskAboutCity(name, kind))
                yield return question;
        }
        var names = templates.Names();
        yield return new(PolicyKey, "Model policy", new Blank
        {
            Name = PolicyKey,
            Kind = BlankKind.Choice,
            Question = "Which model policy do you want to fill in?",
            Choices = names.ToSequence(),
            // An unknown name is judged with the names there are.
            AllowsOther = true,
            Default = names.Count == 1 ? new TextAnswer(names.First()) : null,
        }, IsAsked: names.Count > 1);
        if (Template is not { } template)
            yield break;
        yield return new(EditionKey, "Edition", Line(EditionKey, "Which edition of the model policy were the answers given for?", template.Edition.ToString()), IsAsked: false);
        yield return new(VersionKey, "Version", Line(VersionKey, "Which version of the city's own policy is it?", "1.0.0"), IsAsked: false);
        var effective = new Question(EffectiveKey, "Effective date", Line(EffectiveKey, "From which day shall the policy hold?", IsoDay.Of(FirstOfMonth(today.AddDays(DaysToAdopt)))) with
        {
            Kind = BlankKind.Date,
            Help = "Year-month-day, such as 2027-01-31. Leave the council time to adopt it.",
        });
        yield return effective;
        var from = Date(Value(effective)!);
        yield return new(ReviewKey, "Review date", Line(ReviewKey, "When will the city look at the policy again?", IsoDay.Of(from.Year < DateOnly.MaxValue.Year ? from.AddYears(1) : from)) with
        {
            Kind = BlankKind.Date,
            Help = "Year-month-day. A policy on technology ages within a year.",
        });
        foreach (var blank in template.Blanks)
            yield return Question.Of(blank);
    }

    private static IEnumerable<Question> AskAboutCity(string name, string kind)
    {
        // What was typed on the command line is proposed only where it would pass as an answer.
        var isUsable = name.Length is > 0 and <= 200 && SourceText.FirstUnusable(name) is null;
        yield return new(NameKey, "City's name", Line(NameKey, "What is the name of the city or town?", isUsable ? name : null) with
        {
            Help = "Without \"City of\" or \"Town of\"; the policy adds it where it belongs.",
        });
        yield return new(KindKey, "City or town", Line(KindKey, "Is it a city or a town?", kind) with
        {
            Kind = BlankKind.Choice,
            Choices = ["city", "town"],
        });
        yield return new(StateKey, "State", Line(StateKey, "In which state is it?", "") with { Example = "Alabama" });
        yield return new(ContactName, "Contact", Line(ContactName, "Whom may employees ask about the policy?", "") with
        {
            Help = "An office keeps its name longer than a person stays.",
            Example = "Human Resources",
        });
        yield return new(ContactEmail, "Contact's e-mail", Line(ContactEmail, "What is the contact's e-mail address?", "") with { Example = "hr@mapleton.example" });
        yield return new(ContactPhone, "Contact's phone", Line(ContactPhone, "What is the contact's phone number?", "") with { Example = "251-555-0100" });
    }

    private string? ProposedFolder()
    {
        var folder = CityId.IsValid(called) ? called : CityId.FromName(CityName(out _));
        return CityId.IsValid(folder) ? folder : null;
    }

    // "new-harbor" is a folder; "City of New Harbor" is a name with the kind in front.
    private string CityName(out string kind)
    {
        foreach (var known in (string[])["city", "town"])
        {
            var prefix = known + " of ";
            if (called.Length > prefix.Length && called.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                kind = known;
                return called[prefix.Length..].Trim();
            }
        }
        kind = "city";
        return CityId.IsValid(called) ? string.Join(' ', called.Split('-').Select(English.Capitalize)) : called;
    }

    private City City() => new(
        Folder!, Text(NameKey), Text(KindKey) == "town" ? CityKind.Town : CityKind.City, Filled(StateKey),
        new Contact(Filled(ContactName), Filled(ContactEmail), Filled(ContactPhone)), null);

    private string Text(string key) => ((TextAnswer)Value(Find(key)!)!).Value;

    private string? Filled(string key) => Text(key) is { Length: > 0 } text ? text : null;

    private static DateOnly Date(AnswerValue answer) =>
        DateOnly.ParseExact(((TextAnswer)answer).Value, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    // A person reads the question's label where a script's writer reads its name.
    private static Question InPlainWords(Question question) => question with { Blank = question.Blank with { Name = question.Label } };

    private static Blank Line(string name, string question, string? value) => new()
    {
        Name = name,
        Kind = BlankKind.Text,
        Question = question,
        Default = value is null ? null : new TextAnswer(value),
    };

    private static DateOnly FirstOfMonth(DateOnly day) => day.Day == 1 ? day : new DateOnly(day.Year, day.Month, 1).AddMonths(1);
}
