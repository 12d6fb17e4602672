namespace PolicyBuilder.Formats.Writers.Word.Redline;

/// <summary>
/// Words that are deleted in one place and inserted in another though no move is marked: a clause that was split, or moved
/// with a table or a link. LibreOffice finds such words by itself (six characters or more, with a blank between), takes them
/// for moved, and from then on resolves them apart from the mark of their paragraph.
/// </summary>
internal sealed class TwiceMarked
{
    private readonly HashSet<string> texts;

    /// <summary>Looks for them in <paramref name="blocks"/>.</summary>
    public TwiceMarked(IReadOnlyCollection<RedlineBlock> blocks)
    {
        texts = blocks.SelectMany(block => Texts(block, Wml.Deleted)).ToHashSet(StringComparer.Ordinal);
        texts.IntersectWith(blocks.SelectMany(block => Texts(block, Wml.Inserted)));
    }

    /// <summary>Whether such words stand in <paramref name="block"/>, which is of one version alone.</summary>
    public bool IsIn(RedlineBlock block) =>
        texts.Count > 0 && Texts(block, block.IsOld ? Wml.Deleted : Wml.Inserted).Any(texts.Contains);

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
