namespace PolicyBuilder.Model.Diagnostics;

/// <summary>
/// From <paramref name="Offset"/> of a text on, up to the next place or the end of the line, its characters stand in the
/// user's file from <paramref name="At"/> on.
/// </summary>
/// <param name="Offset">Offset in the text, in UTF-16 units.</param>
/// <param name="At">The place in the file of the character at <paramref name="Offset"/>.</param>
public readonly record struct TextPlace(int Offset, SourceLocation At);
