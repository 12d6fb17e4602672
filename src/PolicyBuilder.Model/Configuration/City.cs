namespace PolicyBuilder.Model.Configuration;

/// <summary>What the municipality is, wherever the model policy says "city".</summary>
public enum CityKind
{
    City,
    Town,
}

/// <summary>A city, as <c>policies/&lt;city&gt;/city.yaml</c> describes it.</summary>
/// <param name="Id">The name of the city's folder, for example <c>mapleton</c>; also its folder under output/.</param>
/// <param name="Name">The name without "City of": <c>Mapleton</c>.</param>
/// <param name="Kind">City or town.</param>
/// <param name="State">The state, where given.</param>
/// <param name="Contact">Whom employees ask.</param>
/// <param name="SealPath">Path of a PNG or JPEG relative to the city's folder, where the city has one.</param>
public sealed record City(string Id, string Name, CityKind Kind, string? State, Contact? Contact, string? SealPath)
{
    /// <summary>Its time zone and holidays.</summary>
    public CityCalendar Calendar { get; init; } = CityCalendar.Plain;

    /// <summary>The name with what it is: <c>City of Mapleton</c>.</summary>
    public string FullName => $"{(Kind == CityKind.Town ? "Town" : "City")} of {Name}";
}

/// <summary>Whom employees ask about the policy.</summary>
public sealed record Contact(string? Name, string? Email, string? Phone);
