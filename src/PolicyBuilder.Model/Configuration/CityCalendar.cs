namespace PolicyBuilder.Model.Configuration;

/// <summary>Which day it is in a city, and on which of them its offices work.</summary>
/// <param name="Zone">The city's time zone; null for the one that this computer is set to.</param>
/// <param name="Holidays">Days besides Saturday and Sunday on which nobody is reminded of anything.</param>
public sealed record CityCalendar(TimeZoneInfo? Zone, Sequence<DateOnly> Holidays)
{
    // Windows without ICU knows time zones by names of its own (Unicode CLDR, windowsZones.xml).
    private static readonly Dictionary<string, string> WindowsNames = new(StringComparer.Ordinal)
    {
        ["America/New_York"] = "Eastern Standard Time",
        ["America/Detroit"] = "Eastern Standard Time",
        ["America/Indiana/Indianapolis"] = "US Eastern Standard Time",
        ["America/Chicago"] = "Central Standard Time",
        ["America/Denver"] = "Mountain Standard Time",
        ["America/Boise"] = "Mountain Standard Time",
        ["America/Phoenix"] = "US Mountain Standard Time",
        ["America/Los_Angeles"] = "Pacific Standard Time",
        ["America/Anchorage"] = "Alaskan Standard Time",
        ["Pacific/Honolulu"] = "Hawaiian Standard Time",
        ["America/Puerto_Rico"] = "SA Western Standard Time",
    };

    /// <summary>A calendar without holidays, in this computer's time zone.</summary>
    public static CityCalendar Plain { get; } = new(null, []);

    /// <summary>The day it is in the city.</summary>
    public DateOnly Today(TimeProvider clock) => DayOf(clock.GetUtcNow(), clock);

    /// <summary>The day that an instant lies in, in the city.</summary>
    public DateOnly DayOf(DateTimeOffset instant, TimeProvider clock) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, Zone ?? clock.LocalTimeZone).DateTime);

    /// <summary>Whether the city's offices work on a day.</summary>
    public bool IsWorkingDay(DateOnly day) => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !Holidays.Contains(day);

    /// <summary>The time zone of a name of the IANA database, such as <c>America/Chicago</c>; null if this computer knows none of that name.</summary>
    public static TimeZoneInfo? FindZone(string name) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) || (WindowsNames.TryGetValue(name, out var other) && TimeZoneInfo.TryFindSystemTimeZoneById(other, out zone)) ? zone : null;
}
