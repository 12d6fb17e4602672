using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;

namespace PolicyBuilder.Ledger.Postgres;

/// <summary>
/// A log in PostgreSQL, among others in the same database. A transaction takes no lock: it reads the head, and its commit, one
/// round trip, fails with <see cref="LogMovedException"/> if another sequencer was faster. Durable as the server is
/// (<c>synchronous_commit</c> is set to on for each commit).
/// </summary>
public sealed class PostgresLogStore : ILogStore
{
    private const string HeadSql = "SELECT size, note FROM policybuilder_ledger.checkpoint WHERE log = $1 ORDER BY size DESC LIMIT 1";

    private const string FindSql = "SELECT place, found, hash FROM policybuilder_ledger.find($1, $2)";

    private readonly NpgsqlDataSource database;

    private PostgresLogStore(NpgsqlDataSource database, string origin, int log) => (this.database, Origin, LogId) = (database, origin, log);

    /// <inheritdoc/>
    public string Origin { get; }

    /// <summary>The log's number in this database.</summary>
    internal int LogId { get; }

    /// <summary>
    /// A data source that suits the log: its statements are prepared once for each connection, which halves what an append costs, and a
    /// connection is not reset when it goes back to the pool, because whoever changes one here undoes that. Where the connection string has
    /// <c>Max Auto Prepare</c> or <c>No Reset On Close</c>, that counts; a pooler such as PgBouncer between may need 0 for the first.
    /// </summary>
    /// <param name="connectionString">As Npgsql reads it.</param>
    /// <exception cref="ArgumentException">It is not a connection string. The message may repeat parts of it.</exception>
    public static NpgsqlDataSource Connect(string connectionString)
    {
        var builder = new NpgsqlSlimDataSourceBuilder(connectionString);
        builder.EnableArrays();
        builder.EnableTransportSecurity();
        if (!builder.ConnectionStringBuilder.ShouldSerialize("Max Auto Prepare"))
        {
            builder.ConnectionStringBuilder.MaxAutoPrepare = 100;
            builder.ConnectionStringBuilder.AutoPrepareMinUsages = 2;
        }
        if (!builder.ConnectionStringBuilder.ShouldSerialize("No Reset On Close"))
            builder.ConnectionStringBuilder.NoResetOnClose = true;

        return builder.Build();
    }

    /// <summary>Opens a log in a database, and makes both tables and log if they do not exist. The store does not own the data source.</summary>
    /// <exception cref="NewerSchemaException">A newer program has made the tables.</exception>
    /// <exception cref="NpgsqlException">The database cannot be reached or refuses.</exception>
    public static async Task<PostgresLogStore> OpenAsync(NpgsqlDataSource database, string origin, CancellationToken cancel = default)
    {
        await PostgresSchema.Tables.PrepareAsync(database, cancel).ConfigureAwait(false);
        // Who may only read can open a log that is there.
        await using (var command = database.CreateCommand("SELECT id FROM policybuilder_ledger.log WHERE origin = $1"))
        {
            command.Parameters.Add(Text(origin));
            if (await command.ExecuteScalarAsync(cancel).ConfigureAwait(false) is int found)
                return new PostgresLogStore(database, origin, found);
        }

        await using var batch = database.CreateBatch();
        Add(batch, "INSERT INTO policybuilder_ledger.log (origin) VALUES ($1) ON CONFLICT DO NOTHING", Text(origin));
        Add(batch, "SELECT id FROM policybuilder_ledger.log WHERE origin = $1", Text(origin));
        return new PostgresLogStore(database, origin, (int)(await batch.ExecuteScalarAsync(cancel).ConfigureAwait(false))!);
    }

    /// <summary>The names of the logs in a database, in the order in which they were made. Nothing is made or changed.</summary>
    /// <exception cref="NewerSchemaException">A newer program has made the tables.</exception>
    /// <exception cref="NpgsqlException">The database cannot be reached or refuses.</exception>
    public static async Task<IReadOnlyList<string>> ReadOriginsAsync(NpgsqlDataSource database, CancellationToken cancel = default)
    {
        if (!await PostgresSchema.Tables.IsPreparedAsync(database, cancel).ConfigureAwait(false))
            return [];
        await using var command = database.CreateCommand("SELECT origin FROM policybuilder_ledger.log ORDER BY id");
        await using var rows = await database.ReadAsync(() => command.ExecuteReaderAsync(cancel)).ConfigureAwait(false);
        var origins = new List<string>();
        while (await rows.ReadAsync(cancel).ConfigureAwait(false))
            origins.Add(rows.GetString(0));
        return origins;
    }

    /// <inheritdoc/>
    public async ValueTask<StoredCheckpoint?> ReadHeadAsync(CancellationToken cancel = default)
    {
        await using var command = Command(HeadSql, Int(LogId));
        await using var rows = await database.ReadAsync(() => command.ExecuteReaderAsync(cancel)).ConfigureAwait(false);
        return await ReadHeadAsync(rows, cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<EntryBundle> ReadEntriesAsync(long start, long end, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        await using var command = Command(
            "SELECT position, leaf, bytes FROM policybuilder_ledger.entry WHERE log = $1 AND position >= $2 AND position < $3 ORDER BY position",
            Int(LogId),
            Long(start),
            Long(end));
        await using var rows = await database.ReadAsync(() => command.ExecuteReaderAsync(cancel)).ConfigureAwait(false);
        EntryBundle? bundle = null;
        try
        {
            while (await rows.ReadAsync(cancel).ConfigureAwait(false))
            {
                var position = rows.GetInt64(0);
                if (bundle is not null && (bundle.IsFull || bundle.End != position))
                {
                    var whole = bundle;
                    bundle = null;
                    yield return whole;
                }

                bundle ??= new EntryBundle(position);
                bundle.Add(rows.GetFieldValue<byte[]>(2), Hash(rows, 1));
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
    public async ValueTask<IReadOnlyList<TreeNode>> ReadNodesAsync(int level, long first, int count, CancellationToken cancel = default)
    {
        await using var command = level == 0
            ? Command("SELECT position, leaf FROM policybuilder_ledger.entry WHERE log = $1 AND position >= $2 AND position < $3 ORDER BY position", Int(LogId), Long(first), Long(first + count))
            : Command(
                "SELECT position, hash FROM policybuilder_ledger.node WHERE log = $1 AND level = $4 AND position >= $2 AND position < $3 ORDER BY position",
                Int(LogId),
                Long(first),
                Long(first + count),
                Int(level));
        await using var rows = await database.ReadAsync(() => command.ExecuteReaderAsync(cancel)).ConfigureAwait(false);
        var nodes = new List<TreeNode>(count);
        while (await rows.ReadAsync(cancel).ConfigureAwait(false))
            nodes.Add(new TreeNode(level, rows.GetInt64(0), Hash(rows, 1)));
        return nodes;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredCheckpoint> ReadCheckpointsAsync(long smallest = 0, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        await using var command = Command("SELECT size, note FROM policybuilder_ledger.checkpoint WHERE log = $1 AND size >= $2 ORDER BY size", Int(LogId), Long(smallest));
        await using var rows = await database.ReadAsync(() => command.ExecuteReaderAsync(cancel)).ConfigureAwait(false);
        while (await rows.ReadAsync(cancel).ConfigureAwait(false))
            yield return new StoredCheckpoint(rows.GetInt64(0), rows.GetFieldValue<byte[]>(1));
    }

    /// <inheritdoc/>
    public async ValueTask<ILogTransaction> BeginAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancel = default)
    {
        // The head first: a key that is stored between the two is found, or the commit fails because the head has moved.
        await using var batch = database.CreateBatch();
        Add(batch, HeadSql, Int(LogId));
        if (keys.Count > 0)
            Add(batch, FindSql, Int(LogId), BytesArray([.. keys.Select(key => key.ToArray())]));
        await using var rows = await database.ReadAsync(() => batch.ExecuteReaderAsync(cancel)).ConfigureAwait(false);
        var head = await ReadHeadAsync(rows, cancel).ConfigureAwait(false);
        var known = new StoredEntry?[keys.Count];
        if (await rows.NextResultAsync(cancel).ConfigureAwait(false))
            await ReadFoundAsync(rows, known, cancel).ConfigureAwait(false);
        return new Transaction(this, head, known);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> TryCommitAsync(LogBatch batch, CancellationToken cancel = default)
    {
        // A statement by itself is a transaction, and one round trip.
        await using var command = Command(
            "SELECT policybuilder_ledger.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
            Int(LogId),
            Long(batch.OldSize),
            BytesArray([.. batch.Entries.Select(entry => entry.Leaf.Span.ToArray())]),
            BytesArray([.. batch.Entries.Select(entry => entry.Submission.Entry.ToArray())]));
        AddKeys(command, batch);
        AddAttachments(command, batch);
        foreach (var parameter in (NpgsqlParameter[])
            [
                IntArray([.. batch.Nodes.Select(node => node.Level)]),
                LongArray([.. batch.Nodes.Select(node => node.Index)]),
                BytesArray([.. batch.Nodes.Select(node => node.Hash.Span.ToArray())]),
                Bytes(batch.Checkpoint),
            ])
            command.Parameters.Add(parameter);
        try
        {
            await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
            return true;
        }
        catch (PostgresException error) when (error.SqlState is PostgresSchema.MovedState or PostgresErrorCodes.UniqueViolation)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredAttachment> ReadAttachmentsAsync(long start, long end, string? name = null, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        await using var command = Command(
            $"""
            SELECT position, name, bytes FROM policybuilder_ledger.attachment
            WHERE log = $1 AND position >= $2 AND position < $3 {(name is null ? "" : "AND name = $4")} ORDER BY position, name
            """,
            Int(LogId),
            Long(start),
            Long(end));
        if (name is not null)
            command.Parameters.Add(Text(name));
        await using var rows = await database.ReadAsync(() => command.ExecuteReaderAsync(cancel)).ConfigureAwait(false);
        while (await rows.ReadAsync(cancel).ConfigureAwait(false))
            yield return new StoredAttachment(rows.GetInt64(0), rows.GetString(1), rows.GetFieldValue<byte[]>(2));
    }

    /// <inheritdoc/>
    public async ValueTask ReplaceAttachmentsAsync(IReadOnlyList<AttachmentChange> changes, CancellationToken cancel = default)
    {
        await using var connection = await database.OpenConnectionAsync(cancel).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(cancel).ConfigureAwait(false);
        await using var command = new NpgsqlCommand(
            """
            UPDATE policybuilder_ledger.attachment SET bytes = $5 WHERE log = $1 AND position = $2 AND name = $3 AND bytes = $4
            """,
            connection,
            transaction);
        foreach (var change in changes.OrderBy(change => change.Entry).ThenBy(change => change.Name, StringComparer.Ordinal))
        {
            command.Parameters.Clear();
            foreach (var parameter in (NpgsqlParameter[])[Int(LogId), Long(change.Entry), Text(change.Name), Bytes(change.Old), Bytes(change.New)])
                command.Parameters.Add(parameter);
            if (await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false) != 1)
                throw new AttachmentChangedException(change.Entry, change.Name);
        }

        await using var durable = new NpgsqlCommand("SET LOCAL synchronous_commit = on", connection, transaction);
        await durable.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
        await transaction.CommitAsync(cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask EraseRemovedAsync(CancellationToken cancel = default)
    {
        await using var connection = await database.OpenConnectionAsync(cancel).ConfigureAwait(false);
        foreach (var table in (string[])["attachment", "waiting"])
        {
            await using var vacuum = new NpgsqlCommand($"VACUUM (FULL) policybuilder_ledger.{table}", connection);
            await vacuum.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The log and the database, without user and password.</summary>
    public override string ToString()
    {
        var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        return $"{Origin} in the database {settings.Database} on {settings.Host}";
    }

    /// <summary>The entry stored under a key; null if there is none.</summary>
    internal async Task<StoredEntry?> FindAsync(ReadOnlyMemory<byte> key, CancellationToken cancel)
    {
        await using var command = Command(FindSql, Int(LogId), BytesArray([key.ToArray()]));
        await using var rows = await database.ReadAsync(() => command.ExecuteReaderAsync(cancel)).ConfigureAwait(false);
        var found = new StoredEntry?[1];
        await ReadFoundAsync(rows, found, cancel).ConfigureAwait(false);
        return found[0];
    }

    /// <summary>Leaves an entry for the sequencer, and wakes it.</summary>
    internal async Task SubmitAsync(Submission submission, CancellationToken cancel)
    {
        await using var batch = database.CreateBatch();
        Add(
            batch,
            "INSERT INTO policybuilder_ledger.waiting (log, key, bytes, names, contents, removes) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
            Int(LogId),
            Bytes(submission.Key),
            Bytes(submission.Entry),
            TextArray([.. submission.Attachments.Select(attachment => attachment.Name)]),
            BytesArray([.. submission.Attachments.Select(attachment => attachment.Bytes.ToArray())]),
            LongArray([.. submission.Removes]));
        Add(batch, "SELECT pg_notify($1, $2)", Text(PostgresNode.PendingChannel), Text($"{LogId}"));
        await batch.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>The entries left by other nodes, the oldest first, some at a time.</summary>
    internal async Task<List<Submission>> ReadPendingAsync(CancellationToken cancel)
    {
        await using var command = Command("SELECT key, bytes, names, contents, removes FROM policybuilder_ledger.waiting WHERE log = $1 ORDER BY id LIMIT 1000", Int(LogId));
        await using var rows = await database.ReadAsync(() => command.ExecuteReaderAsync(cancel)).ConfigureAwait(false);
        var pending = new List<Submission>();
        var length = 0L;
        while (length < Submission.MostAttachedBytes && await rows.ReadAsync(cancel).ConfigureAwait(false))
        {
            var attachments = rows.GetFieldValue<string[]>(2).Zip(rows.GetFieldValue<byte[][]>(3), (name, bytes) => new Attachment(name, bytes));
            var submission = new Submission(rows.GetFieldValue<byte[]>(1), rows.GetFieldValue<byte[]>(0)) { Attachments = [.. attachments], Removes = rows.GetFieldValue<long[]>(4) };
            pending.Add(submission);
            length += submission.Length;
        }

        return pending;
    }

    /// <summary>Takes back what needs no sequencing, and wakes who waits for it.</summary>
    internal async Task ForgetPendingAsync(byte[][] keys, CancellationToken cancel)
    {
        await using var command = Command("SELECT policybuilder_ledger.forget($1, $2)", Int(LogId), BytesArray(keys));
        await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
    }

    private static NpgsqlParameter<int> Int(int value) => new() { TypedValue = value };

    private static NpgsqlParameter<long> Long(long value) => new() { TypedValue = value };

    private static NpgsqlParameter<string> Text(string value) => new() { TypedValue = value };

    private static NpgsqlParameter Bytes(ReadOnlyMemory<byte> value) => new() { NpgsqlDbType = NpgsqlDbType.Bytea, Value = value };

    private static NpgsqlParameter<byte[][]> BytesArray(byte[][] values) => new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea, TypedValue = values };

    private static NpgsqlParameter<string[]> TextArray(string[] values) => new() { TypedValue = values };

    private static NpgsqlParameter<int[]> IntArray(int[] values) => new() { TypedValue = values };

    private static NpgsqlParameter<long[]> LongArray(long[] values) => new() { TypedValue = values };

    private static void Add(NpgsqlBatch batch, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);
        batch.BatchCommands.Add(command);
    }

    private static TreeHash Hash(NpgsqlDataReader rows, int column)
    {
        var bytes = rows.GetFieldValue<byte[]>(column);
        return bytes.Length == TreeHash.Length
            ? new TreeHash(bytes)
            : throw new InvalidDataException($"Row {rows.GetInt64(0)} holds a hash of {bytes.Length} bytes.");
    }

    private NpgsqlCommand Command(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = database.CreateCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);
        return command;
    }

    private static void AddKeys(NpgsqlCommand command, LogBatch batch)
    {
        int[] keyed = [.. Enumerable.Range(0, batch.Entries.Count).Where(i => !batch.Entries[i].Submission.Key.IsEmpty)];
        command.Parameters.Add(BytesArray([.. keyed.Select(i => batch.Entries[i].Submission.Key.ToArray())]));
        command.Parameters.Add(LongArray([.. keyed.Select(i => batch.OldSize + i)]));
    }

    private static void AddAttachments(NpgsqlCommand command, LogBatch batch)
    {
        var attached = batch.Entries.SelectMany((entry, i) => entry.Submission.Attachments.Select(attachment => (Position: batch.OldSize + i, attachment.Name, attachment.Bytes))).ToList();
        command.Parameters.Add(LongArray([.. attached.Select(attachment => attachment.Position)]));
        command.Parameters.Add(TextArray([.. attached.Select(attachment => attachment.Name)]));
        command.Parameters.Add(BytesArray([.. attached.Select(attachment => attachment.Bytes.ToArray())]));
        command.Parameters.Add(LongArray([.. batch.Entries.SelectMany(entry => entry.Submission.Removes)]));
    }

    private static async Task<StoredCheckpoint?> ReadHeadAsync(NpgsqlDataReader rows, CancellationToken cancel) =>
        await rows.ReadAsync(cancel).ConfigureAwait(false) ? new StoredCheckpoint(rows.GetInt64(0), rows.GetFieldValue<byte[]>(1)) : null;

    private static async Task ReadFoundAsync(NpgsqlDataReader rows, StoredEntry?[] found, CancellationToken cancel)
    {
        while (await rows.ReadAsync(cancel).ConfigureAwait(false))
            found[rows.GetInt32(0) - 1] = new StoredEntry(rows.GetInt64(1), Hash(rows, 2));
    }

    private sealed class Transaction(PostgresLogStore store, StoredCheckpoint? head, IReadOnlyList<StoredEntry?> known) : ILogTransaction
    {
        public StoredCheckpoint? Head => head;

        public IReadOnlyList<StoredEntry?> Known => known;

        public async ValueTask CommitAsync(LogBatch batch, CancellationToken cancel = default)
        {
            // The keys that were free when they were looked up are free still if the size is what it was.
            if (!await store.TryCommitAsync(batch, cancel).ConfigureAwait(false))
                throw new LogMovedException($"Another sequencer appends to {store}: it does not have {batch.OldSize} entries any more.");
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
