using System.Diagnostics;
using System.Globalization;
using System.Text;
using PolicyBuilder.Formats.Plates;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Formats.Writers.Html;

/// <summary>
/// Writes one self-contained HTML file: no script, nothing fetched. Provisions are nested ordered lists whose markers
/// are the labels; each clause has its id as an anchor. Meant to meet WCAG 2.1 AA on a phone, a desk and on paper. Ids of
/// the page's own begin with an underscore, which a <see cref="ClauseId"/> cannot.
/// </summary>
public sealed class HtmlWriter : IPolicyWriter
{
    // The longer side of the seal in CSS pixels.
    private const int SealSize = 112;

    /// <inheritdoc/>
    public string Name => "html";

    /// <inheritdoc/>
    public string Extension => ".html";

    /// <inheritdoc/>
    public Plate Write(PolicyDocument document)
    {
        var page = new Page();
        page.Document(document);
        return new TextPlate(page.ToString(), HtmlText.Escape);
    }

    private sealed class Page
    {
        private readonly StringBuilder html = new(16 * 1024);

        // The clauses around the one being written, to name its link by its place.
        private readonly List<Clause> place = [];

        public override string ToString() => html.ToString();

        public void Document(PolicyDocument document)
        {
            Head(document);
            html.Append("<body");
            if (document.Mark.Length > 0)
                Attribute("data-mark", document.Mark);
            html.Append(">\n<a class=\"skip\" href=\"#_text\">Skip to the text</a>\n");
            Header(document);
            html.Append("<div class=\"sheet\">\n");
            Contents(document);
            html.Append("<main id=\"_text\">\n");
            foreach (var section in document.Sections)
                Section(section, "section");
            History(document.Title.History);
            if (document.Notice is not null)
                Section(document.Notice, "notice");
            if (document.Acknowledgement is not null)
                Section(document.Acknowledgement, "acknowledgement");
            html.Append("</main>\n</div>\n");
            Footer(document);
            html.Append("</body>\n</html>\n");
        }

        private void Head(PolicyDocument document)
        {
            html.Append("<!doctype html>\n<html");
            Attribute("lang", document.Language);
            html.Append(">\n<head>\n<meta charset=\"utf-8\">\n")
                .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'sha256-")
                .Append(HtmlStyle.Hash)
                .Append("'; base-uri 'none'; form-action 'none'\">\n")
                .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
            HtmlText.Append(html, document.Title.Title);
            html.Append(" – ");
            HtmlText.Append(html, document.Title.Issuer);
            html.Append("</title>\n<style>").Append(HtmlStyle.Css).Append("</style>\n</head>\n");
        }

        private void Header(PolicyDocument document)
        {
            var title = document.Title;
            html.Append("<header class=\"title\">\n");
            if (title.Seal is { } seal)
            {
                html.Append("<img class=\"seal\" src=\"data:").Append(seal.MediaType).Append(";base64,")
                    .Append(Convert.ToBase64String(seal.Bytes.AsSpan())).Append('"');
                Attribute("alt", seal.Description);
                // The size on the page, so that no text moves when the picture is there, and none is huge without CSS.
                var larger = Math.Max(1, Math.Max(seal.Width, seal.Height));
                html.Append(CultureInfo.InvariantCulture,
                    $" width=\"{Math.Max(1, SealSize * seal.Width / larger)}\" height=\"{Math.Max(1, SealSize * seal.Height / larger)}\">\n");
            }
            html.Append("<div class=\"names\">\n<p class=\"issuer\">");
            HtmlLines.Isolated(html, title.Issuer);
            html.Append("</p>\n<h1>");
            HtmlLines.Isolated(html, title.Title);
            html.Append("</h1>\n");
            if (document.Mark.Length > 0)
            {
                html.Append("<p class=\"mark\">");
                HtmlLines.Isolated(html, document.Mark);
                html.Append("</p>\n");
            }
            html.Append("</div>\n");
            if (title.Facts.Count > 0)
                Facts(title.Facts);
            html.Append("</header>\n");
        }

        private void Facts(Sequence<Fact> facts)
        {
            html.Append("<dl class=\"facts\">\n");
            foreach (var fact in facts)
            {
                html.Append("<div><dt>");
                HtmlLines.Isolated(html, fact.Name);
                html.Append("</dt><dd>");
                HtmlLines.Isolated(html, fact.Value);
                html.Append("</dd></div>\n");
            }
            html.Append("</dl>\n");
        }

        private void Contents(PolicyDocument document)
        {
            if (document.Sections.Count == 0)
                return;
            html.Append("<nav class=\"contents\" aria-labelledby=\"_contents\">\n<h2 id=\"_contents\">Contents</h2>\n<ul>\n");
            foreach (var section in document.Sections)
                Entry(section);
            if (document.Notice is not null)
                Entry(document.Notice);
            if (document.Acknowledgement is not null)
                Entry(document.Acknowledgement);
            html.Append("</ul>\n</nav>\n");
        }

        private void Entry(Clause clause)
        {
            html.Append("<li><a href=\"#").Append(clause.Id.Value).Append("\">");
            Heading(clause, linked: false);
            html.Append("</a>");
            var open = false;
            foreach (var child in clause.Children)
            {
                if (child.Kind != ClauseKind.Subsection)
                    continue;
                html.Append(open ? "" : "\n<ul>\n");
                open = true;
                Entry(child);
            }
            html.Append(open ? "</ul></li>\n" : "</li>\n");
        }

        private void Heading(Clause clause, bool linked)
        {
            if (clause.Label.Length > 0)
                html.Append("<span class=\"label\">").Append(clause.Label).Append("</span> ");
            HtmlLines.Append(html, clause.Heading, linked);
        }

        private void Section(Clause clause, string role)
        {
            html.Append("<section class=\"").Append(role).Append('"');
            Id(clause);
            html.Append(">\n");
            Headed(clause, level: 2);
            html.Append("</section>\n");
        }

        private void Headed(Clause clause, int level)
        {
            place.Add(clause);
            html.Append("<div class=\"heading\"><h").Append(level).Append('>');
            Heading(clause, linked: true);
            html.Append("</h").Append(level).Append('>');
            SelfLink(clause);
            html.Append("</div>\n");
            foreach (var block in clause.Body)
                Block(block);
            Children(clause.Children, depth: 1, level);
            place.RemoveAt(place.Count - 1);
        }

        // Labelled clauses that follow one another are one list; whatever stands between them interrupts it, and the next
        // list goes on counting.
        private void Children(Sequence<Clause> clauses, int depth, int level)
        {
            var number = 0;
            var inList = false;
            foreach (var clause in clauses)
            {
                var labelled = clause.Label.Length > 0 && clause.Kind == ClauseKind.Provision;
                if (inList && !labelled)
                    html.Append("</ol>\n");
                if (labelled)
                {
                    number++;
                    if (!inList)
                        OpenList(depth, number);
                    Item(clause, depth, level);
                }
                else if (clause.Kind == ClauseKind.Subsection)
                {
                    html.Append("<section class=\"subsection\"");
                    Id(clause);
                    html.Append(">\n");
                    Headed(clause, level + 1);
                    html.Append("</section>\n");
                }
                else
                {
                    html.Append("<div class=\"clause\"");
                    Id(clause);
                    html.Append('>');
                    Provision(clause, depth, level);
                    html.Append("</div>\n");
                }
                inList = labelled;
            }
            if (inList)
                html.Append("</ol>\n");
        }

        private void OpenList(int depth, int start)
        {
            // The type says without CSS what list-style-type says with it.
            html.Append(depth switch
            {
                1 => "<ol class=\"level1\" type=\"a\"",
                2 => "<ol class=\"level2\" type=\"i\"",
                3 => "<ol class=\"level3\" type=\"1\"",
                4 => "<ol class=\"level4\" type=\"a\"",
                _ => "<ol class=\"level5\" type=\"i\"",
            });
            if (start > 1)
                html.Append(CultureInfo.InvariantCulture, $" start=\"{start}\"");
            html.Append(">\n");
        }

        private void Item(Clause clause, int depth, int level)
        {
            html.Append("<li");
            Id(clause);
            html.Append('>');
            Provision(clause, depth, level);
            html.Append("</li>\n");
        }

        private void Provision(Clause clause, int depth, int level)
        {
            place.Add(clause);
            var linked = false;
            foreach (var block in clause.Body)
                linked |= Block(block, linked ? null : clause);
            if (!linked)
                SelfLink(clause);
            if (clause.Children.Count > 0)
            {
                html.Append('\n');
                Children(clause.Children, depth + 1, level);
            }
            place.RemoveAt(place.Count - 1);
        }

        // Returns whether the link to the clause was put in.
        private bool Block(Block block, Clause? link = null)
        {
            switch (block)
            {
                case Paragraph paragraph:
                    html.Append("<p>");
                    HtmlLines.Append(html, paragraph.Content);
                    if (link is not null)
                        SelfLink(link);
                    html.Append("</p>\n");
                    return link is not null;
                case SignatureLine line:
                    html.Append("<p class=\"signature\"><span class=\"caption\">");
                    HtmlLines.Append(html, line.Caption);
                    html.Append("</span><span class=\"rule\"></span></p>\n");
                    return false;
                case Table table:
                    Table(table);
                    return false;
                default:
                    throw new UnreachableException();
            }
        }

        private void Table(Table table)
        {
            // Focusable, so that a keyboard can scroll a table wider than a phone (WCAG 2.1.1).
            html.Append("<div class=\"table\" role=\"group\" aria-label=\"Table in ");
            Place();
            html.Append("\" tabindex=\"0\">\n<table>\n<thead>\n<tr>");
            foreach (var cell in table.Header)
            {
                html.Append("<th scope=\"col\">");
                HtmlLines.Append(html, cell);
                html.Append("</th>");
            }
            html.Append("</tr>\n</thead>\n<tbody>\n");
            foreach (var row in table.Rows)
            {
                html.Append("<tr>");
                foreach (var cell in row)
                {
                    html.Append("<td>");
                    HtmlLines.Append(html, cell);
                    html.Append("</td>");
                }
                html.Append("</tr>\n");
            }
            html.Append("</tbody>\n</table>\n</div>\n");
        }

        private void History(Sequence<Revision> history)
        {
            if (history.Count == 0)
                return;
            html.Append("<section class=\"history\">\n<h2 id=\"_history\">Revision history</h2>\n")
                .Append("<div class=\"table\" role=\"group\" aria-labelledby=\"_history\" tabindex=\"0\">\n<table>\n<thead>\n<tr>")
                .Append("<th scope=\"col\">Version</th><th scope=\"col\">Effective</th><th scope=\"col\">What changed</th></tr>\n</thead>\n<tbody>\n");
            foreach (var revision in history)
            {
                html.Append("<tr><th scope=\"row\">");
                HtmlLines.Isolated(html, revision.Version);
                html.Append("</th><td>");
                HtmlLines.Isolated(html, revision.Date);
                html.Append("</td><td>");
                HtmlLines.Isolated(html, revision.Summary);
                html.Append("</td></tr>\n");
            }
            html.Append("</tbody>\n</table>\n</div>\n</section>\n");
        }

        private void Footer(PolicyDocument document)
        {
            html.Append("<footer>\n<p>");
            HtmlLines.Isolated(html, document.Title.Issuer);
            html.Append(" · ");
            HtmlLines.Isolated(html, document.Title.Title);
            html.Append(" · Version ");
            HtmlLines.Isolated(html, document.Title.Version);
            html.Append("</p>\n</footer>\n");
        }

        // Its sign comes from the stylesheet, so that copied text and a page without styles do not show it.
        private void SelfLink(Clause clause)
        {
            html.Append("<a class=\"self\" href=\"#").Append(clause.Id.Value).Append("\" aria-label=\"Link to ");
            Place();
            html.Append("\"></a>");
        }

        // As a person would say it: "2, Personal Use, b".
        private void Place()
        {
            var before = html.Length;
            foreach (var clause in place)
            {
                var label = clause.Label.AsSpan().TrimEnd('.');
                if (label.IsEmpty && !clause.HasHeading)
                    continue;
                if (html.Length > before && (label.IsEmpty || label[0] != '('))
                    html.Append(", ");
                if (label.IsEmpty)
                    HtmlText.Append(html, clause.Heading.PlainText());
                else
                    html.Append(label);
            }
        }

        private void Id(Clause clause) => html.Append(" id=\"").Append(clause.Id.Value).Append('"');

        private void Attribute(string name, string value)
        {
            html.Append(' ').Append(name).Append("=\"");
            HtmlText.Append(html, value);
            html.Append('"');
        }
    }
}
