using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Model.Diffing;

/// <summary>
/// Finds what became of one document in another. Pure, and even-handed: the diff of the swapped documents is the
/// mirror image. Time grows with the size of the documents and the number of changes, never with their product.
/// </summary>
public sealed class PolicyDiffer
{
    // No parent at all: the other side has no such clause.
    private const int Nowhere = int.MinValue;

    private readonly Outline old;
    private readonly Outline @new;
    private readonly ClauseMatches matches;
    private readonly BlockDiffer blocks;
    private readonly Dictionary<int, Sequence<ClauseId>> splitInto;
    private readonly Dictionary<int, Sequence<ClauseId>> mergedFrom;
    private readonly bool[] stays;
    private readonly int[] moves;

    private PolicyDiffer(PolicyDocument old, PolicyDocument @new)
    {
        this.old = new Outline(old);
        this.@new = new Outline(@new);
        matches = ClauseMatcher.Match(this.old, this.@new);
        var (oldNames, newNames) = (Names(this.old, matches.NewOf, "\uFDD3"), Names(this.@new, matches.OldOf, "\uFDD4"));
        blocks = new BlockDiffer(
            id => oldNames.GetValueOrDefault(id, id), id => newNames.GetValueOrDefault(id, id), matches.IsSwapped);
        splitInto = Takers(this.@new, matches.SplitFrom);
        mergedFrom = Takers(this.old, matches.MergedInto);
        stays = FindSpine();
        moves = NumberMoves();
    }

    /// <summary>What became of <paramref name="old"/> in <paramref name="new"/>. Labels and references must be set (<see cref="Numbering"/>).</summary>
    public static PolicyDiff Diff(PolicyDocument old, PolicyDocument @new)
    {
        var differ = new PolicyDiffer(old, @new);
        return new PolicyDiff
        {
            Old = old,
            New = @new,
            Title = TitleDiffer.Diff(old, @new),
            Sections = differ.Merge(Outline.Top - Outline.Sections, Outline.Top - Outline.Sections),
            Notice = differ.Merge(Outline.Top - Outline.Notice, Outline.Top - Outline.Notice),
            Acknowledgement = differ.Merge(Outline.Top - Outline.Acknowledgement, Outline.Top - Outline.Acknowledgement),
        };
    }

    // What a reference's target is called while words are compared: the new index of a clause that both versions have,
    // so that a clause with another id now is still the same, and a place in a list is what stands there.
    private Dictionary<ClauseId, ClauseId> Names(Outline outline, int[] partners, string mark)
    {
        var names = new Dictionary<ClauseId, ClauseId>();
        for (var i = 0; i < outline.Count; i++)
        {
            var place = ReferenceEquals(outline, @new) ? i : partners[i];
            names.TryAdd(outline.Clause(i).Id, new ClauseId(partners[i] < 0 ? $"{mark}{i}" : $"\uFDD5{place}"));
        }
        return names;
    }

    private bool HasSameParent(int i, int j) =>
        old.Parent(i) is var oldParent && @new.Parent(j) is var newParent
        && (oldParent < 0 || newParent < 0 ? oldParent == newParent : matches.NewOf[oldParent] == newParent);

    // By the new clause's index: whether it and the siblings that stay are in the same order in both versions. Among
    // the longest such runs, the one with the most words stays.
    private bool[] FindSpine()
    {
        var spine = new bool[@new.Count];
        for (var parent = Outline.Top - Outline.Acknowledgement; parent < @new.Count; parent++)
        {
            var pairs = new List<(int Old, int New)>();
            foreach (var j in @new.Children(parent))
            {
                if (matches.OldOf[j] is >= 0 and var i && HasSameParent(i, j))
                    pairs.Add((i, j));
            }
            if (IsIncreasing(pairs))
            {
                foreach (var (_, j) in pairs)
                    spine[j] = true;
                continue;
            }
            if (matches.IsSwapped)
                pairs.Sort();
            var weights = pairs.Select(pair => old.Text(pair.Old).Length + @new.Text(pair.New).Length).ToArray();
            var keep = IncreasingSubsequence.Of(
                [.. pairs.Select(pair => matches.IsSwapped ? pair.New : pair.Old)], weights);
            for (var k = 0; k < keep.Length; k++)
                spine[pairs[k].New] = keep[k];
        }
        return spine;
    }

    private static bool IsIncreasing(List<(int Old, int New)> pairs)
    {
        for (var k = 1; k < pairs.Count; k++)
        {
            if (pairs[k].Old < pairs[k - 1].Old)
                return false;
        }
        return true;
    }

    private int[] NumberMoves()
    {
        var numbers = new int[@new.Count];
        var last = 0;
        for (var j = 0; j < numbers.Length; j++)
        {
            if (matches.OldOf[j] >= 0 && !stays[j])
                numbers[j] = ++last;
        }
        return numbers;
    }

    private Sequence<ClauseChange> Merge(int oldParent, int newParent)
    {
        var olds = oldParent == Nowhere ? [] : old.Children(oldParent);
        var news = newParent == Nowhere ? [] : @new.Children(newParent);
        if (olds.Length == 0 && news.Length == 0)
            return [];
        var merged = new List<ClauseChange>(Math.Max(olds.Length, news.Length));
        var i = 0;
        var held = new List<int>();
        foreach (var j in news)
        {
            var partner = matches.OldOf[j];
            if (partner < 0 || !stays[j])
            {
                held.Add(j);
                continue;
            }
            while (olds[i] != partner)
                merged.Add(OldOnly(olds[i++]));
            Release();
            merged.Add(Both(partner, j, Standing.Kept));
            i++;
        }
        while (i < olds.Length)
            merged.Add(OldOnly(olds[i++]));
        Release();
        return merged.ToSequence();

        void Release()
        {
            foreach (var j in held)
                merged.Add(matches.OldOf[j] < 0 ? NewOnly(j) : Both(matches.OldOf[j], j, Standing.Arrived));
            held.Clear();
        }
    }

    private ClauseChange OldOnly(int i)
    {
        var j = matches.NewOf[i];
        var clause = old.Clause(i);
        return new ClauseChange
        {
            Standing = j < 0 ? Standing.Removed : Standing.Departed,
            Old = clause,
            New = j < 0 ? null : @new.Clause(j),
            Basis = j < 0 ? MatchBasis.None : matches.Basis[j],
            OldParent = Id(old, old.Parent(i)),
            NewParent = j < 0 ? null : Id(@new, @new.Parent(j)),
            Move = j < 0 ? 0 : moves[j],
            IsReparented = j >= 0 && !HasSameParent(i, j),
            IsNotice = old.Part(i) == Outline.Notice,
            Heading = j >= 0 || clause.Heading.Count == 0 ? null : WordDiffer.Removed(clause.Heading),
            Body = j >= 0 ? [] : blocks.Blocks(clause.Body, []),
            Children = Merge(i, Nowhere),
            MergedInto = matches.MergedInto[i] is >= 0 and var target ? Id(@new, target) : null,
        };
    }

    private ClauseChange NewOnly(int j)
    {
        var clause = @new.Clause(j);
        return new ClauseChange
        {
            Standing = Standing.Added,
            Old = null,
            New = clause,
            Basis = MatchBasis.None,
            NewParent = Id(@new, @new.Parent(j)),
            IsNotice = @new.Part(j) == Outline.Notice,
            Heading = clause.Heading.Count == 0 ? null : WordDiffer.Added(clause.Heading),
            Body = blocks.Blocks([], clause.Body),
            Children = Merge(Nowhere, j),
            SplitFrom = matches.SplitFrom[j] is >= 0 and var source ? Id(old, source) : null,
        };
    }

    private ClauseChange Both(int i, int j, Standing standing)
    {
        var (before, after) = (old.Clause(i), @new.Clause(j));
        var change = new ClauseChange
        {
            Standing = standing,
            Old = before,
            New = after,
            Basis = matches.Basis[j],
            OldParent = Id(old, old.Parent(i)),
            NewParent = Id(@new, @new.Parent(j)),
            Move = moves[j],
            IsReparented = !HasSameParent(i, j),
            IsNotice = @new.Part(j) == Outline.Notice,
            Children = Merge(i, j),
            SplitInto = splitInto.GetValueOrDefault(i, []),
            MergedFrom = mergedFrom.GetValueOrDefault(j, []),
        };
        var sameHeading = ReferenceEquals(before.Heading, after.Heading) || before.Heading.Equals(after.Heading);
        var sameBody = ReferenceEquals(before.Body, after.Body) || before.Body.Equals(after.Body);
        if (sameHeading && sameBody && !HasReferences(before))
            return change;
        var edited = change with
        {
            Heading = before.Heading.Count + after.Heading.Count == 0 ? null : blocks.Line(before.Heading, after.Heading),
            Body = blocks.Blocks(before.Body, after.Body),
        };
        return edited.IsEdited ? edited : change;
    }

    // The same id and label may name another clause now: a place in a list, or nothing.
    private static bool HasReferences(Clause clause) =>
        References(clause.Heading) || clause.Body.Any(block => TreeWalk.Lines(block).Any(References));

    private static bool References(Sequence<Inline> content)
    {
        foreach (var inline in content)
        {
            if (inline is Reference || inline switch
            {
                Strong strong => References(strong.Content),
                Emphasis emphasis => References(emphasis.Content),
                Link link => References(link.Content),
                _ => false,
            })
                return true;
        }
        return false;
    }

    // By index in the other outline: the clauses of this one that took over its words.
    private static Dictionary<int, Sequence<ClauseId>> Takers(Outline outline, int[] takenFrom) => Enumerable.Range(0, outline.Count)
        .Where(index => takenFrom[index] >= 0)
        .GroupBy(index => takenFrom[index], index => outline.Clause(index).Id)
        .ToDictionary(group => group.Key, group => group.ToSequence());

    private static ClauseId? Id(Outline outline, int index) => index < 0 ? null : outline.Clause(index).Id;
}
