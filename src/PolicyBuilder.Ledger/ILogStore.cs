namespace PolicyBuilder.Ledger;

/// <summary>A checkpoint as a store keeps it.</summary>
/// <param name="Size">The size the store files it under; the note states its own.</param>
/// <param name="Note">The signed note, byte for byte.</param>
public sealed record StoredCheckpoint(long Size, ReadOnlyMemory<byte> Note);

/// <summary>An entry that a store has under an idempotency key.</summary>
/// <param name="Index">The entry's index.</param>
/// <param name="Leaf">Its leaf hash, which tells whether the same entry or another one is submitted again.</param>
public readonly record struct StoredEntry(long Index, TreeHash Leaf);

/// <summary>An entry about to be stored.</summary>
/// <param name="Submission">The entry and what goes with it.</param>
/// <param name="Leaf">The entry's leaf hash.</param>
public readonly record struct NewEntry(Submission Submission, TreeHash Leaf);

/// <summary>What one commit adds to a log: all of it or nothing.</summary>
/// <param name="OldSize">The size of the log before.</param>
/// <param name="Entries">The entries from that index on.</param>
/// <param name="Nodes">The tiles' roots that they complete.</param>
/// <param name="Checkpoint">The signed checkpoint of the new size.</param>
public sealed record LogBatch(long OldSize, IReadOnlyList<NewEntry> Entries, IReadOnlyList<TreeNode> Nodes, ReadOnlyMemory<byte> Checkpoint)
{
    /// <summary>The size of the log afterwards.</summary>
    public long NewSize => OldSize + Entries.Count;
}

/// <summary>
/// A log that can be read: a store, or an exported directory of tiles. What is read is not trusted: whoever relies on it checks
/// hashes and signatures. Reads fail with the exceptions of what lies underneath (<see cref="System.Data.Common.DbException"/>,
/// <see cref="IOException"/>), or with <see cref="InvalidDataException"/> where the bytes cannot be what was written.
/// </summary>
public interface ILogReader
{
    /// <summary>The log's name.</summary>
    string Origin { get; }

    /// <summary>The last checkpoint; null before the first.</summary>
    ValueTask<StoredCheckpoint?> ReadHeadAsync(CancellationToken cancel = default);

    /// <summary>
    /// The entries from <paramref name="start"/> up to, not including, <paramref name="end"/>. Where entries are missing, the next
    /// bundle's <see cref="EntryBundle.First"/> shows it. The caller disposes the bundles.
    /// </summary>
    IAsyncEnumerable<EntryBundle> ReadEntriesAsync(long start, long end, CancellationToken cancel = default);

    /// <summary>
    /// The nodes of a level from <paramref name="first"/> on, <paramref name="count"/> of them in order; missing ones are left out.
    /// Level 0 are the leaf hashes.
    /// </summary>
    ValueTask<IReadOnlyList<TreeNode>> ReadNodesAsync(int level, long first, int count, CancellationToken cancel = default);

    /// <summary>Every checkpoint of <paramref name="smallest"/> entries or more, the smallest first.</summary>
    IAsyncEnumerable<StoredCheckpoint> ReadCheckpointsAsync(long smallest = 0, CancellationToken cancel = default);
}

/// <summary>
/// Where a log is kept. A store keeps bytes and makes commits atomic and durable; it neither hashes nor signs. Its one promise:
/// when <see cref="ILogTransaction.CommitAsync"/> has returned, or <see cref="TryCommitAsync"/> true, the batch survives any crash, and
/// when it has thrown, the batch was kept as a whole or not at all.
/// </summary>
public interface ILogStore : ILogReader, IAsyncDisposable
{
    /// <summary>
    /// Begins to write. Until the transaction is disposed no other one can commit to this log: either this call waits for the
    /// others, or their commit fails with <see cref="LogMovedException"/>.
    /// </summary>
    /// <param name="keys">The idempotency keys about to be used.</param>
    /// <param name="cancel">Ends the waiting.</param>
    ValueTask<ILogTransaction> BeginAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancel = default);

    /// <summary>
    /// Begins and commits in one, for a batch whose keys are all believed to be new. False, and nothing is kept, if the log does not have
    /// the batch's old size or if one of the keys is known; a transaction tells which.
    /// </summary>
    /// <param name="batch">The batch; no key occurs twice in it.</param>
    /// <param name="cancel">Ends the waiting.</param>
    ValueTask<bool> TryCommitAsync(LogBatch batch, CancellationToken cancel = default);

    /// <summary>
    /// The attachments of the entries from <paramref name="start"/> up to, not including, <paramref name="end"/>, ordered by entry and
    /// name (ordinal), one at a time.
    /// </summary>
    /// <param name="start">The first entry.</param>
    /// <param name="end">The entry after the last.</param>
    /// <param name="name">The name of those wanted; null for all.</param>
    /// <param name="cancel">Ends the reading.</param>
    IAsyncEnumerable<StoredAttachment> ReadAttachmentsAsync(long start, long end, string? name = null, CancellationToken cancel = default);

    /// <summary>Replaces attachments: all of them or none.</summary>
    /// <exception cref="AttachmentChangedException">One of them is gone or not what was expected; nothing was replaced.</exception>
    ValueTask ReplaceAttachmentsAsync(IReadOnlyList<AttachmentChange> changes, CancellationToken cancel = default);

    /// <summary>
    /// Clears the database's files of what was removed or replaced before; call it after a disposal. In SQLite nothing of it is left in
    /// the file and its journal. In PostgreSQL the table is written anew without it; the server's write-ahead log and any backup still
    /// have it until they expire, which is why evidence is kept encrypted under a key of its own.
    /// </summary>
    /// <exception cref="TimeoutException">A reader kept the old state open for too long; the removal itself stands. Call again later.</exception>
    ValueTask EraseRemovedAsync(CancellationToken cancel = default);
}

/// <summary>A write to a log. Disposing it without a commit leaves nothing behind.</summary>
public interface ILogTransaction : IAsyncDisposable
{
    /// <summary>The last checkpoint; null before the first.</summary>
    StoredCheckpoint? Head { get; }

    /// <summary>The entries stored under the keys the transaction was begun with, in their order; null where there is none.</summary>
    IReadOnlyList<StoredEntry?> Known { get; }

    /// <summary>Keeps a batch, durably and as a whole.</summary>
    /// <exception cref="LogMovedException">The log does not have the batch's old size any more; nothing was kept.</exception>
    ValueTask CommitAsync(LogBatch batch, CancellationToken cancel = default);
}

/// <summary>Another writer has appended to the log meanwhile; what was prepared for the old size was not kept.</summary>
public sealed class LogMovedException(string message) : Exception(message);

/// <summary>The database was written by a newer program, whose tables this one does not know.</summary>
public sealed class NewerSchemaException(string place, int found, int known) : Exception(
    $"{place} was written by a newer PolicyBuilder (its schema is version {found}; this program knows versions up to {known}). Update PolicyBuilder. Nothing was changed.");

/// <summary>The log cannot sign, because its database and its signed checkpoints contradict each other.</summary>
public sealed class ForkException(string message) : Exception(message);
