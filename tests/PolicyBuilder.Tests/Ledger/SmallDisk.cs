using System.Diagnostics;

namespace PolicyBuilder.Tests.Ledger;

/// <summary>A disk of 2 MiB in memory (tmpfs), where the test may mount one.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("policybuilder-disk-");

    public SmallDisk() => IsMounted = OperatingSystem.IsLinux() && Environment.UserName == "root" && Run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", Path);

    public string Path => folder.FullName;

    public bool IsMounted { get; }

    /// <summary>Writes a file until there is no room left.</summary>
    public void Fill(string file)
    {
        using var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
                stream.Write(new byte[512]);
        }
        catch (IOException) when (stream.Length > 0)
        {
            // Full, as wanted.
        }
    }

    public void Remount(string option) => Xunit.Assert.True(Run("mount", "-o", $"remount,{option}", Path));

    public void Dispose()
    {
        if (IsMounted)
            Run("umount", Path);
        folder.Delete(recursive: true);
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
