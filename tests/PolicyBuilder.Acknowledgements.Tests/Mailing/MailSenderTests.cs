using System.Globalization;
using System.Text;
using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Mailing;
using PolicyBuilder.Acknowledgements.Roster;
using Xunit;

namespace PolicyBuilder.Acknowledgements.Tests.Mailing;

public sealed class MailSenderTests
{
    private static readonly Delivery Taken = new(DeliveryOutcome.Taken, "250 ok");

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(256)]
    public async Task Everybody_gets_one_mail_whose_link_works(int batch)
    {
        await using var town = await MailTown.CreateAsync(Addresses(20));
        await using var transport = new ScriptedTransport((_, _) => Taken) { Batch = batch };
        var told = new List<SendingReport>();
        var report = await town.Sender(transport).SendAsync(new Telling(told));
        Assert.Equal(new SendingReport { Sent = 20 }, report);
        Assert.Equal(Enumerable.Range(1, 20), told.Select(one => one.Done));
        Assert.Equal(20, transport.Taken.Select(message => message.To.ToString()).Distinct().Count());
        foreach (var message in transport.Taken)
            Assert.True(await town.WorksAsync(message));
        foreach (var mail in await town.MailsAsync())
            Assert.Equal((MailState.Sent, "250 ok", $"{mail.Id}@mapleton.example", 1), (mail.State, mail.Reply, mail.MessageId, mail.Attempts));
        Assert.All((await town.Store.ReadAsync()).Invitations, invitation => Assert.Equal((Letters.Now, Letters.Now.AddDays(30)), (invitation.LastSent, invitation.LinkExpires)));
        Assert.Equal(new SendingReport(), await town.Sender(transport).SendAsync());
    }

    [Fact]
    public async Task What_is_refused_for_good_bounces_and_its_link_is_dead()
    {
        await using var town = await MailTown.CreateAsync("ada@x.example", "bo@x.example", "cy@x.example");
        await using var transport = new ScriptedTransport((address, _) => address.StartsWith("bo", StringComparison.Ordinal) ? new Delivery(DeliveryOutcome.Refused, "550 no such mailbox") : Taken);
        Assert.Equal(new SendingReport { Sent = 2, Bounced = 1 }, await town.Sender(transport).SendAsync());
        Assert.Equal("550 no such mailbox", (await town.Store.ReadAsync()).Invitations[1].Bounce);
        Assert.All((await town.Store.ReadMailsAsync("1001")).Links, link => Assert.Equal(LinkEnd.NotSent, link.End));
    }

    [Fact]
    public async Task What_is_put_off_is_tried_again_after_growing_delays_and_then_given_up()
    {
        await using var town = await MailTown.CreateAsync("ada@x.example", "bo@x.example");
        await using var transport = new ScriptedTransport((address, _) => address.StartsWith("ada", StringComparison.Ordinal) ? new Delivery(DeliveryOutcome.Later, "451 greylisted") : Taken);
        var clock = new SkippingClock();
        var first = await town.Sender(transport, clock).SendAsync();
        Assert.Equal(new SendingReport { Sent = 1, Deferred = 1, NextTry = Letters.Now.AddMinutes(2) }, first);
        Assert.Equal(new SendingReport(), await town.Sender(transport, clock).SendAsync());
        Assert.Equal(new SendingReport { GivenUp = 1 }, await town.Sender(transport, clock, patience: TimeSpan.FromDays(30)).SendAsync());
        Assert.Equal((MailState.GivenUp, 8, "451 greylisted"), (await town.MailsAsync()).Where(mail => mail.Person == "1000").Select(mail => (mail.State, mail.Attempts, mail.Reply!)).Single());
        Assert.Equal(clock.Waits.Order(), clock.Waits);
        Assert.InRange(clock.Waits.Aggregate(TimeSpan.Zero, (sum, wait) => sum + wait), TimeSpan.FromDays(3), TimeSpan.FromDays(4));
    }

    [Fact]
    public async Task With_patience_a_server_that_wants_a_second_attempt_gets_it_in_the_same_run()
    {
        await using var town = await MailTown.CreateAsync(Addresses(5));
        await using var transport = new ScriptedTransport((_, attempt) => attempt == 1 ? new Delivery(DeliveryOutcome.Later, "451 greylisted") : Taken);
        Assert.Equal(new SendingReport { Sent = 5 }, await town.Sender(transport, patience: TimeSpan.FromMinutes(5)).SendAsync());
    }

    [Fact]
    public async Task A_lost_answer_means_a_second_mail_and_the_links_of_both_work_until_the_second_is_taken()
    {
        await using var town = await MailTown.CreateAsync("ada@x.example");
        await using var transport = new ScriptedTransport((_, attempt) => attempt == 1 ? new Delivery(DeliveryOutcome.Lost, "hung up") : Taken);
        var clock = new SkippingClock();
        Assert.Equal(1, (await town.Sender(transport, clock).SendAsync()).Deferred);
        Assert.True(await town.WorksAsync(transport.Taken[0]));
        await Task.Delay(TimeSpan.FromMinutes(2), clock);
        Assert.Equal(new SendingReport { Sent = 1 }, await town.Sender(transport, clock).SendAsync());
        Assert.False(await town.WorksAsync(transport.Taken[0]));
        Assert.True(await town.WorksAsync(transport.Taken[1]));
        Assert.Equal(transport.Taken[0].MessageId, transport.Taken[1].MessageId);
        Assert.NotEqual(MailTown.SecretIn(transport.Taken[0]), MailTown.SecretIn(transport.Taken[1]));
    }

    [Fact]
    public async Task A_server_that_is_not_there_costs_no_mail_an_attempt()
    {
        await using var town = await MailTown.CreateAsync(Addresses(5));
        await using var transport = new ScriptedTransport((_, _) => Taken) { Opening = () => "smtp.x.example:587 cannot be reached" };
        var report = await town.Sender(transport).SendAsync();
        Assert.Equal("smtp.x.example:587 cannot be reached", report.Stopped);
        Assert.All(await town.MailsAsync(), mail => Assert.Equal((MailState.Queued, 0), (mail.State, mail.Attempts)));
        await using var mended = new ScriptedTransport((_, _) => Taken);
        Assert.Equal(new SendingReport { Sent = 5 }, await town.Sender(mended).SendAsync());
    }

    [Theory]
    [InlineData(DeliveryOutcome.Broken, 3)]
    [InlineData(DeliveryOutcome.Unusable, 1)]
    [InlineData(DeliveryOutcome.Refused, 5)]
    public async Task A_server_that_takes_nothing_stops_the_run(DeliveryOutcome outcome, int attempts)
    {
        await using var town = await MailTown.CreateAsync(Addresses(20));
        await using var transport = new ScriptedTransport((_, _) => new Delivery(outcome, "550 no"));
        var report = await town.Sender(transport).SendAsync();
        Assert.Contains("550 no", report.Stopped, StringComparison.Ordinal);
        var mails = await town.MailsAsync();
        Assert.Equal(attempts, mails.Count(mail => mail.Attempts == 1));
        Assert.Equal(20 - (outcome == DeliveryOutcome.Refused ? 5 : 0), mails.Count(mail => mail.State == MailState.Queued));
    }

    [Fact]
    public async Task A_few_bad_addresses_among_good_ones_stop_nothing()
    {
        await using var town = await MailTown.CreateAsync(Addresses(30));
        await using var transport = new ScriptedTransport((address, _) => int.Parse(address.Split('@')[0][1..], CultureInfo.InvariantCulture) is > 3 and < 20 ? new Delivery(DeliveryOutcome.Refused, "550 no") : Taken);
        Assert.Equal(new SendingReport { Sent = 14, Bounced = 16 }, await town.Sender(transport).SendAsync());
    }

    [Fact]
    public async Task No_more_mails_go_out_in_a_minute_than_were_allowed()
    {
        await using var town = await MailTown.CreateAsync(Addresses(10));
        await using var transport = new ScriptedTransport((_, _) => Taken) { Batch = 256 };
        var clock = new SkippingClock();
        Assert.Equal(10, (await town.Sender(transport, clock, perMinute: 30).SendAsync()).Sent);
        Assert.Equal(Enumerable.Repeat(TimeSpan.FromSeconds(2), 9), clock.Waits);
    }

    [Fact]
    public async Task A_run_that_is_stopped_leaves_a_true_state_and_the_next_goes_on()
    {
        await using var town = await MailTown.CreateAsync(Addresses(10));
        using var stop = new CancellationTokenSource();
        await using var transport = new ScriptedTransport((address, _) =>
        {
            if (address.StartsWith("p4@", StringComparison.Ordinal))
                stop.Cancel();
            return Taken;
        });
        var report = await town.Sender(transport).SendAsync(null, stop.Token);
        Assert.Equal(new SendingReport { Sent = 5, Cancelled = true }, report);
        Assert.Equal([.. Enumerable.Repeat(MailState.Sent, 5), .. Enumerable.Repeat(MailState.Queued, 5)], (await town.MailsAsync()).Select(mail => mail.State));
        Assert.Equal(5, (await town.Sender(transport).SendAsync()).Sent);
        Assert.Equal(10, transport.Taken.Count);
    }

    [Fact]
    public async Task A_mail_that_is_needless_by_now_is_not_sent()
    {
        await using var town = await MailTown.CreateAsync("ada@x.example", "bo@x.example", "cy@x.example");
        await using var transport = new ScriptedTransport((address, _) =>
        {
            if (address.StartsWith("ada", StringComparison.Ordinal))
                town.Store.EndInvitationAsync(town.Invitations[1].Id, InvitationEnd.Revoked, Letters.Now).GetAwaiter().GetResult();
            return Taken;
        });
        Assert.Equal(new SendingReport { Sent = 2 }, await town.Sender(transport).SendAsync());
        Assert.DoesNotContain(transport.Taken, message => message.To.ToString().Contains("bo@", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_receipt_that_is_not_there_any_more_is_given_up()
    {
        await using var town = await MailTown.CreateAsync();
        await town.Store.ApplyAsync(RosterImport.Of([], [Letters.Ada]), Letters.Now);
        await town.Store.QueueAsync([], [Letters.Mail(MailKind.Receipt) with { Invitation = null, Entry = 17 }]);
        await using var transport = new ScriptedTransport((_, _) => Taken);
        Assert.Equal(new SendingReport { GivenUp = 1 }, await town.Sender(transport).SendAsync());
    }

    [Fact]
    public async Task A_reminder_ends_the_link_before_it_once_it_is_taken()
    {
        await using var town = await MailTown.CreateAsync("ada@x.example");
        await using var transport = new ScriptedTransport((_, _) => Taken);
        await town.Sender(transport).SendAsync();
        var person = (await town.Store.ReadPeopleAsync())[0];
        await town.Store.QueueAsync([], [MailTown.MailTo(person, town.Invitations[0], MailKind.Reminder, 1)]);
        await town.Sender(transport).SendAsync();
        Assert.False(await town.WorksAsync(transport.Taken[0]));
        Assert.True(await town.WorksAsync(transport.Taken[1]));
        Assert.Equal(1, (await town.Store.ReadAsync()).Invitations[0].Reminders);
    }

    [Fact]
    public async Task On_a_holiday_reminders_wait_and_invitations_go_out()
    {
        await using var town = await MailTown.CreateAsync("ada@x.example", "bo@x.example");
        await using var transport = new ScriptedTransport((_, _) => Taken);
        await town.Sender(transport).SendAsync();
        var people = await town.Store.ReadPeopleAsync();
        await town.Store.QueueAsync(
            [],
            [
                MailTown.MailTo(people[0], town.Invitations[0], MailKind.Reminder, 1),
                MailTown.MailTo(people[1], town.Invitations[0], MailKind.SupervisorNotice, 1),
                MailTown.MailTo(people[1], town.Invitations[1], MailKind.NewLink),
            ]);
        Assert.Equal(1, (await town.Sender(transport, holiday: true).SendAsync()).Sent);
        Assert.Equal(2, (await town.Sender(transport).SendAsync()).Sent);
    }

    [Fact]
    public async Task No_secret_is_in_any_byte_of_the_store_or_in_what_is_told()
    {
        await using var town = await MailTown.CreateAsync([.. Addresses(10), "bad@x.example", "lost@x.example"]);
        await using var transport = new ScriptedTransport((address, _) => address.Split('@')[0] switch
        {
            "bad" => new Delivery(DeliveryOutcome.Refused, "550 no"),
            "lost" => new Delivery(DeliveryOutcome.Lost, "hung up"),
            _ => Taken,
        });
        var report = await town.Sender(transport).SendAsync();
        var secrets = transport.Taken.Select(MailTown.SecretIn).ToList();
        Assert.Equal(11, secrets.Count);
        var said = Encoding.UTF8.GetBytes(report + string.Join('\n', (await town.MailsAsync()).Select(mail => mail.ToString())));
        foreach (var bytes in Directory.GetFiles(town.Folder).Select(ReadShared).Append(said))
        {
            foreach (var secret in secrets)
            {
                Assert.True(LinkToken.TryParse(secret, out var token));
                Assert.True(bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(secret)) < 0);
                Assert.True(bytes.AsSpan().IndexOf(Convert.FromBase64String(secret.Replace('-', '+').Replace('_', '/') + "=")) < 0);
                // The search finds what is there: the hash.
                Assert.Equal(bytes == said || !IsDatabase(bytes), bytes.AsSpan().IndexOf(token.Hash.Span) < 0);
            }
        }
        bool IsDatabase(byte[] bytes) => bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(town.Invitations[0].Id)) >= 0 && bytes.AsSpan().IndexOf("250 ok"u8) >= 0;
    }

    private static string[] Addresses(int count) => [.. Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"p{i}@x.example"))];

    private static byte[] ReadShared(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private sealed class Telling(List<SendingReport> told) : IProgress<SendingReport>
    {
        public void Report(SendingReport value) => told.Add(value);
    }
}
