using System.Globalization;
using System.Net;
using PolicyBuilder.Acknowledgements.Mailing;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Web.Hosting;

/// <summary>How the program of the pages runs: what stands directly under <c>PolicyBuilder</c> in its settings and concerns no city.</summary>
public sealed record HostSettings
{
    private const string Section = "PolicyBuilder:";

    /// <summary>The servers in front, whose word counts for where a request came from and whether it came over TLS.</summary>
    public IReadOnlyList<IPAddress> KnownProxies { get; init; } = [];

    /// <summary>How often sessions that are over are removed.</summary>
    public TimeSpan EndSessionsEvery { get; init; } = SessionRound.Usual;

    /// <summary>How long a ledger that another program has locked is waited for; null for as long as the commands do.</summary>
    public TimeSpan? LedgerPatience { get; init; }

    /// <summary>Reads them; every mistake is told in <paramref name="problems"/>.</summary>
    public static HostSettings Read(IConfigurationRoot configuration, ICollection<Diagnostic> problems)
    {
        var proxies = new List<IPAddress>();
        var section = configuration.GetSection(Section + nameof(KnownProxies));
        foreach (var setting in section.Value is { Length: > 0 } ? [section] : section.GetChildren())
        {
            if (IPAddress.TryParse(setting.Value?.Trim(), out var proxy))
                proxies.Add(proxy);
            else
                Wrong(setting, "write the address of each server in front, such as [\"10.0.0.5\"]");
        }
        return new()
        {
            KnownProxies = proxies,
            EndSessionsEvery = Duration(nameof(EndSessionsEvery)) ?? SessionRound.Usual,
            LedgerPatience = Duration(nameof(LedgerPatience)),
        };

        TimeSpan? Duration(string name)
        {
            var setting = configuration.GetSection(Section + name);
            if (setting.Value is not { Length: > 0 } text)
                return null;
            if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var duration) && duration > TimeSpan.Zero)
                return duration;
            Wrong(setting, "write hours, minutes and seconds, such as 00:10:00");
            return null;
        }

        void Wrong(IConfigurationSection setting, string hint) => problems.Add(Problems.SettingUnusable(SettingPlace.Of(configuration, setting.Path), setting.Path, setting.Value ?? "", hint));
    }
}
