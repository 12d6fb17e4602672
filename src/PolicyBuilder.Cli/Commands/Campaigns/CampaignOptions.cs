using System.CommandLine;
using PolicyBuilder.Acknowledgements.Ledgers;
using PolicyBuilder.Cli.Commands.Ledger;
using PolicyBuilder.Cli.Console;
using PolicyBuilder.Formats;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Cli.Commands.Campaigns;

/// <summary>The options by which every command about people finds its city, its ledger and its policies.</summary>
internal sealed class CampaignOptions
{
    private readonly Option<string?> city = new("--city")
    {
        Description = "The city: its name under policies/, or its folder [default: the only one there]",
        HelpName = "city",
    };

    private readonly LedgerOptions ledger = new();

    private readonly Option<string> templates = Arguments.TemplatesFolder();

    public void AddTo(Command command)
    {
        command.Add(city);
        ledger.AddTo(command);
        command.Add(templates);
    }

    /// <summary>Opens the city's campaigns, runs work on them, and turns what goes wrong into one sentence.</summary>
    /// <param name="named">What the command line names without an option, <c>city/policy</c>; null for nothing.</param>
    /// <param name="work">Collects problems with what the user wrote; with an error, the answer is no.</param>
    public int Run(Terminal terminal, ParseResult parsed, TimeProvider clock, string? named, Func<OpenCampaigns, List<Diagnostic>, Task<int>> work) =>
        LedgerAction.Run(terminal, ledger.Read(parsed), async (opened, problems) =>
        {
            var found = new List<Diagnostic>();
            var exit = ExitCode.No;
            var compiler = new PolicyCompiler(Arguments.Library(parsed, templates));
            if (CityPlace.Find(parsed.GetValue(city), named, found) is { } place && PolicyCompiler.ReadCity(place.Folder, found) is { } facts)
            {
                await using var campaigns = await OpenCampaigns.OpenAsync(opened, facts, place, compiler, clock);
                exit = await work(campaigns, found);
            }
            problems.AddRange(found.Where(problem => problem.Severity == Severity.Error));
            foreach (var note in found.Where(problem => problem.Severity != Severity.Error))
                terminal.Print(note);
            return exit;
        });

    /// <summary>The workspace's folder of templates.</summary>
    public string? Templates(ParseResult parsed) => parsed.GetValue(templates);

    /// <summary>Where the ledger is.</summary>
    public LedgerPlace Place(ParseResult parsed) => ledger.Read(parsed);
}
