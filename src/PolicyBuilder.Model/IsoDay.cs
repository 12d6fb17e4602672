using System.Globalization;

namespace PolicyBuilder.Model;

/// <summary>Days as files, commands and tables have them: <c>2027-01-31</c> (ISO 8601-1, calendar date in its extended format).</summary>
public static class IsoDay
{
    private const string Format = "yyyy-MM-dd";

    /// <summary>The text of a day; empty for none.</summary>
    public static string Of(DateOnly? day) => day?.ToString(Format, CultureInfo.InvariantCulture) ?? "";

    /// <summary>Reads a day that is written so and not otherwise.</summary>
    public static bool TryRead(string? text, out DateOnly day) => DateOnly.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
}
