using System.Text.Json;
using PolicyBuilder.Formats;
using PolicyBuilder.Formats.Readers;
using PolicyBuilder.Model.Documents;
using Xunit;

namespace PolicyBuilder.Tests.Conformance;

public class CheckAndBuildTests
{
    [Theory]
    [MemberData(nameof(ConformanceTests.All), MemberType = typeof(ConformanceTests))]
    public void Check_and_build_tell_the_same_errors(string name)
    {
        using var bench = Workbench.Copy(Path.Combine(ConformanceTests.Cases, name));
        var check = bench.Run("check policies");
        var build = bench.Run("build policies --to markdown --output output");
        Assert.Equal(Errors(check), Errors(build));
        Assert.Equal(check.Exit, build.Exit);
    }

    [Fact]
    public void A_policy_with_an_error_leaves_its_earlier_files_as_they_were()
    {
        using var bench = Workbench.Of(Workbench.Policy);
        Assert.Equal(0, bench.Run("build policies --output output").Exit);
        var before = Files(bench);
        Assert.NotEmpty(before);

        bench.Write("policies/mapleton/social-media.yaml", Workbench.Policy.Replace("Mayor", "", StringComparison.Ordinal) + "amendments: [x]\n");
        Assert.Equal(1, bench.Run("build policies --output output").Exit);
        Assert.Equal(before, Files(bench));
    }

    [Fact]
    public void A_policy_with_an_error_writes_nothing()
    {
        using var bench = Workbench.Of("policy: social-media\n");
        Assert.Equal(1, bench.Run("build policies --output output").Exit);
        Assert.False(Directory.Exists(bench.PathOf("output")));
    }

    [Fact]
    public void In_a_folder_of_many_the_good_ones_are_built_and_the_bad_ones_listed_at_the_end()
    {
        using var bench = Workbench.Of(Workbench.Policy);
        foreach (var (city, policy) in new[] { ("alder", "version: x\n"), ("birch", Workbench.Policy), ("cedar", Workbench.Policy + "foo: x\n") })
        {
            bench.Write($"policies/{city}/city.yaml", Workbench.City);
            bench.Write($"policies/{city}/social-media.yaml", policy);
        }
        var outcome = bench.Run("build policies --output output --to markdown");
        Assert.Equal(1, outcome.Exit);
        Assert.Equal("output/birch/social-media/1.0.0/social-media.md\noutput/mapleton/social-media/1.0.0/social-media.md\n", outcome.Output);
        Assert.EndsWith(
            "Not built:\n  policies/alder/social-media.yaml (4 errors)\n  policies/cedar/social-media.yaml (1 error)\n2 policies built in output, 2 not\n",
            outcome.Error, StringComparison.Ordinal);
        Assert.Equal(["output/birch/social-media/1.0.0/social-media.md", "output/mapleton/social-media/1.0.0/social-media.md"], Files(bench).Keys);
    }

    [Fact]
    public void Json_holds_the_same_facts()
    {
        using var bench = Workbench.Copy(Path.Combine(ConformanceTests.Cases, "3106-listed-twice"));
        bench.Write("policies/mapleton/other.yaml", "policy: social-media\nverison: 1\n");
        var words = bench.Run("check policies");
        var outcome = bench.Run("check policies --json");
        Assert.Equal(words.Exit, outcome.Exit);
        Assert.Empty(outcome.Error);
        using var json = JsonDocument.Parse(outcome.Output);
        var root = json.RootElement;
        Assert.Equal(1, root.GetProperty("schema").GetInt32());
        Assert.Equal("check", root.GetProperty("command").GetString());
        Assert.False(root.GetProperty("ok").GetBoolean());
        var told = root.GetProperty("diagnostics").EnumerateArray().Select(problem =>
        {
            var (line, column) = (problem.GetProperty("line").GetInt32(), problem.GetProperty("column").GetInt32());
            var lines = $"{problem.GetProperty("file").GetString()}{(line > 0 ? $":{line}" : "")}{(column > 0 ? $":{column}" : "")}: "
                + $"{problem.GetProperty("severity").GetString()} {problem.GetProperty("code").GetString()}: {problem.GetProperty("message").GetString()}\n";
            if (problem.TryGetProperty("hint", out var hint))
                lines += $"  hint: {hint.GetString()}\n";
            if (problem.TryGetProperty("source", out var source))
                lines += $"  source: {source.GetString()}\n";
            return lines;
        }).ToList();
        Assert.Equal(words.Error[..(words.Error.TrimEnd('\n').LastIndexOf('\n') + 1)], string.Concat(told));
        Assert.Equal(told.Count(line => line.Contains(": error PB", StringComparison.Ordinal)), root.GetProperty("errors").GetInt32());
        Assert.Equal(told.Count(line => line.Contains(": note PB", StringComparison.Ordinal)), root.GetProperty("notes").GetInt32());
    }

    [Fact]
    public void Advice_fails_only_under_strict()
    {
        using var bench = Workbench.Of(Workbench.Policy);
        Assert.Equal(0, bench.Check().Exit);
        Assert.Equal(1, bench.Run("check policies --strict").Exit);
        Assert.Equal(0, bench.Run("build policies --output output --to markdown").Exit);
    }

    [Fact]
    public void A_folder_with_a_slash_at_its_end_is_the_same_folder()
    {
        using var bench = Workbench.Of(Workbench.Policy);
        Assert.Equal(bench.Check(), bench.Run("check policies/mapleton/"));
        Assert.Equal(bench.Check(), bench.Run("check policies/mapleton/social-media.yaml"));
        Assert.Equal(bench.Check(), bench.Run("check policies policies/mapleton"));
    }

    [Fact]
    public void What_is_listed_depends_on_how_many_policies_there_are_not_on_how_many_folders()
    {
        using var bench = Workbench.Of(Workbench.Policy);
        for (var i = 0; i < 60; i++)
            bench.Write($"policies/town-{i}/notes.txt", "nothing yet");
        Assert.Contains("output/mapleton/social-media/1.0.0/social-media.docx", bench.Run("build policies --output output").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Byte_order_mark_and_line_ends_of_Windows_change_nothing()
    {
        using var bench = Workbench.Of(Workbench.Policy);
        bench.Run("build policies --output output");
        var plain = Files(bench);
        foreach (var file in new[] { "city.yaml", "social-media.yaml" })
        {
            var text = File.ReadAllText(bench.PathOf("policies/mapleton/" + file));
            bench.Write("policies/mapleton/" + file, "\uFEFF" + text.Replace("\n", "\r\n", StringComparison.Ordinal));
        }
        bench.Run("build policies --output output");
        Assert.Equal(plain, Files(bench));
    }

    [Theory]
    [InlineData("mapleton", """
        keys.meaning: A key is whatever opens a door of the city, cards and codes included.
        keys.return: On the last day of work, every employee hands back all keys at the City Clerk’s office.
        keys.buildings: This holds for 3 buildings:
        keys.buildings.1: City Hall;
        keys.buildings.2: Library;
        keys.buildings.3: Fire Station.
        keys.deposit: The deposit of 20 dollars is given back.
        keys.lost: Who has lost a key pays for it.
        records.keeper: Facilities Manager keeps the list for the city and counts the keys of City Hall, Library, or Fire Station on July 1, 2027.
        records.remark: Keys are never lent.
        """)]
    [InlineData("birch", """
        keys.meaning: A key is whatever opens a door of the town, cards and codes included.
        keys.return: On the last day of work, every employee hands back all keys at the Town Hall.
        keys.buildings: This holds for 1 buildings:
        keys.buildings.1: Town Hall.
        keys.lost: Who has lost a key has it replaced.
        records.keeper: City Clerk keeps the list for the town and counts the keys of Town Hall on July 1, 2027.
        """)]
    public void A_new_policy_is_a_folder_and_no_code(string city, string expected)
    {
        var root = Path.Combine(ConformanceTests.Cases, "0001-a-policy-is-a-folder");
        var source = new PolicySource(Path.Combine(root, "policies", city, "key-return.yaml"));
        var compilation = new PolicyCompiler(new TemplateLibrary(Path.Combine(root, "templates"))).Compile(source);
        Assert.Empty(compilation.Problems);
        var clauses = compilation.Policy!.Document.Clauses().Where(clause => clause.Body.Count > 0).Select(clause => $"{clause.Id}: {clause.OwnText()}");
        Assert.Equal(expected.ReplaceLineEndings("\n"), string.Join('\n', clauses));
    }

    private static IEnumerable<string> Errors(Outcome outcome) =>
        outcome.Error.Split('\n').Where(line => line.Contains(": error PB", StringComparison.Ordinal));

    private static SortedDictionary<string, string> Files(Workbench bench)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(bench.PathOf("output"), "*", SearchOption.AllDirectories))
            files.Add(Path.GetRelativePath(bench.Root, file).Replace('\\', '/'), Convert.ToHexString(File.ReadAllBytes(file)));
        return files;
    }
}
