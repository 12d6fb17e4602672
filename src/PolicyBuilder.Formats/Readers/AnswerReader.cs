using System.Globalization;
using PolicyBuilder.Formats.Readers.Yaml;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Formats.Readers;

/// <summary>Judges one answer against its blank.</summary>
internal static class AnswerReader
{
    /// <summary>The answer, or null when it is blank or wrong; then a problem tells why.</summary>
    public static AnswerValue? Read(Blank blank, YamlEntry entry, Settings settings)
    {
        var problems = settings.Problems;
        var at = entry.Value.Location;
        if (entry.Value is YamlScalar { IsTold: true })
            return null;
        if (entry.Value is YamlScalar { IsBlank: true })
        {
            if (blank.Kind == BlankKind.List && blank.MinimumItems == 0)
                return new ListAnswer([]);
            // An optional blank left open stays open.
            if (blank.Default is TextAnswer { Value: "" })
                return blank.Default;
            problems.Add(Problems.BlankAnswer(at, blank.Name, HintFor(blank)));
            return null;
        }
        if (blank.Kind == BlankKind.List)
        {
            if (entry.Value is YamlMap)
            {
                problems.Add(Problems.WrongType(at, blank.Name, "a list of texts", entry.Value.Kind));
                return null;
            }
            if (entry.Value is YamlList { Items: var all } && all.Any(item => item is YamlScalar { IsTold: true }))
                return null;
            var before = problems.Count;
            Sequence<string> items = entry.Value is YamlList list
                ? settings.TextItems(list, blank.Name)
                : [Settings.OneLine(((YamlScalar)entry.Value).Value)];
            return problems.Count > before ? null : JudgeList(blank, items, entry.Value, problems);
        }
        if (entry.Value is not YamlScalar scalar)
        {
            problems.Add(Problems.WrongType(at, blank.Name, Expected(blank), entry.Value.Kind));
            return null;
        }
        return JudgeText(blank, Settings.OneLine(scalar.Value), at, problems);
    }

    /// <summary>A text answer judged; null and a problem when it does not fit.</summary>
    public static AnswerValue? JudgeText(Blank blank, string text, SourceLocation at, ICollection<Diagnostic> problems)
    {
        switch (blank.Kind)
        {
            case BlankKind.YesNo:
                if (text.ToLowerInvariant() is "yes" or "true")
                    return new YesNoAnswer(true);
                if (text.ToLowerInvariant() is "no" or "false")
                    return new YesNoAnswer(false);
                problems.Add(Problems.WrongType(at, blank.Name, "yes or no", $"'{text}'"));
                return null;
            case BlankKind.Date:
                if (IsoDay.TryRead(text, out var date))
                    return new TextAnswer(English.Date(date));
                problems.Add(Problems.BadDate(at, blank.Name, text));
                return null;
            case BlankKind.Number:
                if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
                    return new TextAnswer(text);
                problems.Add(Problems.WrongType(at, blank.Name, "a whole number", $"'{text}'"));
                return null;
            case BlankKind.Choice:
                foreach (var choice in blank.Choices)
                {
                    if (choice.Equals(text, StringComparison.OrdinalIgnoreCase))
                        return new TextAnswer(choice);
                }
                if (blank.AllowsOther)
                    goto default;
                problems.Add(Problems.NotAChoice(at, blank.Name, text, blank.Choices));
                return null;
            default:
                return FitsLength(blank, text, at, problems) ? new TextAnswer(text) : null;
        }
    }

    /// <summary>A list judged; null and a problem when it does not fit.</summary>
    public static ListAnswer? JudgeList(Blank blank, Sequence<string> items, YamlValue value, ICollection<Diagnostic> problems)
    {
        var before = problems.Count;
        if (items.Count < blank.MinimumItems)
            problems.Add(Problems.TooFewItems(value.Location, blank.Name, items.Count, blank.MinimumItems));
        if (items.Count > blank.MaximumItems)
            problems.Add(Problems.TooManyItems(value.Location, blank.Name, items.Count, blank.MaximumItems));
        for (var i = 0; i < items.Count; i++)
            FitsLength(blank, items[i], value is YamlList list ? list.Items[i].Location : value.Location, problems);
        return problems.Count > before ? null : new ListAnswer(items);
    }

    /// <summary>What to write into an unanswered blank.</summary>
    public static string HintFor(Blank blank) => (blank.Kind, blank.Example) switch
    {
        (BlankKind.Choice, _) => $"{blank.Question} {string.Join(", ", blank.Choices)}{(blank.AllowsOther ? ", or another" : "")}",
        (_, { } example) => $"{blank.Question} For example: {example}",
        _ => blank.Question,
    };

    private static string Expected(Blank blank) => blank.Kind switch
    {
        BlankKind.YesNo => "yes or no",
        BlankKind.Date => "a date such as 2027-01-31",
        BlankKind.Number => "a whole number",
        _ => "one line of text",
    };

    private static bool FitsLength(Blank blank, string text, SourceLocation at, ICollection<Diagnostic> problems)
    {
        if (text.Length <= blank.MaximumLength)
            return true;
        var length = text.EnumerateRunes().Count();
        if (length <= blank.MaximumLength)
            return true;
        problems.Add(Problems.AnswerTooLong(at, blank.Name, length, blank.MaximumLength));
        return false;
    }
}
