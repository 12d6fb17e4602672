using PolicyBuilder.Formats.Publishing;
using PolicyBuilder.Formats.Readers;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Formats;

/// <summary>A folder with one city's policies; what a batch shares out among its threads.</summary>
/// <param name="Folder">Its full path.</param>
/// <param name="Files">The policies meant; null for all there are, which are looked up only when the city's turn comes.</param>
public sealed record CityFolder(string Folder, IReadOnlyList<string>? Files)
{
    /// <summary>The folder's name, which is the city's id.</summary>
    public string Id => Path.GetFileName(Folder);

    /// <summary>The city's policies in the order of their paths; a problem (PB1013) where the folder may not be read.</summary>
    public IReadOnlyList<PolicySource> Policies(ICollection<Diagnostic> problems)
    {
        var paths = Files?.ToList() ?? [.. PolicyFinder.List(Folder, Directory.GetFiles, problems).Where(PolicyFinder.IsPolicy)];
        paths.Sort(StringComparer.Ordinal);
        return [.. paths.Distinct().Select(path => new PolicySource(path))];
    }
}

/// <summary>Finds the policies that a path means: a policy's file, a city's folder, or a folder of cities.</summary>
public static class PolicyFinder
{
    /// <summary>The policies below <paramref name="paths"/>, each once, in the order of their paths.</summary>
    public static IReadOnlyList<PolicySource> Find(IReadOnlyList<string> paths, ICollection<Diagnostic> problems) =>
        [.. Cities(paths, problems).SelectMany(city => city.Policies(problems))];

    /// <summary>
    /// The folders of cities that <paramref name="paths"/> mean, each once, in the order of their paths. Not every one need hold
    /// a policy, but for each path at least one does.
    /// </summary>
    public static IReadOnlyList<CityFolder> Cities(IReadOnlyList<string> paths, ICollection<Diagnostic> problems)
    {
        var found = new List<CityFolder>();
        foreach (var path in paths)
        {
            var below = File.Exists(path) ? OfFile(Full(path)) : Directory.Exists(path) ? OfFolder(Full(path), problems) : [];
            // As a rule the first city has one, and no other is looked into here.
            if (!below.Any(city => city.Policies([]).Count > 0))
                problems.Add(Problems.NothingThere(new SourceLocation(path.Length == 0 ? "''" : Workspace.Display(path))));
            found.AddRange(below);
        }
        found.Sort((one, other) => string.CompareOrdinal(one.Folder, other.Folder));
        var cities = new List<CityFolder>(found.Count);
        foreach (var city in found)
        {
            if (cities.Count > 0 && cities[^1] is { } same && same.Folder == city.Folder)
                cities[^1] = new CityFolder(city.Folder, same.Files is { } some && city.Files is { } more ? [.. some, .. more] : null);
            else
                cities.Add(city);
        }
        return cities;
    }

    /// <summary>Whether a file is a policy by its name: YAML, but not city.yaml.</summary>
    internal static bool IsPolicy(string path) => IsYaml(path) && !IsCityFile(path);

    /// <summary>What a folder holds. Names with a leading dot are a system's or an editor's own.</summary>
    internal static IEnumerable<string> List(string folder, Func<string, string[]> list, ICollection<Diagnostic> problems)
    {
        try
        {
            return list(folder).Where(path => Path.GetFileName(path.AsSpan())[0] != '.');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problems.Add(Problems.Unreadable(new SourceLocation(Workspace.Display(folder)), SourceText.Reason(exception)));
            return [];
        }
    }

    private static IReadOnlyList<CityFolder> OfFile(string path) =>
        [new CityFolder(Path.GetDirectoryName(path)!, IsCityFile(path) ? null : [path])];

    /// <summary>A folder with a city.yaml is a city's; one with YAML and no folders that hold some is one that lacks it.</summary>
    private static IReadOnlyList<CityFolder> OfFolder(string folder, ICollection<Diagnostic> problems)
    {
        var city = new CityFolder(folder, null);
        return File.Exists(Path.Combine(folder, PolicySource.CityFile))
            ? [city]
            : [.. List(folder, Directory.GetDirectories, problems)
                .Where(below => Path.GetFileName(below.AsSpan()) is not PublishedVersions.FolderName)
                .Select(below => new CityFolder(below, null)), city];
    }

    private static string Full(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    // Also City.yaml and city.yml: near enough to be no policy, and told as the city.yaml that is missing.
    private static bool IsCityFile(string path) =>
        IsYaml(path) && Path.GetFileNameWithoutExtension(path.AsSpan()).Equals("city", StringComparison.OrdinalIgnoreCase);

    private static bool IsYaml(string path) =>
        path.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);
}
