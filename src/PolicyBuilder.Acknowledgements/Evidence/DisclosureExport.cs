using System.Globalization;
using System.Text;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Ledger;

namespace PolicyBuilder.Acknowledgements.Evidence;

/// <summary>Which disclosures are handed out, as for a public-records request.</summary>
/// <param name="Policy">Only those about this policy; null for all.</param>
/// <param name="From">Only entries from this day on (UTC).</param>
/// <param name="To">Only entries up to and with this day (UTC).</param>
/// <param name="Redacted">True to leave out who the people are; such evidence can be read, but opens no commitment.</param>
public sealed record DisclosureChoice(PolicyName? Policy = null, DateOnly? From = null, DateOnly? To = null, bool Redacted = false)
{
    /// <summary>True if an entry is among those wanted.</summary>
    public bool Includes(PersonEntry entry)
    {
        var day = DateOnly.FromDateTime(entry.Time.Utc.DateTime);
        return (Policy is not { } policy || entry.Text.Policy == policy) && (From is not { } from || day >= from) && (To is not { } to || day <= to);
    }
}

/// <summary>
/// Writes disclosures as files, into a folder that only its owner can open: for each entry <c>17.json</c>, the evidence, and unless it is
/// redacted <c>17.opening</c>, the salt and the evidence, from which anybody can compute the entry's commitment.
/// </summary>
public static class DisclosureExport
{
    private const string Explanation = """
        Evidence of entries of the ledger {0}. It names people: handle it as the law on public records and privacy says.

        17.json     what is known of the act that entry 17 records; evidence.schema.json describes the form
        17.opening  32 random bytes (the salt), and then the same evidence

        To check that this is the evidence that entry 17 was made for, compare what this prints with the commitment in the entry:

          (printf policybuilder-commitment/v1; cat 17.opening) | sha256sum

        That the entry is in the ledger and unchanged, the proofs of the ledger show, not these files.

        """;

    private const string RedactedExplanation = """
        Evidence of entries of the ledger {0}, redacted: what tells who the people are was replaced by [redacted] or left out.

        17.json     what is known of the act that entry 17 records; evidence.schema.json describes the form

        Redacted evidence cannot be checked against the ledger: the entry commits to the whole of it.

        """;

    /// <summary>Writes the disclosures.</summary>
    /// <param name="log">The log.</param>
    /// <param name="keys">The disclosure keys.</param>
    /// <param name="folder">A folder that is new or empty.</param>
    /// <param name="choice">Which ones.</param>
    /// <param name="cancel">Ends the writing.</param>
    /// <returns>How many were written. Evidence that was disposed of or cannot be opened is left out.</returns>
    /// <exception cref="IOException">The folder has files already, or cannot be written.</exception>
    public static async Task<long> WriteAsync(ILogStore log, DisclosureKeys keys, string folder, DisclosureChoice choice, CancellationToken cancel = default)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new IOException($"{folder} is not empty. Nothing was written.");
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var explanation = string.Format(CultureInfo.InvariantCulture, choice.Redacted ? RedactedExplanation : Explanation, log.Origin);
        await WriteAsync(Path.Combine(folder, "README.txt"), Encoding.UTF8.GetBytes(explanation.ReplaceLineEndings("\n")), cancel).ConfigureAwait(false);
        await WriteAsync(Path.Combine(folder, "evidence.schema.json"), Encoding.UTF8.GetBytes(EvidenceJson.Schema), cancel).ConfigureAwait(false);
        var written = 0L;
        await foreach (var disclosure in Disclosure.ReadAsync(log, keys, cancel: cancel).ConfigureAwait(false))
        {
            if (!choice.Includes(disclosure.Entry))
                continue;
            var name = Path.Combine(folder, disclosure.Index.ToString(CultureInfo.InvariantCulture));
            if (choice.Redacted)
            {
                await WriteAsync(name + ".json", EvidenceJson.Write(EvidenceStatement.Redact(disclosure.Evidence)), cancel).ConfigureAwait(false);
            }
            else
            {
                await WriteAsync(name + ".json", disclosure.Opening.Evidence, cancel).ConfigureAwait(false);
                await WriteAsync(name + ".opening", disclosure.Opening.Bytes, cancel).ConfigureAwait(false);
            }

            written++;
        }

        return written;
    }

    private static async Task WriteAsync(string path, ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var file = new FileStream(path, options);
        await file.WriteAsync(bytes, cancel).ConfigureAwait(false);
    }
}
