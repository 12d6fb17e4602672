namespace PolicyBuilder.Web.Hosting;

/// <summary>What is logged about faults: what failed, never for whom.</summary>
public sealed partial class Faults(ILogger<Faults> log)
{
    [LoggerMessage(1, LogLevel.Error, "A signature could not be confirmed: {Kind}")]
    private partial void Unconfirmed(string kind);

    [LoggerMessage(2, LogLevel.Warning, "Mails could not be sent: {Kind}. They are tried again.")]
    private partial void MailFailed(string kind);

    [LoggerMessage(3, LogLevel.Error, "A page failed: {Kind}{Where}")]
    private partial void PageFailed(string kind, string where);

    /// <summary>A page failed. Where in the program is logged, and nothing of what it was about.</summary>
    public void PageFailed(Exception error) => PageFailed(KindOf(error), error.StackTrace is { } where ? "\n" + where : "");

    /// <summary>A signature may or may not have been kept.</summary>
    public void Unconfirmed(Exception error) => Unconfirmed(KindOf(error));

    /// <summary>A round of sending mails ended early.</summary>
    public void MailFailed(Exception error) => MailFailed(KindOf(error));

    // Messages of databases and mail servers may quote what they were given.
    private static string KindOf(Exception error) => error.InnerException is { } inner ? $"{error.GetType().Name} ({inner.GetType().Name})" : error.GetType().Name;
}
