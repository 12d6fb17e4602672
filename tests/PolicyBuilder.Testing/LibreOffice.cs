using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace PolicyBuilder.Testing;

/// <summary>LibreOffice without a window, where it is installed: an independent reader of what the writers wrote.</summary>
public static partial class LibreOffice
{
    /// <summary>The path of <c>soffice</c>, or null where it is not installed.</summary>
    public static string? Program { get; } = Installed.Find("soffice");

    /// <summary>The Python that can speak to LibreOffice; null where it or LibreOffice is not installed.</summary>
    public static string? Python { get; } = Program is not null && File.Exists("/usr/bin/python3") && Directory.Exists("/usr/lib/python3/dist-packages")
        && File.Exists("/usr/lib/python3/dist-packages/uno.py") ? "/usr/bin/python3" : null;

    /// <summary>
    /// What LibreOffice reads in Word files after all their tracked changes are accepted, rejected or left: for each, a
    /// line for every paragraph with its place, style, label and text, gaps after tables left out; headers and footers too.
    /// </summary>
    /// <param name="questions">
    /// The files, each with <c>accept</c>, <c>reject</c> or <c>none</c>, and whether bold, italic and links are told too.
    /// </param>
    public static List<string> ReadWord(IReadOnlyList<(string File, string Action, bool HasLooks)> questions)
    {
        var folder = Directory.CreateTempSubdirectory("policybuilder-libreoffice-");
        try
        {
            var start = new ProcessStartInfo(Python ?? throw new InvalidOperationException("LibreOffice with python3-uno is not installed"))
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                ArgumentList =
                {
                    Path.Combine(Repository.Root, "tests", "PolicyBuilder.Testing", "read-word.py"),
                    Program!, Path.Combine(folder.FullName, "profile"),
                },
            };
            using var process = Process.Start(start)!;
            var writing = Task.Run(() =>
            {
                foreach (var (file, action, hasLooks) in questions)
                    process.StandardInput.WriteLine($"{file}\t{action}\t{(hasLooks ? "looks" : "text")}");
                process.StandardInput.Close();
            });
            var answers = new List<string>();
            while (process.StandardOutput.ReadLine() is { } line)
                answers.Add(Describe(JsonDocument.Parse(line).RootElement));
            writing.Wait();
            process.WaitForExit();
            return answers.Count == questions.Count
                ? answers
                : throw new InvalidDataException($"LibreOffice read {answers.Count} of {questions.Count} files");
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        static string Describe(JsonElement answer) => string.Join('\n', answer.GetProperty("paragraphs").EnumerateArray()
            .Where(paragraph => paragraph[0].GetString() != "Table Gap")
            .Select(paragraph => $"{paragraph[3]} {paragraph[0]} [{paragraph[1]}] {PageNumber().Replace(paragraph[2].GetString()!, "Page")}")
            .Append($"changes left: {answer.GetProperty("left")}"));
    }

    // A field that is not laid out again after the changes.
    [GeneratedRegex("Page [0-9]+ of [0-9]+$")]
    private static partial Regex PageNumber();

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
