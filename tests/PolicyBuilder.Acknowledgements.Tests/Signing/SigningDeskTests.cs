using System.Security.Cryptography;
using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Campaigns.Sqlite;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Acknowledgements.Evidence;
using PolicyBuilder.Acknowledgements.Roster;
using PolicyBuilder.Acknowledgements.Signing;
using PolicyBuilder.Ledger;
using PolicyBuilder.Model.Configuration;
using Xunit;
using static PolicyBuilder.Acknowledgements.Tests.Campaigns.Staff;
using City = PolicyBuilder.Acknowledgements.Tests.Evidence.City;

namespace PolicyBuilder.Acknowledgements.Tests.Signing;

/// <summary>From a link to a receipt, with a real ledger and a real store.</summary>
public sealed class SigningDeskTests : IAsyncLifetime
{
    private static readonly BrowserContext Phone = new() { Ip = "192.0.2.7", UserAgent = "a phone" };

    private readonly Clock clock = new() { Now = Now };
    private City city = null!;
    private SqliteCampaignStore store = null!;

    private SigningDesk Desk => DeskAppending(city.Log.AppendAsync);

    [Fact]
    public async Task Who_goes_through_all_steps_has_a_receipt_that_opens_to_what_they_did()
    {
        var token = await InviteAsync(Ada);
        var (visit, _) = await ReadyAsync(token);
        var signed = await Desk.SignAsync(visit, Phone);
        Assert.False(signed.Existed);
        Assert.Equal(LinkState.AlreadySigned, (await Desk.LookAsync(token)).State);

        var evidence = Assert.IsType<ElectronicSignature>((await city.Acknowledgements.ReadAsync(signed.Act.Entry!.Value))!.Evidence);
        Assert.Equal((Ada.Id, Ada.Name, "Ada Example", true), (evidence.Person.EmployeeId, evidence.Person.NameOnFile, evidence.Person.TypedName, evidence.Person.NameDiffers));
        Assert.Equal(First.Page, evidence.Document.Shown);
        Assert.Equal((AttributionMethod.EmailLink, "250 taken", "<1@mapleton.example>"), (evidence.Attribution.Method, evidence.Attribution.SmtpReply, evidence.Attribution.MessageId));
        Assert.Equal(
            [MomentKind.Queued, MomentKind.Accepted, MomentKind.Fetched, MomentKind.Continued, MomentKind.Served, MomentKind.Consented, MomentKind.PressedSign],
            evidence.Timeline.Select(moment => moment.What));
        Assert.True(evidence.Timeline.Single(moment => moment.What == MomentKind.Fetched).PossiblyAutomated);
        Assert.Equal("192.0.2.7", evidence.Context.Ip);

        var campaign = await store.ReadAsync();
        Assert.Equal(InvitationEnd.Signature, Assert.Single(campaign.Invitations).End);
        Assert.Equal((MailKind.Receipt, signed.Act.Entry), Assert.Single(campaign.Waiting.Select(mail => (mail.Kind, mail.Entry))));
        var receipt = (await city.Acknowledgements.ReadReceiptAsync(signed.Act.Entry!.Value))!;
        Assert.True(receipt.Verify([city.Signer.Verifier], out _, out _, out _));
    }

    [Fact]
    public async Task Fetching_a_link_signs_nothing_and_is_noted_once()
    {
        var token = await InviteAsync(Ada);
        var root = (await city.Store.ReadHeadAsync())?.Size;
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(LinkState.Open, (await Desk.LookAsync(token)).State);
            clock.Now += TimeSpan.FromSeconds(1);
        }
        Assert.Equal(root, (await city.Store.ReadHeadAsync())?.Size);
        Assert.Equal(Now, (await store.FindAsync(token))!.Fetched);
    }

    [Fact]
    public async Task Pressing_twice_in_two_tabs_at_once_signs_once()
    {
        var token = await InviteAsync(Ada);
        var (first, _) = await ReadyAsync(token);
        var (second, _) = await ReadyAsync(token);
        var both = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => Desk.SignAsync(i % 2 == 0 ? first : second, Phone))));
        Assert.Single(both.Select(act => act.Act.Entry).Distinct());
        Assert.Equal(both[0].Act.Entry + 1, (await city.Store.ReadHeadAsync())!.Size);
        Assert.Single((await store.ReadAsync()).Waiting);
    }

    [Fact]
    public async Task A_program_that_ends_between_ledger_and_store_has_signed_and_the_next_one_finds_it()
    {
        var (token, visit) = await LoseAnswerAsync();
        Assert.Equal(SigningOutcome.Unknown, await Desk.FindOutAsync(visit.Session!));
        Assert.Equal(1, await Recorder(city.Log.AppendAsync).RecoverAsync());
        Assert.Equal(LinkState.AlreadySigned, (await Desk.LookAsync(token)).State);
        Assert.Equal(0, await Recorder(city.Log.AppendAsync).RecoverAsync());
        Assert.Equal((MailKind.Receipt, Ada.Email), (await store.ReadAsync()).Waiting.Select(mail => (mail.Kind, (string?)mail.Address)).Single());
    }

    [Fact]
    public async Task Who_opens_the_link_again_after_a_lost_answer_has_signed_and_gets_the_receipt_by_mail()
    {
        var (token, visit) = await LoseAnswerAsync();
        Assert.Empty((await store.ReadAsync()).Waiting);
        clock.Now += TimeSpan.FromDays(365);
        Assert.Equal(LinkState.AlreadySigned, (await Desk.LookAsync(token)).State);
        Assert.Equal(LinkState.AlreadySigned, (await Desk.LookAsync(token)).State);
        Assert.Equal(MailKind.Receipt, Assert.Single((await store.ReadAsync()).Waiting).Kind);
        Assert.Equal(SigningOutcome.Confirmed, await Desk.FindOutAsync(visit.Session!));
    }

    [Fact]
    public async Task Nothing_was_signed_while_the_ledger_was_not_asked()
    {
        var token = await InviteAsync(Ada);
        var (visit, _) = await ReadyAsync(token);
        Assert.Equal(SigningOutcome.NothingSigned, await Desk.FindOutAsync(visit.Session!));
    }

    [Fact]
    public async Task Who_presses_again_after_a_lost_answer_has_signed_once()
    {
        var (token, visit) = await LoseAnswerAsync();
        var size = (await city.Store.ReadHeadAsync())!.Size;
        var again = await Desk.SignAsync(visit, Phone);
        Assert.True(again.Existed);
        Assert.Equal(size, (await city.Store.ReadHeadAsync())!.Size);
        Assert.Equal(LinkState.AlreadySigned, (await Desk.LookAsync(token)).State);
    }

    [Fact]
    public async Task Paper_that_HR_enters_at_the_same_time_and_the_browser_sign_once_together()
    {
        var token = await InviteAsync(Ada);
        var (visit, _) = await ReadyAsync(token);
        var paper = new PaperSignature
        {
            Reference = Reference.Fresh(),
            Person = new PersonOnFile { EmployeeId = Ada.Id, NameOnFile = Ada.Name },
            Document = new ShownDocument { Policy = new PolicyName("mapleton", Policy), Version = First.Version, Language = "en", Effective = First.Effective, Shown = First.Document },
            SignedOn = Today,
            RecordedBy = "Bo Sample",
        };
        var both = await Task.WhenAll(Task.Run(() => Desk.SignAsync(visit, Phone)), Task.Run(() => Recorder(city.Log.AppendAsync).RecordAsync(paper, First, _ => [])));
        Assert.Equal(both[0].Act.Entry, both[1].Act.Entry);
        Assert.Equal(both[0].Act.Entry + 1, (await city.Store.ReadHeadAsync())!.Size);
        var act = Assert.Single((await store.ReadAsync()).Acts);
        Assert.Equal(act.Kind == ActKind.PaperSignature, (await city.Acknowledgements.ReadAsync(act.Entry!.Value))!.Evidence is PaperSignature);
    }

    [Fact]
    public async Task Every_state_of_a_link_is_told_apart()
    {
        Assert.Equal(LinkState.Unknown, (await Desk.LookAsync(ContentHash.Of("nobody's"u8))).State);
        var token = await InviteAsync(Ada);
        clock.Now += TimeSpan.FromDays(31);
        Assert.Equal(LinkState.Expired, (await Desk.LookAsync(token)).State);
        Assert.Null((await Desk.ContinueAsync(token, "en")).Secret);
        clock.Now = Now;
        var invitation = Assert.Single((await store.ReadAsync()).Invitations);
        var mail = MailTo(Ada, invitation, MailKind.Reminder, 1);
        await store.QueueAsync([], [mail]);
        var newer = LinkIn(mail);
        await store.ExchangeAsync([], [new MailStart(mail.Id, newer)], Now);
        Assert.Equal(LinkState.Open, (await Desk.LookAsync(token)).State);
        await store.ExchangeAsync([new MailOutcome(mail.Id, MailState.Sent, "250")], [], Now);
        Assert.Equal(LinkState.Revoked, (await Desk.LookAsync(token)).State);
        Assert.Equal(LinkState.Open, (await Desk.LookAsync(newer.Token)).State);
        await store.AddVersionsAsync([Version("2.0.0")], Now);
        var superseded = await Desk.LookAsync(newer.Token);
        Assert.Equal((LinkState.Superseded, "2.0.0"), (superseded.State, superseded.Addressee!.Newer!.Version.ToString()));
    }

    [Fact]
    public async Task A_session_ends_after_fifteen_minutes_without_use_and_after_twelve_hours()
    {
        var token = await InviteAsync(Ada);
        var (_, secret) = await Desk.ContinueAsync(token, "en");
        clock.Now += TimeSpan.FromMinutes(16);
        Assert.Null(await Desk.ResumeAsync(secret));
        (_, secret) = await Desk.ContinueAsync(token, "en");
        for (var i = 0; i < 71; i++)
        {
            clock.Now += TimeSpan.FromMinutes(10);
            await Desk.SaveAsync((await Desk.ResumeAsync(secret))!.Session!);
        }
        clock.Now += TimeSpan.FromMinutes(11);
        Assert.Null(await Desk.ResumeAsync(secret));
        Assert.Null(await Desk.ResumeAsync(RandomNumberGenerator.GetBytes(32)));
        Assert.Null(await Desk.ResumeAsync(new byte[5]));
        await store.EndSessionsAsync(clock.Now);
        Assert.Null(await store.FindSessionAsync(ContentHash.Of(secret)));
    }

    [Fact]
    public async Task A_session_of_a_link_that_died_meanwhile_signs_nothing()
    {
        var token = await InviteAsync(Ada);
        var (_, secret) = await ReadyAsync(token);
        await store.ApplyAsync(RosterImport.Of([Ada, Bo], [Ada with { Left = Today }]), Now);
        var visit = (await Desk.ResumeAsync(secret))!;
        Assert.Equal(LinkState.Revoked, visit.State);
        await Assert.ThrowsAsync<ArgumentException>(() => Desk.SignAsync(visit, Phone));
        Assert.Null((await city.Store.ReadHeadAsync())?.Size is > 0 ? "signed" : null);
    }

    [Fact]
    public async Task Questions_are_recorded_and_leave_the_link_open()
    {
        var token = await InviteAsync(Ada);
        var (visit, _) = await ReadyAsync(token);
        var asked = await Desk.RefuseAsync(visit, RefusalReason.HasQuestions, "What is a channel?", Phone, "hr@mapleton.example");
        var evidence = Assert.IsType<PolicyBuilder.Acknowledgements.Evidence.Refusal>((await city.Acknowledgements.ReadAsync(asked.Act.Entry!.Value))!.Evidence);
        Assert.Equal((RefusalReason.HasQuestions, "What is a channel?"), (evidence.Reason, evidence.Words));
        Assert.Equal((MailKind.QuestionsNotice, "hr@mapleton.example"), Assert.Single((await store.ReadAsync()).Waiting.Select(mail => (mail.Kind, mail.Address))));
        Assert.Equal(LinkState.Open, (await Desk.LookAsync(token)).State);
        Assert.False((await Desk.SignAsync((await Desk.LookAsync(token)) with { Session = visit.Session }, Phone)).Existed);
    }

    [Fact]
    public async Task An_expired_link_gets_one_new_mail_to_the_address_on_file_however_often_it_is_asked_for()
    {
        var token = await InviteAsync(Ada);
        await Desk.SendNewLinkAsync(token);
        Assert.Empty((await store.ReadAsync()).Waiting);
        clock.Now += TimeSpan.FromDays(31);
        for (var i = 0; i < 5; i++)
            await Desk.SendNewLinkAsync(token);
        await Desk.SendNewLinkAsync(ContentHash.Of("nobody's"u8));
        Assert.Equal((MailKind.NewLink, Ada.Email), Assert.Single((await store.ReadAsync()).Waiting.Select(mail => (mail.Kind, mail.Address))));
    }

    [Fact]
    public async Task Who_signed_an_earlier_version_is_told_so()
    {
        var token = await InviteAsync(Ada);
        var (visit, _) = await ReadyAsync(token);
        await Desk.SignAsync(visit, Phone);
        var second = Version("2.0.0");
        await store.AddVersionsAsync([second], Now);
        var newer = await InviteAsync(Ada, second);
        var look = await Desk.LookAsync(newer);
        Assert.Equal((LinkState.Open, "1.0.0", (DateOnly?)Today), (look.State, look.Addressee!.SignedBefore?.Version.Version.ToString(), look.Addressee.SignedBefore?.On));
        Assert.Null(look.Addressee.Signature);
    }

    [Fact]
    public async Task Steps_left_out_are_refused()
    {
        var token = await InviteAsync(Ada);
        var (visit, _) = await Desk.ContinueAsync(token, "en");
        await Assert.ThrowsAsync<ArgumentException>(() => Desk.SignAsync(visit, Phone));
        var (ready, _) = await ReadyAsync(token);
        await Assert.ThrowsAsync<ArgumentException>(() => Desk.SignAsync(ready with { Session = ready.Session! with { Consent = null } }, Phone));
        await Assert.ThrowsAsync<ArgumentException>(() => Desk.SignAsync(ready with { Session = ready.Session! with { TypedName = null } }, Phone));
        Assert.Null(await city.Store.ReadHeadAsync() is { Size: > 0 } head ? head : null);
    }

    public async Task InitializeAsync()
    {
        city = await City.OpenAsync();
        store = SqliteCampaignStore.Open(Path.Combine(city.Folder, "people.db"), "mapleton");
        await store.ApplyAsync(RosterImport.Of([], [Ada, Bo]), Now);
        await store.AddVersionsAsync([First], Now);
    }

    public async Task DisposeAsync()
    {
        await store.DisposeAsync();
        await city.DisposeAsync();
    }

    private static AskedVersion First => Version("1.0.0");

    private ActRecorder Recorder(Func<Submission, CancellationToken, Task<Appended>> append) =>
        new(store, new AcknowledgementLedger(city.Store, append, city.Keys, clock), CityCalendar.Plain with { Zone = TimeZoneInfo.Utc }, clock);

    private SigningDesk DeskAppending(Func<Submission, CancellationToken, Task<Appended>> append) => new(store, store, Recorder(append), "mapleton", clock);

    /// <summary>Invites a person and sends the mail.</summary>
    private async Task<ContentHash> InviteAsync(Person person, AskedVersion? version = null)
    {
        var invitation = Invite(person, version ?? First);
        var mail = MailTo(person, invitation);
        await store.QueueAsync([invitation], [mail]);
        var link = LinkIn(mail);
        await store.ExchangeAsync([], [new MailStart(mail.Id, link)], Now);
        await store.ExchangeAsync([new MailOutcome(mail.Id, MailState.Sent, "250 taken", MessageId: "<1@mapleton.example>")], [], Now);
        return link.Token;
    }

    /// <summary>Goes from a link to the last page before signing.</summary>
    private async Task<(Visit Visit, byte[] Secret)> ReadyAsync(ContentHash token)
    {
        var (visit, secret) = await Desk.ContinueAsync(token, "en");
        var now = EntryTime.Now(clock);
        var session = visit.Session!.With(MomentKind.Served, now).With(MomentKind.Consented, now) with
        {
            Consent = Consent.Of("The disclosure.", now, paperOffered: true, "Close the page."),
            Intent = Intent.Of("I have received it.", "I make this statement", "Sign this policy"),
            TypedName = "Ada Example",
        };
        await Desk.SaveAsync(session);
        var resumed = (await Desk.ResumeAsync(secret))!;
        Assert.Equal(session, resumed.Session);
        return (resumed, secret!);
    }

    /// <summary>Signs with a program that ends after the ledger has the signature, and before anybody was told.</summary>
    private async Task<(ContentHash Token, Visit Visit)> LoseAnswerAsync()
    {
        var token = await InviteAsync(Ada);
        var (visit, _) = await ReadyAsync(token);
        var dying = DeskAppending(async (submission, cancel) =>
        {
            await city.Log.AppendAsync(submission, cancel);
            throw new AppendFailedException(new IOException("staged: the answer was lost"));
        });
        await Assert.ThrowsAsync<AppendFailedException>(() => dying.SignAsync(visit, Phone));
        return (token, visit);
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
