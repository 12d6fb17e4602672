using System.CommandLine;
using System.Globalization;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Acknowledgements.Ledgers;
using PolicyBuilder.Cli.Console;
using PolicyBuilder.Ledger;

namespace PolicyBuilder.Cli.Commands.Ledger;

/// <summary><c>ledger log</c>: what happened, the newest first.</summary>
internal static class LedgerLogCommand
{
    private const int Page = 256;

    public static Command Create(Terminal terminal)
    {
        var count = new Option<int>("--count", "-n") { Description = "How many entries to show; 0 for all", DefaultValueFactory = _ => 20, HelpName = "number" };
        var policy = new Option<string?>("--policy") { Description = "Only entries about this policy, as city/policy", HelpName = "city/policy" };
        var options = new LedgerOptions();
        var command = new ExplainedCommand("log", "Show what happened, the newest first", """
            Example:
              policybuilder ledger log -n 50 --policy mapleton/social-media
            """) { count, policy };
        count.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 0)
                result.AddError("--count is not negative");
        });
        options.AddTo(command);
        command.SetAction(parsed => Run(terminal, options.Read(parsed), parsed.GetValue(count), parsed.GetValue(policy)));
        return command;
    }

    private static int Run(Terminal terminal, LedgerPlace place, int count, string? policy) => LedgerAction.Run(terminal, place, async (ledger, _) =>
    {
        var size = (await ledger.Store.ReadHeadAsync())?.Size ?? 0;
        var shown = 0;
        for (var end = size; end > 0 && (count == 0 || shown < count); end -= Page)
        {
            foreach (var (index, entry) in (await ReadAsync(ledger.Store, Math.Max(0, end - Page), end)).Reverse())
            {
                if (policy is not null && entry.Text?.Policy.ToString() != policy)
                    continue;
                terminal.Print(string.Create(CultureInfo.InvariantCulture, $"{index,8}  {entry.Time,-24}  {entry.Sentence}"));
                if (++shown == count)
                    break;
            }
        }
        terminal.Say(string.Create(CultureInfo.InvariantCulture, $"{shown:N0} of {Arguments.Count(size, "entry", "entries")} in {ledger.Name}, the newest first. Times are those of the city's computer, in UTC."));
        return ExitCode.Yes;
    });

    private static async Task<IReadOnlyList<(long Index, EntryWords Entry)>> ReadAsync(ILogReader log, long start, long end)
    {
        var entries = new List<(long, EntryWords)>();
        await foreach (var bundle in log.ReadEntriesAsync(start, end))
        {
            using (bundle)
            {
                for (var i = 0; i < bundle.Count; i++)
                    entries.Add((bundle.First + i, EntryWords.Of(bundle[i])));
            }
        }
        return entries;
    }
}
