using Xunit;

namespace PolicyBuilder.Ledger.Tests;

public class ForkGuardTests : IDisposable
{
    private readonly Scratch scratch = new();

    [Fact]
    public void The_last_checkpoint_is_read_back()
    {
        using (var guard = new ForkGuard(scratch.GuardFile))
        {
            Assert.Null(guard.Read(scratch.Keys));
            for (var size = 1; size <= 5; size++)
                guard.Record(Note(size));
            Assert.Equal(5, guard.Read(scratch.Keys)!.Size);
        }

        using var again = new ForkGuard(scratch.GuardFile);
        Assert.Equal(5, again.Read(scratch.Keys)!.Size);
        again.Record(Note(6));
        Assert.Equal(6, again.Read(scratch.Keys)!.Size);
    }

    [Fact]
    public void A_torn_write_leaves_the_checkpoint_before()
    {
        for (var last = 2; last <= 3; last++)
        {
            using (var guard = new ForkGuard(scratch.PathOf($"guard {last}")))
            {
                for (var size = 1; size <= last; size++)
                    guard.Record(Note(size));
            }

            var bytes = File.ReadAllBytes(scratch.PathOf($"guard {last}"));
            var slot = (last - 1) % 2 * 4096;
            bytes.AsSpan(slot + 60, 4096 - 60).Clear();
            File.WriteAllBytes(scratch.PathOf($"guard {last}"), bytes);
            using var torn = new ForkGuard(scratch.PathOf($"guard {last}"));
            Assert.Equal(last - 1, torn.Read(scratch.Keys)!.Size);
            torn.Record(Note(last + 1));
            Assert.Equal(last + 1, torn.Read(scratch.Keys)!.Size);
        }
    }

    [Fact]
    public void A_file_without_a_checkpoint_of_the_log_is_not_taken_for_a_new_one()
    {
        File.WriteAllText(scratch.GuardFile, "rubbish\n");
        using var rubbish = new ForkGuard(scratch.GuardFile);
        Assert.Contains("cannot be read", Assert.Throws<ForkException>(() => rubbish.Read(scratch.Keys)).Message, StringComparison.Ordinal);

        using var other = SignerKey.Generate(Scratch.Origin);
        using var guard = new ForkGuard(scratch.PathOf("another"));
        guard.Record(Note(1));
        Assert.Throws<ForkException>(() => guard.Read([other.Verifier]));
    }

    [Fact]
    public void An_empty_file_is_a_new_one()
    {
        File.WriteAllText(scratch.GuardFile, "");
        using var guard = new ForkGuard(scratch.GuardFile);
        Assert.Null(guard.Read(scratch.Keys));
    }

    public void Dispose()
    {
        scratch.Dispose();
        GC.SuppressFinalize(this);
    }

    private byte[] Note(long size) => new Checkpoint(Scratch.Origin, size, MerkleTree.HashLeaf([(byte)size])).Sign(scratch.Signer).ToBytes();
}
