namespace PolicyBuilder.Model.Documents;

/// <summary>
/// Gives every clause its label and every reference the label it points to. Word numbers the same outline by itself;
/// the two must agree, so the sequences are Word's (ECMA-376 Part 1 § 17.18.59): after <c>z</c> comes <c>aa</c>, then
/// <c>bb</c>.
/// </summary>
public static class Numbering
{
    /// <summary>How deep provisions may nest: a., i., (1), (a), (i).</summary>
    public const int MaximumDepth = 5;

    /// <summary><paramref name="document"/> with labels and references set anew from the places in the tree.</summary>
    public static PolicyDocument Number(PolicyDocument document)
    {
        var sections = NumberChildren(document.Sections, depth: 0);
        var acknowledgement = document.Acknowledgement is null
            ? null
            : document.Acknowledgement with { Children = NumberChildren(document.Acknowledgement.Children, depth: 1) };
        var places = Places(sections);
        return document with
        {
            Sections = sections.Map(section => Resolve(section, places)),
            Acknowledgement = acknowledgement is null ? null : Resolve(acknowledgement, places),
        };
    }

    /// <summary>
    /// The label of the <paramref name="number"/>th clause (from 1) at <paramref name="depth"/>: 0 for sections, 1 for
    /// provisions under a heading, and so on inward.
    /// </summary>
    public static string Label(int depth, int number) => depth switch
    {
        0 => $"{number}.",
        1 => $"{Letters(number)}.",
        2 => $"{Roman(number)}.",
        3 => $"({number})",
        4 => $"({Letters(number)})",
        _ => $"({Roman(number)})",
    };

    private static Sequence<Clause> NumberChildren(Sequence<Clause> clauses, int depth)
    {
        var number = 0;
        return clauses.Map(clause => clause.Kind switch
        {
            ClauseKind.Subsection => clause with { Label = "", Children = NumberChildren(clause.Children, depth) },
            ClauseKind.Unlabelled => clause with { Label = "" },
            _ => clause with { Label = Label(depth, ++number), Children = NumberChildren(clause.Children, depth + 1) },
        });
    }

    private static Dictionary<ClauseId, string> Places(Sequence<Clause> sections)
    {
        var places = new Dictionary<ClauseId, string>();
        foreach (var section in sections)
            Visit(section, "");
        return places;

        void Visit(Clause clause, string above)
        {
            var own = clause.Label.Trim('.');
            var place = clause.Kind == ClauseKind.Subsection ? $"{above}, “{clause.Heading.PlainText().TrimEnd(':')}”"
                : above.EndsWith('”') ? $"{above}, {own}".TrimEnd(',', ' ')
                : above.Length == 0 || own.Length == 0 || own[0] == '(' ? above + own
                : $"{above}.{own}";
            places.TryAdd(clause.Id, place);
            foreach (var child in clause.Children)
                Visit(child, place);
        }
    }

    private static Clause Resolve(Clause clause, Dictionary<ClauseId, string> places) =>
        clause.MapInlines(inline => inline is Reference reference && places.TryGetValue(reference.Target, out var place)
            ? reference with { Label = place }
            : inline);

    private static string Letters(int number)
    {
        var letter = (char)('a' + (number - 1) % 26);
        return new string(letter, (number - 1) / 26 + 1);
    }

    private static string Roman(int number)
    {
        ReadOnlySpan<(int Value, string Digits)> digits =
        [
            (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
            (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
        ];
        var roman = "";
        foreach (var (value, text) in digits)
        {
            while (number >= value)
            {
                roman += text;
                number -= value;
            }
        }
        return roman;
    }
}
