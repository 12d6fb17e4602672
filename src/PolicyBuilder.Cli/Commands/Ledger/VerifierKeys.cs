using System.CommandLine;
using PolicyBuilder.Ledger;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Cli.Commands.Ledger;

/// <summary><c>--key</c>: public keys that one trusts, as text or in a file.</summary>
internal static class VerifierKeys
{
    public static Option<string[]> Option(string description) => new("--key") { Description = description, HelpName = "name+id+key or file", AllowMultipleArgumentsPerToken = true };

    /// <summary>The keys; a problem for each text that is none.</summary>
    public static IReadOnlyList<VerifierKey> Read(IEnumerable<string>? texts, ICollection<Diagnostic> problems)
    {
        var keys = new List<VerifierKey>();
        foreach (var text in texts ?? [])
        {
            var file = File.Exists(text) ? text : null;
            var lines = file is null ? [text] : File.ReadAllLines(file).Where(line => line.Contains('+', StringComparison.Ordinal)).ToList();
            if (lines.Count == 0)
                problems.Add(Problems.NotAVerifierKey(file, "no line of the file has the form name+id+key"));
            foreach (var line in lines)
            {
                if (VerifierKey.TryParse(line.Trim(), out var key, out var reason))
                    keys.Add(key);
                else
                    problems.Add(Problems.NotAVerifierKey(file, reason));
            }
        }
        return keys;
    }
}
