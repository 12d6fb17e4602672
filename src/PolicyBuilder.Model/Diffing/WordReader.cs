using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace PolicyBuilder.Model.Diffing;

/// <summary>A word, number, amount, date, duration, address, reference or punctuation mark in a running text.</summary>
/// <param name="Start">Its first UTF-16 code unit.</param>
/// <param name="End">The one after its last.</param>
internal readonly record struct Word(int Start, int End);

/// <summary>
/// Cuts running text into the units that a diff may mark: never part of a number, an amount of money, a date, a
/// duration, an address or a reference. White space lies between words. Code points are taken as they stand, without
/// Unicode normalization (which the invariant globalization mode does not offer).
/// </summary>
internal static class WordReader
{
    private const int LongestAddress = 256;

    private static readonly FrozenSet<string> Units = Set(
        "second seconds minute minutes hour hours day days night nights week weeks month months quarter quarters year years");

    private static readonly FrozenSet<string> UnitAdjectives = Set("business calendar working consecutive work");

    private static readonly FrozenSet<string> Scales = Set("hundred thousand million billion percent dollars cents a.m. p.m. am pm");

    private static readonly FrozenSet<string> Months = Set(
        "January February March April May June July August September October November December");

    private static readonly FrozenSet<string> NumberWords = Set(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
        + "nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> IsUnit =
        Units.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> IsUnitAdjective =
        UnitAdjectives.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> IsScale =
        Scales.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> IsMonth =
        Months.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> IsNumberWord =
        NumberWords.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The words of <paramref name="running"/> in order.</summary>
    public static List<Word> Read(RunningText running) => Read(running.Text, running);

    /// <summary>The words of plain text.</summary>
    public static List<Word> Read(string text) => Read(text, null);

    /// <summary>Whether the word is a number written in letters: <c>three</c>.</summary>
    public static bool IsNumberInLetters(ReadOnlySpan<char> word) => IsNumberWord.Contains(word);

    /// <summary>White space that folds with its like: blank, tab, line ends.</summary>
    public const string FoldingSpaces = " \t\r\n";

    /// <summary>Whether it is one of <see cref="FoldingSpaces"/>.</summary>
    public static bool IsFoldingSpace(char character) => character is ' ' or '\t' or '\r' or '\n';

    /// <summary>White space between words, no-break spaces included; not the end of a line.</summary>
    public static bool IsSpace(char character) => IsFoldingSpace(character)
        || (character > '\u007f' && character != RunningText.Break && char.IsWhiteSpace(character));

    private static List<Word> Read(string text, RunningText? running)
    {
        var words = new List<Word>(text.Length / 6 + 1);
        var references = running is not null && running.HasReferences;
        var position = 0;
        while (position < text.Length)
        {
            if (IsSpace(text[position]))
            {
                position++;
                continue;
            }
            var end = references ? running!.EndOfReference(position) : -1;
            if (end < 0)
                end = references ? Math.Min(EndOfWord(text, position), running!.NextReference(position)) : EndOfWord(text, position);
            words.Add(new Word(position, end));
            position = end;
        }
        return words;
    }

    private static int EndOfWord(string text, int start)
    {
        var first = text[start];
        if (first == '\uFDD0' && text.IndexOf('\uFDD1', start) is >= 0 and var close && close - start < 16)
            return close + 1;
        if (IsAsciiDigit(first) || (first is '$' or '€' or '£' && start + 1 < text.Length && IsAsciiDigit(text[start + 1])))
            return EndOfQuantity(text, start);
        if (!IsWordRune(text, start, out var width))
            return start + width;
        if (IsIdeograph(text, start))
            return start + width;
        if (EndOfAddress(text, start) is > 0 and var address)
            return address;
        var end = EndOfPlainWord(text, start);
        var word = text.AsSpan(start, end - start);
        if (IsMonth.Contains(word) && EndOfDay(text, end) is > 0 and var date)
            return date;
        if (IsNumberWord.Contains(word))
            return EndOfCount(text, EndOfDigitsInBrackets(text, end));
        return end;
    }

    // "$1,500.00", "8:30 a.m.", "60 days", "30-day", "1 January 2027", "5 percent", "251-555-0100", "1st".
    private static int EndOfQuantity(string text, int start)
    {
        var end = start + 1;
        while (end < text.Length)
        {
            if (IsAsciiDigit(text[end]))
                end++;
            else if (text[end] is ',' or '.' or ':' or '/' or '-' or '–' && end + 1 < text.Length && IsAsciiDigit(text[end + 1]))
                end += 2;
            else
                break;
        }
        if (end < text.Length && text[end] == '%')
            return end + 1;
        while (end < text.Length && char.IsAsciiLetter(text[end]))
            end++;
        if (EndOfNext(text, end, out var next) is var month && IsMonth.Contains(next))
            return EndOfYear(text, month, comma: false) is > 0 and var year ? year : month;
        return EndOfCount(text, end);
    }

    // What is counted, after a number: " days", " business days", "-day", " percent", " p.m."
    private static int EndOfCount(string text, int end)
    {
        while (true)
        {
            var after = EndOfNext(text, end, out var next);
            if (IsScale.Contains(next))
            {
                end = after;
                continue;
            }
            if (IsUnit.Contains(next))
                return after;
            return IsUnitAdjective.Contains(next) && EndOfNext(text, after, out var unit) is var last && IsUnit.Contains(unit)
                ? last
                : end;
        }
    }

    // "thirty (30) days"
    private static int EndOfDigitsInBrackets(string text, int end)
    {
        var position = SkipSpace(text, end);
        if (position == end || position >= text.Length || text[position] != '(')
            return end;
        var digits = position + 1;
        while (digits < text.Length && IsAsciiDigit(text[digits]))
            digits++;
        return digits > position + 1 && digits < text.Length && text[digits] == ')' ? digits + 1 : end;
    }

    // After a month: " 1, 2027", " 1", " 2027".
    private static int EndOfDay(string text, int end)
    {
        var position = SkipSpace(text, end);
        if (position == end || position >= text.Length || !IsAsciiDigit(text[position]))
            return -1;
        var day = position;
        while (day < text.Length && char.IsAsciiLetterOrDigit(text[day]))
            day++;
        return EndOfYear(text, day, comma: true) is > 0 and var year ? year : day;
    }

    private static int EndOfYear(string text, int end, bool comma)
    {
        var position = comma && end < text.Length && text[end] == ',' ? end + 1 : end;
        var start = SkipSpace(text, position);
        if (start == position)
            return -1;
        var year = start;
        while (year < text.Length && IsAsciiDigit(text[year]))
            year++;
        return year - start == 4 ? year : -1;
    }

    private static int EndOfNext(string text, int end, out ReadOnlySpan<char> next)
    {
        var start = SkipSpace(text, end);
        if (start == end && start < text.Length && text[start] == '-')
            start++;
        var position = start;
        while (start > end && position < text.Length && position - start < 12
            && (char.IsAsciiLetter(text[position]) || (text[position] == '.' && position > start && char.IsAsciiLetter(text[position - 1])
                && text[start] is 'a' or 'p')))
            position++;
        if (position < text.Length && char.IsAsciiLetterOrDigit(text[position]))
            position = start;
        next = text.AsSpan(start, position - start);
        if (next is ['a' or 'p', 'm', '.'] || (next.Length > 4 && next[^1] == '.'))
            next = next[..^1];
        return start + next.Length;
    }

    private static int SkipSpace(string text, int position)
    {
        while (position < text.Length && IsSpace(text[position]))
            position++;
        return position;
    }

    private static int EndOfPlainWord(string text, int start)
    {
        if (EndOfAbbreviation(text, start) is > 0 and var abbreviation)
            return abbreviation;
        var end = start;
        while (end < text.Length)
        {
            if (IsWordRune(text, end, out var width) && !IsIdeograph(text, end))
                end += width;
            else if (text[end] is '\'' or '’' or '-' or '\u2010' or '\u2011' or '\u00AD'
                && end + 1 < text.Length && IsWordRune(text, end + 1, out var next) && !IsIdeograph(text, end + 1))
                end += 1 + next;
            else
                break;
        }
        return end;
    }

    // "e.g.", "U.S."
    private static int EndOfAbbreviation(string text, int start)
    {
        var end = start;
        while (end + 1 < text.Length && char.IsAsciiLetter(text[end]) && text[end + 1] == '.')
            end += 2;
        return end - start >= 4 ? end : -1;
    }

    // Mail and web addresses.
    private static int EndOfAddress(string text, int start)
    {
        if (start > 0 && !IsSpace(text[start - 1]) && text[start - 1] is not ('(' or '<' or '"' or '“'))
            return -1;
        var end = start;
        var limit = Math.Min(text.Length, start + LongestAddress);
        while (end < limit && !IsSpace(text[end]) && text[end] is not ('<' or '>' or '"' or '”' or '“' or RunningText.Break))
            end++;
        var run = text.AsSpan(start, end - start);
        if (!run.Contains('@') && !run.Contains("://", StringComparison.Ordinal) && !run.StartsWith("www.", StringComparison.Ordinal))
            return -1;
        while (end > start && text[end - 1] is '.' or ',' or ';' or ':' or ')' or '!' or '?' or '’' or '\'')
            end--;
        return end > start && !char.IsHighSurrogate(text[end - 1]) ? end : -1;
    }

    private static bool IsAsciiDigit(char character) => char.IsAsciiDigit(character);

    private static bool IsWordRune(string text, int index, out int width)
    {
        var character = text[index];
        if (character < 0x80)
        {
            width = 1;
            return char.IsAsciiLetterOrDigit(character) || character == '_';
        }
        width = Rune.TryGetRuneAt(text, index, out var rune) ? rune.Utf16SequenceLength : 1;
        if (width == 1 && char.IsSurrogate(character))
            return false;
        return Rune.GetUnicodeCategory(rune) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter
            or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter
            or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber;
    }

    // Scripts that put no space between words: every character is one.
    private static bool IsIdeograph(string text, int index) =>
        text[index] is (>= '\u3040' and <= '\u30FF') or (>= '\u3400' and <= '\u9FFF') or (>= '\uF900' and <= '\uFAFF')
        || (char.IsHighSurrogate(text[index]) && text[index] >= '\uD840');

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
