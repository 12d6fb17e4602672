using System.Net.Sockets;
using Npgsql;

namespace PolicyBuilder.Ledger.Postgres;

/// <summary>
/// Connections that wait in the pool while the server is restarted, or while its administrator ends sessions, are dead, and nobody knows
/// before one is used. What only reads is then asked again, over a new connection.
/// </summary>
public static class DeadConnections
{
    /// <summary>Reads; if the connection turns out to be dead, empties the pool and reads again, once.</summary>
    /// <param name="database">The data source that the connection comes from.</param>
    /// <param name="read">Takes a connection from the pool and reads. It changes nothing.</param>
    /// <exception cref="NpgsqlException">The server cannot be reached, or refuses.</exception>
    public static async Task<T> ReadAsync<T>(this NpgsqlDataSource database, Func<Task<T>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (NpgsqlException fault) when (IsDead(fault))
        {
            database.Clear();
            return await read().ConfigureAwait(false);
        }
    }

    // Class 57 of the server's errors is what its operator did; a server that answers late is not dead.
    private static bool IsDead(NpgsqlException fault) => fault is PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.IdleSessionTimeout }
        || fault.InnerException is IOException or SocketException;
}
