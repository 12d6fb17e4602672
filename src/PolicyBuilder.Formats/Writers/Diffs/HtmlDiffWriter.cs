using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PolicyBuilder.Formats.Publishing;
using PolicyBuilder.Formats.Writers.Html;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Diffing;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Formats.Writers.Diffs;

/// <summary>
/// Two self-contained pages without script: the whole text with its changes in it, and both texts side by side. Changes
/// are <c>ins</c> and <c>del</c> (HTML § 4.7) with words for screen readers, which mostly pass over those elements; styles
/// beside colour tell them apart (WCAG 1.4.1).
/// </summary>
public sealed class HtmlDiffWriter : IDiffWriter
{
    private static readonly string Css = HtmlStyle.Css + Read("diff.css");

    private static readonly string CssHash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Css)));

    /// <inheritdoc/>
    public string Name => "html";

    /// <inheritdoc/>
    public bool IsText => true;

    /// <inheritdoc/>
    public IReadOnlyList<DiffFile> Write(DiffReport report) =>
    [
        new DiffFile(".html", Encoding.UTF8.GetBytes(new Page(report).Inline())),
        new DiffFile(".side-by-side.html", Encoding.UTF8.GetBytes(new Page(report).SideBySide())),
    ];

    private static string Read(string resource)
    {
        using var stream = typeof(HtmlDiffWriter).Assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private enum Side
    {
        Both,
        Old,
        New,
    }

    private sealed class Page
    {
        private readonly DiffReport report;
        private readonly StringBuilder html = new(64 * 1024);
        private readonly Dictionary<ClassifiedChange, int> numbers = new(ReferenceEqualityComparer.Instance);
        private readonly Dictionary<int, ClauseChange> arrivals = [];

        public Page(DiffReport report)
        {
            this.report = report;
            foreach (var change in report.Shown)
                numbers[change] = numbers.Count + 1;
            foreach (var entry in report.Diff.All())
            {
                if (entry.Standing == Standing.Arrived)
                    arrivals[entry.Move] = entry;
            }
        }

        public string Inline()
        {
            Head("inline");
            html.Append("<section class=\"text\">\n<h2>The whole text</h2>\n<p class=\"legend\">What went is <del>struck through</del>, what came is <ins>underlined</ins>.</p>\n");
            TitleChanges();
            foreach (var (entry, depth) in Entries())
                InlineEntry(entry, depth);
            html.Append("</section>\n</main>\n</body>\n</html>\n");
            return html.ToString();
        }

        public string SideBySide()
        {
            Head("sides");
            html.Append("<section class=\"text\">\n<h2 id=\"_both\">Both texts</h2>\n<p class=\"legend\">On the left, what went is <del>struck through</del>; on the right, what came is <ins>underlined</ins>.</p>\n")
                .Append("<div class=\"table\" role=\"group\" aria-labelledby=\"_both\" tabindex=\"0\">\n<table class=\"sides\">\n<thead>\n<tr><th scope=\"col\">Change</th><th scope=\"col\">");
            HtmlLines.Isolated(html, $"Version {report.Diff.Old.Title.Version}");
            html.Append("</th><th scope=\"col\">");
            HtmlLines.Isolated(html, $"Version {report.Diff.New.Title.Version}");
            html.Append("</th></tr>\n</thead>\n<tbody>\n");
            foreach (var change in report.Shown)
            {
                if (change.Title is null)
                    continue;
                html.Append("<tr class=\"changed\"").Append(Anchor(change)).Append("><th scope=\"row\">");
                HtmlText.Append(html, report.Place(change));
                html.Append("</th><td>");
                Line(change.Title.Line, Side.Old);
                html.Append("</td><td>");
                Line(change.Title.Line, Side.New);
                html.Append("</td></tr>\n");
            }
            foreach (var (entry, depth) in Entries())
                Row(entry, depth);
            html.Append("</tbody>\n</table>\n</div>\n</section>\n</main>\n</body>\n</html>\n");
            return html.ToString();
        }

        // Every entry with its depth; under a departed clause nothing, since what it held is shown where it went.
        private IEnumerable<(ClauseChange Entry, int Depth)> Entries()
        {
            return Walk(report.Diff.Sections, 0).Concat(Walk(report.Diff.Notice, 0)).Concat(Walk(report.Diff.Acknowledgement, 0));

            static IEnumerable<(ClauseChange, int)> Walk(IEnumerable<ClauseChange> entries, int depth)
            {
                foreach (var entry in entries)
                {
                    yield return (entry, depth);
                    if (entry.Standing == Standing.Departed)
                        continue;
                    foreach (var below in Walk(entry.Children, depth + (entry.Clause.HasHeading ? 0 : 1)))
                        yield return below;
                }
            }
        }

        private void Head(string view)
        {
            var (old, @new) = (report.Diff.Old, report.Diff.New);
            html.Append("<!doctype html>\n<html lang=\"");
            HtmlText.Append(html, @new.Language);
            html.Append("\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-")
                .Append(CssHash)
                .Append("'; base-uri 'none'; form-action 'none'\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
            HtmlText.Append(html, $"{@new.Title.Title}: {old.Title.Version} to {@new.Title.Version} – {@new.Title.Issuer}");
            html.Append("</title>\n<style>").Append(Css).Append("</style>\n</head>\n<body class=\"diff ").Append(view).Append("\">\n")
                .Append("<a class=\"skip\" href=\"#_text\">Skip to the changes</a>\n<header class=\"title\">\n<div class=\"names\">\n<p class=\"issuer\">");
            HtmlLines.Isolated(html, @new.Title.Issuer);
            html.Append("</p>\n<h1>");
            HtmlLines.Isolated(html, @new.Title.Title);
            html.Append("</h1>\n<p class=\"versions\">What changed from ");
            HtmlLines.Isolated(html, report.Old.Name);
            html.Append(" to ");
            HtmlLines.Isolated(html, report.New.Name);
            html.Append("</p>\n</div>\n<dl class=\"facts\">\n");
            Fact("Old version", old.Title.Version);
            Fact("New version", @new.Title.Version);
            Fact("Verdict", English.Capitalize(report.Verdict));
            Fact("Number that fits", report.Proposed.ToString());
            Fact("Employees sign again", report.Classification.MustSignAgain ? "Yes" : "No");
            html.Append("</dl>\n</header>\n<main id=\"_text\">\n<section class=\"changes\">\n<h2>Changes</h2>\n<p>");
            HtmlText.Append(html, $"{report.Summary} {report.Consequence}");
            html.Append("</p>\n");
            foreach (var reason in report.Classification.Restructuring)
            {
                html.Append("<p>Restructured: ");
                HtmlText.Append(html, reason.Sentence);
                html.Append("</p>\n");
            }
            List();
            Renumbered();
            html.Append("</section>\n");
        }

        private void Fact(string name, string value)
        {
            html.Append("<div><dt>").Append(name).Append("</dt><dd>");
            HtmlLines.Isolated(html, value);
            html.Append("</dd></div>\n");
        }

        private void List()
        {
            if (report.Shown.Count == 0)
                return;
            html.Append("<ol class=\"list\">\n");
            foreach (var change in report.Shown)
            {
                html.Append(CultureInfo.InvariantCulture, $"<li><a href=\"#_c{numbers[change]}\">");
                HtmlText.Append(html, report.Place(change));
                html.Append("</a> <span class=\"kind\">").Append(string.Join(", ", DiffReport.Kinds(change))).Append("</span> ");
                Verdict(change);
                if (report.MovedFrom(change) is { } from)
                {
                    html.Append("<br>It stood at ");
                    HtmlText.Append(html, from);
                }
                html.Append("<ul>");
                foreach (var reason in change.Reasons)
                {
                    html.Append("<li>");
                    HtmlText.Append(html, reason.Sentence);
                    html.Append("</li>");
                }
                if (change.Decision is { } decision)
                {
                    html.Append("<li>");
                    HtmlText.Append(html, $"Decided by {decision.By}: {decision.Because} (by rule: {Words.Spoken(Words.Of(change.Computed))})");
                    html.Append("</li>");
                }
                html.Append("</ul></li>\n");
            }
            html.Append("</ol>\n");
        }

        private void Verdict(ClassifiedChange change)
        {
            var word = Words.Of(change.Verdict);
            html.Append("<span class=\"verdict ").Append(word).Append("\">").Append(Words.Spoken(word)).Append("</span>");
        }

        private void Renumbered()
        {
            var phrases = report.RenumberedPhrases().ToList();
            if (phrases.Count == 0)
                return;
            html.Append("<p class=\"renumbered\">Only another letter or number:</p>\n<ul class=\"renumbered\">");
            foreach (var phrase in phrases)
            {
                html.Append("<li>");
                HtmlText.Append(html, phrase);
                html.Append("</li>");
            }
            html.Append("</ul>\n");
        }

        private void TitleChanges()
        {
            foreach (var change in report.Shown)
            {
                if (change.Title is null)
                    continue;
                html.Append("<p class=\"fact\"").Append(Anchor(change)).Append("><b>");
                HtmlText.Append(html, report.Place(change));
                html.Append(":</b> ");
                Line(change.Title.Line, Side.Both);
                html.Append("</p>\n");
            }
        }

        private string Anchor(ClassifiedChange? change) =>
            change is not null && numbers.TryGetValue(change, out var number) ? string.Create(CultureInfo.InvariantCulture, $" id=\"_c{number}\"") : "";

        private void InlineEntry(ClauseChange entry, int depth)
        {
            var change = report.Find(entry);
            html.Append("<div class=\"entry depth").Append(Math.Min(depth, 5)).Append(entry.Clause.HasHeading ? " headed" : "")
                .Append(entry.Standing switch
                {
                    Standing.Added => " added",
                    Standing.Removed => " removed",
                    Standing.Arrived => " moved",
                    Standing.Departed => " departed",
                    _ => change is null ? "" : " edited",
                }).Append('"').Append(Anchor(change)).Append('>');
            if (entry.Standing == Standing.Departed)
            {
                Departed(entry);
                html.Append("</div>\n");
                return;
            }
            if (change is not null)
            {
                html.Append("<p class=\"note\">").Append(English.Capitalize(string.Join(", ", DiffReport.Kinds(change))));
                if (report.MovedFrom(change) is { } from)
                {
                    html.Append(" from ");
                    HtmlText.Append(html, from);
                }
                html.Append(": ");
                Verdict(change);
                html.Append("</p>");
            }
            Content(entry, Side.Both);
            html.Append("</div>\n");
        }

        private void Departed(ClauseChange entry)
        {
            html.Append("<p class=\"note\">");
            if (entry.Old!.Label.Length > 0)
                html.Append(entry.Old.Label).Append(' ');
            html.Append("moved to ");
            if (arrivals.TryGetValue(entry.Move, out var arrival) && report.Find(arrival) is { } change && numbers.TryGetValue(change, out var number))
            {
                html.Append(CultureInfo.InvariantCulture, $"<a href=\"#_c{number}\">");
                HtmlText.Append(html, report.Place(entry.New!));
                html.Append("</a>");
            }
            else
            {
                HtmlText.Append(html, report.Place(entry.New!));
            }
            html.Append("</p>");
        }

        private void Row(ClauseChange entry, int depth)
        {
            var change = report.Find(entry);
            html.Append("<tr");
            if (change is not null || entry.Standing == Standing.Departed)
                html.Append(" class=\"changed\"");
            html.Append(Anchor(change)).Append("><th scope=\"row\">");
            if (change is not null)
            {
                html.Append(English.Capitalize(string.Join(", ", DiffReport.Kinds(change)))).Append(' ');
                Verdict(change);
            }
            html.Append("</th>");
            if (entry.Standing == Standing.Departed)
            {
                html.Append("<td>");
                Departed(entry);
                html.Append("</td><td></td></tr>\n");
                return;
            }
            Cell(entry.Old, Side.Old);
            Cell(entry.New, Side.New);
            html.Append("</tr>\n");

            void Cell(Clause? clause, Side side)
            {
                html.Append("<td>");
                if (clause is not null)
                {
                    html.Append("<div class=\"depth").Append(Math.Min(depth, 5)).Append(clause.HasHeading ? " headed" : "").Append("\">");
                    if (side == Side.Old && change is not null && report.MovedFrom(change) is { } from)
                    {
                        html.Append("<p class=\"note\">stood at ");
                        HtmlText.Append(html, from);
                        html.Append("</p>");
                    }
                    Content(entry, side);
                    html.Append("</div>");
                }
                html.Append("</td>");
            }
        }

        // Label, heading and body of one clause, without the clauses under it.
        private void Content(ClauseChange entry, Side side)
        {
            var clause = side == Side.Old ? entry.Old! : entry.Clause;
            var (open, close) = entry.Clause.Kind switch
            {
                ClauseKind.Section => ("<h3>", "</h3>"),
                ClauseKind.Subsection => ("<h4>", "</h4>"),
                _ => ("", ""),
            };
            if (open.Length > 0)
            {
                html.Append(open);
                Label(entry, clause, side);
                if (entry.Heading is { } heading)
                    Line(heading, side);
                else
                    HtmlLines.Append(html, clause.Heading, linked: false);
                html.Append(close);
            }
            var labelled = open.Length > 0;
            if (entry.Body.Count == 0)
            {
                foreach (var block in clause.Body)
                {
                    if (block is Table table)
                    {
                        Table(table);
                        continue;
                    }
                    html.Append("<p>");
                    LabelOnce();
                    HtmlLines.Append(html, block is Paragraph paragraph ? paragraph.Content : ((SignatureLine)block).Caption, linked: false);
                    html.Append("</p>");
                }
                return;
            }
            foreach (var block in entry.Body)
            {
                if ((side == Side.Old && block.Old is null) || (side == Side.New && block.New is null))
                    continue;
                if (block.Table is { } table)
                {
                    Table(table, side);
                    continue;
                }
                html.Append("<p>");
                LabelOnce();
                Line(block.Line!, side);
                html.Append("</p>");
            }

            void LabelOnce()
            {
                if (!labelled)
                    Label(entry, clause, side);
                labelled = true;
            }
        }

        private void Label(ClauseChange entry, Clause clause, Side side)
        {
            if (clause.Label.Length == 0)
                return;
            html.Append("<span class=\"label\">").Append(clause.Label).Append("</span> ");
            if (side == Side.Both && entry.IsRenumbered && entry.Old!.Label.Length > 0)
                html.Append("<span class=\"was\">(was ").Append(entry.Old.Label).Append(")</span> ");
        }

        private void Line(LineChange line, Side side)
        {
            var (old, @new) = (RunningText.Of(line.Old), RunningText.Of(line.New));
            foreach (var segment in line.Segments)
            {
                var before = side == Side.New ? [] : old.Slice(segment.OldStart, segment.OldLength);
                var after = side == Side.Old ? [] : @new.Slice(segment.NewStart, segment.NewLength);
                switch (segment.Kind)
                {
                    case SegmentKind.Same:
                        HtmlLines.Append(html, side == Side.Old ? before : after, linked: false);
                        break;
                    case SegmentKind.Restyled or SegmentKind.Relabelled:
                        html.Append("<span class=\"restyled\">");
                        Spoken(segment.Kind == SegmentKind.Restyled ? "other style: " : "other label: ", side == Side.Old ? before : after);
                        html.Append("</span>");
                        break;
                    case SegmentKind.Deleted when side != Side.New:
                        html.Append("<del>");
                        Spoken("deleted: ", before);
                        html.Append("</del>");
                        break;
                    case SegmentKind.Inserted when side != Side.Old:
                        html.Append("<ins>");
                        Spoken("inserted: ", after);
                        html.Append("</ins>");
                        break;
                    case SegmentKind.Deleted or SegmentKind.Inserted:
                        break;
                    default:
                        throw new UnreachableException();
                }
            }
        }

        private void Spoken(string word, Sequence<Inline> content)
        {
            html.Append("<span class=\"spoken\">[").Append(word).Append("</span>");
            HtmlLines.Append(html, content, linked: false);
            html.Append("<span class=\"spoken\">]</span>");
        }

        private void Table(Table table)
        {
            html.Append("<table class=\"inner\">");
            TableRow(table.Header.Select(cell => (Action)(() => HtmlLines.Append(html, cell, linked: false))), isHeader: true);
            foreach (var row in table.Rows)
                TableRow(row.Select(cell => (Action)(() => HtmlLines.Append(html, cell, linked: false))), isHeader: false);
            html.Append("</table>");
        }

        private void Table(TableChange table, Side side)
        {
            html.Append("<table class=\"inner\">");
            foreach (var row in table.Rows)
            {
                if ((side == Side.Old && row.Old is null) || (side == Side.New && row.New is null))
                    continue;
                var cells = Enumerable.Range(0, row.Cells.Count)
                    .Where(i => side == Side.Both || (side == Side.Old ? table.Columns[i].Old : table.Columns[i].New) is not null)
                    .Select(i => (Action)(() => Line(row.Cells[i], side)));
                TableRow(cells, isHeader: row.Old is 0 || row.New is 0);
            }
            html.Append("</table>");
        }

        private void TableRow(IEnumerable<Action> cells, bool isHeader)
        {
            html.Append("<tr>");
            foreach (var cell in cells)
            {
                html.Append(isHeader ? "<th scope=\"col\">" : "<td>");
                cell();
                html.Append(isHeader ? "</th>" : "</td>");
            }
            html.Append("</tr>");
        }
    }
}
