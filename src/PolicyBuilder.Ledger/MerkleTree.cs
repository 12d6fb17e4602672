using System.Numerics;
using System.Security.Cryptography;

namespace PolicyBuilder.Ledger;

/// <summary>
/// A Merkle tree (RFC 6962 section 2.1, unchanged in RFC 9162) that grows leaf by leaf and remembers only its right edge: one
/// hash for each bit set in its size.
/// </summary>
public sealed class MerkleTree
{
    /// <summary>Each level of tiles covers eight levels of the tree (C2SP tlog-tiles), so a tile holds 256 hashes.</summary>
    public const int TileHeight = 8;

    private const byte LeafPrefix = 0x00;
    private const byte NodePrefix = 0x01;

    // A hash object reused costs two thirds of a one-shot call on messages as short as these. It is not thread-safe.
    [ThreadStatic]
    private static IncrementalHash? sha256;

    // peaks[h] is the complete subtree of 2^h leaves, if that bit of the size is set.
    private readonly TreeHash[] peaks = new TreeHash[63];

    /// <summary>The number of leaves.</summary>
    public long Size { get; private set; }

    /// <summary>The hash of the tree without leaves: SHA-256 of nothing.</summary>
    public static TreeHash EmptyRoot { get; } = new(SHA256.HashData([]));

    /// <summary>The root of the tree over all leaves added so far.</summary>
    public TreeHash Root
    {
        get
        {
            if (Size == 0)
                return EmptyRoot;
            var rest = Size;
            var height = BitOperations.TrailingZeroCount(rest);
            var root = peaks[height];
            for (rest &= rest - 1; rest != 0; rest &= rest - 1)
                root = HashNode(peaks[BitOperations.TrailingZeroCount(rest)], root);
            return root;
        }
    }

    /// <summary>The hash of a leaf: SHA-256(0x00 ‖ <paramref name="entry"/>).</summary>
    public static TreeHash HashLeaf(ReadOnlySpan<byte> entry) => Hash([LeafPrefix], entry);

    /// <summary>The hash of a node: SHA-256(0x01 ‖ <paramref name="left"/> ‖ <paramref name="right"/>).</summary>
    public static TreeHash HashNode(in TreeHash left, in TreeHash right)
    {
        Span<byte> node = stackalloc byte[1 + (2 * TreeHash.Length)];
        node[0] = NodePrefix;
        left.Span.CopyTo(node[1..]);
        right.Span.CopyTo(node[(1 + TreeHash.Length)..]);
        return Hash(node, []);
    }

    /// <summary>The root over complete subtrees of one height, the leftmost first.</summary>
    public static TreeHash RootOf(ReadOnlySpan<TreeHash> hashes)
    {
        var tree = new MerkleTree();
        foreach (ref readonly var hash in hashes)
            tree.Add(hash);
        return tree.Root;
    }

    /// <summary>
    /// The tree of <paramref name="size"/> leaves whose partial tile at each level, lowest first, holds the hashes in
    /// <paramref name="edge"/>: <c>size / 256^level mod 256</c> of them.
    /// </summary>
    /// <exception cref="ArgumentException">A level has another number of hashes than the size wants.</exception>
    public static MerkleTree Restore(long size, IReadOnlyList<TreeHash[]> edge)
    {
        var tree = new MerkleTree();
        for (var level = edge.Count - 1; level >= 0; level--)
        {
            if (edge[level].Length != Tile.PartialWidth(level, size))
                throw new ArgumentException($"Level {level} of a tree of {size} leaves does not end with {edge[level].Length} hashes.", nameof(edge));
            foreach (var hash in edge[level])
                tree.AddSubtree(level * TileHeight, hash, null);
        }

        return tree.Size == size
            ? tree
            : throw new ArgumentException($"The hashes cover {tree.Size} leaves of {size}.", nameof(edge));
    }

    /// <summary>Adds a leaf.</summary>
    /// <param name="leaf">The leaf's hash.</param>
    /// <param name="completed">Receives the root of every tile the leaf completes: the nodes a log keeps.</param>
    public void Add(in TreeHash leaf, ICollection<TreeNode>? completed = null) => AddSubtree(0, leaf, completed);

    /// <summary>A tree that grows on from here by itself.</summary>
    public MerkleTree Copy()
    {
        var copy = new MerkleTree { Size = Size };
        peaks.CopyTo(copy.peaks, 0);
        return copy;
    }

    private void AddSubtree(int height, TreeHash hash, ICollection<TreeNode>? completed)
    {
        var added = 1L << height;
        // Two subtrees of one height make one of the next, as digits carry when one is added.
        for (; (Size >> height & 1) == 1; height++)
        {
            hash = HashNode(peaks[height], hash);
            if ((height + 1) % TileHeight == 0)
                completed?.Add(new TreeNode((height + 1) / TileHeight, Size >> (height + 1), hash));
        }

        peaks[height] = hash;
        Size += added;
    }

    private static TreeHash Hash(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        var hasher = sha256 ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> hash = stackalloc byte[TreeHash.Length];
        hasher.AppendData(first);
        if (!second.IsEmpty)
            hasher.AppendData(second);
        hasher.GetHashAndReset(hash);
        return new TreeHash(hash);
    }
}

/// <summary>The root of a complete tile: the hash over the leaves from <c>Index × 256^Level</c> on, <c>256^Level</c> of them.</summary>
/// <param name="Level">1 for the root over 256 leaves, 2 for 65,536, and so on; 0 would be a leaf.</param>
/// <param name="Index">Which node of its level, from 0.</param>
/// <param name="Hash">The node's hash.</param>
public readonly record struct TreeNode(int Level, long Index, TreeHash Hash);
