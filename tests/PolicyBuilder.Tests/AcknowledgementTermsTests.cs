using PolicyBuilder.Formats;
using PolicyBuilder.Formats.Readers;
using PolicyBuilder.Formats.Writers;
using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Model.Diagnostics;
using PolicyBuilder.Testing;
using Xunit;

namespace PolicyBuilder.Tests;

public sealed class AcknowledgementTermsTests
{
    [Fact]
    public void What_is_left_out_has_its_default()
    {
        Assert.Equal(AcknowledgementTerms.Default, Read("", "").Config.Acknowledgement);
        Assert.Equal(new AcknowledgementTerms { DueDays = 10 }, Read("acknowledgement: {due_days: 10}\n", "").Config.Acknowledgement);
        Assert.Equal(CityCalendar.Plain, Read("", "").City.Calendar);
    }

    [Fact]
    public void All_of_the_block_is_read()
    {
        var terms = Read(
            """
            acknowledgement:
              audience: {departments: [Police, "Fire & Rescue"], authorized_posters: yes}
              due_days: 21
              reminders: {every_days: 3, most: 5, copy_supervisor_from: 0}
              sign_again: no
              link_days: 60
              retention: {years_after_separation: 7, schedule: "LGRC 12.04"}

            """,
            "").Config.Acknowledgement;
        Assert.Equal(
            new AcknowledgementTerms
            {
                Audience = new Audience(false, ["Police", "Fire & Rescue"], true),
                DueDays = 21,
                ReminderEveryDays = 3,
                MostReminders = 5,
                CopySupervisorFrom = null,
                SignAgain = false,
                LinkDays = 60,
                Retention = new RetentionTerms { YearsAfterSeparation = 7, Schedule = "LGRC 12.04" },
            },
            terms);
    }

    [Fact]
    public void A_schedule_that_is_not_named_tells_the_years()
    {
        Assert.Equal("Personnel: policy acknowledgements, 2 years after separation", new RetentionTerms().ScheduleItem);
        Assert.Equal("Personnel: policy acknowledgements, 1 year after separation", new RetentionTerms { YearsAfterSeparation = 1 }.ScheduleItem);
    }

    [Fact]
    public void Nobody_is_reminded_on_weekends_and_holidays_of_the_city()
    {
        var calendar = Read("", "time_zone: America/Chicago\nholidays: [2027-01-01]\n").City.Calendar;
        Assert.False(calendar.IsWorkingDay(new DateOnly(2027, 1, 1)));
        Assert.False(calendar.IsWorkingDay(new DateOnly(2027, 1, 2)));
        Assert.False(calendar.IsWorkingDay(new DateOnly(2027, 1, 3)));
        Assert.True(calendar.IsWorkingDay(new DateOnly(2027, 1, 4)));
    }

    [Fact]
    public void The_day_is_the_city_s_own()
    {
        var calendar = Read("", "time_zone: America/Chicago\n").City.Calendar;
        var midnight = new DateTimeOffset(2027, 1, 4, 0, 30, 0, TimeSpan.Zero);
        Assert.Equal(new DateOnly(2027, 1, 3), calendar.DayOf(midnight, TimeProvider.System));
    }

    [Fact]
    public void The_schema_describes_what_the_reader_takes()
    {
        var schema = SchemaWriter.Write(new TemplateLibrary(null).Find("social-media")!);
        foreach (var key in (string[])["audience", "departments", "authorized_posters", "due_days", "every_days", "most", "copy_supervisor_from", "sign_again", "link_days", "years_after_separation", "schedule"])
            Assert.Contains($"\"{key}\"", schema, StringComparison.Ordinal);
    }

    private static (City City, PolicyConfig Config) Read(string policy, string city)
    {
        using var scratch = new Scratch();
        var source = scratch.WriteCity(policy + Scratch.MinimalAnswers, "name: Mapleton\n" + city);
        var problems = new List<Diagnostic>();
        var read = new PolicyCompiler(new TemplateLibrary(null)).Read(source, problems);
        Assert.Empty(problems);
        return read!.Value;
    }
}
