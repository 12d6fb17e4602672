using System.Collections.Concurrent;
using PolicyBuilder.Formats.Plates;
using PolicyBuilder.Formats.Writers;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Formats.Forms;

/// <summary>
/// A policy with its holes still open: the document tree of every city whose answers have the same shape, and the
/// plates typeset from it. Shared between threads.
/// </summary>
internal sealed class PolicyForm(PolicyDocument document, IReadOnlyList<Hole> holes)
{
    private readonly ConcurrentDictionary<string, Plate> plates = new();

    /// <summary>The document with marks where answers go.</summary>
    public PolicyDocument Document => document;

    /// <summary>The text for each mark, for one city.</summary>
    public string[] Values(FilledIn filled)
    {
        var values = new string[holes.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = holes[i].Value(filled);
        return values;
    }

    /// <summary>The document with the answers in it.</summary>
    public PolicyDocument Fill(IReadOnlyList<string> values) =>
        document.MapText(text => BlankMark.Fill(text, values));

    /// <summary>The plate for a format, typeset on first use.</summary>
    public Plate Plate(IPolicyWriter writer) =>
        plates.TryGetValue(writer.Name, out var plate) ? plate : plates.GetOrAdd(writer.Name, _ => writer.Write(document));
}
