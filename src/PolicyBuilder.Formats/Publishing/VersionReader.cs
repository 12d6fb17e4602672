using PolicyBuilder.Formats.Readers;
using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Formats.Publishing;

/// <summary>
/// Finds what a person means by a version: <c>city/policy@1.0.0</c>, <c>city/policy@latest</c>, the path of a city's policy
/// file (as it would be published now), or the path of a written Markdown file.
/// </summary>
/// <param name="cities">The folder of cities, below which <c>city/policy</c> lies.</param>
public sealed class VersionReader(PolicyCompiler compiler, string cities)
{
    private const string Latest = "latest";

    /// <summary>Both sides of a comparison; null with problems when one cannot be read.</summary>
    /// <param name="new">Null: <paramref name="old"/> is a policy file, to be compared with its last published version.</param>
    public (ComparedVersion Old, ComparedVersion New)? Read(string old, string? @new, ICollection<Diagnostic> problems)
    {
        if (@new is null)
        {
            if (ReadSource(old, problems) is not { } policy)
                return null;
            var published = new PublishedVersions(Path.GetDirectoryName(Path.GetFullPath(policy.Config.File))!, policy.Config.Policy);
            return ReadPublished($"{policy.City.Id}/{policy.Config.Policy}@{Latest}", published, Latest, problems) is { } last
                ? (last, Source(old, policy))
                : null;
        }
        var (before, after) = (Read(old, problems), Read(@new, problems));
        if (before is null || after is null)
            return null;
        // A history that only one side has is not a change of the policy.
        return before.IsFrozen == after.IsFrozen
            ? (before.Version, after.Version)
            : (WithoutHistory(before.Version), WithoutHistory(after.Version));
    }

    /// <summary>Whether an argument can only mean a published version.</summary>
    public static bool IsName(string argument) => argument.Contains('@', StringComparison.Ordinal) && !File.Exists(argument);

    private static ComparedVersion WithoutHistory(ComparedVersion version) => version with { Document = Publisher.Comparable(version.Document) };

    private sealed record Side(ComparedVersion Version, bool IsFrozen);

    private Side? Read(string argument, ICollection<Diagnostic> problems)
    {
        if (IsName(argument))
        {
            var at = argument.LastIndexOf('@');
            var name = argument[..at].Replace('\\', '/');
            var folder = Path.GetDirectoryName(name) is { Length: > 0 } city ? city : ".";
            var beside = new PublishedVersions(Path.GetFullPath(folder), Path.GetFileNameWithoutExtension(name));
            var published = beside.Numbers().Count > 0 ? beside
                : new PublishedVersions(Path.GetFullPath(Path.Combine(cities, folder)), Path.GetFileName(name));
            return ReadPublished(argument, published, argument[(at + 1)..], problems) is { } frozen ? new Side(frozen, true) : null;
        }
        if (argument.EndsWith(".md", StringComparison.OrdinalIgnoreCase))
        {
            var file = Workspace.Display(argument);
            if (SourceText.ReadFile(file, argument, problems) is not { } text || PolicyMarkdownReader.Read(file, text, problems) is not { } written)
                return null;
            // Whoever names a file may compare it though it is not as it was published any more; only its dates are unknown then.
            var frozen = written.FrontMatter is null ? null : FrozenVersionReader.Read(argument, []);
            return new Side(
                new ComparedVersion(file, written.Document) { City = frozen?.City ?? "", Published = frozen?.Published }, written.FrontMatter is not null);
        }
        return ReadSource(argument, problems) is { } policy
            ? new Side(Source(argument, policy), false)
            : null;
    }

    private CompiledPolicy? ReadSource(string path, ICollection<Diagnostic> problems)
    {
        var sources = PolicyFinder.Find([path], problems);
        if (sources.Count > 1)
            problems.Add(Problems.SeveralPolicies(new SourceLocation(Workspace.Display(path)), [.. sources.Select(source => Workspace.Display(source.PolicyPath))]));
        if (sources.Count != 1)
            return null;
        var compilation = compiler.Compile(sources[0], draft: false, history: []);
        foreach (var problem in compilation.Problems)
            problems.Add(problem);
        return compilation.Policy;
    }

    private static ComparedVersion? ReadPublished(string asked, PublishedVersions published, string number, ICollection<Diagnostic> problems)
    {
        var numbers = published.Numbers();
        var version = number == Latest && numbers.Count > 0 ? numbers[^1]
            : PolicyVersion.TryParse(number, out var parsed) && numbers.Contains(parsed) ? parsed : (PolicyVersion?)null;
        if (version is null)
        {
            problems.Add(Problems.NoSuchVersion(asked, [.. numbers.Select(each => each.ToString())]));
            return null;
        }
        return published.Read(version.Value, problems) is { } frozen
            ? new ComparedVersion($"{frozen.City}/{frozen.Policy}@{frozen.Version}", frozen.Document) { City = frozen.City, Published = frozen.Published }
            : null;
    }

    private static ComparedVersion Source(string path, CompiledPolicy policy) =>
        new(Workspace.Display(path), Publisher.Comparable(policy.Document)) { City = policy.City.Id };
}
