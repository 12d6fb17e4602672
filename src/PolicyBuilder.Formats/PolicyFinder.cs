using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Formats;

/// <summary>Finds the policies that a path means: a policy's file, a city's folder, or a folder of cities.</summary>
public static class PolicyFinder
{
    private const string CityFile = "city.yaml";

    /// <summary>The policies below <paramref name="paths"/>, each once, in the order of their paths.</summary>
    public static IReadOnlyList<PolicySource> Find(IReadOnlyList<string> paths, ICollection<Diagnostic> problems)
    {
        var found = new SortedDictionary<string, PolicySource>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            var below = new List<PolicySource>();
            if (File.Exists(path))
                AddFile(Full(path), below, problems);
            else if (Directory.Exists(path))
                AddFolder(Full(path), below, problems);
            if (below.Count == 0)
                problems.Add(Problems.NothingThere(new SourceLocation(path.Length == 0 ? "''" : Workspace.Display(path))));
            foreach (var source in below)
                found[source.PolicyPath] = source;
        }
        return [.. found.Values];
    }

    private static void AddFile(string path, List<PolicySource> found, ICollection<Diagnostic> problems)
    {
        var folder = Path.GetDirectoryName(path)!;
        if (IsCityFile(path))
            AddCity(folder, found, problems);
        else
            found.Add(Source(folder, path));
    }

    /// <summary>A folder with a city.yaml is a city's; one with YAML and no folders that hold some is one that lacks it.</summary>
    private static void AddFolder(string folder, List<PolicySource> found, ICollection<Diagnostic> problems)
    {
        AddCity(folder, found, problems);
        if (File.Exists(Path.Combine(folder, CityFile)))
            return;
        foreach (var city in List(folder, Directory.GetDirectories, problems))
        {
            if (Path.GetFileName(city) != Publishing.PublishedVersions.FolderName)
                AddCity(city, found, problems);
        }
    }

    private static void AddCity(string folder, List<PolicySource> found, ICollection<Diagnostic> problems) =>
        found.AddRange(List(folder, Directory.GetFiles, problems)
            .Where(path => IsYaml(path) && !IsCityFile(path))
            .Select(path => Source(folder, path)));

    // Names with a leading dot are a system's or an editor's own.
    private static IEnumerable<string> List(string folder, Func<string, string[]> list, ICollection<Diagnostic> problems)
    {
        try
        {
            return list(folder).Where(path => Path.GetFileName(path)[0] != '.');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problems.Add(Problems.Unreadable(new SourceLocation(Workspace.Display(folder)), Readers.SourceText.Reason(exception)));
            return [];
        }
    }

    private static string Full(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    // Also City.yaml and city.yml: near enough to be no policy, and told as the city.yaml that is missing.
    private static bool IsCityFile(string path) => IsYaml(path) && Path.GetFileNameWithoutExtension(path).Equals("city", StringComparison.OrdinalIgnoreCase);

    private static bool IsYaml(string path) =>
        path.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);

    private static PolicySource Source(string folder, string path) =>
        new(Path.GetFileName(folder), Path.Combine(folder, CityFile), path);
}
