using System.Text;
using Xunit;

namespace PolicyBuilder.Ledger.Tests.Conformance;

public class TileVectorTests
{
    [SkippableFact]
    public async Task A_log_exported_by_another_program_verifies_at_every_size()
    {
        VerifierKey[] keys = [Vectors.Key(Vectors.Text("tessera-log/vkey"))];
        for (var size = 0; size <= 15; size++)
        {
            // Beside the last checkpoint the folder holds one for each size; a copy of the tiles shows the log as it was then.
            var folder = Directory.CreateTempSubdirectory("policybuilder-tessera-").FullName;
            try
            {
                File.CreateSymbolicLink(Path.Combine(folder, "tile"), Vectors.PathOf("tessera-log/tile"));
                File.CreateSymbolicLink(Path.Combine(folder, "checkpoint"), Vectors.PathOf($"tessera-log/checkpoint.{size}"));
                var log = TileDirectory.Open(folder);
                var report = await LogVerifier.VerifyAsync(log, keys);
                Assert.True(report.Holds, string.Join('\n', report.FirstBreaks));
                Assert.Equal((size, size), (report.Entries, report.Head!.Size));
                for (var index = 0; index < size; index++)
                {
                    var receipt = await log.ReadReceiptAsync(index);
                    Assert.True(receipt.Verify(await log.ReadEntryAsync(index), keys, out _, out var reason), reason);
                }
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    [SkippableFact]
    public async Task Every_bundle_and_tile_of_the_other_programs_log_is_what_the_entries_give()
    {
        var log = TileDirectory.Open(Vectors.PathOf("tessera-log"));
        var entries = new List<byte[]>();
        for (var index = 0; index < 15; index++)
            entries.Add((await log.ReadEntryAsync(index))!);
        for (var width = 1; width <= 15; width++)
        {
            using var bundle = new EntryBundle(0);
            foreach (var entry in entries.Take(width))
                bundle.Add(entry, MerkleTree.HashLeaf(entry));
            Assert.Equal(await File.ReadAllBytesAsync(Vectors.PathOf("tessera-log/" + new Tile(Tile.Entries, 0, width).Path)), bundle.Bytes.ToArray());
            Assert.Equal(await File.ReadAllBytesAsync(Vectors.PathOf("tessera-log/" + new Tile(0, 0, width).Path)), TreeHash.AsBytes(bundle.Leaves).ToArray());
        }
    }

    [SkippableFact]
    public async Task A_mirrors_tiles_give_the_root_it_cosigned()
    {
        VerifierKey[] mirror = [Vectors.Key(Vectors.Text("sunlight-mirror/vkey"))];
        Assert.True(SignedNote.TryParse(await File.ReadAllBytesAsync(Vectors.PathOf("sunlight-mirror/checkpoint")), out var note, out var reason), reason);
        Assert.True(note.Verify(mirror, out var signatures, out reason), reason);
        Assert.NotNull(Assert.Single(signatures).Time);
        Assert.True(Checkpoint.TryParse(note, out var checkpoint, out reason), reason);

        var log = TileDirectory.Open(Vectors.PathOf("sunlight-mirror"));
        Assert.Equal(checkpoint.Root, (await log.ReadTreeAsync(checkpoint.Size)).Root);
        Assert.Equal(checkpoint.Root, await log.ReadRootAsync(new LeafRange(0, checkpoint.Size)));
        for (var index = 0; index < checkpoint.Size; index++)
        {
            var proof = await log.ProveInclusionAsync(index, checkpoint.Size);
            Assert.True(Proofs.VerifyInclusion(index, checkpoint.Size, MerkleTree.HashLeaf(Encoding.ASCII.GetBytes($"record {index}")), [.. proof], checkpoint.Root), $"{index}");
        }

        var tiles = Tile.AllOf(checkpoint.Size).Where(tile => tile.Level >= 0).Select(tile => tile.Path);
        Assert.All(tiles, tile => Assert.True(File.Exists(Vectors.PathOf("sunlight-mirror/" + tile)), tile));
    }
}
