using System.Collections.Concurrent;
using System.Reflection;
using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Formats.Readers;

/// <summary>A template's files: a folder on disk, or one built into the program.</summary>
/// <param name="Id">The folder's name.</param>
/// <param name="Files">The names of the files in it.</param>
/// <param name="Display">A file's path as the user should see it.</param>
/// <param name="Open">A file's bytes.</param>
public sealed record TemplateFolder(string Id, IReadOnlyCollection<string> Files, Func<string, string> Display, Func<string, byte[]> Open);

/// <summary>
/// The templates there are: those in the workspace's templates/ first, then the built-in ones. A template is read once.
/// </summary>
public sealed class TemplateLibrary
{
    private const string Prefix = "templates/";
    private static readonly Assembly Own = typeof(TemplateLibrary).Assembly;
    private readonly string? workspaceTemplates;
    private readonly ConcurrentDictionary<string, Reading> readings = new();

    /// <param name="workspaceTemplates">The workspace's templates/ folder; null or absent means built-in ones only.</param>
    public TemplateLibrary(string? workspaceTemplates) =>
        this.workspaceTemplates = workspaceTemplates is not null && Directory.Exists(workspaceTemplates) ? workspaceTemplates : null;

    /// <summary>The names of all templates, in order.</summary>
    public IReadOnlyCollection<string> Names()
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var resource in Own.GetManifestResourceNames())
        {
            if (resource.StartsWith(Prefix, StringComparison.Ordinal) && resource.EndsWith("/template.yaml", StringComparison.Ordinal))
                names.Add(resource[Prefix.Length..resource.LastIndexOf('/')]);
        }
        if (workspaceTemplates is not null)
        {
            foreach (var folder in Directory.EnumerateDirectories(workspaceTemplates))
            {
                if (File.Exists(Path.Combine(folder, "template.yaml")))
                    names.Add(Path.GetFileName(folder));
            }
        }
        return names;
    }

    /// <summary>
    /// The template called <paramref name="id"/>; null when there is none or it is not usable, in which case
    /// <see cref="ProblemsOf"/> tells why.
    /// </summary>
    public PolicyTemplate? Find(string id) => Read(id).Template;

    /// <summary>What is wrong with the template called <paramref name="id"/>.</summary>
    public IReadOnlyList<Diagnostic> ProblemsOf(string id) => Read(id).Problems;

    /// <summary>The files of the template called <paramref name="id"/>; null when there is none.</summary>
    public TemplateFolder? Folder(string id)
    {
        // A name that is not a plain word could walk out of the folder.
        if (id.Length is 0 or > 60 || !id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            return null;
        return OnDisk(id) ?? BuiltIn(id);
    }

    private Reading Read(string id) => readings.GetOrAdd(id, name =>
    {
        var problems = new List<Diagnostic>();
        var template = Folder(name) is { } folder ? TemplateReader.Read(folder, problems) : null;
        return new Reading(template, problems);
    });

    private TemplateFolder? OnDisk(string id)
    {
        if (workspaceTemplates is null)
            return null;
        var folder = Path.Combine(workspaceTemplates, id);
        if (!Directory.Exists(folder))
            return null;
        var shown = Workspace.Display(folder);
        return new TemplateFolder(
            id,
            [.. Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path)).Where(IsTemplateFile).Order(StringComparer.Ordinal)],
            name => $"{shown}/{name}",
            name => SourceText.Bytes(Path.Combine(folder, name)));
    }

    private static TemplateFolder? BuiltIn(string id)
    {
        var prefix = $"{Prefix}{id}/";
        var files = Own.GetManifestResourceNames()
            .Where(resource => resource.StartsWith(prefix, StringComparison.Ordinal))
            .Select(resource => resource[prefix.Length..])
            .Where(IsTemplateFile)
            .Order(StringComparer.Ordinal)
            .ToList();
        return files.Count == 0 ? null : new TemplateFolder(id, files, name => $"{prefix}{name} (built in)", name => ReadResource(prefix + name));
    }

    private static bool IsTemplateFile(string name) => name == "template.yaml" || name.EndsWith(".md", StringComparison.Ordinal);

    private static byte[] ReadResource(string name)
    {
        using var stream = Own.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private sealed record Reading(PolicyTemplate? Template, IReadOnlyList<Diagnostic> Problems);
}
