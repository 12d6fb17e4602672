using System.CommandLine;
using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Roster;
using PolicyBuilder.Cli.Console;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Cli.Commands.Campaigns;

/// <summary><c>roster import FILE</c>: who works for the city.</summary>
internal static class RosterCommand
{
    /// <summary>How many changes of one kind are told one by one.</summary>
    private const int MostTold = 20;

    public static Command Create(Terminal terminal, TimeProvider clock)
    {
        var file = new Argument<string>("file") { Description = "A CSV file (UTF-8), as payroll programs and spreadsheets write it" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would change, and change nothing" };
        var skipBad = new Option<bool>("--skip-bad") { Description = "Import the good rows though others are bad" };
        var json = Arguments.Json();
        var options = new CampaignOptions();
        var import = new ExplainedCommand("import", "Read who works for the city from a CSV file", """
            Examples:
              policybuilder roster import people.csv --dry-run
              policybuilder roster import people.csv

            Columns come in any order, in English or Spanish: id and name are needed; email, language, department, title,
            supervisor, hired, left and authorised to post are read too. People are known by their id: who is on the roster
            already is updated, nobody is doubled. Nobody is removed: people leave by a last day in the column 'left', and
            their open links end. If any row is bad, nothing is imported.
            """) { file, dryRun, skipBad, json };
        file.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } path && !File.Exists(path))
                result.AddError($"there is no file '{path}'");
        });
        options.AddTo(import);
        import.SetAction(parsed => options.Run(terminal, parsed, clock, null, (campaigns, _) => ImportAsync(
            terminal, campaigns, parsed.GetValue(file)!, parsed.GetValue(dryRun), parsed.GetValue(skipBad), parsed.GetValue(json))));
        return new Command("roster", "Keep the list of people who work for the city") { import };
    }

    private static async Task<int> ImportAsync(Terminal terminal, OpenCampaigns campaigns, string file, bool dryRun, bool skipBad, bool json)
    {
        var (reading, import) = await StepsAsync(terminal, "Reading the roster", async () =>
        {
            var known = await campaigns.Store.ReadPeopleAsync();
            var read = RosterReader.Read(Workspace.Display(file), await File.ReadAllBytesAsync(file), known);
            return (read, RosterImport.Of(known, read.People));
        });
        // Every bad row is told, also where the good ones are taken; only then the answer is still yes.
        var bad = reading.Rows - reading.People.Count;
        var refused = reading.HasErrors && (!skipBad || reading.Rows == 0);
        if (!json)
        {
            foreach (var problem in reading.Problems)
                terminal.Print(problem);
        }
        if (!refused && !dryRun)
        {
            try
            {
                _ = await StepsAsync(terminal, "Keeping the roster", async () =>
                {
                    await campaigns.Store.ApplyAsync(import, campaigns.Clock.GetUtcNow());
                    return true;
                });
            }
            catch (RosterMovedException moved)
            {
                terminal.Say($"policybuilder: could not finish: {moved.Message}");
                return ExitCode.CouldNotFindOut;
            }
        }
        if (json)
        {
            terminal.Print(Json(reading, import, !refused, dryRun, bad));
        }
        else if (refused)
        {
            terminal.Say(reading.Rows == 0
                ? "Nothing was imported."
                : $"Nothing was imported: {bad:N0} of {Arguments.Count(reading.Rows, "row", "rows")} {(bad == 1 ? "is" : "are")} bad. Mend them, or import the others with --skip-bad.");
        }
        else
        {
            Tell(terminal, import, dryRun, bad);
        }
        return refused ? ExitCode.No : ExitCode.Yes;
    }

    /// <summary>Shows that something is being done where a person waits.</summary>
    private static Task<T> StepsAsync<T>(Terminal terminal, string title, Func<Task<T>> work) =>
        terminal.ErrorIsTerminal ? Progress.ShowAsync(title, "steps", 1, _ => work()) : work();

    private static void Tell(Terminal terminal, RosterImport import, bool dryRun, int bad)
    {
        foreach (var kind in import.Changes.GroupBy(change => change.Kind).OrderBy(group => group.Key))
        {
            foreach (var change in kind.Take(MostTold))
                terminal.Print(Terminal.Printable($"{Kind(change.Kind),-8}  {change.After.Id}  {change.After.Name}{Words(change)}"));
            if (kind.Count() > MostTold)
                terminal.Print($"{Kind(kind.Key),-8}  and {kind.Count() - MostTold:N0} more; --json lists all");
        }
        if (import.Absent.Count > 0)
        {
            terminal.Say($"{Arguments.Count(import.Absent.Count, "person", "people")} on the roster {(import.Absent.Count == 1 ? "is" : "are")} not in the file{(bad > 0 ? ", or in a bad row," : "")} and {(import.Absent.Count == 1 ? "stays" : "stay")} as they are: "
                + Terminal.Printable(string.Join(", ", import.Absent.Take(MostTold).Select(person => person.Id))) + (import.Absent.Count > MostTold ? $" and {import.Absent.Count - MostTold:N0} more" : "")
                + ". Who left needs a last day in the column 'left'.");
        }
        var counts = import.Changes.GroupBy(change => change.Kind).OrderBy(group => group.Key).Select(group => $"{group.Count():N0} {Kind(group.Key)}").Append($"{import.Unchanged:N0} unchanged");
        terminal.Say($"{(dryRun ? "Would import" : "Imported")} {Arguments.Count(import.Changes.Count + import.Unchanged, "person", "people")}: {string.Join(", ", counts)}"
            + (bad > 0 ? $"; {Arguments.Count(bad, "bad row was", "bad rows were")} skipped." : ".")
            + (dryRun ? " Nothing was changed." : ""));
    }

    private static string Words(RosterChange change)
    {
        var words = new List<string>();
        if (change.Before is { } before)
            words.AddRange(change.Columns.Select(column => $"{RosterColumns.NameOf(column)} {Shown(before, column)} → {Shown(change.After, column)}"));
        else if (change.After.Department.Length > 0)
            words.Add(change.After.Department);
        if (change.EndsLinks)
            words.Add(change.Kind == RosterChangeKind.Left ? "open links end" : "links to the former address end");
        return words.Count == 0 ? "" : $": {string.Join("; ", words)}";
    }

    private static string Shown(Person person, RosterColumn column) => RosterColumns.ValueOf(person, column) is { Length: > 0 } value ? $"'{value}'" : "none";

    private static string Kind(RosterChangeKind kind) => kind switch
    {
        RosterChangeKind.Added => "added",
        RosterChangeKind.Updated => "changed",
        RosterChangeKind.Left => "left",
        RosterChangeKind.Returned => "returned",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string Json(RosterReading reading, RosterImport import, bool ok, bool dryRun, int bad) => DiagnosticsJson.Write("roster import", ok, reading.Problems, writer =>
    {
        writer.WriteBoolean("imported", ok && !dryRun);
        writer.WriteNumber("rows", reading.Rows);
        writer.WriteNumber("badRows", bad);
        writer.WriteNumber("unchanged", import.Unchanged);
        writer.WriteStartArray("changes");
        foreach (var change in import.Changes)
        {
            writer.WriteStartObject();
            writer.WriteString("kind", Kind(change.Kind));
            writer.WriteString("id", change.After.Id);
            writer.WriteString("name", change.After.Name);
            writer.WriteBoolean("endsLinks", change.EndsLinks);
            writer.WriteStartArray("columns");
            foreach (var column in change.Columns)
            {
                writer.WriteStartObject();
                writer.WriteString("column", RosterColumns.NameOf(column));
                if (change.Before is { } before)
                    writer.WriteString("before", RosterColumns.ValueOf(before, column));
                writer.WriteString("after", RosterColumns.ValueOf(change.After, column));
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteStartArray("absent");
        foreach (var person in import.Absent)
            writer.WriteStringValue(person.Id);
        writer.WriteEndArray();
    });
}
