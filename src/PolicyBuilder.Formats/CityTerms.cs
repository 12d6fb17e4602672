using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Formats;

/// <summary>What a city's policies say about who must sign them.</summary>
public static class CityTerms
{
    /// <summary>The terms by policy. Of a file with an error there are none, and the problem is told: a guess would mislead.</summary>
    /// <param name="folder">The city's folder.</param>
    public static IReadOnlyDictionary<string, AcknowledgementTerms> Read(string folder, PolicyCompiler compiler, ICollection<Diagnostic> problems)
    {
        var terms = new Dictionary<string, AcknowledgementTerms>(StringComparer.Ordinal);
        foreach (var source in new CityFolder(folder, null).Policies(problems))
        {
            if (compiler.Read(source, problems) is { } found)
                terms.TryAdd(found.Config.Policy, found.Config.Acknowledgement);
        }
        return terms;
    }
}
