using PolicyBuilder.Model.Diagnostics;
using YamlDotNet.Core;

namespace PolicyBuilder.Formats.Readers.Yaml;

/// <summary>A YAML value with its place. Scalars stay text: what they mean is for the reader of the setting to say.</summary>
internal abstract record YamlValue(SourceLocation Location)
{
    /// <summary>What a person would call it, for messages.</summary>
    public abstract string Kind { get; }
}

/// <summary>A scalar.</summary>
/// <param name="Plain">Whether it was written without quotes and without <c>|</c> or <c>></c>.</param>
/// <param name="Writing">How it stands in the file.</param>
internal sealed record YamlScalar(string Value, bool Plain, SourceLocation Location, ScalarWriting Writing) : YamlValue(Location)
{
    /// <summary>A blank in the place of a value that could not be read and of which that has been told.</summary>
    public static YamlScalar Told(SourceLocation at) => new("", true, at, new ScalarWriting("", 0, 0, ScalarStyle.Plain)) { IsTold = true };

    /// <summary>Text that stands in no file: typed at a prompt, or given on the command line.</summary>
    public static YamlScalar Typed(string text, SourceLocation at) => new(text, false, at, new ScalarWriting(text, 0, text.Length, ScalarStyle.Plain));

    /// <summary>Whether a problem has been reported in its place, so that its being blank is none.</summary>
    public bool IsTold { get; private init; }

    public bool IsBlank => (Plain && Value is "~" or "null" or "Null" or "NULL") || string.IsNullOrWhiteSpace(Value);

    /// <summary>Where the pieces of its value stand in the file.</summary>
    public IEnumerable<TextPlace> Places() => Writing.Places(Value, Location);

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
