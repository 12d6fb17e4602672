using System.Data.Common;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Npgsql;
using PolicyBuilder.Ledger;

namespace PolicyBuilder.Acknowledgements.Ledgers;

/// <summary>What the world does to a ledger, in words: databases that are locked, disks that are full, servers that are not there.</summary>
public static class LedgerFault
{
    private const string Full = "the disk is full. Make room and try again; nothing of the last step was kept.";

    /// <summary>What happened, and what to do; null for a fault of this program.</summary>
    public static string? SentenceOn(Exception error, string place) => error switch
    {
        AppendFailedException { InnerException: { } inner } =>
            $"{SentenceOn(inner, place) ?? inner.Message} It is not certain whether the entry was kept; run the same command again, and it will not be doubled.",
        SqliteException sqlite => sqlite.SqliteErrorCode switch
        {
            5 or 6 => $"{place} is locked by another program and stayed so for half a minute. Close that program and try again.",
            8 => $"{place} cannot be written. Is the file or the disk read-only, or another user's?",
            10 when IsFull(place) => Full,
            10 => $"{place} could not be read or written, because the disk reported an error ({sqlite.Message}).",
            11 => $"{place} is damaged. Put back a backup; the ledger refuses one that is too old.",
            13 => Full,
            14 => $"{place} cannot be opened. Does its folder exist, and may you read it?",
            26 => $"{place} is not a ledger, or was damaged.",
            _ => $"{place}: {sqlite.Message}",
        },
        PostgresException { SqlState: "53100" } => "the server's disk is full. Make room and try again; nothing of the last step was kept.",
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => "there is no database of that name on the server. Make one ('createdb'), or name another in --ledger.",
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } =>
            "the database server does not let you in. Are user name and password in --ledger right?",
        PostgresException { SqlState: "25006" or "42501" } refused => $"the database does not let this user write: {refused.MessageText}.",
        PostgresException postgres => $"the database refused: {postgres.MessageText} ({postgres.SqlState}).",
        NpgsqlException { InnerException: SocketException } => "the database server cannot be reached. Is it running, and is the host in --ledger right?",
        NpgsqlException { InnerException: TimeoutException } =>
            "the database server did not answer in time. Is it very busy, or is something else listening there? Try again, or allow more time in --ledger ('Timeout=60;Command Timeout=120', in seconds).",
        NpgsqlException { InnerException: IOException } => "the connection to the database was lost. What was done is kept; when the server is there again, run the same command again.",
        NpgsqlException or DbException => $"the database failed: {error.Message}",
        LogMovedException => "another program appended to the ledger at the same moment. Try again.",
        NewerSchemaException or TimeoutException => error.Message,
        InvalidDataException or IOException or UnauthorizedAccessException => error.Message,
        _ => null,
    };

    // SQLite cannot always tell a full disk from a broken one.
    private static bool IsFull(string place)
    {
        try
        {
            return new DriveInfo(Path.GetFullPath(place)).AvailableFreeSpace < 1024 * 1024;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }
}
