using PolicyBuilder.Model.Diffing;

namespace PolicyBuilder.Formats.Writers.Word.Redline;

/// <summary>Headers and footers of two versions.</summary>
internal sealed class RedlinePage(PolicyDiff diff, RedlineRuns runs, Revisions revisions)
{
    /// <summary>The header of the first page.</summary>
    public string FirstHeader() => WordPage.FirstHeader(OldMark(1) + NewMark(1));

    /// <summary>The header of the other pages.</summary>
    public string Header()
    {
        var (old, @new) = (diff.Old.Title, diff.New.Title);
        var revision = diff.Old.Mark.Length == 0 ? Revision.Inserted : diff.New.Mark.Length == 0 ? Revision.Deleted : Revision.None;
        var mark = diff.Old.Mark.Length + diff.New.Mark.Length == 0 ? "" : WordPage.MarkParagraph(
            revision == Revision.None ? "" : new WordElement(Wml.RunProperties, revisions.Mark(revision, ofLine: true)).ToString(),
            OldMark(2) + NewMark(2));
        return WordPage.Header(
            mark,
            Runs(TitlePart.Issuer, old.Issuer, @new.Issuer),
            Runs(TitlePart.Title, old.Title, @new.Title));
    }

    /// <summary>The footer; made twice, as ids are not shared by two parts.</summary>
    public string Footer() => WordPage.Footer(
        WordRuns.Run("Version ").ToString() + Runs(TitlePart.Version, diff.Old.Title.Version, diff.New.Title.Version));

    private string Runs(TitlePart part, string old, string @new) =>
        string.Concat(runs.Of(RevisedSpan.Compare(RedlineTitleBlock.LineOf(diff, part, "", old, @new), old, @new)));

    private string OldMark(int number) => diff.Old.Mark.Length == 0 || diff.Old.Mark == diff.New.Mark
        ? ""
        // Other numbers than those of the new mark, which may be in the same part.
        : Marked(Revision.Deleted, WordPage.MarkRuns(diff.Old.Mark, number + 2, Wml.DeletedText));

    private string NewMark(int number) => diff.New.Mark.Length == 0
        ? ""
        : Marked(diff.Old.Mark == diff.New.Mark ? Revision.None : Revision.Inserted, WordPage.MarkRuns(diff.New.Mark, number));

    private string Marked(Revision revision, string xml) => runs.Marked(revision, WordElement.FromXml(xml), ofLine: true).ToString();
}
