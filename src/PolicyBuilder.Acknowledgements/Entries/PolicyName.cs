using System.Diagnostics.CodeAnalysis;
using PolicyBuilder.Model.Configuration;

namespace PolicyBuilder.Acknowledgements.Entries;

/// <summary>A city's policy, by the names of their folders: <c>mapleton/social-media</c>.</summary>
public readonly record struct PolicyName
{
    /// <summary>The policy of a city.</summary>
    /// <exception cref="ArgumentException">One of the two could not be a folder: see <see cref="CityId"/>.</exception>
    public PolicyName(string city, string policy)
    {
        if (!CityId.IsValid(city))
            throw new ArgumentException($"'{city}' is not the name of a city's folder.", nameof(city));
        if (!CityId.IsValid(policy))
            throw new ArgumentException($"'{policy}' is not the name of a policy.", nameof(policy));
        (City, Policy) = (city, policy);
    }

    public string City { get; }

    public string Policy { get; }

    /// <summary>Reads exactly the form that <see cref="ToString"/> writes.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out PolicyName name)
    {
        name = default;
        if (text?.Split('/') is not [var city, var policy] || !CityId.IsValid(city) || !CityId.IsValid(policy))
            return false;
        name = new PolicyName(city, policy);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{City}/{Policy}";
}
