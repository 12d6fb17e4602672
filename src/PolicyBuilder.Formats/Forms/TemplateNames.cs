using PolicyBuilder.Model.Configuration;

namespace PolicyBuilder.Formats.Forms;

/// <summary>What a template may do with a name.</summary>
internal enum NameKind
{
    /// <summary>A value that the form itself is built from: may be printed and compared.</summary>
    Plain,

    /// <summary>Text from the city: may be printed, and asked whether it is there.</summary>
    Text,

    /// <summary>Texts from the city: may be joined, repeated over, and asked whether there are any.</summary>
    List,

    /// <summary>Yes or no: may be asked.</summary>
    YesNo,
}

/// <summary>The names a template may use: facts that every policy has, and the template's own blanks.</summary>
internal static class TemplateNames
{
    /// <summary>The facts, with what may be done with each.</summary>
    public static readonly IReadOnlyDictionary<string, NameKind> Facts = new Dictionary<string, NameKind>
    {
        ["city.name"] = NameKind.Text,
        ["city.kind"] = NameKind.Plain,
        ["city.state"] = NameKind.Text,
        ["contact.name"] = NameKind.Text,
        ["contact.email"] = NameKind.Text,
        ["contact.phone"] = NameKind.Text,
        ["policy.title"] = NameKind.Plain,
        ["policy.edition"] = NameKind.Plain,
        ["policy.version"] = NameKind.Text,
        ["policy.effective"] = NameKind.Text,
    };

    /// <summary>What may be done with <paramref name="blank"/>. A closed choice shapes the form; an open one is text.</summary>
    public static NameKind KindOf(Blank blank) => blank.Kind switch
    {
        BlankKind.List => NameKind.List,
        BlankKind.YesNo => NameKind.YesNo,
        BlankKind.Choice when !blank.AllowsOther => NameKind.Plain,
        _ => NameKind.Text,
    };

    /// <summary>The kind of <paramref name="name"/> in <paramref name="template"/>; null when it has no such name.</summary>
    public static NameKind? Find(PolicyTemplate template, string name) =>
        Facts.TryGetValue(name, out var kind) ? kind
        : template.Find(name) is { } blank ? KindOf(blank)
        : null;

    /// <summary>Every name, for messages.</summary>
    public static IReadOnlyCollection<string> All(PolicyTemplate template) =>
        [.. template.Blanks.Select(blank => blank.Name), .. Facts.Keys];
}
