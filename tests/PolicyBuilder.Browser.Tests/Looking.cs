using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using PolicyBuilder.Formats.Writers.Html;
using Xunit;

namespace PolicyBuilder.Browser.Tests;

/// <summary>What Chromium showed of one page.</summary>
/// <param name="Markup">What html-validate found wrong.</param>
/// <param name="Views">A view for each kind of screen, and paper.</param>
public sealed record SeenPage(string File, string[] Markup, SeenView[] Views);

/// <param name="View">Which screen.</param>
/// <param name="Violations">What axe found wrong (WCAG 2.2 A and AA, best practice).</param>
/// <param name="Overflow">How many CSS pixels of the page are beyond the right edge.</param>
/// <param name="Requests">Addresses the page asked for, other than its own.</param>
/// <param name="Complaints">What the browser wrote to its console.</param>
/// <param name="Markers">The marker of each list item by id; on the desk only.</param>
/// <param name="FirstStop">Where the first Tab goes; on the desk only.</param>
public sealed record SeenView(
    string View, string[] Violations, int Overflow, string[] Requests, string[] Complaints, Dictionary<string, string>? Markers, SeenStop? FirstStop);

/// <param name="Text">The text of the link.</param>
/// <param name="Visible">Whether it is on the screen.</param>
public sealed record SeenStop(string Text, bool Visible);

/// <summary>Runs <c>look.mjs</c> once over all pages of the tests.</summary>
public sealed class Looking
{
    private static readonly string Folder = typeof(Looking).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(attribute => attribute.Key == "SourceFolder").Value!;

    private readonly Lazy<SeenPage[]> seen = new(Look);

    /// <summary>What was seen of the page called <paramref name="name"/>; skips the test where nothing can look.</summary>
    public SeenPage Page(string name)
    {
        var reason = Missing();
        if (Environment.GetEnvironmentVariable("POLICYBUILDER_REQUIRE_ALL") == "1")
            Assert.True(reason is null, reason);
        Skip.If(reason is not null, reason);
        return seen.Value.Single(page => Path.GetFileNameWithoutExtension(page.File) == name);
    }

    private static string? Missing()
    {
        if (Find("chromium", "chromium-browser", "google-chrome") is null)
            return "Chromium is not on the PATH";
        if (Find("node") is null)
            return "Node.js is not on the PATH";
        return Directory.Exists(Path.Combine(Folder, "node_modules")) ? null
            : "the packages are missing: run 'npm ci --ignore-scripts' in tests/PolicyBuilder.Browser.Tests";
    }

    private static string? Find(params string[] programs) =>
        (from program in programs
         from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
         from ending in OperatingSystem.IsWindows() ? [".exe", ".cmd"] : new[] { "" }
         let path = Path.Combine(folder, program + ending)
         where File.Exists(path)
         select path).FirstOrDefault();

    private static SeenPage[] Look()
    {
        var pages = Directory.CreateTempSubdirectory("policybuilder-pages-");
        try
        {
            var start = new ProcessStartInfo(Find("node")!) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
            start.ArgumentList.Add("look.mjs");
            start.ArgumentList.Add(Find("chromium", "chromium-browser", "google-chrome")!);
            foreach (var (name, document) in Pages.All)
            {
                var file = Path.Combine(pages.FullName, name + ".html");
                File.WriteAllBytes(file, new HtmlWriter().Write(document).Print());
                start.ArgumentList.Add(file);
            }
            using var node = Process.Start(start)!;
            var errors = node.StandardError.ReadToEndAsync();
            var output = node.StandardOutput.ReadToEnd();
            node.WaitForExit();
            Assert.True(node.ExitCode == 0, errors.Result);
            return JsonSerializer.Deserialize<SeenPage[]>(output, JsonSerializerOptions.Web)!;
        }
        finally
        {
            pages.Delete(recursive: true);
        }
    }
}
