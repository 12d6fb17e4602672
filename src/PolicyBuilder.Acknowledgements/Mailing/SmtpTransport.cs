using System.Diagnostics;
using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace PolicyBuilder.Acknowledgements.Mailing;

/// <summary>
/// Hands mails to a mail server (RFC 5321, RFC 6409). One connection carries many mails and is made anew when it drops. TLS is required, never
/// tried, and the server's certificate must be valid for its name. What is said on the connection is never logged.
/// </summary>
public sealed class SmtpTransport(SmtpSettings settings, TimeProvider clock) : IMailTransport
{
    private static readonly TimeSpan LongIdle = TimeSpan.FromSeconds(30);

    private SmtpClient? client;
    private long lastUsed;
    private string? certificateFault;

    /// <inheritdoc/>
    public int Batch => 1;

    /// <summary>How long connecting, TLS and signing in may take together.</summary>
    internal TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long one mail may take. A server may think long about the last line (RFC 5321, section 4.5.3.2.6), and leaving early sends a mail twice.</summary>
    internal TimeSpan SendTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>For tests: who may vouch for the server, in place of those that the system trusts.</summary>
    internal X509Certificate2Collection? TrustedRoots { get; init; }

    /// <inheritdoc/>
    public async Task<string?> OpenAsync(CancellationToken cancel = default)
    {
        if (client is { IsConnected: true } && (clock.GetElapsedTime(lastUsed) < LongIdle || await AnswersAsync(client, cancel)))
            return null;
        Drop();
        using var limit = new CancellationTokenSource(ConnectTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            certificateFault = null;
            client = new SmtpClient { Timeout = Timeout.Infinite, ServerCertificateValidationCallback = IsTrusted, CheckCertificateRevocation = TrustedRoots is null };
            await client.ConnectAsync(settings.Host, settings.Port, Security, either.Token);
            if (settings is { User: { } user, Password: { } password })
            {
                // The others need what a city does not have here, or tell less than they promise.
                client.AuthenticationMechanisms.RemoveWhere(name => !name.StartsWith("SCRAM-", StringComparison.Ordinal) && name is not ("PLAIN" or "LOGIN"));
                await client.AuthenticateAsync(user, password, either.Token);
            }
            lastUsed = clock.GetTimestamp();
            return null;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            Drop();
            return $"{settings} did not answer within {Seconds(ConnectTimeout)} seconds";
        }
        catch (Exception error) when (WhyNoConnection(error) is { } reason)
        {
            Drop();
            return reason;
        }
        catch
        {
            Drop();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<Delivery> SendAsync(string mail, MimeMessage message, CancellationToken cancel = default)
    {
        for (var isSecond = false; ; isSecond = true)
        {
            if (await OpenAsync(cancel) is { } reason)
                return new Delivery(DeliveryOutcome.Broken, reason);
            var carried = new Carried();
            using var limit = new CancellationTokenSource(SendTimeout, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
            try
            {
                var reply = await client!.SendAsync(message, either.Token, carried);
                lastUsed = clock.GetTimestamp();
                // The library tells the text; the code is 250 whenever it does not throw.
                return new Delivery(DeliveryOutcome.Taken, Line("250 " + reply));
            }
            catch (SmtpCommandException refused)
            {
                // After 421 the server closes the connection (RFC 5321, section 3.8).
                if (refused.StatusCode == SmtpStatusCode.ServiceNotAvailable)
                    Drop();
                return new Delivery(OutcomeOf(refused), Line(string.Create(CultureInfo.InvariantCulture, $"{(int)refused.StatusCode} {refused.Message}")));
            }
            catch (Exception error) when (error is ServiceNotAuthenticatedException or NotSupportedException)
            {
                Drop();
                return error is NotSupportedException
                    ? new Delivery(DeliveryOutcome.Refused, "the server cannot carry this address: it has letters beyond ASCII before the @")
                    : new Delivery(DeliveryOutcome.Unusable, Line(error.Message));
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                Drop();
                return new Delivery(carried.Outcome, $"the server did not answer within {Seconds(SendTimeout)} seconds");
            }
            catch (Exception error) when (error is IOException or SocketException or SmtpProtocolException or ServiceNotConnectedException)
            {
                Drop();
                // Servers close connections that were quiet for a while. Nothing of this mail was said yet, so it cannot have been taken.
                if (carried.Bytes == 0 && !isSecond)
                    continue;
                return new Delivery(carried.Outcome, "the server ended the connection before it answered");
            }
            catch
            {
                Drop();
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (client is { IsConnected: true })
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5), clock);
            try
            {
                await client.DisconnectAsync(quit: true, limit.Token);
            }
            catch (Exception error) when (error is IOException or SocketException or SmtpCommandException or SmtpProtocolException or OperationCanceledException)
            {
                // Every mail has its answer; the server has hung up first.
                Drop();
            }
        }
        Drop();
    }

    private SecureSocketOptions Security => settings.Tls switch
    {
        SmtpTls.StartTls => SecureSocketOptions.StartTls,
        SmtpTls.Implicit => SecureSocketOptions.SslOnConnect,
        SmtpTls.None => SecureSocketOptions.None,
        _ => throw new UnreachableException(),
    };

    // The message's 5xx is a bounce; a refused sender is not the recipient's fault.
    private static DeliveryOutcome OutcomeOf(SmtpCommandException refused) => (int)refused.StatusCode switch
    {
        421 => DeliveryOutcome.Broken,
        >= 400 and < 500 => DeliveryOutcome.Later,
        _ when refused.ErrorCode is SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted => DeliveryOutcome.Refused,
        _ => DeliveryOutcome.Unusable,
    };

    private async Task<bool> AnswersAsync(SmtpClient connected, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10), clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            await connected.NoOpAsync(either.Token);
            lastUsed = clock.GetTimestamp();
            return true;
        }
        catch (Exception error) when (!cancel.IsCancellationRequested
            && error is IOException or SocketException or SmtpCommandException or SmtpProtocolException or OperationCanceledException or ServiceNotConnectedException)
        {
            return false;
        }
    }

    private bool IsTrusted(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (TrustedRoots is not null && certificate is not null && (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == 0)
        {
            using var own = new X509Chain();
            own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            own.ChainPolicy.CustomTrustStore.AddRange(TrustedRoots);
            own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            using var presented = new X509Certificate2(certificate);
            if (own.Build(presented))
                return true;
        }
        certificateFault =
            (errors & SslPolicyErrors.RemoteCertificateNotAvailable) != 0 ? "it has none"
            : (errors & SslPolicyErrors.RemoteCertificateNameMismatch) != 0 ? "it is for another name"
            : WrongWith(chain) switch
            {
                0 => null,
                var wrong when (wrong & X509ChainStatusFlags.Revoked) != 0 => "it was revoked",
                var wrong when (wrong & X509ChainStatusFlags.NotTimeValid) != 0 => "it has expired, or is not valid yet",
                _ => "nobody this computer trusts vouches for it",
            };
        return errors == SslPolicyErrors.None || certificateFault is null;
    }

    // Whether a certificate was revoked cannot always be asked from within a city's network; that it was is never overlooked.
    private static X509ChainStatusFlags WrongWith(X509Chain? chain) =>
        (chain?.ChainStatus ?? []).Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status)
            & ~(X509ChainStatusFlags.RevocationStatusUnknown | X509ChainStatusFlags.OfflineRevocation);

    private string? WhyNoConnection(Exception error) => error switch
    {
        SslHandshakeException when certificateFault is { } fault => $"the certificate of {settings} cannot be trusted: {fault}",
        SslHandshakeException => $"{settings} and this program could not agree on TLS",
        AuthenticationException => $"{settings} does not accept the user name and password ({Line(error.Message)})",
        NotSupportedException when client is { IsConnected: true } => $"{settings} lets nobody sign in with a password; leave out Smtp:User, or ask who runs it",
        NotSupportedException => $"{settings} offers no STARTTLS, and without it nothing is sent",
        SmtpCommandException refused => string.Create(CultureInfo.InvariantCulture, $"{settings} refuses: {(int)refused.StatusCode} {Line(refused.Message)}"),
        SocketException socket => $"{settings} cannot be reached ({socket.SocketErrorCode})",
        IOException or SmtpProtocolException or ServiceNotConnectedException => $"{settings} ended the connection before it was ready",
        _ => null,
    };

    private void Drop()
    {
        client?.Dispose();
        client = null;
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Line(string text)
    {
        var line = MailComposer.OneLine(text).Trim();
        return line.Length <= 500 ? line : line[..500];
    }

    /// <summary>How much of a mail the connection has carried.</summary>
    private sealed class Carried : ITransferProgress
    {
        public long Bytes { get; private set; }

        public DeliveryOutcome Outcome => Bytes == 0 ? DeliveryOutcome.Broken : DeliveryOutcome.Lost;

        public void Report(long bytesTransferred, long totalSize) => Bytes = bytesTransferred;

        public void Report(long bytesTransferred) => Bytes = bytesTransferred;
    }
}
