using Npgsql;

namespace PolicyBuilder.Ledger.Postgres;

/// <summary>Brings the tables of a schema in PostgreSQL up to date, forward only. One node does it at a time; others wait and find it done.</summary>
/// <param name="schema">The schema that holds the tables, and among them <c>schema_version</c>; a plain name.</param>
/// <param name="lockClass">The first half of the advisory lock that is held meanwhile; the second is 0.</param>
/// <param name="steps">How the tables came to be. A step that was released is never edited; a change of mind is a new step.</param>
public sealed class PostgresMigration(string schema, int lockClass, IReadOnlyList<string> steps)
{
    /// <summary>Brings the tables up to date, if another node has not done so already.</summary>
    /// <exception cref="NewerSchemaException">A newer program has written them.</exception>
    public async Task PrepareAsync(NpgsqlDataSource database, CancellationToken cancel = default)
    {
        await using var connection = await database.OpenConnectionAsync(cancel).ConfigureAwait(false);
        if (await VersionAsync(connection, cancel).ConfigureAwait(false) == steps.Count)
            return;
        await using var transaction = await connection.BeginTransactionAsync(cancel).ConfigureAwait(false);
        await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock({lockClass}, 0)", cancel).ConfigureAwait(false);
        await ExecuteAsync(connection, $"CREATE SCHEMA IF NOT EXISTS {schema}", cancel).ConfigureAwait(false);
        await ExecuteAsync(connection, $"CREATE TABLE IF NOT EXISTS {schema}.schema_version (version integer NOT NULL)", cancel).ConfigureAwait(false);
        for (var version = await VersionAsync(connection, cancel).ConfigureAwait(false); version < steps.Count; version++)
            await ExecuteAsync(connection, steps[version], cancel).ConfigureAwait(false);
        await ExecuteAsync(connection, $"DELETE FROM {schema}.schema_version; INSERT INTO {schema}.schema_version VALUES ({steps.Count})", cancel).ConfigureAwait(false);
        await transaction.CommitAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>True if the tables are there, in whatever version this program knows. Nothing is changed.</summary>
    /// <exception cref="NewerSchemaException">A newer program has written them.</exception>
    public async Task<bool> IsPreparedAsync(NpgsqlDataSource database, CancellationToken cancel = default)
    {
        await using var connection = await database.OpenConnectionAsync(cancel).ConfigureAwait(false);
        return await VersionAsync(connection, cancel).ConfigureAwait(false) > 0;
    }

    private async Task<int> VersionAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var exists = new NpgsqlCommand($"SELECT to_regclass('{schema}.schema_version') IS NOT NULL", connection);
        if (!(bool)(await exists.ExecuteScalarAsync(cancel).ConfigureAwait(false))!)
            return 0;
        await using var select = new NpgsqlCommand($"SELECT max(version) FROM {schema}.schema_version", connection);
        var version = await select.ExecuteScalarAsync(cancel).ConfigureAwait(false) is int number ? number : 0;
        return version <= steps.Count
            ? version
            : throw new NewerSchemaException($"The database {connection.Database} on {connection.Host}", version, steps.Count);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
    }
}
