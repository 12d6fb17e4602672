namespace PolicyBuilder.Formats.Writers.Word.Redline;

/// <summary>
/// Builds the runs of a line of two versions: <c>w:ins</c> and <c>w:del</c> around runs, hyperlinks around those, as
/// the schema wants it.
/// </summary>
internal sealed class RedlineRuns(WordRuns runs, Revisions revisions)
{
    /// <summary>The runs of <paramref name="spans"/>.</summary>
    /// <param name="spans">The stretches of the line in order.</param>
    /// <param name="ofLine">Whether the line came or went as a whole.</param>
    public List<WordElement> Of(List<RevisedSpan> spans, bool ofLine = false)
    {
        var elements = new List<WordElement>();
        WordElement? link = null, change = null;
        var last = default(RevisedSpan);
        foreach (var span in spans)
        {
            var format = span.Span.Format;
            var isSameLink = (format.Address, format.Target) == (last.Span.Format.Address, last.Span.Format.Target);
            if (!isSameLink)
            {
                link = runs.LinkAround(format);
                if (link is not null)
                    elements.Add(link);
            }
            if (!isSameLink || span.Revision != last.Revision)
            {
                change = span.Revision == Revision.None ? null : revisions.Mark(span.Revision, ofLine);
                if (change is not null)
                    Put(change);
            }
            var run = Run(span);
            if (change is not null)
                change.Add(run);
            else
                Put(run);
            last = span;
        }
        return elements;

        void Put(WordElement element)
        {
            if (link is not null)
                link.Add(element);
            else
                elements.Add(element);
        }
    }

    /// <summary><paramref name="run"/> marked as a change.</summary>
    public WordElement Marked(Revision revision, WordElement run, bool ofLine = false)
    {
        if (revision == Revision.None)
            return run;
        var change = revisions.Mark(revision, ofLine);
        change.Add(run);
        return change;
    }

    private WordElement Run(RevisedSpan span)
    {
        var properties = WordRuns.Properties(span.Span.Format);
        if (span.Was is { } was)
        {
            properties ??= new WordElement(Wml.RunProperties);
            properties.Add(revisions.Change(
                Wml.RunPropertiesChange, WordRuns.Properties(was) ?? new WordElement(Wml.RunProperties)));
        }
        // What is moved away is text still; only a deletion has an element of its own (§ 17.3.3.7).
        return WordRuns.Run(span.Span.Text, properties, span.Revision == Revision.Deleted ? Wml.DeletedText : Wml.Text);
    }
}
