using System.Data.Common;

namespace PolicyBuilder.Acknowledgements.Campaigns.Sql;

/// <summary>A statement to be run. Both databases understand the same ones.</summary>
/// <param name="sql">Its text, with parameters <c>$1</c>, <c>$2</c> …</param>
/// <param name="values">The parameters.</param>
internal class SqlStatement(string sql, params IReadOnlyList<object?> values)
{
    public string Sql => sql;

    public IReadOnlyList<object?> Values => values;

    /// <summary>How many rows it changed, once it was run.</summary>
    public int Changed { get; set; }

    /// <summary>Whether it gives rows.</summary>
    public virtual bool IsQuery => false;

    /// <summary>Takes one row that it gave.</summary>
    public virtual void Take(SqlRow row)
    {
    }
}

/// <summary>A statement that gives rows.</summary>
internal sealed class SqlQuery<T>(string sql, Func<SqlRow, T> read, params IReadOnlyList<object?> values) : SqlStatement(sql, values)
{
    /// <summary>What it found, once it was run.</summary>
    public List<T> Found { get; } = [];

    public override bool IsQuery => true;

    public override void Take(SqlRow row) => Found.Add(read(row));
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
