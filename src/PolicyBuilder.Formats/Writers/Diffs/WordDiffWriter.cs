using PolicyBuilder.Formats.Publishing;
using PolicyBuilder.Formats.Writers.Word.Redline;
using PolicyBuilder.Model;

namespace PolicyBuilder.Formats.Writers.Diffs;

/// <summary>A Word file with tracked changes: accepted it is the new version, rejected the old one.</summary>
/// <param name="author">Who is named in every change; null: who issues the new version.</param>
/// <param name="date">
/// When, as in <see cref="RedlineAuthor"/>; null: the day the new version was published, or that it takes effect where it
/// is not published. Never today, so that the same two versions give the same bytes.
/// </param>
public sealed class WordDiffWriter(string? author = null, string? date = null) : IDiffWriter
{
    /// <inheritdoc/>
    public string Name => "word";

    /// <inheritdoc/>
    public bool IsText => false;

    /// <inheritdoc/>
    public IReadOnlyList<DiffFile> Write(DiffReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var title = report.New.Document.Title;
        var day = report.New.Published is { } published ? IsoDay.Of(published) : title.Date;
        return [new DiffFile("-redline.docx", RedlineWriter.Write(report.Diff, new RedlineAuthor(author ?? title.Issuer, date ?? day)).Print())];
    }
}
