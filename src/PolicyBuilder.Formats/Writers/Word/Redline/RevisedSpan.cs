using PolicyBuilder.Model;
using PolicyBuilder.Model.Diffing;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Formats.Writers.Word.Redline;

/// <summary>A stretch of characters of one or both versions of a line.</summary>
/// <param name="Span">The characters and how they look.</param>
/// <param name="Revision">Whether they came or went.</param>
/// <param name="Was">How they looked, if that alone changed.</param>
internal readonly record struct RevisedSpan(WordSpan Span, Revision Revision, WordFormat? Was = null)
{
    /// <summary>A line of one version.</summary>
    public static List<RevisedSpan> Whole(Revision revision, List<WordSpan> spans) =>
        spans.ConvertAll(span => new RevisedSpan(span, revision));

    /// <summary>
    /// Both versions of a line. The words are those that <paramref name="line"/> marks; runs of blanks that differ, which
    /// it passes over, are marked as well, so that each version comes out as it is.
    /// </summary>
    /// <param name="line">What became of the words; null where they are the same.</param>
    /// <param name="old">The line as it was.</param>
    /// <param name="new">The line as it is.</param>
    /// <param name="spansOfOld">The spans of old inlines, references leading where their clauses are now.</param>
    public static List<RevisedSpan> Compare(
        LineChange? line, Sequence<Inline> old, Sequence<Inline> @new, Func<Sequence<Inline>, List<WordSpan>> spansOfOld)
    {
        var spans = new List<RevisedSpan>();
        if (line is null)
        {
            Same(spansOfOld(old), WordSpan.Of(@new), spans);
            return Joined(spans);
        }
        var (before, after) = (RunningText.Of(line.Old), RunningText.Of(line.New));
        foreach (var segment in line.Segments)
        {
            var olds = spansOfOld(before.Slice(segment.OldStart, segment.OldLength));
            var news = WordSpan.Of(after.Slice(segment.NewStart, segment.NewLength));
            switch (segment.Kind)
            {
                case SegmentKind.Same:
                    Same(olds, news, spans);
                    break;
                case SegmentKind.Restyled:
                    Restyled(olds, news, spans);
                    break;
                default:
                    Replaced(olds, news, spans);
                    break;
            }
        }
        return Joined(spans);
    }

    /// <summary>Both versions of plain text.</summary>
    public static List<RevisedSpan> Compare(LineChange? line, string old, string @new) =>
        Compare(line, [new Text(old)], [new Text(@new)], WordSpan.Of);

    private static void Replaced(List<WordSpan> old, List<WordSpan> @new, List<RevisedSpan> spans)
    {
        spans.AddRange(Whole(Revision.Deleted, old));
        spans.AddRange(Whole(Revision.Inserted, @new));
    }

    // The same words; blanks between them may differ.
    private static void Same(List<WordSpan> old, List<WordSpan> @new, List<RevisedSpan> spans)
    {
        if (old.SequenceEqual(@new))
        {
            spans.AddRange(Whole(Revision.None, @new));
            return;
        }
        var (olds, news) = (Tokens(old), Tokens(@new));
        if (olds.Count(token => !IsBlank(token)) != news.Count(token => !IsBlank(token)))
        {
            Replaced(old, @new, spans);
            return;
        }
        var (i, j) = (0, 0);
        while (i < olds.Count || j < news.Count)
        {
            Pair(Take(olds, ref i, IsBlank), Take(news, ref j, IsBlank));
            Pair(olds.Skip(i).Take(1).ToList(), news.Skip(j).Take(1).ToList());
            (i, j) = (i + 1, j + 1);
        }

        void Pair(List<WordSpan> before, List<WordSpan> after)
        {
            if (before.SequenceEqual(after))
                spans.AddRange(Whole(Revision.None, after));
            else
                Replaced(before, after, spans);
        }
    }

    private static void Restyled(List<WordSpan> old, List<WordSpan> @new, List<RevisedSpan> spans)
    {
        var isFormatAlone = string.Concat(old.Select(span => span.Text)) == string.Concat(@new.Select(span => span.Text));
        var (i, start) = (0, 0);
        var pieces = new List<RevisedSpan>();
        foreach (var span in @new)
        {
            for (var position = 0; isFormatAlone && position < span.Text.Length;)
            {
                var was = old[i];
                var length = Math.Min(span.Text.Length - position, was.Text.Length - start);
                isFormatAlone = (was.Format.Address, was.Format.Target) == (span.Format.Address, span.Format.Target);
                pieces.Add(new RevisedSpan(
                    span with { Text = span.Text.Substring(position, length) }, Revision.None,
                    was.Format == span.Format ? null : was.Format));
                position += length;
                start += length;
                if (start == was.Text.Length)
                    (i, start) = (i + 1, 0);
            }
        }
        if (isFormatAlone)
            spans.AddRange(pieces);
        else
            Replaced(old, @new, spans);
    }

    private static List<WordSpan> Take(List<WordSpan> tokens, ref int index, Func<WordSpan, bool> isTaken)
    {
        var taken = new List<WordSpan>();
        while (index < tokens.Count && isTaken(tokens[index]))
            taken.Add(tokens[index++]);
        return taken;
    }

    // Words and runs of blanks, each in one format.
    private static List<WordSpan> Tokens(List<WordSpan> spans)
    {
        var tokens = new List<WordSpan>();
        foreach (var span in spans)
        {
            for (var start = 0; start < span.Text.Length;)
            {
                var end = start + 1;
                while (end < span.Text.Length && IsBlank(span.Text[end]) == IsBlank(span.Text[start]))
                    end++;
                tokens.Add(span with { Text = span.Text[start..end] });
                start = end;
            }
        }
        return tokens;
    }

    private static bool IsBlank(WordSpan token) => IsBlank(token.Text[0]);

    private static bool IsBlank(char character) => character is ' ' or '\t' or '\n' or '\r';

    private static List<RevisedSpan> Joined(List<RevisedSpan> spans)
    {
        var joined = new List<RevisedSpan>(spans.Count);
        foreach (var span in spans)
        {
            if (joined is [.., var last] && last with { Span = span.Span } == span && last.Span.Format == span.Span.Format)
                joined[^1] = span with { Span = span.Span with { Text = last.Span.Text + span.Span.Text } };
            else
                joined.Add(span);
        }
        return joined;
    }
}
