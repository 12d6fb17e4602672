namespace PolicyBuilder.Model.Configuration;

/// <summary>
/// The name of a city's folder: words of <c>a–z 0–9</c> joined by single hyphens, at most 60 characters, beginning with
/// a letter, and none of the names that Windows keeps for devices. So it is a plain folder name on every system and
/// cannot lead out of output/.
/// </summary>
public static class CityId
{
    /// <summary>The longest name.</summary>
    public const int MaximumLength = 60;

    /// <summary>Whether <paramref name="name"/> can be a city's folder.</summary>
    public static bool IsValid(string name)
    {
        if (name.Length is 0 or > MaximumLength || !char.IsAsciiLetterLower(name[0]) || name[^1] == '-' || name.Contains("--", StringComparison.Ordinal))
            return false;
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-')
                return false;
        }
        return !IsDeviceName(name);
    }

    /// <summary>
    /// The folder name for a city called <paramref name="name"/>: <c>St. Mary-by-the-Sea</c> becomes
    /// <c>st-mary-by-the-sea</c>. Letters outside a–z are left out, so it may come out empty.
    /// </summary>
    public static string FromName(string name)
    {
        var id = new System.Text.StringBuilder(name.Length);
        foreach (var c in name)
        {
            if (char.IsAsciiLetterOrDigit(c))
                id.Append(char.ToLowerInvariant(c));
            else if (id.Length > 0 && id[^1] != '-' && c is not ('\'' or '’'))
                id.Append('-');
        }
        var trimmed = id.ToString().Trim('-').TrimStart([.. "0123456789-"]);
        return trimmed.Length > MaximumLength ? trimmed[..MaximumLength].TrimEnd('-') : trimmed;
    }

    private static bool IsDeviceName(string name) =>
        name is "con" or "prn" or "aux" or "nul"
        || (name.Length == 4 && char.IsAsciiDigit(name[3]) && (name.StartsWith("com", StringComparison.Ordinal) || name.StartsWith("lpt", StringComparison.Ordinal)));
}
