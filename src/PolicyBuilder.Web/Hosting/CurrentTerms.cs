using PolicyBuilder.Formats;
using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Web.Hosting;

/// <summary>What the city's policies say about who must sign them; read again when a file of the city was changed.</summary>
/// <param name="folder">The city's folder.</param>
/// <param name="compiler">Reads policies.</param>
public sealed class CurrentTerms(string folder, PolicyCompiler compiler)
{
    private volatile Known? last;

    /// <summary>The terms by policy, and what is wrong with the files; of a file with an error there are none.</summary>
    public (IReadOnlyDictionary<string, AcknowledgementTerms> Terms, IReadOnlyList<Diagnostic> Problems) Read()
    {
        var state = string.Join('\n', new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories)
            .OrderBy(file => file.FullName, StringComparer.Ordinal).Select(file => $"{file.FullName} {file.Length} {file.LastWriteTimeUtc.Ticks}"));
        if (last is not { } known || known.State != state)
        {
            var problems = new List<Diagnostic>();
            last = known = new Known(state, CityTerms.Read(folder, compiler, problems), problems);
        }
        return (known.Terms, known.Problems);
    }

    private sealed record Known(string State, IReadOnlyDictionary<string, AcknowledgementTerms> Terms, IReadOnlyList<Diagnostic> Problems);
}
