using System.Globalization;
using CsCheck;
using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Roster;
using PolicyBuilder.Model.Configuration;
using Xunit;

namespace PolicyBuilder.Acknowledgements.Tests.Campaigns;

public sealed class PlanTests
{
    private static readonly AcknowledgementTerms Terms = new() { DueDays = 14, ReminderEveryDays = 7, MostReminders = 3, CopySupervisorFrom = 2, LinkDays = 30 };

    private static readonly AskedVersion Version = Staff.Version("1.0.0");

    [Fact]
    public void Everybody_who_must_sign_is_asked_once_and_has_a_last_day()
    {
        var campaign = Campaign(Staff.Ada, Staff.Bo, Staff.Cy, new Person { Id = "103", Name = "Di Sample" });
        var plan = Invite(campaign, Staff.Today);
        Assert.Equal(["101", "100", "103"], plan.Invitations.Select(invitation => invitation.Person));
        Assert.All(plan.Invitations, invitation => Assert.Equal((Staff.Today.AddDays(14), Version.Version), (invitation.Due, invitation.Version)));
        Assert.Equal(["ada@mapleton.example", "bo@mapleton.example"], plan.Mails.Select(mail => mail.Address));
        Assert.Equal("103", Assert.Single(plan.OnPaper).Person.Id);
        Assert.Equal("left, last day 2026-12-31", Assert.Single(plan.Unmailed).Reason);
        var again = Invite(campaign with { Invitations = plan.Invitations, Waiting = plan.Mails }, Staff.Today);
        Assert.Empty(again.Mails);
        Assert.Empty(again.Invitations);
        Assert.Equal(["a mail waits to be sent", "a mail waits to be sent", "left, last day 2026-12-31", "has no e-mail address; signs on paper"], again.Unmailed.Select(one => one.Reason));
    }

    [Fact]
    public void Nobody_is_asked_who_declined_asked_is_on_leave_or_signed()
    {
        var campaign = Campaign(Staff.Ada, Staff.Bo) with { Acts = [Act(Staff.Ada, ActKind.Refusal)], Leaves = [new Leave("100", Staff.Today, null)] };
        Assert.Empty(Invite(campaign, Staff.Today).Mails);
        Assert.Empty(Invite(campaign with { Acts = [Act(Staff.Ada, ActKind.Question), Act(Staff.Bo, ActKind.Signature)], Leaves = [] }, Staff.Today).Mails);
    }

    [Fact]
    public void A_bounced_address_is_tried_again_only_when_asked_for_by_name()
    {
        var campaign = Campaign(Staff.Ada, Staff.Bo) with { Invitations = [Sent(Staff.Ada, Staff.Now) with { LastSent = null, LinkExpires = null, Bounce = "550 no" }] };
        Assert.Equal("100", Assert.Single(Invite(campaign, Staff.Today).Mails).Person);
        var named = InvitationPlan.Of(Standings.Of(campaign, Terms, Staff.Policy, Staff.Today), Staff.Policy, Terms, Staff.Today, Staff.Now, "101");
        Assert.Equal(campaign.Invitations[0].Id, Assert.Single(named.Mails).Invitation);
        Assert.Empty(named.Invitations);
    }

    [Fact]
    public void A_mail_that_was_given_up_is_queued_anew_by_the_next_invite()
    {
        var invitation = Sent(Staff.Ada, Staff.Now) with { LastSent = null, LinkExpires = null };
        var plan = Invite(Campaign(Staff.Ada) with { Invitations = [invitation] }, Staff.Today);
        Assert.Equal(invitation.Id, Assert.Single(plan.Mails).Invitation);
        Assert.Empty(plan.Invitations);
    }

    [Theory]
    [InlineData("2027-03-05", 0, 0, "had a mail on 2027-03-01; the next one is due on 2027-03-08")]
    [InlineData("2027-03-08", 0, 1, null)]
    [InlineData("2027-03-13", 0, 0, "2027-03-13 is no working day")]
    [InlineData("2027-03-14", 0, 0, "2027-03-14 is no working day")]
    [InlineData("2027-03-15", 0, 0, "2027-03-15 is no working day")]
    [InlineData("2027-03-16", 2, 3, null)]
    [InlineData("2027-03-16", 3, 0, "had all reminders (3)")]
    [InlineData("2027-04-01", 3, 0, null)]
    public void Reminders_keep_to_the_caps(string day, int reminders, int number, string? reason)
    {
        var today = DateOnly.Parse(day, CultureInfo.InvariantCulture);
        var campaign = Campaign(Staff.Ada, Staff.Bo) with { Invitations = [Sent(Staff.Ada, Staff.Now) with { Reminders = reminders }] };
        var plan = Remind(campaign, today, new CityCalendar(null, [new DateOnly(2027, 3, 15)]));
        Assert.Equal(reason, plan.Unmailed.FirstOrDefault(one => one.Standing.Person.Id == "101")?.Reason);
        if (reason is null)
            Assert.Equal((number == 0 ? MailKind.NewLink : MailKind.Reminder, number), (plan.Mails[0].Kind, plan.Mails[0].Number));
        else
            Assert.Empty(plan.Mails);
    }

    [Fact]
    public void The_supervisor_is_told_from_the_second_reminder_on()
    {
        var day = new DateOnly(2027, 3, 16);
        var first = Remind(Campaign(Staff.Ada, Staff.Bo) with { Invitations = [Sent(Staff.Ada, Staff.Now)] }, day);
        Assert.Equal([MailKind.Reminder], first.Mails.Select(mail => mail.Kind));
        var second = Campaign(Staff.Ada, Staff.Bo) with { Invitations = [Sent(Staff.Ada, Staff.Now) with { Reminders = 1 }] };
        Assert.Equal([(MailKind.Reminder, "ada@mapleton.example", 2), (MailKind.SupervisorNotice, "bo@mapleton.example", 2)], Remind(second, day).Mails.Select(mail => (mail.Kind, mail.Address, mail.Number)));
        var gone = second with { People = [Staff.Ada, Staff.Bo with { Left = Staff.Today }] };
        Assert.Equal("101", Assert.Single(Remind(gone, day).WithoutSupervisor).Person.Id);
        Assert.Single(Remind(gone, day).Mails);
        Assert.Single(Remind(second, day, terms: Terms with { CopySupervisorFrom = null }).Mails);
    }

    [Fact]
    public void Nobody_is_reminded_while_a_mail_waits_or_whose_address_bounced()
    {
        var day = new DateOnly(2027, 3, 16);
        var sent = Sent(Staff.Ada, Staff.Now);
        var campaign = Campaign(Staff.Ada) with { Invitations = [sent] };
        Assert.Empty(Remind(campaign with { Waiting = [Staff.MailTo(Staff.Ada, sent, MailKind.Reminder, 1)] }, day).Mails);
        Assert.Empty(Remind(campaign with { Invitations = [sent with { Bounce = "550 no" }] }, day).Mails);
        Assert.Empty(Remind(campaign with { Leaves = [new Leave("101", day, day)] }, day).Mails);
        Assert.Empty(Remind(campaign with { Acts = [Act(Staff.Ada, ActKind.Question)] }, day).Mails);
    }

    [Fact]
    public void In_no_year_does_anybody_get_more_than_the_terms_say()
    {
        Gen.Select(Gen.Int[1, 20], Gen.Int[0, 5], Gen.Int[1, 60]).Sample((every, most, linkDays) =>
        {
            var terms = Terms with { ReminderEveryDays = every, MostReminders = most, LinkDays = linkDays };
            var invitation = Sent(Staff.Ada, Staff.Now) with { LinkExpires = Staff.Now.AddDays(linkDays) };
            var days = new List<(DateOnly Day, MailKind Kind)> { (Staff.Today, MailKind.Invitation) };
            for (var day = Staff.Today; day < Staff.Today.AddDays(365); day = day.AddDays(1))
            {
                var noon = new DateTimeOffset(day, new TimeOnly(12, 0), TimeSpan.Zero);
                foreach (var mail in Remind(Campaign(Staff.Ada) with { Invitations = [invitation] }, day, terms: terms).Mails)
                {
                    days.Add((day, mail.Kind));
                    invitation = invitation with { LastSent = noon, LinkExpires = noon.AddDays(linkDays), Reminders = invitation.Reminders + (mail.Kind == MailKind.Reminder ? 1 : 0) };
                }
            }
            Assert.Equal(most, days.Count(day => day.Kind == MailKind.Reminder));
            Assert.All(days.Skip(1), day => Assert.True(CityCalendar.Plain.IsWorkingDay(day.Day)));
            foreach (var (before, after) in days.Zip(days.Skip(1)))
                Assert.True(after.Day.DayNumber - before.Day.DayNumber >= (after.Kind == MailKind.NewLink ? Math.Max(every, linkDays) : every));
        }, iter: 50);
    }

    private static InvitationPlan Invite(Campaign campaign, DateOnly today) => InvitationPlan.Of(Standings.Of(campaign, Terms, Staff.Policy, today), Staff.Policy, Terms, today, Staff.Now);

    private static ReminderPlan Remind(Campaign campaign, DateOnly today, CityCalendar? calendar = null, AcknowledgementTerms? terms = null) => ReminderPlan.Of(
        Standings.Of(campaign, terms ?? Terms, Staff.Policy, today), campaign.Waiting, terms ?? Terms, calendar ?? CityCalendar.Plain, today, Staff.Now, time => DateOnly.FromDateTime(time.UtcDateTime));

    private static Campaign Campaign(params Person[] people) => new(people, [Version], [], [], [], []);

    private static Invitation Sent(Person person, DateTimeOffset when) => Staff.Invite(person, Version) with { LastSent = when, LinkExpires = when.AddDays(30) };

    private static Act Act(Person person, ActKind kind) => Staff.ActOf(person, Version, kind) with { Entry = 9, Recorded = Staff.Now, SignedOn = Staff.Today };
}
