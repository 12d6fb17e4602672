namespace PolicyBuilder.Acknowledgements.Campaigns;

/// <summary>A mail that is to be sent, or was. Its text is made when it is sent, so no link is ever kept.</summary>
public sealed record Mail
{
    /// <summary>Random: 32 lower-case hexadecimal digits; the left side of its Message-ID, so that a second copy can be told for one.</summary>
    public required string Id { get; init; }

    public required MailKind Kind { get; init; }

    /// <summary>The id of the person it is about.</summary>
    public required string Person { get; init; }

    /// <summary>The invitation it belongs to; null for none.</summary>
    public string? Invitation { get; init; }

    /// <summary>Where it goes.</summary>
    public required string Address { get; init; }

    /// <summary>Which reminder it is, from 1; 0 for other mails.</summary>
    public int Number { get; init; }

    /// <summary>The entry whose receipt it carries; null for none.</summary>
    public long? Entry { get; init; }

    public required DateTimeOffset Queued { get; init; }

    /// <summary>Not to be tried before.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    public MailState State { get; init; }

    /// <summary>The Message-ID it was sent under (RFC 5322, section 3.6.4); null until it is.</summary>
    public string? MessageId { get; init; }

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; init; }

    /// <summary>The mail server's last answer (RFC 5321, section 4.2), or what went wrong before there was one.</summary>
    public string? Reply { get; init; }

    /// <summary>When the mail server took it.</summary>
    public DateTimeOffset? Sent { get; init; }

    /// <summary>A mail to be sent as soon as it can.</summary>
    public static Mail Fresh(MailKind kind, string person, string address, DateTimeOffset now) =>
        new() { Id = RandomId.Fresh(), Kind = kind, Person = person, Address = address, Queued = now, NotBefore = now };
}

public enum MailKind
{
    /// <summary>The first link.</summary>
    Invitation,

    /// <summary>A new link.</summary>
    Reminder,

    /// <summary>To a supervisor: that somebody has not signed. No link.</summary>
    SupervisorNotice,

    /// <summary>To the person who signed, with the receipt.</summary>
    Receipt,

    /// <summary>To HR: somebody asked or does not agree.</summary>
    QuestionsNotice,

    /// <summary>A new link without a reminder: the last one expired, and the person asked for another, or has no reminder left.</summary>
    NewLink,
}

public enum MailState
{
    /// <summary>Waits to be sent.</summary>
    Queued,

    /// <summary>Is being sent; after a crash nobody knows whether the server took it, so it is sent again.</summary>
    Sending,

    /// <summary>The server took it.</summary>
    Sent,

    /// <summary>The server refused it for good (5xx).</summary>
    Bounced,

    /// <summary>It was tried as often as is sensible.</summary>
    GivenUp,

    /// <summary>It became needless before it was sent.</summary>
    Cancelled,
}
