using System.CommandLine;
using System.Globalization;
using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Cli.Console;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Cli.Commands.Campaigns;

/// <summary><c>remind [city/policy]</c>: reminds those who were asked and have not signed.</summary>
internal static class RemindCommand
{
    public static Command Create(Terminal terminal, TimeProvider clock)
    {
        var policy = new Argument<string?>("policy") { Description = "city/policy, a city, or a policy of the only city; otherwise all", Arity = ArgumentArity.ZeroOrOne };
        var dryRun = new Option<bool>("--dry-run") { Description = "Show who would get a mail and who would not, and do nothing" };
        var wait = MailOptions.Wait();
        var options = new CampaignOptions();
        var command = new ExplainedCommand("remind", "Remind those who were asked and have not signed", """
            Examples:
              policybuilder remind --dry-run
              policybuilder remind

            Run it daily; it keeps to these limits, of which the policy's 'acknowledgement:' block gives the numbers:
              - nobody is reminded on a Saturday, a Sunday, or a day of 'holidays:' in city.yaml
              - between two mails to a person lie at least reminders: every_days
              - nobody gets more than reminders: most
              - from reminder copy_supervisor_from on, the supervisor is told, one mail for each person, without a link
              - whoever had all reminders and whose link expired gets a new link, once in the lifetime of a link (link_days)

            Each reminder carries a new link and ends the one before. Not reminded are those on leave, who left, have questions
            or do not agree, have no e-mail address, or whose address the mail server refuses.
            """) { policy, dryRun, wait };
        options.AddTo(command);
        command.SetAction(parsed => options.Run(terminal, parsed, clock, parsed.GetValue(policy), async (campaigns, problems) =>
        {
            var run = MailRun.Prepare(campaigns, options.Templates(parsed), problems);
            var campaign = await campaigns.ReadAsync(problems);
            var plans = campaigns.Policies(campaign, problems).Select(name => (Policy: name, Plan: Plan(campaigns, campaign, name, problems))).ToList();
            if (run is null || problems.Exists(problem => problem.Severity == Severity.Error))
                return ExitCode.No;
            foreach (var (name, plan) in plans)
                Tell(terminal, $"{campaigns.City.Id}/{name}", plan, parsed.GetValue(dryRun));
            if (parsed.GetValue(dryRun))
            {
                terminal.Say("Dry run: nothing was queued or sent.");
                return ExitCode.Yes;
            }
            if (!campaigns.City.Calendar.IsWorkingDay(campaigns.Today))
            {
                terminal.Say(string.Create(CultureInfo.InvariantCulture, $"{campaigns.Today:yyyy-MM-dd} is no working day in {campaigns.City.Id}: nobody is reminded. Run it again on the next one."));
                return ExitCode.Yes;
            }
            await campaigns.Store.QueueAsync([], [.. plans.SelectMany(plan => plan.Plan.Mails)]);
            var report = await run.SendAsync(terminal, MailOptions.Wait(parsed, wait), problems);
            return await run.TellAsync(terminal, report, "Next: 'policybuilder status' shows who has signed. Run 'policybuilder remind' again tomorrow; it keeps the distance by itself.");
        }));
        return command;
    }

    private static ReminderPlan Plan(OpenCampaigns campaigns, Campaign campaign, string policy, ICollection<Diagnostic> problems)
    {
        var terms = campaigns.Terms(policy, problems);
        return ReminderPlan.Of(
            Standings.Of(campaign, terms, policy, campaigns.Today, campaigns.DayOf), campaign.Waiting, terms, campaigns.City.Calendar, campaigns.Today, campaigns.Clock.GetUtcNow(), campaigns.DayOf);
    }

    private static void Tell(Terminal terminal, string policy, ReminderPlan plan, bool all)
    {
        if (all)
            MailOptions.Print(terminal, plan.Mails, plan.Unmailed);
        int Of(MailKind kind) => plan.Mails.Count(mail => mail.Kind == kind);
        terminal.Say($"{policy}: {Arguments.Count(Of(MailKind.Reminder), "person is", "people are")} reminded"
            + (Of(MailKind.NewLink) > 0 ? $", {Of(MailKind.NewLink):N0} get a new link" : "")
            + (Of(MailKind.SupervisorNotice) > 0 ? $", {Arguments.Count(Of(MailKind.SupervisorNotice), "notice goes", "notices go")} to supervisors" : "")
            + $"{MailOptions.Others(plan.Unmailed, told: all)}.");
        if (plan.WithoutSupervisor.Count > 0)
            terminal.Say($"Of {Arguments.Count(plan.WithoutSupervisor.Count, "of these no supervisor", "of these no supervisors")} could be told: the roster names none with an address.");
    }
}
