using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using PolicyBuilder.Acknowledgements.Ledgers;
using PolicyBuilder.Cli.Commands.Ledger;
using PolicyBuilder.Cli.Console;

namespace PolicyBuilder.Cli.Commands;

/// <summary><c>serve</c>: starts the pages, which are a program of their own because they need ASP.NET Core.</summary>
internal static class ServeCommand
{
    /// <summary>Names the program of the pages where it does not lie beside this one.</summary>
    private const string Variable = "POLICYBUILDER_WEB";

    private const string Name = "policybuilder-web";

    public static Command Create(Terminal terminal)
    {
        var city = new Option<string?>("--city") { Description = "The city: its name under policies/ [default: the only one there]", HelpName = "city" };
        var urls = new Option<string>("--urls") { Description = "Where to answer", DefaultValueFactory = _ => "http://localhost:5080", HelpName = "address" };
        var newAdmin = new Option<bool>("--new-admin") { Description = "Print a setup code for one more admin, who chooses a name at /hr/setup: when no admin can sign in any more" };
        var ledger = new LedgerOptions();
        var command = new ExplainedCommand("serve", "Serve the pages on which employees read and sign, until Ctrl+C", """
            Examples:
              policybuilder serve
              policybuilder serve --urls https://0.0.0.0:443
              policybuilder serve --new-admin

            The city's own pages are at /hr. Until somebody can sign in to them, each start prints a setup code that makes one admin, once, within 24 hours.
            With PolicyBuilder:Oidc in appsettings.json people sign in with the organisation's sign-in instead.

            Without a certificate the pages answer this computer only. For others, set a certificate (Kestrel:Certificates:Default in appsettings.json) or
            put a web server with one in front, and name it in PolicyBuilder:KnownProxies. PolicyBuilder:BaseAddress is what links in mails begin with.
            """) { city, urls, newAdmin };
        ledger.AddTo(command);
        command.SetAction(parsed => Run(terminal, parsed.GetValue(city), parsed.GetValue(urls)!, parsed.GetValue(newAdmin), ledger.Read(parsed)));
        return command;
    }

    private static int Run(Terminal terminal, string? city, string urls, bool newAdmin, LedgerPlace place)
    {
        if (Find() is not { } start)
        {
            terminal.Say($"policybuilder: the pages are not here: {Name} lies neither beside this program nor in its folder 'web'");
            terminal.Say($"Put it there, or name it in {Variable}.");
            return ExitCode.CouldNotFindOut;
        }
        if (start.ArgumentList.Contains("run"))
            terminal.Say("Building the pages from their sources; the first time this takes a minute …");
        start.UseShellExecute = false;
        start.Environment["PolicyBuilder__Workspace"] = Environment.CurrentDirectory;
        start.Environment["ASPNETCORE_URLS"] = urls;
        start.Environment["PolicyBuilder__Ledger"] = place.Database;
        start.Environment["PolicyBuilder__Keys"] = place.Keys;
        if (place.Log is { } log)
            start.Environment["PolicyBuilder__Log"] = log;
        if (newAdmin)
            start.Environment["PolicyBuilder__NewAdmin"] = "true";
        if (city is not null)
            start.Environment["PolicyBuilder__City"] = city;
        // Ctrl+C reaches both; this one waits until the other has ended in order.
        System.Console.CancelKeyPress += static (_, pressed) => pressed.Cancel = true;
        using var web = Process.Start(start)!;
        // A service manager may tell this one only, and kill it: then the pages would go on without it.
        using var told = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            using var kill = Process.Start("kill", ["-TERM", web.Id.ToString(CultureInfo.InvariantCulture)]);
        });
        web.WaitForExit();
        return web.ExitCode switch { 0 => ExitCode.Yes, 1 => ExitCode.No, _ => ExitCode.CouldNotFindOut };
    }

    private static ProcessStartInfo? Find()
    {
        var program = OperatingSystem.IsWindows() ? Name + ".exe" : Name;
        foreach (var path in (string?[])[Environment.GetEnvironmentVariable(Variable), Path.Combine(AppContext.BaseDirectory, program), Path.Combine(AppContext.BaseDirectory, "web", program)])
        {
            if (File.Exists(path))
                return path.EndsWith(".dll", StringComparison.Ordinal) ? new ProcessStartInfo("dotnet", [path]) : new ProcessStartInfo(path);
        }
        // In a checkout, the sources are above.
        for (var folder = Path.GetDirectoryName(AppContext.BaseDirectory); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "PolicyBuilder.sln")))
                return new ProcessStartInfo("dotnet", ["run", "--no-launch-profile", "--project", Path.Combine(folder, "src", "PolicyBuilder.Web")]);
        }
        return null;
    }
}
