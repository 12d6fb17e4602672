namespace PolicyBuilder.Formats.Writers.Word;

/// <summary>How a paragraph looks and what counts it: its properties as a value, so that two can be compared.</summary>
/// <param name="Style">The id of its style.</param>
internal readonly record struct WordLook(string Style)
{
    /// <summary>Whether it stays on one page with what follows: it introduces a table or a list.</summary>
    public bool KeepNext { get; init; }

    /// <summary>Whether it is a heading at the top of a page of its own.</summary>
    public bool BeginsPage { get; init; }

    /// <summary>How deep a labelled provision stands, from 1; 0 without a label of its own.</summary>
    public int Depth { get; init; }

    /// <summary>The list that counts a labelled provision, from <see cref="WordLists"/>.</summary>
    public int List { get; init; }

    /// <summary>The properties as an element, a new one each time.</summary>
    public WordElement Properties() =>
        BeginsPage ? WordParagraphs.PageHeading()
        : Depth > 0 ? WordParagraphs.Provision(Depth, List, KeepNext)
        : WordParagraphs.Plain(Style, KeepNext);
}
