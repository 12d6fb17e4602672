using System.Collections.Concurrent;
using AngleSharp.Html.Parser;
using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Formats.Publishing;
using PolicyBuilder.Ledger;
using PolicyBuilder.Model.Diagnostics;
using PolicyBuilder.Web.Language;

namespace PolicyBuilder.Web.Employee;

/// <summary>A version's page, as published.</summary>
/// <param name="Bytes">The file, whose SHA-256 is in the ledger.</param>
/// <param name="Body">Its text without head, title and signature form: a piece of the file, unaltered.</param>
/// <param name="Statement">The statement to sign; null if the policy has none.</param>
/// <param name="Language">The language of the text (BCP 47).</param>
/// <param name="ContentPolicy">The Content-Security-Policy that the file itself names.</param>
public sealed record PublishedPage(ReadOnlyMemory<byte> Bytes, string Body, string? Statement, string Language, string ContentPolicy);

/// <summary>The published files, read from the ledger and checked against the hashes that it states. Nothing is rendered here.</summary>
/// <param name="log">The ledger.</param>
/// <param name="cityFolder">The city's folder, with the frozen texts from which changes are told.</param>
public sealed class PublishedDocuments(ILogStore log, string cityFolder)
{
    private const string MainBegins = "<main id=\"_text\">";
    private const string MainEnds = "</main>";
    private const string FormBegins = "<section class=\"acknowledgement\"";

    private readonly ConcurrentDictionary<ContentHash, PublishedPage> pages = new();
    private readonly ConcurrentDictionary<(ContentHash Old, ContentHash New), ShownChanges?> changes = new();

    /// <summary>The page of a version.</summary>
    /// <exception cref="InvalidDataException">The ledger does not have the file, or has other bytes.</exception>
    public async Task<PublishedPage> ReadAsync(AskedVersion version, CancellationToken cancel = default)
    {
        if (pages.TryGetValue(version.Page, out var known))
            return known;
        var bytes = await BytesAsync(version.Entry, version.Page, cancel);
        return pages.GetOrAdd(version.Page, PageOf(bytes));
    }

    /// <summary>The Word file of a version; null if it was published without one.</summary>
    public async Task<(string Name, ReadOnlyMemory<byte> Bytes)?> WordAsync(AskedVersion version, CancellationToken cancel = default)
    {
        var entry = await log.ReadEntryAsync(version.Entry, cancel);
        if (entry is null || !LedgerEntryReader.TryRead(entry, out var read, out _) || read is not PolicyPublished published)
            return null;
        var file = published.Files.FirstOrDefault(file => file.Name.EndsWith(".docx", StringComparison.Ordinal));
        return file is null ? null : (file.Name, await BytesAsync(version.Entry, file.Hash, cancel));
    }

    /// <summary>The statement to sign: the policy's own, or else a general one.</summary>
    public async Task<string> StatementAsync(AskedVersion version, Words words, CancellationToken cancel = default) =>
        (await ReadAsync(version, cancel)).Statement ?? words.StatementDefault;

    /// <summary>What changed between two versions; null if it cannot be told from the frozen texts.</summary>
    public ShownChanges? Changes(AskedVersion version, AskedVersion since) => changes.GetOrAdd((since.Document, version.Document), _ =>
    {
        var problems = new List<Diagnostic>();
        var versions = new PublishedVersions(cityFolder, version.Policy);
        return versions.Read(since.Version, problems) is { } old && versions.Read(version.Version, problems) is { } @new && problems.Count == 0 && IsOf(old, since) && IsOf(@new, version)
            ? ShownChanges.Of(new DiffReport(new ComparedVersion(old.Version.ToString(), old.Document), new ComparedVersion(@new.Version.ToString(), @new.Document), []))
            : null;
    });

    // The frozen text is the one that the ledger has: its Markdown file has the hash stated there.
    private static bool IsOf(FrozenVersion frozen, AskedVersion version) => frozen.Artifacts.Any(artifact => $"sha256:{artifact.Sha256}" == version.Document.ToString());

    private async Task<ReadOnlyMemory<byte>> BytesAsync(long entry, ContentHash hash, CancellationToken cancel)
    {
        await foreach (var kept in log.ReadAttachmentsAsync(entry, entry + 1, hash.ToString(), cancel))
        {
            if (ContentHash.Of(kept.Bytes.Span) == hash)
                return kept.Bytes;
        }
        throw new InvalidDataException($"The ledger does not hold the published file {hash} of entry {entry}.");
    }

    private static PublishedPage PageOf(ReadOnlyMemory<byte> bytes)
    {
        var html = System.Text.Encoding.UTF8.GetString(bytes.Span);
        var begin = html.IndexOf(MainBegins, StringComparison.Ordinal) + MainBegins.Length;
        var end = html.IndexOf(MainEnds, StringComparison.Ordinal);
        var form = html.IndexOf(FormBegins, StringComparison.Ordinal);
        if (begin < MainBegins.Length || end < begin)
            throw new InvalidDataException("A published page has no text.");
        var parsed = new HtmlParser().ParseDocument(html);
        return new PublishedPage(
            bytes,
            html[begin..(form > begin && form < end ? form : end)],
            parsed.GetElementById("acknowledgement.statement")?.TextContent.Trim(),
            parsed.DocumentElement.GetAttribute("lang") ?? "en",
            parsed.QuerySelector("meta[http-equiv='Content-Security-Policy']")?.GetAttribute("content") ?? "default-src 'none'");
    }
}
