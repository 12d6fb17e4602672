using System.CommandLine;
using System.Globalization;
using System.Text;
using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Acknowledgements.Evidence;
using PolicyBuilder.Acknowledgements.Ledgers;
using PolicyBuilder.Acknowledgements.Roster;
using PolicyBuilder.Cli.Console;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Cli.Commands.Campaigns;

/// <summary><c>record</c>: what happened on paper, on the telephone, at the counter.</summary>
internal static class RecordCommand
{
    private const long LongestScan = 50_000_000;
    private const int LongestText = 2000;

    public static Command Create(Terminal terminal, TimeProvider clock) => new("record", "Record what happened without a link: a signature on paper, a refusal, a leave, no e-mail, a correction")
    {
        Paper(terminal, clock),
        Refused(terminal, clock, "decline", "Record that a person does not agree and did not sign", declines: true),
        Refused(terminal, clock, "question", "Record that a person has questions before signing", declines: false),
        OnLeave(terminal, clock),
        NoEmail(terminal, clock),
        Correct(terminal, clock),
    };

    private static ExplainedCommand Paper(Terminal terminal, TimeProvider clock)
    {
        var (person, policy, version, by, options) = (Person(), Policy(), Version(), By(), new CampaignOptions());
        var signedOn = Arguments.Day("--signed-on", "The day written beside the signature");
        signedOn.Required = true;
        var scan = new Option<string?>("--scan") { Description = "File of the scanned page; its hash goes into the evidence, so keep the file", HelpName = "file" };
        var keptAt = new Option<string?>("--kept-at") { Description = "Where the paper is kept", HelpName = "place" };
        var checkedBy = new Option<string?>("--checked-by") { Description = "A second person, who compared the entry with the paper", HelpName = "name" };
        var receipt = new Option<string?>("--receipt") { Description = "File for the receipt [default: <reference>.tlog-proof]", HelpName = "file" };
        var command = new ExplainedCommand("paper", "Record a signature on paper, and write its receipt", """
            Example:
              policybuilder record paper 1007 --signed-on 2027-01-12 --scan scans/1007.pdf --by "Dana Example" --checked-by "Lee Sample"

            The person has the version signed from then on; their link ends, and nobody is reminded. Done twice, it counts once.
            The receipt proves the entry offline (policybuilder ledger verify-receipt); give it to the person. It names them.
            """) { person, policy, version, signedOn, by, checkedBy, scan, keptAt, receipt };
        options.AddTo(command);
        command.SetAction(parsed => options.Run(terminal, parsed, clock, parsed.GetValue(policy), async (campaigns, problems) =>
        {
            var campaign = await campaigns.ReadAsync(problems);
            var found = FindPerson(campaigns, campaign, parsed.GetValue(person)!, problems);
            var asked = FindVersion(campaigns, campaign, parsed.GetValue(version), problems);
            if (found is null || asked is null)
                return ExitCode.No;
            var day = parsed.GetValue(signedOn)!.Value;
            var (entered, second) = (parsed.GetValue(by)!, parsed.GetValue(checkedBy));
            if (day > campaigns.Today)
                problems.Add(Problems.SignedInTheFuture(found.Id, IsoDay.Of(day), IsoDay.Of(campaigns.Today)));
            else if (campaigns.DayOf(asked.Published) is var published && day < published)
                problems.Add(Problems.SignedBeforePublished(found.Id, IsoDay.Of(day), asked.Version.ToString(), IsoDay.Of(published)));
            if (second is not null && string.Equals(second.Trim(), entered.Trim(), StringComparison.OrdinalIgnoreCase))
                problems.Add(Problems.CheckedByTheSame(found.Id, entered));
            var hash = parsed.GetValue(scan) is { } file ? HashOf(file, problems) : null;
            if (problems.Any(problem => problem.Severity == Severity.Error))
                return ExitCode.No;
            if (second is null)
                problems.Add(Problems.NotCheckedByAnyone(found.Id));
            var evidence = new PaperSignature
            {
                Reference = Reference.Fresh(),
                Person = PersonOnFile.Of(found),
                Document = ShownDocument.OnPaper(campaigns.City.Id, asked),
                SignedOn = day,
                Scan = hash,
                KeptAt = parsed.GetValue(keptAt),
                RecordedBy = entered,
                CheckedBy = second,
                Timeline = [new Moment(MomentKind.Received, EntryTime.Now(clock))],
            };
            return await RecordAsync(terminal, campaigns, problems, evidence, asked, found, entry => found.Email is { } address ? [Mail.Fresh(MailKind.Receipt, found.Id, address, clock.GetUtcNow()) with { Entry = entry }] : [], parsed.GetValue(receipt));
        }));
        return command;
    }

    private static ExplainedCommand Refused(Terminal terminal, TimeProvider clock, string name, string description, bool declines)
    {
        var (person, policy, version, by, options) = (Person(), Policy(), Version(), By(), new CampaignOptions());
        var words = new Option<string?>("--words") { Description = "What the person said, as they said it", HelpName = "text" };
        var command = new ExplainedCommand(name, description, $"""
            Example:
              policybuilder record {name} 1007 --words "I want to ask the union first." --by "Dana Example"

            It is no signature. The person can still sign, and 'status' tells why they have not.
            """) { person, policy, version, words, by };
        options.AddTo(command);
        command.SetAction(parsed => options.Run(terminal, parsed, clock, parsed.GetValue(policy), async (campaigns, problems) =>
        {
            var campaign = await campaigns.ReadAsync(problems);
            var found = FindPerson(campaigns, campaign, parsed.GetValue(person)!, problems);
            var asked = FindVersion(campaigns, campaign, parsed.GetValue(version), problems);
            if (found is null || asked is null)
                return ExitCode.No;
            var evidence = new Refusal { Reference = Reference.Fresh(), Person = PersonOnFile.Of(found), Document = ShownDocument.OnPaper(campaigns.City.Id, asked), Reason = declines ? RefusalReason.DoesNotAgree : RefusalReason.HasQuestions, Words = parsed.GetValue(words), RecordedBy = parsed.GetValue(by) };
            return await RecordAsync(terminal, campaigns, problems, evidence, asked, found, _ => [], null);
        }));
        return command;
    }

    private static ExplainedCommand OnLeave(Terminal terminal, TimeProvider clock)
    {
        var (person, options) = (Person(), new CampaignOptions());
        var from = Arguments.Day("--from", "The first day of the leave [default: today]");
        var until = Arguments.Day("--until", "The last day [default: not known yet]");
        var command = new ExplainedCommand("leave", "Record that a person is on leave: nobody reminds them, and open links end", """
            Examples:
              policybuilder record leave 1007 --from 2027-02-01 --until 2027-04-30
              policybuilder record leave 1007 --from 2027-02-01 --until 2027-03-15      the same leave, shortened
            """) { person, from, until };
        options.AddTo(command);
        command.SetAction(parsed => options.Run(terminal, parsed, clock, null, async (campaigns, problems) =>
        {
            var campaign = await campaigns.ReadAsync(problems);
            if (FindPerson(campaigns, campaign, parsed.GetValue(person)!, problems) is not { } found)
                return ExitCode.No;
            var leave = new Leave(found.Id, parsed.GetValue(from) ?? campaigns.Today, parsed.GetValue(until));
            if (leave.Until < leave.From)
            {
                problems.Add(Problems.LeaveBackwards(found.Id, IsoDay.Of(leave.From), IsoDay.Of(leave.Until.Value)));
                return ExitCode.No;
            }
            await campaigns.Store.AddLeaveAsync(leave, campaigns.Today, clock.GetUtcNow());
            terminal.Say($"{found.Name} ({found.Id}) is on leave from {IsoDay.Of(leave.From)}{(leave.Until is { } last ? $" to {IsoDay.Of(last)}" : "")}. Nobody asks them meanwhile.");
            return ExitCode.Yes;
        }));
        return command;
    }

    private static ExplainedCommand NoEmail(Terminal terminal, TimeProvider clock)
    {
        var (person, options) = (Person(), new CampaignOptions());
        var command = new ExplainedCommand("no-email", "Record that a person has no e-mail: links end, and they sign on paper", """
            Example:
              policybuilder record no-email 1007

            The next roster import says what holds then: leave the address empty there too.
            """) { person };
        options.AddTo(command);
        command.SetAction(parsed => options.Run(terminal, parsed, clock, null, async (campaigns, problems) =>
        {
            var campaign = await campaigns.ReadAsync(problems);
            if (FindPerson(campaigns, campaign, parsed.GetValue(person)!, problems) is not { } found)
                return ExitCode.No;
            await campaigns.Store.ApplyAsync(RosterImport.Of(campaign.People, [found with { Email = null }]), clock.GetUtcNow());
            terminal.Say(found.Email is null ? $"{found.Name} ({found.Id}) had no e-mail before." : $"{found.Name} ({found.Id}) has no e-mail any more. They sign on paper: 'policybuilder record paper {found.Id} …'.");
            return ExitCode.Yes;
        }));
        return command;
    }

    private static ExplainedCommand Correct(Terminal terminal, TimeProvider clock)
    {
        var entry = new Argument<long>("entry") { Description = "The number of the entry that is wrong, as 'person' shows it" };
        var (by, options) = (By(), new CampaignOptions());
        var reason = new Option<string>("--reason") { Description = "What was wrong, in a sentence", HelpName = "text", Required = true };
        var command = new ExplainedCommand("correct", "Record that a signature was entered by mistake; the entry stays, and does not count", """
            Example:
              policybuilder record correct 17 --reason "The paper was that of another employee." --by "Dana Example"

            Nothing is removed from a ledger: a correction follows the entry and refers to it. The person can be asked, and can sign, again.
            """) { entry, reason, by };
        options.AddTo(command);
        command.SetAction(parsed => options.Run(terminal, parsed, clock, null, async (campaigns, problems) =>
        {
            var campaign = await campaigns.ReadAsync(problems);
            var index = parsed.GetValue(entry);
            var act = campaign.Acts.FirstOrDefault(act => act.Entry == index && (act.IsSignature || act.Kind == ActKind.Corrected));
            var asked = campaign.Versions.FirstOrDefault(version => version.Policy == act?.Policy && version.Version == act.Version);
            var found = campaign.People.FirstOrDefault(person => person.Id == act?.Person);
            if (act is null || asked is null || found is null)
            {
                problems.Add(Problems.NothingToCorrect(campaigns.City.Id, index));
                return ExitCode.No;
            }
            return await Recording.RunAsync(campaigns, problems, async recording =>
            {
                var evidence = new Correction
                {
                    Reference = Reference.Fresh(),
                    Person = PersonOnFile.Of(found),
                    Document = ShownDocument.OnPaper(campaigns.City.Id, asked),
                    Corrects = index,
                    Reason = parsed.GetValue(reason)!,
                    CorrectedBy = parsed.GetValue(by)!,
                };
                var (at, existed) = await recording.Acts.CorrectAsync(act, evidence, asked);
                terminal.Say(existed ? $"Entry {index} was corrected before, by entry {at}." : $"Entry {at} of the ledger corrects entry {index}, which does not count any more.");
                return ExitCode.Yes;
            });
        }));
        return command;
    }

    private static Task<int> RecordAsync(
        Terminal terminal, OpenCampaigns campaigns, List<Diagnostic> problems, EvidenceRecord evidence, AskedVersion version, Person person, Func<long, IReadOnlyCollection<Mail>> mails, string? receipt) =>
        Recording.RunAsync(campaigns, problems, async recording =>
        {
            var (act, existed) = await recording.Acts.RecordAsync(evidence, version, mails);
            var index = act.Entry!.Value;
            if (existed && act.IsSignature)
                problems.Add(Problems.SignedAlready(person.Id, version.Version.ToString(), index));
            var kept = (await recording.Evidence.ReadAsync(index))?.Evidence;
            if (!existed)
                terminal.Say(string.Create(CultureInfo.InvariantCulture, $"Entry {index} of the ledger: {person.Name} ({person.Id}), {version.Policy} {version.Version}, reference {kept?.Reference}."));
            if (act.IsSignature && await recording.Evidence.ReadReceiptAsync(index) is { } proof)
            {
                var file = receipt ?? $"{kept?.Reference ?? "receipt"}.tlog-proof";
                KeyFolder.WriteBesideAndRename(Path.GetFullPath(file), Encoding.UTF8.GetBytes(proof.ToString()));
                terminal.Print(Workspace.Display(file));
            }
            return ExitCode.Yes;
        });

    private static Person? FindPerson(OpenCampaigns campaigns, Campaign campaign, string id, List<Diagnostic> problems)
    {
        if (campaign.People.FirstOrDefault(person => person.Id == id) is { } found)
            return found;
        problems.Add(Problems.NoSuchPerson(campaigns.City.Id, id, [.. campaign.People.Select(person => person.Id)]));
        return null;
    }

    private static AskedVersion? FindVersion(OpenCampaigns campaigns, Campaign campaign, string? version, List<Diagnostic> problems)
    {
        var policies = campaigns.Policies(campaign, problems);
        if (policies.Count != 1)
        {
            if (policies.Count > 1)
                problems.Add(Problems.WhichPolicy(campaigns.City.Id, policies));
            else if (problems.Count == 0)
                problems.Add(Problems.PolicyNotPublished(campaigns.City.Id, []));
            return null;
        }
        var versions = campaign.Versions.Where(candidate => candidate.Policy == policies[0]).ToList();
        var found = version is null ? versions.LastOrDefault() : versions.Find(candidate => candidate.Version.ToString() == version);
        if (found is null)
            problems.Add(Problems.NoSuchVersion($"{campaigns.City.Id}/{policies[0]}", version ?? "", [.. versions.Select(candidate => candidate.Version.ToString())]));
        return found;
    }

    private static ContentHash? HashOf(string file, List<Diagnostic> problems)
    {
        var info = new FileInfo(file);
        var why = !info.Exists ? "there is no such file" : info.Length == 0 ? "it is empty" : info.Length > LongestScan ? "it is longer than 50 MB" : null;
        if (why is null)
            return ContentHash.Of(File.ReadAllBytes(file));
        problems.Add(Problems.NoSuchScan(Workspace.Display(file), why));
        return null;
    }

    private static Argument<string> Person() => new("id") { Description = "The person's id on the roster" };

    private static Option<string?> Policy() => new("--policy") { Description = "The policy [default: the only one that is published]", HelpName = "city/policy" };

    private static Option<string?> Version() => new("--version") { Description = "The version [default: the newest]", HelpName = "number" };

    private static Option<string> By()
    {
        var by = new Option<string>("--by") { Description = "Who enters it", HelpName = "name", Required = true };
        by.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } text && (string.IsNullOrWhiteSpace(text) || text.Length > LongestText))
                result.AddError("--by takes a name");
        });
        return by;
    }
}
