using System.Runtime.CompilerServices;

namespace PolicyBuilder.Testing;

/// <summary>Where this checkout lies.</summary>
public static class Repository
{
    /// <summary>The folder that holds PolicyBuilder.sln.</summary>
    public static string Root { get; } = Find();

    /// <summary>The folder beside the checkout with the model policy and outside vectors; it may be absent.</summary>
    public static string Shared { get; } = Path.GetFullPath(Path.Combine(Root, "..", "shared"));

    private static string Find([CallerFilePath] string here = "")
    {
        // Deterministic builds map source paths away (/_/), so the assembly's own folder is tried too.
        foreach (var start in new[] { Path.GetDirectoryName(here), AppContext.BaseDirectory })
        {
            for (var folder = start; !string.IsNullOrEmpty(folder); folder = Path.GetDirectoryName(folder))
            {
                if (File.Exists(Path.Combine(folder, "PolicyBuilder.sln")))
                    return folder;
            }
        }
        throw new DirectoryNotFoundException("PolicyBuilder.sln is above neither the source nor the test assembly");
    }
}
