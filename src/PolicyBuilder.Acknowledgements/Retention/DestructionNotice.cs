using System.Globalization;
using System.Net;
using System.Text;
using PolicyBuilder.Model.Configuration;

namespace PolicyBuilder.Acknowledgements.Retention;

/// <summary>The notice that a records officer files after evidence was disposed of: what, under which item, by whose approval. It names no one.</summary>
public static class DestructionNotice
{
    /// <summary>The notice as a page (HTML) to print and sign.</summary>
    /// <param name="city">The city.</param>
    /// <param name="ledger">The ledger's name.</param>
    /// <param name="disposed">For each item of the schedule, the entries whose evidence was disposed of, each with the entry that says so.</param>
    /// <param name="people">How many people were forgotten altogether.</param>
    /// <param name="approver">The office that approved.</param>
    /// <param name="on">The day.</param>
    public static string Of(City city, string ledger, IReadOnlyList<(string Schedule, IReadOnlyList<(long Entry, long DisposedBy)> Records)> disposed, int people, string approver, DateOnly on)
    {
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $$"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Notice of destruction of records, {{Encode(city.FullName)}}</title>
            <style>
            body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 44rem; padding: 1rem; color: #1a1a1a; background: #fff; overflow-wrap: anywhere; }
            table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; border-bottom: 1px solid #767676; padding: .25rem .75rem .25rem 0; }
            .line { margin-top: 3rem; border-top: 1px solid #1a1a1a; width: 60%; }
            @media print { body { max-width: none; padding: 0; } tr { break-inside: avoid; } }
            </style>
            </head>
            <body><main>
            <h1>Notice of destruction of records</h1>
            <p>{{Encode(city.FullName)}}{{(city.State is { } state ? $", {Encode(state)}" : "")}} · {{on:yyyy-MM-dd}}</p>
            <p>Approved by: <strong>{{Encode(approver)}}</strong></p>
            <table>
            <thead><tr><th scope="col">Item of the records schedule</th><th scope="col">Records</th><th scope="col">Entries of the ledger</th></tr></thead>
            <tbody>

            """);
        foreach (var (schedule, records) in disposed)
        {
            var entries = string.Join(", ", records.Select(record => string.Create(CultureInfo.InvariantCulture, $"{record.Entry} (by {record.DisposedBy})")));
            html.Append(CultureInfo.InvariantCulture, $"<tr><td>{Encode(schedule)}</td><td>{records.Count:N0}</td><td>{entries}</td></tr>\n");
        }

        html.Append(CultureInfo.InvariantCulture, $"""
            </tbody>
            </table>
            <p>Form: evidence of acknowledgements of policies, electronic, encrypted record by record. Method: the records were removed and the key that opened them was replaced and destroyed, so that copies in backups cannot be read either.
            {(people == 0 ? "" : $"{people:N0} {(people == 1 ? "person who had left was" : "people who had left were")} removed from the roster. ")}What remains in the ledger {Encode(ledger)} are entries that name no one; each entry named above says itself, signed, that the evidence was disposed of.</p>
            <p>Backups of the database and of the disclosure keys from before this day are to be destroyed as well.</p>
            <p class="line">Signature, date</p>
            </main></body></html>

            """);
        return html.ToString();
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
