using Xunit;

namespace PolicyBuilder.Browser.Tests;

/// <summary>One state of a page in one language, on every kind of screen.</summary>
/// <param name="Status">The status code of the answer.</param>
/// <param name="Markup">What html-validate found wrong.</param>
public sealed record SeenState(string Name, string Language, int Status, string Title, string[] Markup, StateView[] Views)
{
    public override string ToString() => $"{Name} ({Language})";
}

/// <param name="Violations">What axe found wrong (WCAG 2.2 A and AA, best practice).</param>
/// <param name="Incomplete">What axe could not decide.</param>
/// <param name="Overflow">How many CSS pixels of the page are beyond the right edge.</param>
public sealed record StateView(string View, string[] Violations, string[] Incomplete, int Overflow);

/// <summary>Where Tab stopped.</summary>
/// <param name="Place">Its place among what can have the focus, in the order of the text.</param>
/// <param name="Outlined">Whether an outline of two pixels or more is around it.</param>
/// <param name="Small">Whether it is less than 24 pixels wide or high, and no link in a sentence.</param>
public sealed record KeyboardStop(string What, int Place, int Top, int Left, bool Outlined, bool OnScreen, bool Small, bool InSentence);

public sealed record KeyboardPage(string Name, string Heading, KeyboardStop[] Stops);

/// <summary>What the tests of walks through served pages share.</summary>
internal static class Seen
{
    /// <summary>Every kind of screen on which each state is looked at.</summary>
    public static readonly string[] Screens = ["desk", "phone on its side", "200 %", "paper", "forced colors", "reduced motion", "dark"];

    public static IEnumerable<(string Where, StateView View)> Views(this IEnumerable<SeenState> states) => states.SelectMany(state => state.Views, (state, view) => ($"{state}, {view.View}", view));

    /// <summary>What a browser wrote to its console but for answers of 400 and above, all of which Chromium writes down.</summary>
    public static IEnumerable<string> Unexpected(IEnumerable<string> complaints) => complaints.Where(line =>
        !line.StartsWith("Failed to load resource: the server responded with a status of ", StringComparison.Ordinal)
        // What was typed stays as it was, also where a browser without a field for days let a person type what is none.
        && line != "The specified value \"tomorrow\" does not conform to the required format, \"yyyy-MM-dd\".");

    /// <summary>Stops at which one does not see where one is, or that a finger misses, and pages whose stops do not go as one reads.</summary>
    public static IEnumerable<string> Lost(IEnumerable<KeyboardPage> pages) => pages.SelectMany(page => (string[])
    [
        // What comes later stands lower, or on the same line further right; the first stop is the link to the content.
        .. page.Stops.Zip(page.Stops.Skip(1)).Where((pair, i) => pair.Second.Place < pair.First.Place || i > 0 && pair.Second.Top < pair.First.Top && pair.Second.Left <= pair.First.Left)
            .Select(pair => $"{page.Name}: {pair.First} before {pair.Second}"),
        .. page.Stops.Where(stop => stop.Place < 0 || !stop.Outlined || !stop.OnScreen || stop.Small).Select(stop => $"{page.Name}: {stop}"),
    ]);

    /// <summary>Fails with all findings, one a line.</summary>
    public static void None(IEnumerable<string> findings)
    {
        var all = findings.ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }
}
