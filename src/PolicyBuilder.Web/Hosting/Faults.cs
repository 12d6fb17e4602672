using PolicyBuilder.Acknowledgements.Signing;

namespace PolicyBuilder.Web.Hosting;

/// <summary>What is logged about faults: what failed, never for whom.</summary>
public sealed partial class Faults(ILogger<Faults> log)
{
    [LoggerMessage(1, LogLevel.Error, "Signing failed: {Kind}. Outcome: {Outcome}{Where}")]
    private partial void SigningFailed(string kind, SigningOutcome outcome, string where);

    [LoggerMessage(2, LogLevel.Warning, "Mails could not be sent: {Kind}. They are tried again.")]
    private partial void MailFailed(string kind);

    [LoggerMessage(3, LogLevel.Error, "A page failed: {Kind}{Where}")]
    private partial void PageFailed(string kind, string where);

    [LoggerMessage(4, LogLevel.Warning, "Sessions that are over could not be removed: {Kind}. It is tried again.")]
    private partial void SessionsStay(string kind);

    [LoggerMessage(5, LogLevel.Warning, "The organisation's sign-in failed: {Kind} {Code}")]
    private partial void OidcFailed(string kind, string code);

    /// <summary>Somebody could not be signed in by the organisation. The provider's own error code is told, nothing else that it said.</summary>
    public void OidcFailed(Exception error)
    {
        var code = error.Data["error"] as string ?? error.InnerException?.Data["error"] as string ?? "";
        OidcFailed(KindOf(error), code.Length <= 60 && code.All(sign => char.IsAsciiLetterLower(sign) || sign == '_') ? code : "");
    }

    /// <summary>A page failed. Where in the program is logged, and nothing of what it was about.</summary>
    public void PageFailed(Exception error) => PageFailed(KindOf(error), WhereOf(error));

    /// <summary>Signing failed, and what is known of it.</summary>
    public void SigningFailed(Exception error, SigningOutcome outcome) => SigningFailed(KindOf(error), outcome, WhereOf(error));

    /// <summary>A round of sending mails ended early.</summary>
    public void MailFailed(Exception error) => MailFailed(KindOf(error));

    /// <summary>Sessions that are over stay for a while.</summary>
    public void SessionsStay(Exception error) => SessionsStay(KindOf(error));

    private static string WhereOf(Exception error) => error.StackTrace is { } where ? "\n" + where : "";

    // Messages of databases and mail servers may quote what they were given.
    private static string KindOf(Exception error) => error.InnerException is { } inner ? $"{error.GetType().Name} ({inner.GetType().Name})" : error.GetType().Name;
}
