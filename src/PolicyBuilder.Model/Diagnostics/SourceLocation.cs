namespace PolicyBuilder.Model.Diagnostics;

/// <summary>A place in a file the user wrote.</summary>
/// <param name="File">Path as the user would type it, with <c>/</c> between folders.</param>
/// <param name="Line">Line, counted from 1; 0 when the whole file is meant.</param>
/// <param name="Column">Column in UTF-16 units, counted from 1; 0 when the whole line or file is meant.</param>
public readonly record struct SourceLocation(string File, int Line = 0, int Column = 0) : IComparable<SourceLocation>
{
    /// <summary>Nowhere in particular: text that the program made itself.</summary>
    public static SourceLocation None { get; } = new("");

    /// <inheritdoc/>
    public int CompareTo(SourceLocation other) =>
        string.CompareOrdinal(File, other.File) is not 0 and var byFile ? byFile
        : Line.CompareTo(other.Line) is not 0 and var byLine ? byLine
        : Column.CompareTo(other.Column);

    /// <summary><c>file:line:column</c>, as compilers and editors write it.</summary>
    public override string ToString() =>
        Line == 0 ? File : Column == 0 ? $"{File}:{Line}" : $"{File}:{Line}:{Column}";

    public static bool operator <(SourceLocation left, SourceLocation right) => left.CompareTo(right) < 0;

    public static bool operator >(SourceLocation left, SourceLocation right) => left.CompareTo(right) > 0;

    public static bool operator <=(SourceLocation left, SourceLocation right) => left.CompareTo(right) <= 0;

    public static bool operator >=(SourceLocation left, SourceLocation right) => left.CompareTo(right) >= 0;
}
