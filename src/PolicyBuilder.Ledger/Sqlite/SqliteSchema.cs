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

    /// <summary>Makes the tables, and brings them up to date.</summary>
    internal static SqliteMigration Tables { get; } = new(ApplicationId, Steps);
}
