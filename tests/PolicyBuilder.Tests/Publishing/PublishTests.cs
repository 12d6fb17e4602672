using System.Security.Cryptography;
using System.Text.Json;
using PolicyBuilder.Formats.Publishing;
using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Model.Diagnostics;
using PolicyBuilder.Model.Diffing;
using Xunit;

namespace PolicyBuilder.Tests.Publishing;

public class PublishTests
{
    private const string Policy = "policies/new-harbor/social-media.yaml";
    private const string First = "policies/new-harbor/published/social-media/1.0.0.md";
    private const string Second = "policies/new-harbor/published/social-media/1.1.0.md";

    [Fact]
    public void Publishing_writes_artifacts_without_the_draft_mark_and_the_frozen_text_last()
    {
        using var bench = new Bench();
        var outcome = bench.Run("publish", Policy);
        Assert.Equal(0, outcome.Exit);
        Assert.Equal(
            "out/new-harbor/social-media/1.0.0/social-media.docx\nout/new-harbor/social-media/1.0.0/social-media.html\n"
            + $"out/new-harbor/social-media/1.0.0/social-media.md\n{First}\n", outcome.Output);
        Assert.DoesNotContain("DRAFT", File.ReadAllText(bench.City["out/new-harbor/social-media/1.0.0/social-media.html"]), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(bench.City.Folder, "*.partial", SearchOption.AllDirectories));
    }

    [Fact]
    public void The_frozen_file_ends_with_the_published_markdown_and_names_the_hash_of_each_file()
    {
        using var bench = new Bench();
        bench.PublishBoth();
        var frozen = Read(bench, "1.1.0");
        Assert.EndsWith(File.ReadAllText(bench.City["out/new-harbor/social-media/1.1.0/social-media.md"]), File.ReadAllText(bench.City[Second]), StringComparison.Ordinal);
        Assert.Equal(["social-media.docx", "social-media.html", "social-media.md"], frozen.Artifacts.Select(artifact => artifact.Name));
        Assert.All(frozen.Artifacts, artifact => Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(bench.City[$"out/new-harbor/social-media/1.1.0/{artifact.Name}"]))), artifact.Sha256));
    }

    [Fact]
    public void A_frozen_version_keeps_its_facts()
    {
        using var bench = new Bench();
        bench.PublishBoth();
        var frozen = Read(bench, "1.1.0");
        Assert.Equal("Social Media Policy", frozen.Title);
        Assert.Equal(("new-harbor", "social-media"), (frozen.City, frozen.Policy));
        Assert.Equal(new DateOnly(2027, 3, 1), frozen.Effective);
        Assert.Equal(new DateOnly(2027, 6, 1), frozen.Published);
        Assert.Equal(new Adoption("City Council", new DateOnly(2026, 12, 14), "Resolution 2026-31"), frozen.Adopted);
        Assert.Equal(Gravity.Substantive, frozen.Gravity);
        Assert.True(frozen.SignAgain);
        Assert.Equal("1 clause added, 1 removed, 1 moved, and 2 edited.", frozen.Summary);
        Assert.Contains(frozen.Changes, line => line.StartsWith("Personal Use of Social Media › b. [personal-use.emergencies]: added; substantive", StringComparison.Ordinal));
    }

    [Fact]
    public void The_second_version_carries_the_revision_history_and_the_first_none()
    {
        using var bench = new Bench();
        bench.PublishBoth();
        Assert.Empty(Read(bench, "1.0.0").Document.Title.History);
        Assert.Equal(
            [("1.0.0", "January 1, 2027", "First version."), ("1.1.0", "March 1, 2027", "1 clause added, 1 removed, 1 moved, and 2 edited.")],
            Read(bench, "1.1.0").Document.Title.History.Select(line => (line.Version, line.Date, line.Summary)));
    }

    [Theory]
    [InlineData("1.0.0", "2027-01-01")]
    [InlineData("1.0.1", "2027-09-01")]
    public void The_same_text_is_recognised_under_any_number_and_date(string version, string effective)
    {
        using var bench = new Bench();
        Assert.Equal(0, bench.Run("publish", Policy).Exit);
        var before = Everything(bench);
        bench.City.Edit("version: 1.0.0", $"version: {version}");
        bench.City.Edit("effective: 2027-01-01", $"effective: {effective}");
        var outcome = bench.Run("publish", Policy);
        Assert.Equal((0, "", "This text is published already, as new-harbor/social-media@1.0.0. Its files were not changed.\nThere is no ledger (ledger/policybuilder.db), so no entry tells of it. 'policybuilder ledger init <name>' makes one; then run this again. --no-ledger says that you want none.\n"), (outcome.Exit, outcome.Output, outcome.Error));
        Assert.Equal(before, Everything(bench));
    }

    [Theory]
    [InlineData("1.0.0", "PB5002", "version: 1.1.0")]
    [InlineData("0.9.0", "PB5003", "version: 1.1.0")]
    [InlineData("1.0.1", "PB5004", "version: 1.1.0")]
    public void A_number_that_is_taken_lower_or_too_low_is_refused_and_the_next_proposed(string version, string code, string proposal)
    {
        using var bench = new Bench();
        Assert.Equal(0, bench.Run("publish", Policy).Exit);
        bench.City.Revise();
        bench.City.Edit("version: 1.1.0", $"version: {version}");
        var before = Everything(bench);
        var outcome = bench.Run("publish", Policy);
        Assert.Equal(1, outcome.Exit);
        Assert.Contains($"error {code}: ", outcome.Error, StringComparison.Ordinal);
        Assert.Contains(proposal, outcome.Error, StringComparison.Ordinal);
        Assert.Equal(before, Everything(bench));
    }

    [Fact]
    public void A_policy_that_nobody_adopted_needs_to_be_published_as_such()
    {
        using var bench = new Bench();
        bench.City.Edit("adopted: {by: City Council, on: 2026-12-14, reference: Resolution 2026-31}\n", "");
        Assert.Contains("error PB5001: ", bench.Run("publish", Policy).Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(bench.City["policies/new-harbor/published"]));
        Assert.Equal(0, bench.Run("publish", Policy, "--unadopted").Exit);
        Assert.Null(Read(bench, "1.0.0").Adopted);
    }

    [Fact]
    public void A_policy_with_an_error_is_not_published()
    {
        using var bench = new Bench();
        bench.City.Edit("final_authority: City Administrator", "final_authority:");
        var outcome = bench.Run("publish", Policy);
        Assert.Equal(1, outcome.Exit);
        Assert.Contains("error PB1004: ", outcome.Error, StringComparison.Ordinal);
        Assert.EndsWith("Nothing was published.\n", outcome.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(bench.City["out"]));
    }

    [Fact]
    public void A_person_may_decide_that_a_change_is_editorial_and_both_verdicts_are_kept()
    {
        using var bench = new Bench();
        Assert.Equal(0, bench.Run("publish", Policy).Exit);
        bench.City.Edit("version: 1.0.0", "version: 1.0.1");
        bench.City.Edit("road closures.", "closures of roads.");
        Assert.Contains("error PB5004: ", bench.Run("publish", Policy).Error, StringComparison.Ordinal);
        string[] decided = ["--decide", "official-use.translations.roads=editorial", "--by", "City Attorney", "--because", "same meaning"];
        Assert.Equal(0, bench.Run(["publish", Policy, .. decided]).Exit);
        var frozen = Read(bench, "1.0.1");
        var kept = Assert.Single(frozen.Decisions);
        Assert.Equal(("official-use.translations.roads", Verdict.Editorial, "City Attorney", "same meaning"),
            (kept.Decision.Clause.Value, kept.Decision.Verdict, kept.Decision.By, kept.Decision.Because));
        Assert.True(kept.Computed > Verdict.Editorial);
        Assert.Equal((Gravity.Editorial, false), (frozen.Gravity, frozen.SignAgain));
        Assert.Contains("decided editorial by City Attorney: same meaning", bench.Run("versions", "policies/new-harbor").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_decision_about_a_clause_that_did_not_change_is_refused()
    {
        using var bench = new Bench();
        Assert.Equal(0, bench.Run("publish", Policy).Exit);
        bench.City.Revise();
        var outcome = bench.Run("publish", Policy, "--decide", "purpose.standards=editorial", "--by", "City Attorney", "--because", "x");
        Assert.Equal(1, outcome.Exit);
        Assert.Contains("error PB5008: the clause 'purpose.standards' has not changed", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("parks", "PB5005")]
    [InlineData("date: 2027-01-01", "PB5005")]
    [InlineData("on: 2026-12-14", "PB5005")]
    [InlineData("version: 1.0.0", "PB5005")]
    public void A_hand_edited_version_is_detected_and_nothing_is_published_upon_it(string edit, string code)
    {
        using var bench = new Bench();
        Assert.Equal(0, bench.Run("publish", Policy).Exit);
        var frozen = bench.City[First];
        var text = File.ReadAllText(frozen);
        var edited = edit switch
        {
            "parks" => text.Replace("Parks", "Forests", StringComparison.Ordinal),
            "date: 2027-01-01" => text.Replace("date: 2027-01-01", "date: 2027-01-02", StringComparison.Ordinal),
            "on: 2026-12-14" => text.Replace("  on: 2026-12-14", "  on: 2026-12-15", StringComparison.Ordinal),
            _ => text.Replace("version: 1.0.0\neffective", "version: 1.0.1\neffective", StringComparison.Ordinal),
        };
        Assert.NotEqual(text, edited);
        File.WriteAllText(frozen, edited);
        foreach (var command in (string[])["check", "versions"])
        {
            var outcome = bench.Run(command, "policies/new-harbor");
            Assert.Equal(1, outcome.Exit);
            Assert.Contains($"{First}:", outcome.Error, StringComparison.Ordinal);
            Assert.Contains($"error {code}: ", outcome.Error, StringComparison.Ordinal);
        }
        bench.City.Revise();
        Assert.Equal(1, bench.Run("publish", Policy).Exit);
        Assert.False(File.Exists(bench.City[Second]));
    }

    [Fact]
    public void A_written_file_that_was_changed_is_told_until_it_is_built_anew()
    {
        using var bench = new Bench();
        Assert.Equal(0, bench.Run("publish", Policy).Exit);
        Assert.Empty(Told());
        var page = bench.City["out/new-harbor/social-media/1.0.0/social-media.html"];
        File.AppendAllText(page, " ");
        File.Delete(bench.City["out/new-harbor/social-media/1.0.0/social-media.md"]);
        Assert.Equal(
            ["note PB5010: this is no longer the file that was published as new-harbor/social-media@1.0.0: its SHA-256 is another one"], Told());
        Assert.Equal(0, bench.Run("build", Policy).Exit);
        Assert.Empty(Told());

        string[] Told()
        {
            var told = new List<string>();
            foreach (var command in (string[])["check", "versions"])
            {
                var outcome = bench.Run(command, "policies/new-harbor", "--output", bench.City["out"]);
                Assert.Equal(0, outcome.Exit);
                told.AddRange(outcome.Error.Split('\n').Where(line => line.Contains("PB5010", StringComparison.Ordinal))
                    .Select(line => line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..]));
            }
            Assert.True(told.Count is 0 or 2);
            return [.. told.Distinct()];
        }
    }

    [Fact]
    public void Of_two_that_publish_at_once_the_second_stops_before_it_writes_anything()
    {
        using var bench = new Bench();
        Directory.CreateDirectory(Path.GetDirectoryName(bench.City[First])!);
        using (new FileStream(bench.City[First] + ".lock", FileMode.Create, FileAccess.Write, FileShare.None))
            Assert.Equal(3, bench.Run("publish", Policy).Exit);
        Assert.False(Directory.Exists(bench.City["out"]));
        Assert.Equal(0, bench.Run("publish", Policy).Exit);
        Assert.False(File.Exists(bench.City[First] + ".lock"));
    }

    [Fact]
    public void A_renamed_version_is_detected()
    {
        using var bench = new Bench();
        Assert.Equal(0, bench.Run("publish", Policy).Exit);
        File.Move(bench.City[First], bench.City[Second]);
        Assert.Contains("error PB5006: 'version' is '1.0.0', but it should be '1.1.0'", bench.Run("versions", "policies/new-harbor").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Line_ends_of_another_system_are_no_edit()
    {
        using var bench = new Bench();
        Assert.Equal(0, bench.Run("publish", Policy).Exit);
        File.WriteAllText(bench.City[First], File.ReadAllText(bench.City[First]).Replace("\n", "\r\n", StringComparison.Ordinal));
        Assert.Equal(0, bench.Run("versions", "policies/new-harbor").Exit);
    }

    [Fact]
    public void A_crash_before_the_frozen_text_is_in_place_leaves_no_version()
    {
        using var bench = new Bench();
        // The frozen text cannot be written: a file stands where its folder must be.
        File.WriteAllText(bench.City["policies/new-harbor/published"], "");
        Assert.Equal(3, bench.Run("publish", Policy).Exit);
        File.Delete(bench.City["policies/new-harbor/published"]);
        Assert.Contains("Nothing is published here.", bench.Run("versions", "policies/new-harbor").Error, StringComparison.Ordinal);
        Assert.Equal(0, bench.Run("publish", Policy).Exit);
    }

    [Fact]
    public void What_a_crash_left_beside_the_frozen_text_is_no_version_and_does_not_hinder()
    {
        using var bench = new Bench();
        Directory.CreateDirectory(bench.City["policies/new-harbor/published/social-media"]);
        File.WriteAllText(bench.City[First + ".partial"], "half");
        Assert.Contains("Nothing is published here.", bench.Run("versions", "policies/new-harbor").Error, StringComparison.Ordinal);
        Assert.Equal(0, bench.Run("publish", Policy).Exit);
        Assert.Equal(0, bench.Run("versions", "policies/new-harbor").Exit);
    }

    [Fact]
    public void Building_a_published_version_gives_the_published_bytes_and_never_other_text()
    {
        using var bench = new Bench();
        bench.PublishBoth();
        var published = Everything(bench);
        Assert.Equal(0, bench.Run("build", Policy).Exit);
        Assert.Equal(published, Everything(bench));
        bench.City.Edit("Communications Director", "Mayor");
        var outcome = bench.Run("build", Policy);
        Assert.Equal(1, outcome.Exit);
        Assert.Contains("error PB5002: ", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("error PB5002: ", bench.Run("check", Policy).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Published_texts_are_neither_cities_nor_policies()
    {
        using var bench = new Bench();
        bench.PublishBoth();
        Assert.Contains("1 policy checked: no errors", bench.Run("check", "policies/").Error, StringComparison.Ordinal);
        File.Delete(bench.City["policies/new-harbor/city.yaml"]);
        Assert.Equal(["policies/new-harbor/social-media.yaml PB1023"], bench.Run("check", "policies/new-harbor").Told);
    }

    [Fact]
    public void Versions_lists_dates_verdicts_and_integrity()
    {
        using var bench = new Bench();
        bench.PublishBoth();
        var outcome = bench.Run("versions", "policies/new-harbor");
        Assert.Equal(
            """
            new-harbor/social-media
              1.0.0    effective 2027-01-01  published 2027-06-01  first           as published
                       First version. Adopted by City Council on 2026-12-14.
              1.1.0    effective 2027-03-01  published 2027-06-01  substantive     as published
                       1 clause added, 1 removed, 1 moved, and 2 edited. Adopted by City Council on 2026-12-14.

            """.ReplaceLineEndings("\n"), outcome.Output);
        Assert.Equal((0, "2 versions, as published\n"), (outcome.Exit, outcome.Error));
        using var json = JsonDocument.Parse(bench.Run("versions", "policies/new-harbor/social-media", "--json").Output);
        Assert.Equal(["1.0.0", "1.1.0"], json.RootElement.GetProperty("versions").EnumerateArray().Select(version => version.GetProperty("version").GetString()));
    }

    private static FrozenVersion Read(Bench bench, string version)
    {
        var problems = new List<Diagnostic>();
        Assert.True(PolicyVersion.TryParse(version, out var number));
        var frozen = new PublishedVersions(bench.City["policies/new-harbor"], "social-media").Read(number, problems);
        Assert.Empty(problems);
        return frozen!;
    }

    private static List<string> Everything(Bench bench) =>
    [
        .. new[] { "out", "policies/new-harbor/published" }
            .SelectMany(folder => Directory.GetFiles(bench.City[folder], "*", SearchOption.AllDirectories)).Order(StringComparer.Ordinal)
            .Select(path => $"{path} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))}"),
    ];
}
