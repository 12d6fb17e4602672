using PolicyBuilder.Cli;
using PolicyBuilder.Cli.Console;
using PolicyBuilder.Testing;

namespace PolicyBuilder.Tests.Conformance;

/// <summary>A workspace of its own in a scratch folder, and the program run on it. Paths come out relative to it.</summary>
internal sealed class Workbench : IDisposable
{
    public const string City = "name: Mapleton\n";

    public const string Policy = """
        policy: social-media
        edition: 1.0.0
        version: 1.0.0
        effective: 2027-01-01
        answers:
          final_authority: Mayor
          authorized_employees: [Town Clerk]

        """;

    private readonly Scratch scratch = new();

    public Workbench() => Directory.CreateDirectory(PathOf("policies"));

    public string Root => scratch.Path;

    /// <summary>A workspace with one city and a policy of the built-in template.</summary>
    public static Workbench Of(string policy, string city = City)
    {
        var bench = new Workbench();
        bench.Write("policies/mapleton/city.yaml", city);
        bench.Write("policies/mapleton/social-media.yaml", policy);
        return bench;
    }

    /// <summary>A workspace with one city and a template of its own.</summary>
    public static Workbench OfTemplate(string policyText, string settings = "title: T\nedition: 1.0.0\nsource: S\n")
    {
        var bench = new Workbench();
        bench.Write("policies/mapleton/city.yaml", City);
        bench.Write("policies/mapleton/own.yaml", "policy: own\nedition: 1.0.0\nversion: 1.0.0\neffective: 2027-01-01\n");
        bench.Write("templates/own/template.yaml", settings);
        bench.Write("templates/own/policy.md", policyText);
        return bench;
    }

    /// <summary>A copy of a stored workspace.</summary>
    public static Workbench Copy(string folder)
    {
        var bench = new Workbench();
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            bench.Write(Path.GetRelativePath(folder, file), File.ReadAllBytes(file));
        return bench;
    }

    public string PathOf(string file) => scratch[file];

    public void Write(string file, string content) => scratch.Write(file, content);

    public void Write(string file, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(file))!);
        File.WriteAllBytes(PathOf(file), content);
    }

    /// <summary>Runs a command; its paths (those with a slash, and the words policies and output) are the scratch folder's.</summary>
    public Outcome Run(string commandLine, TimeProvider? clock = null)
    {
        var words = commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var args = words.Take(1)
            .Concat(words.Skip(1).Select(word => word is "policies" or "output" || word.Contains('/', StringComparison.Ordinal) ? PathOf(word) : word));
        if (words[0] is "check" or "build" or "clauses")
            args = args.Concat(["--templates", PathOf("templates")]);
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var exit = Program.Run([.. args], new Terminal(output, error, false, false, false), clock ?? new FixedClock(new DateOnly(2027, 6, 1)));
        return new Outcome(exit, Relative(output.ToString()), Relative(error.ToString()));
    }

    public Outcome Check() => Run("check policies");

    public void Dispose() => scratch.Dispose();

    private string Relative(string text)
    {
        var root = Root.Replace('\\', '/');
        return text.Replace(root + "/", "", StringComparison.Ordinal).Replace(root, ".", StringComparison.Ordinal);
    }

    internal sealed class FixedClock(DateOnly today) : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => new(today, new TimeOnly(12, 0), TimeSpan.Zero);
    }
}

/// <summary>What a command said.</summary>
internal sealed record Outcome(int Exit, string Output, string Error)
{
    /// <summary>The problems and notes, without hints: <c>file:line:column CODE</c>.</summary>
    public IReadOnlyList<string> Told => [.. Error.Split('\n')
        .Select(line => System.Text.RegularExpressions.Regex.Match(line, @"^(\S+): (?:error|note) (PB\d{4}): "))
        .Where(match => match.Success)
        .Select(match => $"{match.Groups[1].Value} {match.Groups[2].Value}")];
}
