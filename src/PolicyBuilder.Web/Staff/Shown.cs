using System.Globalization;
using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Formats;

namespace PolicyBuilder.Web.Staff;

/// <summary>How the city's own pages, which are in English, write days, times and numbers.</summary>
public static class Shown
{
    /// <summary>A number with its thousands apart.</summary>
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>So many of something.</summary>
    public static string Count(long number, string one, string many) => $"{Number(number)} {(number == 1 ? one : many)}";

    /// <summary>A day in words.</summary>
    public static string Day(DateOnly day) => English.Date(day);

    /// <summary>A day in words; a dash for none.</summary>
    public static string Day(DateOnly? day) => day is { } known ? Day(known) : "–";

    /// <summary>A moment, in UTC.</summary>
    public static string Time(DateTimeOffset time) => $"{Day(DateOnly.FromDateTime(time.UtcDateTime))}, {time.UtcDateTime.ToString("HH:mm 'UTC'", CultureInfo.InvariantCulture)}";

    /// <summary>The name of a language in English, by its tag (RFC 5646); the tag itself where the pages do not know it.</summary>
    public static string Language(string tag) => tag.Split('-')[0] switch
    {
        "en" => "English",
        "es" => "Spanish",
        _ => $"“{tag}”",
    };

    /// <summary>The address of the page about a person.</summary>
    public static string Person(string id) => "/hr/person?id=" + Uri.EscapeDataString(id);

    /// <summary>The address of the list of those who stand somewhere.</summary>
    public static string People(string policy, StandingKind? standing = null, string? department = null) =>
        $"/hr/people?policy={Uri.EscapeDataString(policy)}{(standing is { } kind ? "&standing=" + kind : "")}{(department is null ? "" : "&department=" + Uri.EscapeDataString(department.Length == 0 ? PeoplePage.NoDepartment : department))}";
}
