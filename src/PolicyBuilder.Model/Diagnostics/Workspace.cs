namespace PolicyBuilder.Model.Diagnostics;

/// <summary>Paths as people type them.</summary>
public static class Workspace
{
    private static readonly string Here = Environment.CurrentDirectory.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar;

    /// <summary>
    /// <paramref name="path"/> seen from the current folder where it lies below it, with <c>/</c> between folders on
    /// every system.
    /// </summary>
    public static string Display(string path)
    {
        var full = Path.GetFullPath(path);
        var relative = full.StartsWith(Here, StringComparison.Ordinal) ? full[Here.Length..] : Path.GetRelativePath(Here, full);
        var shown = relative.StartsWith("..", StringComparison.Ordinal) ? full : relative;
        return Path.DirectorySeparatorChar == '/' ? shown : shown.Replace(Path.DirectorySeparatorChar, '/');
    }
}
