using System.Globalization;
using System.Text;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Configuration;

namespace PolicyBuilder.Formats.Writers;

/// <summary>
/// Writes <c>city.yaml</c> and a city's policy file, with comments for the person who will edit them. What it writes,
/// <c>ConfigReader</c> reads back as exactly the same text: anything that YAML could take for something else stands in
/// double quotes (YAML 1.2.2 § 7.3.1).
/// </summary>
public static class ConfigWriter
{
    // Comments of this width stay readable in Notepad beside another window.
    private const int Width = 96;

    /// <summary>The text of city.yaml, ending in a line feed.</summary>
    public static string City(City city)
    {
        var yaml = new StringBuilder();
        Comment(yaml, 0, "What is true of the city in all its policies. Text after a # is a remark; the program does not read it.");
        yaml.Append('\n');
        Comment(yaml, 0, "The name without \"City of\" or \"Town of\".");
        Text(yaml, 0, "name", city.Name);
        Comment(yaml, 0, "city or town, wherever the model policy says \"city\".");
        Text(yaml, 0, "kind", city.Kind == CityKind.Town ? "town" : "city");
        Optional(yaml, 0, "state", city.State, "Alabama");
        yaml.Append('\n');
        Comment(yaml, 0, "Whom employees ask about a policy.");
        var hasContact = city.Contact is { Name: not null } or { Email: not null } or { Phone: not null };
        yaml.Append(hasContact ? "contact:\n" : "# contact:\n");
        Optional(yaml, hasContact ? 2 : 0, "name", city.Contact?.Name, "Human Resources", hasContact ? "" : "  ");
        Optional(yaml, hasContact ? 2 : 0, "email", city.Contact?.Email, "hr@mapleton.example", hasContact ? "" : "  ");
        Optional(yaml, hasContact ? 2 : 0, "phone", city.Contact?.Phone, "\"251-555-0100\"", hasContact ? "" : "  ");
        yaml.Append('\n');
        Comment(yaml, 0, "A PNG or JPEG beside this file, to be printed above the title.");
        Optional(yaml, 0, "seal", city.SealPath, "seal.png");
        yaml.Append('\n');
        Comment(yaml, 0, "Which day it is in the city, and days besides Saturday and Sunday on which nobody is reminded to sign.");
        yaml.Append("# time_zone: America/Chicago\n# holidays: [2027-01-01, 2027-07-05]\n");
        return yaml.ToString();
    }

    /// <summary>The text of a policy's file, ending in a line feed.</summary>
    /// <param name="answers">The city's answers by the name of the blank, dates as year-month-day; a blank left out has its default, which is shown as a comment.</param>
    /// <param name="schema">The way from the file to its JSON Schema, with <c>/</c> between folders; null where there is none.</param>
    public static string Policy(
        PolicyTemplate template, PolicyVersion version, DateOnly effective, DateOnly? reviewBy,
        IReadOnlyDictionary<string, AnswerValue> answers, string? schema)
    {
        var yaml = new StringBuilder();
        if (schema is not null)
            yaml.Append("# yaml-language-server: $schema=").Append(schema).Append('\n');
        Comment(yaml, 0, $"{template.Title}: what the city writes into the blanks of the model policy.");
        Comment(yaml, 0, $"Model: {template.Source}.");
        yaml.Append('\n');
        Comment(yaml, 0, "The model policy, and the edition of it that these answers were given for.");
        Text(yaml, 0, "policy", template.Id);
        yaml.Append("edition: ").Append(template.Edition).Append('\n');
        Comment(yaml, 0, "The version of the city's own policy; raise it when the published text changes.");
        yaml.Append("version: ").Append(version).Append('\n');
        yaml.Append('\n');
        Comment(yaml, 0, "The day from which the policy holds, and when the city means to look at it again: year-month-day.");
        yaml.Append("effective: ").Append(IsoDay.Of(effective)).Append('\n');
        yaml.Append(reviewBy is { } review ? $"review_by: {IsoDay.Of(review)}\n" : "# review_by: year-month-day\n");
        yaml.Append('\n');
        Comment(yaml, 0, "Until the policy is adopted, it is marked as a draft. Then take away the # and fill in:");
        yaml.Append("# adopted: {by: City Council, on: ").Append(IsoDay.Of(effective)).Append(", reference: Resolution 1}\n");
        yaml.Append('\n');
        Comment(yaml, 0, "Who must sign that they received the policy, and when they are reminded. This is what holds when it is left out:");
        yaml.Append("# acknowledgement:\n#   audience: everyone            # or {departments: [Police], authorized_posters: yes}\n#   due_days: 14\n");
        yaml.Append("#   reminders: {every_days: 7, most: 3, copy_supervisor_from: 2}\n#   sign_again: yes               # after a substantive change\n\n");
        yaml.Append(template.Blanks.Any(blank => answers.ContainsKey(blank.Name)) ? "answers:\n" : "# answers:\n");
        foreach (var blank in template.Blanks)
        {
            yaml.Append('\n');
            Comment(yaml, 2, blank.Question);
            if (blank.Help is not null)
                Comment(yaml, 2, blank.Help);
            if (blank.Example is not null)
                Comment(yaml, 2, $"For example: {blank.Example}");
            if (answers.TryGetValue(blank.Name, out var answer))
                Answer(yaml, "  ", blank, answer);
            else if (blank.Default is not null)
                Default(yaml, blank, blank.Default);
        }
        return yaml.ToString();
    }

    /// <summary>A text as a YAML scalar on one line: plain where every reader takes it for that text, else in double quotes.</summary>
    internal static string Scalar(string text)
    {
        if (IsPlain(text))
            return text;
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\t' => quoted.Append("\\t"),
                // Control characters; NEL, LS, PS, which YAML 1.1 takes for line ends; the byte order mark.
                < 0x20 or (>= 0x7F and < 0xA0) or 0x2028 or 0x2029 or 0xFEFF => quoted.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}"),
                _ => quoted.Append(rune.ToString()),
            };
        }
        return quoted.Append('"').ToString();
    }

    // Only what no version of YAML gives a meaning: it begins with a letter, ends with no blank, holds no mark that
    // YAML knows, and is none of the words that some readers take for yes, no or nothing.
    private static bool IsPlain(string text)
    {
        if (text.Length == 0 || !char.IsLetter(text[0]) || text[^1] == ' ')
            return false;
        foreach (var c in text)
        {
            if (!char.IsLetter(c) && !char.IsAsciiDigit(c) && c is not (' ' or '.' or ',' or '-' or '_' or '/' or '(' or ')' or '&' or '@' or '+' or '\'' or '’'))
                return false;
        }
        return text.ToLowerInvariant() is not ("y" or "yes" or "n" or "no" or "true" or "false" or "on" or "off" or "null");
    }

    private static void Answer(StringBuilder yaml, string indent, Blank blank, AnswerValue answer)
    {
        yaml.Append(indent).Append(blank.Name).Append(':');
        switch (answer)
        {
            case ListAnswer { Values.Count: 0 }:
                yaml.Append(" []\n");
                break;
            case ListAnswer list:
                yaml.Append('\n');
                foreach (var item in list.Values)
                    yaml.Append(indent).Append("  - ").Append(Scalar(item)).Append('\n');
                break;
            case YesNoAnswer yes:
                yaml.Append(yes.Value ? " yes\n" : " no\n");
                break;
            // A date or a whole number is what it looks like.
            case TextAnswer text when blank.Kind is BlankKind.Date or BlankKind.Number && text.Value.All(c => char.IsAsciiDigit(c) || c == '-'):
                yaml.Append(' ').Append(text.Value).Append('\n');
                break;
            case TextAnswer text:
                yaml.Append(' ').Append(Scalar(text.Value)).Append('\n');
                break;
            default:
                throw new System.Diagnostics.UnreachableException(answer.GetType().Name);
        }
    }

    private static void Default(StringBuilder yaml, Blank blank, AnswerValue value)
    {
        if (value is TextAnswer { Value: "" } or ListAnswer { Values.Count: 0 })
        {
            Comment(yaml, 2, "Left blank. To fill it in, take away the # below:");
            yaml.Append("  # ").Append(blank.Name).Append(": …\n");
            return;
        }
        if (blank.Kind == BlankKind.Date)
        {
            // The default of a date is kept in words.
            Comment(yaml, 2, $"Left out, so this holds: {((TextAnswer)value).Value}");
            return;
        }
        Comment(yaml, 2, "Left out, so what the model policy proposes holds. To change it, take away each # below and edit:");
        Answer(yaml, "  # ", blank, value);
    }

    private static void Optional(StringBuilder yaml, int indent, string key, string? value, string example, string inComment = "")
    {
        if (value is not null)
            Text(yaml, indent, key, value);
        else
            yaml.Append(' ', indent).Append("# ").Append(inComment).Append(key).Append(": ").Append(example).Append('\n');
    }

    private static void Text(StringBuilder yaml, int indent, string key, string value) =>
        yaml.Append(' ', indent).Append(key).Append(": ").Append(Scalar(value)).Append('\n');

    private static void Comment(StringBuilder yaml, int indent, string text)
    {
        var column = 0;
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (column == 0 || column + word.Length + 1 > Width)
            {
                if (column > 0)
                    yaml.Append('\n');
                yaml.Append(' ', indent).Append('#');
                column = indent + 1;
            }
            yaml.Append(' ').Append(word);
            column += word.Length + 1;
        }
        yaml.Append('\n');
    }
}
