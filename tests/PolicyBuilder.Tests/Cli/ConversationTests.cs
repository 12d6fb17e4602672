using PolicyBuilder.Cli;
using PolicyBuilder.Cli.Commands;
using PolicyBuilder.Cli.Console;
using PolicyBuilder.Model.Configuration;
using Spectre.Console;
using Spectre.Console.Testing;
using Xunit;

namespace PolicyBuilder.Tests.Cli;

/// <summary><c>new</c> with a person at the keyboard.</summary>
public sealed class ConversationTests : IDisposable
{
    private readonly NewCommandWorkspace workspace = new();
    private readonly TestConsole console = new TestConsole().Interactive().SupportsAnsi(true).Width(80);

    public void Dispose()
    {
        console.Dispose();
        workspace.Dispose();
    }

    [Fact]
    public void Enter_keeps_what_is_proposed_and_the_notice_comes_first()
    {
        CityByDefaults();
        Press(ConsoleKey.Enter);                            // Mayor
        Type("City Clerk", "", "", "");
        Press(ConsoleKey.Enter);                            // write

        Assert.Equal(ExitCode.Yes, Run("mapleton"));

        var notice = console.Output.IndexOf("DISCLAIMER", StringComparison.Ordinal);
        Assert.InRange(notice, 0, console.Output.IndexOf("What shall the city's folder be called?", StringComparison.Ordinal));
        var (city, config) = workspace.Read("mapleton");
        Assert.Equal("Mapleton", city.Name);
        Assert.Equal(CityKind.City, city.Kind);
        Assert.Equal(new DateOnly(2027, 1, 1), config.Effective);
        Assert.Equal(new TextAnswer("Mayor"), config.Answers["final_authority"]);
        Assert.Equal(["authorized_employees", "final_authority"], config.Answers.Keys.Order(StringComparer.Ordinal));
        Assert.Contains("#   - Google+\n", workspace.Text("mapleton/social-media.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_answer_is_told_at_once_and_asked_again()
    {
        Type("../up", "mapleton", "");
        Press(ConsoleKey.Enter);                            // city
        Type("", "", "", "", "1/1/2027", "2027-02-01", "");
        Press(ConsoleKey.Enter);
        Type("", "City Clerk", "", "", "");
        Press(ConsoleKey.Enter);

        Assert.Equal(ExitCode.Yes, Run("mapleton"));

        Assert.Contains("'../up' cannot be the name of a city's folder", console.Output, StringComparison.Ordinal);
        Assert.Contains("'Effective date: 1/1/2027' is not a date", console.Output, StringComparison.Ordinal);
        Assert.Contains("'Authorized employees' has 0 items; it needs at least 1", console.Output, StringComparison.Ordinal);
        Assert.Equal(new DateOnly(2028, 2, 1), workspace.Read("mapleton").Config.ReviewBy);
    }

    [Fact]
    public void Going_back_from_a_line_asks_the_question_before()
    {
        Type("", "Mapel");
        Press(ConsoleKey.Escape);                           // kind: back to the name
        Type("Mapleton");
        Press(ConsoleKey.DownArrow, ConsoleKey.Enter);      // town
        Type("<");                                          // state: back to the kind
        Press(ConsoleKey.Escape);                           // and to the name
        Type("");                                           // which is kept, as the kind is
        Type("Ohio", "", "", "", "", "");
        Press(ConsoleKey.Enter);
        Type("City Clerk", "", "", "");
        Press(ConsoleKey.Enter);

        Assert.Equal(ExitCode.Yes, Run("mapleton"));

        Assert.Contains("Enter keeps: Mapel\n", console.Output, StringComparison.Ordinal);
        var city = workspace.Read("mapleton").City;
        Assert.Equal(("Mapleton", CityKind.Town, "Ohio"), (city.Name, city.Kind, city.State));
    }

    [Fact]
    public void Another_title_than_those_proposed_is_typed()
    {
        CityByDefaults();
        Press(ConsoleKey.DownArrow, ConsoleKey.DownArrow, ConsoleKey.DownArrow, ConsoleKey.Enter);
        Type("City Administrator [acting]", "City Clerk", "", "", "");
        Press(ConsoleKey.Enter);

        Assert.Equal(ExitCode.Yes, Run("mapleton"));

        Assert.Equal(new TextAnswer("City Administrator [acting]"), workspace.Read("mapleton").Config.Answers["final_authority"]);
    }

    [Fact]
    public void A_list_is_changed_item_by_item_or_typed_anew()
    {
        CityByDefaults();
        Press(ConsoleKey.Enter);
        Type("Clerk, \"Parks, Recreation Director\"", "Chief of Police", "");
        Type("-2", "-9", "+Personnel Manual", "");          // related policies
        Type("Facebook, X", "<", "X", "Nextdoor", "");      // channels
        Press(ConsoleKey.Enter);

        Assert.Equal(ExitCode.Yes, Run("mapleton"));

        var answers = workspace.Read("mapleton").Config.Answers;
        Assert.Equal(new ListAnswer(["Clerk", "Parks, Recreation Director", "Chief of Police"]), answers["authorized_employees"]);
        Assert.Equal(
            new ListAnswer(
            [
                "Open Records Policy", "IT Use, Security and Accessibility Policy", "Ethics/Conflict of Interest Policy",
                "Public Records and Record Retention Policy", "Personnel Manual",
            ]),
            answers["related_policies"]);
        Assert.Equal(new ListAnswer(["X", "Nextdoor"]), answers["channels"]);
        Assert.Contains("There is no such number in the list.", console.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_answer_can_be_changed_from_the_summary()
    {
        CityByDefaults();
        Press(ConsoleKey.Enter);
        Type("City Clerk", "", "", "");
        Press(ConsoleKey.DownArrow, ConsoleKey.Enter);      // change
        Press(ConsoleKey.DownArrow, ConsoleKey.Enter);      // the city's name
        Type("New Mapleton");
        Press(ConsoleKey.Enter);                            // write

        Assert.Equal(ExitCode.Yes, Run("mapleton"));

        Assert.Equal(2, Count("Your answers"));
        Assert.Equal("New Mapleton", workspace.Read("mapleton").City.Name);
    }

    [Fact]
    public void Stopping_at_the_summary_writes_nothing()
    {
        CityByDefaults();
        Press(ConsoleKey.Enter);
        Type("City Clerk", "", "", "");
        Press(ConsoleKey.DownArrow, ConsoleKey.DownArrow, ConsoleKey.Enter);

        Assert.Equal(ExitCode.No, Run("mapleton"));

        Assert.Empty(workspace.Files());
    }

    [Fact]
    public void A_policy_that_is_there_is_replaced_only_when_the_person_says_so()
    {
        workspace.Write("policies/mapleton/city.yaml", "name: Mapleton\n");
        workspace.Write("policies/mapleton/social-media.yaml", "old\n");

        Type("");
        Press(ConsoleKey.DownArrow, ConsoleKey.DownArrow, ConsoleKey.Enter);
        Assert.Equal(ExitCode.No, Run("mapleton"));
        Assert.Equal("old\n", workspace.Text("mapleton/social-media.yaml"));

        Type("");
        Press(ConsoleKey.DownArrow, ConsoleKey.Enter);      // replace
        Type("", "");                                       // dates; the city is not asked about
        Press(ConsoleKey.Enter);
        Type("City Clerk", "", "", "");
        Press(ConsoleKey.Enter);
        Assert.Equal(ExitCode.Yes, Run("mapleton"));

        Assert.Equal("name: Mapleton\n", workspace.Text("mapleton/city.yaml"));
        Assert.Equal(new ListAnswer(["City Clerk"]), workspace.Read("mapleton").Config.Answers["authorized_employees"]);
    }

    [Fact]
    public void Another_folder_can_be_chosen_where_one_is_taken()
    {
        workspace.Write("policies/mapleton/social-media.yaml", "old\n");
        Type("");
        Press(ConsoleKey.Escape);                           // back to the folder
        Type("");
        Press(ConsoleKey.Enter);                            // another folder
        Type("mapleton-2", "");
        Press(ConsoleKey.Enter);
        Type("", "", "", "", "", "");
        Press(ConsoleKey.Enter);
        Type("City Clerk", "", "", "");
        Press(ConsoleKey.Enter);

        Assert.Equal(ExitCode.Yes, Run("mapleton"));

        Assert.Equal("Mapleton", workspace.Read("mapleton-2").City.Name);
        Assert.Equal("old\n", workspace.Text("mapleton/social-media.yaml"));
    }

    [Fact]
    public void Another_model_policy_asks_its_own_questions()
    {
        workspace.Write("templates/tiny/template.yaml", "title: Tiny\nedition: 2.0.0\nsource: us\nblanks:\n  final_authority: {type: yes_no, question: Is there one?}\n");
        workspace.Write("templates/tiny/policy.md", "# Tiny {#tiny}\n\n- {#tiny.text} Text.{{ if final_authority }} One.{{ end }}\n");
        Type("", "");
        Press(ConsoleKey.Enter);
        Type("", "", "", "");
        Press(ConsoleKey.Enter);                            // social-media
        Type("", "");
        Press(ConsoleKey.Enter);                            // Mayor
        Type("City Clerk", "", "", "");
        Press(ConsoleKey.DownArrow, ConsoleKey.Enter);      // change
        for (var i = 0; i < 7; i++)
            Press(ConsoleKey.DownArrow);
        Press(ConsoleKey.Enter, ConsoleKey.DownArrow, ConsoleKey.Enter);    // the model policy: tiny
        Press(ConsoleKey.UpArrow, ConsoleKey.Enter);        // Is there one? Yes
        Press(ConsoleKey.Enter);                            // write

        Assert.Equal(ExitCode.Yes, Run("mapleton"));

        Assert.Equal(["mapleton/city.yaml", "mapleton/tiny.yaml"], workspace.Files());
        Assert.Contains("\n  final_authority: yes\n", workspace.Text("mapleton/tiny.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_given_beforehand_is_not_asked_but_can_be_changed()
    {
        Type("");
        Press(ConsoleKey.Enter);
        Type("", "", "", "", "", "", "City Clerk", "", "", "");
        Press(ConsoleKey.Enter);

        Assert.Equal(ExitCode.Yes, Run("mapleton", ("city.name", "Mapleton [North]"), ("final_authority", "manager")));

        Assert.Equal(0, Count("Who has final authority"));
        Assert.Contains("Mapleton [North]", console.Output, StringComparison.Ordinal);
        Assert.Equal(new TextAnswer("Manager"), workspace.Read("mapleton").Config.Answers["final_authority"]);
    }

    [Fact]
    public void Where_the_cursor_cannot_move_choices_have_numbers()
    {
        console.SupportsAnsi(false);
        Type("", "", "2", "", "", "", "", "", "");          // town
        Type("7", "4", "City Administrator");               // another title
        Type("City Clerk", "", "", "", "1");

        Assert.Equal(ExitCode.Yes, Run("mapleton"));

        Assert.Contains("Type a number from 1 to 4", console.Output, StringComparison.Ordinal);
        Assert.Equal(CityKind.Town, workspace.Read("mapleton").City.Kind);
        Assert.Equal(new TextAnswer("City Administrator"), workspace.Read("mapleton").Config.Answers["final_authority"]);
    }

    // Folder, name, kind, state, three of the contact, two dates.
    private void CityByDefaults()
    {
        Type("", "");
        Press(ConsoleKey.Enter);
        Type("", "", "", "", "", "");
    }

    private void Type(params string[] lines)
    {
        foreach (var line in lines)
            console.Input.PushTextWithEnter(line);
    }

    private void Press(params ConsoleKey[] keys)
    {
        foreach (var key in keys)
            console.Input.PushKey(key);
    }

    private int Count(string text) => console.Output.Split(text).Length - 1;

    private int Run(string city, params (string Name, string Value)[] settings)
    {
        var terminal = new Terminal(TextWriter.Null, TextWriter.Null, outputIsTerminal: true, errorIsTerminal: true, color: false, inputIsTerminal: true);
        var request = new NewCommand.Request(
            city, settings.ToDictionary(setting => setting.Name, setting => setting.Value), null, Yes: false, workspace.Policies, workspace.Templates);
        return NewCommand.Run(
            terminal, workspace.Clock, request, (interview, sheet) => new Conversation(console, sheet, workspace.Policies).Hold(interview));
    }
}
