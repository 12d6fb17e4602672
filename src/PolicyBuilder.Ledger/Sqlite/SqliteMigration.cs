using System.Globalization;
using Microsoft.Data.Sqlite;

namespace PolicyBuilder.Ledger.Sqlite;

/// <summary>Brings the tables in a SQLite file up to date, forward only. One program does it at a time; others wait and find it done.</summary>
/// <param name="applicationId">Marks the file as this program's in its header, where <c>file(1)</c> and other programs look.</param>
/// <param name="steps">How the tables came to be. A step that was released is never edited; a change of mind is a new step.</param>
public sealed class SqliteMigration(int applicationId, IReadOnlyList<string> steps)
{
    /// <summary>Sets the connection up for durable writes and brings the tables up to date.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="NewerSchemaException">A newer program has written the file.</exception>
    /// <exception cref="InvalidDataException">The file is a database of another program.</exception>
    public void Prepare(SqliteConnection connection, string path)
    {
        _ = IsPrepared(connection, path);
        Execute(connection, "PRAGMA journal_mode = WAL");
        Execute(connection, "PRAGMA synchronous = FULL");
        // What is removed is overwritten with zeroes, not only taken out of the lists.
        Execute(connection, "PRAGMA secure_delete = ON");
        if (Number(connection, "PRAGMA user_version") == steps.Count)
            return;
        Execute(connection, "BEGIN IMMEDIATE");
        try
        {
            // Another process may have done it while this one waited for its turn.
            for (var version = (int)Number(connection, "PRAGMA user_version"); version < steps.Count; version++)
            {
                if (version == 0 && Number(connection, "SELECT count(*) FROM sqlite_schema") > 0)
                    throw new InvalidDataException($"{path} is a database of another program.");
                Execute(connection, steps[version]);
                Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {version + 1}"));
            }

            Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {applicationId}"));
            Execute(connection, "COMMIT");
        }
        catch
        {
            Execute(connection, "ROLLBACK");
            throw;
        }
    }

    /// <summary>True if the tables are there, in whatever version this program knows. Nothing is changed.</summary>
    /// <exception cref="NewerSchemaException">A newer program has written the file.</exception>
    /// <exception cref="InvalidDataException">The file is a database of another program.</exception>
    public bool IsPrepared(SqliteConnection connection, string path)
    {
        if (Number(connection, "PRAGMA application_id") is var other && other != 0 && other != applicationId)
            throw new InvalidDataException($"{path} is a database of another program (application id {other}).");
        return Number(connection, "PRAGMA user_version") switch
        {
            var newer when newer > steps.Count => throw new NewerSchemaException(path, (int)newer, steps.Count),
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
