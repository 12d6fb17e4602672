using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;

namespace PolicyBuilder.Ledger.Sqlite;

/// <summary>
/// Logs in one SQLite file, readable by its owner only. The file may hold several logs; a store is one of them. Writers, also those
/// in other processes, take turns (<c>BEGIN IMMEDIATE</c>); readers never wait for them (WAL). A commit is on the disk when it
/// returns (<c>synchronous=FULL</c>); a crash before leaves nothing of it.
/// </summary>
public sealed class SqliteLogStore : ILogStore
{
    /// <summary>An entry's row number is its log's number and its index, so that a log lies together on the disk.</summary>
    private const int IndexBits = 40;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    internal const string FindSql = "SELECT entry.id, entry.leaf FROM submission JOIN entry ON entry.id = submission.entry WHERE submission.log = ? AND submission.key = ?";

    private readonly string path;
    private readonly string connectionString;
    private readonly TimeSpan patience;
    private readonly SqliteConnection connection;
    private readonly SemaphoreSlim turn = new(1);
    private readonly Readers readers;
    private readonly long firstRow;
    private readonly long log;
    private readonly Statement begin;
    private readonly Statement commit;
    private readonly Statement rollback;
    private readonly Statement head;
    private readonly Statement find;
    private readonly Insertion insertEntries;
    private readonly Statement insertNode;
    private readonly Insertion insertKeys;
    private readonly Statement insertCheckpoint;
    private readonly Statement insertAttachment;
    private readonly Statement removeAttachments;
    private readonly Statement replaceAttachment;

    private SqliteLogStore(string path, string connectionString, SqliteConnection connection, string origin, long log, TimeSpan patience)
    {
        (this.path, this.connectionString, this.connection, this.log, this.patience) = (path, connectionString, connection, log, patience);
        Origin = origin;
        readers = new Readers(OpenReader);
        firstRow = log << IndexBits;
        begin = new Statement(connection, "BEGIN IMMEDIATE");
        commit = new Statement(connection, "COMMIT");
        rollback = new Statement(connection, "ROLLBACK");
        head = new Statement(connection, HeadSql);
        find = new Statement(connection, FindSql);
        insertEntries = new Insertion(connection, "entry (id, leaf, bytes)", 3);
        insertNode = new Statement(connection, "INSERT INTO node (log, level, position, hash) VALUES (?, ?, ?, ?)");
        insertKeys = new Insertion(connection, "submission (log, key, entry)", 3);
        insertCheckpoint = new Statement(connection, "INSERT INTO checkpoint (log, size, note) VALUES (?, ?, ?)");
        insertAttachment = new Statement(connection, "INSERT INTO attachment (entry, name, bytes) VALUES (?, ?, ?)");
        removeAttachments = new Statement(connection, "DELETE FROM attachment WHERE entry = ?");
        replaceAttachment = new Statement(connection, "UPDATE attachment SET bytes = ? WHERE entry = ? AND name = ? AND bytes = ?");
    }

    /// <inheritdoc/>
    public string Origin { get; }

    private static string HeadSql => "SELECT size, note FROM checkpoint WHERE log = ? ORDER BY size DESC LIMIT 1";

    /// <summary>Opens a log in a file, and makes both if they do not exist.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="origin">The log's name.</param>
    /// <exception cref="NewerSchemaException">A newer program has written the file.</exception>
    /// <exception cref="InvalidDataException">The file is a database of another program.</exception>
    /// <param name="patience">How long to wait while another program has the file locked; half a minute if it is not given.</param>
    /// <exception cref="SqliteException">The file cannot be opened, is damaged, or stayed locked for so long.</exception>
    public static SqliteLogStore Open(string path, string origin, TimeSpan? patience = null)
    {
        if (!File.Exists(path))
            CreatePrivate(path);
        // Pooling would keep the file open after the store is disposed.
        var connectionString = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, Mode = SqliteOpenMode.ReadWrite }.ToString();
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();
            WaitForOthers(connection, patience ?? LongestWait);
            SqliteSchema.Tables.Prepare(connection, path);
            using var insert = connection.CreateCommand();
            insert.CommandText = "INSERT INTO log (origin) VALUES ($origin) ON CONFLICT DO NOTHING";
            insert.Parameters.AddWithValue("$origin", origin);
            using var select = connection.CreateCommand();
            select.CommandText = "SELECT id FROM log WHERE origin = $origin";
            select.Parameters.AddWithValue("$origin", origin);
            if (select.ExecuteScalar() is not long id)
            {
                insert.ExecuteNonQuery();
                id = (long)select.ExecuteScalar()!;
            }

            return new SqliteLogStore(path, connectionString, connection, origin, id, patience ?? LongestWait);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The names of the logs in a file, in the order in which they were made. Nothing is made or changed.</summary>
    /// <exception cref="NewerSchemaException">A newer program has written the file.</exception>
    /// <exception cref="InvalidDataException">The file is a database of another program.</exception>
    /// <exception cref="SqliteException">There is no such file, it cannot be opened or is damaged.</exception>
    public static IReadOnlyList<string> ReadOrigins(string path)
    {
        using var reading = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, Mode = SqliteOpenMode.ReadOnly }.ToString());
        reading.Open();
        WaitForOthers(reading, LongestWait);
        if (!SqliteSchema.Tables.IsPrepared(reading, path))
            return [];
        using var select = reading.CreateCommand();
        select.CommandText = "SELECT origin FROM log ORDER BY id";
        using var rows = select.ExecuteReader();
        var origins = new List<string>();
        while (rows.Read())
            origins.Add(rows.GetString(0));
        return origins;
    }

    /// <inheritdoc/>
    public ValueTask<StoredCheckpoint?> ReadHeadAsync(CancellationToken cancel = default)
    {
        using var reading = readers.Take();
        return ValueTask.FromResult(ReadHead(reading.Run(HeadSql)));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<EntryBundle> ReadEntriesAsync(long start, long end, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        using var reading = readers.Take();
        var rows = reading.Run("SELECT id, leaf, bytes FROM entry WHERE id >= ? AND id < ? ORDER BY id").Bind(1, firstRow + start).Bind(2, firstRow + Math.Min(end, 1L << IndexBits));
        for (var more = rows.Step(); more;)
        {
            var bundle = ReadBundle(rows, ref more);
            yield return bundle;
            cancel.ThrowIfCancellationRequested();
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<TreeNode>> ReadNodesAsync(int level, long first, int count, CancellationToken cancel = default)
    {
        using var reading = readers.Take();
        var start = level == 0 ? firstRow + first : first;
        var rows = level == 0
            ? reading.Run("SELECT id, leaf FROM entry WHERE id >= ? AND id < ? ORDER BY id")
            : reading.Run("SELECT position, hash FROM node WHERE position >= ? AND position < ? AND log = ? AND level = ? ORDER BY position").Bind(3, log).Bind(4, level);
        rows.Bind(1, start).Bind(2, start + count);
        var nodes = new List<TreeNode>(count);
        while (rows.Step())
            nodes.Add(new TreeNode(level, rows.Number(0) - start + first, rows.Hash(1)));
        return ValueTask.FromResult<IReadOnlyList<TreeNode>>(nodes);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredCheckpoint> ReadCheckpointsAsync(long smallest = 0, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        using var reading = readers.Take();
        var rows = reading.Run("SELECT size, note FROM checkpoint WHERE log = ? AND size >= ? ORDER BY size").Bind(1, log).Bind(2, smallest);
        while (rows.Step())
        {
            cancel.ThrowIfCancellationRequested();
            yield return new StoredCheckpoint(rows.Number(0), rows.Blob(1).ToArray());
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ILogTransaction> BeginAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancel = default)
    {
        await turn.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            begin.Run();
            try
            {
                return new Transaction(this, ReadHead(head), [.. keys.Select(Find)]);
            }
            catch
            {
                rollback.Run();
                throw;
            }
        }
        catch
        {
            turn.Release();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> TryCommitAsync(LogBatch batch, CancellationToken cancel = default)
    {
        await turn.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            begin.Run();
            try
            {
                if ((ReadHead(head)?.Size ?? 0) == batch.OldSize)
                {
                    Write(batch);
                    return true;
                }

                RollBack();
            }
            catch (SqliteException error) when (error.SqliteExtendedErrorCode == SQLitePCL.raw.SQLITE_CONSTRAINT_PRIMARYKEY)
            {
                // A key is known: only the table of keys has been given something that may be there already.
                RollBack();
            }
            catch
            {
                RollBack();
                throw;
            }

            return false;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredAttachment> ReadAttachmentsAsync(long start, long end, string? name = null, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        using var reading = readers.Take();
        var rows = reading.Run(
            $"SELECT entry, name, bytes FROM attachment WHERE entry >= ? AND entry < ? {(name is null ? "" : "AND name = ?")} ORDER BY entry, name");
        rows.Bind(1, Row(start)).Bind(2, firstRow + Math.Min(end, 1L << IndexBits));
        if (name is not null)
            rows.Bind(3, name);
        while (rows.Step())
        {
            cancel.ThrowIfCancellationRequested();
            yield return new StoredAttachment(rows.Number(0) - firstRow, rows.Text(1), rows.Blob(2).ToArray());
        }
    }

    /// <inheritdoc/>
    public async ValueTask ReplaceAttachmentsAsync(IReadOnlyList<AttachmentChange> changes, CancellationToken cancel = default)
    {
        await turn.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            begin.Run();
            try
            {
                foreach (var change in changes)
                {
                    replaceAttachment.Bind(1, change.New.Span).Bind(2, Row(change.Entry)).Bind(3, change.Name).Bind(4, change.Old.Span).Run();
                    if (SQLitePCL.raw.sqlite3_changes(connection.Handle) != 1)
                        throw new AttachmentChangedException(change.Entry, change.Name);
                }

                commit.Run();
            }
            catch
            {
                RollBack();
                throw;
            }
        }
        finally
        {
            turn.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask EraseRemovedAsync(CancellationToken cancel = default)
    {
        await turn.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            // The file is written anew without gaps, into the journal; the journal goes into the file, and is then cut to nothing.
            using var vacuum = new Statement(connection, "VACUUM");
            vacuum.Run();
            using var truncate = new Statement(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
            if (!truncate.Step() || truncate.Number(0) != 0)
                throw new TimeoutException($"{path} was being read for {patience.TotalSeconds:F0} seconds, so its journal still holds what was removed. Call again when nobody reads it.");
        }
        finally
        {
            turn.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var statement in (IDisposable[])[begin, commit, rollback, head, find, insertEntries, insertNode, insertKeys, insertCheckpoint, insertAttachment, removeAttachments, replaceAttachment])
            statement.Dispose();
        readers.Dispose();
        await connection.DisposeAsync().ConfigureAwait(false);
        turn.Dispose();
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Origin} in {path}";

    private static void CreatePrivate(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite };
        // SQLite gives the files beside it (-wal, -shm) the same mode.
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var created = new FileStream(path, options);
    }

    private StoredEntry? Find(ReadOnlyMemory<byte> key)
    {
        try
        {
            return find.Bind(1, log).Bind(2, key.Span).Step() ? new StoredEntry(find.Number(0) - firstRow, find.Hash(1)) : null;
        }
        finally
        {
            find.Reset();
        }
    }

    private EntryBundle ReadBundle(Statement rows, ref bool more)
    {
        var bundle = new EntryBundle(rows.Number(0) - firstRow);
        try
        {
            do
            {
                var bytes = rows.Blob(2);
                if (bytes.Length > EntryBundle.LongestEntry)
                    throw new InvalidDataException($"Entry {bundle.End} has {bytes.Length} bytes.");
                bundle.Add(bytes, rows.Hash(1));
                more = rows.Step();
            }
            while (more && !bundle.IsFull && rows.Number(0) - firstRow == bundle.End);
            return bundle;
        }
        catch
        {
            bundle.Dispose();
            throw;
        }
    }

    /// <summary>An entry's row; never one of another log.</summary>
    private long Row(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, 1L << IndexBits);
        return firstRow + index;
    }

    /// <summary>Writes a batch and commits the transaction that has been begun.</summary>
    private void Write(LogBatch batch)
    {
        var (first, entries) = (Row(batch.OldSize), batch.Entries);
        _ = Row(batch.NewSize);
        insertEntries.Run(entries.Count, (statement, at, i) => statement.Bind(at, first + i).Bind(at + 1, entries[i].Leaf.Span).Bind(at + 2, entries[i].Submission.Entry.Span));
        int[] keyed = [.. Enumerable.Range(0, entries.Count).Where(i => !entries[i].Submission.Key.IsEmpty)];
        insertKeys.Run(keyed.Length, (statement, at, i) => statement.Bind(at, log).Bind(at + 1, entries[keyed[i]].Submission.Key.Span).Bind(at + 2, first + keyed[i]));
        for (var i = 0; i < entries.Count; i++)
        {
            foreach (var attachment in entries[i].Submission.Attachments)
                insertAttachment.Bind(1, first + i).Bind(2, attachment.Name).Bind(3, attachment.Bytes.Span).Run();
            foreach (var removed in entries[i].Submission.Removes)
                removeAttachments.Bind(1, Row(removed)).Run();
        }

        foreach (var node in batch.Nodes)
            insertNode.Bind(1, log).Bind(2, node.Level).Bind(3, node.Index).Bind(4, node.Hash.Span).Run();
        insertCheckpoint.Bind(1, log).Bind(2, batch.NewSize).Bind(3, batch.Checkpoint.Span).Run();
        commit.Run();
    }

    /// <summary>Ends a transaction that failed. SQLite has rolled back by itself where it had to, as on a full disk.</summary>
    private void RollBack()
    {
        if (SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle) == 0)
            rollback.Run();
    }

    private static void WaitForOthers(SqliteConnection connection, TimeSpan patience) => _ = SQLitePCL.raw.sqlite3_busy_timeout(connection.Handle, (int)patience.TotalMilliseconds);

    private StoredCheckpoint? ReadHead(Statement rows)
    {
        try
        {
            return rows.Bind(1, log).Step() ? new StoredCheckpoint(rows.Number(0), rows.Blob(1).ToArray()) : null;
        }
        finally
        {
            rows.Reset();
        }
    }

    private SqliteConnection OpenReader()
    {
        var reading = new SqliteConnection(connectionString);
        reading.Open();
        WaitForOthers(reading, patience);
        return reading;
    }

    private sealed class Transaction(SqliteLogStore store, StoredCheckpoint? head, IReadOnlyList<StoredEntry?> known) : ILogTransaction
    {
        private bool done;

        public StoredCheckpoint? Head => head;

        public IReadOnlyList<StoredEntry?> Known => known;

        public ValueTask CommitAsync(LogBatch batch, CancellationToken cancel = default)
        {
            if (batch.OldSize != (head?.Size ?? 0))
                throw new LogMovedException($"{store} has {head?.Size ?? 0} entries, not {batch.OldSize}.");
            store.Write(batch);
            done = true;
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            try
            {
                if (!done)
                    store.RollBack();
            }
            finally
            {
                store.turn.Release();
            }

            return ValueTask.CompletedTask;
        }
    }
}
