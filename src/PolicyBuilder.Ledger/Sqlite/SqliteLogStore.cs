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

    private const int LongestWait = 30_000;

    private readonly string path;
    private readonly string connectionString;
    private readonly SqliteConnection connection;
    private readonly SemaphoreSlim turn = new(1);
    private readonly long firstRow;
    private readonly long log;
    private readonly Statement begin;
    private readonly Statement commit;
    private readonly Statement rollback;
    private readonly Statement head;
    private readonly Statement find;
    private readonly Statement insertEntry;
    private readonly Statement insertNode;
    private readonly Statement insertKey;
    private readonly Statement insertCheckpoint;

    private SqliteLogStore(string path, string connectionString, SqliteConnection connection, string origin, long log)
    {
        (this.path, this.connectionString, this.connection, this.log) = (path, connectionString, connection, log);
        Origin = origin;
        firstRow = log << IndexBits;
        begin = new Statement(connection, "BEGIN IMMEDIATE");
        commit = new Statement(connection, "COMMIT");
        rollback = new Statement(connection, "ROLLBACK");
        head = new Statement(connection, HeadSql);
        find = new Statement(connection, "SELECT entry.id, entry.leaf FROM submission JOIN entry ON entry.id = submission.entry WHERE submission.log = ? AND submission.key = ?");
        insertEntry = new Statement(connection, "INSERT INTO entry (id, leaf, bytes) VALUES (?, ?, ?)");
        insertNode = new Statement(connection, "INSERT INTO node (log, level, position, hash) VALUES (?, ?, ?, ?)");
        insertKey = new Statement(connection, "INSERT INTO submission (log, key, entry) VALUES (?, ?, ?)");
        insertCheckpoint = new Statement(connection, "INSERT INTO checkpoint (log, size, note) VALUES (?, ?, ?)");
    }

    /// <inheritdoc/>
    public string Origin { get; }

    private static string HeadSql => "SELECT size, note FROM checkpoint WHERE log = ? ORDER BY size DESC LIMIT 1";

    /// <summary>Opens a log in a file, and makes both if they do not exist.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="origin">The log's name.</param>
    /// <exception cref="NewerSchemaException">A newer program has written the file.</exception>
    /// <exception cref="InvalidDataException">The file is a database of another program.</exception>
    /// <exception cref="SqliteException">The file cannot be opened, is damaged, or stayed locked for thirty seconds.</exception>
    public static SqliteLogStore Open(string path, string origin)
    {
        if (!File.Exists(path))
            CreatePrivate(path);
        // Pooling would keep the file open after the store is disposed.
        var connectionString = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, Mode = SqliteOpenMode.ReadWrite }.ToString();
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();
            WaitForOthers(connection);
            SqliteSchema.Prepare(connection, path);
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

            return new SqliteLogStore(path, connectionString, connection, origin, id);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask<StoredCheckpoint?> ReadHeadAsync(CancellationToken cancel = default)
    {
        using var reading = OpenReader();
        using var rows = new Statement(reading, HeadSql);
        return ValueTask.FromResult(ReadHead(rows));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<EntryBundle> ReadEntriesAsync(long start, long end, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        await using var reading = OpenReader();
        using var rows = new Statement(reading, "SELECT id, leaf, bytes FROM entry WHERE id >= ? AND id < ? ORDER BY id");
        rows.Bind(1, firstRow + start).Bind(2, firstRow + Math.Min(end, 1L << IndexBits));
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
        using var reading = OpenReader();
        var start = level == 0 ? firstRow + first : first;
        using var rows = level == 0
            ? new Statement(reading, "SELECT id, leaf FROM entry WHERE id >= ? AND id < ? ORDER BY id")
            : new Statement(reading, "SELECT position, hash FROM node WHERE position >= ? AND position < ? AND log = ? AND level = ? ORDER BY position").Bind(3, log).Bind(4, level);
        rows.Bind(1, start).Bind(2, start + count);
        var nodes = new List<TreeNode>(count);
        while (rows.Step())
            nodes.Add(new TreeNode(level, rows.Number(0) - start + first, rows.Hash(1)));
        return ValueTask.FromResult<IReadOnlyList<TreeNode>>(nodes);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredCheckpoint> ReadCheckpointsAsync([EnumeratorCancellation] CancellationToken cancel = default)
    {
        await using var reading = OpenReader();
        using var rows = new Statement(reading, "SELECT size, note FROM checkpoint WHERE log = ? ORDER BY size").Bind(1, log);
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
    public async ValueTask DisposeAsync()
    {
        foreach (var statement in (Statement[])[begin, commit, rollback, head, find, insertEntry, insertNode, insertKey, insertCheckpoint])
            statement.Dispose();
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

    private static void WaitForOthers(SqliteConnection connection) => _ = SQLitePCL.raw.sqlite3_busy_timeout(connection.Handle, LongestWait);

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
        WaitForOthers(reading);
        return reading;
    }

    private sealed class Transaction(SqliteLogStore store, StoredCheckpoint? head, IReadOnlyList<StoredEntry?> known) : ILogTransaction
    {
        private bool done;

        public StoredCheckpoint? Head => head;

        public IReadOnlyList<StoredEntry?> Known => known;

        public ValueTask CommitAsync(LogBatch batch, CancellationToken cancel = default)
        {
            if (batch.OldSize != (head?.Size ?? 0) || batch.NewSize >= 1L << IndexBits)
                throw new LogMovedException($"{store} has {head?.Size ?? 0} entries, not {batch.OldSize}.");
            var row = store.firstRow + batch.OldSize;
            foreach (var entry in batch.Entries)
            {
                store.insertEntry.Bind(1, row).Bind(2, entry.Leaf.Span).Bind(3, entry.Bytes.Span).Run();
                if (!entry.Key.IsEmpty)
                    store.insertKey.Bind(1, store.log).Bind(2, entry.Key.Span).Bind(3, row).Run();
                row++;
            }

            foreach (var node in batch.Nodes)
                store.insertNode.Bind(1, store.log).Bind(2, node.Level).Bind(3, node.Index).Bind(4, node.Hash.Span).Run();
            store.insertCheckpoint.Bind(1, store.log).Bind(2, batch.NewSize).Bind(3, batch.Checkpoint.Span).Run();
            store.commit.Run();
            done = true;
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            try
            {
                // SQLite has rolled back by itself where it had to, as on a full disk.
                if (!done && SQLitePCL.raw.sqlite3_get_autocommit(store.connection.Handle) == 0)
                    store.rollback.Run();
            }
            finally
            {
                store.turn.Release();
            }

            return ValueTask.CompletedTask;
        }
    }
}
