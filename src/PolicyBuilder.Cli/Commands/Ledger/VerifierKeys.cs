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
            var lines = File.Exists(text) ? File.ReadAllLines(text).Where(line => line.Contains('+', StringComparison.Ordinal)).ToList() : [text];
            foreach (var line in lines)
            {
                if (VerifierKey.TryParse(line.Trim(), out var key, out var reason))
                    keys.Add(key);
                else
                    problems.Add(Problems.NotAVerifierKey(text, reason));
            }
        }
        return keys;
    }
}
