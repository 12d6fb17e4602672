using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Xunit;

namespace PolicyBuilder.Ledger.Tests.Conformance;

public class MerkleVectorTests
{
    [SkippableFact]
    public void Inclusion_proofs_get_their_verdicts()
    {
        var (good, bad) = (0, 0);
        foreach (var vector in Vectors.JsonLines("merkle/inclusion.jsonl"))
        {
            var accepted = TryProof(vector, out var proof)
                && TreeHash.TryParse(vector.String("leafHash"), out var leaf)
                && TreeHash.TryParse(vector.String("root"), out var root)
                && Proofs.VerifyInclusion(Size(vector, "leafIdx"), Size(vector, "treeSize"), leaf, proof, root);
            Assert.True(accepted != vector.Flag("wantErr"), vector.String("file"));
            _ = accepted ? good++ : bad++;
        }

        Assert.Equal((6, 92), (good, bad));
    }

    [SkippableFact]
    public void Consistency_proofs_get_their_verdicts()
    {
        var (good, bad) = (0, 0);
        foreach (var vector in Vectors.JsonLines("merkle/consistency.jsonl"))
        {
            var accepted = TryProof(vector, out var proof)
                && Proofs.VerifyConsistency(Size(vector, "size1"), Size(vector, "size2"), Root(vector, "root1"), Root(vector, "root2"), proof);
            Assert.True(accepted != vector.Flag("wantErr"), vector.String("file"));
            _ = accepted ? good++ : bad++;
        }

        Assert.Equal((6, 92), (good, bad));
    }

    [SkippableFact]
    public void Leaf_and_node_hashes_and_roots_are_those_of_certificate_transparency()
    {
        var vectors = Vectors.Json("merkle/tree-roots.json");
        Assert.Equal(Vectors.Hex(vectors.String("emptyRoot")), MerkleTree.EmptyRoot);
        foreach (var leaf in vectors.GetProperty("leafHash").EnumerateArray())
            Assert.Equal(Vectors.Hex(leaf.String("hash")), MerkleTree.HashLeaf(Convert.FromHexString(leaf.String("leaf"))));
        foreach (var node in vectors.GetProperty("nodeHash").EnumerateArray())
            Assert.Equal(Vectors.Hex(node.String("hash")), MerkleTree.HashNode(Vectors.Hex(node.String("left")), Vectors.Hex(node.String("right"))));
        var tree = new MerkleTree();
        Assert.Equal(MerkleTree.EmptyRoot, tree.Root);
        foreach (var (leaf, root) in vectors.Strings("leaves").Zip(vectors.Strings("rootAfterEachLeaf")))
        {
            tree.Add(MerkleTree.HashLeaf(Convert.FromHexString(leaf)));
            Assert.Equal(Vectors.Hex(root), tree.Root);
        }
    }

    [SkippableTheory]
    [InlineData("merkle/ct-2013-inclusion.json")]
    [InlineData("merkle/oak-76959-inclusion.json")]
    public void Entries_of_live_logs_are_included(string file)
    {
        var vector = Vectors.Json(file);
        var leaf = MerkleTree.HashLeaf(
            vector.TryGetProperty("leafHex", out var hex) ? Convert.FromHexString(hex.GetString()!) : Encoding.UTF8.GetBytes(vector.String("leafUtf8")));
        TreeHash[] proof = [.. vector.Strings("hashes").Select(AnyForm)];
        var root = AnyForm(vector.String("rootHash"));
        var (index, size) = (vector.Number("index"), vector.Number("treeSize"));
        Assert.True(Proofs.VerifyInclusion(index, size, leaf, proof, root));
        Assert.False(Proofs.VerifyInclusion(index - 1, size, leaf, proof, root));
        Assert.False(Proofs.VerifyInclusion(index, size, MerkleTree.HashLeaf("another"u8), proof, root));
    }

    [SkippableFact]
    public void Every_subtree_and_proof_of_trees_up_to_130_leaves_is_the_drafts()
    {
        var vector = Vectors.Json("merkle/plants-accumulated.json");
        var max = (int)vector.Number("max");
        TreeHash[] leaves = [.. Enumerable.Range(0, max).Select(i => MerkleTree.HashLeaf([(byte)i]))];
        using var hashes = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var inclusions = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var consistencies = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var roots = new Dictionary<LeafRange, string>();
        string Root(LeafRange range) =>
            roots.TryGetValue(range, out var known)
                ? known
                : roots[range] = Convert.ToHexStringLower(MerkleTree.RootOf(leaves.AsSpan((int)range.Start, (int)range.Count)).Span);
        string Line(string head, IEnumerable<LeafRange> path) => head + string.Concat(path.Select(range => " " + Root(range))) + "\n";

        for (var end = 0; end <= max; end++)
        {
            foreach (var subtree in Subtrees(end))
            {
                hashes.AppendData(Encoding.ASCII.GetBytes($"[{subtree.Start}, {end}) {Root(subtree)}\n"));
                for (var index = subtree.Start; index < end; index++)
                    inclusions.AppendData(Encoding.ASCII.GetBytes(Line($"{index} [{subtree.Start}, {end})", Proofs.InclusionPath(index, subtree))));
            }
        }

        for (var size = 0; size <= max; size++)
        {
            for (var end = 0; end <= size; end++)
            {
                foreach (var subtree in Subtrees(end))
                    consistencies.AppendData(Encoding.ASCII.GetBytes(Line($"[{subtree.Start}, {end}) {size}", Proofs.ConsistencyPath(subtree, size))));
            }
        }

        Assert.Equal(vector.String("subtreeHash"), Convert.ToHexStringLower(hashes.GetHashAndReset()));
        Assert.Equal(vector.String("subtreeInclusion"), Convert.ToHexStringLower(inclusions.GetHashAndReset()));
        Assert.Equal(vector.String("subtreeConsistency"), Convert.ToHexStringLower(consistencies.GetHashAndReset()));
    }

    private static IEnumerable<LeafRange> Subtrees(int end) =>
        Enumerable.Range(0, end + 1)
            .Where(start => start == end || start % (int)BitOperations.RoundUpToPowerOf2((uint)(end - start)) == 0)
            .Select(start => new LeafRange(start, end));

    private static long Size(JsonElement vector, string name) => unchecked((long)vector.GetProperty(name).GetUInt64());

    private static TreeHash AnyForm(string text) => text.Length == 64 ? Vectors.Hex(text) : Vectors.Hash(text);

    // One good case has equal roots that are no hashes. A root here is 32 bytes by type, so such a root is replaced by its own
    // hash: equal roots stay equal and others stay different.
    private static TreeHash Root(JsonElement vector, string name)
    {
        var bytes = vector.GetProperty(name).ValueKind == JsonValueKind.Null ? [] : Convert.FromBase64String(vector.String(name));
        return new TreeHash(bytes.Length == TreeHash.Length ? bytes : SHA256.HashData(bytes));
    }

    private static bool TryProof(JsonElement vector, out TreeHash[] proof)
    {
        var hashes = vector.Strings("proof").ToList();
        proof = [.. hashes.Where(hash => TreeHash.TryParse(hash, out _)).Select(Vectors.Hash)];
        return proof.Length == hashes.Count;
    }
}
