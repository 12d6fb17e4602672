using System.Numerics;

namespace PolicyBuilder.Ledger;

/// <summary>What can be computed from any readable log: roots, proofs, receipts.</summary>
public static class LogReading
{
    /// <summary>The tree of the first <paramref name="size"/> entries, ready to grow.</summary>
    /// <exception cref="InvalidDataException">Nodes are missing.</exception>
    public static async Task<MerkleTree> ReadTreeAsync(this ILogReader log, long size, CancellationToken cancel = default)
    {
        var edge = new List<TreeHash[]>();
        for (var level = 0; Tile.NodesAt(level, size) > 0; level++)
        {
            var width = Tile.PartialWidth(level, size);
            edge.Add(await log.ReadAllNodesAsync(level, Tile.NodesAt(level, size) - width, width, cancel).ConfigureAwait(false));
        }

        return MerkleTree.Restore(size, edge);
    }

    /// <summary>The root over a range of leaves that is a subtree of a Merkle tree, such as <see cref="Proofs"/> names.</summary>
    /// <exception cref="InvalidDataException">Nodes are missing.</exception>
    public static async Task<TreeHash> ReadRootAsync(this ILogReader log, LeafRange range, CancellationToken cancel = default)
    {
        if (range.Count == 0)
            return MerkleTree.EmptyRoot;
        var subtrees = new Stack<TreeHash>();
        for (var start = range.Start; start < range.End;)
        {
            var height = BitOperations.Log2((ulong)(range.End - start));
            var level = height / MerkleTree.TileHeight;
            var nodes = await log.ReadAllNodesAsync(level, start >> (level * MerkleTree.TileHeight), 1 << (height % MerkleTree.TileHeight), cancel).ConfigureAwait(false);
            subtrees.Push(MerkleTree.RootOf(nodes));
            start += 1L << height;
        }

        var root = subtrees.Pop();
        while (subtrees.TryPop(out var left))
            root = MerkleTree.HashNode(left, root);
        return root;
    }

    /// <summary>The proof that the entry at <paramref name="index"/> is in the tree of <paramref name="size"/>.</summary>
    public static Task<IReadOnlyList<TreeHash>> ProveInclusionAsync(this ILogReader log, long index, long size, CancellationToken cancel = default) =>
        log.ReadRootsAsync(Proofs.InclusionPath(index, size), cancel);

    /// <summary>The proof that the tree of <paramref name="oldSize"/> is the beginning of that of <paramref name="size"/>.</summary>
    public static Task<IReadOnlyList<TreeHash>> ProveConsistencyAsync(this ILogReader log, long oldSize, long size, CancellationToken cancel = default) =>
        log.ReadRootsAsync(Proofs.ConsistencyPath(oldSize, size), cancel);

    /// <summary>The receipt for an entry against the last checkpoint.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The log has no such entry.</exception>
    /// <exception cref="InvalidDataException">The log is damaged.</exception>
    public static async Task<TlogProof> ReadReceiptAsync(this ILogReader log, long index, ReadOnlyMemory<byte>? extra = null, CancellationToken cancel = default)
    {
        var head = await log.ReadHeadAsync(cancel).ConfigureAwait(false);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, head?.Size ?? 0);
        if (!SignedNote.TryParse(head!.Note.Span, out var note, out var reason))
            throw new InvalidDataException($"The last checkpoint is damaged: {reason}.");
        return new TlogProof(index, await log.ProveInclusionAsync(index, head.Size, cancel).ConfigureAwait(false), note, extra);
    }

    /// <summary>One entry; null if the log has no such entry.</summary>
    public static async Task<byte[]?> ReadEntryAsync(this ILogReader log, long index, CancellationToken cancel = default)
    {
        await foreach (var bundle in log.ReadEntriesAsync(index, index + 1, cancel).ConfigureAwait(false))
        {
            using (bundle)
                return bundle[0].ToArray();
        }

        return null;
    }

    private static async Task<IReadOnlyList<TreeHash>> ReadRootsAsync(this ILogReader log, IReadOnlyList<LeafRange> path, CancellationToken cancel)
    {
        var roots = new TreeHash[path.Count];
        for (var i = 0; i < roots.Length; i++)
            roots[i] = await log.ReadRootAsync(path[i], cancel).ConfigureAwait(false);
        return roots;
    }

    private static async Task<TreeHash[]> ReadAllNodesAsync(this ILogReader log, int level, long first, int count, CancellationToken cancel)
    {
        if (count == 0)
            return [];
        var nodes = await log.ReadNodesAsync(level, first, count, cancel).ConfigureAwait(false);
        return nodes.Count == count
            ? [.. nodes.Select(node => node.Hash)]
            : throw new InvalidDataException($"{count - nodes.Count} nodes are missing at level {level} between {first} and {first + count}.");
    }
}
