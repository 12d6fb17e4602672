namespace PolicyBuilder.Acknowledgements.Campaigns;

/// <summary>How many of some people have signed a policy.</summary>
/// <param name="Department">The department; empty for those without one, null for all people.</param>
/// <param name="Required">How many have to sign, those who did included.</param>
/// <param name="HaveSigned">How many of them signed.</param>
/// <param name="Overdue">For how many of the others the last day to sign has passed.</param>
public sealed record Tally(string? Department, int Required, int HaveSigned, int Overdue)
{
    /// <summary>How many have not signed.</summary>
    public int Open => Required - HaveSigned;

    /// <summary>The part that has signed in whole percent, rounded down: 100 is said only of all. 100 where nobody has to.</summary>
    public int Percent => Required == 0 ? 100 : (int)(100L * HaveSigned / Required);

    /// <summary>All of them together.</summary>
    public static Tally Of(IEnumerable<Standing> standings) => Of(null, standings);

    /// <summary>One for each department in which somebody has to sign, by name.</summary>
    public static IReadOnlyList<Tally> ByDepartment(IEnumerable<Standing> standings) =>
    [
        .. standings.GroupBy(standing => standing.Person.Department, StringComparer.OrdinalIgnoreCase)
            .Select(group => Of(group.Key, group))
            .Where(tally => tally.Required > 0)
            .OrderBy(tally => tally.Department, StringComparer.OrdinalIgnoreCase),
    ];

    private static Tally Of(string? department, IEnumerable<Standing> standings)
    {
        var (required, signed, overdue) = (0, 0, 0);
        foreach (var standing in standings)
        {
            required += standing.MustSign || standing.Kind == StandingKind.HasSigned ? 1 : 0;
            signed += standing.Kind == StandingKind.HasSigned ? 1 : 0;
            overdue += standing.IsOverdue ? 1 : 0;
        }
        return new Tally(department, required, signed, overdue);
    }
}
