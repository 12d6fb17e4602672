using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Mailing;
using Xunit;

namespace PolicyBuilder.Acknowledgements.Tests.Mailing;

public sealed class SmtpTransportTests
{
    [SkippableFact]
    public async Task Many_mails_go_over_one_connection_that_is_encrypted_and_signed_in()
    {
        await using var server = await MailServer.StartAsync();
        await using (var transport = server.Transport())
        {
            for (var i = 0; i < 20; i++)
            {
                var delivery = await SendAsync(transport, $"p{i}@mapleton.example");
                Assert.Equal(DeliveryOutcome.Taken, delivery.Outcome);
                Assert.Equal($"250 kept as {i + 1}", delivery.Reply);
            }
        }

        Assert.Equal(20, server.Kept.Count);
        Assert.Single(server.Kept.Select(mail => mail.Session).Distinct());
        Assert.All(server.Kept, mail => Assert.True(mail.Secure && mail.User == MailServer.User && mail.From == "policies@mapleton.example"));
        Assert.Equal("p19@mapleton.example", Assert.Single(server.Kept[19].To));
    }

    [SkippableFact]
    public async Task TLS_from_the_first_byte_works_too()
    {
        await using var server = await MailServer.StartAsync(new MailServerOptions { Implicit = true });
        await using var transport = server.Transport(server.Settings with { Tls = SmtpTls.Implicit });
        Assert.Equal(DeliveryOutcome.Taken, (await SendAsync(transport, "a@mapleton.example")).Outcome);
        Assert.True(server.Kept[0].Secure);
    }

    [SkippableFact]
    public async Task A_server_on_this_computer_may_do_without_TLS_and_password()
    {
        await using var server = await MailServer.StartAsync(new MailServerOptions { Auth = false, StartTls = false });
        await using var transport = server.Transport(server.Settings with { Tls = SmtpTls.None, User = null, Password = null });
        Assert.Equal(DeliveryOutcome.Taken, (await SendAsync(transport, "a@mapleton.example")).Outcome);
        Assert.False(server.Kept[0].Secure);
    }

    [SkippableTheory]
    [InlineData(false, "localhost", 30, true, "offers no STARTTLS, and without it nothing is sent")]
    [InlineData(true, "mail.other.example", 30, true, "the certificate of localhost:0 cannot be trusted: it is for another name")]
    [InlineData(true, "localhost", -1, true, "the certificate of localhost:0 cannot be trusted: it has expired, or is not valid yet")]
    [InlineData(true, "localhost", 30, false, "the certificate of localhost:0 cannot be trusted: nobody this computer trusts vouches for it")]
    public async Task Without_a_certificate_that_can_be_trusted_nothing_is_said(bool startTls, string name, int days, bool knowsAuthority, string reason)
    {
        await using var server = await MailServer.StartAsync(new MailServerOptions { StartTls = startTls, Name = name, Days = days });
        await using var transport = knowsAuthority ? server.Transport() : new SmtpTransport(server.Settings, TimeProvider.System);
        Assert.Contains(reason.Replace(":0 ", $":{server.Port} ", StringComparison.Ordinal), await transport.OpenAsync(), StringComparison.Ordinal);
        Assert.Equal(DeliveryOutcome.Broken, (await SendAsync(transport, "a@mapleton.example")).Outcome);
        Assert.Empty(server.Kept);
    }

    [SkippableFact]
    public async Task A_wrong_password_is_told_without_showing_it()
    {
        await using var server = await MailServer.StartAsync();
        await using var transport = server.Transport(server.Settings with { Password = "zq-wrong" });
        var reason = await transport.OpenAsync();
        Assert.Contains("does not accept the user name and password", reason, StringComparison.Ordinal);
        Assert.DoesNotContain("zq-wrong", reason, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_server_that_is_away_busy_or_silent_is_told()
    {
        await using (var busy = await MailServer.StartAsync(new MailServerOptions { Greeting = 554 }))
        await using (var transport = busy.Transport())
            Assert.Contains("refuses: 554", await transport.OpenAsync(), StringComparison.Ordinal);

        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        var settings = new SmtpSettings { Host = "localhost", Port = ((System.Net.IPEndPoint)silent.LocalEndpoint).Port, Tls = SmtpTls.StartTls };
        await using (var transport = new SmtpTransport(settings, TimeProvider.System) { ConnectTimeout = TimeSpan.FromMilliseconds(300) })
            Assert.Equal($"{settings} did not answer within 0.3 seconds", await transport.OpenAsync());
        silent.Stop();
        await using (var transport = new SmtpTransport(settings, TimeProvider.System))
            Assert.Equal($"{settings} cannot be reached (ConnectionRefused)", await transport.OpenAsync());
    }

    [SkippableTheory]
    [InlineData("550-at-rcpt", DeliveryOutcome.Refused, "550 No such mailbox here")]
    [InlineData("554-at-data", DeliveryOutcome.Refused, "554 No such mailbox here")]
    [InlineData("451-at-rcpt", DeliveryOutcome.Later, "451 Try again later")]
    [InlineData("451-at-data", DeliveryOutcome.Later, "451 Try again later")]
    [InlineData("421-at-rcpt", DeliveryOutcome.Broken, "421 Too busy")]
    [InlineData("drop-at-data", DeliveryOutcome.Lost, "the server ended the connection before it answered")]
    [InlineData("lose", DeliveryOutcome.Lost, "the server ended the connection before it answered")]
    public async Task What_a_server_answers_is_told_apart_and_the_next_mail_goes_on(string wish, DeliveryOutcome outcome, string reply)
    {
        await using var server = await MailServer.StartAsync();
        await using var transport = server.Transport();
        Assert.Equal(new Delivery(outcome, reply), await SendAsync(transport, wish + ".ada@mapleton.example"));
        Assert.Equal(DeliveryOutcome.Taken, (await SendAsync(transport, "bo@mapleton.example")).Outcome);
        Assert.Equal(wish == "lose" ? 2 : 1, server.Kept.Count);
    }

    [SkippableFact]
    public async Task A_connection_dropped_before_the_mail_is_made_anew_at_once()
    {
        await using var server = await MailServer.StartAsync();
        await using var transport = server.Transport();
        Assert.Equal(DeliveryOutcome.Taken, (await SendAsync(transport, "quit.ada@mapleton.example")).Outcome);
        Assert.Equal(DeliveryOutcome.Taken, (await SendAsync(transport, "bo@mapleton.example")).Outcome);
        Assert.Equal(DeliveryOutcome.Taken, (await SendAsync(transport, "drop-at-rcpt-once.cy@mapleton.example")).Outcome);
        Assert.Equal(DeliveryOutcome.Broken, (await SendAsync(transport, "drop-at-rcpt.di@mapleton.example")).Outcome);
        Assert.Equal(3, server.Kept.Count);
        Assert.Equal(3, server.Kept.Select(mail => mail.Session).Distinct().Count());
    }

    [SkippableTheory]
    [InlineData("stall-at-rcpt", DeliveryOutcome.Broken)]
    [InlineData("stall-at-data", DeliveryOutcome.Lost)]
    public async Task A_server_that_stalls_is_left(string wish, DeliveryOutcome outcome)
    {
        await using var server = await MailServer.StartAsync();
        await using var transport = server.Transport(timeout: TimeSpan.FromSeconds(10));
        Assert.Equal(new Delivery(outcome, "the server did not answer within 10 seconds"), await SendAsync(transport, wish + ".ada@mapleton.example"));
        Assert.Equal(DeliveryOutcome.Taken, (await SendAsync(transport, "bo@mapleton.example")).Outcome);
    }

    [SkippableFact]
    public async Task A_refused_sender_is_no_fault_of_the_recipient()
    {
        await using var server = await MailServer.StartAsync();
        await using var transport = server.Transport();
        var composer = Letters.Composer(settings: Letters.Settings with { From = "550-at-mail@mapleton.example" });
        using var message = composer.Compose(Letters.Letter(MailKind.Invitation), Letters.Now);
        var delivery = await transport.SendAsync("x", message);
        Assert.Equal(DeliveryOutcome.Unusable, delivery.Outcome);
        Assert.StartsWith("550 ", delivery.Reply, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Stopping_is_an_exception_and_not_an_outcome()
    {
        await using var server = await MailServer.StartAsync();
        await using var transport = server.Transport();
        await transport.OpenAsync();
        using var stop = new CancellationTokenSource();
        var sending = SendAsync(transport, "stall-at-data.ada@mapleton.example", stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        Assert.Equal(DeliveryOutcome.Taken, (await SendAsync(transport, "bo@mapleton.example")).Outcome);
    }

    private static async Task<Delivery> SendAsync(SmtpTransport transport, string address, CancellationToken cancel = default)
    {
        var letter = Letters.Letter(MailKind.Invitation);
        using var message = Letters.Composer().Compose(letter with { Mail = letter.Mail with { Address = address } }, Letters.Now);
        return await transport.SendAsync(letter.Mail.Id, message, cancel);
    }
}
