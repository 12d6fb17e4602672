using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace PolicyBuilder.Web.Bench;

/// <summary>A sample city whose people are invited, and its pages served by the program itself.</summary>
internal sealed class Town : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("policybuilder-load-").FullName;
    private readonly string? ledger;
    private Process? server;

    private Town(string? ledger) => this.ledger = ledger;

    public Uri Address { get; private set; } = null!;

    /// <summary>How long each command took, from the start of its program to its end.</summary>
    public List<(string Command, TimeSpan Took)> Commands { get; } = [];

    /// <summary>The code with which the first admin sets an account up.</summary>
    public string SetupCode { get; private set; } = "";

    /// <summary>What the pages' program has used of the processors.</summary>
    public TimeSpan Used
    {
        get
        {
            server!.Refresh();
            return server.TotalProcessorTime;
        }
    }

    /// <summary>POLICYBUILDER_PROGRAMS: the folder of published programs to measure; those that were built if it is not set.</summary>
    private static string? Programs => Environment.GetEnvironmentVariable("POLICYBUILDER_PROGRAMS");

    /// <summary>The folder of the checkout.</summary>
    private static string Root
    {
        get
        {
            var folder = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(folder, "PolicyBuilder.sln")))
                folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("Run it from a checkout.");
            return folder;
        }
    }

    public static async Task<Town> PrepareAsync(int people, string? ledger)
    {
        var town = new Town(ledger);
        var city = Directory.CreateDirectory(Path.Combine(town.folder, "policies", "mapleton")).FullName;
        foreach (var name in (string[])["city.yaml", "social-media.yaml"])
            File.Copy(Path.Combine(Root, "policies", "mapleton", name), Path.Combine(city, name));
        foreach (var file in Directory.GetFiles(Path.Combine(Root, "templates"), "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(town.folder, Path.GetRelativePath(Root, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        var roster = new StringBuilder("id,name,email,department\n");
        for (var i = 0; i < people; i++)
            roster.Append(CultureInfo.InvariantCulture, $"{i},Pat Example,p{i}@mapleton.example,Department {i % 20}\n");
        await File.WriteAllTextAsync(Path.Combine(town.folder, "people.csv"), roster.ToString());
        await town.CommandAsync("ledger", "init", $"mapleton.example/{Path.GetFileName(town.folder)}");
        await town.CommandAsync("publish", "policies/mapleton/social-media.yaml", "--unadopted");
        await town.CommandAsync("roster", "import", "people.csv");
        await town.CommandAsync("invite");
        await town.CommandAsync("status");
        return town;
    }

    /// <summary>The paths of the links in the mails.</summary>
    public List<string> Links() =>
    [
        // The one text is in plain words, one line for the link, unless the mail's encoding breaks it: then a "=" stands at the end of the line.
        .. Directory.GetFiles(Path.Combine(folder, "ledger", "mail"), "*.eml")
            .Select(file => Regex.Match(File.ReadAllText(file).Replace("=\r\n", "", StringComparison.Ordinal).Replace("=\n", "", StringComparison.Ordinal), "/a/[A-Za-z0-9_-]{43}"))
            .Where(match => match.Success).Select(match => match.Value),
    ];

    public async Task ServeAsync()
    {
        var start = Start("PolicyBuilder.Web", "policybuilder-web.dll", []);
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["PolicyBuilder__Keys"] = Path.Combine(folder, "keys");
        if (ledger is not null)
        {
            start.Environment["PolicyBuilder__Ledger"] = ledger;
            start.Environment["PolicyBuilder__Log"] = $"mapleton.example/{Path.GetFileName(folder)}";
        }
        server = Process.Start(start)!;
        while (await server.StandardOutput.ReadLineAsync() is { } line)
        {
            if (Regex.Match(line, @"Now listening on: (http://127\.0\.0\.1:\d+)") is { Success: true } match)
                Address = new Uri(match.Groups[1].Value);
            if (!line.StartsWith("  Code  ", StringComparison.Ordinal))
                continue;
            SetupCode = line["  Code  ".Length..];
            _ = server.StandardOutput.ReadToEndAsync();
            return;
        }
        throw new InvalidOperationException("The pages did not start: " + await server.StandardError.ReadToEndAsync());
    }

    public void Stop()
    {
        server?.Kill(entireProcessTree: true);
        server?.WaitForExit();
        server?.Dispose();
        server = null;
    }

    public void Dispose()
    {
        Stop();
        Directory.Delete(folder, recursive: true);
    }

    private async Task CommandAsync(params string[] arguments)
    {
        string[] place = ledger is null ? [] : ["--ledger", ledger, "--log", $"mapleton.example/{Path.GetFileName(folder)}"];
        using var process = Process.Start(Start("PolicyBuilder.Cli", "policybuilder.dll", [.. arguments, "--keys", Path.Combine(folder, "keys"), .. arguments[0] == "ledger" && ledger is not null ? ["--ledger", ledger] : place]))!;
        var since = Stopwatch.GetTimestamp();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', arguments)}: {process.ExitCode}\n{await output}{await error}");
        Commands.Add((string.Join(' ', arguments.TakeWhile(argument => !argument.Contains('.', StringComparison.Ordinal))), Stopwatch.GetElapsedTime(since)));
    }

    private ProcessStartInfo Start(string project, string program, IEnumerable<string> arguments) =>
        new("dotnet", [Path.Combine(Programs ?? Path.Combine(Root, "src", project, "bin", "Release", "net10.0"), program), .. arguments]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
}
