using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Model.Diffing;

/// <summary>
/// The terms a document defines: what opens a clause of its definitions ahead of a colon, in bold or in quotation marks
/// or ahead of "means"; and what stands anywhere in brackets and double quotation marks, as in (the “Policy”).
/// </summary>
internal static class DefinedTerms
{
    private const int MostWords = 6;
    private static readonly string[] Verbs = [" means ", " mean ", " refers to ", " is defined as "];

    public static IEnumerable<string> Of(PolicyDocument document, ClassificationRules rules)
    {
        foreach (var clause in document.AllClauses())
        {
            foreach (var line in clause.Body.SelectMany(TreeWalk.Lines))
            {
                foreach (var term in InBrackets(line.PlainText()))
                    yield return term;
            }
        }
        foreach (var clause in DefiningClauses(document, rules))
        {
            if (clause.Body is [Paragraph first, ..] && Lead(first) is { Length: > 1 } term)
                yield return term;
        }
    }

    /// <summary>The clauses of the sections that hold definitions.</summary>
    public static IEnumerable<Clause> DefiningClauses(PolicyDocument document, ClassificationRules rules) =>
        document.Clauses()
            .Where(clause => clause.HasHeading && (Words(clause.Heading.PlainText()).Concat(clause.Id.Value.Split('.', '-')))
                .Any(word => rules.DefinitionHeadings.Contains(word, StringComparer.OrdinalIgnoreCase)))
            .SelectMany(section => section.SelfAndDescendants())
            .Where(clause => clause.Body.Count > 0);

    private static string[] Words(string heading) => heading.Split([' ', ':', '.', ','], StringSplitOptions.RemoveEmptyEntries);

    private static string? Lead(Paragraph paragraph)
    {
        var text = paragraph.Content.PlainText();
        if (paragraph.Content is [Strong or Emphasis, ..] && paragraph.Content.Map<Sequence<Inline>>(inline => [inline])[0].PlainText() is var strong
            && Words(strong).Length <= MostWords)
            return Clean(strong);
        if (text is ['“' or '"', ..] && text.IndexOfAny(['”', '"'], 1) is > 1 and var quote)
            return Clean(text[1..quote]);
        var end = text.IndexOf(':', StringComparison.Ordinal);
        foreach (var verb in Verbs)
        {
            var index = text.IndexOf(verb, StringComparison.Ordinal);
            if (index > 0 && (end < 0 || index < end))
                end = index;
        }
        return end > 0 && Words(text[..end]).Length <= MostWords ? Clean(text[..end]) : null;
    }

    private static IEnumerable<string> InBrackets(string text)
    {
        for (var open = text.IndexOf('('); open >= 0; open = text.IndexOf('(', open + 1))
        {
            var close = text.IndexOf(')', open);
            if (close < 0)
                yield break;
            if (close - open > 80)
                continue;
            var inside = text[(open + 1)..close];
            var start = inside.IndexOfAny(['“', '"']);
            var end = inside.LastIndexOfAny(['”', '"']);
            if (start is >= 0 and < 8 && end > start + 1 && end == inside.Length - 1)
                yield return Clean(inside[(start + 1)..end]);
        }
    }

    private static string Clean(string term) => term.Trim(' ', ':', '“', '”', '"', ',', '.');
}
