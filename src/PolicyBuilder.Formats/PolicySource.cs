namespace PolicyBuilder.Formats;

/// <summary>Where one policy of one city is kept.</summary>
/// <param name="CityId">The name of the city's folder.</param>
/// <param name="CityPath">The path of city.yaml.</param>
/// <param name="PolicyPath">The path of the policy's file.</param>
public sealed record PolicySource(string CityId, string CityPath, string PolicyPath);
