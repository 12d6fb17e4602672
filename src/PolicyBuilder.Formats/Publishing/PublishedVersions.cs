using System.Security.Cryptography;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Model.Diagnostics;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Formats.Publishing;

/// <summary>The published versions of one policy of one city, in a folder beside the city's files.</summary>
/// <param name="CityFolder">The city's folder.</param>
/// <param name="Policy">The policy's name.</param>
public sealed record PublishedVersions(string CityFolder, string Policy)
{
    /// <summary>The folder in a city's folder; no city and no policy of its own.</summary>
    public const string FolderName = "published";

    private string Folder => Path.Combine(CityFolder, FolderName, Policy);

    /// <summary>Where a version is kept, or would be.</summary>
    public string PathOf(PolicyVersion version) => Path.Combine(Folder, version + ".md");

    /// <summary>The numbers of the versions there are, lowest first, whether their files are sound or not.</summary>
    public IReadOnlyList<PolicyVersion> Numbers()
    {
        if (!Directory.Exists(Folder))
            return [];
        var numbers = new List<PolicyVersion>();
        foreach (var path in Directory.GetFiles(Folder, "*.md"))
        {
            if (PolicyVersion.TryParse(Path.GetFileNameWithoutExtension(path), out var number))
                numbers.Add(number);
        }
        numbers.Sort();
        return numbers;
    }

    /// <summary>Every sound version, lowest first; a problem (PB33, PB5) for each that is not as it was published.</summary>
    public IReadOnlyList<FrozenVersion> Read(ICollection<Diagnostic> problems) =>
        [.. Numbers().Select(number => Read(number, problems)).OfType<FrozenVersion>()];

    /// <summary>One version; null with a problem when its file is not as it was published.</summary>
    public FrozenVersion? Read(PolicyVersion version, ICollection<Diagnostic> problems) => FrozenVersionReader.Read(PathOf(version), problems);

    /// <summary>A note (PB5010) for each file of <paramref name="version"/> in the output folder that is not as it was published.</summary>
    /// <param name="version">The version, one of <see cref="Read(ICollection{Diagnostic})"/>.</param>
    /// <param name="output">The folder above the cities' folders. What is not there is no matter: it can be built.</param>
    public static IEnumerable<Diagnostic> Changed(FrozenVersion version, string output)
    {
        foreach (var artifact in version.Artifacts)
        {
            // A frozen file is read before it is trusted; its names must not lead out of the folder.
            var path = Path.Combine(output, Path.GetFileName(version.City), Path.GetFileName(version.Policy), version.Version.ToString(), Path.GetFileName(artifact.Name));
            if (File.Exists(path) && Hash(path) != artifact.Sha256)
                yield return Problems.ArtifactChanged(Workspace.Display(path), $"{version.City}/{version.Policy}@{version.Version}");
        }

        static string Hash(string path)
        {
            using var file = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(file));
        }
    }

    /// <summary>The revision history that a document of <paramref name="version"/> carries; empty for the first version.</summary>
    public static Sequence<Revision> History(IReadOnlyList<FrozenVersion> versions, FrozenVersion version)
    {
        var earlier = versions.Where(other => other.Version < version.Version).Select(other => other.Revision).ToList();
        return earlier.Count == 0 ? [] : [.. earlier, version.Revision];
    }

    /// <summary>
    /// What was compiled, as it was published if its version is: with its revision history, without DRAFT. An error if the
    /// version is published with another text, so that no build replaces published files by others.
    /// </summary>
    public static Compilation AsPublished(Compilation compilation, PolicyCompiler compiler)
    {
        if (compilation.Policy is not { } policy)
            return compilation;
        var published = new PublishedVersions(Path.GetDirectoryName(compilation.Source.PolicyPath)!, policy.Config.Policy);
        if (!File.Exists(published.PathOf(policy.Config.Version)))
            return compilation;
        var problems = new List<Diagnostic>();
        var versions = published.Read(problems);
        var frozen = versions.FirstOrDefault(version => version.Version == policy.Config.Version);
        if (frozen is not null && frozen.Fingerprint != Fingerprint.Of(policy.Document))
            problems.Add(Problems.VersionTaken(policy.Config.At("version"), policy.Config.Version.ToString(), null));
        return frozen is null || problems.Count > 0
            ? compilation with { Policy = null, Problems = [.. compilation.Problems, .. problems] }
            : compiler.Compile(compilation.Source, draft: false, History(versions, frozen));
    }

    /// <summary>Every policy of the city that has published versions, by name.</summary>
    public static IReadOnlyList<PublishedVersions> InCity(string cityFolder)
    {
        var folder = Path.Combine(cityFolder, FolderName);
        return !Directory.Exists(folder) ? [] :
        [
            .. Directory.GetDirectories(folder).Select(path => Path.GetFileName(path))
                .Where(name => name[0] != '.').Order(StringComparer.Ordinal).Select(name => new PublishedVersions(cityFolder, name)),
        ];
    }

    /// <summary>What a path means: a policy's file, a city's folder or a folder of cities; or <c>city/policy</c> below the folder of cities.</summary>
    public static IReadOnlyList<PublishedVersions> Find(string path, string cities)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (File.Exists(full))
        {
            var city = Path.GetDirectoryName(full)!;
            var all = InCity(city);
            var named = all.Where(versions => versions.Policy == Path.GetFileNameWithoutExtension(full)).ToList();
            return named.Count > 0 ? named : all;
        }
        if (Directory.Exists(full))
        {
            return InCity(full) is { Count: > 0 } own
                ? own
                : [.. Directory.GetDirectories(full).Order(StringComparer.Ordinal).SelectMany(InCity)];
        }
        var (below, policy) = (Path.GetDirectoryName(path) ?? "", Path.GetFileName(path));
        return
        [
            .. new[] { below, Path.Combine(cities, below), Path.Combine(cities, path) }
                .Where(candidate => candidate.Length > 0)
                .SelectMany(candidate => InCity(Path.GetFullPath(candidate)))
                .Where(versions => versions.Policy == policy || Path.GetFileName(versions.CityFolder) == policy)
                .Distinct(),
        ];
    }
}
