namespace PolicyBuilder.Formats.Writers.Word.Redline;

/// <summary>
/// Words that go in one place and come in another though not as a move of its own: a clause that was split, or moved
/// with a table or a link. LibreOffice finds such words by itself (six characters or more, with a blank between), takes them
/// for moved, and from then on resolves them apart from the mark of their paragraph.
/// </summary>
internal sealed class TwiceMarked
{
    private readonly HashSet<string> gone;
    private readonly HashSet<string> come;

    /// <summary>Looks for them in <paramref name="blocks"/>.</summary>
    public TwiceMarked(IReadOnlyCollection<RedlineBlock> blocks)
    {
        gone = AllTexts(Wml.Deleted, Wml.MovedFrom);
        come = AllTexts(Wml.Inserted, Wml.MovedTo);

        HashSet<string> AllTexts(string change, string move) =>
            blocks.SelectMany(block => Texts(block, change).Concat(Texts(block, move))).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Whether such words stand in <paramref name="block"/>, which is of one version alone.</summary>
    public bool IsIn(RedlineBlock block) =>
        block.IsOld ? Texts(block, Wml.Deleted).Any(come.Contains) : Texts(block, Wml.Inserted).Any(gone.Contains);

    // Of every stretch in one format, and of all stretches of the paragraph together.
    private static IEnumerable<string> Texts(RedlineBlock block, string change)
    {
        var stretches = (block.Table is { } table ? [table] : block.Content).SelectMany(element => Stretches(element, change)).ToList();
        if (stretches.Count > 1)
            stretches.Add(string.Concat(stretches));
        return stretches.Select(text => text.Trim()).Where(text => text.Length >= 6 && text.Contains(' ', StringComparison.Ordinal));
    }

    private static IEnumerable<string> Stretches(WordElement element, string change) => element.Name == change
        ? element.Children.Select(TextOf).Append(TextOf(element))
        : element.Children.SelectMany(child => Stretches(child, change));

    private static string TextOf(WordElement element) => element.Text ?? string.Concat(element.Children.Select(TextOf));
}
