using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using PolicyBuilder.Acknowledgements.Campaigns.Sql;
using PolicyBuilder.Ledger;

namespace PolicyBuilder.Acknowledgements.Campaigns.Sqlite;

/// <summary>
/// Campaigns in a SQLite file of their own beside the ledger's, readable by its owner only; it may hold several cities. Writers, also
/// those in other processes, take turns; readers never wait for them (WAL). A commit is on the disk when it returns
/// (<c>synchronous=FULL</c>); a crash before leaves nothing of it.
/// </summary>
public sealed class SqliteCampaignStore : SqlCampaignStore
{
    private const int LongestWaitSeconds = 30;
    private const int MostIdleReaders = 8;
    private const string DayFormat = "yyyy-MM-dd";

    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(100);

    private readonly string path;
    private readonly Prepared writer;
    private readonly SemaphoreSlim turn = new(1);
    private readonly SemaphoreSlim looking = new(1);
    private readonly ConcurrentBag<Prepared> readers = [];
    private SqliteConnection? watcher;
    private bool isDurable = true;

    private SqliteCampaignStore(string path, SqliteConnection connection, string city, long cityId)
        : base(city, cityId) => (this.path, writer) = (path, new Prepared(connection));

    /// <summary>The file beside a ledger's: <c>policybuilder-people.db</c> beside <c>policybuilder.db</c>.</summary>
    public static string PathBeside(string ledger) => Path.ChangeExtension(ledger, null) + "-people.db";

    /// <summary>Opens a city's campaigns in a file, and makes both if they do not exist.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="city">The name of the city's folder.</param>
    /// <exception cref="NewerSchemaException">A newer program has written the file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, or something else.</exception>
    /// <exception cref="SqliteException">The file cannot be opened, or stayed locked for half a minute.</exception>
    public static SqliteCampaignStore Open(string path, string city)
    {
        CreatePrivate(path);
        var connection = Connect(path);
        try
        {
            SqliteCampaignSchema.Tables.Prepare(connection, path);
            using var select = connection.CreateCommand();
            select.CommandText = "SELECT id FROM city WHERE name = $1";
            select.Parameters.AddWithValue("$1", city);
            if (select.ExecuteScalar() is not long id)
            {
                using var insert = connection.CreateCommand();
                insert.CommandText = "INSERT INTO city (name) VALUES ($1) ON CONFLICT DO NOTHING";
                insert.Parameters.AddWithValue("$1", city);
                insert.ExecuteNonQuery();
                id = (long)select.ExecuteScalar()!;
            }

            return new SqliteCampaignStore(path, connection, city, id);
        }
        catch (SqliteException error) when (error.SqliteErrorCode is SQLitePCL.raw.SQLITE_NOTADB or SQLitePCL.raw.SQLITE_CORRUPT)
        {
            connection.Dispose();
            throw new InvalidDataException($"{path} is no database of people and mails, or was damaged. Put back a backup of it; the ledger beside it is another file.", error);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        writer.Dispose();
        while (readers.TryTake(out var reader))
            reader.Dispose();
        if (watcher is not null)
            await watcher.DisposeAsync().ConfigureAwait(false);
        turn.Dispose();
        looking.Dispose();
    }

    /// <inheritdoc/>
    public override string ToString() => $"{City} in {path}";

    private protected override Task<SqlSession> ReadOnlyAsync(CancellationToken cancel)
    {
        var reading = readers.TryTake(out var idle) ? idle : new Prepared(Connect(path));
        try
        {
            return Task.FromResult<SqlSession>(new Session(reading, reading.Connection.BeginTransaction(deferred: true), () => Keep(reading)));
        }
        catch
        {
            reading.Dispose();
            throw;
        }
    }

    // A connection that was used has read the tables' definitions and holds the upper pages of their trees.
    private void Keep(Prepared reader)
    {
        if (readers.Count < MostIdleReaders)
            readers.Add(reader);
        else
            reader.Dispose();
    }

    private protected override string MarkSql => SqliteCampaignSchema.NextChange;

    // A connection is told of the commits of all others, not of its own; this one makes none.
    private protected override async Task<string> StateAsync(CancellationToken cancel)
    {
        await looking.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            watcher ??= Connect(path);
            using var ask = watcher.CreateCommand();
            ask.CommandText = "PRAGMA data_version";
            return ((long)ask.ExecuteScalar()!).ToString(CultureInfo.InvariantCulture);
        }
        finally
        {
            looking.Release();
        }
    }

    private protected override async Task<SqlSession> WriteAsync(bool alone, bool durable, CancellationToken cancel)
    {
        await turn.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (durable != isDurable)
            {
                using var pragma = writer.Connection.CreateCommand();
                pragma.CommandText = durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL";
                pragma.ExecuteNonQuery();
                isDurable = durable;
            }
            return new Session(writer, writer.Connection.BeginTransaction(deferred: false), () => turn.Release());
        }
        catch
        {
            turn.Release();
            throw;
        }
    }

    // The program does not lock files by itself (System.IO.DisableFileLocking); SQLite does, and the system frees its locks when the program ends.
    private protected override async Task<IAsyncDisposable> LockAsync(CancellationToken cancel)
    {
        var gate = $"{Path.ChangeExtension(path, null)}-sending-{City}.db";
        CreatePrivate(gate);
        var held = Connect(gate);
        try
        {
            _ = SQLitePCL.raw.sqlite3_busy_timeout(held.Handle, 0);
            // Nothing is ever written there, so it needs no journal beside it.
            _ = SQLitePCL.raw.sqlite3_exec(held.Handle, "PRAGMA journal_mode = MEMORY");
            while (SQLitePCL.raw.sqlite3_exec(held.Handle, "BEGIN EXCLUSIVE") is var result && result != SQLitePCL.raw.SQLITE_OK)
            {
                if (result != SQLitePCL.raw.SQLITE_BUSY)
                    SqliteException.ThrowExceptionForRC(result, held.Handle);
                await Task.Delay(BetweenTries, cancel).ConfigureAwait(false);
            }
            return held;
        }
        catch
        {
            await held.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private protected override async Task EraseAsync(CancellationToken cancel)
    {
        await turn.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            using var erase = writer.Connection.CreateCommand();
            // The file is written anew without gaps, into the journal; the journal goes into the file, and is then cut to nothing.
            erase.CommandText = "VACUUM";
            erase.ExecuteNonQuery();
            erase.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            if ((long)erase.ExecuteScalar()! != 0)
                throw new TimeoutException($"{path} was being read for {LongestWaitSeconds} seconds, so its journal still holds what was removed. Call again when nobody reads it.");
        }
        finally
        {
            turn.Release();
        }
    }

    private static SqliteConnection Connect(string path)
    {
        // Pooling would keep the file open after the store is disposed.
        var settings = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, Mode = SqliteOpenMode.ReadWrite, DefaultTimeout = LongestWaitSeconds };
        var connection = new SqliteConnection(settings.ToString());
        try
        {
            connection.Open();
            _ = SQLitePCL.raw.sqlite3_busy_timeout(connection.Handle, LongestWaitSeconds * 1000);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void CreatePrivate(string path)
    {
        if (File.Exists(path))
            return;
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite };
        // SQLite gives the files beside it (-wal, -shm) the same mode.
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var created = new FileStream(path, options);
    }

    private static object Kept(object? value) => value switch
    {
        null => DBNull.Value,
        DateOnly day => day.ToString(DayFormat, CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToUnixTimeMilliseconds(),
        bool yes => yes ? 1L : 0L,
        _ => value,
    };

    /// <summary>A connection with the statements that were run on it: they are not made ready again.</summary>
    private sealed class Prepared(SqliteConnection connection) : IDisposable
    {
        // There are some dozens of different statements; none is put together from what is asked for.
        private readonly Dictionary<string, SqliteCommand> commands = new(StringComparer.Ordinal);

        public SqliteConnection Connection => connection;

        public SqliteCommand Command(SqlStatement statement)
        {
            if (!commands.TryGetValue(statement.Sql, out var command))
            {
                command = connection.CreateCommand();
                command.CommandText = statement.Sql;
                for (var i = 1; i <= statement.Values.Count; i++)
                    command.Parameters.Add(new SqliteParameter { ParameterName = string.Create(CultureInfo.InvariantCulture, $"${i}") });
                commands.Add(statement.Sql, command);
            }
            for (var i = 0; i < statement.Values.Count; i++)
                command.Parameters[i].Value = Kept(statement.Values[i]);
            return command;
        }

        public void Dispose()
        {
            foreach (var command in commands.Values)
                command.Dispose();
            connection.Dispose();
        }
    }

    private sealed class Session(Prepared prepared, SqliteTransaction transaction, Action ended) : SqlSession
    {
        public override Task RunAsync(IReadOnlyList<SqlStatement> statements, bool commits, CancellationToken cancel)
        {
            foreach (var statement in statements)
            {
                cancel.ThrowIfCancellationRequested();
                var command = prepared.Command(statement);
                command.Transaction = transaction;
                if (statement.IsQuery)
                    Read(command, statement);
                else
                    statement.Changed = command.ExecuteNonQuery();
            }
            if (commits)
                transaction.Commit();
            return Task.CompletedTask;
        }

        public override async ValueTask DisposeAsync()
        {
            try
            {
                await transaction.DisposeAsync().ConfigureAwait(false);
            }
            finally
            {
                ended();
            }
        }

        internal override DateTimeOffset Time(DbDataReader rows, int column) => DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(column));

        internal override DateOnly Day(DbDataReader rows, int column) => DateOnly.ParseExact(rows.GetString(column), DayFormat, CultureInfo.InvariantCulture);

        private void Read(SqliteCommand command, SqlStatement query)
        {
            using var rows = command.ExecuteReader();
            var row = new SqlRow(rows, this);
            while (rows.Read())
                query.Take(row);
        }
    }
}
