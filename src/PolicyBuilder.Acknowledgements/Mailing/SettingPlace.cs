using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Acknowledgements.Mailing;

/// <summary>Where a setting was made.</summary>
public static class SettingPlace
{
    /// <summary>The file in the workspace that holds the settings.</summary>
    public const string File = "appsettings.json";

    /// <summary>Who said so last: the file, or a variable of the environment by its name.</summary>
    /// <param name="configuration">All that was read.</param>
    /// <param name="key">The setting, such as <c>PolicyBuilder:BaseAddress</c>.</param>
    public static SourceLocation Of(IConfigurationRoot configuration, string key)
    {
        foreach (var provider in configuration.Providers.Reverse())
        {
            if (provider.TryGet(key, out _))
                return new SourceLocation(provider is EnvironmentVariablesConfigurationProvider ? key.Replace(":", "__", StringComparison.Ordinal) : File);
        }
        return new SourceLocation(File);
    }
}
