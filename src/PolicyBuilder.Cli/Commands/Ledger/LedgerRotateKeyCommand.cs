using System.CommandLine;
using System.Globalization;
using PolicyBuilder.Acknowledgements.Ledgers;
using PolicyBuilder.Cli.Console;
using PolicyBuilder.Ledger;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Cli.Commands.Ledger;

/// <summary><c>ledger rotate-key</c>: another key signs from now on.</summary>
internal static class LedgerRotateKeyCommand
{
    public static Command Create(Terminal terminal, TimeProvider clock)
    {
        var options = new LedgerOptions();
        var command = new ExplainedCommand("rotate-key", "Change the signing key: an entry signed by the old key and the new one says so", """
            Example:
              policybuilder ledger rotate-key

            Run it when someone who could read the key leaves, or when in doubt. The old key is gone afterwards; who has its public half can still
            check everything.
            """);
        options.AddTo(command);
        command.SetAction(parsed => Run(terminal, clock, options.Read(parsed)));
        return command;
    }

    private static int Run(Terminal terminal, TimeProvider clock, LedgerPlace place) => LedgerAction.Run(terminal, place, async (ledger, problems) =>
    {
        using var old = ledger.Keys.Load(problems);
        if (old is null)
            return ExitCode.No;
        // A next key that is there already is of an attempt that did not finish; it may be the ledger's key by now.
        using var next = ledger.Keys.Create(ledger.Keys.NextKey);
        using var guard = new ForkGuard(ledger.Keys.Guard);
        var index = await RotateAsync(ledger.Store, old, next, guard, clock.GetUtcNow());
        ledger.Keys.Promote();
        terminal.Say(index is null
            ? $"The key had been changed already; its file is in place now: {Workspace.Display(ledger.Keys.Key)}."
            : string.Create(CultureInfo.InvariantCulture, $"Changed the key with entry {index}. The new one is {Workspace.Display(ledger.Keys.Key)}; copy it to a safe place, and to every computer that adds to the ledger."));
        terminal.Say("Publish these two lines where the old key was published:");
        terminal.Print(next.Verifier.ToString());
        terminal.Print($"fingerprint {next.Verifier.Fingerprint}");
        return ExitCode.Yes;
    });

    private static async Task<long?> RotateAsync(ILogStore store, SignerKey old, SignerKey next, ForkGuard guard, DateTimeOffset now)
    {
        if (await IsKeyOfAsync(store, next.Verifier))
        {
            await using var changed = await Log.OpenAsync(store, next, guard);
            return null;
        }
        await using var log = await Log.OpenAsync(store, old, guard);
        return await log.RotateAsync(next, now);
    }

    private static async Task<bool> IsKeyOfAsync(ILogStore store, VerifierKey key) =>
        await store.ReadHeadAsync() is { } head && Checkpoint.TryOpen(head.Note.Span, [key], out _, out _);
}
