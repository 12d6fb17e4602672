using PolicyBuilder.Acknowledgements.Campaigns;
using Xunit;
using static PolicyBuilder.Acknowledgements.Tests.Campaigns.Staff;

namespace PolicyBuilder.Acknowledgements.Tests.Campaigns;

/// <summary>Who has read a city and reads it again sees what one sees who reads it for the first time, whoever changed something meanwhile.</summary>
public abstract partial class CampaignStoreContract
{
    [SkippableFact]
    public async Task Who_reads_again_sees_what_others_changed()
    {
        await using var other = await OpenAsync();
        await using var watching = await OpenAsync();
        await SameAsync("nothing is there");
        await ImportAsync(other, Ada, Bo, Cy);
        await SameAsync("people came");
        await other.AddVersionsAsync([First], Now);
        await SameAsync("a version was published");
        var (invitation, mail) = await InviteAsync(other, Ada);
        var (answered, asked) = await InviteAsync(other, Bo);
        await SameAsync("two were invited");
        var before = await watching.ReadAsync();

        var link = LinkIn(mail);
        await other.ExchangeAsync([], [new MailStart(mail.Id, link)], Now);
        await SameAsync("a mail is being sent");
        await other.ExchangeAsync([new MailOutcome(mail.Id, MailState.Sent, "250")], [], Now);
        await SameAsync("a mail was sent");
        await other.ExchangeAsync([], [new MailStart(asked.Id, LinkIn(asked))], Now);
        await other.ExchangeAsync([new MailOutcome(asked.Id, MailState.Bounced, "550")], [], Now);
        await SameAsync("a mail bounced");
        await other.QueueAsync([], [MailTo(Ada, invitation, MailKind.Reminder, 1)]);
        await SameAsync("a reminder waits");
        var act = await other.BeginAsync(ActOf(Ada, First));
        await SameAsync("an act was begun");
        await other.FinishAsync(Finished(act, 8), [Mail.Fresh(MailKind.Receipt, Ada.Id, Ada.Email!, Now) with { Entry = 8 }]);
        await SameAsync("an act was finished");
        await other.CorrectAsync(act.Id);
        await SameAsync("it was corrected");
        await other.AddLeaveAsync(new(Bo.Id, Today, Today.AddDays(3)), Today, Now);
        await SameAsync("somebody is on leave");
        await other.EndInvitationAsync(answered.Id, InvitationEnd.Revoked, Now);
        await SameAsync("an invitation was withdrawn");
        await other.AddVersionsAsync([Version("1.1.0")], Now);
        await SameAsync("another version was published");
        await other.DecideAsync(Policy, Version("1.1.0").Version, signAgain: false, "Editorial after all.", Now);
        await SameAsync("it was decided about");
        // Nobody looked at Cy again all the while.
        Assert.Same(before.People.Single(person => person.Id == Cy.Id), (await watching.ReadAsync()).People.Single(person => person.Id == Cy.Id));

        var question = await other.BeginAsync(ActOf(Bo, First, ActKind.Question));
        await SameAsync("somebody is about to ask");
        await other.FinishAsync(Finished(question, 9), []);
        await SameAsync("somebody asked");
        await ImportAsync(other, Bo with { Name = "Bo Other", Email = "other@mapleton.example" });
        await SameAsync("a name and an address are others");
        var dee = Ada with { Id = "1015", Name = "Dee Example", Email = "dee@mapleton.example" };
        await ImportAsync(other, dee);
        await SameAsync("somebody was hired");
        await InviteAsync(other, dee);
        await SameAsync("and invited");
        await ImportAsync(other, dee with { Left = Today.AddDays(-1) });
        await SameAsync("and left");
        await other.ForgetAsync([dee.Id]);
        await SameAsync("and was forgotten");
        await other.ForgetAsync([Ada.Id, Cy.Id]);
        await SameAsync("and others too");
        await ImportAsync(other, Ada);
        await SameAsync("and one came again");
        await InviteAsync(other, Ada);
        await SameAsync("and was invited");

        async Task SameAsync(string when)
        {
            await using var fresh = await OpenAsync();
            var (expected, seen) = (await fresh.ReadAsync(), await watching.ReadAsync());
            Same(expected.People, seen.People);
            Same(expected.Versions, seen.Versions);
            Same(expected.Invitations, seen.Invitations);
            Same(expected.Acts, seen.Acts);
            Same(expected.Leaves, seen.Leaves);
            Same(expected.Waiting, seen.Waiting);

            void Same<T>(IReadOnlyList<T> expected, IReadOnlyList<T> seen) =>
                Assert.True(expected.SequenceEqual(seen), $"When {when}, the one saw {string.Join(", ", seen)}, and the other {string.Join(", ", expected)}.");
        }
    }

    [SkippableFact]
    public async Task What_many_changed_at_once_is_seen_too()
    {
        await using var store = await OpenAsync();
        var people = Enumerable.Range(0, 2500).Select(i => Bo with { Id = $"{i:D4}", Email = $"p{i}@mapleton.example" }).ToArray();
        await ImportAsync(store, people);
        Assert.Equal(people, (await store.ReadAsync()).People);
        await ImportAsync(store, [.. people.Select(person => person with { Title = "Clerk" })]);
        Assert.All((await store.ReadAsync()).People, person => Assert.Equal("Clerk", person.Title));
        await ImportAsync(store, people[7] with { Title = "Mayor" });
        Assert.Equal("Mayor", Assert.Single((await store.ReadAsync()).People, person => person.Title != "Clerk").Title);
    }
}
