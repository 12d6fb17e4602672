using System.Text.RegularExpressions;
using PolicyBuilder.Model.Diagnostics;
using PolicyBuilder.Testing;
using Xunit;

namespace PolicyBuilder.Tests.Conformance;

public class ExplanationTests
{
    [Fact]
    public void Every_code_has_a_page_and_every_page_a_code()
    {
        var used = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(file => Regex.Matches(File.ReadAllText(file), "\"(PB[0-9]{4})\"").Select(match => match.Groups[1].Value))
            .Distinct()
            .Order(StringComparer.Ordinal);
        Assert.Equal(used, Explanations.All.Select(page => page.Code));
    }

    [Fact]
    public void Every_page_has_a_title_and_says_what_to_do()
    {
        foreach (var page in Explanations.All)
        {
            Assert.False(string.IsNullOrWhiteSpace(page.Title), page.Code);
            Assert.False(page.Title.EndsWith('.') || page.Title.Contains('`', StringComparison.Ordinal), page.Code);
            Assert.True(page.Text.Length > 100, page.Code);
            Assert.All(page.Text.Split('\n'), line => Assert.True(line.Length <= 120, $"{page.Code}: {line}"));
        }
    }

    [Fact]
    public void Explain_works_for_each_code_in_any_case()
    {
        using var bench = new Workbench();
        foreach (var page in Explanations.All)
        {
            foreach (var code in new[] { page.Code, page.Code.ToLowerInvariant() })
            {
                var outcome = bench.Run("explain " + code);
                Assert.Equal(0, outcome.Exit);
                Assert.Equal($"{page.Code}: {page.Title}\n\n{page.Text}\n", outcome.Output);
            }
        }
    }

    [Fact]
    public void Explain_suggests_the_nearest_code()
    {
        using var bench = new Workbench();
        var outcome = bench.Run("explain pb1oo4");
        Assert.Equal(1, outcome.Exit);
        Assert.Contains("did you mean PB10", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("'policybuilder explain' lists them", bench.Run("explain nonsense").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_without_a_code_lists_all()
    {
        using var bench = new Workbench();
        var lines = bench.Run("explain").Output.TrimEnd('\n').Split('\n');
        Assert.Equal(Explanations.All.Select(page => $"{page.Code}  {page.Title}"), lines);
    }
}
