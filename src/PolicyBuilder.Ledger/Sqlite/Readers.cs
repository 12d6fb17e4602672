using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace PolicyBuilder.Ledger.Sqlite;

/// <summary>
/// Connections that only read, with the statements that were run on them: to open one and to make a statement ready costs more than most
/// of what is read here.
/// </summary>
/// <param name="open">Opens a connection.</param>
internal sealed class Readers(Func<SqliteConnection> open) : IDisposable
{
    private const int MostIdle = 8;

    private readonly ConcurrentBag<Reader> idle = [];
    private volatile bool isOver;

    /// <summary>A connection that nobody else uses until it is disposed of.</summary>
    public Reader Take() => idle.TryTake(out var reader) ? reader : new Reader(this, open());

    public void Dispose()
    {
        isOver = true;
        while (idle.TryTake(out var reader))
            reader.Close();
    }

    private void Keep(Reader reader)
    {
        if (isOver || idle.Count >= MostIdle)
        {
            reader.Close();
            return;
        }

        idle.Add(reader);
        if (isOver)
            Dispose();
    }

    /// <summary>A connection that somebody reads with; one statement at a time.</summary>
    internal sealed class Reader(Readers readers, SqliteConnection connection) : IDisposable
    {
        private readonly Dictionary<string, Statement> statements = new(StringComparer.Ordinal);
        private Statement? running;

        /// <summary>A statement, ready for its parameters. It belongs to the reader.</summary>
        public Statement Run(string sql)
        {
            if (!statements.TryGetValue(sql, out running))
                statements.Add(sql, running = new Statement(connection, sql));
            return running;
        }

        /// <summary>Ends what was being read, and gives the connection back.</summary>
        public void Dispose()
        {
            running?.Reset();
            running = null;
            readers.Keep(this);
        }

        internal void Close()
        {
            foreach (var statement in statements.Values)
                statement.Dispose();
            connection.Dispose();
        }
    }
}
