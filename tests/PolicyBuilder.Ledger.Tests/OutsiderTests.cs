using PolicyBuilder.Ledger.Sqlite;
using PolicyBuilder.Testing;
using Xunit;

namespace PolicyBuilder.Ledger.Tests;

/// <summary>What a log gives away is accepted by a program that shares no code with ours, and what was altered is not.</summary>
public sealed class OutsiderTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2027, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly Scratch scratch;

    public OutsiderTests()
    {
        if (LongTests.RequireAll)
            Assert.Null(Outsider.Missing);
        Skip.IfNot(Outsider.Missing is null, Outsider.Missing);
        scratch = new Scratch();
    }

    private string Key => $"{scratch.Signer.Verifier}";

    [SkippableTheory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    [InlineData(7, 1)]
    [InlineData(255, 50)]
    [InlineData(256, 64)]
    [InlineData(257, 100)]
    [InlineData(600, 37)]
    // Two tiles of the second level, and one of the third.
    [InlineData(66_000, 4000)]
    public async Task Every_export_checkpoint_proof_and_receipt_is_accepted(int entries, int together)
    {
        await using var store = SqliteLogStore.Open(scratch.Database, Scratch.Origin);
        await scratch.FillAsync(store, entries, together);
        var head = await TileDirectory.ExportAsync(store, scratch.PathOf("export"));
        var checkpoints = new List<(long Size, string File)>();
        await foreach (var checkpoint in store.ReadCheckpointsAsync())
        {
            checkpoints.Add((checkpoint.Size, scratch.PathOf($"{checkpoint.Size}.checkpoint")));
            await File.WriteAllBytesAsync(checkpoints[^1].File, checkpoint.Note.ToArray());
        }

        var expected = new List<(string[] Question, string Answer)> { (["export", scratch.PathOf("export"), Key], $"ok {entries} {head.Root}") };
        foreach (var (size, file) in checkpoints)
            expected.Add((["note", file, Key], $"ok {size} {await store.ReadRootAsync(new LeafRange(0, size))}"));
        foreach (var index in new long[] { 0, 1, entries / 3, entries / 2, entries - 2, entries - 1 }.Where(index => index >= 0 && index < entries).Distinct())
        {
            var file = scratch.PathOf($"{index}.tlog-proof");
            await File.WriteAllTextAsync(file, $"{await Receipt.ReadAsync(store, index)}");
            expected.Add((["receipt", file, Key], $"ok {index} of {entries}"));
        }

        foreach (var (old, oldFile) in checkpoints.Where(checkpoint => checkpoint.Size > 0))
        {
            var file = scratch.PathOf($"from-{old}");
            await File.WriteAllTextAsync(file, $"{new WitnessRequest(old, await store.ProveConsistencyAsync(old, entries), await File.ReadAllBytesAsync(checkpoints[^1].File))}");
            expected.Add((["consistency", file, oldFile, Key], $"ok {old} to {entries}"));
        }

        Assert.Equal(expected.Select(each => each.Answer), Outsider.Ask([.. expected.Select(each => each.Question)]));
    }

    [SkippableFact]
    public async Task Changed_keys_and_cosignatures_are_accepted()
    {
        await using var store = SqliteLogStore.Open(scratch.Database, Scratch.Origin);
        using var guard = new ForkGuard(scratch.GuardFile);
        await using var log = await Log.OpenAsync(store, scratch.Signer, guard);
        using var second = SignerKey.Generate(Scratch.Origin);
        using var third = SignerKey.Generate(Scratch.Origin);
        using var witness = SignerKey.Generate("elmford.example/witness", SignatureType.Cosignature);
        await log.AppendAsync(Scratch.Entry(0));
        await log.RotateAsync(second, Noon);
        await log.AppendAsync(Scratch.Entry(2));
        await log.RotateAsync(third, Noon);
        await log.AppendAsync(Scratch.Entry(4));
        await TileDirectory.ExportAsync(store, scratch.PathOf("export"));
        Assert.True(SignedNote.TryParse(await File.ReadAllBytesAsync(scratch.PathOf("export/checkpoint")), out var note, out var reason), reason);
        await File.WriteAllBytesAsync(scratch.PathOf("cosigned"), note.With(witness.Sign(note.Text.Span, Noon)).ToBytes());
        await File.WriteAllTextAsync(scratch.PathOf("receipt"), $"{await Receipt.ReadAsync(store, 2)}");
        var changes = scratch.PathOf("export/key-changes");
        Assert.Equal(
            ["ok 1 of 2", "ok 3 of 4", $"ok 5 {await store.ReadRootAsync(new LeafRange(0, 5))}", $"ok 5 {await store.ReadRootAsync(new LeafRange(0, 5))}", "ok 2 of 5"],
            Outsider.Ask(
                ["keychange", Path.Combine(changes, "1.tlog-proof"), Key, $"{second.Verifier}"],
                ["keychange", Path.Combine(changes, "3.tlog-proof"), $"{second.Verifier}", $"{third.Verifier}"],
                ["export", scratch.PathOf("export"), $"{third.Verifier}"],
                ["note", scratch.PathOf("cosigned"), $"{third.Verifier}", $"{witness.Verifier}"],
                ["receipt", scratch.PathOf("receipt"), $"{third.Verifier}"]));
    }

    [SkippableFact]
    public async Task What_was_altered_is_refused()
    {
        await using var store = SqliteLogStore.Open(scratch.Database, Scratch.Origin);
        await scratch.FillAsync(store, 300, together: 300);
        var receipt = await Receipt.ReadAsync(store, 7);
        await File.WriteAllTextAsync(scratch.PathOf("other-entry"), $"{receipt with { Entry = Scratch.Entry(8) }}");
        await File.WriteAllTextAsync(scratch.PathOf("other-index"), $"{receipt with { Proof = receipt.Proof with { Index = 8 } }}");
        using var stranger = SignerKey.Generate(Scratch.Origin);
        List<string[]> questions =
        [
            ["receipt", scratch.PathOf("other-entry"), Key],
            ["receipt", scratch.PathOf("other-index"), Key],
            ["note", await ExportAsync("stranger") + "/checkpoint", $"{stranger.Verifier}"],
            ["export", await ExportAsync("entry", "tile/entries/000"), Key],
            ["export", await ExportAsync("hash", "tile/0/001.p/44"), Key],
            ["export", await ExportAsync("root", "tile/1/000.p/1"), Key],
            ["export", await ExportAsync("checkpoint", "checkpoint"), Key],
        ];
        Assert.All(Outsider.Ask(questions), answer => Assert.StartsWith("no ", answer, StringComparison.Ordinal));

        async Task<string> ExportAsync(string name, string? altered = null)
        {
            var folder = scratch.PathOf(name);
            await TileDirectory.ExportAsync(store, folder);
            if (altered is null)
                return folder;
            var bytes = await File.ReadAllBytesAsync(Path.Combine(folder, altered));
            bytes[^5] ^= 1;
            await File.WriteAllBytesAsync(Path.Combine(folder, altered), bytes);
            return folder;
        }
    }

    public void Dispose() => scratch.Dispose();
}
