using System.CommandLine;
using PolicyBuilder.Acknowledgements.Evidence;
using PolicyBuilder.Cli.Console;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Cli.Commands.Campaigns;

/// <summary><c>evidence ID</c>: everything that the ledger holds about one person, to hand out.</summary>
internal static class EvidenceCommand
{
    public static Command Create(Terminal terminal, TimeProvider clock)
    {
        var person = new Argument<string>("id") { Description = "The person's id on the roster" };
        var output = new Option<string?>("--output", "-o") { Description = "Folder to write, new or empty [default: evidence-<id>]", HelpName = "folder" };
        var options = new CampaignOptions();
        var command = new ExplainedCommand("evidence", "Write one person's evidence: statement, records, receipts and documents, to be checked by anyone", """
            Example:
              policybuilder evidence 1007

            The folder holds statement.html, which says in plain words what is proven and what is not, and for each act the evidence, its receipt
            and the published files, byte for byte. It names the person; its owner alone can open it. People who left the roster are found too, as
            long as their evidence was not disposed of.
            """) { person, output };
        options.AddTo(command);
        command.SetAction(parsed => options.Run(terminal, parsed, clock, null, async (campaigns, problems) =>
        {
            var id = parsed.GetValue(person)!;
            // What a crash left between ledger and roster is put in order first, so that the evidence is whole.
            await campaigns.ReadAsync(problems);
            var folder = parsed.GetValue(output) ?? $"evidence-{string.Concat(id.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_'))}";
            var (log, keys) = (campaigns.Ledger.Store, campaigns.Ledger.Keys);
            if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            {
                problems.Add(Problems.ExportFolderNotEmpty(Workspace.Display(folder)));
                return ExitCode.No;
            }
            var entries = keys.Disclosures.Exist ? await PersonFile.WriteAsync(log, keys.Disclosures, keys.Verifier(), id, folder) : 0;
            if (entries == 0)
            {
                problems.Add(Problems.NoEvidenceOf(campaigns.Ledger.Place.Shown, id));
                return ExitCode.No;
            }
            terminal.Print(Workspace.Display(Path.Combine(folder, "statement.html")));
            terminal.Say($"The folder has the evidence of {Arguments.Count(entries, "entry", "entries")}. It names the person: hand it to whom it is for.");
            return ExitCode.Yes;
        }));
        return command;
    }
}
