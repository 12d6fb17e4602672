using System.Globalization;
using PolicyBuilder.Model;

namespace PolicyBuilder.Formats.Interviews;

/// <summary>
/// A list as a person types it, line by line. It begins with the items that hold so far, which the first line of texts
/// replaces; further lines add.
/// </summary>
/// <param name="Items">The items so far.</param>
/// <param name="IsTouched">Whether a line has been typed.</param>
public sealed record ListEntry(Sequence<string> Items, bool IsTouched = false)
{
    /// <summary>
    /// The list after one more line: texts with commas between them, <c>+Text</c> to add to what stands, <c>-2</c> to
    /// take out the second, <c>-</c> to take out all. Null when a number is not in the list.
    /// </summary>
    public ListEntry? Type(string line)
    {
        var text = line.Trim();
        if (text.StartsWith('+'))
            return new ListEntry([.. Items, .. Split(text[1..])], IsTouched: true);
        if (TakenOut(text) is not { } numbers)
            return new ListEntry(IsTouched ? [.. Items, .. Split(text)] : Split(text), IsTouched: true);
        if (numbers.Exists(number => number < 1 || number > Items.Count))
            return null;
        return new ListEntry(Items.Where((_, index) => numbers.Count > 0 && !numbers.Contains(index + 1)).ToSequence(), IsTouched: true);
    }

    /// <summary>The texts between commas; one in double quotes keeps the commas of its own.</summary>
    public static Sequence<string> Split(string line)
    {
        var items = new List<string>();
        var rest = line.AsSpan().Trim();
        while (rest.Length > 0)
        {
            var end = rest.IndexOf(',');
            if (rest[0] == '"' && ClosingQuote(rest) is > 0 and var quote)
            {
                Add(rest[1..quote]);
                end = rest[quote..].IndexOf(',') is >= 0 and var comma ? quote + comma : -1;
            }
            else
            {
                Add(end < 0 ? rest : rest[..end]);
            }
            rest = end < 0 ? [] : rest[(end + 1)..].TrimStart();
        }
        return items.ToSequence();

        void Add(ReadOnlySpan<char> item)
        {
            if (item.Trim() is { Length: > 0 } text)
                items.Add(text.ToString());
        }
    }

    // The quotation mark after which only a comma or nothing comes; other marks belong to the text.
    private static int ClosingQuote(ReadOnlySpan<char> text)
    {
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '"' && text[(i + 1)..].TrimStart() is var after && (after.Length == 0 || after[0] == ','))
                return i;
        }
        return -1;
    }

    // "-", "-2", "- 2, 4": the numbers, none for all; null when it is something else.
    private static List<int>? TakenOut(string text)
    {
        if (!text.StartsWith('-'))
            return null;
        var numbers = new List<int>();
        foreach (var part in text[1..].Split([',', ' '], StringSplitOptions.RemoveEmptyEntries))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                return null;
            numbers.Add(number);
        }
        return numbers;
    }
}
