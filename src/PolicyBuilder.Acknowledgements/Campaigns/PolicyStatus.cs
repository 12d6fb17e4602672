using System.Globalization;
using System.Text;
using PolicyBuilder.Model;

namespace PolicyBuilder.Acknowledgements.Campaigns;

/// <summary>Everybody's standing with the newest version of one policy.</summary>
/// <param name="Version">The newest version.</param>
/// <param name="Standings">One for each person on the roster.</param>
public sealed record PolicyStatus(AskedVersion Version, IReadOnlyList<Standing> Standings)
{
    private static readonly string[] Columns = ["policy", "version", "id", "name", "department", "standing", "reason", "since", "due", "overdue", "entry"];

    // To sort tens of thousands takes a while, and only lists need it.
    private IReadOnlyList<Standing>? open;

    /// <summary>All of them together.</summary>
    public Tally All { get; } = Tally.Of(Standings);

    /// <summary>Each department in which somebody has to sign.</summary>
    public IReadOnlyList<Tally> Departments { get; } = Tally.ByDepartment(Standings);

    /// <summary>Those who have to sign and have not, the longest overdue first.</summary>
    public IReadOnlyList<Standing> Open => open ??=
        [.. Standings.Where(standing => standing.MustSign).OrderByDescending(standing => standing.IsOverdue).ThenBy(standing => standing.Due ?? DateOnly.MaxValue).ThenBy(standing => standing.Person.Id, StringComparer.Ordinal)];

    /// <summary>How many stand where, the most first.</summary>
    public IReadOnlyList<(StandingKind Kind, int Count)> Reasons { get; } =
        [.. Standings.Where(standing => standing.MustSign).GroupBy(standing => standing.Kind).Select(group => (group.Key, group.Count())).OrderByDescending(reason => reason.Item2).ThenBy(reason => reason.Key)];

    /// <summary>A standing in two or three words.</summary>
    public static string Words(StandingKind kind) => kind switch
    {
        StandingKind.HasSigned => "signed",
        StandingKind.Left => "left",
        StandingKind.NotHired => "not hired yet",
        StandingKind.NotRequired => "need not sign",
        StandingKind.NotAsked => "not asked yet",
        StandingKind.Queued => "mail waits to be sent",
        StandingKind.Asked => "asked",
        StandingKind.Reminded => "reminded",
        StandingKind.Overdue => "overdue",
        StandingKind.LinkExpired => "no link that works",
        StandingKind.Bounced => "address refused",
        StandingKind.NoEmail => "no e-mail address",
        StandingKind.OnLeave => "on leave",
        StandingKind.Declined => "does not agree",
        StandingKind.Asks => "has questions",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>A department's name, or that there is none.</summary>
    public static string Department(string? name) => string.IsNullOrEmpty(name) ? "(no department)" : name;

    /// <summary>One line for each person and policy (RFC 4180, whose lines end with CRLF).</summary>
    public static string Csv(IEnumerable<PolicyStatus> status)
    {
        var csv = new StringBuilder(string.Join(',', Columns)).Append("\r\n");
        foreach (var policy in status)
        {
            foreach (var standing in policy.Standings)
            {
                string[] cells =
                [
                    policy.Version.Policy, standing.Version.ToString(), standing.Person.Id, standing.Person.Name, standing.Person.Department, Words(standing.Kind), standing.Reason,
                    IsoDay.Of(standing.Since), IsoDay.Of(standing.Due), standing.IsOverdue ? "yes" : "no", standing.Act?.Entry?.ToString(CultureInfo.InvariantCulture) ?? "",
                ];
                csv.AppendJoin(',', cells.Select(CsvCell.Of)).Append("\r\n");
            }
        }
        return csv.ToString();
    }
}
