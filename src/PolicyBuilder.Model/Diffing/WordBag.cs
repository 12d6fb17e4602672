using System.Runtime.InteropServices;

namespace PolicyBuilder.Model.Diffing;

/// <summary>The words of a text without their order, for telling how alike two texts are.</summary>
internal sealed class WordBag
{
    private readonly int[] words;

    private WordBag(int[] words) => this.words = words;

    public int Count => words.Length;

    /// <summary>The distinct words.</summary>
    public IEnumerable<int> Distinct => words.Where((word, index) => index == 0 || words[index - 1] != word);

    public static WordBag Of(string text, WordNumbers numbers)
    {
        var words = new List<int>();
        foreach (var (start, end) in WordReader.Read(text))
        {
            if (char.IsLetterOrDigit(text[start]) || end - start > 1)
                words.Add(numbers.Of(text.AsSpan(start, end - start)));
        }
        words.Sort();
        return new WordBag([.. words]);
    }

    /// <summary>The share of words in common (Dice), from 0 to 1; 0 if both are empty.</summary>
    public double Likeness(WordBag other)
    {
        var sum = Count + other.Count;
        return sum == 0 ? 0 : 2.0 * Shared(other) / sum;
    }

    /// <summary>The greatest <see cref="Likeness"/> that the two lengths allow.</summary>
    public double MostLikeness(WordBag other) =>
        Count + other.Count == 0 ? 0 : 2.0 * Math.Min(Count, other.Count) / (Count + other.Count);

    /// <summary>How many words are in both, each as often as in the one that has fewer of it.</summary>
    public int Shared(WordBag other)
    {
        var (mine, theirs) = (words, other.words);
        int i = 0, j = 0, shared = 0;
        while (i < mine.Length && j < theirs.Length)
        {
            if (mine[i] == theirs[j])
            {
                shared++;
                i++;
                j++;
            }
            else if (mine[i] < theirs[j])
            {
                i++;
            }
            else
            {
                j++;
            }
        }
        return shared;
    }

    /// <summary>The words that <paramref name="other"/> lacks.</summary>
    public WordBag Without(WordBag other)
    {
        var rest = new List<int>();
        var j = 0;
        foreach (var word in words)
        {
            while (j < other.words.Length && other.words[j] < word)
                j++;
            if (j < other.words.Length && other.words[j] == word)
                j++;
            else
                rest.Add(word);
        }
        return new WordBag([.. rest]);
    }
}

/// <summary>Numbers for words without regard to case, one set for all texts that are compared.</summary>
internal sealed class WordNumbers
{
    private readonly Dictionary<string, int> numbers = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup;

    public WordNumbers() => lookup = numbers.GetAlternateLookup<ReadOnlySpan<char>>();

    public int Of(ReadOnlySpan<char> word)
    {
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(lookup, word, out var known);
        if (!known)
            number = numbers.Count;
        return number;
    }
}

/// <summary>Pairs texts that are alike. The pairs do not depend on which side is called left but for ties.</summary>
internal static class Likeness
{
    // Up to here every text is compared with every other; beyond, only those that share an uncommon word.
    private const int FewComparisons = 16_384;
    private const int UncommonWord = 16;
    private const int CandidatesEach = 4;

    /// <summary>Pairs in the order of both sides with the greatest sum of likeness, each at least <paramref name="least"/>.</summary>
    public static List<(int Left, int Right)> InOrder(ReadOnlySpan<WordBag> left, ReadOnlySpan<WordBag> right, double least)
    {
        if (left.IsEmpty || right.IsEmpty)
            return [];
        if ((long)left.Length * right.Length > FewComparisons)
        {
            var pairs = Anywhere(left, right, least, 0);
            pairs.Sort();
            var keep = IncreasingSubsequence.Of([.. pairs.Select(pair => pair.Right)]);
            return [.. pairs.Where((_, index) => keep[index])];
        }

        var likeness = new double[left.Length, right.Length];
        var best = new double[left.Length + 1, right.Length + 1];
        for (var i = left.Length - 1; i >= 0; i--)
        {
            for (var j = right.Length - 1; j >= 0; j--)
            {
                if (left[i].MostLikeness(right[j]) >= least)
                    likeness[i, j] = left[i].Likeness(right[j]);
                best[i, j] = Math.Max(best[i + 1, j], best[i, j + 1]);
                if (likeness[i, j] >= least)
                    best[i, j] = Math.Max(best[i, j], likeness[i, j] + best[i + 1, j + 1]);
            }
        }

        var chosen = new List<(int Left, int Right)>();
        for (int i = 0, j = 0; i < left.Length && j < right.Length;)
        {
            if (likeness[i, j] >= least && best[i, j] == likeness[i, j] + best[i + 1, j + 1])
                chosen.Add((i++, j++));
            else if (best[i, j] == best[i + 1, j])
                i++;
            else
                j++;
        }
        return chosen;
    }

    /// <summary>Pairs wherever they stand, the most alike first.</summary>
    /// <param name="fewestWords">Texts with fewer words are left alone.</param>
    public static List<(int Left, int Right)> Anywhere(
        ReadOnlySpan<WordBag> left, ReadOnlySpan<WordBag> right, double least, int fewestWords)
    {
        var found = new List<(double Likeness, int Left, int Right)>();
        if ((long)left.Length * right.Length <= FewComparisons)
        {
            for (var i = 0; i < left.Length; i++)
            {
                for (var j = 0; j < right.Length; j++)
                    Consider(left, right, i, j);
            }
        }
        else
        {
            var places = new Dictionary<int, List<int>>();
            for (var j = 0; j < right.Length; j++)
            {
                foreach (var word in right[j].Distinct)
                {
                    ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(places, word, out _);
                    list ??= [];
                    if (list.Count <= UncommonWord)
                        list.Add(j);
                }
            }
            var hits = new Dictionary<int, int>();
            for (var i = 0; i < left.Length; i++)
            {
                hits.Clear();
                foreach (var word in left[i].Distinct)
                {
                    if (!places.TryGetValue(word, out var list) || list.Count > UncommonWord)
                        continue;
                    foreach (var j in list)
                        CollectionsMarshal.GetValueRefOrAddDefault(hits, j, out _)++;
                }
                if (left.Length == right.Length)
                    CollectionsMarshal.GetValueRefOrAddDefault(hits, i, out _)++;
                foreach (var (j, _) in hits.OrderByDescending(hit => hit.Value).ThenBy(hit => hit.Key).Take(CandidatesEach))
                    Consider(left, right, i, j);
            }
        }

        found.Sort((one, other) => one.Likeness != other.Likeness ? other.Likeness.CompareTo(one.Likeness)
            : Math.Abs(one.Left - one.Right) != Math.Abs(other.Left - other.Right)
                ? Math.Abs(one.Left - one.Right).CompareTo(Math.Abs(other.Left - other.Right))
                : (one.Left, one.Right).CompareTo((other.Left, other.Right)));
        var (leftTaken, rightTaken) = (new bool[left.Length], new bool[right.Length]);
        var pairs = new List<(int Left, int Right)>();
        foreach (var (_, i, j) in found)
        {
            if (leftTaken[i] || rightTaken[j])
                continue;
            leftTaken[i] = rightTaken[j] = true;
            pairs.Add((i, j));
        }
        return pairs;

        void Consider(ReadOnlySpan<WordBag> left, ReadOnlySpan<WordBag> right, int i, int j)
        {
            if (left[i].Count < fewestWords || right[j].Count < fewestWords || left[i].MostLikeness(right[j]) < least)
                return;
            var likeness = left[i].Likeness(right[j]);
            if (likeness >= least)
                found.Add((likeness, i, j));
        }
    }
}
