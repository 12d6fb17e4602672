using System.Diagnostics;
using System.Globalization;
using PolicyBuilder.Acknowledgements.Roster;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Configuration;

namespace PolicyBuilder.Acknowledgements.Campaigns;

/// <summary>Where a person stands with a policy. Whoever has not signed has a reason.</summary>
public enum StandingKind
{
    /// <summary>Signed the version that has to be signed, or a later one.</summary>
    HasSigned,

    /// <summary>Does not work for the city any more.</summary>
    Left,

    /// <summary>Does not work for the city yet.</summary>
    NotHired,

    /// <summary>Works for the city and need not sign this policy.</summary>
    NotRequired,

    /// <summary>Nobody has asked yet.</summary>
    NotAsked,

    /// <summary>A mail with a link waits to be sent.</summary>
    Queued,

    /// <summary>Was sent a link.</summary>
    Asked,

    /// <summary>Was sent a link, and reminded.</summary>
    Reminded,

    /// <summary>Was sent a link, and the last day to sign has passed.</summary>
    Overdue,

    /// <summary>Was asked, and no link works: it expired, or the mail with it did not get off.</summary>
    LinkExpired,

    /// <summary>The mail server refuses the address.</summary>
    Bounced,

    /// <summary>Has no e-mail address, and signs on paper.</summary>
    NoEmail,

    /// <summary>Is on leave, and not asked meanwhile.</summary>
    OnLeave,

    /// <summary>Does not agree.</summary>
    Declined,

    /// <summary>Has questions.</summary>
    Asks,
}

/// <summary>Where one person stands with one policy on one day.</summary>
/// <param name="Person">The person.</param>
/// <param name="Kind">Where they stand.</param>
/// <param name="Version">The version signed; for all others the one to be signed.</param>
public sealed record Standing(Person Person, StandingKind Kind, PolicyVersion Version)
{
    /// <summary>The signature, refusal or question that it rests on; null if it rests on none.</summary>
    public Act? Act { get; init; }

    /// <summary>The open invitation; null if there is none.</summary>
    public Invitation? Invitation { get; init; }

    /// <summary>Since when it is so, where that is known: the day signed, asked, declined, left, or the first day of a leave.</summary>
    public DateOnly? Since { get; init; }

    /// <summary>The last day of a leave; null for as yet unknown.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>The last day to sign; null for those who signed, need not sign or were not asked.</summary>
    public DateOnly? Due => MustSign ? Invitation?.Due : null;

    /// <summary>Whether the person has to sign and has not.</summary>
    public bool MustSign => Kind is not (StandingKind.HasSigned or StandingKind.Left or StandingKind.NotHired or StandingKind.NotRequired);

    /// <summary>Whether the last day to sign has passed, whatever the reason is.</summary>
    public bool IsOverdue { get; init; }

    /// <summary>The reason in words: <c>asked on 2027-03-01, reminded twice</c>. It names no one.</summary>
    public string Reason => ReasonWith(day => IsoDay.Of(day));

    /// <summary>The same with days written in another way.</summary>
    /// <param name="written">Writes a day.</param>
    public string ReasonWith(Func<DateOnly, string> written)
    {
        string Day(DateOnly? day) => day is { } known ? written(known) : "unknown";
        string On(DateOnly? day) => day is null ? "" : $" on {Day(day)}";
        return Kind switch
        {
            StandingKind.HasSigned => $"signed {Version}{On(Since)}{(Act!.Kind == ActKind.PaperSignature ? " on paper" : "")}",
            StandingKind.Left => $"left, last day {Day(Since)}",
            StandingKind.NotHired => $"not hired yet, first day {Day(Since)}",
            StandingKind.NotRequired => "need not sign",
            StandingKind.NotAsked => "not asked yet",
            StandingKind.Queued => "a mail waits to be sent",
            StandingKind.Asked => $"asked{On(Since)}",
            StandingKind.Reminded => $"asked{On(Since)}, reminded {Times(Invitation!.Reminders)}",
            StandingKind.Overdue => $"overdue since {Day(Due!.Value.AddDays(1))}, asked{On(Since)}{(Invitation!.Reminders > 0 ? $", reminded {Times(Invitation.Reminders)}" : "")}",
            StandingKind.LinkExpired => Invitation!.LastSent is null ? $"asked{On(Since)}, but the mail could not be sent" : $"asked{On(Since)}, and the link works no more; a reminder brings another",
            StandingKind.Bounced => $"the mail server refuses the address: {Invitation!.Bounce}",
            StandingKind.NoEmail => "has no e-mail address; signs on paper",
            StandingKind.OnLeave => Until is null ? $"on leave since {Day(Since)}" : $"on leave until {Day(Until)}",
            StandingKind.Declined => $"does not agree{On(Since)}",
            StandingKind.Asks => $"has questions{On(Since)}",
            _ => throw new UnreachableException(),
        };
    }

    private static string Times(int count) => count switch
    {
        1 => "once",
        2 => "twice",
        _ => string.Create(CultureInfo.InvariantCulture, $"{count} times"),
    };

    /// <summary>Names no one.</summary>
    public override string ToString() => $"{Kind} {Version}";
}
