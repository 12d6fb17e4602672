using PolicyBuilder.Cli;
using PolicyBuilder.Cli.Console;
using PolicyBuilder.Testing;
using PolicyBuilder.Tests.Conformance;

namespace PolicyBuilder.Tests.Publishing;

/// <summary>The program run in this process on a <see cref="PublishedCity"/>, on June 1, 2027. Paths come out relative to it.</summary>
internal sealed class Bench : IDisposable
{
    public PublishedCity City { get; } = new();

    /// <summary>Runs a command; <c>policies/…</c> and <c>out/…</c> are paths of the city's workspace.</summary>
    public Outcome Run(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var rooted = arguments.Select(argument => argument.StartsWith("policies/", StringComparison.Ordinal) || argument.StartsWith("out/", StringComparison.Ordinal)
            ? Path.Combine(City.Folder, argument) : argument).ToList();
        if (arguments[0] is "publish" or "build")
            rooted.AddRange(["--output", City["out"]]);
        var exit = Program.Run([.. rooted], new Terminal(output, error, false, false, false), new Workbench.FixedClock(new DateOnly(2027, 6, 1)));
        return new Outcome(exit, Relative(output.ToString()), Relative(error.ToString()));
    }

    /// <summary>Publishes 1.0.0, then 1.1.0; both must succeed.</summary>
    public void PublishBoth()
    {
        Xunit.Assert.Equal(0, Run("publish", "policies/new-harbor/social-media.yaml").Exit);
        City.Revise();
        Xunit.Assert.Equal(0, Run("publish", "policies/new-harbor/social-media.yaml").Exit);
    }

    public void Dispose() => City.Dispose();

    private string Relative(string text) => text.Replace(City.Folder.Replace('\\', '/') + "/", "", StringComparison.Ordinal);
}
