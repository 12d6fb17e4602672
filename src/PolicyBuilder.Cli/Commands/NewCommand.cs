using System.CommandLine;
using PolicyBuilder.Cli.Console;

namespace PolicyBuilder.Cli.Commands;

internal static class NewCommand
{
    public static Command Create(Terminal terminal, TimeProvider clock) => new("new", "x");
}
