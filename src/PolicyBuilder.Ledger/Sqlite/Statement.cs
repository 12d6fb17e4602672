using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace PolicyBuilder.Ledger.Sqlite;

/// <summary>
/// A prepared statement, with SQLite's own calls. The provider's commands box every number and allocate every blob, which an audit of
/// a million entries, or a commit of thousands, would pay for twice over. Columns and parameters count from 0 and 1, as in SQLite.
/// </summary>
internal sealed class Statement : IDisposable
{
    private readonly sqlite3 database;
    private readonly sqlite3_stmt statement;

    internal Statement(SqliteConnection connection, string sql)
    {
        database = connection.Handle!;
        Check(raw.sqlite3_prepare_v2(database, sql, out statement));
    }

    internal Statement Bind(int parameter, long value)
    {
        Check(raw.sqlite3_bind_int64(statement, parameter, value));
        return this;
    }

    internal Statement Bind(int parameter, ReadOnlySpan<byte> value)
    {
        // An empty span is no pointer, and SQLite takes that for NULL.
        Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(statement, parameter, 0) : raw.sqlite3_bind_blob(statement, parameter, value));
        return this;
    }

    internal Statement Bind(int parameter, string value)
    {
        Check(raw.sqlite3_bind_text(statement, parameter, value));
        return this;
    }

    /// <summary>Goes to the next row; false after the last one.</summary>
    internal bool Step()
    {
        var result = raw.sqlite3_step(statement);
        if (result is not (raw.SQLITE_ROW or raw.SQLITE_DONE))
            Check(result);
        return result == raw.SQLITE_ROW;
    }

    /// <summary>Runs a statement that gives no rows, and makes it ready to be run again.</summary>
    internal void Run()
    {
        try
        {
            Step();
        }
        finally
        {
            Reset();
        }
    }

    internal void Reset()
    {
        // It repeats the error of the last step, which has been thrown already.
        _ = raw.sqlite3_reset(statement);
    }

    internal long Number(int column) => raw.sqlite3_column_int64(statement, column);

    internal string Text(int column) => raw.sqlite3_column_text(statement, column).utf8_to_string();

    /// <summary>A blob, until the next step.</summary>
    internal ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(statement, column);

    /// <summary>A hash.</summary>
    /// <exception cref="InvalidDataException">The blob has another length.</exception>
    internal TreeHash Hash(int column)
    {
        var blob = Blob(column);
        return blob.Length == TreeHash.Length
            ? new TreeHash(blob)
            : throw new InvalidDataException($"Row {Number(0)} holds a hash of {blob.Length} bytes.");
    }

    public void Dispose() => statement.Dispose();

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, database);
}

/// <summary>
/// Inserts rows, several with one statement: to begin and to end a statement costs as much as to insert a row. If it fails, what was
/// inserted before stays, and the transaction must be rolled back.
/// </summary>
internal sealed class Insertion : IDisposable
{
    private static readonly int[] Together = [16, 4, 1];

    private readonly Statement[] statements;
    private readonly int columns;

    internal Insertion(SqliteConnection connection, string into, int columns)
    {
        this.columns = columns;
        var row = $"({string.Join(", ", Enumerable.Repeat("?", columns))})";
        // OR FAIL: else SQLite would copy every page, so as to take back a statement by itself.
        statements = [.. Together.Select(rows => new Statement(connection, $"INSERT OR FAIL INTO {into} VALUES {string.Join(", ", Enumerable.Repeat(row, rows))}"))];
    }

    /// <summary>Inserts <paramref name="count"/> rows.</summary>
    /// <param name="count">How many.</param>
    /// <param name="bind">Binds a row: the statement, its parameter for the row's first column, and which row.</param>
    internal void Run(int count, Action<Statement, int, int> bind)
    {
        for (var (done, size) = (0, 0); done < count;)
        {
            if (count - done < Together[size])
            {
                size++;
                continue;
            }

            for (var i = 0; i < Together[size]; i++)
                bind(statements[size], 1 + (i * columns), done + i);
            statements[size].Run();
            done += Together[size];
        }
    }

    public void Dispose()
    {
        foreach (var statement in statements)
            statement.Dispose();
    }
}
