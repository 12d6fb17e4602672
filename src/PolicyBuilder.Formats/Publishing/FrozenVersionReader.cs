using System.Text;
using PolicyBuilder.Formats.Readers;
using PolicyBuilder.Formats.Readers.Yaml;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Model.Diagnostics;
using PolicyBuilder.Model.Diffing;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Formats.Publishing;

/// <summary>Reads a frozen version back and tells whether it is as it was published.</summary>
internal static class FrozenVersionReader
{
    private static readonly string[] Gravities = ["first", "editorial", "needs-decision", "substantive", "restructured"];

    private static readonly string[] Verdicts = ["editorial", "needs-decision", "substantive"];

    /// <summary>The version; null when a problem was found, so that nothing is built on a doubtful text.</summary>
    /// <param name="path">The file: <c>…/published/&lt;policy&gt;/&lt;version&gt;.md</c> in a city's folder.</param>
    public static FrozenVersion? Read(string path, ICollection<Diagnostic> problems)
    {
        var file = Workspace.Display(path);
        var found = new List<Diagnostic>();
        var version = SourceText.ReadFile(file, path, found) is { } text ? Read(path, file, text, found) : null;
        foreach (var problem in found)
            problems.Add(problem);
        return found.Count == 0 ? version : null;
    }

    private static FrozenVersion? Read(string path, string file, string text, List<Diagnostic> problems)
    {
        if (PolicyMarkdownReader.Read(file, text, problems) is not { } written)
            return null;
        // Read with the line '---' as a comment above it, so that places are those of the file.
        var settings = written.FrontMatter is null ? null : Settings.Of(YamlReader.Read(file, "#\n" + written.FrontMatter, problems), [], problems);
        if (settings is null)
        {
            if (problems.Count == 0)
                problems.Add(Problems.FrozenTextEdited(new SourceLocation(file, 1, 1), "the settings between the lines '---' are missing"));
            return null;
        }
        var version = Facts(settings, written.Document);
        var record = settings.Text(FrozenVersionWriter.Record, "the hash of the settings above it");
        settings.RejectOthers();
        if (problems.Count > 0 || version is null)
            return null;
        Compare(path, file, text, written, version, record!, settings, problems);
        return version;
    }

    private static FrozenVersion? Facts(Settings settings, PolicyDocument document)
    {
        var title = settings.Text("title", "the policy's title");
        var city = settings.Text("city", "the name of the city's folder");
        var policy = settings.Text("policy", "the policy's name");
        var edition = settings.Version("edition", "the edition of the model policy");
        var number = settings.Version("version", "the version");
        var effective = settings.Date("effective", "the effective date");
        var adopted = settings.Group("adopted");
        var by = adopted?.Text("by", "who adopted it");
        var on = adopted?.Date("on", "when it was adopted");
        var reference = adopted?.Text("reference");
        adopted?.RejectOthers();
        var published = settings.Date("published", "the day it was published");
        var fingerprint = settings.Text("fingerprint", "the fingerprint of the text");
        var gravity = settings.Choice("verdict", Gravities, "how grave the changes are");
        var signAgain = settings.YesNo("sign_again");
        var summary = settings.Text("summary", "what changed");
        var changes = settings.TextList("changes");
        var decisions = settings.Groups("decisions").Select(ReadDecision).OfType<RecordedDecision>().ToSequence();
        var artifacts = settings.Groups("artifacts").Select(ReadArtifact).OfType<Artifact>().ToSequence();
        if (title is null || city is null || policy is null || edition is null || number is null || effective is null
            || published is null || fingerprint is null || gravity is null || summary is null)
            return null;
        return new FrozenVersion
        {
            Title = title,
            City = city,
            Policy = policy,
            Edition = edition.Value,
            Version = number.Value,
            Effective = effective.Value,
            Adopted = by is null || on is null ? null : new Adoption(by, on.Value, reference),
            Published = published.Value,
            Fingerprint = new Fingerprint(fingerprint.StartsWith("sha256:", StringComparison.Ordinal) ? fingerprint["sha256:".Length..] : fingerprint),
            Gravity = (Gravity)Array.IndexOf(Gravities, gravity),
            SignAgain = signAgain ?? true,
            Summary = summary,
            Changes = changes ?? [],
            Decisions = decisions,
            Artifacts = artifacts,
            Document = document,
        };
    }

    private static RecordedDecision? ReadDecision(Settings settings)
    {
        var clause = settings.Clause("clause", "the clause");
        var verdict = settings.Choice("verdict", Verdicts, "the person's verdict");
        var computed = settings.Choice("computed", Verdicts, "the verdict by rule");
        var by = settings.Text("by", "who decided");
        var because = settings.Text("because", "why");
        settings.RejectOthers();
        return clause is null || verdict is null || computed is null || by is null || because is null
            ? null
            : new RecordedDecision(new Decision(clause.Value.Id, VerdictOf(verdict), by, because), VerdictOf(computed));
    }

    private static Artifact? ReadArtifact(Settings settings)
    {
        var name = settings.Text("name", "the file's name");
        var hash = settings.Text("sha256", "the file's hash");
        settings.RejectOthers();
        return name is null || hash is null ? null : new Artifact(name, hash);
    }

    private static Verdict VerdictOf(string word) => (Verdict)(Array.IndexOf(Verdicts, word) + 1);

    private static void Compare(
        string path, string file, string text, WrittenPolicy written, FrozenVersion version, string record, Settings settings, List<Diagnostic> problems)
    {
        SourceLocation At(string key) => settings.Entry(key)?.Value.Location ?? new SourceLocation(file);
        var yaml = written.FrontMatter!;
        var fingerprint = Fingerprint.Of(written.Document);
        var end = yaml.LastIndexOf($"\n{FrozenVersionWriter.Record}: ", StringComparison.Ordinal) + 1;
        var body = text["---\n".Length..][(yaml.Length + "---\n".Length)..];
        var markdown = version.Artifacts.FirstOrDefault(artifact => artifact.Name == version.Policy + ".md");
        if (fingerprint != version.Fingerprint)
            problems.Add(Problems.FrozenTextEdited(At("fingerprint"), $"its text has the fingerprint {fingerprint.Hex[..12]}…, not {Short(version.Fingerprint.Hex)}"));
        else if (markdown is null || FrozenVersionWriter.Sha256(Encoding.UTF8.GetBytes(body)) != "sha256:" + markdown.Sha256)
            problems.Add(Problems.FrozenTextEdited(At("fingerprint"), "the lines below its settings have another hash"));
        else if (FrozenVersionWriter.Sha256(Encoding.UTF8.GetBytes(yaml[..end])) != record)
            problems.Add(Problems.FrozenTextEdited(At(FrozenVersionWriter.Record), "its settings have another hash"));

        var policyFolder = Path.GetDirectoryName(path)!;
        var cityFolder = Path.GetDirectoryName(Path.GetDirectoryName(policyFolder))!;
        Expect("version", version.Version.ToString(), Path.GetFileNameWithoutExtension(path));
        Expect("policy", version.Policy, Path.GetFileName(policyFolder));
        Expect("city", version.City, Path.GetFileName(cityFolder));
        Expect("version", written.Document.Title.Version, version.Version.ToString());

        void Expect(string setting, string found, string expected)
        {
            if (found != expected)
                problems.Add(Problems.FrozenSettingWrong(At(setting), setting, found, expected));
        }
    }

    private static string Short(string hex) => hex.Length > 12 ? hex[..12] + "…" : hex;
}
