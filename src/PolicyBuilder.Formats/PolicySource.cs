namespace PolicyBuilder.Formats;

/// <summary>Where one policy of one city is kept: a file beside the city's <c>city.yaml</c>, in the folder that names the city.</summary>
/// <param name="PolicyPath">The path of the policy's file.</param>
public sealed record PolicySource(string PolicyPath)
{
    /// <summary>The name of the file that describes the city.</summary>
    public const string CityFile = "city.yaml";

    /// <summary>The city's folder.</summary>
    public string Folder => Path.GetDirectoryName(PolicyPath)!;

    /// <summary>The name of the city's folder.</summary>
    public string CityId => Path.GetFileName(Folder);

    /// <summary>The path of city.yaml.</summary>
    public string CityPath => Path.Combine(Folder, CityFile);
}
