using System.Text.Json;
using PolicyBuilder.Formats.Writers.Html;

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
    private readonly Lazy<SeenPage[]> seen = new(Look);

    /// <summary>What was seen of the page called <paramref name="name"/>; skips the test where nothing can look.</summary>
    public SeenPage Page(string name)
    {
        Chromium.Require();
        return seen.Value.Single(page => Path.GetFileNameWithoutExtension(page.File) == name);
    }

    private static SeenPage[] Look()
    {
        var pages = Directory.CreateTempSubdirectory("policybuilder-pages-");
        try
        {
            var files = new List<string>();
            foreach (var (name, document) in Pages.All)
            {
                files.Add(Path.Combine(pages.FullName, name + ".html"));
                File.WriteAllBytes(files[^1], new HtmlWriter().Write(document).Print());
            }
            return JsonSerializer.Deserialize<SeenPage[]>(Chromium.Run("look.mjs", files), JsonSerializerOptions.Web)!;
        }
        finally
        {
            pages.Delete(recursive: true);
        }
    }
}
