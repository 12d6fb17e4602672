using Microsoft.AspNetCore.Mvc;
using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Roster;

namespace PolicyBuilder.Web.Staff;

/// <summary><c>/hr/roster</c>: a CSV file is read, what it would change is shown, and only then it counts.</summary>
[RequestSizeLimit(RosterReader.MaximumBytes + (64 * 1024))]
public sealed class RosterPage : StaffPage
{
    /// <summary>How many changes and problems are told one by one.</summary>
    public const int MostTold = 50;

    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public override string Title => Import is null ? "Import the roster" : "What the file would change";

    /// <inheritdoc/>
    public override string Place => "/hr/people";

    [BindProperty]
    public IFormFile? Roster { get; set; }

    /// <summary>The file that was read and not imported yet.</summary>
    [BindProperty]
    public string? Upload { get; set; }

    /// <summary>Whether good rows are imported though others are bad.</summary>
    [BindProperty]
    public bool SkipBad { get; set; }

    /// <summary>What was read.</summary>
    public RosterReading? Reading { get; private set; }

    /// <summary>What it would change; null before a file was read.</summary>
    public RosterImport? Import { get; private set; }

    /// <summary>Whether it can be imported as it is.</summary>
    public bool CanImport => Reading is { Rows: > 0, HasErrors: false };

    /// <summary>How many rows are bad.</summary>
    public int Bad => Reading is null ? 0 : Reading.Rows - Reading.People.Count;

    /// <summary>How many changes are of a kind.</summary>
    public int Of(RosterChangeKind kind) => Import!.Changes.Count(change => change.Kind == kind);

    /// <summary>Reads a file and shows what it would change.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (Roster is null || Roster.Length == 0)
        {
            Problems.Add((nameof(Roster), "Choose a CSV file with people in it"));
            return Page();
        }
        var bytes = await BytesAsync(Roster);
        var name = Path.GetFileName(Roster.FileName);
        await ReadAsync(name, bytes);
        Upload = RandomId.Fresh();
        var now = Site.Clock.GetUtcNow();
        await Site.Staff.KeepUploadAsync(Upload, Account.Id, name, bytes, now, now - Kept);
        return Page();
    }

    /// <summary>Imports the file that was read.</summary>
    public async Task<IActionResult> OnPostImportAsync()
    {
        if (Upload is null || await Site.Staff.FindUploadAsync(Upload, Account.Id, HttpContext.RequestAborted) is not { } kept)
        {
            Problems.Add((nameof(Roster), "The file is not kept any more. Choose it again"));
            return Page();
        }
        await ReadAsync(kept.Name, kept.Content);
        if (!CanImport && !(SkipBad && Reading!.People.Count > 0))
        {
            Problems.Add((nameof(SkipBad), "Nothing was imported: mend the bad rows, or import the good ones without them"));
            return Page();
        }
        try
        {
            await Site.Campaigns.ApplyAsync(Import!, Site.Clock.GetUtcNow());
        }
        catch (RosterMovedException)
        {
            Problems.Add((nameof(Roster), "The roster was changed by somebody else meanwhile. Nothing was imported. Look at what the file would change now"));
            await ReadAsync(kept.Name, kept.Content);
            return Page();
        }
        await Site.Staff.ForgetUploadAsync(Upload);
        var changed = $"{Shown.Number(Of(RosterChangeKind.Added))} added, {Shown.Number(Of(RosterChangeKind.Updated))} changed, {Shown.Number(Of(RosterChangeKind.Left))} left, {Shown.Number(Of(RosterChangeKind.Returned))} returned";
        await NoteAsync($"imported a roster: {changed}");
        return Then("/hr/people", $"Imported: {changed}, {Shown.Number(Import!.Unchanged)} as they were.{(Bad > 0 ? $" {Shown.Count(Bad, "bad row was", "bad rows were")} left out." : "")}");
    }

    /// <summary>A change in words.</summary>
    public static string Words(RosterChange change) => string.Join("; ", change.Columns
        .Where(column => change.Before is not null || RosterColumns.ValueOf(change.After, column) is { Length: > 0 })
        .Select(column => change.Before is { } before
            ? $"{RosterColumns.NameOf(column)}: {Value(before, column)} → {Value(change.After, column)}"
            : $"{RosterColumns.NameOf(column)}: {Value(change.After, column)}"));

    private static string Value(Person person, RosterColumn column) => RosterColumns.ValueOf(person, column) is { Length: > 0 } value ? value : "none";

    private async Task ReadAsync(string name, ReadOnlyMemory<byte> bytes)
    {
        var known = await Site.Campaigns.ReadPeopleAsync(HttpContext.RequestAborted);
        Reading = RosterReader.Read(name, bytes.Span, known);
        Import = RosterImport.Of(known, Reading.People);
    }
}
