using System.Text.RegularExpressions;
using PolicyBuilder.Formats;
using PolicyBuilder.Formats.Writers;
using PolicyBuilder.Testing;
using Xunit;

namespace PolicyBuilder.Tests.Templates;

/// <summary>Holds every line of the pool's form against each format of the sample city that keeps the defaults.</summary>
public partial class WordForWordTests
{
    private static readonly string Form = Path.Combine(Repository.Shared, "model-policy", "social-media-model-policy.txt");

    [SkippableTheory]
    [InlineData("word")]
    [InlineData("html")]
    [InlineData("markdown")]
    public void Every_line_of_the_form_stands_in_the_policy_word_for_word(string format)
    {
        Skip.IfNot(File.Exists(Form), $"the model policy is not beside this checkout ({Form})");
        var policy = Sample("mapleton");
        var written = ReadingText.Of(format, PolicyWriters.Find(format)!.Write(policy.Document).Print()).Select(ReadingText.Fold).ToHashSet();

        var lines = File.ReadAllLines(Form).Where(line => line.Trim().Length > 0).ToList();
        Assert.Equal(42, lines.Count);
        var absent = lines.Select(line => ReadingText.Fold(FilledIn(line))).Where(line => !written.Contains(line)).ToList();
        Assert.Empty(absent);
    }

    [Fact]
    public void Labels_are_the_forms_with_its_two_slips_mended()
    {
        var labels = Sample("mapleton").Document.Clauses().Where(clause => clause.Label.Length > 0).Select(clause => clause.Label.TrimEnd('.'));
        Assert.Equal(
            "1 a b c i ii iii iv v 2 a b c 3 a b c d e f g h i j k a b c 4 5 6",
            string.Join(' ', labels));
    }

    [Fact]
    public void A_towns_policy_says_town_wherever_the_form_says_city_of_the_municipality()
    {
        var text = string.Join('\n', Sample("little-creek").Document.Clauses().SelectMany(clause => clause.Body.SelectMany(Model.Documents.TreeWalk.Lines).Prepend(clause.Heading)).Select(Model.Documents.TreeWalk.PlainText));
        Assert.Contains("to establish Town of Little Creek (town) general standards", text, StringComparison.Ordinal);
        Assert.Contains("on Behalf of the Town", text, StringComparison.Ordinal);
        Assert.DoesNotMatch(CityWord(), text);
    }

    private static CompiledPolicy Sample(string city)
    {
        var folder = Path.Combine(Repository.Root, "policies", city);
        return Scratch.Compile(new PolicySource(Path.Combine(folder, "social-media.yaml")));
    }

    /// <summary>The form's line with its label taken off, its slips mended and its blanks filled in.</summary>
    private static string FilledIn(string line) => Label().Replace(line, "")
        .Replace("City of _____________ (city)", "City of Mapleton (city)", StringComparison.Ordinal)
        .Replace("_______________________________________", "Public Information Officer and Police Community Relations Officer", StringComparison.Ordinal)
        .Replace("___(mayor/manager/communications director)______________", "Communications director", StringComparison.Ordinal)
        .Replace(" (ADD OR DELETE POLICIES AS APPLICABLE)", "", StringComparison.Ordinal)
        .Replace("DISCLAMER", "DISCLAIMER", StringComparison.Ordinal);

    [GeneratedRegex(@"^\s*([0-9]|[a-z]|[ivx]+)\.\s+")]
    private static partial Regex Label();

    [GeneratedRegex(@"\b[Cc]ity\b")]
    private static partial Regex CityWord();
}
