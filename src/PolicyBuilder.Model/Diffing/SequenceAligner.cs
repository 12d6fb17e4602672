using System.Runtime.InteropServices;

namespace PolicyBuilder.Model.Diffing;

/// <summary>
/// A longest common subsequence of two token sequences: Myers, "An O(ND) Difference Algorithm and Its Variations"
/// (1986), in its linear-space form. Time is bounded: where two long stretches differ too much, runs of tokens that
/// occur once on both sides divide them (patience diff), and a stretch that has none is replaced whole.
/// </summary>
internal sealed class SequenceAligner
{
    // Steps of the inner loops in one alignment, some tenths of a second; and edits looked for from each end of a stretch.
    private const long Budget = 30_000_000;
    private const int MaximumEdits = 2_000;

    private readonly int[] left;
    private readonly int[] right;
    private readonly int[] leftPlaces;
    private readonly int[] rightPlaces;
    private readonly int[] forward;
    private readonly int[] backward;
    private readonly int diagonalOffset;
    private readonly List<(int Left, int Right)> pairs = [];
    private long spent;

    private SequenceAligner(int[] left, int[] right, int[] leftPlaces, int[] rightPlaces)
    {
        (this.left, this.right, this.leftPlaces, this.rightPlaces) = (left, right, leftPlaces, rightPlaces);
        forward = new int[left.Length + right.Length + 3];
        backward = new int[left.Length + right.Length + 3];
        diagonalOffset = right.Length + 1;
    }

    /// <summary>Pairs of equal tokens, increasing on both sides.</summary>
    public static List<(int Left, int Right)> Align(ReadOnlySpan<int> left, ReadOnlySpan<int> right)
    {
        var prefix = left.CommonPrefixLength(right);
        var suffix = CommonSuffix(left[prefix..], right[prefix..]);
        var all = new List<(int Left, int Right)>(Math.Min(left.Length, right.Length));
        for (var i = 0; i < prefix; i++)
            all.Add((i, i));

        // A token that the other side lacks can have no partner, so leaving it out changes nothing but the time.
        var (leftTokens, leftPlaces) = Common(left[prefix..^suffix], right[prefix..^suffix]);
        var (rightTokens, rightPlaces) = Common(right[prefix..^suffix], left[prefix..^suffix]);
        if (leftTokens.Length > 0)
        {
            var aligner = new SequenceAligner(leftTokens, rightTokens, leftPlaces, rightPlaces);
            aligner.Divide(0, leftTokens.Length, 0, rightTokens.Length);
            foreach (var (i, j) in aligner.pairs)
                all.Add((prefix + i, prefix + j));
        }

        for (var i = suffix; i > 0; i--)
            all.Add((left.Length - i, right.Length - i));
        return all;
    }

    private static (int[] Tokens, int[] Places) Common(ReadOnlySpan<int> tokens, ReadOnlySpan<int> other)
    {
        if (tokens.IsEmpty || other.IsEmpty)
            return ([], []);
        var present = new HashSet<int>(other.Length);
        foreach (var token in other)
            present.Add(token);
        var kept = new List<int>(tokens.Length);
        var places = new List<int>(tokens.Length);
        for (var i = 0; i < tokens.Length; i++)
        {
            if (!present.Contains(tokens[i]))
                continue;
            kept.Add(tokens[i]);
            places.Add(i);
        }
        return ([.. kept], [.. places]);
    }

    private static int CommonSuffix(ReadOnlySpan<int> left, ReadOnlySpan<int> right)
    {
        var length = 0;
        while (length < left.Length && length < right.Length && left[^(length + 1)] == right[^(length + 1)])
            length++;
        return length;
    }

    private void Divide(int leftStart, int leftEnd, int rightStart, int rightEnd)
    {
        while (leftStart < leftEnd && rightStart < rightEnd && left[leftStart] == right[rightStart])
            Pair(leftStart++, rightStart++);
        var suffix = 0;
        while (leftStart < leftEnd && rightStart < rightEnd && left[leftEnd - 1] == right[rightEnd - 1])
        {
            leftEnd--;
            rightEnd--;
            suffix++;
        }
        if (leftStart < leftEnd && rightStart < rightEnd)
        {
            if (FindMiddle(leftStart, leftEnd, rightStart, rightEnd) is { } middle)
            {
                Divide(leftStart, middle.Left, rightStart, middle.Right);
                Divide(middle.Left, leftEnd, middle.Right, rightEnd);
            }
            else
            {
                DivideAtAnchors(leftStart, leftEnd, rightStart, rightEnd);
            }
        }
        for (var i = 0; i < suffix; i++)
            Pair(leftEnd + i, rightEnd + i);
    }

    private void Pair(int i, int j) => pairs.Add((leftPlaces[i], rightPlaces[j]));

    // Searches from both ends at once, diagonal by diagonal, until the two meet. Diagonal d holds the points with
    // left − right = d; forward[d] is the furthest left position reached from the start, backward[d] from the end.
    private (int Left, int Right)? FindMiddle(int leftStart, int leftEnd, int rightStart, int rightEnd)
    {
        int lowest = leftStart - rightEnd, highest = leftEnd - rightStart;
        int forwardLow = leftStart - rightStart, forwardHigh = forwardLow;
        int backwardLow = leftEnd - rightEnd, backwardHigh = backwardLow;
        var odd = ((forwardLow - backwardLow) & 1) != 0;
        forward[forwardLow + diagonalOffset] = leftStart;
        backward[backwardLow + diagonalOffset] = leftEnd;

        for (var edits = 1; ; edits++)
        {
            if (edits > MaximumEdits || spent > Budget)
                return null;

            if (forwardLow > lowest)
                forward[--forwardLow - 1 + diagonalOffset] = -1;
            else
                forwardLow++;
            if (forwardHigh < highest)
                forward[++forwardHigh + 1 + diagonalOffset] = -1;
            else
                forwardHigh--;
            for (var d = forwardHigh; d >= forwardLow; d -= 2)
            {
                var below = forward[d - 1 + diagonalOffset];
                var above = forward[d + 1 + diagonalOffset];
                var i = below >= above ? below + 1 : above;
                var from = i;
                while (i < leftEnd && i - d < rightEnd && left[i] == right[i - d])
                    i++;
                spent += i - from + 1;
                forward[d + diagonalOffset] = i;
                if (odd && d >= backwardLow && d <= backwardHigh && backward[d + diagonalOffset] <= i)
                    return (i, i - d);
            }

            if (backwardLow > lowest)
                backward[--backwardLow - 1 + diagonalOffset] = int.MaxValue;
            else
                backwardLow++;
            if (backwardHigh < highest)
                backward[++backwardHigh + 1 + diagonalOffset] = int.MaxValue;
            else
                backwardHigh--;
            for (var d = backwardHigh; d >= backwardLow; d -= 2)
            {
                var below = backward[d - 1 + diagonalOffset];
                var above = backward[d + 1 + diagonalOffset];
                var i = below < above ? below : above - 1;
                var from = i;
                while (i > leftStart && i - d > rightStart && left[i - 1] == right[i - d - 1])
                    i--;
                spent += from - i + 1;
                backward[d + diagonalOffset] = i;
                if (!odd && d >= forwardLow && d <= forwardHigh && i <= forward[d + diagonalOffset])
                    return (i, i - d);
            }
        }
    }

    private void DivideAtAnchors(int leftStart, int leftEnd, int rightStart, int rightEnd)
    {
        foreach (var length in (ReadOnlySpan<int>)[8, 3, 1])
        {
            if (spent > 2 * Budget)
                return;
            var anchors = Anchors(leftStart, leftEnd, rightStart, rightEnd, length);
            if (anchors.Count == 0)
                continue;
            var (i, j) = (leftStart, rightStart);
            foreach (var (anchorLeft, anchorRight) in anchors)
            {
                // Anchors of several tokens overlap; what lies behind the last one is done.
                if (anchorLeft < i || anchorRight < j)
                    continue;
                Divide(i, anchorLeft, j, anchorRight);
                Pair(anchorLeft, anchorRight);
                (i, j) = (anchorLeft + 1, anchorRight + 1);
            }
            Divide(i, leftEnd, j, rightEnd);
            return;
        }
    }

    // Runs of `length` tokens that occur once on each side, in an order that both sides share.
    private List<(int Left, int Right)> Anchors(int leftStart, int leftEnd, int rightStart, int rightEnd, int length)
    {
        spent += leftEnd - leftStart + rightEnd - rightStart;
        var lefts = Once(left.AsSpan(leftStart, leftEnd - leftStart), length);
        var rights = Once(right.AsSpan(rightStart, rightEnd - rightStart), length);
        var candidates = new List<(int Left, int Right)>();
        foreach (var (run, place) in lefts)
        {
            if (place >= 0 && rights.TryGetValue(run, out var other) && other >= 0
                && left.AsSpan(leftStart + place, length).SequenceEqual(right.AsSpan(rightStart + other, length)))
                candidates.Add((leftStart + place, rightStart + other));
        }
        candidates.Sort();
        var keep = IncreasingSubsequence.Of([.. candidates.Select(candidate => candidate.Right)]);
        return [.. candidates.Where((_, index) => keep[index])];
    }

    // Each run's place, or -1 where it occurs again.
    private static Dictionary<long, int> Once(ReadOnlySpan<int> tokens, int length)
    {
        var places = new Dictionary<long, int>();
        for (var i = 0; i + length <= tokens.Length; i++)
        {
            var hash = 1469598103934665603L;
            foreach (var token in tokens.Slice(i, length))
                hash = (hash ^ token) * 1099511628211L;
            ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(places, hash, out var seen);
            place = seen ? -1 : i;
        }
        return places;
    }
}

/// <summary>The heaviest subsequence whose values increase: what stays in place when the rest is moved.</summary>
internal static class IncreasingSubsequence
{
    /// <summary>For each of <paramref name="values"/> (distinct) whether it belongs to a longest increasing subsequence.</summary>
    public static bool[] Of(ReadOnlySpan<int> values) => Of(values, []);

    /// <summary>
    /// As above; among equally long ones the one with the greatest sum of <paramref name="weights"/>. O(n log n) with a
    /// tree of running maxima.
    /// </summary>
    public static bool[] Of(ReadOnlySpan<int> values, ReadOnlySpan<int> weights)
    {
        var count = values.Length;
        var ranks = new int[count];
        var order = new int[count];
        var sorted = values.ToArray();
        for (var i = 0; i < count; i++)
            order[i] = i;
        Array.Sort(sorted, order);
        for (var rank = 0; rank < count; rank++)
            ranks[order[rank]] = rank + 1;

        var best = new (int Length, long Weight)[count];
        var before = new int[count];
        var tree = new int[count + 1];
        Array.Fill(tree, -1);
        var top = -1;
        for (var i = 0; i < count; i++)
        {
            before[i] = -1;
            for (var node = ranks[i] - 1; node > 0; node -= node & -node)
            {
                if (tree[node] >= 0 && (before[i] < 0 || best[tree[node]].CompareTo(best[before[i]]) > 0))
                    before[i] = tree[node];
            }
            var (length, weight) = before[i] < 0 ? default : best[before[i]];
            best[i] = (length + 1, weight + (weights.IsEmpty ? 0 : weights[i]));
            for (var node = ranks[i]; node <= count; node += node & -node)
            {
                if (tree[node] < 0 || best[i].CompareTo(best[tree[node]]) > 0)
                    tree[node] = i;
            }
            if (top < 0 || best[i].CompareTo(best[top]) > 0)
                top = i;
        }

        var keep = new bool[count];
        for (; top >= 0; top = before[top])
            keep[top] = true;
        return keep;
    }
}
