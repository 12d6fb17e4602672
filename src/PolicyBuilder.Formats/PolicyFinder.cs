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
            var before = found.Count;
            try
            {
                if (File.Exists(path))
                    AddFile(Path.GetFullPath(path), found);
                else if (Directory.Exists(path))
                    AddFolder(Path.GetFullPath(path), found);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                problems.Add(Problems.Unreadable(new SourceLocation(Workspace.Display(path)), Readers.SourceText.Reason(exception)));
                continue;
            }
            if (found.Count == before && !found.Keys.Any(known => known.StartsWith(Path.GetFullPath(path), StringComparison.Ordinal)))
                problems.Add(Problems.NothingThere(new SourceLocation(Workspace.Display(path))));
        }
        return [.. found.Values];
    }

    private static void AddFile(string path, SortedDictionary<string, PolicySource> found)
    {
        var folder = Path.GetDirectoryName(path)!;
        if (Path.GetFileName(path) == CityFile)
            AddCity(folder, found);
        else
            found[path] = Source(folder, path);
    }

    private static void AddFolder(string folder, SortedDictionary<string, PolicySource> found)
    {
        if (HasYaml(folder))
        {
            AddCity(folder, found);
            return;
        }
        foreach (var city in Directory.EnumerateDirectories(folder))
            AddCity(city, found);
    }

    private static void AddCity(string folder, SortedDictionary<string, PolicySource> found)
    {
        foreach (var path in Directory.EnumerateFiles(folder))
        {
            if (IsYaml(path) && Path.GetFileName(path) != CityFile)
                found[path] = Source(folder, path);
        }
    }

    private static bool HasYaml(string folder) => Directory.EnumerateFiles(folder).Any(IsYaml);

    private static bool IsYaml(string path) =>
        path.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);

    private static PolicySource Source(string folder, string path) =>
        new(Path.GetFileName(folder), Path.Combine(folder, CityFile), path);
}
