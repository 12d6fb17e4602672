using System.CommandLine;
using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Cli.Console;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Cli.Commands.Campaigns;

/// <summary><c>invite [city/policy]</c>: asks those who must sign and were not asked yet.</summary>
internal static class InviteCommand
{
    public static Command Create(Terminal terminal, TimeProvider clock)
    {
        var policy = new Argument<string?>("policy") { Description = "city/policy, a city, or a policy of the only city; otherwise all", Arity = ArgumentArity.ZeroOrOne };
        var person = new Option<string?>("--person") { Description = "Ask only this person, by id; an address that was refused is tried again", HelpName = "id" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Show who would get a mail and who would not, and do nothing" };
        var wait = MailOptions.Wait();
        var options = new CampaignOptions();
        var command = new ExplainedCommand("invite", "Ask those who must sign and were not asked yet, by e-mail", """
            Examples:
              policybuilder invite --dry-run
              policybuilder invite mapleton/social-media
              policybuilder invite --person 00101

            Everybody whom the policy's 'acknowledgement:' block concerns is asked once for a version, with a link of their own
            and a last day: today and the block's due_days. Whoever has no e-mail address gets the last day too, and signs on
            paper. Not asked are those who signed, left, are not hired yet or on leave, have questions or do not agree, and
            addresses that the mail server refused, until the roster has another.

            Without a mail server the mails are written to the folder ledger/mail. A server is named in appsettings.json, see
            'policybuilder explain PB7301'. What the server puts off is tried again by the same command, later. Ctrl+C stops
            after the mail being sent. Run it as often as you like: nobody is asked twice.
            """) { policy, person, dryRun, wait };
        options.AddTo(command);
        command.SetAction(parsed => options.Run(terminal, parsed, clock, parsed.GetValue(policy), async (campaigns, problems) =>
        {
            var run = MailRun.Prepare(campaigns, options.Templates(parsed), problems);
            var campaign = await campaigns.ReadAsync(problems);
            if (parsed.GetValue(person) is { } id && campaign.People.All(other => other.Id != id))
                problems.Add(Problems.NoSuchPerson(campaigns.City.Id, id, [.. campaign.People.Select(other => other.Id)]));
            var plans = campaigns.Policies(campaign, problems)
                .Select(name => (Policy: name, Plan: InvitationPlan.Of(
                    Standings.Of(campaign, campaigns.Terms(name, problems), name, campaigns.Today, campaigns.DayOf),
                    name,
                    campaigns.Terms(name, problems),
                    campaigns.Today,
                    campaigns.Clock.GetUtcNow(),
                    parsed.GetValue(person))))
                .ToList();
            if (run is null || problems.Exists(problem => problem.Severity == Severity.Error))
                return ExitCode.No;
            if (plans.Count == 0)
                terminal.Say("No policy is published with an entry in the ledger yet, so nobody has to sign.");
            foreach (var (name, plan) in plans)
                Tell(terminal, $"{campaigns.City.Id}/{name}", plan, parsed.GetValue(dryRun));
            if (parsed.GetValue(dryRun))
            {
                terminal.Say("Dry run: nothing was queued or sent.");
                return ExitCode.Yes;
            }
            await campaigns.Store.QueueAsync([.. plans.SelectMany(plan => plan.Plan.Invitations)], [.. plans.SelectMany(plan => plan.Plan.Mails)]);
            var report = await run.SendAsync(terminal, MailOptions.Wait(parsed, wait), problems);
            return await run.TellAsync(terminal, report, "Next: 'policybuilder status' shows who has signed, and 'policybuilder remind' reminds the others in time.");
        }));
        return command;
    }

    private static void Tell(Terminal terminal, string policy, InvitationPlan plan, bool all)
    {
        if (all)
        {
            MailOptions.Print(terminal, plan.Mails, plan.Unmailed);
            foreach (var standing in plan.OnPaper)
                terminal.Print(Terminal.Printable($"{standing.Person.Id}  {standing.Person.Name}: on paper, has no e-mail address"));
        }
        terminal.Say($"{policy}: {Arguments.Count(plan.Mails.Count, "person is", "people are")} asked by e-mail{(plan.OnPaper.Count > 0 ? $", {plan.OnPaper.Count:N0} on paper, without an address" : "")}{MailOptions.Others(plan.Unmailed, told: all)}.");
    }
}
