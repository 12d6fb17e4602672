using System.Globalization;
using PolicyBuilder.Formats;
using PolicyBuilder.Formats.Interviews;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Model.Diagnostics;
using Spectre.Console;

namespace PolicyBuilder.Cli.Console;

/// <summary>
/// Holds an interview with a person at a terminal. Choices are picked with the arrow keys; where the terminal cannot
/// move its cursor (TERM=dumb), by number.
/// </summary>
internal sealed class Conversation(IAnsiConsole console, AnswerSheet sheet, string policies)
{
    private const string BackSign = "<";
    private const int MostChoices = 12;

    private static readonly Style Strong = new(decoration: Decoration.Bold);
    private static readonly Style Faint = new(foreground: Color.Grey);
    private static readonly Style Wrong = new(foreground: Color.Red);

    private readonly HashSet<string> noticesShown = [];
    private readonly HashSet<string> mayReplace = [];

    /// <summary>Holds the interview on standard error and the keyboard; null when the person stops.</summary>
    public static Interview? OnTerminal(Terminal terminal, AnswerSheet sheet, string policies, Interview interview)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(System.Console.Error),
            Interactive = InteractionSupport.Yes,
            ColorSystem = terminal.Color ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        });
        System.Console.CancelKeyPress += Stop;
        try
        {
            return new Conversation(console, sheet, policies).Hold(interview);
        }
        finally
        {
            System.Console.CancelKeyPress -= Stop;
        }

        // Choices hide the cursor; a person who stops there wants it back.
        void Stop(object? sender, ConsoleCancelEventArgs key)
        {
            console.Cursor.Show(true);
            terminal.Say("\nStopped; nothing was written.");
        }
    }

    /// <summary>Asks until everything is answered and the person says "write"; null when they stop.</summary>
    public Interview? Hold(Interview interview)
    {
        Say("Type an answer and press Enter; Enter alone keeps what is proposed.", Faint);
        Say("A single < goes back one question. Ctrl+C stops. Nothing is written until you say so at the end.", Faint);
        while (true)
        {
            ShowNotice(interview.Template);
            if (Existing(interview) is { } path && !mayReplace.Contains(path))
            {
                console.WriteLine();
                switch (Choose($"{Workspace.Display(path)} is there already. What now?", ["Choose another folder", "Replace it", "Stop and write nothing"], 0))
                {
                    case 0 or null:
                        interview = Ask(interview, interview.Find("folder")!) ?? interview;
                        continue;
                    case 1:
                        mayReplace.Add(path);
                        break;
                    default:
                        return null;
                }
            }
            if (interview.Current is { } question)
            {
                interview = Ask(interview, question) ?? interview.Back();
                // An answer may bring questions that were answered beforehand; one that does not fit is asked.
                interview = sheet.Fill(interview, complete: false, []);
                continue;
            }
            Summarize(interview);
            switch (Choose("Is everything right?", ["Yes, write the files", "Change an answer", "Stop and write nothing"], 0))
            {
                case 0:
                    return interview;
                case 1:
                    interview = Change(interview);
                    break;
                case 2:
                    return null;
                default:
                    interview = interview.Back();
                    break;
            }
        }
    }

    // Null for going back.
    private Interview? Ask(Interview interview, Question question)
    {
        var asked = interview.Questions.Where(other => other.IsAsked).ToList();
        console.WriteLine();
        console.Write(new Text(question.Blank.Question, Strong));
        console.Write(new Text(string.Create(CultureInfo.InvariantCulture, $"  ({asked.IndexOf(question) + 1} of {asked.Count})\n"), Faint));
        if (question.Blank.Help is { } help)
            Say(help, Faint);
        if (question.Blank.Example is { } example)
            Say($"For example: {example}", Faint);
        return question.Blank.Kind switch
        {
            BlankKind.Choice => AskChoice(interview, question),
            BlankKind.YesNo => AskYesNo(interview, question),
            BlankKind.List => AskList(interview, question),
            _ => AskLine(interview, question),
        };
    }

    private Interview? AskLine(Interview interview, Question question)
    {
        var held = interview.Value(question);
        var mayBeBlank = question.Blank.Default is TextAnswer { Value: "" };
        if (held is TextAnswer { Value: "" })
            Say("You may leave it blank: press Enter.", Faint);
        else if (held is not null)
            Say($"Enter keeps: {Shown(question, held)}{(mayBeBlank ? "   A single - leaves it blank." : "")}", Faint);
        while (true)
        {
            var line = ReadLine();
            if (line == BackSign)
                return null;
            if (mayBeBlank && line == "-")
                return interview.AnswerWithDefault(question);
            var problems = new List<Diagnostic>();
            if (interview.Answer(question, line, problems) is { } answered)
                return answered;
            Tell(problems);
        }
    }

    private Interview? AskChoice(Interview interview, Question question)
    {
        var choices = question.Blank.Choices;
        // A choice among the templates there are takes no other, whatever its blank says.
        var other = question.Blank.AllowsOther && question.Key != "policy";
        var held = (interview.Value(question) as TextAnswer)?.Value;
        var index = held is null ? -1 : choices.ToList().IndexOf(held);
        var isOther = other && held is not null && index < 0;
        var options = choices.ToList();
        if (other)
            options.Add(isOther ? $"Another (now: {held})…" : "Another…");
        while (true)
        {
            var chosen = Choose(null, options, isOther ? choices.Count : Math.Max(index, 0), hasHeld: held is not null);
            if (chosen is null)
                return null;
            var text = chosen < choices.Count ? choices[chosen.Value] : null;
            if (text is null)
            {
                Say("Type it as the policy should say it; < goes back to the choices.", Faint);
                text = ReadLine();
                if (text == BackSign)
                    continue;
                if (text.Length == 0)
                {
                    if (isOther)
                        return interview.Answer(question, "", []);
                    continue;
                }
            }
            var problems = new List<Diagnostic>();
            if (interview.Answer(question, text, problems) is { } answered)
                return answered;
            Tell(problems);
        }
    }

    private Interview? AskYesNo(Interview interview, Question question) =>
        Choose(null, ["Yes", "No"], interview.Value(question) is YesNoAnswer { Value: true } ? 0 : 1) switch
        {
            0 => interview.Answer(question, "yes", []),
            1 => interview.Answer(question, "no", []),
            _ => null,
        };

    private Interview? AskList(Interview interview, Question question)
    {
        var held = interview.Value(question) as ListAnswer;
        var list = new ListEntry(held?.Values ?? []);
        const string form = "one per line, or with commas between (\"quotation marks\" around a name that has a comma)";
        if (list.Items.Count == 0)
        {
            Say($"Type {form}. An empty line ends the list.", Faint);
        }
        else
        {
            Number(list.Items);
            Say($"Enter keeps these. Or type your own, {form}; +Name adds to these, -2 takes out number 2, - takes out all.", Faint);
        }
        while (true)
        {
            var line = ReadLine();
            if (line == BackSign)
            {
                if (!list.IsTouched)
                    return null;
                list = new ListEntry(held?.Values ?? []);
                Say("As it was before (< again goes back one question):", Faint);
                Number(list.Items);
                continue;
            }
            if (line.Length > 0)
            {
                if (list.Type(line) is { } longer)
                {
                    list = longer;
                    Number(list.Items);
                    Say("Another? An empty line ends the list.", Faint);
                }
                else
                {
                    Say("There is no such number in the list.", Wrong);
                }
                continue;
            }
            if (!list.IsTouched && held is not null)
                return interview.Answer(question, "", []);
            var problems = new List<Diagnostic>();
            if (interview.Answer(question, list.Items, problems) is { } answered)
                return answered;
            Tell(problems);
        }
    }

    private Interview Change(Interview interview)
    {
        var asked = interview.Questions.Where(question => question.IsAsked).ToList();
        var chosen = Choose(
            "Which answer?", [.. asked.Select(question => $"{question.Label}: {Shown(question, interview.Value(question)!).Replace("\n", "; ", StringComparison.Ordinal)}")], 0);
        return chosen is null ? interview : Ask(interview, asked[chosen.Value]) ?? interview;
    }

    private void Summarize(Interview interview)
    {
        console.WriteLine();
        console.Write(new Text("Your answers\n", Strong));
        var table = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(3)).AddColumn();
        foreach (var question in interview.Questions.Where(question => question.IsAsked))
        {
            var value = Shown(question, interview.Value(question)!);
            table.AddRow(new Text(question.Label, Faint), value.Length == 0 ? new Text("(blank)", Faint) : new Text(value));
        }
        console.Write(table);
        if (interview.KeepsCity)
            Say($"{Workspace.Display(NewPolicy.Place(policies, interview.Folder!, "").CityPath)} is there already and stays as it is.", Faint);
        console.WriteLine();
    }

    private void ShowNotice(PolicyTemplate? template)
    {
        if (template?.Notice is not { } notice || !noticesShown.Add(template.Id))
            return;
        console.WriteLine();
        console.Write(new Text($"{template.Title}: {notice.Heading}\n", Strong));
        Say(notice.Text.Trim(), Style.Plain);
    }

    private string? Existing(Interview interview)
    {
        if (interview is not { Folder: { } folder, Template: { } template })
            return null;
        var path = NewPolicy.Place(policies, folder, template.Id).PolicyPath;
        return File.Exists(path) ? path : null;
    }

    // The place of what was chosen; null for going back.
    private int? Choose(string? title, IReadOnlyList<string> options, int initial, bool hasHeld = true)
    {
        if (title is not null)
            console.Write(new Text(title + "\n", Strong));
        if (!console.Profile.Capabilities.Ansi)
            return ChooseByNumber(options, initial, hasHeld);
        const int back = -1;
        var prompt = new SelectionPrompt<int>()
            .AddChoices(Enumerable.Range(0, options.Count))
            .AddChoices(back)
            .UseConverter(place => Markup.Escape(place == back ? "Go back" : Cut(options[place])))
            .PageSize(MostChoices)
            .MoreChoicesText("(the arrow keys show more)")
            .DefaultValue(initial)
            .AddCancelResult(back);
        var chosen = prompt.Show(console);
        Say($"> {(chosen == back ? "Go back" : options[chosen])}", Style.Plain);
        return chosen == back ? null : chosen;
    }

    private int? ChooseByNumber(IReadOnlyList<string> options, int initial, bool hasHeld)
    {
        Number(options);
        Say(hasHeld ? $"Type a number. Enter alone takes: {options[initial]}" : "Type a number.", Faint);
        while (true)
        {
            var line = ReadLine();
            if (line == BackSign)
                return null;
            if (line.Length == 0 && hasHeld)
                return initial;
            if (int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= options.Count)
                return number - 1;
            Say(string.Create(CultureInfo.InvariantCulture, $"Type a number from 1 to {options.Count}, or < to go back."), Wrong);
        }
    }

    private string ReadLine() => console.Prompt(new TextPrompt<string>(">").AllowEmpty()).Trim();

    private string Cut(string text) => text.Length < console.Profile.Width - 4 ? text : text[..(console.Profile.Width - 5)] + "…";

    private void Number(IReadOnlyList<string> items)
    {
        if (items.Count == 0)
            Say("  (none)", Faint);
        for (var i = 0; i < items.Count; i++)
            Say(string.Create(CultureInfo.InvariantCulture, $"  {i + 1}. {items[i]}"), Style.Plain);
    }

    private void Tell(IEnumerable<Diagnostic> problems)
    {
        foreach (var problem in problems)
        {
            Say(English.Capitalize(problem.Message) + ".", Wrong);
            if (problem.Hint is not null)
                Say(English.Capitalize(problem.Hint), Style.Plain);
        }
    }

    private void Say(string sentence, Style style) => console.Write(new Text(sentence + "\n", style));

    private static string Shown(Question question, AnswerValue value) => value switch
    {
        ListAnswer { Values.Count: 0 } => "(none)",
        ListAnswer list => string.Join('\n', list.Values),
        YesNoAnswer yes => yes.Value ? "Yes" : "No",
        TextAnswer text when question.Blank.Kind == BlankKind.Date
            && IsoDay.TryRead(text.Value, out var date) => $"{text.Value} ({English.Date(date)})",
        TextAnswer text => text.Value,
        _ => throw new System.Diagnostics.UnreachableException(value.GetType().Name),
    };
}
