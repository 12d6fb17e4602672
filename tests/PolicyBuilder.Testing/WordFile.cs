using System.IO.Compression;
using System.Xml.Linq;

namespace PolicyBuilder.Testing;

/// <summary>A Word file taken apart: its XML parts by name, read by nothing but a ZIP and an XML reader.</summary>
public sealed class WordFile
{
    public static readonly XNamespace W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

    private readonly Dictionary<string, XDocument> parts = new(StringComparer.Ordinal);

    public WordFile(byte[] docx)
    {
        using var zip = new ZipArchive(new MemoryStream(docx));
        foreach (var entry in zip.Entries)
        {
            Names.Add(entry.FullName);
            if (entry.FullName.EndsWith(".xml", StringComparison.Ordinal) || entry.FullName.EndsWith(".rels", StringComparison.Ordinal))
            {
                using var stream = entry.Open();
                parts.Add(entry.FullName, XDocument.Load(stream, LoadOptions.PreserveWhitespace));
            }
        }
    }

    /// <summary>Every entry of the container, in order.</summary>
    public List<string> Names { get; } = [];

    /// <summary>The XML parts.</summary>
    public IReadOnlyDictionary<string, XDocument> Parts => parts;

    /// <summary>The root of a part, for example <c>word/document.xml</c>.</summary>
    public XElement this[string part] => parts[part].Root!;

    /// <summary>A copy of <paramref name="docx"/> in which <paramref name="edit"/> has changed the text of one part.</summary>
    public static byte[] Edit(byte[] docx, string part, Func<string, string> edit)
    {
        using var copy = new MemoryStream();
        copy.Write(docx);
        using (var zip = new ZipArchive(copy, ZipArchiveMode.Update, leaveOpen: true))
        {
            var entry = zip.GetEntry(part)!;
            string before;
            using (var reader = new StreamReader(entry.Open()))
                before = reader.ReadToEnd();
            var after = edit(before);
            if (after == before)
                throw new ArgumentException($"the edit changed nothing in {part}", nameof(edit));
            entry.Delete();
            using var writer = new StreamWriter(zip.CreateEntry(part).Open());
            writer.Write(after);
        }
        return copy.ToArray();
    }
}
