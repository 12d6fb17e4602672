using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using MimeKit;
using PolicyBuilder.Testing;

namespace PolicyBuilder.Web.Tests;

/// <summary>
/// New Harbor with a published policy, a ledger, invited people, and the pages served by the program itself on loopback. Gone when disposed.
/// </summary>
public sealed class Town : IAsyncDisposable
{
    private static readonly string Program = typeof(Town).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(about => about.Key == "WebProgram").Value!;

    private readonly PublishedCity city = new();
    private readonly StringBuilder log = new();
    private Process? server;

    /// <summary>Where the pages are.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The ledger's public key.</summary>
    public string Key { get; private set; } = "";

    /// <summary>Everything that the server wrote.</summary>
    public string Log
    {
        get
        {
            lock (log)
                return log.ToString();
        }
    }

    /// <summary>A path in the workspace.</summary>
    public string this[string relative] => city[relative];

    /// <summary>A town whose people are invited and whose pages are up.</summary>
    public static async Task<Town> OpenAsync(int people = 3, params (string Name, string Value)[] settings)
    {
        var town = new Town();
        town.Key = town.Command("ledger", "init", "new-harbor.example/policies").Output.Split('\n')[0];
        town.Command("publish", "policies/new-harbor/social-media.yaml");
        var roster = new StringBuilder("id,name,email,department\n");
        for (var i = 0; i < people; i++)
            roster.Append(CultureInfo.InvariantCulture, $"{1000 + i},Canary Quillfeather {i},person{i}@new-harbor.example,{(i % 2 == 0 ? "Library" : "Police")}\n");
        await File.WriteAllTextAsync(town["people.csv"], roster.ToString());
        town.Command("roster", "import", "people.csv");
        town.Command("invite");
        await town.ServeAsync(settings);
        return town;
    }

    /// <summary>Runs a command that must succeed.</summary>
    public Answered Command(params string[] arguments)
    {
        var answered = CommandLine.Run(city.Folder, [.. arguments, "--keys", city["keys"]]);
        return answered.ExitCode == 0 ? answered : throw new InvalidOperationException($"{string.Join(' ', arguments)}: {answered.ExitCode}\n{answered.Output}{answered.Error}");
    }

    /// <summary>Makes 1.1.0, publishes it and invites again.</summary>
    public void Revise()
    {
        city.Revise();
        Command("publish", "policies/new-harbor/social-media.yaml");
        Command("invite");
    }

    /// <summary>Starts the server, and waits until it listens.</summary>
    public async Task ServeAsync(params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [Program]) { WorkingDirectory = city.Folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["PolicyBuilder__Keys"] = city["keys"];
        start.Environment["AllowedHosts"] = "127.0.0.1;localhost";
        start.Environment["Logging__LogLevel__Default"] = "Debug";
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        server = Process.Start(start)!;
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Take(string? line)
        {
            if (line is null)
                return;
            lock (log)
                log.Append(line).Append('\n');
            if (Regex.Match(line, @"Now listening on: (http://127\.0\.0\.1:\d+)") is { Success: true } match)
                listening.TrySetResult(new Uri(match.Groups[1].Value));
        }
        server.OutputDataReceived += (_, line) => Take(line.Data);
        server.ErrorDataReceived += (_, line) => Take(line.Data);
        server.EnableRaisingEvents = true;
        server.Exited += (_, _) => listening.TrySetException(new InvalidOperationException("The server ended.\n" + Log));
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
        Address = await listening.Task;
    }

    /// <summary>Ends the server as a power cut would.</summary>
    public async Task KillAsync()
    {
        server!.EnableRaisingEvents = false;
        server.Kill(entireProcessTree: true);
        await server.WaitForExitAsync();
        server.Dispose();
        server = null;
    }

    /// <summary>The paths of the links in all mails to an address, the newest last.</summary>
    public IReadOnlyList<string> LinksTo(string address) =>
    [
        .. Directory.GetFiles(city["ledger/mail"], "*.eml").Select(file => MimeMessage.Load(file)).Where(mail => mail.To.Mailboxes.Any(to => to.Address == address)).OrderBy(mail => mail.Date)
            .Select(mail => Regex.Match(mail.TextBody ?? "", @"/a/[A-Za-z0-9_-]{43}")).Where(match => match.Success).Select(match => match.Value),
    ];

    /// <summary>The number of entries in the ledger.</summary>
    public long Entries() => long.Parse(Regex.Match(Command("ledger", "checkpoint").Output, @"^(\d+)$", RegexOptions.Multiline).Value, CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
            await KillAsync();
        city.Dispose();
    }
}
