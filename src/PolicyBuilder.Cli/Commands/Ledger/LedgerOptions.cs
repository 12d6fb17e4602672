using System.CommandLine;
using PolicyBuilder.Acknowledgements.Ledgers;

namespace PolicyBuilder.Cli.Commands.Ledger;

/// <summary>The options by which every ledger command finds its ledger and its key.</summary>
internal sealed class LedgerOptions
{
    private readonly Option<string?> ledger = new("--ledger")
    {
        Description = $"A SQLite file, or a PostgreSQL database as \"Host=…;Database=…\" [default: {LedgerPlace.Variable}, else ledger/policybuilder.db]",
        HelpName = "place",
    };

    private readonly Option<string?> log = new("--log") { Description = "The ledger's name, where a database holds several", HelpName = "name" };

    private readonly Option<string?> keys = new("--keys") { Description = "Folder of the signing keys [default: this user's data folder]", HelpName = "folder" };

    public void AddTo(Command command)
    {
        command.Add(ledger);
        command.Add(log);
        command.Add(keys);
    }

    public LedgerPlace Read(ParseResult parsed) => LedgerPlace.Of(parsed.GetValue(ledger), parsed.GetValue(log), parsed.GetValue(keys));
}
