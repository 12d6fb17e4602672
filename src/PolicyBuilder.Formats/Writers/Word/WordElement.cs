using System.Globalization;
using System.Text;

namespace PolicyBuilder.Formats.Writers.Word;

/// <summary>
/// An element of a Word part while it is being put together: a name, attributes, and children or text. Knows how XML
/// is written and nothing of WordprocessingML; attributes and children are written in the order in which they came, so
/// whoever adds them keeps the sequence that the schema wants.
/// </summary>
/// <param name="name">The name with its prefix: one of <see cref="Wml"/>, so that a slip is a compiler error.</param>
internal sealed class WordElement(string name)
{
    private readonly List<(string Name, string Value)> attributes = [];
    private readonly List<WordElement> children = [];

    public WordElement(string name, params IEnumerable<WordElement> children)
        : this(name) => this.children.AddRange(children);

    /// <summary>The name with its prefix, for example <c>w:p</c>; empty for an element from <see cref="FromXml"/>.</summary>
    public string Name => name;

    /// <summary>The characters of an element from <see cref="OfText"/>; null for others.</summary>
    public string? Text { get; private init; }

    /// <summary>The children in order.</summary>
    public IReadOnlyList<WordElement> Children => children;

    private string? Xml { get; init; }

    /// <summary>An element that says all in its <c>w:val</c>, as most properties do.</summary>
    public static WordElement OfValue(string name, string value) => new WordElement(name).With(Wml.Attribute.Value, value);

    /// <summary>An element that says all in its <c>w:val</c>.</summary>
    public static WordElement OfValue(string name, int value) => new WordElement(name).With(Wml.Attribute.Value, value);

    /// <summary>An element that holds <paramref name="text"/>: plain characters, not yet XML.</summary>
    public static WordElement OfText(string name, string text) => new(name) { Text = text };

    /// <summary>One or more elements that are XML already, written as they are; they take no children.</summary>
    public static WordElement FromXml(string xml) => new("") { Xml = xml };

    /// <summary>Adds an attribute.</summary>
    /// <returns>This element.</returns>
    public WordElement With(string attribute, string value)
    {
        attributes.Add((attribute, value));
        return this;
    }

    /// <summary>Adds an attribute.</summary>
    /// <returns>This element.</returns>
    public WordElement With(string attribute, int value) => With(attribute, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Adds a child after those that are there.</summary>
    public void Add(WordElement child)
    {
        if (Text is not null || Xml is not null)
            throw new InvalidOperationException("an element of text or of finished XML takes no children");
        children.Add(child);
    }

    /// <summary>The element as XML, without a declaration.</summary>
    public override string ToString()
    {
        var written = new StringBuilder();
        WriteTo(written);
        return written.ToString();
    }

    private void WriteTo(StringBuilder written)
    {
        if (Xml is not null)
        {
            written.Append(Xml);
            return;
        }
        written.Append('<').Append(name);
        foreach (var (attribute, value) in attributes)
            written.Append(' ').Append(attribute).Append("=\"").Append(XmlText.Escape(value)).Append('"');
        if (children.Count == 0 && Text is null)
        {
            written.Append(" />");
            return;
        }
        written.Append('>');
        if (Text is not null)
            written.Append(XmlText.Escape(Text));
        foreach (var child in children)
            child.WriteTo(written);
        written.Append("</").Append(name).Append('>');
    }
}
