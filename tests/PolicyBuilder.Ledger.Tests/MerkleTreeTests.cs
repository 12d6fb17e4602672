using System.Globalization;
using System.Text;
using CsCheck;
using Xunit;

namespace PolicyBuilder.Ledger.Tests;

public class MerkleTreeTests
{
    private static readonly TreeHash[] Leaves = [.. Enumerable.Range(0, 1500).Select(i => MerkleTree.HashLeaf(Encoding.ASCII.GetBytes(i.ToString(CultureInfo.InvariantCulture))))];

    private static readonly Gen<(long Small, long Size)> TwoSizes =
        from size in Gen.Long[1, Leaves.Length]
        from small in Gen.Long[1, size]
        select (small, size);

    [Fact]
    public void Every_leaf_can_be_proven_in_every_tree_and_no_other_leaf() =>
        TwoSizes.Sample((count, size) =>
        {
            var index = count - 1;
            TreeHash[] proof = [.. Proofs.InclusionPath(index, size).Select(Root)];
            var root = Root(new LeafRange(0, size));
            return Proofs.VerifyInclusion(index, size, Leaves[index], proof, root)
                && !Proofs.VerifyInclusion(index, size, MerkleTree.HashLeaf("other"u8), proof, root)
                && (size == 1 || !Proofs.VerifyInclusion((index + 1) % size, size, Leaves[index], proof, root))
                && !Proofs.VerifyInclusion(index, size, Leaves[index], [.. proof, root], root);
        });

    [Fact]
    public void Every_tree_can_be_proven_the_beginning_of_every_larger_one_and_no_other_tree() =>
        TwoSizes.Sample((oldSize, size) =>
        {
            TreeHash[] proof = [.. Proofs.ConsistencyPath(oldSize, size).Select(Root)];
            var (oldRoot, root) = (Root(new LeafRange(0, oldSize)), Root(new LeafRange(0, size)));
            var forked = MerkleTree.HashLeaf("forked"u8);
            return Proofs.VerifyConsistency(oldSize, size, oldRoot, root, proof)
                && !Proofs.VerifyConsistency(oldSize, size, forked, root, proof)
                && !Proofs.VerifyConsistency(oldSize, size, oldRoot, forked, proof)
                && !Proofs.VerifyConsistency(oldSize, size, oldRoot, root, [.. proof, forked]);
        });

    [Fact]
    public void A_tree_restored_from_its_last_tiles_grows_as_if_never_lost() =>
        TwoSizes.Sample((half, size) =>
        {
            var edge = new List<TreeHash[]>();
            for (var level = 0; Tile.NodesAt(level, half) > 0; level++)
            {
                var nodes = Tile.NodesAt(level, half);
                var first = nodes / Tile.FullWidth * Tile.FullWidth;
                var width = 1L << (level * MerkleTree.TileHeight);
                edge.Add([.. Enumerable.Range(0, (int)(nodes - first)).Select(i => Root(new LeafRange((first + i) * width, (first + i + 1) * width)))]);
            }

            var tree = MerkleTree.Restore(half, edge);
            var same = tree.Root == Root(new LeafRange(0, half));
            for (var i = half; i < size; i++)
                tree.Add(Leaves[i]);
            return same && tree.Root == Root(new LeafRange(0, size)) && tree.Size == size;
        });

    [Fact]
    public void The_root_of_each_completed_tile_is_told_once()
    {
        var tree = new MerkleTree();
        var completed = new List<TreeNode>();
        for (var i = 0; i < 65_536; i++)
            tree.Add(Leaves[i % Leaves.Length], completed);
        Assert.Equal(Enumerable.Range(0, 256).Select(i => (1, (long)i)).Append((2, 0L)), completed.Select(node => (node.Level, node.Index)));
        Assert.Equal(Root(new LeafRange(0, 256)), completed[0].Hash);
        Assert.Equal(tree.Root, completed[^1].Hash);
    }

    [Fact]
    public void An_edge_that_does_not_fit_the_size_is_refused()
    {
        Assert.Throws<ArgumentException>(() => MerkleTree.Restore(2, [[Leaves[0]]]));
        Assert.Throws<ArgumentException>(() => MerkleTree.Restore(257, [[Leaves[0]]]));
    }

    [Theory]
    [InlineData("tile/0/000", 0, 0, 256)]
    [InlineData("tile/entries/000.p/5", Tile.Entries, 0, 5)]
    [InlineData("tile/0/x001/x234/067", 0, 1_234_067, 256)]
    [InlineData("tile/3/x001/000.p/255", 3, 1000, 255)]
    [InlineData("tile/63/999", 63, 999, 256)]
    public void A_tile_has_one_path(string path, int level, long index, int width)
    {
        Assert.True(Tile.TryParse(path, out var tile));
        Assert.Equal(new Tile(level, index, width), tile);
        Assert.Equal(path, tile.Path);
    }

    [Theory]
    [InlineData("")]
    [InlineData("tile")]
    [InlineData("tile/0")]
    [InlineData("tile/64/000")]
    [InlineData("tile/00/000")]
    [InlineData("tile/0/00")]
    [InlineData("tile/0/0000")]
    [InlineData("tile/0/x000/001")]
    [InlineData("tile/0/001/002")]
    [InlineData("tile/0/x001/2")]
    [InlineData("tile/0/000.p/0")]
    [InlineData("tile/0/000.p/256")]
    [InlineData("tile/0/000.p/05")]
    [InlineData("tile/-1/000")]
    [InlineData("tile/0//000")]
    [InlineData("tile/0/x999/x999/x999/x999/x999/x999/x999/999")]
    public void Another_path_is_no_tile(string path) => Assert.False(Tile.TryParse(path, out _));

    [Fact]
    public void A_tree_of_70000_has_the_tiles_the_specification_counts()
    {
        var tiles = Tile.AllOf(70_000).ToList();
        int Count(int level, bool full) => tiles.Count(tile => tile.Level == level && (tile.Width == Tile.FullWidth) == full);
        Assert.Equal((273, 1, 1, 1, 0, 1), (Count(0, true), Count(0, false), Count(1, true), Count(1, false), Count(2, true), Count(2, false)));
        Assert.Equal([112, 17, 1], tiles.Where(tile => tile.Level >= 0 && tile.Width < Tile.FullWidth).Select(tile => tile.Width));
        Assert.Equal(274, tiles.Count(tile => tile.Level == Tile.Entries));
        Assert.Equal(["tile/entries/000", "tile/0/000", "tile/1/000.p/1"], Tile.AllOf(256).Select(tile => tile.Path));
        Assert.Empty(Tile.AllOf(0));
    }

    private static TreeHash Root(LeafRange range) => MerkleTree.RootOf(Leaves.AsSpan((int)range.Start, (int)range.Count));
}
