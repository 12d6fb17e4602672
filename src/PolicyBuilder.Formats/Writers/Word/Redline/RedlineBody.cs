using System.Globalization;

namespace PolicyBuilder.Formats.Writers.Word.Redline;

/// <summary>A paragraph or a table of either version or both, in merged order.</summary>
internal sealed class RedlineBlock
{
    /// <summary>How the paragraph looked; null if it is new.</summary>
    public WordLook? Old { get; set; }

    /// <summary>How it looks; null if it is gone.</summary>
    public WordLook? New { get; set; }

    /// <summary>What becomes of the paragraph's mark, or of the whole table.</summary>
    public Revision Revision { get; set; }

    /// <summary>The move that it is part of; 0 for none.</summary>
    public int Move { get; set; }

    /// <summary>The runs of a paragraph.</summary>
    public List<WordElement> Content { get; init; } = [];

    /// <summary>The table; null for a paragraph.</summary>
    public WordElement? Table { get; init; }

    /// <summary>The whole line of the version that is deleted or inserted, marked so; for a paragraph of both.</summary>
    public Func<Revision, List<WordElement>>? Half { get; init; }

    /// <summary>The beginnings of moves that stand before it.</summary>
    public List<WordElement> Before { get; } = [];

    /// <summary>The ends of moves that stand after it.</summary>
    public List<WordElement> After { get; } = [];

    /// <summary>Whether it is in the old version only.</summary>
    public bool IsOld => Revision is Revision.Deleted or Revision.MovedFrom;
}

/// <summary>Puts paragraphs and tables of two versions together.</summary>
internal sealed class RedlineBody(Revisions revisions)
{
    private readonly List<RedlineBlock> blocks = [];

    /// <summary>Adds a block after those that are there.</summary>
    public void Add(RedlineBlock block) => blocks.Add(block);

    /// <summary>How many blocks there are.</summary>
    public int Count => blocks.Count;

    /// <summary>The blocks from <paramref name="start"/> on are one place of move <paramref name="number"/>.</summary>
    public void Move(int start, Revision revision, int number)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"move{number}");
        var (begin, end) = revisions.Range(revision, name);
        blocks[start].Before.Add(begin);
        blocks[^1].After.Add(end);
        foreach (var block in blocks.Skip(start))
            block.Move = number;
    }

    /// <summary>The elements in reading order, after <see cref="Close"/>.</summary>
    public IEnumerable<WordElement> Elements()
    {
        foreach (var block in blocks)
        {
            foreach (var begin in block.Before)
                yield return begin;
            yield return block.Table ?? WordParagraphs.Paragraph(Properties(block), block.Content);
            foreach (var end in block.After)
                yield return end;
        }
    }

    private WordElement Properties(RedlineBlock block)
    {
        var properties = (block.New ?? block.Old!.Value).Properties();
        if (block.Revision != Revision.None)
            properties.Add(new WordElement(Wml.RunProperties, revisions.Mark(block.Revision, ofLine: true)));
        // To stay on one page with a list that came later is no change that anyone wants to decide on.
        if (block is { Old: { } old, New: { } @new } && old with { KeepNext = false } != @new with { KeepNext = false })
            properties.Add(revisions.Change(Wml.ParagraphPropertiesChange, old.Properties()));
        return properties;
    }

    /// <summary>
    /// Sees to it that before every table and at the end stands a mark of both versions. A document's last mark can neither
    /// come nor go (it holds the section), and a paragraph whose mark goes has nothing to run into before a table: Word
    /// takes it away then, LibreOffice leaves it empty and counted.
    /// </summary>
    /// <returns>
    /// The moves that end with such a mark. They are not whole: laid out again as deleted and inserted, the blocks can be closed.
    /// </returns>
    public HashSet<int> Close()
    {
        var cut = new HashSet<int>();
        CloseEnd(cut);
        var twice = new TwiceMarked(blocks);
        for (var end = blocks.Count; end > 0;)
        {
            var start = blocks.FindLastIndex(end - 1, block => block.Table is not null) + 1;
            if (start < end)
            {
                Chain(start, end, twice, cut);
                CloseParagraphs(start, end, cut);
            }
            end = start - 1;
        }
        cut.Remove(0);
        return cut;
    }

    // Paragraphs from `start` up to the table, or the end of the document, at `end`.
    private void CloseParagraphs(int start, int end, HashSet<int> cut)
    {
        var last = blocks[end - 1];
        if (last.Revision == Revision.None)
            return;
        var kept = blocks.FindLastIndex(end - 1, end - start, block => block.Revision == Revision.None);
        var first = kept < 0 ? start : kept + 1;
        var tail = blocks[first..end];
        var (olds, news) = (tail.FindAll(block => block.IsOld), tail.FindAll(block => !block.IsOld));
        if (olds.Count > 0 && news.Count > 0)
        {
            cut.UnionWith([olds[^1].Move, news[^1].Move]);
            blocks.RemoveRange(first, tail.Count);
            blocks.InsertRange(first, [.. olds[..^1], .. news[..^1], Joined(olds[^1], news[^1])]);
        }
        else if (kept >= 0)
        {
            HandOver(blocks[kept], last, cut);
        }
        // Otherwise a table of that version stands before as well, and nothing of the other one in between.
    }

    // Where LibreOffice would resolve the words of a paragraph before its mark, the next paragraph would take its look. So
    // such paragraphs hang on the one before them, whose look they have in the other version.
    private void Chain(int start, int end, TwiceMarked twice, HashSet<int> cut)
    {
        for (var kept = start; kept < end; kept++)
        {
            if (blocks[kept].Revision != Revision.None)
                continue;
            var next = blocks.FindIndex(kept + 1, end - kept - 1, block => block.Revision == Revision.None);
            var group = blocks[(kept + 1)..(next < 0 ? end : next)];
            if (!group.Exists(twice.IsIn))
                continue;
            List<RedlineBlock>[] sides = [group.FindAll(block => block.IsOld), group.FindAll(block => !block.IsOld)];
            blocks.RemoveRange(kept + 1, group.Count);
            blocks.InsertRange(kept + 1, sides.SelectMany(side => side));
            var before = blocks[kept];
            foreach (var side in sides.Where(side => side.Count > 0))
            {
                HandOver(before, side[^1], cut);
                before = side[^1];
            }
        }
    }

    // What stands before paragraphs of one version ends with their mark instead: it takes the place and the look of theirs.
    private static void HandOver(RedlineBlock before, RedlineBlock last, HashSet<int> cut)
    {
        cut.Add(last.Move);
        before.Revision = last.IsOld ? Revision.Deleted : Revision.Inserted;
        (last.Old, last.New) = (last.Old ?? before.Old, last.New ?? before.New);
        last.Revision = Revision.None;
    }

    // Blocks of one version at the end, with tables among them.
    private void CloseEnd(HashSet<int> cut)
    {
        var kept = blocks.FindLastIndex(block => block.Revision == Revision.None);
        if (kept == blocks.Count - 1 || blocks.Skip(kept).All(block => block.Table is null))
            return;
        cut.UnionWith(blocks.Skip(kept + 1).Select(block => block.Move));
        var (lastOld, lastNew) = (blocks.FindLastIndex(block => block.IsOld), blocks.FindLastIndex(block => !block.IsOld));
        if (lastOld > kept && lastNew > kept)
        {
            Separate(kept);
            Join(blocks.FindLastIndex(block => block.IsOld), blocks.Count - 1);
            return;
        }
        // Nothing joins across a table: what stood before goes there and comes again here, or the other way round.
        var before = blocks[kept];
        var (here, there) = blocks[^1].IsOld ? (Revision.Deleted, Revision.Inserted) : (Revision.Inserted, Revision.Deleted);
        blocks[kept] = new RedlineBlock { Old = before.Old, New = before.New, Revision = here, Content = before.Half!(here) };
        blocks.Add(new RedlineBlock { Old = before.Old, New = before.New, Revision = there, Content = before.Half(there) });
        if (here == Revision.Deleted)
        {
            (blocks[kept].New, blocks[^1].Old) = (null, null);
            Join(blocks.Count - 2, blocks.Count - 1);
        }
        else
        {
            (blocks[kept].Old, blocks[^1].New) = (null, null);
            Join(blocks.Count - 1, blocks.Count - 2);
        }
    }

    // What is old ahead of what is new, so that the last paragraphs of both can become one. Where two tables would run
    // into one then, the paragraph before all of them comes between: it goes at its place and comes again there.
    private void Separate(int kept)
    {
        var tail = blocks[(kept + 1)..];
        blocks.RemoveRange(kept + 1, tail.Count);
        var (olds, news) = (tail.FindAll(block => block.IsOld), tail.FindAll(block => !block.IsOld));
        if (olds is [.., { Table: not null }, _] && news[0].Table is not null)
        {
            var before = blocks[kept];
            blocks[kept] = new RedlineBlock { Old = before.Old, Revision = Revision.Deleted, Content = before.Half!(Revision.Deleted) };
            news.Insert(0, new RedlineBlock { New = before.New, Revision = Revision.Inserted, Content = before.Half(Revision.Inserted) });
        }
        blocks.AddRange([.. olds, .. news]);
    }

    private void Join(int oldIndex, int newIndex)
    {
        var joined = Joined(blocks[oldIndex], blocks[newIndex]);
        blocks.RemoveAt(Math.Max(oldIndex, newIndex));
        blocks.RemoveAt(Math.Min(oldIndex, newIndex));
        blocks.Add(joined);
    }

    // One paragraph of both versions, with all the words of the old one deleted and all of the new one inserted.
    private static RedlineBlock Joined(RedlineBlock old, RedlineBlock @new)
    {
        var joined = new RedlineBlock { Old = old.Old, New = @new.New, Content = [.. old.Content, .. @new.Content] };
        joined.Before.AddRange([.. old.Before, .. @new.Before]);
        joined.After.AddRange([.. old.After, .. @new.After]);
        return joined;
    }
}
