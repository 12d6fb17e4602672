using Microsoft.AspNetCore.Mvc;
using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Acknowledgements.Evidence;
using PolicyBuilder.Acknowledgements.Roster;
using PolicyBuilder.Acknowledgements.Staff;
using PolicyBuilder.Model;
using PolicyBuilder.Web.Hosting;

namespace PolicyBuilder.Web.Staff;

/// <summary><c>/hr/paper</c>: one person types in a signature on paper, a second compares it with the paper; then it is in the ledger.</summary>
[RequestSizeLimit(LongestScan + (64 * 1024))]
public sealed class PaperDeskPage : StaffPage
{
    private const int LongestScan = 50_000_000;

    /// <inheritdoc/>
    public override string Title => "Signatures on paper";

    /// <inheritdoc/>
    public override string Place => "/hr/paper";

    [BindProperty(SupportsGet = true)]
    public string? Person { get; set; }

    /// <summary>The policy and its version, with a blank between.</summary>
    [BindProperty]
    public string? Version { get; set; }

    [BindProperty]
    public string? SignedOn { get; set; }

    [BindProperty]
    public string? KeptAt { get; set; }

    [BindProperty]
    public IFormFile? Scan { get; set; }

    /// <summary>The city as it is now.</summary>
    public CityStatus Status { get; private set; } = null!;

    /// <summary>What waits for a second person.</summary>
    public IReadOnlyList<(PaperEntry Paper, Person? Person)> Waiting { get; private set; } = [];

    /// <summary>Those that a paper can be about, the newest first.</summary>
    public IEnumerable<AskedVersion> Versions => Status.Campaign.Versions.OrderBy(version => version.Policy, StringComparer.Ordinal).ThenByDescending(version => version.Version);

    /// <summary>Shows the form and what waits.</summary>
    public Task OnGetAsync() => ReadAsync();

    /// <summary>Keeps what was typed in until a second person has compared it.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        await ReadAsync();
        var id = Person?.Trim();
        var person = Status.Campaign.People.FirstOrDefault(person => person.Id == id);
        var version = Status.Campaign.Versions.FirstOrDefault(version => Key(version) == Version);
        if (string.IsNullOrEmpty(id))
            Problems.Add((nameof(Person), "Enter the person's number"));
        else if (person is null)
            Problems.Add((nameof(Person), $"Nobody on the roster has the number {id}"));
        if (version is null)
            Problems.Add((nameof(Version), "Choose what was signed"));
        if (!IsoDay.TryRead(SignedOn?.Trim(), out var day))
            Problems.Add((nameof(SignedOn), "Enter the day written beside the signature"));
        else if (day > Today)
            Problems.Add((nameof(SignedOn), $"{Shown.Day(day)} is in the future; today is {Shown.Day(Today)}"));
        else if (version is not null && day < DayOf(version.Published))
            Problems.Add((nameof(SignedOn), $"On {Shown.Day(day)} this version was not published yet; it was on {Shown.Day(DayOf(version.Published))}"));
        if (person is not null && version is not null && Status.Campaign.Acts.Any(act => act.Person == id && act.Policy == version.Policy && act.Version == version.Version && act is { Entry: not null, IsSignature: true }))
            Problems.Add((nameof(Person), $"{person.Name} has signed this version already"));
        if (Scan is { Length: 0 })
            Problems.Add((nameof(Scan), "The scan is empty"));
        if (KeptAt?.Length > 500)
            Problems.Add((nameof(KeptAt), "At most 500 characters"));
        if (Problems.Count > 0)
            return Page();
        await Site.Staff.KeepPaperAsync(new PaperEntry
        {
            Id = RandomId.Fresh(),
            Person = person!.Id,
            Policy = version!.Policy,
            Version = version.Version,
            SignedOn = day,
            Scan = Scan is null ? null : ContentHash.Of(await BytesAsync(Scan)),
            KeptAt = string.IsNullOrWhiteSpace(KeptAt) ? null : KeptAt.Trim(),
            EnteredBy = Account.Id,
            EnteredByName = Account.Name,
            Entered = Site.Clock.GetUtcNow(),
        });
        await NoteAsync($"typed in a signature on paper of {version.Policy} {version.Version}", person.Id);
        return Then("/hr/paper", $"Kept. It counts when somebody else with an account has compared it with the paper.");
    }

    /// <summary>A second person has compared it: it is recorded.</summary>
    public async Task<IActionResult> OnPostConfirmAsync(string paper)
    {
        await ReadAsync();
        if (Waiting.FirstOrDefault(one => one.Paper.Id == paper) is not ({ } kept, { } person) || Status.Campaign.Versions.FirstOrDefault(version => version.Policy == kept.Policy && version.Version == kept.Version) is not { } version)
            return NotFound();
        if (kept.EnteredBy == Account.Id)
            return StatusCode(StatusCodes.Status403Forbidden);
        var evidence = new PaperSignature
        {
            Reference = Reference.Fresh(),
            Person = PersonOnFile.Of(person),
            Document = ShownDocument.OnPaper(City.Id, version),
            SignedOn = kept.SignedOn,
            Scan = kept.Scan,
            KeptAt = kept.KeptAt,
            RecordedBy = kept.EnteredByName,
            CheckedBy = Account.Name,
            Timeline = [new Moment(MomentKind.Received, EntryTime.Of(kept.Entered))],
        };
        var (act, existed) = await Site.Acts.RecordAsync(evidence, version, entry => person.Email is { } address ? [Mail.Fresh(MailKind.Receipt, person.Id, address, Site.Clock.GetUtcNow()) with { Entry = entry }] : [], CancellationToken.None);
        if (!existed)
            Service<Measures>().Count("paper");
        await Site.Staff.ForgetPaperAsync(kept.Id);
        Site.MailIsWaiting();
        await NoteAsync($"compared a signature on paper of {kept.Policy} {kept.Version}; entry {act.Entry}", person.Id);
        return Then("/hr/paper", existed ? $"{person.Name} had signed already, entry {act.Entry}. Nothing was added." : $"Recorded: {person.Name}, entry {act.Entry} of the ledger.");
    }

    /// <summary>A second person found it wrong, or the first thought better of it: it is forgotten.</summary>
    public async Task<IActionResult> OnPostRejectAsync(string paper)
    {
        await ReadAsync();
        if (Waiting.FirstOrDefault(one => one.Paper.Id == paper).Paper is not { } kept)
            return NotFound();
        await Site.Staff.ForgetPaperAsync(kept.Id);
        await NoteAsync($"sent back a signature on paper of {kept.Policy} {kept.Version}", kept.Person);
        return Then("/hr/paper", "Sent back. Nothing was recorded.");
    }

    /// <summary>A version as the form names it.</summary>
    public static string Key(AskedVersion version) => $"{version.Policy} {version.Version}";

    private async Task ReadAsync()
    {
        Status = await CityStatus.ReadAsync(Site, HttpContext.RequestAborted);
        var people = Status.Campaign.People.ToDictionary(person => person.Id, StringComparer.Ordinal);
        Waiting = [.. (await Site.Staff.ReadPapersAsync(HttpContext.RequestAborted)).Select(paper => (paper, people.GetValueOrDefault(paper.Person)))];
    }
}
