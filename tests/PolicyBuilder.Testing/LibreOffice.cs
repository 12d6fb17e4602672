using System.Diagnostics;

namespace PolicyBuilder.Testing;

/// <summary>LibreOffice without a window, where it is installed: an independent reader of what the writers wrote.</summary>
public static class LibreOffice
{
    /// <summary>The path of <c>soffice</c>, or null where it is not installed.</summary>
    public static string? Program { get; } =
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => new[] { Path.Combine(folder, "soffice"), Path.Combine(folder, "soffice.exe") })
            .FirstOrDefault(File.Exists);

    /// <summary>The file converted.</summary>
    /// <param name="content">The file.</param>
    /// <param name="extension">Its ending, <c>docx</c>.</param>
    /// <param name="target">The ending, or ending and filter, to convert to: <c>pdf</c>, <c>txt:Text (encoded):UTF8</c>.</param>
    public static byte[] Convert(byte[] content, string extension, string target)
    {
        var folder = Directory.CreateTempSubdirectory("policybuilder-libreoffice-");
        try
        {
            var source = Path.Combine(folder.FullName, "file." + extension);
            File.WriteAllBytes(source, content);
            var start = new ProcessStartInfo(Program ?? throw new InvalidOperationException("LibreOffice is not installed"))
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
                ArgumentList =
                {
                    // A profile of its own: LibreOffice refuses to run twice on one.
                    "-env:UserInstallation=" + new Uri(Path.Combine(folder.FullName, "profile")).AbsoluteUri,
                    "--headless", "--convert-to", target, "--outdir", Path.Combine(folder.FullName, "out"), source,
                },
            };
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            var result = Path.Combine(folder.FullName, "out", "file." + target.Split(':')[0]);
            return File.Exists(result)
                ? File.ReadAllBytes(result)
                : throw new InvalidDataException($"LibreOffice did not convert the file: {output.Result}{errors}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
