using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Formats.Readers.Yaml;

/// <summary>A YAML value with its place. Scalars stay text: what they mean is for the reader of the setting to say.</summary>
internal abstract record YamlValue(SourceLocation Location)
{
    /// <summary>What a person would call it, for messages.</summary>
    public abstract string Kind { get; }
}

/// <summary>A scalar.</summary>
/// <param name="Plain">Whether it was written without quotes and without <c>|</c> or <c>></c>.</param>
/// <param name="TextLine">The line on which its text begins: the next one for a block scalar.</param>
internal sealed record YamlScalar(string Value, bool Plain, SourceLocation Location, int TextLine) : YamlValue(Location)
{
    public bool IsBlank => Plain ? Value is "" or "~" or "null" or "Null" or "NULL" : string.IsNullOrWhiteSpace(Value);

    public override string Kind => IsBlank ? "blank" : "text";
}

internal sealed record YamlList(IReadOnlyList<YamlValue> Items, SourceLocation Location) : YamlValue(Location)
{
    public override string Kind => "a list";
}

internal sealed record YamlMap(IReadOnlyList<YamlEntry> Entries, SourceLocation Location) : YamlValue(Location)
{
    public override string Kind => "a group of settings";

    public YamlEntry? Find(string key)
    {
        foreach (var entry in Entries)
        {
            if (entry.Key == key)
                return entry;
        }
        return null;
    }
}

internal sealed record YamlEntry(string Key, SourceLocation Location, YamlValue Value);
