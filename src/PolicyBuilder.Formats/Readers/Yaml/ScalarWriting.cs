using System.Globalization;
using PolicyBuilder.Model.Diagnostics;
using YamlDotNet.Core;

namespace PolicyBuilder.Formats.Readers.Yaml;

/// <summary>
/// How a scalar is written in its file, to lead from its value back to there: YAML takes away indentation, folds lines
/// and decodes escapes (YAML 1.2 §§ 6.5, 5.7, 7.3, 8.1).
/// </summary>
/// <param name="Source">The text of the file.</param>
/// <param name="Start">Offset of its first character: a quote or <c>|</c> where it has one.</param>
/// <param name="End">Offset behind its last character.</param>
internal readonly record struct ScalarWriting(string Source, int Start, int End, ScalarStyle Style)
{
    /// <summary>Where the pieces of <paramref name="value"/> stand.</summary>
    /// <param name="at">The place of <see cref="Start"/>.</param>
    public IEnumerable<TextPlace> Places(string value, SourceLocation at)
    {
        var writing = this;
        var pieces = Style is ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted ? Quoted() : Lines(value);
        var (offset, place) = (Start, at);
        return pieces.Select(piece =>
        {
            for (; offset < piece.Raw; offset++)
                place = writing.Source[offset] == '\n' ? place with { Line = place.Line + 1, Column = 1 } : place with { Column = place.Column + 1 };
            return new TextPlace(piece.Offset, place);
        });
    }

    /// <summary>The first escape in a double-quoted scalar that is none; null when all are.</summary>
    /// <returns>Its offset in <see cref="Source"/>, its text, and the surrogate that it names, if it names one.</returns>
    public (int Raw, string Text, int? Surrogate)? BadEscape()
    {
        for (var raw = Start + 1; raw < Source.Length && Source[raw] != '"'; raw++)
        {
            if (Source[raw] != '\\' || raw + 1 == Source.Length)
                continue;
            var digits = Digits(Source[raw + 1]);
            var text = Source[raw..Math.Min(raw + 2 + digits, Source.Length)];
            if (digits == 0)
            {
                if (!"0abt\tnvfre \"/\\N_LP\n".Contains(text[1], StringComparison.Ordinal))
                    return (raw, text, null);
            }
            else if (!uint.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) || text.Length < digits + 2 || code > 0x10FFFF)
            {
                return (raw, text, null);
            }
            else if (code is >= 0xD800 and <= 0xDFFF)
            {
                var pair = code < 0xDC00 && digits == 4 && Source.AsSpan(raw + 6).StartsWith("\\u")
                    && Source.Length >= raw + 12 && ushort.TryParse(Source.AsSpan(raw + 8, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var low)
                    && char.IsLowSurrogate((char)low);
                if (!pair)
                    return (raw, text, (int)code);
                raw += 6;
            }
            raw += 1 + digits;
        }
        return null;
    }

    /// <summary>Plain and block scalars: the words of each line stand in the value as they are.</summary>
    private IEnumerable<(int Offset, int Raw)> Lines(string value)
    {
        var raw = Start;
        if (Style is ScalarStyle.Literal or ScalarStyle.Folded)
            raw = NextLine(raw);
        var offset = 0;
        while (raw < Source.Length && offset < value.Length)
        {
            var next = NextLine(raw);
            var words = Source[raw..(Style == ScalarStyle.Plain ? Math.Min(next, End) : next)].Trim(' ', '\t', '\n');
            if (words.Length > 0)
            {
                var found = value.IndexOf(words, offset, StringComparison.Ordinal);
                if (found < 0)
                    yield break;
                offset = found;
                yield return (offset, Source.IndexOf(words, raw, StringComparison.Ordinal));
                offset += words.Length;
            }
            raw = next;
        }
    }

    private IEnumerable<(int Offset, int Raw)> Quoted()
    {
        var offset = 0;
        var raw = Start + 1;
        yield return (offset, raw);
        while (raw < End - 1)
        {
            switch (Source[raw])
            {
                case ' ' or '\t' or '\n':
                    var blanks = Blanks(raw);
                    var ends = Source.AsSpan(raw, blanks).Count('\n');
                    raw += blanks;
                    offset += ends switch { 0 => blanks, 1 => 1, _ => ends - 1 };
                    break;
                case '\'' when Style == ScalarStyle.SingleQuoted:
                    (offset, raw) = (offset + 1, raw + 2);
                    break;
                case '\\' when Style == ScalarStyle.DoubleQuoted && Source[raw + 1] == '\n':
                    var indent = Blanks(raw + 2);
                    offset += Source.AsSpan(raw + 2, indent).Count('\n');
                    raw += 2 + indent;
                    break;
                case '\\' when Style == ScalarStyle.DoubleQuoted:
                    yield return (offset, raw);
                    var digits = Digits(Source[raw + 1]);
                    var isPair = digits == 8 && !Source.AsSpan(raw + 2, 4).SequenceEqual("0000");
                    (offset, raw) = (offset + (isPair ? 2 : 1), raw + 2 + digits);
                    break;
                default:
                    (offset, raw) = (offset + 1, raw + 1);
                    continue;
            }
            yield return (offset, raw);
        }
    }

    private static int Digits(char escape) => escape switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };

    private int Blanks(int raw) => Source.AsSpan(raw).IndexOfAnyExcept(" \t\n") is >= 0 and var length ? length : Source.Length - raw;

    private int NextLine(int raw) => Source.IndexOf('\n', raw) is >= 0 and var end ? end + 1 : Source.Length;
}
