using PolicyBuilder.Formats;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Cli.Commands.Campaigns;

/// <summary>The city that a command is about, and the one of its policies if it names one.</summary>
/// <param name="Folder">The city's folder.</param>
/// <param name="Policy">The policy's folder below <c>published/</c>; null for all.</param>
internal sealed record CityPlace(string Folder, string? Policy)
{
    /// <summary>Finds it; null with a problem if there is none, or several and none is named.</summary>
    /// <param name="city">What <c>--city</c> names: a city under policies/, or its folder.</param>
    /// <param name="named">What stands without an option: <c>city/policy</c>, a city, a policy, or a policy's file.</param>
    /// <param name="problems">Gets the problem.</param>
    public static CityPlace? Find(string? city, string? named, ICollection<Diagnostic> problems)
    {
        string? policy = null;
        if (named is not null && File.Exists(named) && Path.GetFileName(named) != PolicySource.CityFile)
            (city, policy) = (Path.GetDirectoryName(Path.GetFullPath(named)), Path.GetFileNameWithoutExtension(named));
        else if (named is not null && city is null && FolderOf(named) is { } alone)
            city = alone;
        else if (named is not null && Path.GetDirectoryName(named) is { Length: > 0 } above)
            (city, policy) = (above, Path.GetFileName(named));
        else
            policy = named;

        if (city is not null)
        {
            if (FolderOf(city) is { } folder)
                return new CityPlace(folder, policy);
            problems.Add(Problems.NoSuchCity(city, [.. Cities().Select(path => Path.GetFileName(path))]));
            return null;
        }
        var cities = Cities();
        if (cities.Count == 1)
            return new CityPlace(cities[0], policy);
        problems.Add(Problems.WhichCity(Arguments.Policies, [.. cities.Select(path => Path.GetFileName(path))]));
        return null;
    }

    private static string? FolderOf(string city) => new[] { city, Path.Combine(Arguments.Policies, city) }
        .Where(folder => File.Exists(Path.Combine(folder, PolicySource.CityFile)))
        .Select(folder => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))
        .FirstOrDefault();

    private static List<string> Cities() => !Directory.Exists(Arguments.Policies) ? [] :
    [
        .. Directory.GetDirectories(Path.GetFullPath(Arguments.Policies)).Where(folder => File.Exists(Path.Combine(folder, PolicySource.CityFile))).Order(StringComparer.Ordinal),
    ];
}
