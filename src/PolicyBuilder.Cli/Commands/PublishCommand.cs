using System.CommandLine;
using PolicyBuilder.Acknowledgements.Ledgers;
using PolicyBuilder.Cli.Commands.Campaigns;
using PolicyBuilder.Cli.Commands.Ledger;
using PolicyBuilder.Cli.Console;
using PolicyBuilder.Formats;
using PolicyBuilder.Formats.Publishing;
using PolicyBuilder.Model.Diagnostics;
using PolicyBuilder.Model.Diffing;

namespace PolicyBuilder.Cli.Commands;

/// <summary><c>publish &lt;path&gt;</c>: freezes a version of one policy.</summary>
internal static class PublishCommand
{
    public static Command Create(Terminal terminal, TimeProvider clock)
    {
        var path = new Argument<string>("path") { Description = "A policy's file, or the folder of a city with one policy" };
        var unadopted = new Option<bool>("--unadopted") { Description = "Publish it though its file does not say who adopted it" };
        var output = new Option<string>("--output", "-o")
        {
            Description = "Folder to write to: <folder>/<city>/<policy>/<version>/",
            HelpName = "folder",
            DefaultValueFactory = _ => "output",
        };
        var json = Arguments.Json();
        var templates = Arguments.TemplatesFolder();
        var decisions = new Decisions();
        var noLedger = new Option<bool>("--no-ledger") { Description = "Do not record it in the ledger" };
        var ledger = new LedgerOptions();
        var command = new ExplainedCommand("publish", "Freeze a version: its text, its files and their hashes, and an entry in the ledger", """
            Example:
              policybuilder publish policies/mapleton/social-media.yaml

            Where a roster is kept, it also says whether the version opens a new round, and why: who signed an earlier version
            must sign one with substantive changes, and need not sign one whose changes are editorial.

            If it is interrupted, run it again: what is missing is done, and nothing is done twice.
            """) { path, unadopted };
        decisions.AddTo(command);
        command.Add(output);
        command.Add(noLedger);
        ledger.AddTo(command);
        command.Add(json);
        command.Add(templates);
        command.SetAction(parsed =>
        {
            var compiler = new PolicyCompiler(Arguments.Library(parsed, templates));
            var publisher = new Publisher(
                compiler, parsed.GetValue(output)!, DateOnly.FromDateTime(clock.GetLocalNow().Date));
            var request = new Request(parsed.GetValue(path)!, parsed.GetValue(unadopted), decisions.Read(parsed), parsed.GetValue(json));
            var place = parsed.GetValue(noLedger) ? null : ledger.Read(parsed);
            // Without a ledger nothing of its libraries is loaded.
            return place is { Exists: true }
                ? PublishedEntry.Run(
                    terminal,
                    clock,
                    place,
                    parsed.GetValue(output)!,
                    () => Publish(publisher, request),
                    (opened, version) => Round.OpenAsync(opened, version, PolicyFinder.Find([request.Path], [])[0], compiler, clock),
                    (publication, index, existed, round) => Tell(terminal, request, publication, (index, existed), round))
                : Tell(terminal, request, Publish(publisher, request), default, without: place);
        });
        return command;
    }

    private sealed record Request(string Path, bool Unadopted, IReadOnlyList<Decision> Decisions, bool Json);

    private static Publication Publish(Publisher publisher, Request request)
    {
        var problems = new List<Diagnostic>();
        var sources = PolicyFinder.Find([request.Path], problems);
        if (sources.Count > 1)
            problems.Add(Problems.SeveralPolicies(new SourceLocation(Workspace.Display(request.Path)), [.. sources.Select(source => Workspace.Display(source.PolicyPath))]));
        return problems.Count > 0 ? new Publication(null, false, [], null, problems) : publisher.Publish(sources[0], request.Unadopted, request.Decisions);
    }

    /// <summary>Says what came of it.</summary>
    /// <param name="entry">The index of the entry in the ledger, null where there is none, and whether it was there before.</param>
    /// <param name="round">What it means for those who have to sign; null where no roster is kept.</param>
    /// <param name="without">The place where there was no ledger; null where one was used, or none was wanted.</param>
    private static int Tell(Terminal terminal, Request request, Publication publication, (long? Index, bool Existed) entry, Round? round = null, LedgerPlace? without = null)
    {
        if (request.Json)
        {
            terminal.Print(Json(publication, entry.Index, round));
        }
        else
        {
            Tell(terminal, publication);
            if (publication.Version is not null && without is not null)
                terminal.Say($"There is no ledger ({without.Shown}), so no entry tells of it. 'policybuilder ledger init <name>' makes one; then run this again. --no-ledger says that you want none.");
            else if (publication.Version is not null && entry.Index is { } index)
                terminal.Say(entry.Existed ? $"It is entry {index} of the ledger." : $"Entry {index} of the ledger tells of it.");
            if (round is not null)
                terminal.Say(round.Sentence);
        }
        return publication.Version is null ? ExitCode.No : ExitCode.Yes;
    }

    private static void Tell(Terminal terminal, Publication publication)
    {
        foreach (var problem in publication.Problems)
            terminal.Print(problem);
        if (publication.Version is not { } version)
        {
            terminal.Say("Nothing was published.");
            return;
        }
        var name = $"{version.City}/{version.Policy}@{version.Version}";
        if (!publication.IsNew)
        {
            terminal.Say($"This text is published already, as {name}. Its files were not changed.");
            return;
        }
        foreach (var file in publication.Files)
            terminal.Print(Workspace.Display(file));
        terminal.Say(publication.Report is { } report
            ? $"Published {name}: {report.Verdict}. {report.Summary} Employees {(version.SignAgain ? "must sign again." : "need not sign again.")}"
            : $"Published {name}, the first version.");
    }

    private static string Json(Publication publication, long? entry, Round? round) =>
        DiagnosticsJson.Write("publish", publication.Version is not null, publication.Problems, writer =>
        {
            writer.WriteBoolean("published", publication.IsNew);
            if (publication.Version is not { } version)
                return;
            writer.WriteString("name", $"{version.City}/{version.Policy}@{version.Version}");
            writer.WriteString("fingerprint", version.Fingerprint.ToString());
            writer.WriteBoolean("signAgain", version.SignAgain);
            writer.WriteString("summary", version.Summary);
            if (entry is { } index)
                writer.WriteNumber("entry", index);
            if (round is not null)
            {
                writer.WriteStartObject("round");
                writer.WriteBoolean("opened", round.Opens);
                writer.WriteString("why", round.Why);
                writer.WriteNumber("mustSign", round.Now.Open);
                writer.WriteNumber("signed", round.Now.HaveSigned);
                writer.WriteEndObject();
            }
            writer.WriteStartArray("files");
            foreach (var file in publication.Files)
                writer.WriteStringValue(Workspace.Display(file));
            writer.WriteEndArray();
        });
}
