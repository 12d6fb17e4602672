using System.Data;
using System.Data.Common;
using Npgsql;
using NpgsqlTypes;
using PolicyBuilder.Acknowledgements.Campaigns.Sql;
using PolicyBuilder.Ledger;

namespace PolicyBuilder.Acknowledgements.Campaigns.Postgres;

/// <summary>
/// Campaigns in the ledger's PostgreSQL database, in a schema of their own. What concerns one person's act runs beside others; all else
/// takes turns, city by city. Durable as the server is (<c>synchronous_commit</c> is set to on for each commit). What was removed is
/// erased from the tables' files; the server's own journal and its backups are its administrator's to expire.
/// </summary>
public sealed class PostgresCampaignStore : SqlCampaignStore
{
    private const string Schema = "policybuilder_people";

    private readonly NpgsqlDataSource database;
    private readonly int lockId;
    private SendingLock? sending;

    private PostgresCampaignStore(NpgsqlDataSource database, string city, long cityId)
        : base(city, cityId) => (this.database, lockId) = (database, checked((int)cityId));

    /// <summary>Opens a city's campaigns in a database, and makes tables and city if they do not exist. The store does not own the data source.</summary>
    /// <exception cref="NewerSchemaException">A newer program has made the tables.</exception>
    /// <exception cref="NpgsqlException">The database cannot be reached or refuses.</exception>
    public static async Task<PostgresCampaignStore> OpenAsync(NpgsqlDataSource database, string city, CancellationToken cancel = default)
    {
        await PostgresCampaignSchema.Tables.PrepareAsync(database, cancel).ConfigureAwait(false);
        await using var insert = database.CreateCommand($"INSERT INTO {Schema}.city (name) SELECT $1 WHERE NOT EXISTS (SELECT 1 FROM {Schema}.city WHERE name = $1) ON CONFLICT DO NOTHING");
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = city });
        await insert.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
        await using var select = database.CreateCommand($"SELECT id FROM {Schema}.city WHERE name = $1");
        select.Parameters.Add(new NpgsqlParameter<string> { TypedValue = city });
        return new PostgresCampaignStore(database, city, (long)(await select.ExecuteScalarAsync(cancel).ConfigureAwait(false))!);
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The city and the database, without user and password.</summary>
    public override string ToString()
    {
        var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        return $"{City} in the database {settings.Database} on {settings.Host}";
    }

    private protected override async Task<SqlSession> ReadOnlyAsync(CancellationToken cancel) =>
        await BeginAsync(null, IsolationLevel.RepeatableRead, $"SET TRANSACTION READ ONLY; SET LOCAL search_path = {Schema}", cancel).ConfigureAwait(false);

    // Who sends writes through the connection that holds the lock: if that breaks, the lock is gone, and nothing more is written.
    private protected override async Task<SqlSession> WriteAsync(bool alone, bool durable, CancellationToken cancel) => await BeginAsync(
        alone ? sending : null,
        IsolationLevel.ReadCommitted,
        // A plan that was made while the tables were small would go on reading all of them for each row.
        $"SET LOCAL search_path = {Schema}; SET LOCAL synchronous_commit = {(durable ? "on" : "off")}; SET LOCAL enable_seqscan = off; SELECT pg_advisory_xact_lock{(alone ? "" : "_shared")}({PostgresCampaignSchema.WritingLock}, {lockId})",
        cancel).ConfigureAwait(false);

    // Two snapshots that look the same see the same rows.
    private protected override async Task<string> StateAsync(CancellationToken cancel)
    {
        await using var ask = database.CreateCommand("SELECT CAST(pg_current_snapshot() AS text)");
        return (string)(await ask.ExecuteScalarAsync(cancel).ConfigureAwait(false))!;
    }

    private protected override async Task<IAsyncDisposable> LockAsync(CancellationToken cancel)
    {
        var connection = await database.OpenConnectionAsync(cancel).ConfigureAwait(false);
        try
        {
            await using var command = new NpgsqlCommand($"SELECT pg_advisory_lock({PostgresCampaignSchema.SendingLock}, {lockId})", connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
            return sending = new SendingLock(this, connection);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private protected override async Task EraseAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel).ConfigureAwait(false);
        foreach (var table in (string[])["person", "invitation", "link", "mail", "act", "absence", "session", "staff_act", "upload", "paper", "answer"])
        {
            await using var vacuum = new NpgsqlCommand($"VACUUM (FULL) {Schema}.{table}", connection);
            await vacuum.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
        }
    }

    private async Task<Session> BeginAsync(SendingLock? held, IsolationLevel isolation, string first, CancellationToken cancel)
    {
        var connection = held?.Connection ?? await database.OpenConnectionAsync(cancel).ConfigureAwait(false);
        if (held is not null)
            await held.Turn.WaitAsync(cancel).ConfigureAwait(false);
        async ValueTask EndAsync()
        {
            if (held is not null)
                held.Turn.Release();
            else
                await connection.DisposeAsync().ConfigureAwait(false);
        }
        try
        {
            if (connection.State != ConnectionState.Open)
                throw new NpgsqlException("the connection was lost, and with it the turn to send. What was not noted is sent again by the next run");
            var transaction = await connection.BeginTransactionAsync(isolation, cancel).ConfigureAwait(false);
            await using var command = new NpgsqlCommand(first, connection, transaction);
            await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
            return new Session(connection, transaction, EndAsync);
        }
        catch
        {
            await EndAsync().ConfigureAwait(false);
            throw;
        }
    }

    private sealed class SendingLock(PostgresCampaignStore store, NpgsqlConnection connection) : IAsyncDisposable
    {
        public NpgsqlConnection Connection => connection;

        public SemaphoreSlim Turn { get; } = new(1);

        public async ValueTask DisposeAsync()
        {
            store.sending = null;
            // Nothing waits for it any more, but something may be at work.
            await Turn.WaitAsync().ConfigureAwait(false);
            try
            {
                if (connection.State == ConnectionState.Open)
                {
                    await using var command = new NpgsqlCommand("SELECT pg_advisory_unlock_all()", connection);
                    await command.ExecuteNonQueryAsync().ConfigureAwait(false);
                }
            }
            catch (NpgsqlException)
            {
                // The connection is broken, and the lock went with it.
                NpgsqlConnection.ClearPool(connection);
            }
            finally
            {
                await connection.DisposeAsync().ConfigureAwait(false);
                Turn.Dispose();
            }
        }
    }

    private sealed class Session(NpgsqlConnection connection, NpgsqlTransaction transaction, Func<ValueTask> ended) : SqlSession(connection, transaction)
    {
        /// <summary>How many statements go to the server together.</summary>
        private const int Together = 500;

        public override async Task<IReadOnlyList<int>> RunEachAsync(string sql, IReadOnlyList<object?[]> rows, CancellationToken cancel)
        {
            var changed = new int[rows.Count];
            for (var first = 0; first < rows.Count; first += Together)
            {
                await using var batch = new NpgsqlBatch(connection, transaction);
                for (var i = first; i < Math.Min(first + Together, rows.Count); i++)
                {
                    var command = new NpgsqlBatchCommand(sql);
                    for (var k = 0; k < rows[i].Length; k++)
                        command.Parameters.Add(Parameter(rows[i][k]));
                    batch.BatchCommands.Add(command);
                }
                await batch.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
                for (var i = 0; i < batch.BatchCommands.Count; i++)
                    changed[first + i] = batch.BatchCommands[i].RecordsAffected;
            }
            return changed;
        }

        public override async ValueTask DisposeAsync()
        {
            try
            {
                await base.DisposeAsync().ConfigureAwait(false);
            }
            finally
            {
                await ended().ConfigureAwait(false);
            }
        }

        internal override DateTimeOffset Time(DbDataReader rows, int column) => new(rows.GetDateTime(column), TimeSpan.Zero);

        internal override DateOnly Day(DbDataReader rows, int column) => rows.GetFieldValue<DateOnly>(column);

        protected override DbParameter Parameter(int number, object? value) => Parameter(value);

        private static NpgsqlParameter Parameter(object? value) => value switch
        {
            string text => new NpgsqlParameter<string> { TypedValue = text },
            long number => new NpgsqlParameter<long> { TypedValue = number },
            bool yes => new NpgsqlParameter<bool> { TypedValue = yes },
            byte[] bytes => new NpgsqlParameter<byte[]> { NpgsqlDbType = NpgsqlDbType.Bytea, TypedValue = bytes },
            DateOnly day => new NpgsqlParameter<DateOnly> { NpgsqlDbType = NpgsqlDbType.Date, TypedValue = day },
            DateTimeOffset time => new NpgsqlParameter<DateTime>
            {
                NpgsqlDbType = NpgsqlDbType.TimestampTz,
                TypedValue = DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds()).UtcDateTime,
            },
            // The statement says where it goes, and with that of which type it is.
            null => new NpgsqlParameter { Value = DBNull.Value },
            _ => throw new ArgumentException($"A {value.GetType()} is not kept.", nameof(value)),
        };
    }
}
