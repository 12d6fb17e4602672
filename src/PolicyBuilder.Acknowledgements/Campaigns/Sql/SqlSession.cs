using System.Data.Common;

namespace PolicyBuilder.Acknowledgements.Campaigns.Sql;

/// <summary>
/// One transaction of a campaign store. The databases differ in how times are kept and in how statements get there: to a server, those
/// that do not need each other's answers go together. Ended without a commit, nothing was done.
/// </summary>
internal abstract class SqlSession : IAsyncDisposable
{
    /// <summary>Runs statements one after the other.</summary>
    /// <param name="statements">What to run; they take what comes of them.</param>
    /// <param name="commits">Whether what was done is kept, and the transaction over.</param>
    /// <param name="cancel">Ends the waiting.</param>
    public abstract Task RunAsync(IReadOnlyList<SqlStatement> statements, bool commits, CancellationToken cancel);

    /// <summary>Runs a statement.</summary>
    /// <returns>How many rows it changed.</returns>
    public async Task<int> RunAsync(string sql, CancellationToken cancel, params object?[] values)
    {
        var statement = new SqlStatement(sql, values);
        await RunAsync([statement], commits: false, cancel).ConfigureAwait(false);
        return statement.Changed;
    }

    /// <summary>Runs a statement for each of many rows.</summary>
    /// <returns>How many rows each run changed.</returns>
    public async Task<IReadOnlyList<int>> RunEachAsync(string sql, IReadOnlyList<object?[]> rows, CancellationToken cancel)
    {
        SqlStatement[] statements = [.. rows.Select(row => new SqlStatement(sql, row))];
        await RunAsync(statements, commits: false, cancel).ConfigureAwait(false);
        return [.. statements.Select(statement => statement.Changed)];
    }

    /// <summary>Reads all rows of a query.</summary>
    public async Task<List<T>> ReadAsync<T>(string sql, Func<SqlRow, T> read, CancellationToken cancel, params object?[] values)
    {
        var query = new SqlQuery<T>(sql, read, values);
        await RunAsync([query], commits: false, cancel).ConfigureAwait(false);
        return query.Found;
    }

    /// <summary>Keeps what was done.</summary>
    public Task CommitAsync(CancellationToken cancel) => RunAsync([], commits: true, cancel);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>A time in UTC, in whole milliseconds.</summary>
    internal abstract DateTimeOffset Time(DbDataReader rows, int column);

    /// <summary>A day.</summary>
    internal abstract DateOnly Day(DbDataReader rows, int column);
}
