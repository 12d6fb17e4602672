using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using PolicyBuilder.Testing;
using Snapshooter.Xunit;
using Xunit;

namespace PolicyBuilder.Tests.Publishing;

public partial class DiffCommandTests
{
    private const string Policy = "policies/new-harbor/social-media.yaml";
    private const string Old = "policies/new-harbor/social-media@1.0.0";
    private const string Latest = "policies/new-harbor/social-media@latest";

    [Fact]
    public void Terminal_looks_as_it_did() => Snapshot.Match(Both("terminal"));

    [Fact]
    public void Markdown_looks_as_it_did() => Snapshot.Match(Both("markdown"));

    [Fact]
    public void Json_looks_as_it_did() => Snapshot.Match(Both("json"));

    [Fact]
    public void Html_looks_as_it_did() => Snapshot.Match(Style().Replace(Both("html"), "…"));

    [Fact]
    public void Side_by_side_looks_as_it_did()
    {
        using var bench = new Bench();
        bench.PublishBoth();
        Assert.Equal(0, bench.Run("diff", Old, Latest, "--to", "html", "--output", "out/diff").Exit);
        var html = File.ReadAllText(bench.City["out/diff/social-media-1.0.0-to-1.1.0.side-by-side.html"]);
        Snapshot.Match(Style().Replace(html, "…"));
    }

    [Fact]
    public void Terminal_keeps_to_80_columns_and_colour_adds_nothing_but_colour()
    {
        var plain = Both("terminal");
        Assert.All(plain.Split('\n'), line => Assert.True(line.Length <= 80, line));
        using var bench = new Bench();
        bench.PublishBoth();
        using var output = new StringWriter { NewLine = "\n" };
        var exit = global::PolicyBuilder.Cli.Program.Run(
            ["diff", bench.City[Old], bench.City[Latest]],
            new global::PolicyBuilder.Cli.Console.Terminal(output, TextWriter.Null, outputIsTerminal: true, errorIsTerminal: true, color: true), TimeProvider.System);
        Assert.Equal(0, exit);
        Assert.Contains("\u001b[32m", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(plain, ColorCode().Replace(output.ToString(), ""));
    }

    [Fact]
    public void A_policy_alone_is_compared_with_its_last_published_version()
    {
        using var bench = new Bench();
        Assert.Equal(0, bench.Run("publish", Policy).Exit);
        Assert.Equal((0, 0), (bench.Run("diff", Policy).Exit, bench.Run("diff", Policy, "--exit-code").Exit));
        bench.City.Revise();
        var outcome = bench.Run("diff", Policy, "--exit-code");
        Assert.Equal(1, outcome.Exit);
        Assert.Contains("[-City Administrator-]{+Communications director+}", outcome.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("DRAFT", outcome.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("seal", outcome.Output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Names_paths_and_the_frozen_files_mean_the_same()
    {
        using var bench = new Bench();
        bench.PublishBoth();
        var byName = After(bench.Run("diff", Old, Latest).Output);
        Assert.Equal(byName, After(bench.Run("diff", "policies/new-harbor/published/social-media/1.0.0.md", "policies/new-harbor/published/social-media/1.1.0.md").Output));
        Assert.Equal(byName, After(bench.Run("diff", Old, Policy).Output));
        // From the workspace itself, without "policies/".
        var answered = CommandLine.Run(bench.City.Folder, ["diff", "new-harbor/social-media@1.0.0", "new-harbor/social-media@latest"]);
        Assert.Equal((0, byName), (answered.ExitCode, After(answered.Output)));

        static string After(string output) => output[output.IndexOf("1.0.0 → 1.1.0: ", StringComparison.Ordinal)..];
    }

    [Fact]
    public void Two_equal_versions_differ_in_nothing()
    {
        using var bench = new Bench();
        bench.PublishBoth();
        var outcome = bench.Run("diff", Latest, Latest, "--exit-code");
        Assert.Equal(0, outcome.Exit);
        Assert.Contains("Nothing changed.", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_go_to_the_folder_and_are_listed()
    {
        using var bench = new Bench();
        bench.PublishBoth();
        var outcome = bench.Run("diff", Old, Latest, "--to", "markdown,html,json", "--output", "out/diff");
        Assert.Equal(
            "out/diff/social-media-1.0.0-to-1.1.0.md\nout/diff/social-media-1.0.0-to-1.1.0.html\n"
            + "out/diff/social-media-1.0.0-to-1.1.0.side-by-side.html\nout/diff/social-media-1.0.0-to-1.1.0.json\n", outcome.Output);
    }

    [Fact]
    public void A_redline_is_the_same_file_every_time_and_from_every_name_of_the_versions()
    {
        using var bench = new Bench();
        bench.PublishBoth();
        var outcome = bench.Run("diff", Old, Latest, "--to", "word", "--output", "out/redlines");
        Assert.Equal((0, "out/redlines/social-media-1.0.0-to-1.1.0-redline.docx\n", ""), (outcome.Exit, outcome.Output, outcome.Error));
        var first = File.ReadAllBytes(bench.City["out/redlines/social-media-1.0.0-to-1.1.0-redline.docx"]);
        Assert.Equal("out/again.docx\n", bench.Run("diff", Old, Latest, "--to", "word", "-o", "out/again.docx").Output);
        Assert.Equal(first, File.ReadAllBytes(bench.City["out/again.docx"]));
        bench.Run(
            "diff", "policies/new-harbor/published/social-media/1.0.0.md", "policies/new-harbor/published/social-media/1.1.0.md",
            "--to", "word", "--output", "out/by-file.docx");
        Assert.Equal(first, File.ReadAllBytes(bench.City["out/by-file.docx"]));
        Assert.Equal([("City of New Harbor", "2027-06-01T00:00:00Z"), ("City of New Harbor", "2027-06-01T00:02:00Z")], Signatures(first));
    }

    [Fact]
    public void A_redline_says_who_and_when_as_asked()
    {
        using var bench = new Bench();
        bench.PublishBoth();
        bench.Run("diff", Old, Latest, "--to", "word", "--output", "out/x.docx", "--author", "Ada <Attorney> & \"Co\"", "--date", "2027-03-01");
        Assert.Contains(("Ada <Attorney> & \"Co\"", "2027-03-01T00:00:00Z"), Signatures(File.ReadAllBytes(bench.City["out/x.docx"])));
    }

    [Fact]
    public void A_redline_of_a_version_to_come_is_dated_by_its_effective_date()
    {
        using var bench = new Bench();
        Assert.Equal(0, bench.Run("publish", Policy).Exit);
        bench.City.Revise();
        bench.Run("diff", Policy, "--to", "word", "--output", "out/x.docx");
        Assert.Contains(("City of New Harbor", "2027-03-01T00:00:00Z"), Signatures(File.ReadAllBytes(bench.City["out/x.docx"])));
    }

    [Fact]
    public void A_redline_is_never_printed_but_goes_to_output()
    {
        using var bench = new Bench();
        bench.PublishBoth();
        var outcome = CommandLine.Run(bench.City.Folder, ["diff", "new-harbor/social-media@1.0.0", "new-harbor/social-media@latest", "--to", "word"]);
        Assert.Equal((0, "output/new-harbor/social-media/social-media-1.0.0-to-1.1.0-redline.docx\n"), (outcome.ExitCode, outcome.Output));
        Assert.True(File.Exists(bench.City["output/new-harbor/social-media/social-media-1.0.0-to-1.1.0-redline.docx"]));
    }

    [Fact]
    public void A_redline_of_published_versions_is_accepted_and_rejected_into_them()
    {
        using var bench = new Bench();
        bench.PublishBoth();
        bench.Run("diff", Old, Latest, "--to", "word", "--output", "out/x.docx");
        var redline = File.ReadAllBytes(bench.City["out/x.docx"]);
        Assert.Equal(Paragraphs(File.ReadAllBytes(bench.City["out/new-harbor/social-media/1.0.0/social-media.docx"])), Paragraphs(WordRevisions.Reject(redline)));
        Assert.Equal(Paragraphs(File.ReadAllBytes(bench.City["out/new-harbor/social-media/1.1.0/social-media.docx"])), Paragraphs(WordRevisions.Accept(redline)));
        Assert.Empty(WordLint.Lint(redline));

        // The seal is in no frozen text.
        static IEnumerable<string> Paragraphs(byte[] docx) => WordText.Read(docx)
            .Where(paragraph => paragraph.Style != "Seal")
            .Select(paragraph => $"{paragraph.Style}|{paragraph.Label}|{paragraph.Text}|{paragraph.IsCell}");
    }

    [Theory]
    [InlineData("diff x.yaml --to pdf")]
    [InlineData("diff x.yaml --to html,json")]
    [InlineData("diff a/b@1.0.0")]
    [InlineData("diff x.yaml --author x")]
    [InlineData("diff x.yaml --to word --author  ")]
    [InlineData("diff x.yaml --to word --date 1.3.2027")]
    [InlineData("diff x.yaml --to word,markdown,json")]
    [InlineData("diff x.yaml --decide a.b=grave --by x --because y")]
    [InlineData("diff x.yaml --decide a.b=editorial")]
    public void Wrong_usage_answers_2(string arguments)
    {
        using var bench = new Bench();
        var outcome = bench.Run(arguments.Split(' '));
        Assert.Equal((2, ""), (outcome.Exit, outcome.Output));
    }

    [Fact]
    public void A_version_that_is_not_there_is_told_with_those_that_are()
    {
        using var bench = new Bench();
        bench.PublishBoth();
        var outcome = bench.Run("diff", "policies/new-harbor/social-media@2.0.0", Latest);
        Assert.Equal(1, outcome.Exit);
        Assert.Contains("error PB5007: there is no such published version\n  hint: published: 1.0.0, 1.1.0\n", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_policies_in_a_folder_are_not_guessed_among()
    {
        using var bench = new Bench();
        File.Copy(bench.City[Policy], bench.City["policies/new-harbor/other.yaml"]);
        Assert.Contains("error PB5009: ", bench.Run("diff", "policies/new-harbor").Error, StringComparison.Ordinal);
        Assert.Contains("error PB5009: ", bench.Run("publish", "policies/new-harbor").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_decision_is_shown_with_who_made_it()
    {
        using var bench = new Bench();
        bench.PublishBoth();
        var outcome = bench.Run("diff", Old, Latest, "--decide", "official-use.photographs=editorial", "--by", "City Attorney", "--because", "order only");
        Assert.Contains("decided editorial by City Attorney: order only (by rule: needs a decision)",
            outcome.Output.Replace("\n  ", " ", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Pages_are_self_contained_and_name_changes_in_words()
    {
        using var bench = new Bench();
        bench.PublishBoth();
        Assert.Equal(0, bench.Run("diff", Old, Latest, "--to", "html", "--output", "out/diff").Exit);
        foreach (var file in Directory.GetFiles(bench.City["out/diff"]))
        {
            var page = new HtmlParser(new HtmlParserOptions { IsStrictMode = true }).ParseDocument(File.ReadAllText(file));
            Assert.Empty(page.QuerySelectorAll("script, link, img, iframe, [style], [onclick]"));
            Assert.NotEmpty(page.QuerySelectorAll("ins"));
            Assert.All(page.QuerySelectorAll("ins:not(.legend ins)"), ins => Assert.StartsWith("[inserted: ", ins.TextContent, StringComparison.Ordinal));
            Assert.All(page.QuerySelectorAll("del:not(.legend del)"), del => Assert.StartsWith("[deleted: ", del.TextContent, StringComparison.Ordinal));
            var ids = page.QuerySelectorAll("[id]").Select(element => element.Id).ToList();
            Assert.Equal(ids.Count, ids.Distinct().Count());
            Assert.All(page.QuerySelectorAll("a[href^='#']"), link => Assert.Contains(link.GetAttribute("href")![1..], ids));
            var css = page.QuerySelector("style")!.TextContent;
            var hash = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(css)));
            Assert.Contains($"'sha256-{hash}'", page.QuerySelector("meta[http-equiv]")!.GetAttribute("content"), StringComparison.Ordinal);
        }
    }

    private static IEnumerable<(string?, string?)> Signatures(byte[] docx) => new WordFile(docx)["word/document.xml"].Descendants()
        .Where(element => element.Attribute(WordFile.W + "author") is not null)
        .Select(element => (element.Attribute(WordFile.W + "author")?.Value, element.Attribute(WordFile.W + "date")?.Value))
        .Distinct().Order();

    private static string Both(string format)
    {
        using var bench = new Bench();
        bench.PublishBoth();
        var outcome = bench.Run("diff", Old, Latest, "--to", format);
        Assert.Equal((0, ""), (outcome.Exit, outcome.Error));
        return outcome.Output;
    }

    [GeneratedRegex("<style>.*?</style>|sha256-[A-Za-z0-9+/=]+", RegexOptions.Singleline)]
    private static partial Regex Style();

    [GeneratedRegex("\u001b\\[[0-9;]*m")]
    private static partial Regex ColorCode();
}
