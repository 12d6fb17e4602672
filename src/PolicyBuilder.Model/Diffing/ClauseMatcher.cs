using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Model.Diffing;

/// <summary>A document's clauses in reading order with their places, the three parts one after another.</summary>
internal sealed class Outline
{
    /// <summary>Stands for the parent of a part's outermost clauses: <c>Top - part</c>.</summary>
    public const int Top = -1;

    public const int Sections = 0;
    public const int Notice = 1;
    public const int Acknowledgement = 2;

    private readonly List<Clause> clauses = [];
    private readonly List<int> parents = [];
    private readonly List<int> parts = [];
    private readonly List<int[]> children = [];
    private readonly int[][] outermost;
    private readonly string?[] texts;
    private readonly WordBag?[] bags;

    public Outline(PolicyDocument document)
    {
        outermost =
        [
            Add(document.Sections, Top - Sections, Sections),
            Add(document.Notice is null ? [] : [document.Notice], Top - Notice, Notice),
            Add(document.Acknowledgement is null ? [] : [document.Acknowledgement], Top - Acknowledgement, Acknowledgement),
        ];
        texts = new string?[clauses.Count];
        bags = new WordBag?[clauses.Count];
    }

    public int Count => clauses.Count;

    public Clause Clause(int index) => clauses[index];

    /// <summary>The clause it stands under, or <see cref="Top"/> less its part.</summary>
    public int Parent(int index) => parents[index];

    public int Part(int index) => parts[index];

    public int[] Children(int parent) => parent < 0 ? outermost[Top - parent] : children[parent];

    public string Text(int index) => texts[index] ??= Folded(clauses[index].OwnText());

    public WordBag Words(int index, WordNumbers numbers) => bags[index] ??= WordBag.Of(Text(index), numbers);

    // A run of blanks is one, a line end if there is one in it; none at the ends.
    private static string Folded(string text)
    {
        var folded = new System.Text.StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (!WordReader.IsFoldingSpace(character))
                folded.Append(character);
            else if (folded.Length == 0 || folded[^1] is not (' ' or '\n'))
                folded.Append(character is '\n' ? '\n' : ' ');
            else if (character is '\n')
                folded[^1] = '\n';
        }
        return folded.ToString().Trim(' ');
    }

    private int[] Add(Sequence<Clause> siblings, int parent, int part)
    {
        var indexes = new int[siblings.Count];
        for (var i = 0; i < indexes.Length; i++)
        {
            var index = indexes[i] = clauses.Count;
            clauses.Add(siblings[i]);
            parents.Add(parent);
            parts.Add(part);
            children.Add([]);
            children[index] = Add(siblings[i].Children, index, part);
        }
        return indexes;
    }
}

/// <summary>Which clause of one version is which of the other; -1 for none.</summary>
/// <param name="IsSwapped">Whether ties were decided as seen from the new version.</param>
/// <param name="NewOf">By the old clause's index.</param>
/// <param name="OldOf">By the new clause's index.</param>
/// <param name="Basis">By the new clause's index.</param>
/// <param name="SplitFrom">By an added clause's index: the old clause whose words it took over.</param>
/// <param name="MergedInto">By a removed clause's index: the new clause that took over its words.</param>
internal sealed record ClauseMatches(
    bool IsSwapped, int[] NewOf, int[] OldOf, MatchBasis[] Basis, int[] SplitFrom, int[] MergedInto);

/// <summary>
/// Recognises the clauses of one version in another: by id; where an id is missing on one side or names only a place in
/// a list, by text that occurs once on each side, by equal and then similar text under the same parent (at least half
/// of the words), by the clauses beneath, and anywhere by very similar text (four words in five, five words or more).
/// </summary>
internal sealed class ClauseMatcher
{
    private const double LikeInPlace = 0.5;
    private const double LikeAnywhere = 0.8;
    private const int FewestWordsAnywhere = 5;
    private const double TakenOver = 0.8;
    private const int FewestWordsTakenOver = 3;

    private readonly WordNumbers numbers = new();
    private readonly Outline old;
    private readonly Outline @new;
    private readonly int[] newOf;
    private readonly int[] oldOf;
    private readonly MatchBasis[] basis;

    private ClauseMatcher(Outline old, Outline @new)
    {
        (this.old, this.@new) = (old, @new);
        newOf = new int[old.Count];
        oldOf = new int[@new.Count];
        Array.Fill(newOf, -1);
        Array.Fill(oldOf, -1);
        basis = new MatchBasis[@new.Count];
    }

    public static ClauseMatches Match(Outline old, Outline @new)
    {
        // One direction for each pair of documents, so that a swapped question has the mirrored answer.
        if (Compare(old, @new) <= 0)
            return new ClauseMatcher(old, @new).Match();
        var mirrored = new ClauseMatcher(@new, old).Match();
        var basis = new MatchBasis[@new.Count];
        for (var i = 0; i < basis.Length; i++)
            basis[i] = mirrored.NewOf[i] < 0 ? MatchBasis.None : mirrored.Basis[mirrored.NewOf[i]];
        return new ClauseMatches(true, mirrored.OldOf, mirrored.NewOf, basis, mirrored.MergedInto, mirrored.SplitFrom);
    }

    private ClauseMatches Match()
    {
        MatchOutermost();
        MatchIds();
        if (HasUnmatched())
        {
            MatchUniqueTexts();
            MatchContainers();
            MatchInPlace();
            MatchAnywhere();
            MatchContainers();
            MatchInPlace();
        }
        var splitFrom = TakenFrom(old, @new, newOf, oldOf);
        var mergedInto = TakenFrom(@new, old, oldOf, newOf);
        return new ClauseMatches(false, newOf, oldOf, basis, splitFrom, mergedInto);
    }

    private static int Compare(Outline old, Outline @new)
    {
        var common = Math.Min(old.Count, @new.Count);
        for (var i = 0; i < common; i++)
        {
            var (left, right) = (old.Clause(i), @new.Clause(i));
            if (ReferenceEquals(left, right))
                continue;
            if (left.Id.CompareTo(right.Id) is not 0 and var ids)
                return ids;
            if (!left.Heading.Equals(right.Heading) || !left.Body.Equals(right.Body))
            {
                if (string.CompareOrdinal(old.Text(i), @new.Text(i)) is not 0 and var texts)
                    return texts;
                if (left.Body.Count.CompareTo(right.Body.Count) is not 0 and var blocks)
                    return blocks;
            }
            if (old.Parent(i).CompareTo(@new.Parent(i)) is not 0 and var parents)
                return parents;
        }
        return old.Count.CompareTo(@new.Count);
    }

    private void Pair(int i, int j, MatchBasis how)
    {
        newOf[i] = j;
        oldOf[j] = i;
        basis[j] = how;
    }

    private void MatchOutermost()
    {
        foreach (var part in (ReadOnlySpan<int>)[Outline.Notice, Outline.Acknowledgement])
        {
            if (old.Children(Outline.Top - part) is [var left] && @new.Children(Outline.Top - part) is [var right])
                Pair(left, right, old.Clause(left).Id == @new.Clause(right).Id ? MatchBasis.Id : MatchBasis.Place);
        }
    }

    private void MatchIds()
    {
        var places = new Dictionary<(int Part, ClauseId Id), int>(old.Count);
        for (var i = 0; i < old.Count; i++)
        {
            if (newOf[i] < 0 && !old.Clause(i).Id.IsPositional)
                places.TryAdd((old.Part(i), old.Clause(i).Id), i);
        }
        for (var j = 0; j < @new.Count; j++)
        {
            if (oldOf[j] < 0 && places.Remove((@new.Part(j), @new.Clause(j).Id), out var i))
                Pair(i, j, MatchBasis.Id);
        }
    }

    private bool HasUnmatched() => newOf.AsSpan().Contains(-1) && oldOf.AsSpan().Contains(-1);

    private bool MayPair(int i, int j) => newOf[i] < 0 && oldOf[j] < 0 && old.Part(i) == @new.Part(j)
        && old.Clause(i).HasHeading == @new.Clause(j).HasHeading;

    private void MatchUniqueTexts()
    {
        var places = Once(old, newOf);
        foreach (var (text, j) in Once(@new, oldOf))
        {
            if (j >= 0 && places.TryGetValue(text, out var i) && i >= 0 && MayPair(i, j))
                Pair(i, j, MatchBasis.Text);
        }

        static Dictionary<string, int> Once(Outline outline, int[] partners)
        {
            var places = new Dictionary<string, int>(StringComparer.Ordinal);
            for (var i = 0; i < partners.Length; i++)
            {
                if (partners[i] < 0 && outline.Text(i) is { Length: > 0 } text && !places.TryAdd(text, i))
                    places[text] = -1;
            }
            return places;
        }
    }

    // A heading was rewritten and its id too, but most of what stands beneath is known.
    private void MatchContainers()
    {
        for (var j = @new.Count - 1; j >= 0; j--)
        {
            var children = @new.Children(j);
            if (oldOf[j] >= 0 || children.Length == 0)
                continue;
            var parents = children.Where(child => oldOf[child] >= 0).Select(child => old.Parent(oldOf[child]));
            if (parents.GroupBy(parent => parent).MaxBy(group => group.Count()) is { } group && group.Key >= 0
                && group.Count() * 2 > children.Length && group.Count() * 2 > old.Children(group.Key).Length
                && MayPair(group.Key, j))
                Pair(group.Key, j, MatchBasis.Children);
        }
    }

    // From the outside in, so that the parents of a pair are known before it is looked for.
    private void MatchInPlace()
    {
        for (var part = Outline.Sections; part <= Outline.Acknowledgement; part++)
            MatchChildren(Outline.Top - part, Outline.Top - part);
        for (var j = 0; j < @new.Count; j++)
        {
            if (oldOf[j] >= 0)
                MatchChildren(oldOf[j], j);
        }
    }

    private void MatchChildren(int oldParent, int newParent)
    {
        var left = old.Children(oldParent).Where(i => newOf[i] < 0).ToArray();
        var right = @new.Children(newParent).Where(j => oldOf[j] < 0).ToArray();
        if (left.Length == 0 || right.Length == 0)
            return;

        var texts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (a, b) in SequenceAligner.Align(
            Array.ConvertAll(left, i => Number(old.Text(i))), Array.ConvertAll(right, j => Number(@new.Text(j)))))
        {
            if (MayPair(left[a], right[b]))
                Pair(left[a], right[b], MatchBasis.Text);
        }

        // What is alike is looked for between neighbours that stayed.
        foreach (var (lefts, rights) in Gaps(old.Children(oldParent), @new.Children(newParent)))
        {
            var pairs = Likeness.InOrder(
                [.. lefts.Select(i => old.Words(i, numbers))], [.. rights.Select(j => @new.Words(j, numbers))], LikeInPlace);
            foreach (var (a, b) in pairs)
            {
                if (MayPair(lefts[a], rights[b]))
                    Pair(lefts[a], rights[b], MatchBasis.Similarity);
            }
        }

        int Number(string text)
        {
            if (!texts.TryGetValue(text, out var number))
                texts[text] = number = texts.Count;
            return number;
        }
    }

    private List<(List<int> Left, List<int> Right)> Gaps(int[] left, int[] right)
    {
        var places = new Dictionary<int, int>();
        for (var b = 0; b < right.Length; b++)
            places[right[b]] = b;
        var fixedPairs = new List<(int A, int B)>();
        for (var a = 0; a < left.Length; a++)
        {
            if (newOf[left[a]] >= 0 && places.TryGetValue(newOf[left[a]], out var b))
                fixedPairs.Add((a, b));
        }
        var keep = IncreasingSubsequence.Of([.. fixedPairs.Select(pair => pair.B)]);
        var gaps = new List<(List<int>, List<int>)>();
        var (i, j) = (0, 0);
        foreach (var (a, b) in fixedPairs.Where((_, index) => keep[index]).Append((left.Length, right.Length)))
        {
            var lefts = left[i..a].Where(index => newOf[index] < 0).ToList();
            var rights = right[j..b].Where(index => oldOf[index] < 0).ToList();
            if (lefts.Count > 0 && rights.Count > 0)
                gaps.Add((lefts, rights));
            (i, j) = (a + 1, b + 1);
        }
        return gaps;
    }

    private void MatchAnywhere()
    {
        var left = Enumerable.Range(0, old.Count).Where(i => newOf[i] < 0).ToArray();
        var right = Enumerable.Range(0, @new.Count).Where(j => oldOf[j] < 0).ToArray();
        if (left.Length == 0 || right.Length == 0)
            return;
        var pairs = Likeness.Anywhere(
            [.. left.Select(i => old.Words(i, numbers))], [.. right.Select(j => @new.Words(j, numbers))],
            LikeAnywhere, FewestWordsAnywhere);
        foreach (var (a, b) in pairs)
        {
            if (MayPair(left[a], right[b]))
                Pair(left[a], right[b], MatchBasis.Similarity);
        }
    }

    // For each clause of `to` without a partner beside or below one that lost words: whose words it has.
    private int[] TakenFrom(Outline from, Outline to, int[] toOf, int[] fromOf)
    {
        var takenFrom = new int[to.Count];
        Array.Fill(takenFrom, -1);
        for (var keeper = 0; keeper < to.Count; keeper++)
        {
            var origin = fromOf[keeper];
            if (origin < 0 || to.Clause(keeper).Body.Equals(from.Clause(origin).Body))
                continue;
            var near = Near(to, keeper, fromOf);
            if (near.Count == 0)
                continue;
            var lost = from.Words(origin, numbers).Without(to.Words(keeper, numbers));
            foreach (var candidate in near)
            {
                var words = to.Words(candidate, numbers);
                if (takenFrom[candidate] >= 0 || words.Count < FewestWordsTakenOver || words.Shared(lost) < TakenOver * words.Count)
                    continue;
                takenFrom[candidate] = origin;
                lost = lost.Without(words);
            }
        }
        return takenFrom;
    }

    // The unmatched clauses next to `keeper`, up to the next matched one on either side, and those right below it.
    private static List<int> Near(Outline outline, int keeper, int[] partners)
    {
        var near = new List<int>();
        var siblings = outline.Children(outline.Parent(keeper));
        var place = Array.BinarySearch(siblings, keeper);
        for (var i = place + 1; i < siblings.Length && partners[siblings[i]] < 0; i++)
            near.Add(siblings[i]);
        for (var i = place - 1; i >= 0 && partners[siblings[i]] < 0; i--)
            near.Add(siblings[i]);
        near.AddRange(outline.Children(keeper).Where(child => partners[child] < 0));
        return near;
    }
}
