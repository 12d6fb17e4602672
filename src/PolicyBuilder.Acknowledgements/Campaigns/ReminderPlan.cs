using System.Globalization;
using PolicyBuilder.Acknowledgements.Roster;
using PolicyBuilder.Model.Configuration;

namespace PolicyBuilder.Acknowledgements.Campaigns;

/// <summary>
/// Who is reminded of a policy now, and who is not. The caps: nobody on a Saturday, a Sunday or a holiday of the city; nobody twice within
/// the days of the terms; nobody more often than the terms say. A person who had all reminders and whose link expired gets a new link
/// without a reminder, which cannot happen more than once in the lifetime of a link. From the reminder that the terms name on, the
/// supervisor gets a notice of their own about each person, without a link.
/// </summary>
/// <param name="Mails">Those to queue: reminders, new links, notices to supervisors.</param>
/// <param name="Unmailed">All who get none, with the reason.</param>
/// <param name="IsWorkingDay">False on a day on which nobody is reminded.</param>
/// <param name="WithoutSupervisor">Who is reminded for the umpteenth time and has no supervisor who could be told.</param>
public sealed record ReminderPlan(IReadOnlyList<Mail> Mails, IReadOnlyList<Unmailed> Unmailed, bool IsWorkingDay, IReadOnlyList<Standing> WithoutSupervisor)
{
    /// <summary>Works it out from where everybody stands.</summary>
    /// <param name="standings">Everybody's standing with the policy today.</param>
    /// <param name="waiting">The mails that wait to be sent.</param>
    /// <param name="terms">The policy's terms.</param>
    /// <param name="calendar">The city's holidays.</param>
    /// <param name="today">The day in the city.</param>
    /// <param name="now">The same in UTC.</param>
    /// <param name="dayOf">The day that an instant lies in, in the city.</param>
    public static ReminderPlan Of(
        IReadOnlyList<Standing> standings, IReadOnlyList<Mail> waiting, AcknowledgementTerms terms, CityCalendar calendar, DateOnly today, DateTimeOffset now, Func<DateTimeOffset, DateOnly> dayOf)
    {
        var people = standings.ToDictionary(standing => standing.Person.Id, standing => standing.Person, StringComparer.Ordinal);
        var queued = waiting.Where(mail => mail.Kind is MailKind.Invitation or MailKind.Reminder or MailKind.NewLink).Select(mail => mail.Invitation).ToHashSet();
        var (mails, unmailed, alone) = (new List<Mail>(), new List<Unmailed>(), new List<Standing>());
        var works = calendar.IsWorkingDay(today);
        foreach (var standing in standings)
        {
            if (WhyNot(standing) is { } reason)
            {
                unmailed.Add(new Unmailed(standing, reason));
                continue;
            }
            var (invitation, address) = (standing.Invitation!, standing.Person.Email!);
            if (invitation.Reminders >= terms.MostReminders)
            {
                mails.Add(MailAbout(standing, MailKind.NewLink, address, 0));
                continue;
            }
            var number = invitation.Reminders + 1;
            mails.Add(MailAbout(standing, MailKind.Reminder, address, number));
            if (number < terms.CopySupervisorFrom || terms.CopySupervisorFrom is null)
                continue;
            if (SupervisorOf(standing.Person) is { Email: { } supervisor })
                mails.Add(MailAbout(standing, MailKind.SupervisorNotice, supervisor, number));
            else
                alone.Add(standing);
        }
        return new ReminderPlan(mails, unmailed, works, alone);

        string? WhyNot(Standing standing)
        {
            if (standing.Kind is not (StandingKind.Asked or StandingKind.Reminded or StandingKind.Overdue or StandingKind.LinkExpired))
                return standing.Reason;
            var invitation = standing.Invitation!;
            if (invitation.LastSent is not { } sent)
                return $"{standing.Reason}; 'invite' tries again";
            if (queued.Contains(invitation.Id))
                return "a mail waits to be sent";
            if (!works)
                return string.Create(CultureInfo.InvariantCulture, $"{today:yyyy-MM-dd} is no working day");
            if (invitation.Reminders >= terms.MostReminders && standing.Kind != StandingKind.LinkExpired)
                return string.Create(CultureInfo.InvariantCulture, $"had all reminders ({terms.MostReminders})");
            var next = dayOf(sent).AddDays(terms.ReminderEveryDays);
            return next > today ? string.Create(CultureInfo.InvariantCulture, $"had a mail on {dayOf(sent):yyyy-MM-dd}; the next one is due on {next:yyyy-MM-dd}") : null;
        }

        Person? SupervisorOf(Person person) =>
            person.Supervisor is { } id && id != person.Id && people.GetValueOrDefault(id) is { } supervisor && supervisor.WorksOn(today) ? supervisor : null;

        Mail MailAbout(Standing standing, MailKind kind, string address, int number) =>
            Mail.Fresh(kind, standing.Person.Id, address, now) with { Invitation = standing.Invitation!.Id, Number = number };
    }
}
