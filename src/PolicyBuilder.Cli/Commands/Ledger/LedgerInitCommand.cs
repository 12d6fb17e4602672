using System.CommandLine;
using PolicyBuilder.Acknowledgements.Ledgers;
using PolicyBuilder.Cli.Console;
using PolicyBuilder.Ledger;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Cli.Commands.Ledger;

/// <summary><c>ledger init &lt;name&gt;</c>: makes a ledger and its signing key.</summary>
internal static class LedgerInitCommand
{
    private const int LongestName = 200;

    public static Command Create(Terminal terminal)
    {
        var name = new Argument<string>("name") { Description = "A name for as long as it lasts, such as mapleton.example/policies" };
        var options = new LedgerOptions();
        var command = new ExplainedCommand("init", "Make a ledger and its signing key", """
            Example:
              policybuilder ledger init mapleton.example/policies

            The signing key is written outside the workspace; the public key is printed, with a fingerprint to print in the council's minutes.
            """) { name };
        options.AddTo(command);
        command.SetAction(parsed => Run(terminal, options.Read(parsed), parsed.GetValue(name)!));
        return command;
    }

    private static int Run(Terminal terminal, LedgerPlace place, string name) => LedgerAction.Run(terminal, place, async problems =>
    {
        if (WhyNoName(name) is { } reason)
        {
            problems.Add(Problems.BadLedgerName(name, reason));
            return ExitCode.No;
        }
        await using var ledger = await OpenLedger.MakeAsync(place, name, problems);
        if (ledger is null)
            return ExitCode.No;
        // The key first: a checkpoint signed with a key that a crash took away could never be continued.
        using var signer = ledger.Keys.Create(ledger.Keys.Key);
        using var guard = new ForkGuard(ledger.Keys.Guard);
        await using (await Log.OpenAsync(ledger.Store, signer, guard))
            terminal.Say($"Made the ledger {name} in {place.Shown}.");
        // Now, and not with the first signature: so a copy of the keys made from here on, for a second computer or a safe, has it.
        if (!ledger.Keys.Disclosures.Exist)
            ledger.Keys.Disclosures.CreateFirst();
        terminal.Say($"Its signing key is {Workspace.Display(ledger.Keys.Key)}. Copy it to a safe place: without it nobody can add to the ledger, and whoever has it can sign for the city.");
        terminal.Say($"The evidence about people is encrypted with the key in {Workspace.Display(ledger.Keys.Disclosures.Folder)}. Copy it to another safe place: without it nobody can read the evidence.");
        terminal.Say("Publish these two lines where nobody can change them quietly, for example in the council's minutes:");
        terminal.Print(signer.Verifier.ToString());
        terminal.Print($"fingerprint {signer.Verifier.Fingerprint}");
        return ExitCode.Yes;
    });

    private static string? WhyNoName(string name) =>
        !VerifierKey.IsName(name) ? "it is empty, or holds a blank or a plus sign"
        : name.Any(char.IsControl) ? "it holds a control character"
        : name.Length > LongestName ? $"it has more than {LongestName} characters"
        : null;
}
