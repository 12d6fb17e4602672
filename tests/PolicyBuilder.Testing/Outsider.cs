using System.Diagnostics;

namespace PolicyBuilder.Testing;

/// <summary>
/// Somebody who trusts none of our code: what a ledger gives away is verified by a Go program (verify-log.go) with the transparency log
/// libraries of golang.org/x/mod, from Debian's packages golang-go and golang-golang-x-mod-dev.
/// </summary>
public static class Outsider
{
    private const string Libraries = "/usr/share/gocode";

    private static readonly Lazy<string> Program = new(Build);

    /// <summary>Why nobody can be asked here; null where somebody can.</summary>
    public static string? Missing { get; } = Compiler is null || !Directory.Exists(Path.Combine(Libraries, "src", "golang.org", "x", "mod", "sumdb", "tlog"))
        ? "Go and its transparency log libraries (golang-go, golang-golang-x-mod-dev) are not installed"
        : null;

    private static string? Compiler => Installed.Find("go");

    /// <summary>Answers questions; verify-log.go says which there are.</summary>
    /// <param name="questions">The questions' words.</param>
    /// <returns>An answer to each: <c>ok</c> and what was found, or <c>no</c> and the reason.</returns>
    public static IReadOnlyList<string> Ask(params IReadOnlyList<string[]> questions)
    {
        var answers = Run(Program.Value, [], string.Concat(questions.Select(question => string.Join('\t', question) + "\n"))).Split('\n');
        return answers.Length == questions.Count + 1 ? answers[..^1] : throw new InvalidDataException($"{questions.Count} questions were answered with: {string.Join('\n', answers)}");
    }

    private static string Build()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "verify-log");
        Run(Compiler ?? throw new InvalidOperationException(Missing), ["build", "-o", program, Path.Combine(Repository.Root, "tests", "PolicyBuilder.Testing", "verify-log.go")], "");
        return program;
    }

    private static string Run(string program, string[] arguments, string input)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        // Debian's libraries lie in a GOPATH, and are not asked for on the network.
        foreach (var (name, value) in new[] { ("GO111MODULE", "off"), ("GOPATH", Libraries), ("GOFLAGS", ""), ("CGO_ENABLED", "0"), ("GOCACHE", Path.Combine(AppContext.BaseDirectory, "go-cache")) })
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var writing = Task.Run(() =>
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        });
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        writing.Wait();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {errors.Result}");
    }
}
