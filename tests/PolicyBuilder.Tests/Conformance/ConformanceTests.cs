using PolicyBuilder.Model.Diagnostics;
using PolicyBuilder.Testing;
using Xunit;

namespace PolicyBuilder.Tests.Conformance;

/// <summary>
/// Every folder of Cases/ is a small workspace. <c>expected.txt</c> is what the program says about it: standard error as
/// it is, then the exit code. <c>command.txt</c> holds the command where it is not <c>check policies</c>. With
/// POLICYBUILDER_ACCEPT=1 in the environment, what the program says is written to expected.txt instead, to be read and
/// judged before it is committed.
/// </summary>
public class ConformanceTests
{
    internal static readonly string Cases =
        Path.Combine(Repository.Root, "tests", "PolicyBuilder.Tests", "Conformance", "Cases");

    public static TheoryData<string> All()
    {
        var data = new TheoryData<string>();
        foreach (var folder in Directory.EnumerateDirectories(Cases).Order(StringComparer.Ordinal))
            data.Add(Path.GetFileName(folder));
        return data;
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Says_what_is_expected(string name)
    {
        var folder = Path.Combine(Cases, name);
        using var bench = Workbench.Copy(folder);
        var command = bench.PathOf("command.txt");
        var outcome = bench.Run(File.Exists(command) ? File.ReadAllText(command).Trim() : "check policies");
        var said = $"{outcome.Error}exit {outcome.Exit}\n";
        var expected = Path.Combine(folder, "expected.txt");
        if (Environment.GetEnvironmentVariable("POLICYBUILDER_ACCEPT") == "1")
            File.WriteAllText(expected, said);
        Assert.Equal(File.ReadAllText(expected).ReplaceLineEndings("\n"), said);
    }

    [Fact]
    public void Every_code_on_input_has_a_case()
    {
        // Made by tests instead of stored: a file over 1 MiB, and a template that prints more than 1 MiB.
        string[] elsewhere = ["PB1011", "PB1026", "PB2007"];
        var told = string.Concat(Directory.EnumerateFiles(Cases, "expected.txt", SearchOption.AllDirectories).Select(File.ReadAllText));
        var missing = Explanations.All.Select(page => page.Code)
            .Where(code => code is ['P', 'B', '1' or '2' or '3', ..] && !code.StartsWith("PB33", StringComparison.Ordinal))
            .Except(elsewhere)
            .Where(code => !told.Contains($" {code}: ", StringComparison.Ordinal));
        Assert.Empty(missing);
    }
}
