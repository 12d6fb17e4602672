using System.Text;
using PolicyBuilder.Cli;
using PolicyBuilder.Cli.Console;
using Xunit;

namespace PolicyBuilder.Tests.Conformance;

/// <summary>Input that is made to hurt: large, deep, endless. Each ends with a diagnostic; none aborts the process.</summary>
public class HostileInputTests
{
    public static TheoryData<string, string, string> Yaml() => new()
    {
        { "lists", Workbench.Policy + "amendments: " + new string('[', 100_000), "PB1013" },
        { "lists from the start", new string('[', 100_000), "PB1013" },
        { "lists over lines", string.Concat(Enumerable.Repeat("[\n", 100_000)), "PB1013" },
        { "list items", string.Concat(Enumerable.Repeat("- ", 100_000)), "PB1013" },
        { "groups", "a: " + string.Concat(Enumerable.Repeat("{a: ", 100_000)), "PB1013" },
        { "names", string.Concat(Enumerable.Repeat("? ", 100_000)), "PB1013" },
        { "anchors", "a: " + string.Concat(Enumerable.Repeat("&a ", 100_000)) + "x", "PB1014" },
    };

    [Theory]
    [MemberData(nameof(Yaml))]
    public void Deep_yaml_is_refused(string _, string yaml, string code)
    {
        using var bench = Workbench.Of(yaml);
        var outcome = bench.Check();
        Assert.Equal(1, outcome.Exit);
        Assert.Contains($" error {code}: ", outcome.Error, StringComparison.Ordinal);
    }

    private static string Many(string text, int count) => new StringBuilder(text.Length * count).Insert(0, text, count).ToString();

    public static TheoryData<string, string> Templates() => new()
    {
        { "if", Many("{{if city.state}}", 50_000) },
        { "else if", "{{if city.state}}" + Many("{{else if city.state}}", 40_000) + "{{end}}" },
        { "parentheses", "{{ if " + Many("(", 300_000) + " }}" },
        { "not", "{{ if " + Many("!", 300_000) + "a }}{{end}}" },
        { "sums", "{{ " + Many("\"a\"+", 200_000) + "\"a\" }}" },
        { "and", "{{ if " + Many("city.state && ", 60_000) + "city.state }}{{end}}" },
        { "pipes", "{{ city.kind" + Many("|capitalize", 80_000) + " }}" },
        { "members", "{{ city" + Many(".a", 400_000) + " }}" },
        { "lists", "{{ " + Many("[", 400_000) + " }}" },
        { "objects", "{{ " + Many("{a:", 200_000) + " }}" },
        { "quotations", Many(">", 15_000) },
        { "list items", Many("- ", 9_000) + "x" },
        { "brackets", Many("[", 15_000) },
        { "links", Many("[a]", 6_000) },
        { "half links", Many("[a](b", 4_000) },
        { "emphasis", Many("*a **a ", 2_500) },
        { "pictures", Many("![", 9_000) },
        { "one long paragraph", Many("[a]", 100_000) },
        { "definitions", Many("[a]: <b>\n", 50_000) },
        { "cells", Many("|a", 200_000) + "\n" + Many("|-", 200_000) },
    };

    [Theory]
    [MemberData(nameof(Templates))]
    public void Deep_templates_are_refused(string _, string text)
    {
        using var bench = Workbench.OfTemplate("# PURPOSE {#purpose}\n\n" + text + "\n");
        var outcome = bench.Check();
        Assert.True(outcome.Exit == 1, outcome.Error);
        Assert.Contains("templates/own/policy.md:3:", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_over_1_MiB_is_refused_without_reading_it()
    {
        using var bench = Workbench.Of(Workbench.Policy + "#" + new string('x', 1024 * 1024));
        Assert.Equal(["policies/mapleton/social-media.yaml PB1011"], bench.Check().Told);
    }

    [Fact]
    public void A_file_of_exactly_1_MiB_is_read()
    {
        using var bench = Workbench.Of((Workbench.Policy + "#").PadRight(1024 * 1024, 'x'));
        Assert.Equal(0, bench.Check().Exit);
    }

    [Fact]
    public void A_template_file_over_1_MiB_is_refused()
    {
        using var bench = Workbench.OfTemplate("# PURPOSE {#purpose}\n" + new string('\n', 1024 * 1024));
        Assert.Equal(["templates/own/policy.md PB1011"], bench.Check().Told);
    }

    [Fact]
    public void A_template_that_prints_more_than_a_million_characters_is_refused()
    {
        using var bench = Workbench.OfTemplate("# PURPOSE {#purpose}\n\n{{ for i in 1..50000 }}\n- twenty characters and some\n{{ end }}\n");
        Assert.Equal(["templates/own/policy.md:3:24 PB2007"], bench.Check().Told);
    }

    [Fact]
    public void A_file_that_another_program_locks_is_told()
    {
        using var bench = Workbench.Of(Workbench.Policy);
        using var held = new FileStream(bench.PathOf("policies/mapleton/city.yaml"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.Equal(["policies/mapleton/city.yaml PB1026"], bench.Check().Told);
    }

    [Theory]
    [InlineData("check policies/no\u001b[31mthing")]
    [InlineData("check policies/no\rthing")]
    public void A_path_cannot_steer_the_terminal(string command)
    {
        using var bench = Workbench.Of(Workbench.Policy);
        Assert.DoesNotContain(bench.Run(command).Error, c => char.IsControl(c) && c != '\n');
    }

    [Fact]
    public void An_empty_path_is_no_policy()
    {
        using var bench = new Workbench();
        using var error = new StringWriter { NewLine = "\n" };
        var exit = Program.Run(["check", ""], new Terminal(TextWriter.Null, error, false, false, false), TimeProvider.System);
        Assert.Equal(1, exit);
        Assert.Contains("PB1024", error.ToString(), StringComparison.Ordinal);
    }
}
