using System.Diagnostics;

namespace PolicyBuilder.Testing;

/// <summary>What a process said and answered.</summary>
public sealed record Answered(int ExitCode, string Output, string Error);

/// <summary>The program run as its users run it: a process of its own, in a folder of the test's.</summary>
public static class CommandLine
{
    /// <summary>Runs <c>policybuilder</c> with <paramref name="arguments"/> in <paramref name="folder"/>.</summary>
    /// <param name="environment">Variables to set, on top of the test's own.</param>
    public static Answered Run(string folder, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
            StandardErrorEncoding = System.Text.Encoding.UTF8,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "policybuilder.dll"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new Answered(process.ExitCode, output, error.GetAwaiter().GetResult());
    }
}
