using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace PolicyBuilder.Acknowledgements.Entries;

/// <summary>
/// An instant in UTC, in whole milliseconds: the one precision in which entries and evidence state times, so that what is
/// hashed is what is printed. Always written <c>2026-11-22T16:30:00.000Z</c> (a profile of RFC 3339).
/// </summary>
public readonly record struct EntryTime : IComparable<EntryTime>
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private readonly long milliseconds;

    private EntryTime(long milliseconds) => this.milliseconds = milliseconds;

    /// <summary>The time in UTC.</summary>
    public DateTimeOffset Utc => new(milliseconds * TimeSpan.TicksPerMillisecond, TimeSpan.Zero);

    /// <summary>The millisecond that <paramref name="time"/> lies in.</summary>
    public static EntryTime Of(DateTimeOffset time) => new(time.UtcTicks / TimeSpan.TicksPerMillisecond);

    /// <summary>The time that <paramref name="clock"/> shows.</summary>
    public static EntryTime Now(TimeProvider clock) => Of(clock.GetUtcNow());

    /// <summary>Reads exactly the form that <see cref="ToString"/> writes.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out EntryTime time)
    {
        var wellFormed = DateTimeOffset.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var read);
        time = wellFormed ? Of(read) : default;
        return wellFormed && time.ToString() == text;
    }

    /// <inheritdoc/>
    public int CompareTo(EntryTime other) => milliseconds.CompareTo(other.milliseconds);

    /// <inheritdoc/>
    public override string ToString() => Utc.ToString(Format, CultureInfo.InvariantCulture);

    public static bool operator <(EntryTime left, EntryTime right) => left.CompareTo(right) < 0;

    public static bool operator >(EntryTime left, EntryTime right) => left.CompareTo(right) > 0;

    public static bool operator <=(EntryTime left, EntryTime right) => left.CompareTo(right) <= 0;

    public static bool operator >=(EntryTime left, EntryTime right) => left.CompareTo(right) >= 0;
}
