using System.Globalization;
using PolicyBuilder.Cli;
using PolicyBuilder.Cli.Console;
using PolicyBuilder.Formats.Readers;
using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Model.Diagnostics;
using PolicyBuilder.Testing;
using Xunit;

namespace PolicyBuilder.Tests.Cli;

/// <summary><c>new</c> without a person: a script's answers, all or nothing.</summary>
public sealed class NewCommandTests : IDisposable
{
    private static readonly string[] Musts = ["--set", "final_authority=Mayor", "--set", "authorized_employees=City Clerk, Police Chief"];

    private readonly NewCommandWorkspace workspace = new();

    public void Dispose() => workspace.Dispose();

    [Fact]
    public void What_is_missing_is_told_at_once_and_nothing_is_written()
    {
        var (code, _, error) = workspace.Run("new", "mapleton");

        Assert.Equal(ExitCode.No, code);
        Assert.Contains("--set final_authority=…: error PB1004: 'final_authority' is blank", error, StringComparison.Ordinal);
        Assert.Contains("--set authorized_employees=…: error PB1004", error, StringComparison.Ordinal);
        Assert.Empty(workspace.Files());
    }

    [Fact]
    public void Answers_of_the_command_line_make_both_files()
    {
        var (code, output, error) = workspace.Run(["new", "Town of St. Mary-by-the-Sea", "--yes", .. Musts, "--set", "contact.email=hr@mary.example", "--set", "effective=2027-07-01"]);

        Assert.Equal(ExitCode.Yes, code);
        Assert.Equal(["st-mary-by-the-sea/city.yaml", "st-mary-by-the-sea/social-media.yaml"], workspace.Files());
        Assert.Contains("st-mary-by-the-sea/city.yaml\n", output, StringComparison.Ordinal);
        Assert.Contains("policybuilder build ", error, StringComparison.Ordinal);
        var (city, config) = workspace.Read("st-mary-by-the-sea");
        Assert.Equal(new City("st-mary-by-the-sea", "St. Mary-by-the-Sea", CityKind.Town, null, new Contact(null, "hr@mary.example", null), null), city);
        Assert.Equal(new DateOnly(2027, 7, 1), config.Effective);
        Assert.Equal(new DateOnly(2028, 7, 1), config.ReviewBy);
        Assert.Equal(new TextAnswer("Mayor"), config.Answers["final_authority"]);
        Assert.Equal(new ListAnswer(["City Clerk", "Police Chief"]), config.Answers["authorized_employees"]);
        Assert.False(config.Answers.ContainsKey("channels"));
    }

    [Theory]
    [InlineData("2026-11-22", "2027-01-01")]
    [InlineData("2026-12-02", "2027-01-01")]
    [InlineData("2026-12-03", "2027-02-01")]
    public void The_policy_is_proposed_to_hold_from_the_first_of_a_month_thirty_days_away(string today, string effective)
    {
        workspace.Today = DateOnly.ParseExact(today, "yyyy-MM-dd", CultureInfo.InvariantCulture);

        workspace.Run(["new", "mapleton", .. Musts]);

        Assert.Equal(DateOnly.ParseExact(effective, "yyyy-MM-dd", CultureInfo.InvariantCulture), workspace.Read("mapleton").Config.Effective);
    }

    [Fact]
    public void A_file_of_answers_is_taken_and_a_setting_comes_before_it()
    {
        var answers = workspace.Write("answers.yaml", """
            city: {name: Mapleton, kind: town, contact: {phone: 251-555-0100}}
            effective: 2027-03-01
            final_authority: Manager
            answers:
              authorized_employees: ["Parks, Recreation & Fun Director"]
              related_policies: []
            """);

        var (code, _, error) = workspace.Run("new", "mapleton", "--answers", answers, "--set", "final_authority=Mayor");

        Assert.True(code == ExitCode.Yes, error);
        var (city, config) = workspace.Read("mapleton");
        Assert.Equal(CityKind.Town, city.Kind);
        Assert.Equal("251-555-0100", city.Contact!.Phone);
        Assert.Equal(new TextAnswer("Mayor"), config.Answers["final_authority"]);
        Assert.Equal(new ListAnswer(["Parks, Recreation & Fun Director"]), config.Answers["authorized_employees"]);
        Assert.Equal(new ListAnswer([]), config.Answers["related_policies"]);
    }

    [Fact]
    public void Wrong_answers_are_told_with_their_places_as_check_tells_them()
    {
        var answers = workspace.Write("answers.yaml", "effective: soon\nanswers:\n  chanels: [X]\n  authorized_employees: []\n");

        var (code, _, error) = workspace.Run("new", "mapleton", "--answers", answers, "--set", "city.kind=village", "--set", "final_authority=Mayor");

        Assert.Equal(ExitCode.No, code);
        Assert.Contains("answers.yaml:1:12: error PB1008: 'effective: soon' is not a date", error, StringComparison.Ordinal);
        Assert.Contains("answers.yaml:3:3: error PB1001: 'answers.chanels' is not a setting here", error, StringComparison.Ordinal);
        Assert.Contains("answers.yaml:4:25: error PB1018", error, StringComparison.Ordinal);
        Assert.Contains("--set city.kind: error PB1015: 'city.kind' cannot be 'village'", error, StringComparison.Ordinal);
        Assert.Empty(workspace.Files());
    }

    [Fact]
    public void A_policy_that_is_there_stays_as_it_is()
    {
        workspace.Run(["new", "mapleton", .. Musts]);
        var before = workspace.Text("mapleton/social-media.yaml");

        var (code, _, error) = workspace.Run("new", "mapleton", "--yes", "--set", "final_authority=Manager", "--set", "authorized_employees=Clerk");

        Assert.Equal(ExitCode.No, code);
        Assert.Contains("mapleton/social-media.yaml is there already", error, StringComparison.Ordinal);
        Assert.Equal(before, workspace.Text("mapleton/social-media.yaml"));
    }

    [Fact]
    public void A_city_that_is_there_is_kept_and_gets_the_policy()
    {
        workspace.Write("policies/mapleton/city.yaml", "name: Mapleton by the Lake\n");

        var (code, output, _) = workspace.Run(["new", "mapleton", .. Musts]);

        Assert.Equal(ExitCode.Yes, code);
        Assert.Equal("name: Mapleton by the Lake\n", workspace.Text("mapleton/city.yaml"));
        Assert.DoesNotContain("city.yaml", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_city_that_is_there_is_not_described_again()
    {
        workspace.Write("policies/mapleton/city.yaml", "name: Mapleton\n");

        var (code, _, error) = workspace.Run(["new", "mapleton", "--set", "city.state=Ohio", .. Musts]);

        Assert.Equal(ExitCode.No, code);
        Assert.Contains("mapleton/city.yaml is there already", error, StringComparison.Ordinal);
        Assert.Equal(["mapleton/city.yaml"], workspace.Files());
    }

    [Theory]
    [InlineData("--set", "final_authority")]
    [InlineData("--set", "=x")]
    [InlineData("--set", "a=1", "--set", "a=2")]
    public void Settings_that_cannot_be_read_are_wrong_usage(params string[] settings)
    {
        var (code, _, _) = workspace.Run(["new", "mapleton", .. settings]);

        Assert.Equal(ExitCode.WrongUsage, code);
    }

    [Fact]
    public void A_name_without_latin_letters_needs_a_folder()
    {
        var (code, _, error) = workspace.Run(["new", "北京", .. Musts]);

        Assert.Equal(ExitCode.No, code);
        Assert.Contains("'folder' is blank", error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Yes, workspace.Run(["new", "北京", .. Musts, "--set", "folder=beijing"]).Code);
        Assert.Equal("北京", workspace.Read("beijing").City.Name);
    }

    [Fact]
    public void A_name_with_a_control_character_is_not_taken()
    {
        var (code, _, error) = workspace.Run(["new", "Maple\u0007ton", .. Musts]);

        Assert.Equal(ExitCode.No, code);
        Assert.Contains("'city.name' is blank", error, StringComparison.Ordinal);
        Assert.Contains("PB1017", workspace.Run(["new", "mapleton", .. Musts, "--set", "city.name=Maple\u0007ton"]).Error, StringComparison.Ordinal);
        Assert.Empty(workspace.Files());
    }

    [Fact]
    public void A_folder_cannot_lead_out_of_the_folder_of_cities()
    {
        var (code, _, error) = workspace.Run(["new", "mapleton", .. Musts, "--set", "folder=../elsewhere"]);

        Assert.Equal(ExitCode.No, code);
        Assert.Contains("PB1021", error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_schema_is_named_only_where_it_is()
    {
        workspace.Run(["new", "mapleton", .. Musts]);
        Assert.DoesNotContain("$schema", workspace.Text("mapleton/social-media.yaml"), StringComparison.Ordinal);

        workspace.Write("templates/tiny/template.yaml", "title: Tiny\nedition: 2.0.0\nsource: us\nblanks:\n  on: {type: date, question: When?}\n  often: {type: yes_no, question: Often?}\n");
        workspace.Write("templates/tiny/policy.md", "# Tiny {#tiny}\n\n- {#tiny.on} On {{ on }}.{{ if often }} Often.{{ end }}\n");
        workspace.Write("templates/tiny/schema.json", "{}");
        var (code, _, error) = workspace.Run("new", "mapleton", "--set", "policy=tiny", "--set", "on=2027-05-01", "--set", "often=yes");

        Assert.True(code == ExitCode.Yes, error);
        var text = workspace.Text("mapleton/tiny.yaml");
        Assert.StartsWith("# yaml-language-server: $schema=../../templates/tiny/schema.json\n", text, StringComparison.Ordinal);
        Assert.Contains("\n  on: 2027-05-01\n", text, StringComparison.Ordinal);
        Assert.Contains("\n  often: yes\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void With_several_templates_a_script_must_choose_one()
    {
        workspace.Write("templates/tiny/template.yaml", "title: Tiny\nedition: 2.0.0\nsource: us\n");
        workspace.Write("templates/tiny/policy.md", "# Tiny {#tiny}\n\n- {#tiny.text} Text.\n");

        var (code, _, error) = workspace.Run("new", "mapleton", "--yes");

        Assert.Equal(ExitCode.No, code);
        Assert.Contains("'policy' is blank", error, StringComparison.Ordinal);
        Assert.Contains("PB1019", workspace.Run("new", "mapleton", "--set", "policy=tinny").Error, StringComparison.Ordinal);
    }
}

/// <summary>A folder of cities, a folder of templates and a calendar.</summary>
internal sealed class NewCommandWorkspace : IDisposable
{
    private readonly Scratch scratch = new();

    public DateOnly Today { get; set; } = new(2026, 11, 22);

    public TimeProvider Clock => new Calendar(Today);

    public string Policies => scratch["policies"];

    public string Templates => scratch["templates"];

    public void Dispose() => scratch.Dispose();

    public (int Code, string Output, string Error) Run(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var terminal = new Terminal(output, error, outputIsTerminal: false, errorIsTerminal: false, color: false);
        var code = Program.Run([.. arguments, "--policies", Policies, "--templates", Templates], terminal, Clock);
        return (code, output.ToString(), error.ToString());
    }

    public string Write(string name, string text) => scratch.Write(name, text.ReplaceLineEndings("\n"));

    public string Text(string name) => File.ReadAllText(Path.Combine(Policies, name));

    public IEnumerable<string> Files() => Directory.Exists(Policies)
        ? Directory.EnumerateFiles(Policies, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Policies, path).Replace('\\', '/')).Order(StringComparer.Ordinal)
        : [];

    public (City City, PolicyConfig Config) Read(string city)
    {
        var problems = new List<Diagnostic>();
        var library = new TemplateLibrary(Templates);
        var read = (
            ConfigReader.ReadCity(city, "city.yaml", Text(city + "/city.yaml"), problems),
            ConfigReader.ReadPolicy("social-media.yaml", Text(city + "/social-media.yaml"), library.Find, library.Names, problems));
        Assert.Empty(problems);
        return (read.Item1!.City, read.Item2!.Config);
    }

    private sealed class Calendar(DateOnly today) : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => new(today, new TimeOnly(12, 0), TimeSpan.Zero);
    }
}
