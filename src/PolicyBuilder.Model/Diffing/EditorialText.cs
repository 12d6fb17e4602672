using System.Buffers;
using System.Collections.Frozen;
using System.Text;

namespace PolicyBuilder.Model.Diffing;

/// <summary>What two texts may differ in and still say the same.</summary>
[Flags]
internal enum Likening
{
    None = 0,
    WhiteSpace = 1,
    Typography = 2,
    Encoding = 4,
    Capitals = 8,
    Spelling = 16,
    All = WhiteSpace | Typography | Encoding | Capitals | Spelling,
}

/// <summary>Brings words into a form in which harmless differences are gone, one kind at a time.</summary>
internal sealed class EditorialText
{
    // Canonical compositions (Unicode Character Database, Latin-1 Supplement and Latin Extended-A): for each combining
    // mark pairs of a base letter and the letter that stands for both. Own data, as the runtime cannot normalize here.
    private static readonly FrozenDictionary<(char Base, char Mark), char> Compositions = new Dictionary<char, string>
    {
        ['\u0300'] = "AÀEÈIÌOÒUÙaàeèiìoòuùNǸnǹ",
        ['\u0301'] = "AÁEÉIÍOÓUÚYÝaáeéiíoóuúyýCĆcćLĹlĺNŃnńRŔrŕSŚsśZŹzź",
        ['\u0302'] = "AÂEÊIÎOÔUÛaâeêiîoôuûCĈcĉGĜgĝHĤhĥJĴjĵSŜsŝWŴwŵYŶyŷ",
        ['\u0303'] = "AÃNÑOÕaãnñoõIĨiĩUŨuũ",
        ['\u0304'] = "AĀaāEĒeēIĪiīOŌoōUŪuū",
        ['\u0306'] = "AĂaăEĔeĕGĞgğIĬiĭOŎoŏUŬuŭ",
        ['\u0307'] = "CĊcċEĖeėGĠgġIİZŻzż",
        ['\u0308'] = "AÄEËIÏOÖUÜaäeëiïoöuüyÿYŸ",
        ['\u030A'] = "AÅaåUŮuů",
        ['\u030B'] = "OŐoőUŰuű",
        ['\u030C'] = "CČcčDĎdďEĚeěNŇnňRŘrřSŠsšTŤtťZŽzž",
        ['\u0327'] = "CÇcçGĢKĶkķLĻlļNŅnņRŖrŗSŞsşTŢtţ",
        ['\u0328'] = "AĄaąEĘeęIĮiįUŲuų",
    }.SelectMany(mark => mark.Value.Chunk(2).Select(pair => KeyValuePair.Create((pair[0], mark.Key), pair[1]))).ToFrozenDictionary();

    private static readonly SearchValues<char> ShapedMarks = SearchValues.Create("‘’‚‛“”„‟«»‐‑‒–—―−\u00AD");

    private readonly FrozenDictionary<string, string> spellings;

    // How many words the longest spelling has that begins with the word; most words begin none.
    private readonly FrozenDictionary<string, int> longestFrom;

    public EditorialText(Sequence<Sequence<string>> groups)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var group in groups)
        {
            foreach (var spelling in group)
                all[spelling] = group[0];
        }
        spellings = all.ToFrozenDictionary(StringComparer.Ordinal);
        longestFrom = all.Keys.Select(spelling => spelling.Split(' '))
            .GroupBy(words => words[0], StringComparer.Ordinal)
            .ToFrozenDictionary(group => group.Key, group => group.Max(words => words.Length), StringComparer.Ordinal);
    }

    /// <summary>The words with every difference in <paramref name="kinds"/> removed.</summary>
    public List<string> Likened(IReadOnlyList<string> words, Likening kinds)
    {
        var likened = new List<string>(words.Count);
        foreach (var word in words)
        {
            var text = word;
            if (kinds.HasFlag(Likening.WhiteSpace))
            {
                if (text[0] == RunningText.Break)
                    continue;
                text = FoldSpace(text);
            }
            if (kinds.HasFlag(Likening.Typography))
                text = PlainMarks(text);
            if (kinds.HasFlag(Likening.Encoding))
                text = Compose(text);
            if (kinds.HasFlag(Likening.Capitals))
                text = text.ToLowerInvariant();
            if (text is "-" && likened is [.., "-"] && kinds.HasFlag(Likening.Typography))
                continue;
            likened.Add(text);
        }
        return kinds.HasFlag(Likening.Spelling) ? Spelled(likened) : likened;
    }

    private List<string> Spelled(List<string> words)
    {
        var spelled = new List<string>(words.Count);
        for (var i = 0; i < words.Count;)
        {
            var taken = 0;
            var longest = longestFrom.GetValueOrDefault(words[i].Split(' ', 2)[0].ToLowerInvariant());
            for (var length = Math.Min(longest, words.Count - i); length > 0 && taken == 0; length--)
            {
                var phrase = length == 1 ? words[i] : string.Join(' ', words.GetRange(i, length));
                // Spelling is compared in lower case; capitals are another matter and are put back.
                if (!spellings.TryGetValue(phrase.ToLowerInvariant(), out var preferred))
                    continue;
                spelled.Add(Capitalized(preferred, phrase));
                taken = length;
            }
            if (taken == 0)
                spelled.Add(words[i]);
            i += Math.Max(taken, 1);
        }
        return spelled;
    }

    private static string Capitalized(string preferred, string like) =>
        like.Length > 1 && !like.Any(char.IsLower) ? preferred.ToUpperInvariant()
        : char.IsUpper(like[0]) ? char.ToUpperInvariant(preferred[0]) + preferred[1..]
        : preferred;

    private static string FoldSpace(string text)
    {
        var first = 0;
        while (first < text.Length && !WordReader.IsSpace(text[first]))
            first++;
        if (first == text.Length)
            return text;
        var folded = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (!WordReader.IsSpace(character))
                folded.Append(character);
            else if (folded.Length == 0 || folded[^1] != ' ')
                folded.Append(' ');
        }
        return folded.ToString();
    }

    private static string PlainMarks(string text)
    {
        if (text is "'" or "‘" or "’" or "‚" or "‛")
            return "\"";
        if (!text.AsSpan().ContainsAny(ShapedMarks))
            return text;
        var plain = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            switch (character)
            {
                case '‘' or '’' or '‚' or '‛':
                    plain.Append('\'');
                    break;
                case '“' or '”' or '„' or '‟' or '«' or '»':
                    plain.Append('"');
                    break;
                case '‐' or '‑' or '‒' or '–' or '—' or '―' or '−':
                    plain.Append('-');
                    break;
                case '\u00AD':
                    break;
                default:
                    plain.Append(character);
                    break;
            }
        }
        return plain.ToString();
    }

    private static string Compose(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\u0300', '\u036F'))
            return text;
        var composed = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (composed.Length > 0 && Compositions.TryGetValue((composed[^1], character), out var letter))
                composed[^1] = letter;
            else
                composed.Append(character);
        }
        return composed.ToString();
    }
}
