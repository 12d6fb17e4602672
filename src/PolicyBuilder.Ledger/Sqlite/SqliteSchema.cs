using System.Globalization;
using Microsoft.Data.Sqlite;

namespace PolicyBuilder.Ledger.Sqlite;

/// <summary>The tables in a SQLite file, and how they came to be: a list of steps that only grows.</summary>
internal static class SqliteSchema
{
    /// <summary>Marks the file as ours in its header, where <c>file(1)</c> and other programs look: "PBLG".</summary>
    private const int ApplicationId = 0x50424C47;

    // A step that was released is never edited; a change of mind is a new step.
    private static readonly string[] Steps =
    [
        """
        CREATE TABLE log (id INTEGER PRIMARY KEY, origin TEXT NOT NULL UNIQUE) STRICT;
        -- The row number is the log's id times 2^40 plus the entry's index.
        CREATE TABLE entry (id INTEGER PRIMARY KEY, leaf BLOB NOT NULL, bytes BLOB NOT NULL) STRICT;
        -- Roots of full tiles: level 1 over 256 leaves, level 2 over 65,536, and so on.
        CREATE TABLE node (log INTEGER NOT NULL, level INTEGER NOT NULL, position INTEGER NOT NULL, hash BLOB NOT NULL,
            PRIMARY KEY (log, level, position)) STRICT, WITHOUT ROWID;
        CREATE TABLE checkpoint (log INTEGER NOT NULL, size INTEGER NOT NULL, note BLOB NOT NULL,
            PRIMARY KEY (log, size)) STRICT, WITHOUT ROWID;
        -- Idempotency keys: what a caller submitted, so that submitting it again finds the same entry.
        CREATE TABLE submission (log INTEGER NOT NULL, key BLOB NOT NULL, entry INTEGER NOT NULL,
            PRIMARY KEY (log, key)) STRICT, WITHOUT ROWID;
        """,
        """
        -- Bytes beside an entry (by its row number), outside the tree.
        CREATE TABLE attachment (entry INTEGER NOT NULL, name TEXT NOT NULL, bytes BLOB NOT NULL, UNIQUE (entry, name)) STRICT;
        """,
    ];

    /// <summary>Sets the connection up for durable writes and brings the tables up to date.</summary>
    internal static void Prepare(SqliteConnection connection, string path)
    {
        _ = IsPrepared(connection, path);
        Execute(connection, "PRAGMA journal_mode = WAL");
        Execute(connection, "PRAGMA synchronous = FULL");
        // What is removed is overwritten with zeroes, not only taken out of the lists.
        Execute(connection, "PRAGMA secure_delete = ON");
        if (Number(connection, "PRAGMA user_version") == Steps.Length)
            return;
        Execute(connection, "BEGIN IMMEDIATE");
        try
        {
            // Another process may have done it while this one waited for its turn.
            for (var version = (int)Number(connection, "PRAGMA user_version"); version < Steps.Length; version++)
            {
                if (version == 0 && Number(connection, "SELECT count(*) FROM sqlite_schema") > 0)
                    throw new InvalidDataException($"{path} is a database of another program.");
                Execute(connection, Steps[version]);
                Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {version + 1}"));
            }

            Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId}"));
            Execute(connection, "COMMIT");
        }
        catch
        {
            Execute(connection, "ROLLBACK");
            throw;
        }
    }

    /// <summary>True if the tables are there, in whatever version this program knows.</summary>
    internal static bool IsPrepared(SqliteConnection connection, string path)
    {
        if (Number(connection, "PRAGMA application_id") is not (0 or ApplicationId) and var other)
            throw new InvalidDataException($"{path} is a database of another program (application id {other}).");
        return Number(connection, "PRAGMA user_version") switch
        {
            var newer when newer > Steps.Length => throw new NewerSchemaException(path, (int)newer, Steps.Length),
            var version => version > 0,
        };
    }

    private static long Number(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
