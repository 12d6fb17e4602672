using System.Globalization;
using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Campaigns.Sql;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Acknowledgements.Roster;
using Xunit;
using static PolicyBuilder.Acknowledgements.Tests.Campaigns.Staff;

namespace PolicyBuilder.Acknowledgements.Tests.Campaigns;

/// <summary>What every store of campaigns does.</summary>
public abstract partial class CampaignStoreContract
{
    private static readonly AskedVersion First = Version("1.0.0");

    [SkippableFact]
    public async Task Everything_is_read_as_it_was_written()
    {
        await using var store = await OpenAsync();
        await ImportAsync(store, Ada, Bo, Cy);
        await store.AddVersionsAsync([First, Version("1.10.0", signAgain: false), Version("1.9.0", signAgain: false)], Now);
        var (invitation, mail) = await InviteAsync(store, Ada);
        var leave = new Leave(Bo.Id, Today.AddDays(3), null);
        await store.AddLeaveAsync(leave, Today, Now);
        var act = await store.BeginAsync(ActOf(Ada, First, ActKind.Question));
        await store.FinishAsync(Finished(act, 12, Now.AddMilliseconds(1234)), []);

        var read = await store.ReadAsync();
        Assert.Equal([Bo, Ada, Cy], read.People);
        Assert.Equal([Bo, Ada, Cy], await store.ReadPeopleAsync());
        Assert.Equal(["1.0.0", "1.9.0", "1.10.0"], read.Versions.Select(version => version.Version.ToString()));
        Assert.Equal(First, read.Versions[0]);
        Assert.Equal([invitation], read.Invitations);
        Assert.Equal([mail], read.Waiting);
        Assert.Equal([leave], read.Leaves);
        Assert.Equal([act with { Entry = 12, Recorded = Now.AddMilliseconds(1234), SignedOn = Today }], read.Acts);
    }

    [SkippableFact]
    public async Task Everything_is_there_when_the_store_is_opened_again_and_cities_are_apart()
    {
        await using (var store = await OpenAsync())
        {
            await ImportAsync(store, Ada, Bo);
            await store.AddVersionsAsync([First], Now);
            await InviteAsync(store, Ada);
        }
        await using (var other = await OpenAsync("new-harbor"))
        {
            Assert.Empty((await other.ReadAsync()).People);
            await ImportAsync(other, Ada with { Name = "Another" }, Bo);
        }
        await using var again = await OpenAsync();
        var read = await again.ReadAsync();
        Assert.Equal("mapleton", again.City);
        Assert.Equal([Bo, Ada], read.People);
        Assert.Single(read.Invitations);
        Assert.Single(read.Versions);
    }

    [SkippableFact]
    public async Task An_import_done_twice_changes_nothing_and_one_of_a_roster_that_moved_is_refused_whole()
    {
        await using var store = await OpenAsync();
        var import = RosterImport.Of([], [Ada, Bo]);
        await store.ApplyAsync(import, Now);
        await store.ApplyAsync(import, Now);
        Assert.Equal([Bo, Ada], await store.ReadPeopleAsync());

        var mine = RosterImport.Of([Ada, Bo], [Ada with { Title = "Director" }, Bo with { Title = "Clerk" }, Cy]);
        await ImportAsync(store, Bo with { Title = "Mayor" });
        await Assert.ThrowsAsync<RosterMovedException>(() => store.ApplyAsync(mine, Now));
        Assert.Equal([Bo with { Title = "Mayor" }, Ada], await store.ReadPeopleAsync());
    }

    [SkippableFact]
    public async Task Who_leaves_loses_links_mails_and_invitations_and_can_be_invited_again_on_return()
    {
        await using var store = await OpenAsync();
        var link = await SendAsync(store, Ada, Bo);
        await store.QueueAsync([], [MailTo(Ada, await OpenInvitationAsync(store, Ada), MailKind.Reminder, 1)]);
        await ImportAsync(store, Ada with { Left = Today.AddDays(-1) });
        var found = (await store.FindLinkAsync(link.Token))!.Value;
        Assert.Equal((LinkEnd.Left, InvitationEnd.Left), (found.Link.End, found.Invitation.End));
        Assert.Equal((Now, Now), (found.Link.Ended, found.Invitation.Ended));
        Assert.Null(found.Invitation.LinkExpires);
        Assert.Empty((await store.ReadAsync()).Waiting);

        await ImportAsync(store, Ada);
        await InviteAsync(store, Ada);
        Assert.Equal(2, (await store.ReadAsync()).Invitations.Count(invitation => invitation.Person == Ada.Id));
    }

    [SkippableFact]
    public async Task A_new_address_ends_links_and_waiting_mails_go_there()
    {
        await using var store = await OpenAsync();
        await ImportAsync(store, Ada, Bo);
        await store.AddVersionsAsync([First], Now);
        var (invitation, queued) = await InviteAsync(store, Ada);
        var notice = MailTo(Ada, invitation, MailKind.SupervisorNotice, 2) with { Address = Bo.Email! };
        await store.QueueAsync([], [notice]);
        var link = LinkIn(queued);
        await store.ExchangeAsync([], [new MailStart(queued.Id, link)], Now);
        await store.ExchangeAsync([new MailOutcome(queued.Id, MailState.Bounced, "550 no such mailbox")], [], Now);
        await store.QueueAsync([], [MailTo(Ada, invitation)]);

        await ImportAsync(store, Ada with { Email = "new@mapleton.example" });
        Assert.Null((await OpenInvitationAsync(store, Ada)).Bounce);
        Assert.Equal([(MailKind.SupervisorNotice, Bo.Email), (MailKind.Invitation, "new@mapleton.example")], (await store.ReadAsync()).Waiting.Select(mail => (mail.Kind, (string?)mail.Address)));
        await ImportAsync(store, Bo with { Email = "chief@mapleton.example" });
        Assert.Equal(["new@mapleton.example", "chief@mapleton.example"], (await store.ReadAsync()).Waiting.Select(mail => mail.Address));
        await ImportAsync(store, Ada with { Email = null });
        Assert.Equal([MailKind.SupervisorNotice], (await store.ReadAsync()).Waiting.Select(mail => mail.Kind));
    }

    [SkippableFact]
    public async Task A_working_link_ends_when_the_address_changes_and_the_invitation_stays()
    {
        await using var store = await OpenAsync();
        var link = await SendAsync(store, Ada);
        await ImportAsync(store, Ada with { Email = "new@mapleton.example" });
        var found = (await store.FindLinkAsync(link.Token))!.Value;
        Assert.Equal((LinkEnd.AddressChanged, null, null), (found.Link.End, found.Invitation.End, found.Invitation.LinkExpires));
        await ImportAsync(store, Ada with { Email = "new@mapleton.example", Title = "Director" });
        Assert.Equal(found.Link, (await store.FindLinkAsync(link.Token))!.Value.Link);
    }

    [SkippableFact]
    public async Task A_new_round_supersedes_open_invitations_and_an_editorial_version_does_not()
    {
        await using var store = await OpenAsync();
        var link = await SendAsync(store, Ada);
        await store.AddVersionsAsync([Version("1.0.1", signAgain: false), Version("9.0.0", policy: "email")], Now);
        Assert.Null((await store.FindLinkAsync(link.Token))!.Value.Link.End);
        await store.AddVersionsAsync([First, Version("1.1.0")], Now.AddDays(1));
        var found = (await store.FindLinkAsync(link.Token))!.Value;
        Assert.Equal((LinkEnd.Superseded, InvitationEnd.Superseded, Now.AddDays(1)), (found.Link.End, found.Invitation.End, found.Invitation.Ended));
        await store.AddVersionsAsync([Version("1.1.0")], Now.AddDays(2));
        Assert.Equal(found, (await store.FindLinkAsync(link.Token))!.Value);
        Assert.Equal(4, (await store.ReadAsync()).Versions.Count);
    }

    [SkippableFact]
    public async Task Nobody_is_invited_twice_to_a_version_and_no_reminder_is_queued_twice()
    {
        await using var store = await OpenAsync();
        await ImportAsync(store, Ada, Bo);
        await store.AddVersionsAsync([First], Now);
        var (invitation, mail) = await InviteAsync(store, Ada);
        var (second, third) = (Invite(Ada, First), Invite(Bo, First));
        Assert.Equal(0, await store.QueueAsync([invitation], [mail]));
        Assert.Equal(1, await store.QueueAsync([second, third], [MailTo(Ada, second), MailTo(Bo, third)]));
        Assert.Equal([invitation, third], (await store.ReadAsync()).Invitations);
        Assert.Equal(1, await store.QueueAsync([], [MailTo(Ada, invitation, MailKind.Reminder, 1)]));
        Assert.Equal(0, await store.QueueAsync([], [MailTo(Ada, invitation, MailKind.Reminder, 1)]));
        Assert.Equal(0, await store.QueueAsync([Invite(Cy, First)], [MailTo(Cy with { Email = "cy@mapleton.example" }, null)]));
        var reminder = (await store.ReadAsync()).Waiting.Single(waiting => waiting.Kind == MailKind.Reminder);
        await store.ExchangeAsync([], [new MailStart(reminder.Id, LinkIn(reminder))], Now);
        await store.ExchangeAsync([new MailOutcome(reminder.Id, MailState.Sent, "250")], [], Now);
        Assert.Equal(0, await store.QueueAsync([], [MailTo(Ada, invitation, MailKind.Reminder, 1)]));
        Assert.Equal(1, await store.QueueAsync([], [MailTo(Ada, invitation, MailKind.Reminder, 2)]));
    }

    [SkippableFact]
    public async Task An_invitation_taken_back_takes_link_and_mails_with_it_and_another_may_follow()
    {
        await using var store = await OpenAsync();
        var link = await SendAsync(store, Ada);
        await store.QueueAsync([], [MailTo(Ada, await OpenInvitationAsync(store, Ada), MailKind.Reminder, 1)]);
        await store.EndInvitationAsync(link.Invitation, InvitationEnd.Revoked, Now.AddHours(1));
        await store.EndInvitationAsync(link.Invitation, InvitationEnd.Signature, Now.AddHours(2));
        var found = (await store.FindLinkAsync(link.Token))!.Value;
        Assert.Equal((LinkEnd.Revoked, InvitationEnd.Revoked, Now.AddHours(1)), (found.Link.End, found.Invitation.End, found.Invitation.Ended));
        Assert.Empty((await store.ReadAsync()).Waiting);
        await InviteAsync(store, Ada);
    }

    [SkippableFact]
    public async Task A_leave_that_covers_today_ends_links_and_cancels_mails_and_its_last_day_can_be_told_later()
    {
        await using var store = await OpenAsync();
        var link = await SendAsync(store, Ada);
        var invitation = await OpenInvitationAsync(store, Ada);
        await store.QueueAsync([], [MailTo(Ada, invitation, MailKind.Reminder, 1), MailTo(Ada, invitation, MailKind.Receipt) with { Entry = 3 }]);
        await store.AddLeaveAsync(new Leave(Ada.Id, Today.AddDays(1), null), Today, Now);
        Assert.Null((await store.FindLinkAsync(link.Token))!.Value.Link.End);
        await store.AddLeaveAsync(new Leave(Ada.Id, Today, null), Today, Now);
        await store.AddLeaveAsync(new Leave(Ada.Id, Today, Today.AddDays(9)), Today, Now);
        var found = (await store.FindLinkAsync(link.Token))!.Value;
        Assert.Equal((LinkEnd.OnLeave, null, null), (found.Link.End, found.Invitation.End, found.Invitation.LinkExpires));
        var read = await store.ReadAsync();
        Assert.Equal([MailKind.Receipt], read.Waiting.Select(mail => mail.Kind));
        Assert.Equal([new Leave(Ada.Id, Today, Today.AddDays(9)), new Leave(Ada.Id, Today.AddDays(1), null)], read.Leaves);
    }

    [SkippableFact]
    public async Task The_queue_gives_what_is_due_oldest_first()
    {
        await using var store = await OpenAsync();
        await ImportAsync(store, Ada, Bo);
        await store.AddVersionsAsync([First], Now);
        var (_, first) = await InviteAsync(store, Bo);
        var (_, second) = await InviteAsync(store, Ada);
        Assert.Equal([first, second], (await store.ReadQueueAsync(Now, 10)).Waiting);
        Assert.Equal([first], (await store.ReadQueueAsync(Now, 1)).Waiting);
        Assert.Empty((await store.ReadQueueAsync(Now.AddMilliseconds(-1), 10)).Waiting);
        Assert.Equal([first.Id], await store.ExchangeAsync([], [new MailStart(first.Id, LinkIn(first))], Now));
        Assert.Equal([second], (await store.ReadQueueAsync(Now, 10)).Waiting);
        await store.ExchangeAsync([new MailOutcome(first.Id, MailState.Queued, "421 later", Now.AddMinutes(5))], [], Now);
        Assert.Equal([second], (await store.ReadQueueAsync(Now, 10)).Waiting);
        Assert.Equal([first with { NotBefore = Now.AddMinutes(5), Attempts = 1, Reply = "421 later" }, second], (await store.ReadQueueAsync(Now.AddMinutes(5), 10)).Waiting);
    }

    [SkippableFact]
    public async Task The_queue_comes_with_what_its_mails_are_about_and_no_more()
    {
        await using var store = await OpenAsync();
        var other = Cy with { Left = null, Email = "cy@mapleton.example" };
        await ImportAsync(store, Ada, Bo, other);
        await store.AddVersionsAsync([First], Now);
        var (about, mail) = await InviteAsync(store, Ada);
        await InviteAsync(store, other);
        var act = await store.BeginAsync(ActOf(Ada, First, ActKind.Question));
        await store.BeginAsync(ActOf(other, First, ActKind.Question));
        var queue = await store.ReadQueueAsync(Now, 1);
        Assert.Equal([mail], queue.Waiting);
        // Bo is the supervisor.
        Assert.Equal([Ada, Bo], queue.People);
        Assert.Equal([about], queue.Invitations);
        Assert.Equal([act], queue.Acts);
        Assert.Equal([First], queue.Versions);
    }

    [SkippableFact]
    public async Task A_mail_that_was_sent_moves_the_invitation_on_and_ends_older_links()
    {
        await using var store = await OpenAsync();
        var old = await SendAsync(store, Ada);
        var invitation = await OpenInvitationAsync(store, Ada);
        Assert.Equal((0, Now, old.Expires), (invitation.Reminders, invitation.LastSent, invitation.LinkExpires));

        var reminder = MailTo(Ada, invitation, MailKind.Reminder, 1);
        await store.QueueAsync([], [reminder]);
        var tomorrow = Now.AddDays(1);
        var link = LinkIn(reminder, tomorrow);
        await store.ExchangeAsync([], [new MailStart(reminder.Id, link)], tomorrow);
        Assert.Null((await store.FindLinkAsync(old.Token))!.Value.Link.End);
        Assert.Null((await store.FindLinkAsync(link.Token))!.Value.Link.End);

        MailOutcome sent = new(reminder.Id, MailState.Sent, "250 2.0.0 taken", MessageId: "r@mapleton.example");
        await store.ExchangeAsync([sent], [], tomorrow);
        await store.ExchangeAsync([sent], [], tomorrow.AddDays(1));
        Assert.Equal((LinkEnd.Rotated, tomorrow), ((await store.FindLinkAsync(old.Token))!.Value.Link.End, (await store.FindLinkAsync(old.Token))!.Value.Link.Ended));
        Assert.Null((await store.FindLinkAsync(link.Token))!.Value.Link.End);
        invitation = await OpenInvitationAsync(store, Ada);
        Assert.Equal((1, tomorrow, link.Expires), (invitation.Reminders, invitation.LastSent, invitation.LinkExpires));
        var (mails, links) = await store.ReadMailsAsync(Ada.Id);
        Assert.Equal((MailState.Sent, "250 2.0.0 taken", tomorrow, "r@mapleton.example"), (mails[1].State, mails[1].Reply, mails[1].Sent, mails[1].MessageId));
        Assert.Equal([old.Token, link.Token], links.Select(one => one.Token));
    }

    [SkippableFact]
    public async Task A_mail_that_was_refused_ends_its_own_link_only()
    {
        await using var store = await OpenAsync();
        var old = await SendAsync(store, Ada);
        var invitation = await OpenInvitationAsync(store, Ada);
        var reminder = MailTo(Ada, invitation, MailKind.Reminder, 1);
        await store.QueueAsync([], [reminder]);
        var links = new[] { LinkIn(reminder), LinkIn(reminder), LinkIn(reminder) };
        await store.ExchangeAsync([], [new MailStart(reminder.Id, links[0])], Now);
        await store.ExchangeAsync([new MailOutcome(reminder.Id, MailState.Queued, null, MayHaveArrived: true)], [], Now);
        await store.ExchangeAsync([], [new MailStart(reminder.Id, links[1])], Now);
        await store.ExchangeAsync([new MailOutcome(reminder.Id, MailState.Queued, "451\0 busy")], [new MailStart(reminder.Id, links[2])], Now);
        await store.ExchangeAsync([new MailOutcome(reminder.Id, MailState.Bounced, "550 gone")], [], Now);
        Assert.Equal([null, LinkEnd.NotSent, LinkEnd.NotSent], await Task.WhenAll(links.Select(async link => (await store.FindLinkAsync(link.Token))!.Value.Link.End)));
        Assert.Null((await store.FindLinkAsync(old.Token))!.Value.Link.End);
        Assert.Equal(("550 gone", 0, old.Expires), ((await OpenInvitationAsync(store, Ada)).Bounce, (await OpenInvitationAsync(store, Ada)).Reminders, (await OpenInvitationAsync(store, Ada)).LinkExpires));
        Assert.Equal(3, (await store.ReadMailsAsync(Ada.Id)).Mails[1].Attempts);
        // The same number may be tried again, since nobody took it.
        Assert.Equal(1, await store.QueueAsync([], [MailTo(Ada, invitation, MailKind.Reminder, 1)]));
    }

    [SkippableFact]
    public async Task A_mail_cancelled_before_it_is_begun_stays_unsent_and_one_cancelled_on_the_way_counts_as_sent()
    {
        await using var store = await OpenAsync();
        await ImportAsync(store, Ada, Bo);
        await store.AddVersionsAsync([First], Now);
        var (one, first) = await InviteAsync(store, Ada);
        var (other, second) = await InviteAsync(store, Bo);
        var links = new[] { LinkIn(first), LinkIn(second) };
        await store.ExchangeAsync([], [new MailStart(first.Id, links[0])], Now);
        await store.EndInvitationAsync(one.Id, InvitationEnd.Revoked, Now);
        await store.EndInvitationAsync(other.Id, InvitationEnd.Revoked, Now);
        Assert.Empty(await store.ExchangeAsync([new MailOutcome(first.Id, MailState.Sent, "250")], [new MailStart(second.Id, links[1])], Now));
        Assert.Equal(MailState.Sent, (await store.ReadMailsAsync(Ada.Id)).Mails.Single().State);
        Assert.Equal(MailState.Cancelled, (await store.ReadMailsAsync(Bo.Id)).Mails.Single().State);
        Assert.Equal(LinkEnd.Revoked, (await store.FindLinkAsync(links[0].Token))!.Value.Link.End);
        Assert.Null(await store.FindLinkAsync(links[1].Token));
    }

    [SkippableFact]
    public async Task One_sends_at_a_time_and_what_a_program_left_half_sent_is_queued_again()
    {
        await using var store = await OpenAsync();
        await ImportAsync(store, Ada);
        await store.AddVersionsAsync([First], Now);
        var (_, mail) = await InviteAsync(store, Ada);
        await using var other = await OpenAsync();
        await using var elsewhere = await OpenAsync("new-harbor");
        var held = await store.LockSendingAsync();
        await (await elsewhere.LockSendingAsync()).DisposeAsync();
        await store.ExchangeAsync([], [new MailStart(mail.Id, LinkIn(mail))], Now);
        using (var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300)))
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => other.LockSendingAsync(patience.Token));
        Assert.Equal(MailState.Sending, (await store.ReadAsync()).Waiting.Single().State);
        var next = other.LockSendingAsync();
        Assert.False(next.IsCompleted);
        await held.DisposeAsync();
        await using (await next)
            Assert.Equal([mail with { Attempts = 1 }], (await other.ReadQueueAsync(Now, 9)).Waiting);
        await (await store.LockSendingAsync()).DisposeAsync();
    }

    [SkippableFact]
    public async Task A_version_is_signed_once_and_the_signature_ends_what_asked_for_it()
    {
        await using var store = await OpenAsync();
        var link = await SendAsync(store, Ada);
        await store.AddVersionsAsync([Version("1.0.1", signAgain: false)], Now);
        var later = Invite(Ada, Version("1.0.1"));
        await store.QueueAsync([later], [MailTo(Ada, later)]);

        var paper = await store.BeginAsync(ActOf(Ada, First, ActKind.PaperSignature));
        Assert.Equal(paper, await store.BeginAsync(ActOf(Ada, First)));
        Assert.Equal(paper, await store.BeginAsync(paper));
        Assert.NotEqual(paper.Id, (await store.BeginAsync(ActOf(Ada, First, ActKind.Refusal))).Id);
        var receipt = MailTo(Ada, null, MailKind.Receipt) with { Entry = 41 };
        await store.FinishAsync(Finished(paper with { Kind = ActKind.Signature }, 41, Now.AddMinutes(1)), [receipt]);
        await store.FinishAsync(Finished(paper, 42, Now.AddMinutes(2)), [MailTo(Ada, null, MailKind.Receipt)]);

        var read = await store.ReadAsync();
        Assert.Equal([Finished(paper with { Kind = ActKind.Signature }, 41, Now.AddMinutes(1))], read.Acts.Where(act => act.Entry is not null));
        Assert.Equal([receipt], read.Waiting);
        Assert.All(read.Invitations, invitation => Assert.Equal(InvitationEnd.Signature, invitation.End));
        Assert.Equal(LinkEnd.Signature, (await store.FindLinkAsync(link.Token))!.Value.Link.End);
        Assert.Equal(0, await store.QueueAsync([Invite(Ada, First)], []));
        Assert.Equal(2, (await store.ReadAsync()).Invitations.Count);
    }

    [SkippableFact]
    public async Task A_signature_leaves_the_next_round_open()
    {
        await using var store = await OpenAsync();
        await ImportAsync(store, Ada);
        await store.AddVersionsAsync([First, Version("2.0.0")], Now);
        var next = Invite(Ada, Version("2.0.0"));
        await store.QueueAsync([next], []);
        var act = await store.BeginAsync(ActOf(Ada, First));
        await store.FinishAsync(Finished(act, 1), []);
        Assert.Equal([next], (await store.ReadAsync()).Invitations);
    }

    [SkippableFact]
    public async Task A_version_is_declined_once_and_asked_about_again_only_when_the_question_is_on_file()
    {
        await using var store = await OpenAsync();
        await ImportAsync(store, Ada);
        await store.AddVersionsAsync([First], Now);
        var refusal = await store.BeginAsync(ActOf(Ada, First, ActKind.Refusal));
        await store.FinishAsync(Finished(refusal, 1), []);
        Assert.Equal(refusal.Id, (await store.BeginAsync(ActOf(Ada, First, ActKind.Refusal))).Id);
        var question = await store.BeginAsync(ActOf(Ada, First, ActKind.Question));
        Assert.Equal(question, await store.BeginAsync(ActOf(Ada, First, ActKind.Question)));
        await store.FinishAsync(Finished(question, 2), []);
        Assert.Equal(question.Id, (await store.BeginAsync(question)).Id);
        Assert.NotEqual(question.Id, (await store.BeginAsync(ActOf(Ada, First, ActKind.Question))).Id);
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.BeginAsync(ActOf(Bo, First)));
    }

    [SkippableFact]
    public async Task Many_who_sign_and_many_who_invite_at_once_leave_one_of_each()
    {
        await using var one = await OpenAsync();
        await using var two = await OpenAsync();
        var people = Enumerable.Range(0, 12).Select(i => Ada with { Id = $"{i}", Email = $"p{i}@mapleton.example" }).ToArray();
        await ImportAsync(one, people);
        await one.AddVersionsAsync([First], Now);
        var acts = await Task.WhenAll(people.SelectMany(person => new[] { one, two, one, two }.Select((store, i) => Task.Run(async () =>
        {
            var invitation = Invite(person, First);
            await store.QueueAsync([invitation], [MailTo(person, invitation)]);
            var act = await store.BeginAsync(ActOf(person, First, i < 2 ? ActKind.Signature : ActKind.PaperSignature));
            await store.FinishAsync(Finished(act, long.Parse(person.Id, CultureInfo.InvariantCulture)), [MailTo(person, null, MailKind.Receipt)]);
            return act;
        }))));
        Assert.Equal(people.Length, acts.Select(act => act.Id).Distinct().Count());
        var read = await one.ReadAsync();
        Assert.Equal(people.Length, read.Acts.Count);
        Assert.Equal(people.Length, read.Invitations.Count);
        Assert.All(read.Invitations, invitation => Assert.Equal(InvitationEnd.Signature, invitation.End));
        Assert.Equal(people.Length, read.Waiting.Count(mail => mail.Kind == MailKind.Receipt));
        Assert.Equal(people.Length, read.Waiting.Count);
    }

    [SkippableFact]
    public async Task A_call_that_fails_in_the_middle_leaves_nothing()
    {
        await using var store = await OpenAsync();
        var link = await SendAsync(store, Ada, Bo);
        var (_, mail) = await InviteAsync(store, Bo);
        var before = await store.ReadAsync();
        // The same token a second time is refused by the database, after the mail was begun.
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => store.ExchangeAsync([], [new MailStart(mail.Id, LinkIn(mail) with { Token = link.Token })], Now));
        var after = await store.ReadAsync();
        Assert.Equal(before.Waiting, after.Waiting);
        Assert.Equal(before.Invitations, after.Invitations);
    }

    [SkippableFact]
    public async Task A_person_who_is_forgotten_leaves_nothing_here_or_with_others()
    {
        await using var store = await OpenAsync();
        var link = await SendAsync(store, Bo, Ada);
        var (invitation, _) = await InviteAsync(store, Ada);
        var notice = MailTo(Ada, invitation, MailKind.SupervisorNotice, 1) with { Address = Bo.Email! };
        await store.QueueAsync([], [notice]);
        await store.AddLeaveAsync(new Leave(Bo.Id, Today.AddDays(5), null), Today, Now);
        var act = await store.BeginAsync(ActOf(Bo, First));
        await store.ForgetAsync([Bo.Id, "nobody"]);
        await store.ForgetAsync([Bo.Id]);
        var read = await store.ReadAsync();
        Assert.Equal([Ada with { Supervisor = null }], read.People);
        Assert.Equal([invitation], read.Invitations);
        Assert.Empty(read.Acts);
        Assert.Empty(read.Leaves);
        Assert.Equal(["", Ada.Email], read.Waiting.Select(mail => mail.Address).Order(StringComparer.Ordinal));
        Assert.Null(await store.FindLinkAsync(link.Token));
        Assert.Empty((await store.ReadMailsAsync(Bo.Id)).Mails);
        await AssertErasedAsync("Bo Sample", Bo.Email!, act.Id, link.Invitation);
    }

    [SkippableFact]
    public async Task Unknown_tokens_and_people_are_not_found()
    {
        await using var store = await OpenAsync();
        Assert.Null(await store.FindLinkAsync(ContentHash.Of([1])));
        var (mails, links) = await store.ReadMailsAsync("nobody");
        Assert.Empty(mails);
        Assert.Empty(links);
        Assert.Empty(await store.ExchangeAsync([new MailOutcome("none", MailState.Sent, null)], [new MailStart("none", null)], Now));
    }

    [SkippableFact]
    public async Task A_large_city_is_imported_invited_and_sent_to_in_bulk()
    {
        var count = Count(2_000);
        await using var store = await OpenAsync();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var people = Enumerable.Range(0, count).Select(i => Ada with { Id = $"{i}", Email = $"p{i}@mapleton.example", Supervisor = "0" }).ToArray();
        await ImportAsync(store, people);
        await store.AddVersionsAsync([First], Now);
        var asked = people.Select(person => (Person: person, Invitation: Invite(person, First))).ToList();
        Told($"imported {count}", clock);
        Assert.Equal(count, await store.QueueAsync([.. asked.Select(one => one.Invitation)], [.. asked.Select(one => MailTo(one.Person, one.Invitation))]));
        Told("queued", clock);
        IReadOnlyList<Mail> sent = [];
        while ((await store.ReadQueueAsync(Now, 500)).Waiting is { Count: > 0 } mails)
        {
            await store.ExchangeAsync([.. sent.Select(mail => new MailOutcome(mail.Id, MailState.Sent, null))], [.. mails.Select(mail => new MailStart(mail.Id, LinkIn(mail)))], Now);
            sent = mails;
        }
        await store.ExchangeAsync([.. sent.Select(mail => new MailOutcome(mail.Id, MailState.Sent, null))], [], Now);
        Told("sent", clock);
        var read = await store.ReadAsync();
        Told("read", clock);
        Assert.Equal(count, read.People.Count);
        Assert.Equal(count, read.Invitations.Count(invitation => invitation.LastSent == Now && invitation.LinkExpires is not null));
        Assert.Empty(read.Waiting);
    }

    /// <summary>Opens the city's store, in the same place each time.</summary>
    private protected abstract Task<SqlCampaignStore> OpenAsync(string city = "mapleton");

    /// <summary>That no file of the store holds any of these texts.</summary>
    private protected abstract Task AssertErasedAsync(params string[] texts);

    private protected static async Task ImportAsync(ICampaignStore store, params Person[] file) => await store.ApplyAsync(RosterImport.Of([.. await store.ReadPeopleAsync()], file), Now);

    private protected static async Task<(Invitation Invitation, Mail Mail)> InviteAsync(ICampaignStore store, Person person)
    {
        var invitation = Invite(person, First);
        var mail = MailTo(person, invitation);
        Assert.Equal(1, await store.QueueAsync([invitation], [mail]));
        return (invitation, mail);
    }

    /// <summary>Imports people, and sends the first a link.</summary>
    private protected static async Task<Link> SendAsync(ICampaignStore store, Person person, params Person[] others)
    {
        await ImportAsync(store, [person, .. others]);
        await store.AddVersionsAsync([First], Now);
        var (_, mail) = await InviteAsync(store, person);
        var link = LinkIn(mail);
        Assert.Equal([mail.Id], await store.ExchangeAsync([], [new MailStart(mail.Id, link)], Now));
        await store.ExchangeAsync([new MailOutcome(mail.Id, MailState.Sent, "250")], [], Now);
        return link;
    }

    private static async Task<Invitation> OpenInvitationAsync(ICampaignStore store, Person person) =>
        (await store.ReadAsync()).Invitations.Single(invitation => invitation.Person == person.Id && invitation.End is null);

    // POLICYBUILDER_LONG_TESTS=1: a whole city.
    private static int Count(int usually) => PolicyBuilder.Ledger.Tests.LongTests.Wanted ? 50_000 : usually;

    private static void Told(string what, System.Diagnostics.Stopwatch clock)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {clock.Elapsed.TotalSeconds:F2} s"));
        clock.Restart();
    }
}
