using PolicyBuilder.Model.Diffing;

namespace PolicyBuilder.Formats.Writers.Diffs;

/// <summary>A stretch of a changed line as plain text, on each side.</summary>
internal readonly record struct MarkedText(SegmentKind Kind, string Old, string New)
{
    /// <summary>The stretches of <paramref name="line"/> in reading order; a line break is a blank.</summary>
    public static IEnumerable<MarkedText> Of(LineChange line)
    {
        var (old, @new) = (Flat(line.Old), Flat(line.New));
        foreach (var segment in line.Segments)
        {
            yield return new MarkedText(
                segment.Kind, old.Substring(segment.OldStart, segment.OldLength), @new.Substring(segment.NewStart, segment.NewLength));
        }
    }

    /// <summary>Blanks at the ends stand outside the marks; of blanks alone, one stays inside.</summary>
    public static (string Before, string Inner, string After) Trimmed(string text)
    {
        var inner = text.Trim(' ');
        return inner.Length == 0
            ? ("", " ", "")
            : (text[..(text.Length - text.TrimStart(' ').Length)], inner, text[text.TrimEnd(' ').Length..]);
    }

    private static string Flat(Model.Sequence<Model.Documents.Inline> content) =>
        RunningText.Of(content).Text.Replace(RunningText.Break, ' ');
}
