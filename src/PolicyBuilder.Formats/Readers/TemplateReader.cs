using System.Text.RegularExpressions;
using PolicyBuilder.Formats.Forms;
using PolicyBuilder.Formats.Readers.Yaml;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Formats.Readers;

/// <summary>Reads a template's folder: template.yaml, policy.md, acknowledgement.md and what they include.</summary>
internal static partial class TemplateReader
{
    // Words that Scriban or the template language keeps for itself, and the first words of the facts.
    private static readonly HashSet<string> Reserved =
    [
        .. TemplateNames.Facts.Keys.Select(fact => fact[..fact.IndexOf('.', StringComparison.Ordinal)]),
        "if", "else", "end", "for", "in", "break", "continue", "while", "tablerow", "case", "when", "func", "ret", "do", "with", "wrap", "capture",
        "import", "readonly", "this", "null", "true", "false", "empty", "blank", "include", "list", "list_or", "capitalize",
    ];

    private static readonly Dictionary<string, BlankKind> Kinds = new()
    {
        ["text"] = BlankKind.Text,
        ["choice"] = BlankKind.Choice,
        ["list"] = BlankKind.List,
        ["yes_no"] = BlankKind.YesNo,
        ["date"] = BlankKind.Date,
        ["number"] = BlankKind.Number,
    };

    /// <summary>The template; null when a problem makes it unusable.</summary>
    public static PolicyTemplate? Read(TemplateFolder folder, ICollection<Diagnostic> problems)
    {
        var texts = new Dictionary<string, TemplateText>();
        foreach (var name in folder.Files)
        {
            var file = folder.Display(name);
            if (Text(file, folder, name, problems) is { } content)
                texts.Add(name, new TemplateText(file, content));
        }
        foreach (var needed in (string[])["template.yaml", "policy.md"])
        {
            if (!folder.Files.Contains(needed))
                problems.Add(Problems.TemplateFileMissing(new SourceLocation(folder.Display(needed))));
        }
        if (!texts.TryGetValue("template.yaml", out var yaml) || !texts.TryGetValue("policy.md", out var policy))
            return null;

        var before = problems.Count;
        var settings = Settings.Of(YamlReader.Read(yaml.File, yaml.Text, problems), [], problems);
        if (settings is null)
            return null;
        var title = settings.Text("title", "the policy's title");
        var edition = settings.Version("edition", "the edition of the model policy");
        var source = settings.Text("source", "who made the model policy");
        var language = settings.Text("language") ?? "en-US";
        if (!Language().IsMatch(language))
            problems.Add(Problems.WrongType(settings.Entry("language")!.Value.Location, "language", "a language tag such as en-US", $"'{language}'"));
        var notice = ReadNotice(settings);
        var blanks = ReadBlanks(settings);
        var terms = ReadTerms(settings);
        var advice = ReadAdvice(settings, blanks);
        settings.RejectOthers();
        if (problems.Count > before)
            return null;
        return new PolicyTemplate
        {
            Id = folder.Id,
            Title = title!,
            Edition = edition!.Value,
            Source = source!,
            Language = language,
            Notice = notice,
            Blanks = blanks,
            Terms = terms,
            Advice = advice,
            PolicyText = policy,
            AcknowledgementText = texts.GetValueOrDefault("acknowledgement.md"),
            Includes = texts.Where(text => text.Key.EndsWith(".md", StringComparison.Ordinal) && text.Key is not ("policy.md" or "acknowledgement.md" or "ERRATA.md"))
                .ToDictionary(text => text.Key, text => text.Value),
        };
    }

    private static string? Text(string file, TemplateFolder folder, string name, ICollection<Diagnostic> problems)
    {
        try
        {
            return SourceText.Read(file, folder.Open(name), problems);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problems.Add(Problems.Unreadable(new SourceLocation(file), SourceText.Reason(exception)));
            return null;
        }
    }

    private static TemplateNotice? ReadNotice(Settings settings)
    {
        if (settings.Group("notice") is not { } group)
            return null;
        var heading = group.Text("heading", "the heading of the notice");
        var text = group.Lines("text");
        group.RejectOthers();
        return heading is null || text is null ? null : new TemplateNotice(heading, text.Text, text.Location, text.Places);
    }

    private static Sequence<Blank> ReadBlanks(Settings settings)
    {
        var blanks = new List<Blank>();
        if (settings.Group("blanks") is not { } group)
            return [];
        foreach (var entry in group.Entries())
        {
            if (!BlankName().IsMatch(entry.Key) || Reserved.Contains(entry.Key))
                settings.Problems.Add(Problems.BadBlankName(entry.Location, entry.Key));
            if (group.Group(entry.Key) is { } blank)
                blanks.Add(ReadBlank(entry, blank));
        }
        return blanks.ToSequence();
    }

    private static Blank ReadBlank(YamlEntry entry, Settings settings)
    {
        var kind = settings.Choice("type", Kinds.Keys, "what the blank takes: " + string.Join(", ", Kinds.Keys));
        var question = settings.Text("question", "what to ask the city, in plain words");
        var choices = settings.TextList("choices") ?? [];
        var blank = new Blank
        {
            Name = entry.Key,
            Kind = kind is null ? BlankKind.Text : Kinds[kind],
            Question = question ?? "",
            Help = settings.Text("help"),
            Example = settings.Text("example"),
            Choices = choices,
            AllowsOther = settings.YesNo("other") ?? false,
            MinimumItems = settings.WholeNumber("min_items") ?? 0,
            MaximumItems = settings.WholeNumber("max_items") ?? 100,
            MaximumLength = settings.WholeNumber("max_length") ?? 200,
            Location = entry.Location,
        };
        var optional = settings.YesNo("optional") ?? false;
        var given = settings.Entry("default");
        settings.RejectOthers();
        if (kind == "choice" && choices.Count == 0)
            settings.Problems.Add(Problems.MissingKey(entry.Location, $"blanks.{entry.Key}.choices", "the choices"));
        return blank with
        {
            Default = given is not null ? AnswerReader.Read(blank, new YamlEntry(blank.Name, given.Location, given.Value), settings)
                : !optional ? null
                : blank.Kind switch
                {
                    BlankKind.List => new ListAnswer([]),
                    BlankKind.YesNo => new YesNoAnswer(false),
                    _ => new TextAnswer(""),
                },
        };
    }

    private static Sequence<DefinedTerm> ReadTerms(Settings settings)
    {
        var terms = new List<DefinedTerm>();
        foreach (var group in settings.Groups("terms"))
        {
            var term = group.Text("term", "the word as the definition spells it");
            var clause = group.Clause("defined_in", "the id of the clause that defines it");
            var forms = group.TextList("forms") ?? (term is null ? [] : [term]);
            group.RejectOthers();
            if (term is not null && clause is not null)
                terms.Add(new DefinedTerm(term, clause.Value.Id, forms, group.Location));
        }
        return terms.ToSequence();
    }

    private static Sequence<AdviceRule> ReadAdvice(Settings settings, Sequence<Blank> blanks)
    {
        var rules = new List<AdviceRule>();
        foreach (var group in settings.Groups("advice"))
        {
            var code = group.Choice("code", ["PB3101", "PB3102"], "PB3101 for what has aged, PB3102 for what the law has touched");
            var message = group.Text("message", "what to know, in one sentence");
            var source = group.Text("source", "who says so");
            var hint = group.Text("hint");
            var words = group.TextList("words") ?? [];
            var answer = group.Text("answer");
            if (answer is not null && !blanks.Any(blank => blank.Name == answer))
                settings.Problems.Add(Problems.UnknownBlank(group.Entry("answer")!.Value.Location, answer, "this template", [.. blanks.Select(blank => blank.Name)]));
            var clause = group.Clause("clause");
            group.RejectOthers();
            if (code is not null && message is not null && source is not null)
                rules.Add(new AdviceRule(code, message, hint, source, words, answer, clause?.Id, group.Location));
        }
        return rules.ToSequence();
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9_]{0,59}\z")]
    private static partial Regex BlankName();

    // RFC 5646 § 2.1, the parts in use: language, script, region.
    [GeneratedRegex(@"\A[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?\z")]
    private static partial Regex Language();
}
