using System.Globalization;
using System.IO.Compression;
using Microsoft.AspNetCore.Mvc;
using MimeKit;
using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Evidence;
using PolicyBuilder.Acknowledgements.Roster;
using PolicyBuilder.Acknowledgements.Staff;
using PolicyBuilder.Model;

namespace PolicyBuilder.Web.Staff;

/// <summary><c>/hr/person</c>: everything that is known of one person, and what can be done for them. A link is never among it.</summary>
public sealed class PersonPage : StaffPage
{
    /// <summary>The most characters of a reason; it is kept with the evidence.</summary>
    public const int LongestReason = 500;

    /// <inheritdoc/>
    public override string Title => History.Person.Name;

    /// <inheritdoc/>
    public override string Place => "/hr/people";

    /// <summary>The person's id. Any characters may stand in it, so it is no part of the path.</summary>
    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    /// <summary>What is known.</summary>
    public PersonHistory History { get; private set; } = null!;

    /// <summary>Whether evidence about the person is under a legal hold.</summary>
    public bool IsHeld { get; private set; }

    /// <summary>Whether there is evidence to hand out.</summary>
    public bool HasEvidence => History.Acts.Any(act => act.Entry is not null);

    [BindProperty]
    public string? Address { get; set; }

    [BindProperty]
    public string? From { get; set; }

    [BindProperty]
    public string? Until { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>What a policy is called.</summary>
    public string TitleOf(string policy) => Status.TitleOf(policy);

    private CityStatus Status { get; set; } = null!;

    /// <summary>Shows the person.</summary>
    public async Task<IActionResult> OnGetAsync() => await ReadAsync() ? Page() : NotFound();

    /// <summary>Asks the person by mail now, though the others were asked before or the address was refused.</summary>
    public async Task<IActionResult> OnPostInviteAsync()
    {
        if (!await ReadAsync())
            return NotFound();
        var now = Site.Clock.GetUtcNow();
        var queued = 0;
        foreach (var policy in Status.Policies)
        {
            var plan = InvitationPlan.Of(policy.Standings, policy.Version.Policy, Status.Terms[policy.Version.Policy], Today, now, Id);
            var again = History.Standings.Where(one => one.Policy == policy.Version.Policy && one.Standing is { Kind: StandingKind.LinkExpired or StandingKind.Asked or StandingKind.Reminded or StandingKind.Overdue or StandingKind.Asks or StandingKind.Declined, Invitation: not null } && plan.Mails.Count == 0 && History.Person.Email is not null)
                .Select(one => Mail.Fresh(MailKind.NewLink, Id, History.Person.Email!, now) with { Invitation = one.Standing.Invitation!.Id });
            queued += await Site.Campaigns.QueueAsync(plan.Invitations, [.. plan.Mails, .. again]);
        }
        if (queued == 0)
            return Then(Shown.Person(Id), "No mail is due: the person has signed, has no address, is on leave, or a mail waits already.");
        Site.MailIsWaiting();
        await NoteAsync("sent a new link to the address on file", Id);
        return Then(Shown.Person(Id), $"{Shown.Count(queued, "mail is", "mails are")} on the way to {History.Person.Email}. The link before ends when the new one has been sent.");
    }

    /// <summary>Takes back the open invitations: their links end.</summary>
    public async Task<IActionResult> OnPostRevokeAsync()
    {
        if (!await ReadAsync())
            return NotFound();
        var open = History.Invitations.Where(invitation => invitation.End is null).ToList();
        foreach (var invitation in open)
            await Site.Campaigns.EndInvitationAsync(invitation.Id, InvitationEnd.Revoked, Site.Clock.GetUtcNow());
        await NoteAsync("took back open invitations", Id);
        return Then(Shown.Person(Id), $"{Shown.Count(open.Count, "invitation was", "invitations were")} taken back. Links sent before work no more.");
    }

    /// <summary>Changes the address; links to the former one end.</summary>
    public async Task<IActionResult> OnPostAddressAsync()
    {
        if (!await ReadAsync())
            return NotFound();
        var address = Address?.Trim();
        if (!string.IsNullOrEmpty(address) && (address.Length > 254 || address.Any(char.IsWhiteSpace) || !MailboxAddress.TryParse(address, out var parsed) || parsed.Address != address || parsed.Domain is not { Length: > 0 }))
            Problems.Add((nameof(Address), "Enter one address, such as ana@mapleton.example, or leave it empty for a person who signs on paper"));
        if (Problems.Count > 0)
            return Page();
        await Site.Campaigns.ApplyAsync(RosterImport.Of([History.Person], [History.Person with { Email = string.IsNullOrEmpty(address) ? null : address }]), Site.Clock.GetUtcNow());
        await NoteAsync("changed the e-mail address", Id);
        return Then(Shown.Person(Id), "The address was changed. Links sent to the former one work no more. The next import of a roster sets it to what the file says.");
    }

    /// <summary>Notes a leave.</summary>
    public async Task<IActionResult> OnPostLeaveAsync()
    {
        if (!await ReadAsync())
            return NotFound();
        var (from, until) = (DayOr(From, nameof(From), Today), DayOr(Until, nameof(Until), null));
        if (from is { } first && until < first)
            Problems.Add((nameof(Until), "The last day lies before the first"));
        if (Problems.Count > 0)
            return Page();
        await Site.Campaigns.AddLeaveAsync(new Leave(Id, from!.Value, until), Today, Site.Clock.GetUtcNow());
        await NoteAsync("noted a leave", Id);
        return Then(Shown.Person(Id), "The leave was noted. Nobody is asked or reminded while on leave.");
    }

    /// <summary>Hands out everything that the ledger holds about the person, as a folder in a file. It is noted.</summary>
    public async Task<IActionResult> OnPostEvidenceAsync()
    {
        if (!await ReadAsync())
            return NotFound();
        var folder = Directory.CreateTempSubdirectory("policybuilder-evidence-");
        try
        {
            var inside = Path.Combine(folder.FullName, "evidence");
            if (await PersonFile.WriteAsync(Site.Open.Store, Site.Open.Keys.Disclosures, Site.Open.Keys.Verifier(), Id, inside, HttpContext.RequestAborted) == 0)
                return Then(Shown.Person(Id), "The ledger holds no evidence about this person.");
            await NoteAsync("exported the evidence about a person", Id);
            using var zip = new MemoryStream();
            ZipFile.CreateFromDirectory(inside, zip);
            return File(zip.ToArray(), "application/zip", $"evidence-{string.Concat(Id.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_'))}.zip");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Corrects a signature that was entered by mistake.</summary>
    public async Task<IActionResult> OnPostCorrectAsync(long entry)
    {
        if (!await ReadAsync())
            return NotFound();
        var act = History.Acts.FirstOrDefault(act => act.Entry == entry && act.IsSignature);
        if (act is null || Status.Campaign.Versions.FirstOrDefault(version => version.Policy == act.Policy && version.Version == act.Version) is not { } version)
            return NotFound();
        CheckReason($"reason-{entry.ToString(CultureInfo.InvariantCulture)}", "Say in a sentence what was wrong; it is kept with the entry");
        if (Problems.Count > 0)
            return Page();
        var evidence = new Correction
        {
            Reference = Reference.Fresh(),
            Person = PersonOnFile.Of(History.Person),
            Document = ShownDocument.OnPaper(City.Id, version),
            Corrects = entry,
            Reason = Reason!.Trim(),
            CorrectedBy = Account.Name,
        };
        await Site.Acts.CorrectAsync(act, evidence, version, CancellationToken.None);
        await NoteAsync($"corrected entry {entry.ToString(CultureInfo.InvariantCulture)}", Id);
        return Then(Shown.Person(Id), $"Entry {Shown.Number(entry)} was corrected: it stays in the ledger and does not count. The person can be asked again.");
    }

    /// <summary>Places a legal hold: nothing about the person is disposed of.</summary>
    public async Task<IActionResult> OnPostHoldAsync()
    {
        if (!await ReadAsync())
            return NotFound();
        CheckReason(nameof(Reason), "Name the claim, request or investigation");
        if (Problems.Count > 0)
            return Page();
        var entries = await Site.Ledger.HoldPersonAsync(Id, Reason!.Trim(), Account.Name);
        await NoteAsync("placed a legal hold", Id);
        return Then(Shown.Person(Id), entries.Count == 0 ? "There is no evidence about this person to hold." : $"The evidence about this person ({Shown.Count(entries.Count, "entry", "entries")}) is held; later records will be too.");
    }

    /// <summary>Lifts the legal hold; admins only.</summary>
    public async Task<IActionResult> OnPostLiftAsync()
    {
        if (!await ReadAsync())
            return NotFound();
        if (Account.Role != StaffRole.Admin)
            return StatusCode(StatusCodes.Status403Forbidden);
        await Site.Ledger.LiftPersonAsync(Id, Account.Name);
        await NoteAsync("lifted the legal hold", Id);
        return Then(Shown.Person(Id), "The legal hold was lifted.");
    }

    private async Task<bool> ReadAsync()
    {
        var cancel = HttpContext.RequestAborted;
        Status = await CityStatus.ReadAsync(Site, cancel);
        if (Status.Campaign.People.FirstOrDefault(person => person.Id == Id) is not { } person)
            return false;
        History = await PersonHistory.ReadAsync(Site.Campaigns, Status.Campaign, person, Status.Terms, Site.Open.Keys.Disclosures.Exist ? Site.Ledger : null, Today, DayOf, cancel);
        foreach (var entry in History.Acts.Select(act => act.Entry).OfType<long>())
            IsHeld |= (await Site.Ledger.ReadAsync(entry, cancel))?.Holds.Any(hold => hold.InForce) == true;
        return true;
    }

    private void CheckReason(string field, string missing)
    {
        if (string.IsNullOrWhiteSpace(Reason))
            Problems.Add((field, missing));
        else if (Reason.Length > LongestReason)
            Problems.Add((field, $"Use at most {LongestReason} characters"));
    }

    private DateOnly? DayOr(string? text, string field, DateOnly? otherwise)
    {
        if (string.IsNullOrWhiteSpace(text))
            return otherwise;
        if (IsoDay.TryRead(text.Trim(), out var day))
            return day;
        Problems.Add((field, "Enter a day as year-month-day, such as 2027-01-31"));
        return null;
    }
}
