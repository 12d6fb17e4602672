using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Cli.Console;

/// <summary>
/// Where words go: results to standard output, words for people to standard error. Colour and progress only where a
/// person looks: a terminal, and NO_COLOR not set (no-color.org).
/// </summary>
internal sealed class Terminal(TextWriter output, TextWriter error, bool outputIsTerminal, bool errorIsTerminal, bool color, bool inputIsTerminal = false)
{
    /// <summary>Standard output.</summary>
    public TextWriter Output => output;

    /// <summary>Standard error.</summary>
    public TextWriter Error => error;

    /// <summary>Whether a person sees the progress on standard error.</summary>
    public bool ErrorIsTerminal => errorIsTerminal;

    /// <summary>Whether a person sees standard output.</summary>
    public bool OutputIsTerminal => outputIsTerminal;

    /// <summary>Whether a person can be asked.</summary>
    public bool InputIsTerminal => inputIsTerminal;

    /// <summary>Whether colour may be used on a terminal.</summary>
    public bool Color => color;

    /// <summary>The process's own streams.</summary>
    public static Terminal OfProcess()
    {
        if (OperatingSystem.IsWindows())
            System.Console.OutputEncoding = System.Text.Encoding.UTF8;
        var noColor = Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 } || Environment.GetEnvironmentVariable("TERM") == "dumb";
        System.Console.Out.NewLine = "\n";
        System.Console.Error.NewLine = "\n";
        return new Terminal(System.Console.Out, System.Console.Error, !System.Console.IsOutputRedirected, !System.Console.IsErrorRedirected, !noColor, !System.Console.IsInputRedirected);
    }

    /// <summary>A sentence for a person.</summary>
    public void Say(string sentence) => error.WriteLine(sentence);

    /// <summary>A result, one line.</summary>
    public void Print(string line) => output.WriteLine(line);

    /// <summary>A problem as compilers print it, with its hint below.</summary>
    public void Print(Diagnostic problem)
    {
        var isError = problem.Severity == Severity.Error;
        error.Write(Printable(problem.Location.ToString()));
        error.Write(": ");
        error.Write(Colored($"{(isError ? "error" : "note")} {problem.Code}", isError ? "31;1" : "36;1"));
        error.Write(": ");
        error.WriteLine(Printable(problem.Message));
        if (problem.Hint is not null)
            error.WriteLine($"  hint: {Printable(problem.Hint)}");
        if (problem.Source is not null && !isError)
            error.WriteLine($"  source: {problem.Source}");
    }

    /// <summary>Text of others without what would steer the terminal: a folder's name, a system's message, a name typed by a person.</summary>
    public static string Printable(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c)) : text;

    private string Colored(string text, string code) =>
        errorIsTerminal && color ? $"\u001b[{code}m{text}\u001b[0m" : text;
}
