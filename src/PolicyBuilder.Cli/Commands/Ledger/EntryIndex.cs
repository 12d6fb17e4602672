using System.Globalization;
using System.Net;
using System.Text;
using PolicyBuilder.Acknowledgements;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Ledger;

namespace PolicyBuilder.Cli.Commands.Ledger;

/// <summary>
/// The index of an export, for people: <c>entries.csv</c> (RFC 4180) and <c>index.html</c>, with further pages where there are many
/// entries. It proves nothing; the tiles do. Written in one pass, so memory does not grow with the ledger.
/// </summary>
internal static class EntryIndex
{
    private const int EntriesOnPage = 5000;

    private static readonly string[] Columns = ["entry", "time (UTC)", "type", "policy", "version", "document", "commitment", "refers to", "in words"];

    /// <summary>Which entries are listed.</summary>
    internal sealed record Choice(string? Policy, DateOnly? From, DateOnly? To)
    {
        public bool Includes(EntryWords words) =>
            (Policy is null || words.Text?.Policy.ToString() == Policy)
            && (From is null && To is null || words.Entry is { } entry && DateOnly.FromDateTime(entry.Time.Utc.DateTime) is var day && (From is null || day >= From) && (To is null || day <= To));

        public override string ToString()
        {
            var parts = new List<string>();
            if (Policy is not null)
                parts.Add($"about {Policy}");
            if (From is { } from)
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"from {from:yyyy-MM-dd}"));
            if (To is { } to)
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"to {to:yyyy-MM-dd}"));
            return parts.Count == 0 ? "All entries" : $"Entries {string.Join(" ", parts)}";
        }
    }

    /// <summary>Writes the index.</summary>
    /// <returns>How many entries it lists.</returns>
    public static async Task<long> WriteAsync(ILogReader log, Checkpoint checkpoint, string folder, Choice choice)
    {
        var listed = 0L;
        await using var csv = Create(Path.Combine(folder, "entries.csv"));
        // RFC 4180 ends its lines with CRLF.
        await csv.WriteAsync(string.Join(',', Columns) + "\r\n");
        StreamWriter? page = null;
        try
        {
            await foreach (var bundle in log.ReadEntriesAsync(0, checkpoint.Size))
            {
                using (bundle)
                {
                    for (var i = 0; i < bundle.Count; i++)
                    {
                        var words = EntryWords.Of(bundle[i]);
                        if (!choice.Includes(words))
                            continue;
                        if (listed % EntriesOnPage == 0)
                            page = await TurnAsync(page, folder, checkpoint, choice, listed / EntriesOnPage);
                        listed++;
                        var cells = Cells(bundle.First + i, words);
                        csv.Write(string.Join(',', cells.Select(CsvCell.Of)) + "\r\n");
                        page!.Write(Row(cells));
                    }
                }
            }

            page ??= await TurnAsync(null, folder, checkpoint, choice, 0);
            await page.WriteAsync("</tbody></table>\n</main></body></html>\n");
        }
        finally
        {
            if (page is not null)
                await page.DisposeAsync();
        }
        return listed;
    }

    private static string[] Cells(long index, EntryWords words) =>
    [
        index.ToString(CultureInfo.InvariantCulture),
        words.Time,
        words.Type,
        words.Text?.Policy.ToString() ?? "",
        words.Text?.Version.ToString() ?? "",
        words.Text?.Document.ToString() ?? "",
        words.Entry is PersonEntry person ? person.Commitment.ToString() : "",
        words.RefersTo?.ToString(CultureInfo.InvariantCulture) ?? "",
        words.Sentence,
    ];

    // Narrow enough for a phone: what a program wants in cells of its own is in the CSV file.
    private static string Row(string[] cells)
    {
        var (entry, time, document, commitment, sentence) = (cells[0], cells[1], cells[5], cells[6], cells[8]);
        return $"<tr><th scope=\"row\">{entry}</th><td>{Encode(time)}</td><td>{Encode(sentence)}{Hash("document", document)}{Hash("commitment", commitment)}</td></tr>\n";

        static string Hash(string name, string hash) => hash.Length == 0 ? "" : $"<br><small>{name} <code>{Encode(hash)}</code></small>";
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);

    private static StreamWriter Create(string path) => new(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };

    private static string PageName(long number) => number == 0 ? "index.html" : string.Create(CultureInfo.InvariantCulture, $"index-{number + 1}.html");

    /// <summary>Ends one page and begins the next.</summary>
    private static async Task<StreamWriter> TurnAsync(StreamWriter? page, string folder, Checkpoint checkpoint, Choice choice, long number)
    {
        if (page is not null)
        {
            await page.WriteAsync($"</tbody></table>\n<p><a href=\"{PageName(number)}\">Next page</a></p>\n</main></body></html>\n");
            await page.DisposeAsync();
        }
        var begun = Create(Path.Combine(folder, PageName(number)));
        var title = Encode($"Ledger {checkpoint.Origin}");
        await begun.WriteAsync(string.Create(CultureInfo.InvariantCulture, $$"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{{title}}{{(number == 0 ? "" : $", page {number + 1}")}}</title>
            <style>
            body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1rem; color: #1a1a1a; background: #fff; overflow-wrap: break-word; }
            h1 { font-size: 1.5rem; line-height: 1.25; }
            table { border-collapse: collapse; }
            caption { text-align: left; font-weight: 600; padding: .5rem 0; }
            th, td { text-align: left; vertical-align: top; padding: .375rem 1rem .375rem 0; border-bottom: 1px solid #d0d0d0; }
            th[scope=row] { font-weight: inherit; font-variant-numeric: tabular-nums; }
            td:nth-child(2) { min-width: 6.5rem; }
            td, code { overflow-wrap: anywhere; }
            small { color: #555; }
            </style>
            </head>
            <body><main>
            <h1>{{title}}</h1>
            <p>{{Encode(choice.ToString())}} of the ledger as of its checkpoint of {{Arguments.Count(checkpoint.Size, "entry", "entries")}}, whose root is <code>{{checkpoint.Root}}</code>.
            This list is for reading; <a href="entries.csv">entries.csv</a> is the same for a spreadsheet. What proves it are the files <code>checkpoint</code> and <code>tile</code> beside it, which any tool for c2sp.org/tlog-tiles can check:
            <code>policybuilder ledger verify --ledger . --key …</code>. Entries about people name no one: a commitment tells nothing without the evidence that belongs to it.</p>
            {{(number == 0 ? "" : $"<p><a href=\"{PageName(number - 1)}\">Previous page</a></p>\n")}}<table>
            <caption>Entries, the earliest first</caption>
            <thead><tr><th scope="col">Entry</th><th scope="col">Time (UTC)</th><th scope="col">What happened</th></tr></thead>
            <tbody>

            """));
        return begun;
    }
}
