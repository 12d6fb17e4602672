using PolicyBuilder.Acknowledgements.Ledgers;
using PolicyBuilder.Cli.Console;
using PolicyBuilder.Ledger;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Cli.Commands.Ledger;

/// <summary>Runs a command on the ledger, and turns what the world does to it into one sentence.</summary>
internal static class LedgerAction
{
    /// <summary>Runs <paramref name="work"/>, which collects problems with what the user wrote; with any, the answer is no.</summary>
    public static int Run(Terminal terminal, LedgerPlace place, Func<List<Diagnostic>, Task<int>> work)
    {
        var problems = new List<Diagnostic>();
        try
        {
            var exit = work(problems).GetAwaiter().GetResult();
            problems.ForEach(terminal.Print);
            return problems.Count > 0 && exit == ExitCode.Yes ? ExitCode.No : exit;
        }
        catch (ForkException refusal)
        {
            terminal.Print(Problems.LedgerWillNotSign(place.Shown, refusal.Message));
            return ExitCode.No;
        }
        catch (Exception error) when (LedgerFault.SentenceOn(error, place.Shown) is { } sentence)
        {
            terminal.Say($"policybuilder: could not finish: {sentence}");
            return ExitCode.CouldNotFindOut;
        }
    }

    /// <summary>Runs work on a ledger that must be there.</summary>
    public static int Run(Terminal terminal, LedgerPlace place, Func<OpenLedger, List<Diagnostic>, Task<int>> work) => Run(terminal, place, async problems =>
    {
        await using var ledger = await OpenLedger.OpenAsync(place, problems);
        return ledger is null ? ExitCode.No : await work(ledger, problems);
    });
}
