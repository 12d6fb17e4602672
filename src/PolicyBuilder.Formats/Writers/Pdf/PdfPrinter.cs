using System.Diagnostics;

namespace PolicyBuilder.Formats.Writers.Pdf;

/// <summary>
/// Prints a finished file as tagged PDF (ISO 32000-1 § 14.8) with a program that is on the machine: Chromium, Chrome or
/// Edge from the HTML file, else LibreOffice from the Word file. The bytes are that program's; unlike our own formats
/// they carry the time of printing.
/// </summary>
public sealed class PdfPrinter
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly string[] Browsers = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge"];
    private static readonly string[] Offices = ["soffice", "libreoffice"];

    private readonly string program;
    private readonly bool isBrowser;

    private PdfPrinter(string program, bool isBrowser)
    {
        this.program = program;
        this.isBrowser = isBrowser;
    }

    /// <summary>The format it prints from: <c>html</c> or <c>word</c>.</summary>
    public string Source => isBrowser ? "html" : "word";

    /// <summary>The printer of this machine; null when it has none.</summary>
    public static PdfPrinter? Find()
    {
        if (Browsers.Select(OnPath).FirstOrDefault(path => path is not null) is { } browser)
            return new PdfPrinter(browser, isBrowser: true);
        return Offices.Select(OnPath).FirstOrDefault(path => path is not null) is { } office ? new PdfPrinter(office, isBrowser: false) : null;
    }

    /// <summary>Prints <paramref name="source"/> to the PDF file beside it.</summary>
    /// <returns>The PDF's path.</returns>
    /// <exception cref="IOException">The program did not make the file; its last words are in the message.</exception>
    public string Print(string source)
    {
        source = Path.GetFullPath(source);
        var pdf = Path.ChangeExtension(source, ".pdf");
        var scratch = Directory.CreateTempSubdirectory("policybuilder-pdf-");
        try
        {
            var start = new ProcessStartInfo(program) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
            foreach (var argument in isBrowser ? BrowserArguments(source, pdf, scratch.FullName) : OfficeArguments(source, scratch.FullName))
                start.ArgumentList.Add(argument);
            using var process = Process.Start(start) ?? throw new IOException($"{program} did not start");
            var words = process.StandardError.ReadToEndAsync();
            _ = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(Patience))
            {
                process.Kill(entireProcessTree: true);
                throw new IOException($"{program} took more than {Patience.TotalMinutes} minutes to print {Path.GetFileName(source)}");
            }
            if (process.ExitCode != 0 || !File.Exists(pdf))
                throw new IOException($"{program} did not print {Path.GetFileName(source)}: {words.GetAwaiter().GetResult().Trim().Split('\n')[^1]}");
            return pdf;
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    private static IEnumerable<string> BrowserArguments(string source, string pdf, string scratch)
    {
        yield return "--headless";
        yield return "--disable-gpu";
        yield return "--no-first-run";
        yield return "--disable-background-networking";
        yield return "--disable-component-update";
        yield return "--disable-sync";
        yield return "--no-pdf-header-footer";
        yield return "--generate-pdf-document-outline";
        yield return $"--user-data-dir={scratch}";
        // The sandbox cannot be set up by root; the page is our own and has no script.
        if (Environment.UserName == "root")
            yield return "--no-sandbox";
        yield return $"--print-to-pdf={pdf}";
        yield return new Uri(source).AbsoluteUri;
    }

    private static IEnumerable<string> OfficeArguments(string source, string scratch) =>
    [
        $"-env:UserInstallation={new Uri(scratch).AbsoluteUri}",
        "--headless", "--convert-to", """pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}""",
        "--outdir", Path.GetDirectoryName(source)!, source,
    ];

    private static string? OnPath(string name)
    {
        string[] names = OperatingSystem.IsWindows() ? [name + ".exe"] : [name];
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).ToList();
        foreach (var root in new[] { Environment.SpecialFolder.ProgramFiles, Environment.SpecialFolder.ProgramFilesX86 }.Select(Environment.GetFolderPath).Where(root => root.Length > 0))
        {
            folders.Add(Path.Combine(root, "Microsoft", "Edge", "Application"));
            folders.Add(Path.Combine(root, "Google", "Chrome", "Application"));
            folders.Add(Path.Combine(root, "LibreOffice", "program"));
        }
        if (OperatingSystem.IsMacOS())
        {
            folders.Add("/Applications/LibreOffice.app/Contents/MacOS");
            names = [.. names, "Google Chrome", "Microsoft Edge"];
            folders.Add("/Applications/Google Chrome.app/Contents/MacOS");
            folders.Add("/Applications/Microsoft Edge.app/Contents/MacOS");
        }
        return folders.SelectMany(folder => names.Select(file => Path.Combine(folder, file))).FirstOrDefault(File.Exists);
    }
}
