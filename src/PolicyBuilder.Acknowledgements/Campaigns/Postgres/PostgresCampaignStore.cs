using System.Data;
using System.Data.Common;
using Npgsql;
using NpgsqlTypes;
using PolicyBuilder.Acknowledgements.Campaigns.Sql;
using PolicyBuilder.Ledger;
using PolicyBuilder.Ledger.Postgres;

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
        new Session(this, null, await database.OpenConnectionAsync(cancel).ConfigureAwait(false), "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", $"SELECT set_config('search_path', '{Schema}', true)", isRead: true);

    // Who sends writes through the connection that holds the lock: if that breaks, the lock is gone, and nothing more is written.
    private protected override async Task<SqlSession> WriteAsync(bool alone, bool durable, CancellationToken cancel)
    {
        var held = alone ? sending : null;
        if (held is not null)
            await held.Turn.WaitAsync(cancel).ConfigureAwait(false);
        return new Session(
            this,
            held,
            held?.Connection ?? await database.OpenConnectionAsync(cancel).ConfigureAwait(false),
            "BEGIN ISOLATION LEVEL READ COMMITTED",
            // A plan that was made while the tables were small would go on reading all of them for each row.
            $"""
            SELECT set_config('search_path', '{Schema}', true), set_config('synchronous_commit', '{(durable ? "on" : "off")}', true), set_config('enable_seqscan', 'off', true),
                pg_advisory_xact_lock{(alone ? "" : "_shared")}({PostgresCampaignSchema.WritingLock}, {lockId})
            """,
            isRead: false);
    }

    // A transaction that is not done yet, as this one sees it, has at least this number, and is looked at again.
    private protected override string MarkSql => "SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint)";

    // Two snapshots that look the same see the same rows.
    private protected override Task<string> StateAsync(CancellationToken cancel) => database.ReadAsync(async () =>
    {
        await using var ask = database.CreateCommand("SELECT CAST(pg_current_snapshot() AS text)");
        return (string)(await ask.ExecuteScalarAsync(cancel).ConfigureAwait(false))!;
    });

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
        foreach (var table in (string[])["person", "invitation", "link", "mail", "act", "absence", "touched", "session", "staff_act", "upload", "paper", "answer"])
        {
            await using var vacuum = new NpgsqlCommand($"VACUUM (FULL) {Schema}.{table}", connection);
            await vacuum.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
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

    /// <summary>A transaction that begins with its first statements, in the same round trip; its commit goes with its last ones if these are known to be so.</summary>
    private sealed class Session(PostgresCampaignStore store, SendingLock? held, NpgsqlConnection opened, string begin, string first, bool isRead) : SqlSession
    {
        /// <summary>How many statements go to the server together.</summary>
        private const int Together = 500;

        private NpgsqlConnection connection = opened;
        private bool isBegun;
        private bool isOver;

        public override async Task RunAsync(IReadOnlyList<SqlStatement> statements, bool commits, CancellationToken cancel)
        {
            if (held is not null && connection.State != ConnectionState.Open)
                throw new NpgsqlException("the connection was lost, and with it the turn to send. What was not noted is sent again by the next run");
            if (statements.Count == 0 && commits && !isBegun)
                return;
            for (var done = 0; done < statements.Count || done == 0 && commits; done += Together)
            {
                var some = statements.Skip(done).Take(Together).ToList();
                await RunTogetherAsync(some, commits && done + Together >= statements.Count, cancel).ConfigureAwait(false);
            }
        }

        public override async ValueTask DisposeAsync()
        {
            try
            {
                if (isBegun && !isOver && connection.FullState == ConnectionState.Open)
                {
                    await using var end = new NpgsqlCommand("ROLLBACK", connection);
                    await end.ExecuteNonQueryAsync().ConfigureAwait(false);
                }
            }
            catch (NpgsqlException)
            {
                // The connection broke just now, and nothing is kept of the transaction.
                isOver = true;
            }
            finally
            {
                if (held is not null)
                    held.Turn.Release();
                else
                    await connection.DisposeAsync().ConfigureAwait(false);
            }
        }

        internal override DateTimeOffset Time(DbDataReader rows, int column) => new(rows.GetDateTime(column), TimeSpan.Zero);

        internal override DateOnly Day(DbDataReader rows, int column) => rows.GetFieldValue<DateOnly>(column);

        private async Task RunTogetherAsync(List<SqlStatement> statements, bool commits, CancellationToken cancel)
        {
            var begins = !isBegun;
            await using var batch = new NpgsqlBatch();
            if (begins)
            {
                batch.BatchCommands.Add(new NpgsqlBatchCommand(begin));
                batch.BatchCommands.Add(new NpgsqlBatchCommand(first));
            }
            foreach (var statement in statements)
            {
                var command = new NpgsqlBatchCommand(statement.Sql);
                foreach (var value in statement.Values)
                    command.Parameters.Add(Parameter(value));
                batch.BatchCommands.Add(command);
            }
            if (commits)
                batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
            await using (var rows = await ExecuteAsync(batch, begins, commits, cancel).ConfigureAwait(false))
            {
                var row = new SqlRow(rows, this);
                if (begins)
                    await rows.NextResultAsync(cancel).ConfigureAwait(false);
                foreach (var query in statements.Where(statement => statement.IsQuery))
                {
                    while (await rows.ReadAsync(cancel).ConfigureAwait(false))
                        query.Take(row);
                    await rows.NextResultAsync(cancel).ConfigureAwait(false);
                }
            }
            isOver = commits;
            for (var i = 0; i < statements.Count; i++)
                statements[i].Changed = batch.BatchCommands[begins ? i + 2 : i].RecordsAffected;
        }

        private async Task<NpgsqlDataReader> ExecuteAsync(NpgsqlBatch batch, bool begins, bool commits, CancellationToken cancel)
        {
            isBegun = true;
            // Nothing of what does not commit is done twice.
            if (!begins || held is not null || commits && !isRead)
            {
                batch.Connection = connection;
                return await batch.ExecuteReaderAsync(cancel).ConfigureAwait(false);
            }
            return await store.database.ReadAsync(async () =>
            {
                if (connection.FullState != ConnectionState.Open)
                {
                    await connection.DisposeAsync().ConfigureAwait(false);
                    connection = await store.database.OpenConnectionAsync(cancel).ConfigureAwait(false);
                }
                batch.Connection = connection;
                return await batch.ExecuteReaderAsync(cancel).ConfigureAwait(false);
            }).ConfigureAwait(false);
        }

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
