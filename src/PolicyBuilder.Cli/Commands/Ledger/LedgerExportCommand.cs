using System.CommandLine;
using System.Globalization;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Acknowledgements.Evidence;
using PolicyBuilder.Acknowledgements.Ledgers;
using PolicyBuilder.Cli.Console;
using PolicyBuilder.Ledger;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Cli.Commands.Ledger;

/// <summary><c>ledger export DIR</c>: the ledger as static files, with an index for people.</summary>
internal static class LedgerExportCommand
{
    public static Command Create(Terminal terminal)
    {
        var folder = new Argument<string>("folder") { Description = "A new or empty folder" };
        var policy = new Option<string?>("--policy") { Description = "List only entries about this policy, as city/policy", HelpName = "city/policy" };
        var from = Arguments.Day("--from", "List only entries from this day on (UTC), as 2027-01-31");
        var to = Arguments.Day("--to", "List only entries up to and with this day (UTC)");
        var disclosures = new Option<bool>("--with-disclosures") { Description = "Add the evidence of the entries listed: it names people" };
        var redacted = new Option<bool>("--redacted") { Description = "With --with-disclosures: leave out who the people are" };
        var options = new LedgerOptions();
        var command = new ExplainedCommand("export", "Write the ledger as static files, with an index as web page and as CSV", """
            Example:
              policybuilder ledger export public/ledger
              policybuilder ledger export request-31 --policy mapleton/social-media --from 2027-01-01 --to 2027-12-31

            Any web server can serve the folder, and any tool for tiled logs (c2sp.org/tlog-tiles) can check it. The proofs are always those of the
            whole ledger; the options choose what the index lists. No entry names a person. With --with-disclosures the folder disclosures holds, for each
            entry listed, the evidence and a receipt that contains it: give it to who asked for the records, and do not put it on a web server. --redacted
            leaves out who the people are, and with that the receipts.
            """) { folder, policy, from, to, disclosures, redacted };
        options.AddTo(command);
        command.SetAction(parsed => Run(
            terminal, options.Read(parsed), parsed.GetValue(folder)!, new EntryIndex.Choice(parsed.GetValue(policy), parsed.GetValue(from), parsed.GetValue(to)), parsed.GetValue(disclosures), parsed.GetValue(redacted)));
        return command;
    }

    private static int Run(Terminal terminal, LedgerPlace place, string folder, EntryIndex.Choice choice, bool withDisclosures, bool redacted) => LedgerAction.Run(terminal, place, async (ledger, problems) =>
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            problems.Add(Problems.ExportFolderNotEmpty(Workspace.Display(folder)));
            return ExitCode.No;
        }
        if (withDisclosures && !ledger.Keys.Disclosures.Exist)
        {
            problems.Add(Problems.NoDisclosureKey(place.Shown));
            return ExitCode.No;
        }
        var size = (await ledger.Store.ReadHeadAsync())?.Size ?? 0;
        var checkpoint = terminal.ErrorIsTerminal
            ? await Progress.ShowAsync("Exporting", "entries", size, progress => TileDirectory.ExportAsync(ledger.Store, folder, progress))
            : await TileDirectory.ExportAsync(ledger.Store, folder);
        var listed = await EntryIndex.WriteAsync(ledger.Store, checkpoint, folder, choice);
        var disclosed = withDisclosures
            ? await DisclosureExport.WriteAsync(ledger.Store, ledger.Keys.Disclosures, Path.Combine(folder, "disclosures"), disclosure => choice.Includes(new EntryWords(disclosure.Entry, 0)), redacted)
            : 0;
        terminal.Print(Workspace.Display(folder));
        terminal.Say(string.Create(CultureInfo.InvariantCulture,
            $"Exported {Arguments.Count(checkpoint.Size, "entry", "entries")} of {ledger.Name}; index.html and entries.csv list {(listed == checkpoint.Size ? "every one" : $"{listed:N0} of them")}."));
        if (withDisclosures)
            terminal.Say($"The folder disclosures has the evidence of {Arguments.Count(disclosed, "entry", "entries")}. {(redacted ? "It names no one." : "It names people.")}");
        terminal.Say($"Anyone can check it: policybuilder ledger verify --ledger {Workspace.Display(folder)} --key {ledger.Keys.Verifier()?.ToString() ?? "name+id+key"}");
        return ExitCode.Yes;
    });
}
