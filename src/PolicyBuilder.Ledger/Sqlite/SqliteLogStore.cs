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

    private const int Busy = 5;

    private readonly string path;
    private readonly string connectionString;
    private readonly SqliteConnection connection;
    private readonly SemaphoreSlim turn = new(1);
    private readonly long firstRow;
    private readonly long log;
    private readonly SqliteCommand begin;
    private readonly SqliteCommand commit;
    private readonly SqliteCommand rollback;
    private readonly SqliteCommand head;
    private readonly SqliteCommand find;
    private readonly SqliteCommand insertEntry;
    private readonly SqliteCommand insertNode;
    private readonly SqliteCommand insertKey;
    private readonly SqliteCommand insertCheckpoint;

    private SqliteLogStore(string path, string connectionString, SqliteConnection connection, string origin, long log)
    {
        (this.path, this.connectionString, this.connection, this.log) = (path, connectionString, connection, log);
        Origin = origin;
        firstRow = log << IndexBits;
        begin = Prepare("BEGIN IMMEDIATE");
        commit = Prepare("COMMIT");
        rollback = Prepare("ROLLBACK");
        head = Prepare(HeadSql, "$log");
        find = Prepare("SELECT entry.id, entry.leaf FROM submission JOIN entry ON entry.id = submission.entry WHERE submission.log = $log AND submission.key = $key", "$log", "$key");
        insertEntry = Prepare("INSERT INTO entry (id, leaf, bytes) VALUES ($id, $leaf, $bytes)", "$id", "$leaf", "$bytes");
        insertNode = Prepare("INSERT INTO node (log, level, position, hash) VALUES ($log, $level, $position, $hash)", "$log", "$level", "$position", "$hash");
        insertKey = Prepare("INSERT INTO submission (log, key, entry) VALUES ($log, $key, $entry)", "$log", "$key", "$entry");
        insertCheckpoint = Prepare("INSERT INTO checkpoint (log, size, note) VALUES ($log, $size, $note)", "$log", "$size", "$note");
    }

    /// <inheritdoc/>
    public string Origin { get; }

    private static string HeadSql => "SELECT size, note FROM checkpoint WHERE log = $log ORDER BY size DESC LIMIT 1";

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
        using var command = Command(reading, HeadSql, ("$log", log));
        return ValueTask.FromResult(ReadHead(command));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<EntryBundle> ReadEntriesAsync(long start, long end, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        await using var reading = OpenReader();
        await using var command = Command(
            reading,
            "SELECT id, leaf, bytes FROM entry WHERE id >= $start AND id < $end ORDER BY id",
            ("$start", firstRow + start),
            ("$end", firstRow + Math.Min(end, 1L << IndexBits)));
        await using var rows = command.ExecuteReader();
        EntryBundle? bundle = null;
        try
        {
            while (rows.Read())
            {
                var index = rows.GetInt64(0) - firstRow;
                if (bundle is not null && (bundle.IsFull || bundle.End != index))
                {
                    cancel.ThrowIfCancellationRequested();
                    var whole = bundle;
                    bundle = null;
                    yield return whole;
                }

                bundle ??= new EntryBundle(index);
                bundle.Add((byte[])rows.GetValue(2), Hash(rows, 1));
            }

            if (bundle is not null)
            {
                var last = bundle;
                bundle = null;
                yield return last;
            }
        }
        finally
        {
            bundle?.Dispose();
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<TreeNode>> ReadNodesAsync(int level, long first, int count, CancellationToken cancel = default)
    {
        using var reading = OpenReader();
        using var command = level == 0
            ? Command(reading, "SELECT id, leaf FROM entry WHERE id >= $first AND id < $end ORDER BY id", ("$first", firstRow + first), ("$end", firstRow + first + count))
            : Command(
                reading,
                "SELECT position, hash FROM node WHERE log = $log AND level = $level AND position >= $first AND position < $end ORDER BY position",
                ("$log", log),
                ("$level", level),
                ("$first", first),
                ("$end", first + count));
        using var rows = command.ExecuteReader();
        var nodes = new List<TreeNode>(count);
        while (rows.Read())
            nodes.Add(new TreeNode(level, rows.GetInt64(0) - (level == 0 ? firstRow : 0), Hash(rows, 1)));
        return ValueTask.FromResult<IReadOnlyList<TreeNode>>(nodes);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredCheckpoint> ReadCheckpointsAsync([EnumeratorCancellation] CancellationToken cancel = default)
    {
        await using var reading = OpenReader();
        await using var command = Command(reading, "SELECT size, note FROM checkpoint WHERE log = $log ORDER BY size", ("$log", log));
        await using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            cancel.ThrowIfCancellationRequested();
            yield return new StoredCheckpoint(rows.GetInt64(0), (byte[])rows.GetValue(1));
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ILogTransaction> BeginAsync(CancellationToken cancel = default)
    {
        await turn.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            begin.ExecuteNonQuery();
            try
            {
                return new Transaction(this, ReadHead(head));
            }
            catch
            {
                rollback.ExecuteNonQuery();
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
        foreach (var command in (SqliteCommand[])[begin, commit, rollback, head, find, insertEntry, insertNode, insertKey, insertCheckpoint])
            await command.DisposeAsync().ConfigureAwait(false);
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

    private static StoredCheckpoint? ReadHead(SqliteCommand command)
    {
        using var rows = command.ExecuteReader();
        return rows.Read() ? new StoredCheckpoint(rows.GetInt64(0), (byte[])rows.GetValue(1)) : null;
    }

    private static TreeHash Hash(SqliteDataReader rows, int column)
    {
        var bytes = (byte[])rows.GetValue(column);
        return bytes.Length == TreeHash.Length
            ? new TreeHash(bytes)
            : throw new InvalidDataException($"Row {rows.GetInt64(0)} holds a hash of {bytes.Length} bytes.");
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, long Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        return command;
    }

    private SqliteConnection OpenReader()
    {
        var reading = new SqliteConnection(connectionString);
        reading.Open();
        return reading;
    }

    private SqliteCommand Prepare(string sql, params ReadOnlySpan<string> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in parameters)
            command.Parameters.Add(new SqliteParameter { ParameterName = name, Value = name == "$log" ? log : DBNull.Value });
        command.Prepare();
        return command;
    }

    private sealed class Transaction(SqliteLogStore store, StoredCheckpoint? head) : ILogTransaction
    {
        private bool done;

        public StoredCheckpoint? Head => head;

        public ValueTask<IReadOnlyList<StoredEntry?>> FindAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancel = default)
        {
            var found = new StoredEntry?[keys.Count];
            for (var i = 0; i < found.Length; i++)
            {
                store.find.Parameters[1].Value = keys[i].ToArray();
                using var rows = store.find.ExecuteReader();
                if (rows.Read())
                    found[i] = new StoredEntry(rows.GetInt64(0) - store.firstRow, Hash(rows, 1));
            }

            return ValueTask.FromResult<IReadOnlyList<StoredEntry?>>(found);
        }

        public ValueTask CommitAsync(LogBatch batch, CancellationToken cancel = default)
        {
            if (batch.OldSize != (head?.Size ?? 0) || batch.NewSize >= 1L << IndexBits)
                throw new LogMovedException($"{store} has {head?.Size ?? 0} entries, not {batch.OldSize}.");
            var row = store.firstRow + batch.OldSize;
            foreach (var entry in batch.Entries)
            {
                Execute(store.insertEntry, row, entry.Leaf.Span.ToArray(), entry.Bytes.ToArray());
                if (!entry.Key.IsEmpty)
                    Execute(store.insertKey, store.log, entry.Key.ToArray(), row);
                row++;
            }

            foreach (var node in batch.Nodes)
                Execute(store.insertNode, store.log, node.Level, node.Index, node.Hash.Span.ToArray());
            Execute(store.insertCheckpoint, store.log, batch.NewSize, batch.Checkpoint.ToArray());
            store.commit.ExecuteNonQuery();
            done = true;
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            try
            {
                if (!done)
                    store.rollback.ExecuteNonQuery();
            }
            catch (SqliteException error) when (error.SqliteErrorCode != Busy)
            {
                // SQLite has rolled back by itself, as it does when the disk is full.
            }
            finally
            {
                store.turn.Release();
            }

            return ValueTask.CompletedTask;
        }

        private static void Execute(SqliteCommand command, params ReadOnlySpan<object> values)
        {
            for (var i = 0; i < values.Length; i++)
                command.Parameters[i].Value = values[i];
            command.ExecuteNonQuery();
        }
    }
}
