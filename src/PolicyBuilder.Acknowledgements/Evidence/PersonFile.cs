using System.Globalization;
using System.Net;
using System.Text;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Ledger;

namespace PolicyBuilder.Acknowledgements.Evidence;

/// <summary>
/// Everything that the ledger holds about one person, as a folder to hand to that person, an attorney or a court: <c>statement.html</c> says
/// it in plain words; beside it, for each entry, the evidence and a receipt (see <see cref="DisclosureExport"/>), and in <c>documents/</c>
/// the published files, byte for byte.
/// </summary>
public static class PersonFile
{
    /// <summary>Writes the folder.</summary>
    /// <param name="log">The log.</param>
    /// <param name="keys">The disclosure keys.</param>
    /// <param name="verifier">The log's public key, to be told; null if it is not at hand.</param>
    /// <param name="employeeId">The person.</param>
    /// <param name="folder">A folder that is new or empty.</param>
    /// <param name="cancel">Ends the writing.</param>
    /// <returns>How many entries are about the person. With none, nothing is written.</returns>
    /// <exception cref="IOException">The folder has files already or cannot be written, or the keys are not here.</exception>
    public static async Task<long> WriteAsync(ILogStore log, DisclosureKeys keys, VerifierKey? verifier, string employeeId, string folder, CancellationToken cancel = default)
    {
        var about = new List<Disclosure>();
        await foreach (var disclosure in Disclosure.ReadAsync(log, keys, cancel: cancel).ConfigureAwait(false))
        {
            if (disclosure.Evidence.Person.EmployeeId == employeeId)
                about.Add(disclosure);
        }

        if (about.Count == 0)
            return 0;
        var wanted = about.Select(disclosure => disclosure.Index).ToHashSet();
        await DisclosureExport.WriteAsync(log, keys, folder, disclosure => wanted.Contains(disclosure.Index), redacted: false, cancel).ConfigureAwait(false);
        var documents = await WriteDocumentsAsync(log, [.. about.Select(disclosure => disclosure.Entry.Text).Distinct()], folder, cancel).ConfigureAwait(false);
        await File.WriteAllTextAsync(Path.Combine(folder, "statement.html"), Statement(log.Origin, verifier, about, documents), cancel).ConfigureAwait(false);
        return about.Count;
    }

    /// <summary>Writes the files of versions, as the ledger keeps them, each in a folder of its own.</summary>
    /// <returns>The paths of the files of each version, relative to <paramref name="folder"/>.</returns>
    private static async Task<ILookup<PublishedText, string>> WriteDocumentsAsync(ILogStore log, HashSet<PublishedText> texts, string folder, CancellationToken cancel)
    {
        var written = new List<(PublishedText Text, string Path)>();
        await foreach (var bundle in log.ReadEntriesAsync(0, long.MaxValue, cancel).ConfigureAwait(false))
        {
            var published = new List<(long Index, PolicyPublished Entry)>();
            using (bundle)
            {
                for (var i = 0; i < bundle.Count; i++)
                {
                    if (LedgerEntryReader.TryRead(bundle[i], out var entry, out _) && entry is PolicyPublished version && texts.Contains(version.Text))
                        published.Add((bundle.First + i, version));
                }
            }

            foreach (var (at, version) in published)
            {
                var place = Path.Combine("documents", $"{version.Text.Policy.Policy}-{version.Text.Version}");
                await foreach (var kept in log.ReadAttachmentsAsync(at, at + 1, null, cancel).ConfigureAwait(false))
                {
                    foreach (var file in version.Files.Where(file => file.Hash.ToString() == kept.Name))
                    {
                        var path = Path.Combine(place, file.Name);
                        Directory.CreateDirectory(Path.Combine(folder, place));
                        await File.WriteAllBytesAsync(Path.Combine(folder, path), kept.Bytes.ToArray(), cancel).ConfigureAwait(false);
                        written.Add((version.Text, path.Replace('\\', '/')));
                    }
                }
            }
        }

        return written.Distinct().ToLookup(file => file.Text, file => file.Path);
    }

    private static string Statement(string origin, VerifierKey? verifier, IReadOnlyList<Disclosure> about, ILookup<PublishedText, string> documents)
    {
        var person = about[^1].Evidence.Person;
        var html = new StringBuilder();
        var title = Encode($"Evidence about {person.NameOnFile}");
        html.Append(CultureInfo.InvariantCulture, $$"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{{title}}</title>
            <style>
            body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 44rem; padding: 1rem; color: #1a1a1a; background: #fff; overflow-wrap: anywhere; }
            h1 { line-height: 1.2; } h2 { margin-top: 2rem; border-top: 1px solid #767676; padding-top: 1rem; }
            code { font-size: .875rem; } a { color: #0b4f8a; }
            @media print { body { max-width: none; padding: 0; } h2 { break-after: avoid; } li { break-inside: avoid; } }
            </style>
            </head>
            <body><main>
            <h1>{{title}}</h1>
            <p>Employee {{Encode(person.EmployeeId)}}. What follows is what the ledger {{Encode(origin)}} holds about this person: {{about.Count:N0}} {{(about.Count == 1 ? "entry" : "entries")}}. It names people; handle it as the law on public records and on privacy says.</p>

            """);
        foreach (var disclosure in about)
        {
            html.Append(CultureInfo.InvariantCulture, $"<h2>Entry {disclosure.Index}: {Encode(Heading(disclosure))}</h2>\n<ul>\n");
            foreach (var line in EvidenceStatement.Of(disclosure.Evidence).Append($"Time stated by the entry: {disclosure.Entry.Time}"))
                html.Append(CultureInfo.InvariantCulture, $"<li>{Encode(line)}</li>\n");
            foreach (var hold in disclosure.Holds.Where(hold => hold.InForce))
                html.Append(CultureInfo.InvariantCulture, $"<li>Under a legal hold since {hold.Placed}: {Encode(hold.Reason)}</li>\n");
            html.Append("</ul>\n<p>Files: ");
            string[] files = [$"{disclosure.Index}.tlog-proof", $"{disclosure.Index}.json", .. documents[disclosure.Entry.Text]];
            html.AppendJoin(", ", files.Select(file => $"<a href=\"{Encode(Uri.EscapeDataString(file).Replace("%2F", "/", StringComparison.Ordinal))}\">{Encode(file)}</a>")).Append("</p>\n");
            if (!documents[disclosure.Entry.Text].Any())
                html.Append("<p>The files of this version are not kept in the ledger.</p>\n");
        }

        html.Append(CultureInfo.InvariantCulture, $"""
            <h2>How to check it</h2>
            <p>Each receipt can be checked without the city, its ledger or a network, with the ledger's public key. Take the key from a place that the city cannot change, such as the minutes of the council meeting at which it was announced; the city says that it is</p>
            <p><code>{Encode(verifier?.ToString() ?? "(not at hand where this was written)")}</code></p>
            <p><code>policybuilder ledger verify-receipt {about[0].Index}.tlog-proof --key …</code></p>
            <p>A receipt holds the same evidence as the file beside it. The SHA-256 of a file in <code>documents</code> must be one of those that the entry which publishes the version states.</p>
            </main></body></html>

            """);
        return html.ToString();
    }

    private static string Heading(Disclosure disclosure) => disclosure.Evidence switch
    {
        ElectronicSignature => $"signed {disclosure.Entry.Text.Policy} {disclosure.Entry.Text.Version} electronically",
        PaperSignature => $"signed {disclosure.Entry.Text.Policy} {disclosure.Entry.Text.Version} on paper",
        Refusal { Reason: RefusalReason.HasQuestions } => $"had questions about {disclosure.Entry.Text.Policy} {disclosure.Entry.Text.Version}",
        Refusal => $"declined {disclosure.Entry.Text.Policy} {disclosure.Entry.Text.Version}",
        _ => $"a correction about {disclosure.Entry.Text.Policy} {disclosure.Entry.Text.Version}",
    };

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
