namespace PolicyBuilder.Testing;

/// <summary>Programs of this computer that tests speak to.</summary>
public static class Installed
{
    /// <summary>The path of the first of some programs that is on the <c>PATH</c>; null if none is.</summary>
    /// <param name="programs">Their names, without the ending that Windows wants.</param>
    public static string? Find(params string[] programs) =>
        (from program in programs
         from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
         from ending in OperatingSystem.IsWindows() ? [".exe", ".cmd"] : new[] { "" }
         let path = Path.Combine(folder, program + ending)
         where File.Exists(path)
         select path).FirstOrDefault();
}
