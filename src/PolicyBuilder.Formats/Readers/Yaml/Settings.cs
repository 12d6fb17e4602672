using System.Globalization;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Model.Diagnostics;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Formats.Readers.Yaml;

/// <summary>A text of several lines, and where its pieces stand.</summary>
internal sealed record Lines(string Text, SourceLocation Location, Sequence<TextPlace> Places);

/// <summary>
/// One group of settings being read: asks for each key by name and type, remembers where each stands, and at the end
/// reports the keys nobody asked for. Every problem is reported; nothing throws.
/// </summary>
internal sealed class Settings(
    YamlMap map, string path, Dictionary<string, SourceLocation> locations, ICollection<Diagnostic> problems)
{
    /// <summary>The most characters in a setting that is one line, where nothing shorter is said.</summary>
    public const int MaximumText = 1000;

    private readonly List<string> known = [];

    public SourceLocation Location => map.Location;

    public ICollection<Diagnostic> Problems => problems;

    /// <summary>The top group of a file; null (and a problem) when the file holds something else.</summary>
    public static Settings? Of(YamlValue? value, Dictionary<string, SourceLocation> locations, ICollection<Diagnostic> problems)
    {
        switch (value)
        {
            case YamlMap map:
                return new Settings(map, "", locations, problems);
            case null or YamlScalar { IsTold: true }:
                return null;
            default:
                problems.Add(Model.Diagnostics.Problems.WrongType(value.Location, "the file", "settings (name: value)", value.Kind));
                return null;
        }
    }

    /// <summary>The entry for <paramref name="key"/>, which from now on is a known key; null when not given.</summary>
    public YamlEntry? Entry(string key)
    {
        if (!known.Contains(key))
            known.Add(key);
        var entry = map.Find(key);
        if (entry is not null)
            locations.TryAdd(path + key, entry.Value.Location);
        return entry;
    }

    /// <summary>A line of text, trimmed; null when not given or blank.</summary>
    /// <param name="required">What it means, for the problem reported when it is missing; null when it need not be there.</param>
    /// <param name="limit">The most characters (UTF-16 units) it may have.</param>
    public string? Text(string key, string? required = null, int limit = MaximumText)
    {
        var entry = Entry(key);
        if (entry is null || entry.Value is YamlScalar { IsBlank: true })
        {
            if (required is not null && entry?.Value is not YamlScalar { IsTold: true })
                problems.Add(Model.Diagnostics.Problems.MissingKey(entry?.Location ?? map.Location, Named(key), required));
            return null;
        }
        if (entry.Value is YamlScalar scalar)
        {
            var text = OneLine(scalar.Value);
            if (text.Length <= limit)
                return text;
            problems.Add(Model.Diagnostics.Problems.AnswerTooLong(scalar.Location, Named(key), text.Length, limit));
            return null;
        }
        problems.Add(Model.Diagnostics.Problems.WrongType(entry.Value.Location, Named(key), "text", entry.Value.Kind));
        return null;
    }

    /// <summary>Text that keeps its lines; null when not given or blank.</summary>
    public Lines? Lines(string key)
    {
        var entry = Entry(key);
        switch (entry?.Value)
        {
            case null or YamlScalar { IsBlank: true }:
                return null;
            case YamlScalar scalar:
                var places = scalar.Places().ToSequence();
                return new Lines(scalar.Value, places.Count == 0 ? scalar.Location : places[0].At, places);
            default:
                problems.Add(Model.Diagnostics.Problems.WrongType(entry.Value.Location, Named(key), "text", entry.Value.Kind));
                return null;
        }
    }

    public PolicyVersion? Version(string key, string required)
    {
        if (Text(key, required) is not { } text)
            return null;
        if (PolicyVersion.TryParse(text, out var version))
            return version;
        problems.Add(Model.Diagnostics.Problems.BadVersion(locations[path + key], Named(key), text));
        return null;
    }

    public DateOnly? Date(string key, string? required = null)
    {
        if (Text(key, required) is not { } text)
            return null;
        if (IsoDay.TryRead(text, out var date))
            return date;
        problems.Add(Model.Diagnostics.Problems.BadDate(locations[path + key], Named(key), text));
        return null;
    }

    /// <summary>true or false, yes or no.</summary>
    public bool? YesNo(string key)
    {
        if (Text(key) is not { } text)
            return null;
        switch (text.ToLowerInvariant())
        {
            case "true" or "yes":
                return true;
            case "false" or "no":
                return false;
            default:
                problems.Add(Model.Diagnostics.Problems.WrongType(locations[path + key], Named(key), "yes or no", $"'{text}'"));
                return null;
        }
    }

    public int? WholeNumber(string key)
    {
        if (Text(key) is not { } text)
            return null;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return number;
        problems.Add(Model.Diagnostics.Problems.WrongType(locations[path + key], Named(key), "a whole number", $"'{text}'"));
        return null;
    }

    /// <summary>A whole number within bounds, both allowed.</summary>
    public int? WholeNumber(string key, int least, int most)
    {
        if (WholeNumber(key) is not { } number)
            return null;
        if (number >= least && number <= most)
            return number;
        problems.Add(Model.Diagnostics.Problems.NumberOutOfRange(locations[path + key], Named(key), number, least, most));
        return null;
    }

    /// <summary>A list of dates; none when not given.</summary>
    public Sequence<DateOnly> Dates(string key)
    {
        var dates = new List<DateOnly>();
        foreach (var item in Entry(key)?.Value switch { null => [], YamlList list => list.Items, var single => [single] })
        {
            if (item is YamlScalar { IsBlank: false } text && IsoDay.TryRead(OneLine(text.Value), out var date))
                dates.Add(date);
            else if (item is YamlScalar { IsBlank: false } wrong)
                problems.Add(Model.Diagnostics.Problems.BadDate(wrong.Location, Named(key), OneLine(wrong.Value)));
            else if (item is not YamlScalar)
                problems.Add(Model.Diagnostics.Problems.WrongType(item.Location, Named(key), "a list of dates", item.Kind));
        }
        return dates.ToSequence();
    }

    /// <summary>One of <paramref name="choices"/>, compared without regard to case; as the choices spell it.</summary>
    public string? Choice(string key, IReadOnlyCollection<string> choices, string? required = null)
    {
        if (Text(key, required) is not { } text)
            return null;
        foreach (var choice in choices)
        {
            if (choice.Equals(text, StringComparison.OrdinalIgnoreCase))
                return choice;
        }
        problems.Add(Model.Diagnostics.Problems.NotAChoice(locations[path + key], Named(key), text, choices));
        return null;
    }

    /// <summary>A clause id with its place.</summary>
    public (ClauseId Id, SourceLocation Location)? Clause(string key, string? required = null)
    {
        if (Text(key, required) is not { } text)
            return null;
        var at = locations[path + key];
        if (ClauseId.IsValid(text))
            return (new ClauseId(text), at);
        problems.Add(Model.Diagnostics.Problems.BadClauseId(at, text));
        return null;
    }

    /// <summary>A list of lines of text; a single text counts as a list of one. Null when not given.</summary>
    public Sequence<string>? TextList(string key)
    {
        var entry = Entry(key);
        switch (entry?.Value)
        {
            case null or YamlScalar { IsBlank: true }:
                return null;
            case YamlScalar scalar:
                return [OneLine(scalar.Value)];
            case YamlList list:
                return TextItems(list, Named(key));
            default:
                problems.Add(Model.Diagnostics.Problems.WrongType(entry.Value.Location, Named(key), "a list of texts", entry.Value.Kind));
                return null;
        }
    }

    /// <summary>The texts of a list; a problem for each item that is not one.</summary>
    public Sequence<string> TextItems(YamlList list, string name)
    {
        var texts = new List<string>();
        foreach (var item in list.Items)
        {
            if (item is YamlScalar { IsBlank: false } text)
                texts.Add(OneLine(text.Value));
            else if (item is not YamlScalar { IsTold: true })
                problems.Add(Model.Diagnostics.Problems.WrongType(item.Location, $"an item of {name}", "text", item.Kind));
        }
        return texts.ToSequence();
    }

    /// <summary>A group inside this one; null when not given.</summary>
    public Settings? Group(string key)
    {
        var entry = Entry(key);
        switch (entry?.Value)
        {
            case null or YamlScalar { IsBlank: true }:
                return null;
            case YamlMap inner:
                return new Settings(inner, $"{path}{key}.", locations, problems);
            default:
                problems.Add(Model.Diagnostics.Problems.WrongType(entry.Value.Location, Named(key), "a group of settings", entry.Value.Kind));
                return null;
        }
    }

    /// <summary>The groups in a list; none when not given.</summary>
    public IEnumerable<Settings> Groups(string key)
    {
        var entry = Entry(key);
        switch (entry?.Value)
        {
            case null or YamlScalar { IsBlank: true }:
                yield break;
            case YamlList list:
                for (var i = 0; i < list.Items.Count; i++)
                {
                    if (list.Items[i] is YamlMap item)
                        yield return new Settings(item, $"{path}{key}.{i}.", locations, problems);
                    else if (list.Items[i] is not YamlScalar { IsTold: true })
                        problems.Add(Model.Diagnostics.Problems.WrongType(list.Items[i].Location, $"an item of {Named(key)}", "a group of settings", list.Items[i].Kind));
                }
                break;
            default:
                problems.Add(Model.Diagnostics.Problems.WrongType(entry.Value.Location, Named(key), "a list", entry.Value.Kind));
                break;
        }
    }

    /// <summary>Every entry of the group, for a group whose keys are not known beforehand.</summary>
    public IReadOnlyList<YamlEntry> Entries() => map.Entries;

    // As the user knows it: without the number of an item in a list, for which the line stands.
    private string Named(string key)
    {
        var names = (path + key).Split('.');
        var item = Array.FindLastIndex(names, name => name.All(char.IsAsciiDigit) && name.Length > 0);
        return string.Join('.', names[(item + 1)..]);
    }

    /// <summary>Reports the keys that were not asked for. Call it last.</summary>
    public void RejectOthers()
    {
        foreach (var entry in map.Entries)
        {
            if (!known.Contains(entry.Key))
                problems.Add(Model.Diagnostics.Problems.UnknownKey(entry.Location, Named(entry.Key), known));
        }
    }

    /// <summary>Line ends inside a text become blanks; blanks around it go. No-break spaces stay.</summary>
    public static string OneLine(string value) => value.Trim(' ', '\n', '\t').Replace('\n', ' ').Replace('\t', ' ');
}
