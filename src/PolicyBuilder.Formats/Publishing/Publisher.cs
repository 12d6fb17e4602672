using System.Buffers;
using System.Security.Cryptography;
using PolicyBuilder.Formats.Writers;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Model.Diagnostics;
using PolicyBuilder.Model.Diffing;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Formats.Publishing;

/// <summary>What came of publishing one policy.</summary>
/// <param name="Version">The version: the new one, or the one that says the same already; null where there is a problem.</param>
/// <param name="IsNew">Whether anything was written.</param>
/// <param name="Files">The files that were written: the artifacts, and last the frozen text.</param>
/// <param name="Report">What changed since the version before; null for the first version.</param>
/// <param name="Problems">Why nothing was published.</param>
public sealed record Publication(
    FrozenVersion? Version, bool IsNew, IReadOnlyList<string> Files, DiffReport? Report, IReadOnlyList<Diagnostic> Problems);

/// <summary>
/// Freezes a version. The artifacts are put in place first and the frozen text last, by a rename that never replaces a
/// file: a version exists when its text does, and a crash before that leaves only files that the next run writes anew.
/// </summary>
/// <param name="output">The folder above the cities' folders.</param>
/// <param name="today">The day of publication.</param>
public sealed class Publisher(PolicyCompiler compiler, string output, DateOnly today)
{
    /// <summary>Publishes <paramref name="source"/>.</summary>
    /// <param name="unadopted">Whether it may be published though nobody adopted it.</param>
    /// <param name="decisions">What people decided about changes.</param>
    public Publication Publish(PolicySource source, bool unadopted, IReadOnlyList<Decision> decisions)
    {
        var compilation = compiler.Compile(source, draft: false, history: []);
        if (compilation.Policy is not { } policy)
            return Refused(compilation.Problems);
        var problems = new List<Diagnostic>();
        var published = new PublishedVersions(Path.GetDirectoryName(source.PolicyPath)!, policy.Config.Policy);
        var versions = published.Read(problems);
        if (problems.Count > 0)
            return Refused(problems);
        var latest = versions.Count == 0 ? null : versions[^1];
        var fingerprint = Fingerprint.Of(policy.Document);
        if (latest is not null && latest.Fingerprint == fingerprint)
            return new Publication(latest, false, [], null, []);

        var report = latest is null ? null : new DiffReport(
            new ComparedVersion(Name(latest.Version), latest.Document), new ComparedVersion(Name(policy.Config.Version), Comparable(policy.Document)), decisions);
        if (policy.Config.Adopted is null && !unadopted)
            problems.Add(Problems.NotAdopted(policy.Config.At("version")));
        foreach (var decision in report is null ? decisions : report.Classification.UnusedDecisions)
        {
            problems.Add(Problems.DecisionOnUnchangedClause(
                decision.Clause.Value, report is null ? [] : [.. report.Classification.Changes.Select(change => change.Subject.Value).Distinct()]));
        }
        if (report is not null)
            JudgeNumber(policy.Config, versions, report, problems);
        if (problems.Count > 0)
            return Refused(problems);
        return Freeze(source, policy, published, versions, fingerprint, report);

        string Name(PolicyVersion version) => $"{policy.City.Id}/{policy.Config.Policy}@{version}";
    }

    /// <summary>A document as a frozen text could hold it: without seal, DRAFT mark and revision history.</summary>
    internal static PolicyDocument Comparable(PolicyDocument document) =>
        document with { Mark = "", Title = document.Title with { Seal = null, History = [] } };

    private static Publication Refused(IReadOnlyList<Diagnostic> problems) => new(null, false, [], null, problems);

    private static void JudgeNumber(PolicyConfig config, IReadOnlyList<FrozenVersion> versions, DiffReport report, List<Diagnostic> problems)
    {
        var (at, version, latest) = (config.At("version"), config.Version.ToString(), versions[^1].Version);
        if (versions.Any(other => other.Version == config.Version))
            problems.Add(Problems.VersionTaken(at, version, report.Proposed.ToString()));
        else if (config.Version < latest)
            problems.Add(Problems.VersionNotAfterLatest(at, version, latest.ToString(), report.Proposed.ToString()));
        else if (config.Version < report.Proposed)
            problems.Add(Problems.VersionTooLow(at, version, latest.ToString(), Gravest(report), report.Proposed.ToString()));
    }

    private static string Gravest(DiffReport report)
    {
        if (report.Classification.IsRestructured)
            return $"the policy is restructured ({report.Classification.Restructuring[0].Sentence.TrimEnd('.')})";
        var gravest = report.Classification.Changes.MaxBy(change => change.Verdict)!;
        return $"the change of {report.Place(gravest)} ({gravest.Subject}) "
            + (gravest.Verdict == Verdict.NeedsDecision ? "needs a decision and counts as substantive until then" : "is substantive")
            + $" ({gravest.Reasons[0].Sentence.TrimEnd('.')})";
    }

    private Publication Freeze(
        PolicySource source, CompiledPolicy first, PublishedVersions published, IReadOnlyList<FrozenVersion> versions, Fingerprint fingerprint, DiffReport? report)
    {
        var config = first.Config;
        using var turn = Turn(published.PathOf(config.Version));
        var version = new FrozenVersion
        {
            Title = first.Document.Title.Title,
            City = first.City.Id,
            Policy = config.Policy,
            Edition = config.Edition,
            Version = config.Version,
            Effective = config.Effective,
            Adopted = config.Adopted,
            Published = today,
            Fingerprint = fingerprint,
            Gravity = report is null ? Gravity.First : Words.GravityOf(report.Classification),
            SignAgain = report is null || report.Classification.MustSignAgain,
            Summary = report is null ? "First version." : report.Summary,
            Changes = report is null ? [] : report.Shown.Map(report.OneLine),
            Decisions = report is null ? [] : report.Classification.Changes
                .Where(change => change.Decision is not null)
                .GroupBy(change => change.Decision!)
                .Select(group => new RecordedDecision(group.Key, group.Max(change => change.Computed)))
                .ToSequence(),
            Document = first.Document,
        };
        var policy = first;
        if (PublishedVersions.History(versions, version) is { Count: > 0 } history)
            policy = compiler.Compile(source, draft: false, history).Policy
                ?? throw new IOException("the policy's files changed while it was published");

        var files = new List<string>();
        var folder = Path.Combine(output, policy.City.Id, config.Policy, config.Version.ToString());
        var artifacts = new List<Artifact>();
        byte[] text = [];
        using (var artifactFolder = new OutputFolder(folder))
        {
            var buffer = new ArrayBufferWriter<byte>(256 * 1024);
            foreach (var writer in PolicyWriters.All)
            {
                buffer.ResetWrittenCount();
                policy.Print(writer, buffer);
                var name = config.Policy + writer.Extension;
                artifactFolder.Write(name, buffer.WrittenSpan);
                artifacts.Add(new Artifact(name, Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan))));
                files.Add(Path.Combine(folder, name));
                if (writer is Writers.Markdown.MarkdownWriter)
                    text = buffer.WrittenSpan.ToArray();
            }
            artifactFolder.Commit();
        }
        version = version with { Artifacts = artifacts.ToSequence(), Document = policy.Document };
        files.Add(WriteBesideAndRename(published.PathOf(version.Version), FrozenVersionWriter.Write(version, text)));
        return new Publication(version, true, files, report, []);
    }

    // Two that publish the same number at once would write into each other's files: the second fails here, before it does.
    private static FileStream Turn(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var turn = new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        if (!File.Exists(path))
            return turn;
        turn.Dispose();
        throw new IOException($"{Workspace.Display(path)} was published at the same time by another run");
    }

    // Without replacing: of two that publish the same number at once, the second fails.
    private static string WriteBesideAndRename(string path, byte[] content)
    {
        var beside = path + ".partial";
        using (var file = new FileStream(beside, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }
        File.Move(beside, path, overwrite: false);
        return path;
    }
}
