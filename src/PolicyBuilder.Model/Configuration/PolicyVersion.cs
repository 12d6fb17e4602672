using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace PolicyBuilder.Model.Configuration;

/// <summary>
/// A version of a policy or an edition of a model: three whole numbers, <c>major.minor.patch</c> (the numeric core of
/// Semantic Versioning 2.0.0 § 2; pre-release tags are not used).
/// </summary>
public readonly record struct PolicyVersion(int Major, int Minor, int Patch) : IComparable<PolicyVersion>
{
    /// <summary>Reads <c>1.2.0</c>; no leading zeros, each number below 1,000,000.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out PolicyVersion version)
    {
        version = default;
        var parts = text?.Split('.');
        if (parts is not { Length: 3 })
            return false;
        Span<int> numbers = stackalloc int[3];
        for (var i = 0; i < 3; i++)
        {
            // The framework takes a number with U+0000 after it.
            if (parts[i] is not { Length: >= 1 and <= 6 } || !parts[i].All(char.IsAsciiDigit) || (parts[i].Length > 1 && parts[i][0] == '0')
                || !int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
                return false;
        }
        version = new(numbers[0], numbers[1], numbers[2]);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(PolicyVersion other) =>
        (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Patch}");

    public static bool operator <(PolicyVersion left, PolicyVersion right) => left.CompareTo(right) < 0;

    public static bool operator >(PolicyVersion left, PolicyVersion right) => left.CompareTo(right) > 0;

    public static bool operator <=(PolicyVersion left, PolicyVersion right) => left.CompareTo(right) <= 0;

    public static bool operator >=(PolicyVersion left, PolicyVersion right) => left.CompareTo(right) >= 0;
}
