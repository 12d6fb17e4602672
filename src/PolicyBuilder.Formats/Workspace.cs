namespace PolicyBuilder.Formats;

/// <summary>Paths as people type them.</summary>
public static class Workspace
{
    /// <summary>
    /// <paramref name="path"/> seen from the current folder where it lies below it, with <c>/</c> between folders on
    /// every system.
    /// </summary>
    public static string Display(string path)
    {
        var full = Path.GetFullPath(path);
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, full);
        var shown = relative.StartsWith("..", StringComparison.Ordinal) ? full : relative;
        return Path.DirectorySeparatorChar == '/' ? shown : shown.Replace(Path.DirectorySeparatorChar, '/');
    }
}
