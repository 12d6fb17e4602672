using MimeKit;

namespace PolicyBuilder.Acknowledgements.Mailing;

/// <summary>Hands mails on. It is used by one sender at a time, which may hand over as many mails at once as <see cref="Batch"/> says.</summary>
public interface IMailTransport : IAsyncDisposable
{
    /// <summary>How many mails are begun together. Where a second copy would reach a person it is 1.</summary>
    int Batch { get; }

    /// <summary>Makes sure that mails can be handed over.</summary>
    /// <returns>Null if they can; else why not, in a sentence without a full stop.</returns>
    Task<string?> OpenAsync(CancellationToken cancel = default);

    /// <summary>Hands a mail over. Whatever the other side does comes back as an outcome; nothing is thrown for it.</summary>
    /// <param name="mail">The mail's id.</param>
    /// <exception cref="OperationCanceledException">Stopped; nobody knows whether the mail was taken.</exception>
    Task<Delivery> SendAsync(string mail, MimeMessage message, CancellationToken cancel = default);
}

/// <summary>What came of handing over a mail.</summary>
/// <param name="Reply">The other side's answer, or what went wrong, in one line.</param>
public sealed record Delivery(DeliveryOutcome Outcome, string Reply);

/// <summary>How handing over a mail ended.</summary>
public enum DeliveryOutcome
{
    /// <summary>It was taken.</summary>
    Taken,

    /// <summary>The mail or its address was refused for good (5xx).</summary>
    Refused,

    /// <summary>Not now (4xx).</summary>
    Later,

    /// <summary>The connection could not be made, or ended before the mail was handed over: it was not taken.</summary>
    Broken,

    /// <summary>The connection ended or stalled while the mail was handed over, or before the answer came: nobody knows whether it was taken.</summary>
    Lost,

    /// <summary>The mail was not taken, and none would be: the sender is refused, the disk is full.</summary>
    Unusable,
}
