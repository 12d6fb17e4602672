using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using MimeKit;
using PolicyBuilder.Acknowledgements.Staff;
using PolicyBuilder.Testing;
using Answered = PolicyBuilder.Testing.Answered;

namespace PolicyBuilder.Web.Tests;

/// <summary>
/// New Harbor with a published policy, a ledger, invited people, and the pages served by the program itself on loopback. Gone when disposed.
/// </summary>
public sealed class Town : IAsyncDisposable
{
    internal static readonly string Program = typeof(Town).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(about => about.Key == "WebProgram").Value!;

    // Made once; each test gets a copy.
    private static readonly Lazy<Town> Model = new(Prepare);

    private readonly Scratch scratch = new();
    private readonly StringBuilder log = new();
    private readonly Dictionary<StaffRole, Colleague> colleagues = [];
    private TaskCompletionSource<string> setupCode = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Process? server;
    private string? database;

    /// <summary>The ledger's database.</summary>
    public const string Ledger = "ledger/policybuilder.db";

    /// <summary>The database of the roster, the invitations and the sessions.</summary>
    public const string People = "ledger/policybuilder-people.db";

    /// <summary>After so long, what a test waits for will not come.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

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
    public string this[string relative] => scratch[relative];

    /// <summary>A town of three people who are invited, whose pages are up.</summary>
    public static async Task<Town> OpenAsync(params (string Name, string Value)[] settings)
    {
        var town = new Town { Key = Model.Value.Key };
        Copy(Model.Value.scratch.Path, town.scratch.Path);
        await town.ServeAsync(settings);
        return town;
    }

    /// <summary>As <see cref="OpenAsync"/>, with the ledger and the people in a PostgreSQL database that is empty.</summary>
    public static async Task<Town> OpenOnServerAsync(string connectionString, int people = 3)
    {
        var town = Prepare(connectionString, people);
        await town.ServeAsync();
        return town;
    }

    /// <summary>The same town on another computer: a second node with a copy of files and keys, and the same database.</summary>
    public async Task<Town> JoinAsync()
    {
        var node = new Town { Key = Key, database = database };
        Copy(scratch.Path, node.scratch.Path);
        await node.ServeAsync();
        return node;
    }

    private static Town Prepare() => Prepare(null, 3);

    private static Town Prepare(string? database, int people)
    {
        var town = new Town { database = database };
        using (var city = new PublishedCity())
            Copy(city.Folder, town.scratch.Path);
        town.Key = town.Command("ledger", "init", "new-harbor.example/policies").Output.Split('\n')[0];
        town.Command("publish", "policies/new-harbor/social-media.yaml");
        var roster = new StringBuilder("id,name,email,department\n");
        for (var i = 0; i < people; i++)
            roster.Append(CultureInfo.InvariantCulture, $"{1000 + i},Canary Quillfeather {i},person{i}@new-harbor.example,{(i % 2 == 0 ? "Library" : "Police")}\n");
        File.WriteAllText(town["people.csv"], roster.ToString());
        town.Command("roster", "import", "people.csv");
        town.Command("invite");
        return town;
    }

    private static void Copy(string from, string to)
    {
        foreach (var folder in Directory.GetDirectories(from, "*", SearchOption.AllDirectories))
        {
            var made = Directory.CreateDirectory(folder.Replace(from, to, StringComparison.Ordinal));
            if (!OperatingSystem.IsWindows())
                made.UnixFileMode = new DirectoryInfo(folder).UnixFileMode;
        }
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
            File.Copy(file, file.Replace(from, to, StringComparison.Ordinal));
    }

    /// <summary>Runs a command that must succeed.</summary>
    public Answered Command(params string[] arguments)
    {
        var answered = CommandLine.Run(scratch.Path, [.. arguments, "--keys", scratch["keys"]], Environment());
        return answered.ExitCode == 0 ? answered : throw new InvalidOperationException($"{string.Join(' ', arguments)}: {answered.ExitCode}\n{answered.Output}{answered.Error}");
    }

    private (string Name, string Value)[] Environment() => database is null ? [] : [("POLICYBUILDER_LEDGER", database)];

    /// <summary>Publishes the version after, in which the final authority is another, and invites again.</summary>
    public void Revise()
    {
        var file = this["policies/new-harbor/social-media.yaml"];
        File.WriteAllText(file, File.ReadAllText(file)
            .Replace("version: 1.0.0", "version: 1.1.0", StringComparison.Ordinal)
            .Replace("effective: 2027-01-01", "effective: 2027-03-01", StringComparison.Ordinal)
            .Replace("final_authority: City Administrator", "final_authority: Communications Director", StringComparison.Ordinal));
        Command("publish", "policies/new-harbor/social-media.yaml");
        Command("invite");
    }

    /// <summary>Starts the server, and waits until it listens.</summary>
    public async Task ServeAsync(params (string Name, string Value)[] settings)
    {
        var program = settings.Any(setting => setting.Name == ClockedServer.Ahead) ? typeof(ClockedServer).Assembly.Location : Program;
        var start = new ProcessStartInfo("dotnet", [program]) { WorkingDirectory = scratch.Path, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var (name, value) in Environment())
            start.Environment[name] = value;
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["PolicyBuilder__Keys"] = scratch["keys"];
        start.Environment["Logging__LogLevel__Default"] = "Debug";
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        server = Process.Start(start)!;
        var printed = setupCode = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Take(string? line)
        {
            if (line is null)
                return;
            lock (log)
                log.Append(line).Append('\n');
            if (Regex.Match(line, @"Now listening on: (http://127\.0\.0\.1:\d+)") is { Success: true } match)
                listening.TrySetResult(new Uri(match.Groups[1].Value));
            if (line.StartsWith("  Code  ", StringComparison.Ordinal) && Colleague.SetupCodeIn(line) is { } code)
                printed.TrySetResult(code);
        }
        server.OutputDataReceived += (_, line) => Take(line.Data);
        server.ErrorDataReceived += (_, line) => Take(line.Data);
        server.EnableRaisingEvents = true;
        server.Exited += (_, _) => listening.TrySetException(new InvalidOperationException("The server ended.\n" + Log));
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
        Address = await listening.Task;
    }

    /// <summary>Sets the clock of a <see cref="ClockedServer"/> whose file is called clock.</summary>
    /// <param name="ahead">How far it is ahead of this computer's.</param>
    public void SetClock(TimeSpan ahead)
    {
        File.WriteAllBytes(this["clock.next"], BitConverter.GetBytes(ahead.Ticks));
        File.Move(this["clock.next"], this["clock"], overwrite: true);
    }

    /// <summary>Asks the server to end, as a service manager does; <see cref="EndedAsync"/> waits for it.</summary>
    /// <param name="signal">TERM, or INT for Ctrl+C.</param>
    public void Signal(string signal = "TERM")
    {
        server!.EnableRaisingEvents = false;
        using var kill = Process.Start("kill", [$"-{signal}", server.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Waits until the server has ended.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndedAsync()
    {
        await server!.WaitForExitAsync().WaitAsync(Patience);
        var code = server.ExitCode;
        server.Dispose();
        server = null;
        return code;
    }

    /// <summary>Opens a database of the town from outside the server, which notices nothing but locks.</summary>
    /// <param name="file"><see cref="Ledger"/> or <see cref="People"/>.</param>
    public SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = this[file], Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    /// <summary>Runs SQL in a database of the town.</summary>
    /// <returns>The first value of the first row.</returns>
    public object? Sql(string file, string sql)
    {
        using var connection = Open(file);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    /// <summary>Waits until a query has a first value that is not zero.</summary>
    public async Task UntilAsync(string file, string sql)
    {
        await UntilAsync(() => Task.FromResult(Sql(file, sql) is not (null or 0L)), sql);
    }

    /// <summary>Waits until the server has written something.</summary>
    public async Task UntilLogAsync(string text)
    {
        await UntilAsync(() => Task.FromResult(Log.Contains(text, StringComparison.Ordinal)), text);
    }

    /// <summary>Waits until something is so.</summary>
    public static async Task UntilAsync(Func<Task<bool>> seen, string what)
    {
        var since = Stopwatch.StartNew();
        while (!await seen())
        {
            if (since.Elapsed > Patience)
                throw new TimeoutException($"It did not come to this: {what}");
            await Task.Delay(20);
        }
    }

    /// <summary>Whether the server was ended.</summary>
    public bool IsKilled => server is null;

    /// <summary>Ends the server as a power cut would.</summary>
    public async Task KillAsync()
    {
        var ending = Interlocked.Exchange(ref server, null)!;
        ending.EnableRaisingEvents = false;
        ending.Kill(entireProcessTree: true);
        await ending.WaitForExitAsync();
        ending.Dispose();
    }

    /// <summary>The setup code that the server has printed at its console.</summary>
    public Task<string> SetupCodeAsync() => setupCode.Task.WaitAsync(Patience);

    /// <summary>A browser of its own in which somebody with a role is signed in. Their account is set up through the pages, once in a town.</summary>
    public async Task<Browser> SignInAsync(StaffRole role)
    {
        var browser = new Browser(Address);
        foreach (var cookie in (await ColleagueAsync(role)).Cookies)
            browser.Cookies[cookie.Key] = cookie.Value;
        return browser;
    }

    /// <summary>Dana Placeholder, an admin, or Robin Sample of human resources.</summary>
    internal async Task<Colleague> ColleagueAsync(StaffRole role)
    {
        if (colleagues.TryGetValue(role, out var known))
            return known;
        using var browser = new Browser(Address);
        if (role == StaffRole.Admin)
            return colleagues[role] = await Colleague.SetUpAsync(browser, await SetupCodeAsync(), "Dana Placeholder", "dana.placeholder", role, named: false);
        using var admin = await SignInAsync(StaffRole.Admin);
        var added = await admin.SubmitAsync(await admin.OpenAsync("/hr/accounts"), "/hr/accounts", ("FullName", "Robin Sample"), ("SignInName", "robin.sample"), ("Role", nameof(StaffRole.HumanResources)));
        var code = Colleague.SetupCodeIn(added.Text) ?? throw new InvalidOperationException(added.Text);
        return colleagues[role] = await Colleague.SetUpAsync(browser, code, "Robin Sample", "robin.sample", role, named: true);
    }

    /// <summary>The paths of the links in all mails to an address, the newest last.</summary>
    public IReadOnlyList<string> LinksTo(string address) =>
    [
        .. Directory.GetFiles(scratch["ledger/mail"], "*.eml").Select(file => MimeMessage.Load(file)).Where(mail => mail.To.Mailboxes.Any(to => to.Address == address)).OrderBy(mail => mail.Date)
            .Select(mail => Regex.Match(mail.TextBody ?? "", @"/a/[A-Za-z0-9_-]{43}")).Where(match => match.Success).Select(match => match.Value),
    ];

    /// <summary>The paths of the links in all mails.</summary>
    public IReadOnlyList<string> AllLinks() =>
        [.. Directory.GetFiles(scratch["ledger/mail"], "*.eml").Select(file => Regex.Match(MimeMessage.Load(file).TextBody ?? "", @"/a/[A-Za-z0-9_-]{43}")).Where(match => match.Success).Select(match => match.Value)];

    /// <summary>Waits until so many mails are in the folder.</summary>
    public async Task MailsAsync(int count)
    {
        using var arrived = new FileSystemWatcher(scratch["ledger/mail"]);
        using var seen = new SemaphoreSlim(0);
        arrived.Created += (_, _) => seen.Release();
        arrived.Renamed += (_, _) => seen.Release();
        arrived.EnableRaisingEvents = true;
        while (Directory.GetFiles(scratch["ledger/mail"], "*.eml").Length < count)
        {
            if (!await seen.WaitAsync(Patience))
                throw new TimeoutException($"There are not {count} mails after {Patience}.\n{Log}");
        }
    }

    /// <summary>The number of entries in the ledger.</summary>
    public long Entries() => long.Parse(Regex.Match(Command("ledger", "checkpoint").Output, @"^(\d+)$", RegexOptions.Multiline).Value, CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
            await KillAsync();
        scratch.Dispose();
    }
}
