using System.Collections.Frozen;
using System.Runtime.InteropServices;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Model.Diffing;

/// <summary>
/// The words in which two texts differ. White space belongs to the words about it: taking out a word takes out one of
/// its blanks. Runs of blanks, tabs and line ends count as one blank, as in <see cref="Fingerprint"/>; a no-break space
/// is another character. The result of swapped texts is the mirror image.
/// </summary>
public static class WordDiffer
{
    // A reader is not helped by "the" surviving between two replaced words.
    private static readonly FrozenSet<string> StopWords = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "a", "an", "the", "of", "to", "in", "on", "at", "by", "for", "from", "with", "as", "is", "are", "be", "was", "were",
        "it", "its", "this", "that", "these", "those", "and", "or");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> IsStopWord =
        StopWords.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The difference of two lines of text.</summary>
    /// <param name="mergeIslands">
    /// Whether one or two stop-words between two replacements are marked with them; without it the marking is minimal.
    /// </param>
    public static LineChange Diff(Sequence<Inline> old, Sequence<Inline> @new, bool mergeIslands = true) =>
        Diff(old, @new, target => target, target => target, mergeIslands);

    internal static LineChange Diff(
        Sequence<Inline> old, Sequence<Inline> @new, Func<ClauseId, ClauseId> oldTarget, Func<ClauseId, ClauseId> newTarget,
        bool mergeIslands = true)
    {
        var (left, right) = (RunningText.Of(old), RunningText.Of(@new));
        if (left.Text == right.Text && left.IsPlain && right.IsPlain && !left.HasReferences && !right.HasReferences)
            return new LineChange(old, @new, Whole(SegmentKind.Same, left.Text.Length));
        var (leftWords, rightWords) = (WordReader.Read(left), WordReader.Read(right));
        var vocabulary = new Vocabulary();
        var leftIds = vocabulary.Ids(left, leftWords, oldTarget);
        var rightIds = vocabulary.Ids(right, rightWords, newTarget);
        List<(int Left, int Right)> pairs;
        if (string.CompareOrdinal(left.Text, right.Text) <= 0)
        {
            pairs = SequenceAligner.Align(leftIds, rightIds);
        }
        else
        {
            // Always in one direction, so that a swapped question has the mirrored answer.
            pairs = SequenceAligner.Align(rightIds, leftIds);
            foreach (ref var pair in CollectionsMarshal.AsSpan(pairs))
                pair = (pair.Right, pair.Left);
        }
        var segments = new SegmentBuilder(left, right).Build(leftWords, rightWords, pairs);
        return new LineChange(old, @new, (mergeIslands ? MergeIslands(segments, left.Text) : segments).ToSequence());
    }

    internal static LineChange Added(Sequence<Inline> content) =>
        new([], content, Whole(SegmentKind.Inserted, RunningText.Of(content).Text.Length));

    internal static LineChange Removed(Sequence<Inline> content) =>
        new(content, [], Whole(SegmentKind.Deleted, RunningText.Of(content).Text.Length));

    private static Sequence<Segment> Whole(SegmentKind kind, int length) =>
        length == 0 ? [] : [new Segment(kind, 0, kind == SegmentKind.Inserted ? 0 : length, 0, kind == SegmentKind.Deleted ? 0 : length)];

    private static List<Segment> MergeIslands(List<Segment> segments, string old)
    {
        var merged = new List<Segment>(segments.Count);
        for (var i = 0; i < segments.Count; i++)
        {
            // merged: …, deleted, inserted | segments[i] island | deleted, inserted, …
            if (i + 2 < segments.Count && IsReplacement(merged, merged.Count) && IsReplacement(segments, i + 3)
                && segments[i].Kind == SegmentKind.Same && IsIsland(old.AsSpan(segments[i].OldStart, segments[i].OldLength)))
            {
                var (first, last) = (merged[^2], segments[i + 2]);
                merged.RemoveRange(merged.Count - 2, 2);
                var oldEnd = segments[i + 1].OldStart + segments[i + 1].OldLength;
                var newStart = first.NewStart;
                merged.Add(new Segment(SegmentKind.Deleted, first.OldStart, oldEnd - first.OldStart, newStart, 0));
                merged.Add(new Segment(SegmentKind.Inserted, oldEnd, 0, newStart, last.NewStart + last.NewLength - newStart));
                i += 2;
                continue;
            }
            merged.Add(segments[i]);
        }
        return merged;
    }

    private static bool IsReplacement(List<Segment> segments, int end) => end >= 2
        && segments[end - 2].Kind == SegmentKind.Deleted && segments[end - 1].Kind == SegmentKind.Inserted;

    private static bool IsIsland(ReadOnlySpan<char> text)
    {
        var words = 0;
        foreach (var range in text.SplitAny(' ', '\t', '\r', '\n'))
        {
            if (text[range].IsEmpty)
                continue;
            if (++words > 2 || !IsStopWord.Contains(text[range]))
                return false;
        }
        return true;
    }

    /// <summary>Turns aligned words into segments of characters.</summary>
    private sealed class SegmentBuilder(RunningText left, RunningText right)
    {
        private readonly List<Segment> segments = [];
        private readonly bool isPlain = left.IsPlain && right.IsPlain;
        private int old;
        private int @new;

        public List<Segment> Build(List<Word> leftWords, List<Word> rightWords, List<(int Left, int Right)> pairs)
        {
            foreach (var (i, j) in pairs)
            {
                Gap(leftWords[i].Start, rightWords[j].Start, last: false);
                Shared(leftWords[i], rightWords[j]);
            }
            Gap(left.Text.Length, right.Text.Length, last: true);
            return segments;
        }

        // What lies between two shared words. A blank that both sides have at an end of the gap is shared.
        private void Gap(int oldEnd, int newEnd, bool last)
        {
            Blanks(LengthOfBlanks(left.Text, old, oldEnd), LengthOfBlanks(right.Text, @new, newEnd));
            while (old < oldEnd && @new < newEnd && left.Text[old] == right.Text[@new] && WordReader.IsSpace(left.Text[old]))
            {
                Blanks(1, 1);
                Blanks(LengthOfBlanks(left.Text, old, oldEnd), LengthOfBlanks(right.Text, @new, newEnd));
            }
            var (oldTail, newTail) = (BlanksBefore(left.Text, old, oldEnd), BlanksBefore(right.Text, @new, newEnd));
            var shared = last || (oldTail > 0 && newTail > 0);
            if (!shared)
                oldTail = newTail = 0;
            Add(SegmentKind.Deleted, oldEnd - oldTail - old, 0);
            Add(SegmentKind.Inserted, 0, newEnd - newTail - @new);
            Blanks(oldTail, newTail);
        }

        // Blanks at the ends of a text are of no account, nor is how they look; elsewhere one side's blanks answer the other's.
        private void Blanks(int oldLength, int newLength)
        {
            var free = IsFolding(left.Text, old, oldLength) && IsFolding(right.Text, @new, newLength)
                && ((old == 0 && @new == 0) || (old + oldLength == left.Text.Length && @new + newLength == right.Text.Length));
            if ((oldLength == 0 || newLength == 0) && !free)
                return;
            var kind = !isPlain && !free && !left.StyleAt(old).LooksLike(right.StyleAt(@new))
                ? SegmentKind.Restyled
                : SegmentKind.Same;
            Add(kind, oldLength, newLength);
        }

        private void Shared(Word leftWord, Word rightWord)
        {
            var (oldLength, newLength) = (leftWord.End - leftWord.Start, rightWord.End - rightWord.Start);
            if (!left.Text.AsSpan(leftWord.Start, oldLength).SequenceEqual(right.Text.AsSpan(rightWord.Start, newLength))
                && left.EndOfReference(leftWord.Start) >= 0)
            {
                Add(SegmentKind.Relabelled, oldLength, newLength);
                return;
            }
            var kind = isPlain || HasSameLook(leftWord, rightWord) ? SegmentKind.Same : SegmentKind.Restyled;
            Add(kind, oldLength, newLength);
        }

        private bool HasSameLook(Word leftWord, Word rightWord)
        {
            for (int i = leftWord.Start, j = rightWord.Start; i < leftWord.End && j < rightWord.End;)
            {
                if (!left.StyleAt(i).LooksLike(right.StyleAt(j)))
                    return false;
                // A run of blanks inside a date or a duration counts as one, however long it is on either side.
                i += Math.Max(1, LengthOfBlanks(left.Text, i, leftWord.End));
                j += Math.Max(1, LengthOfBlanks(right.Text, j, rightWord.End));
            }
            return true;
        }

        private void Add(SegmentKind kind, int oldLength, int newLength)
        {
            if (oldLength == 0 && newLength == 0)
                return;
            if (segments.Count > 0 && segments[^1].Kind == kind)
            {
                segments[^1] = segments[^1] with
                {
                    OldLength = segments[^1].OldLength + oldLength,
                    NewLength = segments[^1].NewLength + newLength,
                };
            }
            else
            {
                segments.Add(new Segment(kind, old, oldLength, @new, newLength));
            }
            old += oldLength;
            @new += newLength;
        }

        private static bool IsFolding(string text, int start, int length) => length == 0 || WordReader.IsFoldingSpace(text[start]);

        private static int LengthOfBlanks(string text, int start, int end)
        {
            var position = start;
            while (position < end && WordReader.IsFoldingSpace(text[position]))
                position++;
            return position - start;
        }

        private static int BlanksBefore(string text, int start, int end)
        {
            var position = end;
            while (position > start && WordReader.IsFoldingSpace(text[position - 1]))
                position--;
            return end - position;
        }
    }
}

/// <summary>Gives every distinct word, or other text, a number. Runs of blanks inside it (in a date, a duration) count as one.</summary>
internal sealed class Vocabulary
{
    private readonly Dictionary<string, int> ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup;

    public Vocabulary() => lookup = ids.GetAlternateLookup<ReadOnlySpan<char>>();

    public int[] Ids(RunningText text, List<Word> words, Func<ClauseId, ClauseId> target)
    {
        var result = new int[words.Count];
        for (var i = 0; i < result.Length; i++)
        {
            var (start, end) = words[i];
            result[i] = text.HasReferences && text.EndOfReference(start) >= 0
                ? Id($"\uFDD2{target(text.StyleAt(start).Reference!.Value)}")
                : Id(text.Text.AsSpan(start, end - start));
        }
        return result;
    }

    public int Id(ReadOnlySpan<char> word)
    {
        if (word.IndexOfAny('\t', '\r', '\n') >= 0 || word.Contains("  ", StringComparison.Ordinal))
            word = Fold(word);
        if (lookup.TryGetValue(word, out var id))
            return id;
        id = ids.Count;
        lookup[word] = id;
        return id;
    }

    private static string Fold(ReadOnlySpan<char> word)
    {
        var folded = new System.Text.StringBuilder(word.Length);
        foreach (var character in word)
        {
            if (!WordReader.IsFoldingSpace(character))
                folded.Append(character);
            else if (folded.Length == 0 || folded[^1] != ' ')
                folded.Append(' ');
        }
        return folded.ToString();
    }
}
