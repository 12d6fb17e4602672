using System.Text;

namespace PolicyBuilder.Ledger.Tests;

/// <summary>A folder of a test's own, with a log's name and key; gone when the test is over.</summary>
internal sealed class Scratch : IDisposable
{
    internal const string Origin = "mapleton.example/policies";

    internal string Folder { get; } = Directory.CreateTempSubdirectory("policybuilder-ledger-").FullName;

    internal SignerKey Signer { get; } = SignerKey.Generate(Origin);

    internal VerifierKey[] Keys => [Signer.Verifier];

    internal string Database => PathOf("policybuilder.db");

    internal string GuardFile => PathOf("last-checkpoint");

    internal static byte[] Entry(long number) => Encoding.UTF8.GetBytes($"policybuilder-entry/v1\ntype: acknowledged\nnumber: {number}\n");

    internal static byte[] Key(long number) => Encoding.UTF8.GetBytes($"key-{number}");

    /// <summary>An entry with attachments that tell its number.</summary>
    internal static Submission Submission(long number) => new(Entry(number), Key(number))
    {
        Attachments = [new Attachment("key", Key(number)), new Attachment("evidence", Encoding.UTF8.GetBytes($"evidence of {number}"))],
    };

    /// <summary>A batch for a store, which looks neither at hashes nor at signatures.</summary>
    internal static LogBatch Batch(long oldSize, params Submission[] submissions) => new(
        oldSize,
        [.. submissions.Select(submission => new NewEntry(submission, MerkleTree.HashLeaf(submission.Entry.Span)))],
        [],
        "a note"u8.ToArray());

    internal string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>Appends entries in commits of their own or together.</summary>
    internal async Task FillAsync(ILogStore store, int count, int together = 1)
    {
        using var guard = new ForkGuard(GuardFile);
        await using var log = await Log.OpenAsync(store, Signer, guard);
        var start = (await store.ReadHeadAsync())!.Size;
        for (var i = start; i < start + count; i += together)
            await Task.WhenAll(Enumerable.Range(0, (int)Math.Min(together, start + count - i)).Select(k => log.AppendAsync(Entry(i + k), Key(i + k))));
    }

    public void Dispose()
    {
        Signer.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
