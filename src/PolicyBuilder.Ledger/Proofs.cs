using System.Numerics;

namespace PolicyBuilder.Ledger;

/// <summary>The leaves from <paramref name="Start"/> up to, not including, <paramref name="End"/>.</summary>
public readonly record struct LeafRange(long Start, long End)
{
    /// <summary>How many leaves.</summary>
    public long Count => End - Start;
}

/// <summary>
/// Inclusion and consistency proofs (RFC 6962 sections 2.1.1 and 2.1.2; RFC 9162 sections 2.1.3 and 2.1.4) and their form for
/// subtrees (draft-ietf-plants-merkle-tree-certs). A path says which subtrees' hashes make the proof, in the order of the
/// proof; <see cref="LogReading"/> fetches them. Verification needs the hashes only.
/// </summary>
public static class Proofs
{
    /// <summary>The subtrees whose hashes prove that the leaf at <paramref name="index"/> is in a tree of <paramref name="size"/>.</summary>
    public static IReadOnlyList<LeafRange> InclusionPath(long index, long size) => InclusionPath(index, new LeafRange(0, size));

    /// <summary>The subtrees whose hashes prove that the leaf at <paramref name="index"/> is in <paramref name="subtree"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The leaf is not in the subtree.</exception>
    public static IReadOnlyList<LeafRange> InclusionPath(long index, LeafRange subtree)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(index, subtree.Start);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, subtree.End);
        var path = new List<LeafRange>();
        var (start, end) = subtree;
        while (end - start > 1)
        {
            var middle = start + Split(end - start);
            if (index < middle)
            {
                path.Add(new LeafRange(middle, end));
                end = middle;
            }
            else
            {
                path.Add(new LeafRange(start, middle));
                start = middle;
            }
        }

        path.Reverse();
        return path;
    }

    /// <summary>The subtrees whose hashes prove that a tree of <paramref name="oldSize"/> is the beginning of one of <paramref name="size"/>.</summary>
    public static IReadOnlyList<LeafRange> ConsistencyPath(long oldSize, long size) => ConsistencyPath(new LeafRange(0, oldSize), size);

    /// <summary>
    /// The subtrees whose hashes prove that <paramref name="subtree"/> is in a tree of <paramref name="size"/>; none for a
    /// subtree without leaves.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The tree ends before the subtree, or the start is not a multiple of the smallest power of two that is no less than the
    /// subtree's count.
    /// </exception>
    public static IReadOnlyList<LeafRange> ConsistencyPath(LeafRange subtree, long size)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(subtree.End, size);
        ArgumentOutOfRangeException.ThrowIfNegative(subtree.Count, nameof(subtree));
        if (subtree.Count == 0)
            return [];
        if (subtree.Start % (long)BitOperations.RoundUpToPowerOf2((ulong)subtree.Count) != 0)
            throw new ArgumentOutOfRangeException(nameof(subtree), subtree, "Not a subtree of any Merkle tree.");
        var path = new List<LeafRange>();
        var (start, end) = (0L, size);
        var whole = true;
        while ((start, end) != (subtree.Start, subtree.End))
        {
            var middle = start + Split(end - start);
            if (subtree.End <= middle)
            {
                path.Add(new LeafRange(middle, end));
                end = middle;
            }
            else
            {
                path.Add(new LeafRange(start, middle));
                if (subtree.Start < middle)
                {
                    subtree = subtree with { Start = middle };
                    whole = false;
                }

                start = middle;
            }
        }

        if (!whole)
            path.Add(new LeafRange(start, end));
        path.Reverse();
        return path;
    }

    /// <summary>
    /// True if <paramref name="proof"/> shows that the leaf with hash <paramref name="leaf"/> is at <paramref name="index"/> in
    /// the tree of <paramref name="size"/> leaves with <paramref name="root"/> (RFC 9162 section 2.1.3.2).
    /// </summary>
    public static bool VerifyInclusion(long index, long size, TreeHash leaf, ReadOnlySpan<TreeHash> proof, TreeHash root)
    {
        if (index < 0 || index >= size)
            return false;
        var (node, last, hash) = (index, size - 1, leaf);
        foreach (ref readonly var sibling in proof)
        {
            if (last == 0)
                return false;
            if ((node & 1) == 1 || node == last)
            {
                hash = MerkleTree.HashNode(sibling, hash);
                if ((node & 1) == 0)
                    SkipLevelsWithoutSibling(ref node, ref last);
            }
            else
            {
                hash = MerkleTree.HashNode(hash, sibling);
            }

            node >>= 1;
            last >>= 1;
        }

        return last == 0 && hash == root;
    }

    /// <summary>
    /// True if <paramref name="proof"/> shows that the tree of <paramref name="oldSize"/> leaves with <paramref name="oldRoot"/> is
    /// the beginning of the tree of <paramref name="size"/> leaves with <paramref name="root"/> (RFC 9162 section 2.1.4.2).
    /// The empty tree is the beginning of every tree and proves nothing: an old size of 0 is refused.
    /// </summary>
    public static bool VerifyConsistency(long oldSize, long size, TreeHash oldRoot, TreeHash root, ReadOnlySpan<TreeHash> proof)
    {
        if (oldSize <= 0 || oldSize > size)
            return false;
        if (oldSize == size)
            return proof.IsEmpty && oldRoot == root;
        if (proof.IsEmpty)
            return false;
        var (node, last) = (oldSize - 1, size - 1);
        while ((node & 1) == 1)
        {
            node >>= 1;
            last >>= 1;
        }

        // Where the old size is a power of two the old root itself begins the proof and is left out of it.
        var first = BitOperations.IsPow2(oldSize) ? oldRoot : proof[0];
        var (oldHash, hash) = (first, first);
        foreach (ref readonly var sibling in BitOperations.IsPow2(oldSize) ? proof : proof[1..])
        {
            if (last == 0)
                return false;
            if ((node & 1) == 1 || node == last)
            {
                oldHash = MerkleTree.HashNode(sibling, oldHash);
                hash = MerkleTree.HashNode(sibling, hash);
                if ((node & 1) == 0)
                    SkipLevelsWithoutSibling(ref node, ref last);
            }
            else
            {
                hash = MerkleTree.HashNode(hash, sibling);
            }

            node >>= 1;
            last >>= 1;
        }

        return last == 0 && oldHash == oldRoot && hash == root;
    }

    /// <summary>Where a tree of <paramref name="count"/> leaves divides: the largest power of two below the count.</summary>
    private static long Split(long count) => 1L << BitOperations.Log2((ulong)count - 1);

    private static void SkipLevelsWithoutSibling(ref long node, ref long last)
    {
        do
        {
            node >>= 1;
            last >>= 1;
        }
        while ((node & 1) == 0 && node != 0);
    }
}
