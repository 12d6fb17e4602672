using System.Text.Json;
using System.Text.RegularExpressions;
using PolicyBuilder.Testing;
using Xunit;

namespace PolicyBuilder.Tests.Cli;

/// <summary>The program as its users run it.</summary>
public partial class CommandLineTests
{
    [Fact]
    public void Build_without_a_path_builds_policies_and_lists_the_files()
    {
        using var scratch = new Scratch();
        scratch.WriteCity();
        var answered = CommandLine.Run(scratch.Path, ["build"]);
        Assert.Equal(0, answered.ExitCode);
        Assert.Equal(
            "output/mapleton/social-media/1.0.0/social-media.docx\noutput/mapleton/social-media/1.0.0/social-media.html\noutput/mapleton/social-media/1.0.0/social-media.md\n",
            answered.Output);
        Assert.Equal("1 policy built in output\n", answered.Error);
    }

    [Fact]
    public void Build_writes_only_the_formats_it_is_asked_for()
    {
        using var scratch = new Scratch();
        scratch.WriteCity();
        var answered = CommandLine.Run(scratch.Path, ["build", "--to", "markdown,html", "-o", "my files"]);
        Assert.Equal(0, answered.ExitCode);
        Assert.Equal(["social-media.html", "social-media.md"],
            Directory.GetFiles(scratch["my files/mapleton/social-media/1.0.0"]).Select(path => Path.GetFileName(path)).Order());
    }

    [Theory]
    [InlineData("bild", "policybuilder")]
    [InlineData("build --to wrod", "policybuilder build")]
    [InlineData("build --no-such-option", "policybuilder build")]
    [InlineData("schema", "policybuilder schema")]
    public void Wrong_usage_answers_2_and_says_where_help_is(string arguments, string help)
    {
        using var scratch = new Scratch();
        var answered = CommandLine.Run(scratch.Path, arguments.Split(' '));
        Assert.Equal(2, answered.ExitCode);
        Assert.Equal("", answered.Output);
        Assert.Contains($"'{help} --help'", answered.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", answered.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("build")]
    [InlineData("check")]
    [InlineData("new")]
    [InlineData("clauses")]
    [InlineData("diff")]
    [InlineData("publish")]
    [InlineData("versions")]
    [InlineData("ledger")]
    [InlineData("explain")]
    [InlineData("schema")]
    public void Help_goes_to_standard_output_and_answers_0(string command)
    {
        using var scratch = new Scratch();
        var answered = CommandLine.Run(scratch.Path, [.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
        Assert.Equal(0, answered.ExitCode);
        Assert.Contains("Usage:", answered.Output, StringComparison.Ordinal);
        Assert.Equal("", answered.Error);
    }

    [Fact]
    public void A_policy_with_an_error_is_listed_last_and_the_good_ones_are_built()
    {
        using var scratch = new Scratch();
        scratch.WriteCity();
        scratch.WriteCity(rest: "answers: {final_authority: Mayor}\n", id: "bad-city");
        var answered = CommandLine.Run(scratch.Path, ["build"]);
        Assert.Equal(1, answered.ExitCode);
        Assert.True(File.Exists(scratch["output/mapleton/social-media/1.0.0/social-media.docx"]));
        Assert.False(Directory.Exists(scratch["output/bad-city"]));
        Assert.EndsWith("Not built:\n  policies/bad-city/social-media.yaml (1 error)\n1 policy built in output, 1 not\n", answered.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_with_an_error_leaves_its_earlier_files_as_they_were()
    {
        using var scratch = new Scratch();
        scratch.WriteCity();
        Assert.Equal(0, CommandLine.Run(scratch.Path, ["build"]).ExitCode);
        var docx = scratch["output/mapleton/social-media/1.0.0/social-media.docx"];
        var before = File.ReadAllBytes(docx);
        scratch.WriteCity(rest: "answers: {}\n");
        Assert.Equal(1, CommandLine.Run(scratch.Path, ["build"]).ExitCode);
        Assert.Equal(before, File.ReadAllBytes(docx));
    }

    [Fact]
    public void A_disk_that_does_not_let_write_answers_3_in_a_sentence()
    {
        using var scratch = new Scratch();
        scratch.WriteCity();
        scratch.Write("output", "a file where the folder must be");
        var answered = CommandLine.Run(scratch.Path, ["build"]);
        Assert.Equal(3, answered.ExitCode);
        Assert.StartsWith("policybuilder: could not finish: ", answered.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", answered.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_is_one_object_on_standard_output()
    {
        using var scratch = new Scratch();
        scratch.WriteCity();
        scratch.WriteCity(rest: "answers: {final_authority: Mayor}\n", id: "bad-city");
        foreach (var command in (string[])["check", "build"])
        {
            var answered = CommandLine.Run(scratch.Path, [command, "--json"]);
            Assert.Equal(1, answered.ExitCode);
            Assert.Equal("", answered.Error);
            using var json = JsonDocument.Parse(answered.Output);
            Assert.Equal(1, json.RootElement.GetProperty("schema").GetInt32());
            Assert.Equal(command, json.RootElement.GetProperty("command").GetString());
            Assert.False(json.RootElement.GetProperty("ok").GetBoolean());
            var error = json.RootElement.GetProperty("diagnostics").EnumerateArray().Single(problem => problem.GetProperty("severity").GetString() == "error");
            Assert.Equal("PB1004", error.GetProperty("code").GetString());
            Assert.Equal("policies/bad-city/social-media.yaml", error.GetProperty("file").GetString());
            Assert.Equal(5, error.GetProperty("line").GetInt32());
        }
    }

    [Fact]
    public void Every_language_time_zone_and_line_end_gives_the_same_bytes()
    {
        using var scratch = new Scratch();
        var source = scratch.WriteCity(rest: Scratch.MinimalAnswers + "review_by: 2028-12-31\nadopted: {by: Council, on: 2026-12-14}\n");
        Assert.Equal(0, CommandLine.Run(scratch.Path, ["build", "-o", "one"], ("LANG", "en_US.UTF-8"), ("TZ", "America/Chicago")).ExitCode);
        foreach (var path in (string[])[source.CityPath, source.PolicyPath])
            File.WriteAllText(path, "\uFEFF" + File.ReadAllText(path).Replace("\n", "\r\n", StringComparison.Ordinal));
        Assert.Equal(0, CommandLine.Run(scratch.Path, ["build", "-o", "two"], ("LANG", "tr_TR.UTF-8"), ("LC_ALL", "tr_TR.UTF-8"), ("TZ", "Pacific/Apia")).ExitCode);
        foreach (var file in (string[])["social-media.docx", "social-media.html", "social-media.md"])
            Assert.Equal(File.ReadAllBytes(scratch[$"one/mapleton/social-media/1.0.0/{file}"]), File.ReadAllBytes(scratch[$"two/mapleton/social-media/1.0.0/{file}"]));
    }

    [Fact]
    public void A_workspaces_own_template_comes_before_the_built_in_one()
    {
        using var scratch = new Scratch();
        scratch.WriteCity(rest: "");
        scratch.Write("templates/social-media/template.yaml", "title: Our Own Policy\nedition: 1.0.0\nsource: us\n");
        scratch.Write("templates/social-media/policy.md", "# PURPOSE {#purpose}\n\n{#purpose.text} Ours, for {{ city.name }}.\n");
        Assert.Equal(0, CommandLine.Run(scratch.Path, ["build", "--to", "markdown"]).ExitCode);
        Assert.Contains("Ours, for Mapleton.", File.ReadAllText(scratch["output/mapleton/social-media/1.0.0/social-media.md"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Clauses_lists_labels_and_ids()
    {
        using var scratch = new Scratch();
        scratch.WriteCity();
        var answered = CommandLine.Run(scratch.Path, ["clauses"]);
        Assert.Equal(0, answered.ExitCode);
        Assert.Matches(@"k\.\s+official-use\.after-hours\s+Hourly employees", answered.Output);
    }

    [Fact]
    public void The_schema_beside_the_template_is_the_one_that_the_program_writes()
    {
        using var scratch = new Scratch();
        var answered = CommandLine.Run(scratch.Path, ["schema", "social-media"]);
        Assert.Equal(0, answered.ExitCode);
        Assert.Equal(File.ReadAllText(Path.Combine(Repository.Root, "templates", "social-media", "schema.json")).ReplaceLineEndings("\n"), answered.Output);
    }

    [Fact]
    public void Every_command_that_the_readme_shows_is_understood()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        var commands = ReadmeCommand().Matches(readme).Select(match => match.Groups["command"].Value.Replace('\n', ' ')).Distinct().ToList();
        Assert.Contains("build", commands);
        Assert.True(commands.Count >= 6, string.Join(" / ", commands));
        using var scratch = new Scratch();
        foreach (var command in commands)
        {
            var arguments = Word().Matches(command).Select(match => match.Value.Trim('"')).Append("--help");
            var answered = CommandLine.Run(scratch.Path, arguments);
            Assert.True(answered.ExitCode == 0 && answered.Error.Length == 0, $"{command}: {answered.Error}");
        }
    }

    [Fact]
    public void The_readmes_first_command_builds_the_sample_cities()
    {
        using var scratch = new Scratch();
        var answered = CommandLine.Run(Repository.Root, ["build", "-o", scratch["output"]]);
        Assert.Equal(0, answered.ExitCode);
        Assert.EndsWith("9", $"{Directory.GetFiles(scratch["output"], "*", SearchOption.AllDirectories).Length}", StringComparison.Ordinal);
    }

    [GeneratedRegex("""(?:dotnet run --project src/PolicyBuilder\.Cli|`…|`policybuilder) (?:-- )?(?<command>(?:new|check|build|clauses|diff|publish|versions|explain|schema)\b[^`\n]*(?:\n[^`\n]*)?)`?""")]
    private static partial Regex ReadmeCommand();

    [GeneratedRegex("""
        "[^"]*"|\S+
        """)]
    private static partial Regex Word();
}
