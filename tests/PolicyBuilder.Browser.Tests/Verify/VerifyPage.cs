using System.Text.Json;
using PolicyBuilder.Cli;
using PolicyBuilder.Cli.Console;

namespace PolicyBuilder.Browser.Tests.Verify;

/// <summary>What the page says to one receipt, or a person to whom it has nothing to say yet.</summary>
/// <param name="State"><c>holds</c>, <c>fails</c>, or <c>problem</c> with what was entered.</param>
/// <param name="Focus">The id of the element that has the focus.</param>
public sealed record Answer(string State, string Verdict, string Lead, string[] Lines, string Problem, string Focus, string Status, string Title, string Language);

/// <summary>One state of the page on one kind of screen.</summary>
public sealed record VerifyView(string View, string[] Violations, string[] Incomplete, int Overflow, bool Form);

public sealed record KeyboardRun(string[] Stops, string State, string Focus);

public sealed record StaleAnswer(bool Result, string Title, string Status);

public sealed record Mishaps(Answer Nothing, Answer Keyless, Answer BadKey, string Invalid, Answer Good, StaleAnswer Stale);

public sealed record SpanishRun(Answer Said, string Label, Answer Back);

public sealed record UnableRun(string Insecure, string Old, string Lying, string Scriptless, bool[] Forms);

public sealed record VerifyWords(string[] Unequal, string[] Missing, string[] Unused);

public sealed record VectorVerdicts(bool[] Signatures, bool[] Notes, bool[] Keys, bool[] Checkpoints, bool[] Proofs);

/// <summary>All that <c>verify.mjs</c> saw.</summary>
public sealed record SeenVerifyPage(
    string[] Markup,
    Answer[] Answers,
    VerifyWords Words,
    VectorVerdicts? Vectors,
    KeyboardRun Keyboard,
    Answer Dropped,
    Mishaps Mishaps,
    SpanishRun Spanish,
    Dictionary<string, VerifyView[]> Views,
    Answer Https,
    string[] Requests,
    string[] Complaints,
    UnableRun Unable);

/// <summary>Runs <c>verify.mjs</c> once over all cases.</summary>
public sealed class VerifyPage
{
    private static readonly Lazy<string> Folder = new(() =>
    {
        var at = new DirectoryInfo(Chromium.Folder);
        while (!File.Exists(Path.Combine(at.FullName, "PolicyBuilder.sln")))
            at = at.Parent!;
        return at.FullName;
    });

    private readonly Lazy<(SeenVerifyPage Seen, List<Case> Cases)> run = new(Run);

    /// <summary>The page.</summary>
    public static string PageFile => Path.Combine(Folder.Value, "src", "PolicyBuilder.Web", "wwwroot", "verify.html");

    /// <summary>The folder of other people's vectors, which need not be there.</summary>
    public static string VectorFolder => Path.GetFullPath(Path.Combine(Folder.Value, "..", "shared", "vectors"));

    /// <summary>What was seen; skips the test where nothing can look.</summary>
    public SeenVerifyPage Seen
    {
        get
        {
            Chromium.Require();
            return run.Value.Seen;
        }
    }

    internal IReadOnlyList<Case> Cases => run.Value.Cases;

    /// <summary>What the program says of a case: its exit code, and its words.</summary>
    internal static (int Exit, string Output, string Error) Ask(Case one)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, one.File);
            using var output = new StringWriter { NewLine = "\n" };
            using var error = new StringWriter { NewLine = "\n" };
            string[] arguments = ["ledger", "verify-receipt", file, .. one.Key.Split('\n').Select(key => $"--key={key}")];
            var exit = Program.Run(arguments, new Terminal(output, error, false, false, false), TimeProvider.System);
            return (exit, output.ToString(), error.ToString());
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static (SeenVerifyPage Seen, List<Case> Cases) Run()
    {
        using var receipts = Receipts.MakeAsync().GetAwaiter().GetResult();
        var cases = Case.All(receipts, seed: 20261122).ToList();
        var good = cases.First(one => one.Name == "entry 1");
        var bad = cases.First(one => one.Name == "a stranger's key");
        var asked = JsonSerializer.Serialize(new { cases, good, bad, vectors = Directory.Exists(VectorFolder) ? Vectors.Asked() : null }, JsonSerializerOptions.Web);
        return (JsonSerializer.Deserialize<SeenVerifyPage>(Chromium.Run("verify.mjs", [PageFile], asked), JsonSerializerOptions.Web)!, cases);
    }
}
