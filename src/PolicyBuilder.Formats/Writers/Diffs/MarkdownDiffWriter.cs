using System.Diagnostics;
using System.Text;
using PolicyBuilder.Formats.Publishing;
using PolicyBuilder.Formats.Writers.Markdown;
using PolicyBuilder.Model.Diffing;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Formats.Writers.Diffs;

/// <summary>
/// CommonMark with GFM's strikethrough, for a pull request or an e-mail: what went is struck through, what came is bold;
/// both stand in brackets with a sign as well, since not every reader shows the styles.
/// </summary>
public sealed class MarkdownDiffWriter : IDiffWriter
{
    /// <inheritdoc/>
    public string Name => "markdown";

    /// <inheritdoc/>
    public bool IsText => true;

    /// <inheritdoc/>
    public IReadOnlyList<DiffFile> Write(DiffReport report) => [new DiffFile(".md", Encoding.UTF8.GetBytes(Text(report)))];

    private static string Text(DiffReport report)
    {
        var (old, @new) = (report.Old.Document.Title, report.New.Document.Title);
        var text = new StringBuilder();
        text.Append("# ").Append(Plain($"{@new.Title}: {old.Version} → {@new.Version}")).Append("\n\n");
        text.Append("**").Append(Plain(@new.Issuer)).Append("** · ").Append(Plain(report.Old.Name)).Append(" → ").Append(Plain(report.New.Name)).Append("\n\n");
        text.Append("**Verdict: ").Append(report.Verdict).Append(".** ").Append(Plain(report.Summary)).Append(' ').Append(Plain(report.Consequence)).Append('\n');
        foreach (var reason in report.Classification.Restructuring)
            text.Append("\n- ").Append(Plain(reason.Sentence)).Append('\n');
        if (report.Shown.Count > 0)
            text.Append("\nWhat went is ~~\\[-struck through-\\]~~, what came is **{+bold+}**.\n");
        foreach (var change in report.Shown)
            Change(text, report, change);
        var renumbered = report.RenumberedPhrases().ToList();
        if (renumbered.Count > 0)
        {
            text.Append("\n## Only another letter or number\n\n");
            foreach (var phrase in renumbered)
                text.Append("- ").Append(Plain(phrase)).Append('\n');
        }
        return text.ToString();
    }

    private static void Change(StringBuilder text, DiffReport report, ClassifiedChange change)
    {
        text.Append("\n## ").Append(Plain(report.Place(change))).Append("\n\n**")
            .Append(English.Capitalize(string.Join(", ", DiffReport.Kinds(change)))).Append("** · ").Append(Words.Spoken(Words.Of(change.Verdict)));
        if (change.Clause is not null)
            text.Append(" · `").Append(change.Subject).Append('`');
        text.Append('\n');
        if (report.MovedFrom(change) is { } from)
            text.Append("\nIt stood at ").Append(Plain(from)).Append('\n');
        foreach (var line in DiffReport.Lines(change))
        {
            text.Append("\n> ");
            foreach (var marked in MarkedText.Of(line))
                Marked(text, marked);
            text.Append('\n');
        }
        if (change.Clause is { Standing: Standing.Arrived, IsEdited: false, New: { } moved })
            text.Append("\n> ").Append(Plain(moved.OwnText())).Append('\n');
        text.Append('\n');
        foreach (var reason in change.Reasons)
            text.Append("- ").Append(Words.Spoken(Words.Of(reason.Verdict))).Append(": ").Append(Plain(reason.Sentence)).Append('\n');
        if (change.Decision is { } decision)
            text.Append("- decided ").Append(Words.Spoken(Words.Of(decision.Verdict))).Append(" by ").Append(Plain($"{decision.By}: {decision.Because}"))
                .Append(" (by rule: ").Append(Words.Spoken(Words.Of(change.Computed))).Append(")\n");
    }

    private static void Marked(StringBuilder text, MarkedText marked)
    {
        switch (marked.Kind)
        {
            case SegmentKind.Same:
                text.Append(Plain(marked.New));
                break;
            case SegmentKind.Deleted:
                Wrapped(text, marked.Old, "~~\\[-", "-\\]~~");
                break;
            case SegmentKind.Inserted:
                Wrapped(text, marked.New, "**{+", "+}**");
                break;
            case SegmentKind.Restyled or SegmentKind.Relabelled:
                Wrapped(text, marked.New, "*{~", "~}*");
                break;
            default:
                throw new UnreachableException();
        }
    }

    // The blanks around go outside, where the marks would not open or close before them (CommonMark 0.31.2 § 6.2).
    private static void Wrapped(StringBuilder text, string content, string open, string close)
    {
        var (before, inner, after) = MarkedText.Trimmed(content);
        text.Append(before).Append(open).Append(Plain(inner)).Append(close).Append(after);
    }

    private static string Plain(string text)
    {
        var markdown = new StringBuilder(text.Length + 16);
        MarkdownText.Append(markdown, text);
        return markdown.ToString();
    }
}
