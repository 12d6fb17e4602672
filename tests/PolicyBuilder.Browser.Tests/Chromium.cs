using System.Diagnostics;
using System.Reflection;
using PolicyBuilder.Testing;
using Xunit;

namespace PolicyBuilder.Browser.Tests;

/// <summary>The browser of this computer, driven by the scripts beside the tests.</summary>
internal static class Chromium
{
    /// <summary>The folder of this project.</summary>
    public static readonly string Folder = typeof(Chromium).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(attribute => attribute.Key == "SourceFolder").Value!;

    /// <summary>Whether there is something to look with.</summary>
    public static bool IsHere => Missing() is null;

    /// <summary>Skips the test where nothing can look; fails it where everything is required.</summary>
    public static void Require()
    {
        var reason = Missing();
        if (Environment.GetEnvironmentVariable("POLICYBUILDER_REQUIRE_ALL") == "1")
            Assert.True(reason is null, reason);
        Skip.If(reason is not null, reason);
    }

    /// <summary>What a script prints that is given the browser, files, and text on its standard input.</summary>
    public static string Run(string script, IEnumerable<string> files, string input = "")
    {
        var start = new ProcessStartInfo(Installed.Find("node")!)
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(script);
        start.ArgumentList.Add(Installed.Find("chromium", "chromium-browser", "google-chrome")!);
        foreach (var file in files)
            start.ArgumentList.Add(file);
        using var node = Process.Start(start)!;
        var errors = node.StandardError.ReadToEndAsync();
        var output = node.StandardOutput.ReadToEndAsync();
        node.StandardInput.Write(input);
        node.StandardInput.Close();
        node.WaitForExit();
        Assert.True(node.ExitCode == 0, errors.Result);
        return output.Result;
    }

    private static string? Missing()
    {
        if (Installed.Find("chromium", "chromium-browser", "google-chrome") is null)
            return "Chromium is not on the PATH";
        if (Installed.Find("node") is null)
            return "Node.js is not on the PATH";
        return Directory.Exists(Path.Combine(Folder, "node_modules")) ? null
            : "the packages are missing: run 'npm ci --ignore-scripts' in tests/PolicyBuilder.Browser.Tests";
    }
}
