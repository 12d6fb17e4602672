namespace PolicyBuilder.Model.Configuration;

/// <summary>Who must sign a policy, by when, and what is done about those who have not: the <c>acknowledgement:</c> block of its YAML.</summary>
public sealed record AcknowledgementTerms
{
    /// <summary>What holds where a policy says nothing.</summary>
    public static AcknowledgementTerms Default { get; } = new();

    /// <summary>Who must sign.</summary>
    public Audience Audience { get; init; } = Audience.Everyone;

    /// <summary>Within how many days of being asked.</summary>
    public int DueDays { get; init; } = 14;

    /// <summary>How many days lie between two mails to the same person, at least.</summary>
    public int ReminderEveryDays { get; init; } = 7;

    /// <summary>How many reminders a person gets at most; 0 for none.</summary>
    public int MostReminders { get; init; } = 3;

    /// <summary>From which reminder on the supervisor gets a copy of the fact, without a link; null for never.</summary>
    public int? CopySupervisorFrom { get; init; } = 2;

    /// <summary>Whether a version with a substantive change has to be signed anew by those who signed an earlier one.</summary>
    public bool SignAgain { get; init; } = true;

    /// <summary>How long a link works.</summary>
    public int LinkDays { get; init; } = 30;

    /// <summary>How long evidence is kept after a person left.</summary>
    public RetentionTerms Retention { get; init; } = new();
}

/// <summary>Who must sign: everyone, or those who are in one of the departments or may post, whichever of the two are named.</summary>
/// <param name="IsEveryone">Everyone; the other two say nothing then.</param>
/// <param name="Departments">Departments by name, compared without regard to case.</param>
/// <param name="AuthorizedPosters">Those who may post for the city.</param>
public sealed record Audience(bool IsEveryone, Sequence<string> Departments, bool AuthorizedPosters)
{
    public static Audience Everyone { get; } = new(true, [], false);
}

/// <summary>How long evidence is kept.</summary>
public sealed record RetentionTerms
{
    /// <summary>For how many years after the person's last day.</summary>
    public int YearsAfterSeparation { get; init; } = 2;

    /// <summary>The item of the city's or state's records schedule that says so; null for a description of it.</summary>
    public string? Schedule { get; init; }

    /// <summary>The schedule item, as disposal entries quote it.</summary>
    public string ScheduleItem => Schedule ?? $"Personnel: policy acknowledgements, {YearsAfterSeparation} {(YearsAfterSeparation == 1 ? "year" : "years")} after separation";
}
