using System.Collections.Frozen;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Model.Diffing;

/// <summary>What a line is part of, as far as it matters to the verdict.</summary>
internal readonly record struct LinePlace(bool IsHeading, bool IsCell, bool IsDefinition);

/// <summary>
/// Judges the marked words of a line, hunk by hunk: editorial if and only if a listed harmless difference explains the
/// whole hunk; substantive if a word of weight is in what differs; otherwise a person must decide.
/// </summary>
internal sealed class LineClassifier
{
    private const string Marks = ".,;:!?()[]{}\"'“”‘’-–—/…";

    private readonly ClassificationRules rules;
    private readonly EditorialText editorial;
    private readonly FrozenDictionary<string, ReasonKind> weights;
    private readonly FrozenSet<string> caseSensitive;
    private readonly List<(string Term, List<string> Words)> terms = [];

    public LineClassifier(ClassificationRules rules, IEnumerable<string> definedTerms)
    {
        this.rules = rules;
        editorial = new EditorialText(rules.Spellings);
        caseSensitive = rules.CaseSensitiveWords.ToFrozenSet(StringComparer.Ordinal);
        var kinds = new Dictionary<string, ReasonKind>(StringComparer.Ordinal);
        foreach (var (words, kind) in (ReadOnlySpan<(Sequence<string>, ReasonKind)>)
        [
            (rules.Negations, ReasonKind.Negation), (rules.Modals, ReasonKind.Modal), (rules.NumberWords, ReasonKind.Quantity),
            (rules.Units, ReasonKind.Quantity), (rules.Conditions, ReasonKind.Condition), (rules.Connectors, ReasonKind.Connector),
            (rules.Actors, ReasonKind.Actor), (rules.Scopes, ReasonKind.Scope),
        ])
        {
            foreach (var word in words)
                kinds.TryAdd(word, kind);
        }
        // "May" the month is as weighty as "may" the permission; the commoner one names it.
        foreach (var modal in rules.Modals)
            kinds[modal] = ReasonKind.Modal;
        weights = kinds.ToFrozenDictionary(StringComparer.Ordinal);
        foreach (var term in definedTerms.Concat(rules.DefinedTerms).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var words = Singular(editorial.Likened([.. Texts(term)], Likening.All));
            if (words.Count > 0)
                terms.Add((term, words));
        }
    }

    /// <summary>Adds a reason for each hunk of <paramref name="line"/>.</summary>
    public void Judge(LineChange line, LinePlace place, List<Reason> reasons)
    {
        if (!line.IsChanged)
            return;
        var left = new Side(line.Old);
        var right = new Side(line.New);
        for (var i = 0; i < line.Segments.Count; i++)
        {
            var segment = line.Segments[i];
            switch (segment.Kind)
            {
                case SegmentKind.Same:
                    break;
                case SegmentKind.Relabelled:
                    reasons.Add(new Reason(Verdict.Editorial, ReasonKind.ReferenceLabel,
                        "A reference follows the new label of the same clause."));
                    break;
                case SegmentKind.Restyled:
                    JudgeStyle(segment, left.Running, right.Running, reasons);
                    break;
                default:
                    var last = segment;
                    while (i + 1 < line.Segments.Count && line.Segments[i + 1].Kind is SegmentKind.Deleted or SegmentKind.Inserted)
                        last = line.Segments[++i];
                    var hunk = new Hunk(
                        left, right,
                        left.Between(segment.OldStart, last.OldStart + last.OldLength),
                        right.Between(segment.NewStart, last.NewStart + last.NewLength));
                    JudgeHunk(hunk, segment, last, place, reasons);
                    break;
            }
        }
    }

    private static void JudgeStyle(Segment segment, RunningText left, RunningText right, List<Reason> reasons)
    {
        int i = segment.OldStart, j = segment.NewStart;
        while (i < segment.OldStart + segment.OldLength && j < segment.NewStart + segment.NewLength)
        {
            var (before, after) = (left.StyleAt(i).Link, right.StyleAt(j).Link);
            if (before != after)
            {
                reasons.Add(IsContact(before) && IsContact(after)
                    ? new Reason(Verdict.Editorial, ReasonKind.ContactValue, "A mail address or telephone number changed behind its link.")
                    : new Reason(Verdict.NeedsDecision, ReasonKind.LinkAddress,
                        $"The same words lead to {after ?? "no page"} instead of {before ?? "none"}."));
                return;
            }
            i++;
            j++;
        }
        reasons.Add(new Reason(Verdict.Editorial, ReasonKind.Formatting, "Formatting alone changed."));

        static bool IsContact(string? address) => address is not null
            && (address.StartsWith("mailto:", StringComparison.Ordinal) || address.StartsWith("tel:", StringComparison.Ordinal));
    }

    private void JudgeHunk(Hunk hunk, Segment first, Segment last, LinePlace place, List<Reason> reasons)
    {
        if (hunk.OldRange.Count + hunk.NewRange.Count > 0
            && IsContact(hunk.Left, first.OldStart, last.OldStart + last.OldLength)
            && IsContact(hunk.Right, first.NewStart, last.NewStart + last.NewLength))
        {
            reasons.Add(new Reason(Verdict.Editorial, ReasonKind.ContactValue, "Whom to ask changed."));
            return;
        }
        if (hunk.HasReference)
        {
            reasons.Add(new Reason(Verdict.Substantive, ReasonKind.Reference, $"{Became(hunk)}: a reference to a clause came, went or leads elsewhere."));
            return;
        }

        var before = editorial.Likened(hunk.Old, Likening.All);
        var after = editorial.Likened(hunk.New, Likening.All);
        if (before.SequenceEqual(after))
        {
            JudgeLike(hunk, place, reasons);
            return;
        }
        if (before.Where(word => !IsMark(word)).SequenceEqual(after.Where(word => !IsMark(word))))
        {
            JudgePunctuation(hunk, before, after, place, reasons);
            return;
        }

        var found = new List<Reason>();
        if (DifferInHyphens(before, after))
        {
            found.Add(new Reason(Verdict.NeedsDecision, ReasonKind.Punctuation, $"{Became(hunk)}: a hyphen can tell which words belong together."));
            if (TermIn(hunk) is { } term)
                found.Add(new Reason(Verdict.Substantive, ReasonKind.DefinedTerm, $"{Became(hunk)}: the defined term “{term}” is touched."));
        }
        else
        {
            Weigh(hunk, before, after, found);
        }
        if (found.Count == 0)
        {
            found.Add(new Reason(Verdict.NeedsDecision, ReasonKind.Wording, $"{Became(hunk)}: other words."));
            if (before.Order(StringComparer.Ordinal).SequenceEqual(after.Order(StringComparer.Ordinal)))
                found[0] = new Reason(Verdict.NeedsDecision, ReasonKind.WordOrder, $"{Became(hunk)}: the same words in another order.");
        }
        Escalate(hunk, place, found);
        reasons.AddRange(found);
    }

    // In a definition or a table cell nothing but the harmless is left to a person's decision.
    private static void Escalate(Hunk hunk, LinePlace place, List<Reason> found)
    {
        if (found.Exists(reason => reason.Verdict == Verdict.Substantive) || found.TrueForAll(reason => reason.Verdict < Verdict.NeedsDecision))
            return;
        if (place.IsDefinition)
            found.Add(new Reason(Verdict.Substantive, ReasonKind.Definition, $"{Became(hunk)}: a definition changed."));
        if (place.IsCell)
            found.Add(new Reason(Verdict.Substantive, ReasonKind.TableCell, $"{Became(hunk)}: a table cell changed."));
    }

    // The same words: which of the harmless differences are there?
    private void JudgeLike(Hunk hunk, LinePlace place, List<Reason> reasons)
    {
        var found = new List<Reason>();
        if (Differs(Likening.Capitals))
            found.AddRange(JudgeCapitals(hunk, place));
        if (Differs(Likening.Spelling))
            found.Add(new Reason(Verdict.Editorial, ReasonKind.Spelling, $"{Became(hunk)}: another spelling of the same."));
        if (Differs(Likening.Typography))
            found.Add(new Reason(Verdict.Editorial, ReasonKind.Typography, $"{Became(hunk)}: quotation marks, dashes or hyphens of another shape."));
        if (Differs(Likening.Encoding))
            found.Add(new Reason(Verdict.Editorial, ReasonKind.Encoding, $"{Became(hunk)}: the same letters, composed otherwise."));
        if (found.Count == 0)
            found.Add(new Reason(Verdict.Editorial, ReasonKind.WhiteSpace, "White space alone changed."));
        reasons.AddRange(found);

        bool Differs(Likening kind) =>
            !editorial.Likened(hunk.Old, Likening.All & ~kind).SequenceEqual(editorial.Likened(hunk.New, Likening.All & ~kind));
    }

    private IEnumerable<Reason> JudgeCapitals(Hunk hunk, LinePlace place)
    {
        if (!place.IsHeading && TermIn(hunk) is { } term)
        {
            yield return new Reason(Verdict.Substantive, ReasonKind.DefinedTerm, $"{Became(hunk)}: capitals tell the defined term “{term}” from the plain word.");
            yield break;
        }
        var but = Likening.All & ~Likening.Capitals;
        var (before, after) = (editorial.Likened(hunk.Old, but), editorial.Likened(hunk.New, but));
        var changed = before.Except(after).Concat(after.Except(before)).ToList();
        var shouted = hunk.Left.IsInCapitals || hunk.Right.IsInCapitals;
        if (!shouted && changed.Find(word => caseSensitive.Contains(word.ToLowerInvariant()) || IsAcronym(word)) is { } other)
        {
            yield return new Reason(Verdict.NeedsDecision, ReasonKind.Capitals, $"{Became(hunk)}: in capitals “{other}” can be another word.");
            yield break;
        }
        yield return new Reason(Verdict.Editorial, ReasonKind.Capitals, $"{Became(hunk)}: capitals alone.");

        static bool IsAcronym(string word) => word.Length is >= 2 and <= 5 && word.All(char.IsUpper);
    }

    private void JudgePunctuation(Hunk hunk, List<string> before, List<string> after, LinePlace place, List<Reason> reasons)
    {
        if (hunk.IsAtEnd && WithoutEnd(before).SequenceEqual(WithoutEnd(after)))
        {
            reasons.Add(new Reason(Verdict.Editorial, ReasonKind.Punctuation, "The mark at the end of the line changed."));
            return;
        }
        var found = new List<Reason>();
        if (before.Concat(after).Any(word => word is "-" or "." or "/") && hunk.IsAheadOfFigure)
        {
            found.Add(new Reason(Verdict.Substantive, ReasonKind.Quantity, $"{Became(hunk)} ahead of a figure: {Meaning(ReasonKind.Quantity)}"));
        }
        else if (before.Concat(after).All(word => word == ",") && IsHarmlessComma(hunk))
        {
            found.Add(new Reason(Verdict.Editorial, ReasonKind.Punctuation, "A comma changed where it has no bearing."));
        }
        else if (before.Concat(after).All(word => word == ","))
        {
            found.Add(new Reason(Verdict.NeedsDecision, ReasonKind.Punctuation,
                $"A comma {(before.Count > 0 ? "went" : "came")} {hunk.Where}: it can change what a list or a condition covers."));
        }
        else
        {
            found.Add(new Reason(Verdict.NeedsDecision, ReasonKind.Punctuation, $"{Became(hunk)}: punctuation inside the text can change its meaning."));
        }
        Escalate(hunk, place, found);
        reasons.AddRange(found);

        // A colon binds what follows, save after a heading.
        IEnumerable<string> WithoutEnd(List<string> words)
        {
            var count = words.Count;
            while (count > 0 && (words[count - 1] is "." or ";" or "," || (words[count - 1] is ":" && place.IsHeading)))
                count--;
            return words.Take(count);
        }
    }

    private bool IsHarmlessComma(Hunk hunk)
    {
        var side = hunk.NewRange.Count > 0 ? hunk.Right : hunk.Left;
        var range = hunk.NewRange.Count > 0 ? hunk.NewRange : hunk.OldRange;
        if (range.Count != 1)
            return false;
        var (before, after) = (side.Likened(editorial, 0, range.Start), side.Likened(editorial, range.Start + 1, side.Words.Count));
        foreach (var phrase in rules.IntroductoryPhrases)
        {
            var words = phrase.Split(' ');
            if (EndsWith(before, words) && (before.Count == words.Length || before[^(words.Length + 1)] is "." or "!" or "?" or ":" or ";"))
                return true;
        }
        foreach (var comma in rules.HarmlessCommas)
        {
            if ((comma.Before.Length == 0 || EndsWith(before, comma.Before.Split(' ')))
                && (comma.After.Length == 0 || StartsWith(after, comma.After.Split(' '))))
                return true;
        }
        return false;

        static bool EndsWith(List<string> all, string[] words) => all.Count >= words.Length && all[^words.Length..].SequenceEqual(words);

        static bool StartsWith(List<string> all, string[] words) => all.Count >= words.Length && all[..words.Length].SequenceEqual(words);
    }

    // "small business" and "small-business", "re-sign" and "resign"; not "may be" and "maybe", nor figures.
    private static bool DifferInHyphens(List<string> before, List<string> after)
    {
        var (old, @new) = (string.Join(' ', before), string.Join(' ', after));
        return !old.AsSpan().ContainsAnyInRange('0', '9')
            && (old.Replace('-', ' ') == @new.Replace('-', ' ')
                || old.Replace("-", "", StringComparison.Ordinal) == @new.Replace("-", "", StringComparison.Ordinal));
    }

    private void Weigh(Hunk hunk, List<string> before, List<string> after, List<Reason> found)
    {
        var went = Minus(before, after);
        var came = Minus(after, before);
        var seen = new HashSet<ReasonKind>();
        foreach (var word in went.Concat(came))
        {
            if (WeightOf(word) is { } kind && seen.Add(kind))
                found.Add(new Reason(Verdict.Substantive, kind, $"{Became(hunk)}: {Meaning(kind)}"));
        }
        if (!seen.Contains(ReasonKind.Negation) && (HasOpposite(went, came) || HasOpposite(came, went)))
            found.Add(new Reason(Verdict.Substantive, ReasonKind.Negation, $"{Became(hunk)}: {Meaning(ReasonKind.Negation)}"));
        if (!before.Where(IsWeighty).Except(went).SequenceEqual(after.Where(IsWeighty).Except(came))
            || (went.Count == 0 && came.Count == 0 && before.Exists(IsWeighty)))
            found.Add(new Reason(Verdict.Substantive, ReasonKind.WordOrder, $"{Became(hunk)}: words of weight changed places."));
        if (TermIn(hunk) is { } term)
            found.Add(new Reason(Verdict.Substantive, ReasonKind.DefinedTerm, $"{Became(hunk)}: the defined term “{term}” is touched."));
    }

    private bool IsWeighty(string word) => WeightOf(word) is not null;

    private ReasonKind? WeightOf(string word)
    {
        if (weights.TryGetValue(word, out var kind))
            return kind;
        if (word.AsSpan().ContainsAnyInRange('0', '9') || word.AsSpan().ContainsAny("%$€£"))
            return ReasonKind.Quantity;
        if (word.EndsWith("n't", StringComparison.Ordinal))
            return ReasonKind.Negation;
        // "non-employee", "employee's", "three days", "twenty-five": a word of weight inside.
        foreach (var part in word.Split(['-', ' ', '\'', '(', ')'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.Length < word.Length && weights.TryGetValue(part, out var inner))
                return inner;
        }
        return null;
    }

    // "lawful" on one side, "unlawful" on the other.
    private bool HasOpposite(List<string> plain, List<string> prefixed)
    {
        var words = plain.ToHashSet(StringComparer.Ordinal);
        return prefixed.Exists(word => rules.NegatingPrefixes.Any(prefix =>
            word.Length > prefix.Length + 2 && word.StartsWith(prefix, StringComparison.Ordinal) && words.Contains(word[prefix.Length..])));
    }

    // The defined term, if any, of whose mention a word of the hunk is part.
    private string? TermIn(Hunk hunk) =>
        TermAt(hunk.Left, hunk.OldRange) ?? TermAt(hunk.Right, hunk.NewRange);

    private string? TermAt(Side side, WordRange range)
    {
        if (range.Count == 0 || terms.Count == 0)
            return null;
        // Far enough to both sides to see a term that the hunk touches at its edge.
        const int Reach = 8;
        var start = Math.Max(0, range.Start - Reach);
        var end = Math.Min(side.Words.Count, range.Start + range.Count + Reach);
        var window = new List<string>(end - start);
        for (var i = start; i < end; i++)
            window.Add(Singular(editorial.Likened([side.Texts[i]], Likening.All) is [var word] ? word : "\n"));
        foreach (var (term, words) in terms)
        {
            for (var i = 0; i + words.Count <= window.Count; i++)
            {
                if (start + i < range.Start + range.Count && start + i + words.Count > range.Start
                    && words.SequenceEqual(window.Skip(i).Take(words.Count)))
                    return term;
            }
        }
        return null;
    }

    private static List<string> Singular(List<string> words) => [.. words.Select(Singular)];

    private static string Singular(string word)
    {
        if (word.EndsWith("'s", StringComparison.Ordinal))
            word = word[..^2];
        return word.Length > 3 && word[^1] == 's' && word[^2] != 's' ? word[..^1] : word;
    }

    private static List<string> Minus(List<string> words, List<string> other)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var word in other)
            counts[word] = counts.GetValueOrDefault(word) + 1;
        var rest = new List<string>();
        foreach (var word in words)
        {
            if (counts.GetValueOrDefault(word) is > 0 and var left)
                counts[word] = left - 1;
            else
                rest.Add(word);
        }
        return rest;
    }

    private bool IsContact(Side side, int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            if (!WordReader.IsSpace(side.Running.Text[i])
                && !(side.Running.StyleAt(i).Blank is { } blank && rules.ContactBlanks.Contains(blank)))
                return false;
        }
        return true;
    }

    private static bool IsMark(string word) => word.Length == 1 && Marks.Contains(word[0], StringComparison.Ordinal);

    private static IEnumerable<string> Texts(string text) =>
        WordReader.Read(text).Select(word => text[word.Start..word.End]);

    private static string Meaning(ReasonKind kind) => kind switch
    {
        ReasonKind.Negation => "something is denied that was not, or no longer.",
        ReasonKind.Modal => "what one must, may or should do changed.",
        ReasonKind.Quantity => "a number, amount, date or duration changed.",
        ReasonKind.Condition => "a condition, exception or time changed.",
        ReasonKind.Connector => "how parts of a sentence join changed.",
        ReasonKind.Actor => "who is meant changed.",
        ReasonKind.Scope => "how far it reaches changed.",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string Became(Hunk hunk) => (hunk.OldText, hunk.NewText) switch
    {
        ({ Length: 0 }, var came) => $"“{Short(came)}” was added",
        (var went, { Length: 0 }) => $"“{Short(went)}” was taken out",
        (var went, var came) => $"“{Short(went)}” became “{Short(came)}”",
    };

    private static string Short(string text)
    {
        const int Most = 60;
        if (text.Length <= Most)
            return text;
        var end = text.LastIndexOf(' ', Most) is > Most / 2 and var blank ? blank : Most;
        return text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)] + "…";
    }

    private readonly record struct WordRange(int Start, int Count);

    /// <summary>One side of a line, cut into words once.</summary>
    private sealed class Side
    {
        public Side(Sequence<Inline> content)
        {
            Running = RunningText.Of(content);
            Words = WordReader.Read(Running);
            Texts = Words.ConvertAll(word => Running.Text[word.Start..word.End]);
            IsInCapitals = Running.Text.Any(char.IsUpper) && !Running.Text.Any(char.IsLower);
        }

        public RunningText Running { get; }

        public List<Word> Words { get; }

        public List<string> Texts { get; }

        public bool IsInCapitals { get; }

        public List<string> Likened(EditorialText editorial, int start, int end)
        {
            // A comma's neighbourhood is enough.
            const int Reach = 8;
            var from = Math.Max(start, start == 0 ? end - Reach : start);
            return editorial.Likened(Texts[from..Math.Min(end, from + Reach)], Likening.All);
        }

        public WordRange Between(int start, int end)
        {
            var first = Words.BinarySearch(new Word(start, 0), ByStart);
            if (first < 0)
                first = ~first;
            var count = 0;
            while (first + count < Words.Count && Words[first + count].End <= end)
                count++;
            return new WordRange(first, count);
        }

        private static readonly IComparer<Word> ByStart = Comparer<Word>.Create((one, other) => one.Start.CompareTo(other.Start));
    }

    private sealed class Hunk(Side left, Side right, WordRange old, WordRange @new)
    {
        public Side Left => left;

        public Side Right => right;

        public WordRange OldRange => old;

        public WordRange NewRange => @new;

        public List<string> Old { get; } = left.Texts.GetRange(old.Start, old.Count);

        public List<string> New { get; } = right.Texts.GetRange(@new.Start, @new.Count);

        public string OldText => Text(left, old);

        public string NewText => Text(right, @new);

        public bool IsAtEnd => old.Start + old.Count == left.Words.Count && @new.Start + @new.Count == right.Words.Count;

        public bool IsAheadOfFigure => IsFigure(left, old) || IsFigure(right, @new);

        public bool HasReference => Mentions(left, old) || Mentions(right, @new);

        public string Where
        {
            get
            {
                var (side, range) = @new.Count > 0 ? (right, @new) : (left, old);
                return range.Start > 0 ? $"after “{side.Texts[range.Start - 1]}”" : "at the beginning";
            }
        }

        private static bool IsFigure(Side side, WordRange range) =>
            range.Start + range.Count < side.Words.Count && side.Texts[range.Start + range.Count][0] is (>= '0' and <= '9') or '$' or '€' or '£';

        private static bool Mentions(Side side, WordRange range)
        {
            for (var i = range.Start; i < range.Start + range.Count; i++)
            {
                if (side.Running.StyleAt(side.Words[i].Start).Reference is not null)
                    return true;
            }
            return false;
        }

        private static string Text(Side side, WordRange range) => range.Count == 0
            ? ""
            : side.Running.Text[side.Words[range.Start].Start..side.Words[range.Start + range.Count - 1].End].Replace(RunningText.Break, ' ');
    }
}
