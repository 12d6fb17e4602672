using System.Globalization;
using System.Text;
using PolicyBuilder.Formats.Plates;

namespace PolicyBuilder.Formats.Writers.Word;

/// <summary>
/// The addresses that the document links to, each with its relationship id (ECMA-376 Part 2 § 6.5). Filled while the
/// body is built, in reading order.
/// </summary>
internal sealed class WordLinks
{
    private readonly List<string> targets = [];
    private readonly Dictionary<string, string> ids = new(StringComparer.Ordinal);

    /// <summary>Relationship targets in order; the id of the first is <c>link1</c>.</summary>
    public IReadOnlyList<string> Targets => targets;

    /// <summary>The id of the relationship at <paramref name="index"/> in <see cref="Targets"/>.</summary>
    public static string IdAt(int index) => string.Create(CultureInfo.InvariantCulture, $"link{index + 1}");

    /// <summary>The relationship id of <paramref name="address"/>; null where it is no absolute address.</summary>
    public string? RelationshipOf(string address)
    {
        if (ids.TryGetValue(address, out var id))
            return id;
        // An address with a blank mark is not yet an address; its answer is made safe on printing.
        if (!address.Contains(BlankMark.Open, StringComparison.Ordinal) && !Uri.TryCreate(address, UriKind.Absolute, out _))
            return null;
        id = IdAt(targets.Count);
        targets.Add(UriSafe(address));
        ids.Add(address, id);
        return id;
    }

    /// <summary>
    /// <paramref name="text"/> with every character that may not stand in a URI (RFC 3986 § 2) percent-encoded as
    /// UTF-8; blank marks stay.
    /// </summary>
    public static string UriSafe(string text)
    {
        const string allowed = "-._~:/?#@!$&'()*+,;=%";
        var safe = new StringBuilder(text.Length);
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsAscii
                ? char.IsAsciiLetterOrDigit((char)rune.Value) || allowed.Contains((char)rune.Value, StringComparison.Ordinal)
                : rune.Value is BlankMark.Open or BlankMark.Close)
            {
                safe.Append((char)rune.Value);
                continue;
            }
            foreach (var value in bytes[..rune.EncodeToUtf8(bytes)])
                safe.Append(CultureInfo.InvariantCulture, $"%{value:X2}");
        }
        return safe.ToString();
    }
}
