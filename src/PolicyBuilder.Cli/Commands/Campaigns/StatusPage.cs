using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Configuration;

namespace PolicyBuilder.Cli.Commands.Campaigns;

/// <summary>
/// The status of a city's policies as one HTML page: without scripts and without anything from elsewhere, in black on white, with tables
/// whose headings are headings (WCAG 2.1, 1.3.1), bars that only repeat what is said in figures (1.4.1), and no less on paper.
/// </summary>
internal static partial class StatusPage
{
    public static string Write(City city, IReadOnlyList<PolicyStatus> status, DateTimeOffset now, DateOnly today)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $$"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Acknowledgements, {{Text(city.FullName)}}, {{IsoDay.Of(today)}}</title>
            <style>
            body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 64rem; padding: 1rem; color: #1a1a1a; background: #fff; }
            h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .25rem; }
            h2 { font-size: 1.375rem; line-height: 1.25; margin: 2.5rem 0 .25rem; padding-top: 1rem; border-top: 2px solid #1a1a1a; }
            .all { font-size: 1.25rem; margin: .5rem 0 1rem; }
            .wide { overflow-x: auto; margin: 0 0 1.5rem; }
            .wide:focus-visible { outline: 3px solid #0b57d0; outline-offset: 2px; }
            table { border-collapse: collapse; width: 100%; }
            caption { text-align: left; font-weight: 600; padding: .5rem 0; }
            th, td { text-align: left; vertical-align: top; padding: .375rem .75rem .375rem 0; border-bottom: 1px solid #c4c4c4; }
            thead th, thead td { border-bottom: 2px solid #1a1a1a; vertical-align: bottom; }
            tbody th { font-weight: 400; }
            .n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
            .of { display: block; color: #4a4a4a; overflow-wrap: anywhere; }
            .day { white-space: nowrap; }
            .bar { width: 30%; min-width: 6rem; }
            .bar span { display: block; height: 1rem; margin-top: .25rem; background: #d7e3f5; border: 1px solid #0b57d0; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
            .bar i { display: block; height: 100%; background: #0b57d0; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
            .late { font-weight: 600; }
            .due { display: block; }
            footer { margin-top: 2.5rem; padding-top: 1rem; border-top: 1px solid #c4c4c4; }
            @media (max-width: 40rem) { .bar { display: none; } table { font-size: .875rem; } th, td { padding-right: .5rem; } }
            @media print { body { max-width: none; padding: 0; font-size: 10pt; } .wide { overflow: visible; } thead { display: table-header-group; } tr { break-inside: avoid; } h2 { break-after: avoid; } }
            @page { margin: 1.5cm; }
            </style>
            </head>
            <body>
            <main>
            <h1>Acknowledgements in the {{Text(city.FullName)}}</h1>
            <p>As of {{now.UtcDateTime:yyyy-MM-dd HH:mm}} UTC.</p>

            """);
        if (status.Count == 0)
            page.Append("<p>No policy is published with an entry in the ledger yet, so nobody has to sign.</p>\n");
        var number = 0;
        foreach (var policy in status)
            Append(page, policy, ++number);
        page.Append("""
            <footer><p>This page names people: keep it where personnel files are kept. It was worked out from the roster, the mails sent and the
            ledger’s entries, and proves nothing by itself; the receipts do.</p></footer>
            </main>
            </body>
            </html>

            """);
        return page.ToString();
    }

    private static void Append(StringBuilder page, PolicyStatus policy, int number)
    {
        var all = policy.All;
        page.Append(CultureInfo.InvariantCulture, $"<section aria-labelledby=\"policy-{number}\">\n<h2 id=\"policy-{number}\">{Text(policy.Version.Title)}, version {policy.Version.Version}</h2>\n");
        page.Append(CultureInfo.InvariantCulture, $"<p>In force from {IsoDay.Of(policy.Version.Effective)}.</p>\n");
        if (all.Required == 0)
        {
            page.Append("<p class=\"all\">Nobody has to sign it.</p>\n</section>\n");
            return;
        }
        page.Append(CultureInfo.InvariantCulture, $"<p class=\"all\"><strong>{all.HaveSigned:N0} of {Arguments.Count(all.Required, "person", "people")}</strong> signed ({all.Percent}&nbsp;%). {(all.Open == 0 ? "Nobody is missing." : $"{all.Open:N0} did not, {all.Overdue:N0} of them overdue.")}</p>\n");

        Begin(page, $"departments-{number}", "By department", "<th scope=\"col\">Department</th><th scope=\"col\" class=\"n\">Signed</th><th scope=\"col\" class=\"n\">Part</th><th scope=\"col\" class=\"n\">Overdue</th><td class=\"bar\"></td>");
        foreach (var department in policy.Departments)
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\">{Text(PolicyStatus.Department(department.Department))}</th><td class=\"n\">{department.HaveSigned:N0} of {department.Required:N0}</td><td class=\"n\">{department.Percent}&nbsp;%</td><td class=\"n{(department.Overdue > 0 ? " late" : "")}\">{department.Overdue:N0}</td><td class=\"bar\" aria-hidden=\"true\"><span><i style=\"width:{department.Percent}%\"></i></span></td></tr>\n");
        }
        End(page);

        if (policy.Open.Count > 0)
        {
            Begin(page, $"reasons-{number}", "Why people have not signed", "<th scope=\"col\">Reason</th><th scope=\"col\" class=\"n\">People</th>");
            foreach (var (kind, count) in policy.Reasons)
                page.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\">{Text(Capital(PolicyStatus.Words(kind)))}</th><td class=\"n\">{count:N0}</td></tr>\n");
            End(page);

            Begin(page, $"people-{number}", "Who has not signed, the longest overdue first", "<th scope=\"col\">Name, id and department</th><th scope=\"col\">Reason, and last day to sign</th>");
            foreach (var standing in policy.Open)
            {
                page.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\">{Text(standing.Person.Name)} <span class=\"of\">{Text(standing.Person.Id)}, {Text(PolicyStatus.Department(standing.Person.Department))}</span></th><td>{Dated(Text(Capital(standing.Reason)))}{Due(standing)}</td></tr>\n");
            }
            End(page);
        }
        page.Append("</section>\n");
    }

    private static string Due(Standing standing) => standing.Due is { } due
        ? $" <span class=\"due{(standing.IsOverdue ? " late" : "")}\">{Dated($"Due {IsoDay.Of(due)}{(standing.IsOverdue ? ", overdue" : "")}")}</span>"
        : "";

    // A day stays in one line.
    private static string Dated(string html) => Days().Replace(html, "<span class=\"day\">$0</span>");

    [GeneratedRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}")]
    private static partial Regex Days();

    // A table that is wider than a phone scrolls by itself, also with the keyboard.
    private static void Begin(StringBuilder page, string id, string caption, string headings) =>
        page.Append(CultureInfo.InvariantCulture, $"<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-labelledby=\"{id}\"><table>\n<caption id=\"{id}\">{caption}</caption>\n<thead><tr>{headings}</tr></thead>\n<tbody>\n");

    private static void End(StringBuilder page) => page.Append("</tbody>\n</table></div>\n");

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
