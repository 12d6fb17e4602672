using System.CommandLine;

namespace PolicyBuilder.Cli.Commands;

/// <summary>A command whose own help ends with examples; lists of commands show its first line only.</summary>
/// <param name="examples">Examples, and what else is worth knowing.</param>
internal sealed class ExplainedCommand(string name, string description, string examples) : Command(name, description)
{
    public string Examples => examples;
}
