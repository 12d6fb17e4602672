using System.Data.Common;

namespace PolicyBuilder.Acknowledgements.Campaigns.Sql;

/// <summary>
/// One transaction of a campaign store. Both databases understand the same statements, with parameters <c>$1</c>, <c>$2</c> …; they differ
/// in how times are kept and in how the same statement is run for many rows. Ended without <see cref="CommitAsync"/>, nothing was done.
/// </summary>
internal abstract class SqlSession(DbConnection connection, DbTransaction transaction) : IAsyncDisposable
{
    /// <summary>Runs a statement.</summary>
    /// <returns>How many rows it changed.</returns>
    public async Task<int> RunAsync(string sql, CancellationToken cancel, params object?[] values)
    {
        var command = Command(sql, values);
        try
        {
            return await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
        }
        finally
        {
            await DoneAsync(command).ConfigureAwait(false);
        }
    }

    /// <summary>Runs a statement for each of many rows.</summary>
    /// <returns>How many rows each run changed.</returns>
    public abstract Task<IReadOnlyList<int>> RunEachAsync(string sql, IReadOnlyList<object?[]> rows, CancellationToken cancel);

    /// <summary>Reads all rows of a query.</summary>
    public async Task<List<T>> ReadAsync<T>(string sql, Func<SqlRow, T> read, CancellationToken cancel, params object?[] values)
    {
        var found = new List<T>();
        var command = Command(sql, values);
        try
        {
            await using var rows = await command.ExecuteReaderAsync(cancel).ConfigureAwait(false);
            var row = new SqlRow(rows, this);
            while (await rows.ReadAsync(cancel).ConfigureAwait(false))
                found.Add(read(row));
            return found;
        }
        finally
        {
            await DoneAsync(command).ConfigureAwait(false);
        }
    }

    /// <summary>Keeps what was done.</summary>
    public virtual Task CommitAsync(CancellationToken cancel) => transaction.CommitAsync(cancel);

    /// <summary>A time in UTC, in whole milliseconds.</summary>
    internal abstract DateTimeOffset Time(DbDataReader rows, int column);

    /// <summary>A day.</summary>
    internal abstract DateOnly Day(DbDataReader rows, int column);

    /// <summary>A parameter; its number counts from 1.</summary>
    protected abstract DbParameter Parameter(int number, object? value);

    public virtual ValueTask DisposeAsync() => transaction.DisposeAsync();

    /// <summary>A command that was not run yet.</summary>
    protected virtual DbCommand Command(string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }

    /// <summary>A command has been run.</summary>
    protected virtual ValueTask DoneAsync(DbCommand command) => command.DisposeAsync();

    protected DbCommand Command(string sql, IReadOnlyList<object?> values)
    {
        var command = Command(sql);
        command.Transaction = transaction;
        for (var i = 0; i < values.Count; i++)
            command.Parameters.Add(Parameter(i + 1, values[i]));
        return command;
    }
}

/// <summary>The row that a query is at.</summary>
internal readonly struct SqlRow(DbDataReader rows, SqlSession session)
{
    public string Text(int column) => rows.GetString(column);

    public string? TextOrNull(int column) => rows.IsDBNull(column) ? null : rows.GetString(column);

    public long Number(int column) => rows.GetInt64(column);

    public long? NumberOrNull(int column) => rows.IsDBNull(column) ? null : rows.GetInt64(column);

    public bool YesNo(int column) => rows.GetBoolean(column);

    public byte[] Bytes(int column) => rows.GetFieldValue<byte[]>(column);

    public byte[]? BytesOrNull(int column) => rows.IsDBNull(column) ? null : Bytes(column);

    public DateOnly Day(int column) => session.Day(rows, column);

    public DateOnly? DayOrNull(int column) => rows.IsDBNull(column) ? null : session.Day(rows, column);

    public DateTimeOffset Time(int column) => session.Time(rows, column);

    public DateTimeOffset? TimeOrNull(int column) => rows.IsDBNull(column) ? null : session.Time(rows, column);

    /// <summary>The member of an enumeration whose name is kept.</summary>
    public T One<T>(int column)
        where T : struct, Enum => Enum.Parse<T>(rows.GetString(column));

    /// <inheritdoc cref="One"/>
    public T? OneOrNull<T>(int column)
        where T : struct, Enum => rows.IsDBNull(column) ? null : One<T>(column);
}
