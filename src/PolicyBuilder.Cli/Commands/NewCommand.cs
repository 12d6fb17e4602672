using System.CommandLine;
using PolicyBuilder.Cli.Console;
using PolicyBuilder.Formats;
using PolicyBuilder.Formats.Interviews;
using PolicyBuilder.Formats.Readers;
using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Cli.Commands;

/// <summary><c>new &lt;city&gt;</c>: asks what the blanks of a model policy need, and writes the city's files.</summary>
internal static class NewCommand
{
    public static Command Create(Terminal terminal, TimeProvider clock)
    {
        var city = new Argument<string>("city") { Description = "The city's name, such as \"St. Mary-by-the-Sea\", or its folder, such as mapleton" };
        var set = new Option<string[]>("--set")
        {
            Description = "An answer given beforehand: city.name, contact.email, effective, or a blank of the model policy; lists with commas",
            HelpName = "name=value",
            DefaultValueFactory = _ => [],
        };
        var answers = new Option<string?>("--answers") { Description = "A YAML file of answers; --set comes before it", HelpName = "file" };
        var yes = new Option<bool>("--yes", "-y") { Description = "Ask nothing; take the defaults for what is not given" };
        var policies = new Option<string>("--policies")
        {
            Description = "Folder of the cities",
            HelpName = "folder",
            DefaultValueFactory = _ => Arguments.Policies,
        };
        var templates = Arguments.TemplatesFolder();
        set.Validators.Add(result =>
        {
            var names = new HashSet<string>();
            foreach (var setting in result.GetValueOrDefault<string[]>() ?? [])
            {
                if (Split(setting) is not { } pair)
                    result.AddError($"'--set {setting}' is not a setting; write --set name=value");
                else if (!names.Add(pair.Name))
                    result.AddError($"'--set {pair.Name}' is given twice");
            }
        });
        var command = new Command("new", "Fill in a model policy for a city by answering questions") { city, set, answers, yes, policies, templates };
        command.SetAction(parsed => Run(terminal, clock, new Request(
            parsed.GetValue(city)!,
            parsed.GetValue(set)!.Select(setting => Split(setting)!.Value).ToDictionary(pair => pair.Name, pair => pair.Value),
            parsed.GetValue(answers),
            parsed.GetValue(yes),
            parsed.GetValue(policies)!,
            parsed.GetValue(templates))));
        return command;
    }

    /// <summary>What the command line asks for.</summary>
    internal sealed record Request(string City, IReadOnlyDictionary<string, string> Settings, string? Answers, bool Yes, string Policies, string? Templates);

    /// <summary>Has the conversation, or the script's part of it. A null interview means that the person stopped.</summary>
    internal delegate Interview? Talk(Interview interview, AnswerSheet sheet);

    private static int Run(Terminal terminal, TimeProvider clock, Request request) =>
        Run(terminal, clock, request, request.Yes || !terminal.InputIsTerminal || !terminal.ErrorIsTerminal ? null
            // Nothing of the prompts is loaded before a person is there to see them.
            : (interview, sheet) => Conversation.OnTerminal(terminal, sheet, request.Policies, interview));

    /// <summary>Makes the files.</summary>
    /// <param name="talk">Asks a person; null when nobody is there.</param>
    internal static int Run(Terminal terminal, TimeProvider clock, Request request, Talk? talk)
    {
        var problems = new List<Diagnostic>();
        var templates = new TemplateLibrary(request.Templates);
        if (templates.Names() is { Count: 1 } only && templates.Find(only.First()) is null)
            return Refuse(terminal, templates.ProblemsOf(only.First()));
        if (AnswerSheet.Read(request.Settings, request.Answers, problems) is not { } sheet)
            return Refuse(terminal, problems);

        var today = DateOnly.FromDateTime(clock.GetLocalNow().Date);
        var interview = new Interview(request.City, today, templates, folder => File.Exists(NewPolicy.Place(request.Policies, folder, "").CityPath));
        interview = sheet.Fill(interview, complete: talk is null, problems);
        if (problems.Count > 0)
            return Refuse(terminal, problems);
        if (talk is not null)
        {
            if (talk(interview, sheet) is not { } finished)
            {
                terminal.Say("Stopped; nothing was written.");
                return ExitCode.No;
            }
            interview = finished;
        }
        else if (WouldOverwrite(interview, sheet, request.Policies) is { } there)
        {
            terminal.Say($"policybuilder: {Workspace.Display(there)} is there already and stays as it is; nothing was written");
            return ExitCode.No;
        }
        else if (interview.Template!.Notice is { } notice)
        {
            terminal.Say($"{notice.Heading}: {notice.Text.Trim()}");
        }

        var policy = interview.Finish(template => Schema(template, request, interview.Folder!));
        return Report(terminal, clock, request, policy, policy.Save(request.Policies), templates);
    }

    private static int Refuse(Terminal terminal, IEnumerable<Diagnostic> problems)
    {
        foreach (var problem in problems)
            terminal.Print(problem);
        terminal.Say("Nothing was written.");
        return ExitCode.No;
    }

    // A script cannot be asked, so it may only add files.
    private static string? WouldOverwrite(Interview interview, AnswerSheet sheet, string policies)
    {
        var place = NewPolicy.Place(policies, interview.Folder!, interview.Template!.Id);
        return File.Exists(place.PolicyPath) ? place.PolicyPath
            : interview.KeepsCity && sheet.DescribesCity ? place.CityPath
            : null;
    }

    private static string? Schema(PolicyTemplate template, Request request, string folder)
    {
        var schema = request.Templates is null ? null : Path.Combine(request.Templates, template.Id, "schema.json");
        return File.Exists(schema)
            ? Path.GetRelativePath(Path.Combine(request.Policies, folder), schema).Replace(Path.DirectorySeparatorChar, '/')
            : null;
    }

    private static int Report(Terminal terminal, TimeProvider clock, Request request, NewPolicy policy, PolicySource place, TemplateLibrary templates)
    {
        if (policy.CityText is not null)
            terminal.Print(Workspace.Display(place.CityPath));
        terminal.Print(Workspace.Display(place.PolicyPath));
        var compilation = new PolicyCompiler(templates).Compile(place);
        foreach (var problem in compilation.Problems)
            terminal.Print(problem);
        if (compilation.Policy is not { } compiled)
            return ExitCode.No;
        var advice = new Adviser(DateOnly.FromDateTime(clock.GetLocalNow().Date)).Advise(compiled).Count;
        var folder = Quoted(Workspace.Display(Path.GetDirectoryName(place.PolicyPath)!));
        var option = request.Templates is null or Arguments.Templates ? "" : $" --templates {Quoted(request.Templates)}";
        terminal.Say("");
        terminal.Say("The answers are complete; you can change them in these files at any time.");
        terminal.Say("What to do next:");
        if (advice > 0)
        {
            terminal.Say($"  policybuilder check {folder}{option}");
            terminal.Say($"      shows {Arguments.Count(advice, "note", "notes")} to read before the city adopts the policy");
        }
        terminal.Say($"  policybuilder build {folder}{option}");
        terminal.Say("      writes the policy as Word, HTML and Markdown");
        return ExitCode.Yes;
    }

    private static string Quoted(string path) => path.Contains(' ', StringComparison.Ordinal) ? $"\"{path}\"" : path;

    private static (string Name, string Value)? Split(string setting) =>
        setting.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals && setting[..equals].Trim() is { Length: > 0 } name
            ? (name, setting[(equals + 1)..])
            : null;
}
