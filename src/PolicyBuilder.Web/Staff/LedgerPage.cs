using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Acknowledgements.Ledgers;
using PolicyBuilder.Ledger;

namespace PolicyBuilder.Web.Staff;

/// <summary><c>/hr/ledger</c>: the checkpoint, the public key, the newest entries, and an audit of all of them.</summary>
public sealed class LedgerPage : StaffPage
{
    private const int Newest = 50;
    private const int MostBreaks = 20;

    /// <inheritdoc/>
    public override string Title => "Ledger";

    /// <inheritdoc/>
    public override string Place => "/hr/ledger";

    /// <summary>The last checkpoint as it is signed (C2SP tlog-checkpoint); empty before the first.</summary>
    public string Checkpoint { get; private set; } = "";

    /// <summary>How many entries there are.</summary>
    public long Size { get; private set; }

    /// <summary>The public key; null where its file cannot be read.</summary>
    public VerifierKey? Key { get; private set; }

    /// <summary>The newest entries, the newest first: when each says it was, and what happened.</summary>
    public IReadOnlyList<(long Index, string Time, string What)> Entries { get; private set; } = [];

    /// <summary>What an audit found; null when none was run.</summary>
    public LedgerAudit? Audit { get; private set; }

    /// <summary>What is wrong, an entry each.</summary>
    public IReadOnlyList<string> Breaks { get; private set; } = [];

    /// <summary>Shows it.</summary>
    public Task OnGetAsync() => ReadAsync();

    /// <summary>Checks every entry, signature and record of evidence.</summary>
    public async Task OnPostVerifyAsync()
    {
        await ReadAsync();
        if (Key is null)
        {
            Problems.Add(("verify", "The public key is not on this computer, so nothing can be checked against it"));
            return;
        }
        Audit = await LedgerAudit.RunAsync(Site.Open, [Key], cancel: HttpContext.RequestAborted);
        Breaks = [.. Audit.FirstBreaks.Take(MostBreaks).Select(found => found.ToString())];
        await NoteAsync($"verified the ledger: {(Breaks.Count == 0 ? "it holds" : "it does not hold")}");
    }

    /// <summary>Hands out the checkpoint.</summary>
    public async Task<IActionResult> OnGetCheckpointAsync()
    {
        await ReadAsync();
        return Size == 0 ? NotFound() : File(Encoding.UTF8.GetBytes(Checkpoint), "text/plain; charset=utf-8", string.Create(CultureInfo.InvariantCulture, $"checkpoint-{Size}.txt"));
    }

    private static string What(ActKind kind, PublishedText text) => $"a person {(kind == ActKind.Question ? "had questions about" : "did not agree to")} {text.Policy} {text.Version}";

    private async Task ReadAsync()
    {
        var cancel = HttpContext.RequestAborted;
        Key = Site.Open.Keys.Verifier();
        if (await Site.Open.Store.ReadHeadAsync(cancel) is not { } head)
            return;
        (Size, Checkpoint) = (head.Size, Encoding.UTF8.GetString(head.Note.Span));
        // An entry does not say which of the two it was; the city knows.
        var asked = (await CityStatus.ReadAsync(Site, cancel)).Campaign.Acts.Where(act => act.Entry >= Size - Newest && act.Kind is ActKind.Question or ActKind.Refusal).ToDictionary(act => act.Entry!.Value);
        var entries = new List<(long, string, string)>();
        await foreach (var bundle in Site.Open.Store.ReadEntriesAsync(Math.Max(0, Size - Newest), Size, cancel))
        {
            using (bundle)
            {
                for (var i = 0; i < bundle.Count; i++)
                {
                    var (index, words) = (bundle.First + i, EntryWords.Of(bundle[i]));
                    entries.Add((index, words.Entry is { } entry ? Shown.Time(entry.Time.Utc) : "", words.Entry is Declined && asked.TryGetValue(index, out var act) ? What(act.Kind, words.Text!) : words.Sentence));
                }
            }
        }
        entries.Reverse();
        Entries = entries;
    }
}
