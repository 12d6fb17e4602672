using System.Diagnostics;
using System.Text;
using PolicyBuilder.Formats.Publishing;
using PolicyBuilder.Model.Diffing;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Formats.Writers.Diffs;

/// <summary>
/// Plain text of 80 columns: what went stands in <c>[-…-]</c>, what came in <c>{+…+}</c>. Colour may be added, but says
/// nothing that the marks do not. Long unchanged stretches inside a clause are cut.
/// </summary>
/// <param name="color">Whether to colour with SGR sequences (ECMA-48 § 8.3.117).</param>
public sealed class TerminalDiffWriter(bool color) : IDiffWriter
{
    private const int Width = 80;

    // An unchanged stretch longer than this is cut in its middle.
    private const int LongestSame = 240;

    private const int KeptOfSame = 90;

    /// <inheritdoc/>
    public string Name => "terminal";

    /// <inheritdoc/>
    public bool IsText => true;

    /// <inheritdoc/>
    public IReadOnlyList<DiffFile> Write(DiffReport report) => [new DiffFile(".txt", Encoding.UTF8.GetBytes(Text(report)))];

    private string Text(DiffReport report)
    {
        var page = new Page(color);
        var (old, @new) = (report.Old.Document.Title, report.New.Document.Title);
        page.Paragraph("", [new($"{@new.Title}, {@new.Issuer}", Tone.Strong)]);
        page.Paragraph("", [new($"{report.Old.Name} → {report.New.Name}", Tone.Plain)]);
        page.Paragraph("", [new($"{old.Version} → {@new.Version}: ", Tone.Plain), new(report.Verdict, Tone.Strong), new($". {report.Summary}", Tone.Plain)]);
        page.Paragraph("", [new(report.Consequence, Tone.Plain)]);
        foreach (var reason in report.Classification.Restructuring)
            page.Paragraph("  ", [new($"restructured: {reason.Sentence}", Tone.Quiet)]);
        foreach (var change in report.Shown)
            Change(page, report, change);
        var renumbered = report.RenumberedPhrases().ToList();
        if (renumbered.Count > 0)
        {
            page.Blank();
            page.Paragraph("", [new("Only another letter or number:", Tone.Plain)]);
            foreach (var phrase in renumbered)
                page.Paragraph("  ", [new(phrase, Tone.Quiet)]);
        }
        return page.ToString();
    }

    private static void Change(Page page, DiffReport report, ClassifiedChange change)
    {
        page.Blank();
        var verdict = Words.Spoken(Words.Of(change.Verdict));
        page.Paragraph("", [new(report.Place(change), Tone.Strong), new($"  {string.Join(", ", DiffReport.Kinds(change))}: {verdict}", Tone.Plain)]);
        if (change.Clause is not null)
            page.Paragraph("  ", [new($"id {change.Subject}", Tone.Quiet)]);
        if (report.MovedFrom(change) is { } from)
            page.Paragraph("  ", [new($"It stood at {from}", Tone.Quiet)]);
        foreach (var line in DiffReport.Lines(change))
            page.Paragraph("    ", Pieces(line));
        if (change.Clause is { Standing: Standing.Arrived, IsEdited: false, New: { } moved })
            page.Paragraph("    ", [new(Shortened(moved.OwnText()), Tone.Plain)]);
        foreach (var reason in change.Reasons)
            page.Paragraph("  ", [new($"{Words.Spoken(Words.Of(reason.Verdict))}: {reason.Sentence}", Tone.Quiet)]);
        if (change.Decision is { } decision)
            page.Paragraph("  ", [new($"decided {Words.Spoken(Words.Of(decision.Verdict))} by {decision.By}: {decision.Because} (by rule: {Words.Spoken(Words.Of(change.Computed))})", Tone.Quiet)]);
    }

    private static IEnumerable<Piece> Pieces(LineChange line)
    {
        foreach (var marked in MarkedText.Of(line))
        {
            var (open, content, close, tone) = marked.Kind switch
            {
                SegmentKind.Same => ("", Shortened(marked.New), "", Tone.Plain),
                SegmentKind.Deleted => ("[-", marked.Old, "-]", Tone.Removed),
                SegmentKind.Inserted => ("{+", marked.New, "+}", Tone.Added),
                SegmentKind.Restyled => ("{~", marked.New, "~}", Tone.Strong),
                SegmentKind.Relabelled => ("{~", marked.New, "~}", Tone.Plain),
                _ => throw new UnreachableException(),
            };
            if (open.Length == 0)
            {
                yield return new Piece(content, tone);
                continue;
            }
            var (before, inner, after) = MarkedText.Trimmed(content);
            yield return new Piece(before, Tone.Plain);
            yield return new Piece($"{open}{inner}{close}", tone);
            yield return new Piece(after, Tone.Plain);
        }
    }

    private static string Shortened(string same)
    {
        if (same.Length <= LongestSame)
            return same;
        var (before, after) = (same.LastIndexOf(' ', KeptOfSame), same.IndexOf(' ', same.Length - KeptOfSame));
        return before > 0 && after > before ? $"{same[..before]} … {same[(after + 1)..]}" : same;
    }

    private enum Tone
    {
        Plain,
        Strong,
        Quiet,
        Removed,
        Added,
    }

    private readonly record struct Piece(string Text, Tone Tone);

    private sealed class Page(bool color)
    {
        private readonly StringBuilder text = new();

        public override string ToString() => text.ToString();

        public void Blank() => text.Append('\n');

        // Breaks lines at blanks only, so that a no-break space holds; a word longer than the line stands by itself.
        public void Paragraph(string indent, IEnumerable<Piece> pieces)
        {
            var column = 0;
            var word = new List<Piece>();
            foreach (var piece in pieces)
            {
                var start = 0;
                while (piece.Text.IndexOf(' ', start) is >= 0 and var blank)
                {
                    Add(piece, start, blank);
                    Flush();
                    start = blank + 1;
                }
                Add(piece, start, piece.Text.Length);
            }
            Flush();
            text.Append('\n');

            void Add(Piece piece, int from, int to)
            {
                if (to > from)
                    word.Add(piece with { Text = piece.Text[from..to] });
            }

            void Flush()
            {
                if (word.Count == 0)
                    return;
                var length = word.Sum(part => part.Text.Length);
                if (column == 0)
                {
                    text.Append(indent);
                    column = indent.Length;
                }
                else if (column + 1 + length > Width)
                {
                    text.Append('\n').Append(indent);
                    column = indent.Length;
                }
                else
                {
                    text.Append(' ');
                    column++;
                }
                foreach (var part in word)
                    Put(part);
                column += length;
                word.Clear();
            }
        }

        private void Put(Piece part)
        {
            var code = part.Tone switch
            {
                Tone.Plain => "",
                Tone.Strong => "1",
                Tone.Quiet => "2",
                Tone.Removed => "31",
                Tone.Added => "32",
                _ => throw new UnreachableException(),
            };
            if (color && code.Length > 0)
                text.Append("\u001b[").Append(code).Append('m').Append(part.Text).Append("\u001b[0m");
            else
                text.Append(part.Text);
        }
    }
}
