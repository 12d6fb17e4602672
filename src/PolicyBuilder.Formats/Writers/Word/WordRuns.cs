using PolicyBuilder.Model;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Formats.Writers.Word;

/// <summary>Builds the runs of a line (ECMA-376 Part 1 § 17.3.2), with hyperlinks around those that lead somewhere.</summary>
internal sealed class WordRuns(WordIdentity identity, WordLinks links)
{
    /// <summary>The runs of <paramref name="content"/>.</summary>
    public List<WordElement> Of(Sequence<Inline> content) => Of(WordSpan.Of(content));

    /// <summary>The runs of <paramref name="spans"/>; neighbours that lead to one place share a hyperlink.</summary>
    public List<WordElement> Of(List<WordSpan> spans)
    {
        var elements = new List<WordElement>(spans.Count);
        var (address, target) = ((string?)null, (ClauseId?)null);
        foreach (var span in spans)
        {
            var format = span.Format;
            if (LinkAround(format) is not { } fresh)
            {
                elements.Add(Run(span));
            }
            else if (elements is [.., { Name: Wml.Hyperlink } open] && format.Address == address && format.Target == target)
            {
                open.Add(Run(span));
            }
            else
            {
                fresh.Add(Run(span));
                elements.Add(fresh);
            }
            (address, target) = (format.Address, format.Target);
        }
        return elements;
    }

    /// <summary>One run with the format of <paramref name="span"/>.</summary>
    public static WordElement Run(WordSpan span) => Run(span.Text, Properties(span.Format), Wml.Text);

    /// <summary>One run.</summary>
    /// <param name="text">Its characters; <c>\n</c> stands for a line break, <c>\t</c> for a tab.</param>
    /// <param name="properties">Its properties, or null.</param>
    /// <param name="element">What holds characters: <see cref="Wml.Text"/> or <see cref="Wml.DeletedText"/>.</param>
    public static WordElement Run(string text, WordElement? properties, string element)
    {
        var run = new WordElement(Wml.Run);
        if (properties is not null)
            run.Add(properties);
        AppendText(run, text, element);
        return run;
    }

    /// <summary>One run of plain text.</summary>
    public static WordElement Run(string text) => Run(new WordSpan(text, default));

    /// <summary>The run properties of <paramref name="format"/>; null where the paragraph's own look is meant.</summary>
    public static WordElement? Properties(WordFormat format)
    {
        if (format == default)
            return null;
        var properties = new WordElement(Wml.RunProperties);
        if (format.Address is not null)
            properties.Add(WordElement.OfValue(Wml.RunStyle, WordStyles.Hyperlink));
        else if (format.Target is not null)
            properties.Add(WordElement.OfValue(Wml.RunStyle, WordStyles.ClauseReference));
        if (format.Strong)
        {
            properties.Add(new WordElement(Wml.Bold));
            properties.Add(new WordElement(Wml.BoldComplexScript));
        }
        if (format.Emphasis)
        {
            properties.Add(new WordElement(Wml.Italic));
            properties.Add(new WordElement(Wml.ItalicComplexScript));
        }
        return properties;
    }

    /// <summary>
    /// An empty hyperlink for runs of <paramref name="format"/>; null where it leads nowhere. A hyperlink to a clause that
    /// is not in the document, or to an address that Word would refuse, is plain text.
    /// </summary>
    public WordElement? LinkAround(WordFormat format) =>
        format.Address is not null && links.RelationshipOf(format.Address) is { } relationship
            ? new WordElement(Wml.Hyperlink).With(Wml.Attribute.History, "true").With(Wml.Attribute.Relationship, relationship)
        : format.Target is { } target && identity.BookmarkOf(target) is { } bookmark
            ? new WordElement(Wml.Hyperlink).With(Wml.Attribute.History, "true").With(Wml.Attribute.Anchor, bookmark)
        : null;

    private static void AppendText(WordElement run, string text, string element)
    {
        var rest = text.AsSpan();
        while (rest.IndexOfAny('\n', '\t') is >= 0 and var stop)
        {
            if (stop > 0)
                run.Add(Preserved(element, rest[..stop]));
            run.Add(new WordElement(rest[stop] == '\n' ? Wml.Break : Wml.Tab));
            rest = rest[(stop + 1)..];
        }
        if (rest.Length > 0)
            run.Add(Preserved(element, rest));
    }

    // Always preserved: an answer that fills a hole later may begin or end with a blank.
    private static WordElement Preserved(string element, ReadOnlySpan<char> text) =>
        WordElement.OfText(element, text.ToString()).With(Wml.Attribute.Space, "preserve");
}
