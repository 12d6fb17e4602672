using Microsoft.AspNetCore.Mvc;
using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Staff;
using PolicyBuilder.Formats.Publishing;
using PolicyBuilder.Formats.Writers.Diffs;
using PolicyBuilder.Model.Diagnostics;
using PolicyBuilder.Web.Employee;

namespace PolicyBuilder.Web.Staff;

/// <summary><c>/hr/policies</c>: the published versions of each policy.</summary>
public sealed class PoliciesPage : StaffPage
{
    /// <inheritdoc/>
    public override string Title => "Policies";

    /// <inheritdoc/>
    public override string Place => "/hr/policies";

    /// <summary>The versions of each policy, the newest first.</summary>
    public IReadOnlyList<IReadOnlyList<AskedVersion>> Policies { get; private set; } = [];

    /// <summary>Shows them.</summary>
    public async Task OnGetAsync() => Policies =
    [
        .. (await Site.Campaigns.ReadAsync(HttpContext.RequestAborted)).Versions.GroupBy(version => version.Policy).Select(group => group.OrderByDescending(version => version.Version).ToList()),
    ];
}

/// <summary><c>/hr/policies/changes</c>: what changed between two versions, clause by clause, and whether it must be signed again.</summary>
public sealed class ChangesPage : StaffPage
{
    private const int LongestWords = 500;

    /// <inheritdoc/>
    public override string Title => $"{Newer?.Title}: what changed from {Older?.Version} to {Newer?.Version}";

    /// <inheritdoc/>
    public override string Place => "/hr/policies";

    [BindProperty(SupportsGet = true)]
    public string? Policy { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? From { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? To { get; set; }

    /// <summary>What an admin decided: yes or no.</summary>
    [BindProperty]
    public string? Again { get; set; }

    [BindProperty]
    public string? Because { get; set; }

    /// <summary>The earlier version.</summary>
    public AskedVersion? Older { get; private set; }

    /// <summary>The later version.</summary>
    public AskedVersion? Newer { get; private set; }

    /// <summary>All versions of the policy, the oldest first.</summary>
    public IReadOnlyList<AskedVersion> Versions { get; private set; } = [];

    /// <summary>What changed; null if the frozen texts are not as they were published.</summary>
    public DiffReport? Report { get; private set; }

    /// <summary>The lines of a change, as employees are shown them too.</summary>
    public IReadOnlyList<ShownChange> Lines { get; private set; } = [];

    /// <summary>How many have signed an earlier version and not this one.</summary>
    public int WouldSignAgain { get; private set; }

    /// <summary>Whether the version is the newest, about which alone it is decided.</summary>
    public bool IsNewest => Newer is not null && Versions[^1] == Newer;

    /// <summary>The word before a line.</summary>
    public static string WordFor(ShownKind kind) => ShownChanges.WordFor(kind, Language.Words.All[0]);

    /// <summary>Shows them.</summary>
    public async Task<IActionResult> OnGetAsync() => await ReadAsync() ? Page() : NotFound();

    /// <summary>The same as a Word file with tracked changes (ECMA-376 part 1, section 17.13.5).</summary>
    public async Task<IActionResult> OnGetWordAsync()
    {
        if (!await ReadAsync() || Report is null)
            return NotFound();
        var file = new WordDiffWriter().Write(Report).Single();
        return File(file.Content, DocumentEndpoints.WordFile, $"{Policy}-{Older!.Version}-to-{Newer!.Version}-redline.docx");
    }

    /// <summary>An admin decides anew.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (!await ReadAsync() || !IsNewest)
            return NotFound();
        if (Account.Role != StaffRole.Admin)
            return StatusCode(StatusCodes.Status403Forbidden);
        if (Again is not ("yes" or "no"))
            Problems.Add(("again-yes", "Choose yes or no"));
        if (string.IsNullOrWhiteSpace(Because) || Because.Length > LongestWords)
            Problems.Add((nameof(Because), $"Give the reason, in at most {LongestWords} characters; it is kept with the version"));
        if (Problems.Count > 0)
            return Page();
        var decision = $"{Account.Name} decided on {Shown.Day(Today)} that it must {(Again == "yes" ? "" : "not ")}be signed again: {Because!.Trim().TrimEnd('.')}.";
        await Site.Staff.DecideAsync(Newer!.Policy, Newer.Version, Again == "yes", decision, Site.Clock.GetUtcNow());
        await NoteAsync($"decided that {Newer.Policy} {Newer.Version} must {(Again == "yes" ? "" : "not ")}be signed again: {Because.Trim()}");
        return Then("/hr/policies", Again == "yes"
            ? $"Decided. Those who signed an earlier version must sign {Newer.Version}; ask them on the page Campaigns."
            : $"Decided. Whoever signed the version before need not sign {Newer.Version}.");
    }

    private async Task<bool> ReadAsync()
    {
        var campaign = await Site.Campaigns.ReadAsync(HttpContext.RequestAborted);
        Versions = [.. campaign.Versions.Where(version => version.Policy == Policy)];
        Newer = To is null ? (Versions.Count > 1 ? Versions[^1] : null) : Versions.FirstOrDefault(version => version.Version.ToString() == To);
        Older = From is null ? Versions.LastOrDefault(version => Newer is not null && version.Version < Newer.Version) : Versions.FirstOrDefault(version => version.Version.ToString() == From);
        if (Newer is null || Older is null || Older.Version >= Newer.Version)
            return false;
        var problems = new List<Diagnostic>();
        var frozen = new PublishedVersions(Site.Folder, Policy!);
        if (frozen.Read(Older.Version, problems) is { } old && frozen.Read(Newer.Version, problems) is { } @new && problems.Count == 0)
        {
            Report = new DiffReport(
                new ComparedVersion(old.Version.ToString(), old.Document), new ComparedVersion(@new.Version.ToString(), @new.Document), [.. @new.Decisions.Select(kept => kept.Decision)]);
            Lines = ShownChanges.Of(Report).Items;
        }
        var signed = campaign.Acts.Where(act => act.Policy == Policy && act is { Entry: not null, IsSignature: true }).ToLookup(act => act.Person, act => act.Version);
        WouldSignAgain = signed.Count(person => person.Max() is { } last && last < Newer.Version);
        return true;
    }
}
