using System.Diagnostics;
using System.Text;
using PolicyBuilder.Formats.Plates;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Formats.Writers.Markdown;

/// <summary>
/// Writes CommonMark with GFM tables. A reader sees the labels; ids are empty <c>a</c> elements, which code forges keep
/// and no renderer shows. A provision under a heading is a paragraph, one inside another is a bullet: CommonMark has
/// no lettered lists, so the label is text. What reading it back needs and a reader does not
/// (policy, language) stands in a comment at the top.
/// </summary>
public sealed class MarkdownWriter : IPolicyWriter
{
    /// <summary>The first line of every file; the number is that of the dialect.</summary>
    internal const string Opening = "<!-- policybuilder/v1";

    /// <summary>The line to write on, at the end of a signature line.</summary>
    internal const string SignatureRule = @": \_\_\_\_\_\_\_\_\_\_\_\_\_\_\_\_\_\_\_\_\_\_\_\_\_\_\_\_\_\_";

    /// <inheritdoc/>
    public string Name => "markdown";

    /// <inheritdoc/>
    public string Extension => ".md";

    /// <inheritdoc/>
    public Plate Write(PolicyDocument document)
    {
        var page = new Page();
        page.Document(document);
        return new TextPlate(page.ToString(), MarkdownText.Escape);
    }

    private sealed class Page
    {
        private readonly StringBuilder markdown = new(16 * 1024);
        private readonly MarkdownLines lines;

        // What each line of the block begins with: "> " in the notice, two blanks for each list around it.
        private string indent = "";
        private bool insideTightList;

        public Page() => lines = new MarkdownLines(markdown);

        public override string ToString() => markdown.ToString();

        public void Document(PolicyDocument document)
        {
            Front(document);
            foreach (var section in document.Sections)
                Section(section);
            if (document.Notice is not null)
            {
                indent = "> ";
                BlankLine("");
                markdown.Append("> ");
                Headed(document.Notice, level: 2);
                indent = "";
            }
            if (document.Acknowledgement is not null)
            {
                BlankLine();
                markdown.Append("* * *\n");
                Section(document.Acknowledgement);
            }
        }

        private void Front(PolicyDocument document)
        {
            var title = document.Title;
            markdown.Append(Opening);
            Setting("policy", document.Policy);
            Setting("language", document.Language);
            Setting("version", title.Version);
            Setting("date", title.Date);
            markdown.Append("\n-->\n\n# ");
            lines.OneLine(title.Title);
            markdown.Append("\n\n**");
            lines.OneLine(title.Issuer);
            markdown.Append("**\n");
            if (document.Mark.Length > 0)
            {
                markdown.Append("\n> **");
                lines.OneLine(document.Mark);
                markdown.Append("**\n");
            }
            if (title.Facts.Count > 0)
                markdown.Append('\n');
            foreach (var fact in title.Facts)
            {
                markdown.Append("- **");
                lines.OneLine(fact.Name);
                markdown.Append(":** ");
                lines.OneLine(fact.Value);
                markdown.Append('\n');
            }
            if (title.History.Count > 0)
                markdown.Append("\n| Version | Effective | What changed |\n| --- | --- | --- |\n");
            foreach (var revision in title.History)
            {
                markdown.Append("| ");
                lines.OneLine(revision.Version);
                markdown.Append(" | ");
                lines.OneLine(revision.Date);
                markdown.Append(" | ");
                lines.OneLine(revision.Summary);
                markdown.Append(" |\n");
            }
        }

        private void Setting(string name, string value)
        {
            markdown.Append('\n').Append(name).Append(": ");
            lines.OneLine(value);
        }

        private void Section(Clause section)
        {
            BlankLine();
            Headed(section, level: 2);
        }

        private void Headed(Clause clause, int level)
        {
            markdown.Append('#', level).Append(' ');
            Anchor(clause.Id);
            if (clause.Label.Length > 0)
                markdown.Append(clause.Label).Append(' ');
            lines.OneLine(clause.Heading);
            markdown.Append('\n');
            Blocks(clause.Body, 0);
            var inSubsection = false;
            foreach (var child in clause.Children)
            {
                if (child.Kind == ClauseKind.Subsection)
                {
                    BlankLine();
                    markdown.Append(indent);
                    Headed(child, level + 1);
                    inSubsection = true;
                    continue;
                }
                if (inSubsection)
                    Resume(clause);
                inSubsection = false;
                BlankLine();
                markdown.Append(indent);
                Provision(child);
            }
        }

        // On paper nothing shows that a subsection is over; the reader of this file has to know.
        private void Resume(Clause section)
        {
            BlankLine();
            markdown.Append(indent).Append("<!-- resume ").Append(section.Id.Value).Append(" -->\n");
        }

        private void Provision(Clause clause)
        {
            Opened(clause);
            Items(clause.Children);
        }

        private void Items(Sequence<Clause> clauses)
        {
            if (clauses.Count == 0)
                return;
            var loose = !AllShort(clauses);
            for (var i = 0; i < clauses.Count; i++)
            {
                if (loose || (i == 0 && !insideTightList))
                    BlankLine();
                markdown.Append(indent).Append("- ");
                var outer = (indent, insideTightList);
                indent += "  ";
                insideTightList = !loose;
                Provision(clauses[i]);
                (indent, insideTightList) = outer;
            }
        }

        private static bool AllShort(Sequence<Clause> clauses)
        {
            foreach (var clause in clauses)
            {
                if (clause.Body is not ([] or [Paragraph] or [SignatureLine]) || !AllShort(clause.Children))
                    return false;
            }
            return true;
        }

        // The line of the anchor and all further blocks. The first paragraph stands on that line; where the first block
        // is a table, the line ends with the anchor or the label.
        private void Opened(Clause clause)
        {
            Anchor(clause.Id);
            if (clause.Label.Length > 0)
                markdown.Append("**").Append(clause.Label).Append("**");
            var first = clause.Body is [Paragraph or SignatureLine, ..] ? clause.Body[0] : null;
            if (first is not null)
            {
                if (clause.Label.Length > 0)
                    markdown.Append(' ');
                var start = markdown.Length;
                Running(first, atLineStart: false);
                // Bold text after an anchor would pass for a label.
                if (clause.Label.Length == 0 && markdown.Length >= start + 2 && markdown[start] == '*' && markdown[start + 1] == '*')
                    markdown.Insert(start, MarkdownText.Nothing);
            }
            markdown.Append('\n');
            Blocks(clause.Body, first is null ? 0 : 1);
        }

        private void Blocks(Sequence<Block> blocks, int from)
        {
            for (var i = from; i < blocks.Count; i++)
            {
                BlankLine();
                markdown.Append(indent);
                if (blocks[i] is Table table)
                {
                    Table(table);
                    continue;
                }
                Running(blocks[i], atLineStart: true);
                markdown.Append('\n');
            }
        }

        private void Running(Block block, bool atLineStart)
        {
            switch (block)
            {
                case Paragraph paragraph:
                    lines.Paragraph(paragraph.Content, indent, atLineStart);
                    break;
                case SignatureLine line:
                    lines.Paragraph(line.Caption, indent, atLineStart, before: ':');
                    markdown.Append(SignatureRule);
                    break;
                default:
                    throw new UnreachableException();
            }
        }

        private void Table(Table table)
        {
            Row(table.Header);
            markdown.Append(indent);
            for (var i = 0; i < table.Header.Count; i++)
                markdown.Append("| --- ");
            markdown.Append("|\n");
            foreach (var row in table.Rows)
            {
                markdown.Append(indent);
                Row(row);
            }
        }

        private void Row(Sequence<Sequence<Inline>> cells)
        {
            foreach (var cell in cells)
            {
                markdown.Append("| ");
                lines.OneLine(cell);
                markdown.Append(' ');
            }
            markdown.Append("|\n");
        }

        private void Anchor(ClauseId id) => markdown.Append("<a id=\"").Append(id.Value).Append("\"></a>");

        private void BlankLine() => BlankLine(indent);

        private void BlankLine(string before) => markdown.Append(before.AsSpan().TrimEnd()).Append('\n');
    }
}
