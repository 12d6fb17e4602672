using System.Text;
using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Acknowledgements.Staff;
using Xunit;
using static PolicyBuilder.Acknowledgements.Tests.Campaigns.Staff;

namespace PolicyBuilder.Acknowledgements.Tests.Campaigns;

/// <content>What the city's own people work with in their pages.</content>
public abstract partial class CampaignStoreContract
{
    [SkippableFact]
    public async Task What_another_program_changed_is_in_the_next_reading()
    {
        await using var store = await OpenAsync();
        await using var other = await OpenAsync();
        await ImportAsync(store, Ada);
        var first = await store.ReadAsync();
        Assert.Same(first, await store.ReadAsync());
        await ImportAsync(other, Bo);
        Assert.Equal([Bo, Ada], (await store.ReadAsync()).People);
        await ImportAsync(store, Ada with { Title = "Director" });
        Assert.Equal("Director", (await store.ReadAsync()).People[1].Title);
        Assert.Equal("Director", (await other.ReadAsync()).People[1].Title);
    }

    [SkippableFact]
    public async Task A_paper_waits_until_it_is_dealt_with_and_a_second_about_the_same_takes_its_place()
    {
        await using var store = await OpenAsync();
        await ImportAsync(store, Ada);
        var paper = new PaperEntry
        {
            Id = RandomId.Fresh(),
            Person = Ada.Id,
            Policy = Policy,
            Version = First.Version,
            SignedOn = Today,
            Scan = ContentHash.Of("scan"u8),
            KeptAt = "Room 2",
            EnteredBy = "a1",
            EnteredByName = "Dana Example",
            Entered = Now,
        };
        await store.KeepPaperAsync(paper);
        Assert.Equal([paper], await store.ReadPapersAsync());
        var again = paper with { Id = RandomId.Fresh(), Scan = null, KeptAt = null, EnteredBy = "a2" };
        await store.KeepPaperAsync(again);
        Assert.Equal([again], await store.ReadPapersAsync());
        await store.ForgetPaperAsync(again.Id);
        Assert.Empty(await store.ReadPapersAsync());
    }

    [SkippableFact]
    public async Task An_upload_is_for_the_account_that_made_it_and_the_next_one_replaces_it()
    {
        await using var store = await OpenAsync();
        await store.KeepUploadAsync("u1", "a1", "people.csv", Encoding.UTF8.GetBytes("one"), Now, Now.AddHours(-1));
        await store.KeepUploadAsync("u2", "a2", "others.csv", Encoding.UTF8.GetBytes("two"), Now.AddMinutes(30), Now.AddMinutes(-30));
        Assert.Equal(("people.csv", "one"), await FoundAsync("u1", "a1"));
        Assert.Null(await FoundAsync("u1", "a2"));
        await store.KeepUploadAsync("u3", "a1", "people.csv", Encoding.UTF8.GetBytes("three"), Now.AddMinutes(31), Now.AddMinutes(-29));
        Assert.Null(await FoundAsync("u1", "a1"));
        Assert.Equal(("others.csv", "two"), await FoundAsync("u2", "a2"));
        // What was kept for long is forgotten, whoever looks at something next.
        await store.KeepUploadAsync("u4", "a1", "people.csv", Encoding.UTF8.GetBytes("four"), Now.AddHours(2), Now.AddHours(1));
        Assert.Null(await FoundAsync("u2", "a2"));
        await store.ForgetUploadAsync("u4");
        Assert.Null(await FoundAsync("u4", "a1"));

        async Task<(string, string)?> FoundAsync(string id, string account) =>
            await store.FindUploadAsync(id, account) is { } found ? (found.Name, Encoding.UTF8.GetString(found.Content.Span)) : null;
    }

    [SkippableFact]
    public async Task A_question_is_dealt_with_and_the_last_note_holds()
    {
        await using var store = await OpenAsync();
        await store.AnswerAsync(new Answered("act1", "Dana Example", Now, "Called them."));
        await store.AnswerAsync(new Answered("act1", "Lee Sample", Now.AddDays(1), "They will sign."));
        Assert.Equal(new Answered("act1", "Lee Sample", Now.AddDays(1), "They will sign."), (await store.ReadAnswersAsync())["act1"]);
    }

    [SkippableFact]
    public async Task Mails_that_were_refused_are_told_while_their_invitation_is_open()
    {
        await using var store = await OpenAsync();
        await ImportAsync(store, Ada, Bo);
        await store.AddVersionsAsync([First], Now);
        var (invitation, mail) = await InviteAsync(store, Ada);
        await store.ExchangeAsync([], [new MailStart(mail.Id, LinkIn(mail))], Now);
        await store.ExchangeAsync([new MailOutcome(mail.Id, MailState.Bounced, "550 no such mailbox")], [], Now);
        Assert.Equal("550 no such mailbox", Assert.Single(await store.ReadFailedMailsAsync(10)).Reply);
        await ImportAsync(store, Ada with { Email = "new@mapleton.example" });
        Assert.Empty(await store.ReadFailedMailsAsync(10));
        await ImportAsync(store, Ada);
        Assert.Single(await store.ReadFailedMailsAsync(10));
        await store.QueueAsync([], [MailTo(Ada, invitation)]);
        Assert.Empty(await store.ReadFailedMailsAsync(10));
        var again = Assert.Single((await store.ReadAsync()).Waiting);
        await store.ExchangeAsync([], [new MailStart(again.Id, LinkIn(again))], Now);
        await store.ExchangeAsync([new MailOutcome(again.Id, MailState.GivenUp, "451 try again later")], [], Now);
        Assert.Equal(again.Id, (await store.ReadFailedMailsAsync(10))[0].Id);
        await store.EndInvitationAsync(invitation.Id, InvitationEnd.Revoked, Now);
        Assert.Empty(await store.ReadFailedMailsAsync(10));
    }

    [SkippableFact]
    public async Task Who_decides_that_a_version_must_be_signed_again_ends_invitations_to_those_before()
    {
        await using var store = await OpenAsync();
        await ImportAsync(store, Ada, Bo);
        var later = Version("1.1.0", signAgain: false);
        await store.AddVersionsAsync([First, later], Now);
        await InviteAsync(store, Ada);
        await store.DecideAsync(Policy, later.Version, signAgain: false, "Spelling.", Now);
        Assert.Null((await store.ReadAsync()).Invitations[0].End);
        await store.DecideAsync(Policy, later.Version, signAgain: true, "It is more than spelling.", Now);
        var read = await store.ReadAsync();
        Assert.Equal((true, "It is more than spelling."), (read.Versions[1].SignAgain, read.Versions[1].Decision));
        Assert.Equal(InvitationEnd.Superseded, read.Invitations[0].End);
    }

    [SkippableFact]
    public async Task What_waits_about_a_person_is_forgotten_with_them_and_the_log_names_them_no_more()
    {
        await using var store = await OpenAsync();
        await ImportAsync(store, Ada, Bo);
        await store.AddVersionsAsync([First], Now);
        var act = await store.BeginAsync(ActOf(Ada, First, ActKind.Question));
        await store.FinishAsync(Finished(act, 12, Now), []);
        await store.AnswerAsync(new Answered(act.Id, "Dana Example", Now, "Ada wants to ask the union."));
        await store.KeepUploadAsync("u1", "a1", "people.csv", Encoding.UTF8.GetBytes("101,Ada Examplé"), Now, Now);
        await store.KeepPaperAsync(new PaperEntry { Id = RandomId.Fresh(), Person = Ada.Id, Policy = Policy, Version = First.Version, SignedOn = Today, EnteredBy = "a1", EnteredByName = "Dana Example", Entered = Now });
        await store.NoteAsync(new StaffAct(0, Now, "a1", "Dana Example", "exported the evidence about a person", Ada.Id));
        await store.NoteAsync(new StaffAct(0, Now, "a1", "Dana Example", "noted a leave", Bo.Id));
        await store.ForgetAsync([Ada.Id]);
        Assert.Empty(await store.ReadAnswersAsync());
        Assert.Empty(await store.ReadPapersAsync());
        Assert.Null(await store.FindUploadAsync("u1", "a1"));
        Assert.Equal([Bo.Id, null], (await store.ReadActsAsync(10)).Select(noted => noted.Person));
    }
}
