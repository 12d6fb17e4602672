using System.CommandLine;
using System.Diagnostics;
using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Cli.Console;

namespace PolicyBuilder.Cli.Commands.Campaigns;

/// <summary>What the commands that send mails have in common.</summary>
internal static class MailOptions
{
    public static Option<int> Wait()
    {
        var wait = new Option<int>("--wait") { Description = "Wait up to so many minutes for mails that the server puts off", HelpName = "minutes" };
        wait.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 1440)
                result.AddError("--wait takes minutes from 0 to 1440");
        });
        return wait;
    }

    public static TimeSpan Wait(ParseResult parsed, Option<int> wait) => TimeSpan.FromMinutes(parsed.GetValue(wait));

    /// <summary>Prints who gets a mail and who does not, a line each.</summary>
    public static void Print(Terminal terminal, IReadOnlyList<Mail> mails, IReadOnlyList<Unmailed> unmailed)
    {
        foreach (var mail in mails)
            terminal.Print(Terminal.Printable($"{mail.Person}  {Words(mail)} to {mail.Address}"));
        foreach (var (standing, reason) in unmailed)
            terminal.Print(Terminal.Printable($"{standing.Person.Id}  {standing.Person.Name}: no mail, {reason}"));
    }

    /// <summary>How many get none, in words that go on after others.</summary>
    /// <param name="told">Whether it was told already why.</param>
    public static string Others(IReadOnlyList<Unmailed> unmailed, bool told)
    {
        var why = told ? "" : " (--dry-run tells why)";
        var open = unmailed.Count(one => one.Standing.MustSign);
        return (open, unmailed.Count - open) switch
        {
            (0, 0) => "",
            (0, var done) => $"; {done:N0} signed already or need not sign",
            (var waiting, 0) => $"; {waiting:N0} get no mail now{why}",
            var (waiting, done) => $"; {waiting:N0} get no mail now{why}, {done:N0} signed already or need not sign",
        };
    }

    private static string Words(Mail mail) => mail.Kind switch
    {
        MailKind.Invitation => "invitation",
        MailKind.Reminder => $"reminder {mail.Number}",
        MailKind.NewLink => "new link",
        MailKind.SupervisorNotice => "notice about them",
        MailKind.Receipt => "receipt",
        MailKind.QuestionsNotice => "notice to HR",
        _ => throw new UnreachableException(),
    };
}
