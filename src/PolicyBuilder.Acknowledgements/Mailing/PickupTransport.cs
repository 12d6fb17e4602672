using MimeKit;

namespace PolicyBuilder.Acknowledgements.Mailing;

/// <summary>
/// Writes each mail to a file of a folder, for those who have no mail server, or whose server takes mails from a folder. A file is called
/// after its mail and appears whole or not at all; a second attempt replaces the first. The links in it are secret, so nobody but the
/// folder's owner can open it.
/// </summary>
/// <param name="folder">The folder; made where it is not there, with mode 0700.</param>
public sealed class PickupTransport(string folder) : IMailTransport
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string folder = Path.GetFullPath(folder);

    /// <inheritdoc/>
    public int Batch => 256;

    /// <inheritdoc/>
    public Task<string?> OpenAsync(CancellationToken cancel = default)
    {
        try
        {
            if (!Directory.Exists(folder))
            {
                Make(folder);
                // Links do not belong in Git.
                File.WriteAllText(Path.Combine(folder, ".gitignore"), "*\n");
            }
            return Task.FromResult(
                OperatingSystem.IsWindows() || (File.GetUnixFileMode(folder) & ~(Owner | UnixFileMode.UserExecute)) == 0 ? null
                    : "others can open the folder for mails, and the links in them are secret: let only its owner (chmod 700), or name another folder");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Task.FromResult<string?>($"the folder for mails cannot be made: {Sentence(error)}");
        }
    }

    /// <inheritdoc/>
    public async Task<Delivery> SendAsync(string mail, MimeMessage message, CancellationToken cancel = default)
    {
        var path = Path.Combine(folder, mail + ".eml");
        var beside = path + ".part";
        try
        {
            await WriteAsync(beside, message);
            File.Move(beside, path, overwrite: true);
            return new Delivery(DeliveryOutcome.Taken, "written to the folder for mails");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Remove(beside);
            return new Delivery(DeliveryOutcome.Unusable, $"the mail could not be written: {Sentence(error)}");
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task WriteAsync(string path, MimeMessage message)
    {
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = Owner;
        using var bytes = new MemoryStream(16 * 1024);
        // A mail is small, and its writing in memory cannot be waited for.
        message.WriteTo(Format, bytes, CancellationToken.None);
        await using var file = new FileStream(path, options);
        await file.WriteAsync(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), CancellationToken.None);
        file.Flush(flushToDisk: true);
    }

    // RFC 5322 ends lines with CR LF on every system.
    private static readonly FormatOptions Format = Crlf();

    private static FormatOptions Crlf()
    {
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        return format;
    }

    private static void Make(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, Owner | UnixFileMode.UserExecute);
    }

    // What is half written is of no use; if it cannot be removed, the next attempt replaces it.
    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return;
        }
    }

    private static string Sentence(Exception error) => MailComposer.OneLine(error.Message).TrimEnd('.');
}
