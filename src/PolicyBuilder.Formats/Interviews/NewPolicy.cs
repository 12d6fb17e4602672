using System.Text;

namespace PolicyBuilder.Formats.Interviews;

/// <summary>The files that an interview makes.</summary>
/// <param name="Folder">The city's folder.</param>
/// <param name="CityText">The text of city.yaml; null when the one that is there is kept.</param>
/// <param name="PolicyFile">The name of the policy's file.</param>
/// <param name="PolicyText">Its text.</param>
public sealed record NewPolicy(string Folder, string? CityText, string PolicyFile, string PolicyText)
{
    /// <summary>Where the files of a city's policy are kept below <paramref name="policies"/>.</summary>
    public static PolicySource Place(string policies, string folder, string policy) =>
        new(Path.Combine(policies, folder, policy + ".yaml"));

    /// <summary>
    /// Writes the files beside their place and renames them into it: a new city's folder in one step, files of a folder
    /// that is there one after the other. What a crash leaves is a folder ending in <c>.partial</c>.
    /// </summary>
    /// <param name="policies">The folder of cities.</param>
    /// <exception cref="IOException">The disk would not take them; what was there is unchanged.</exception>
    public PolicySource Save(string policies)
    {
        var place = Place(policies, Folder, Path.GetFileNameWithoutExtension(PolicyFile));
        using var output = new OutputFolder(place.Folder);
        if (CityText is not null)
            output.Write(PolicySource.CityFile, Encoding.UTF8.GetBytes(CityText));
        output.Write(PolicyFile, Encoding.UTF8.GetBytes(PolicyText));
        output.Commit();
        return place;
    }
}
