namespace PolicyBuilder.Formats;

/// <summary>
/// A folder that is written beside its place and then renamed into it, so that a reader never meets half of it. What a
/// crash leaves is a folder ending in <c>.partial</c>, which the next build removes.
/// </summary>
internal sealed class OutputFolder : IDisposable
{
    private readonly string folder;
    private readonly string beside;
    private readonly List<string> names = [];
    private bool committed;

    public OutputFolder(string folder)
    {
        this.folder = folder;
        beside = folder + ".partial";
        if (Directory.Exists(beside))
            Directory.Delete(beside, recursive: true);
        Directory.CreateDirectory(beside);
    }

    /// <summary>Writes a file beside its place.</summary>
    public void Write(string name, ReadOnlySpan<byte> content)
    {
        names.Add(name);
        using var file = File.OpenHandle(Path.Combine(beside, name), FileMode.CreateNew, FileAccess.Write, FileShare.None);
        RandomAccess.Write(file, content, 0);
    }

    /// <summary>Puts the files in their place. Files of other names that are there stay.</summary>
    public void Commit()
    {
        if (!Directory.Exists(folder))
        {
            Directory.Move(beside, folder);
        }
        else
        {
            foreach (var name in names)
                File.Move(Path.Combine(beside, name), Path.Combine(folder, name), overwrite: true);
            Directory.Delete(beside);
        }
        committed = true;
    }

    public void Dispose()
    {
        if (!committed && Directory.Exists(beside))
            Directory.Delete(beside, recursive: true);
    }
}
