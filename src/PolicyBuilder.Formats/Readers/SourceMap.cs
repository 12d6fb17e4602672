using PolicyBuilder.Model;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Formats.Readers;

/// <summary>
/// Leads from a place in rendered Markdown back to the place in the user's own file it came from. Pieces are added in
/// the order of the text.
/// </summary>
internal sealed class SourceMap
{
    private readonly List<(int Offset, SourceLocation Start, bool Verbatim)> pieces = [];

    /// <summary>From <paramref name="offset"/> on, the text came from <paramref name="start"/>.</summary>
    /// <param name="verbatim">Whether it was copied, so that its lines and columns go on counting in the file.</param>
    public void Add(int offset, SourceLocation start, bool verbatim) => pieces.Add((offset, start, verbatim));

    /// <summary>The place in the user's file of <paramref name="offset"/> in <paramref name="text"/>.</summary>
    public SourceLocation Locate(string text, int offset)
    {
        var low = 0;
        var high = pieces.Count - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (pieces[middle].Offset <= offset)
                low = middle;
            else
                high = middle - 1;
        }
        if (pieces.Count == 0)
            return SourceLocation.None;
        var (start, at, verbatim) = pieces[low];
        if (!verbatim || offset <= start)
            return at;
        var copied = text.AsSpan(start, Math.Min(offset, text.Length) - start);
        var lines = copied.Count('\n');
        return lines == 0
            ? at with { Column = at.Column + copied.Length }
            : at with { Line = at.Line + lines, Column = copied.Length - copied.LastIndexOf('\n') };
    }

    /// <summary>The map of a text that the user wrote into a setting.</summary>
    /// <param name="start">Where it begins.</param>
    /// <param name="places">Where its pieces stand; none when it is one line.</param>
    public static SourceMap Of(SourceLocation start, Sequence<TextPlace> places)
    {
        var map = new SourceMap();
        map.Add(0, start, verbatim: true);
        foreach (var (offset, at) in places)
            map.Add(offset, at, verbatim: true);
        return map;
    }
}
