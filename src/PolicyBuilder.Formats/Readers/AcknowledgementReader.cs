using PolicyBuilder.Formats.Readers.Yaml;
using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Formats.Readers;

/// <summary>Reads the block <c>acknowledgement:</c> of a policy file. What is left out has its default.</summary>
internal static class AcknowledgementReader
{
    public const string Everyone = "everyone";

    /// <summary>A schedule item becomes a line of an entry.</summary>
    private const int LongestSchedule = 200;

    internal static readonly (int Least, int Most) Days = (1, 365);
    internal static readonly (int Least, int Most) LinkDays = (1, 90);
    internal static readonly (int Least, int Most) Reminders = (0, 12);
    internal static readonly (int Least, int Most) Years = (0, 100);

    public static AcknowledgementTerms Read(Settings settings)
    {
        var terms = AcknowledgementTerms.Default;
        if (settings.Group("acknowledgement") is not { } group)
            return terms;
        terms = terms with
        {
            Audience = ReadAudience(group),
            DueDays = Number(group, "due_days", Days) ?? terms.DueDays,
            SignAgain = group.YesNo("sign_again") ?? terms.SignAgain,
            LinkDays = Number(group, "link_days", LinkDays) ?? terms.LinkDays,
        };
        if (group.Group("reminders") is { } reminders)
        {
            var supervisor = Number(reminders, "copy_supervisor_from", Reminders) ?? terms.CopySupervisorFrom;
            terms = terms with
            {
                ReminderEveryDays = Number(reminders, "every_days", Days) ?? terms.ReminderEveryDays,
                MostReminders = Number(reminders, "most", Reminders) ?? terms.MostReminders,
                CopySupervisorFrom = supervisor == 0 ? null : supervisor,
            };
            reminders.RejectOthers();
        }
        if (group.Group("retention") is { } retention)
        {
            terms = terms with
            {
                Retention = new RetentionTerms
                {
                    YearsAfterSeparation = Number(retention, "years_after_separation", Years) ?? terms.Retention.YearsAfterSeparation,
                    Schedule = retention.Text("schedule", limit: LongestSchedule),
                },
            };
            retention.RejectOthers();
        }
        group.RejectOthers();
        return terms;
    }

    private static Audience ReadAudience(Settings settings)
    {
        if (settings.Entry("audience") is not { } entry || entry.Value is YamlScalar { IsBlank: true })
            return Audience.Everyone;
        if (entry.Value is not YamlMap)
        {
            settings.Choice("audience", [Everyone]);
            return Audience.Everyone;
        }
        var group = settings.Group("audience")!;
        var audience = new Audience(false, group.TextList("departments") ?? [], group.YesNo("authorized_posters") ?? false);
        group.RejectOthers();
        if (audience.Departments.Count == 0 && !audience.AuthorizedPosters)
            settings.Problems.Add(Problems.NobodyMustSign(entry.Value.Location));
        return audience;
    }

    private static int? Number(Settings settings, string key, (int Least, int Most) range) => settings.WholeNumber(key, range.Least, range.Most);
}
