using System.Globalization;
using System.Text;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Ledger;

namespace PolicyBuilder.Acknowledgements.Evidence;

/// <summary>
/// Disclosures as files, for a public-records request or for the person concerned, in a folder that only its owner can open. For each
/// entry <c>17.json</c> is the evidence byte for byte and <c>17.tlog-proof</c> a receipt that holds and proves it; <c>people.csv</c> lists
/// them. Redacted, there is <c>17.json</c> alone, which can be read but not checked.
/// </summary>
public static class DisclosureExport
{
    private const string Explanation = """
        Evidence of entries of the ledger {0}. It names people: handle it as the law on public records and on privacy says.

        17.json        what is known of the act that entry 17 records; evidence.schema.json describes the form
        17.tlog-proof  a receipt that holds the same evidence and proves it, without the ledger:
                       policybuilder ledger verify-receipt 17.tlog-proof --key KEY
        people.csv     a list of them

        """;

    private const string RedactedExplanation = """
        Evidence of entries of the ledger {0}, redacted: what tells who the people are was replaced by [redacted] or left out.

        17.json  what is known of the act that entry 17 records; evidence.schema.json describes the form

        Redacted evidence cannot be checked against the ledger, since an entry commits to the whole of it.

        """;

    /// <summary>Writes disclosures.</summary>
    /// <param name="log">The log.</param>
    /// <param name="keys">The disclosure keys.</param>
    /// <param name="folder">A folder that is new or empty.</param>
    /// <param name="includes">Which are wanted.</param>
    /// <param name="redacted">True to leave out who the people are.</param>
    /// <param name="cancel">Ends the writing.</param>
    /// <returns>How many were written. Evidence that was disposed of or cannot be opened is left out.</returns>
    /// <exception cref="IOException">The folder has files already or cannot be written, or the keys are not here.</exception>
    public static async Task<long> WriteAsync(
        ILogStore log,
        DisclosureKeys keys,
        string folder,
        Func<Disclosure, bool> includes,
        bool redacted = false,
        CancellationToken cancel = default)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new IOException($"{folder} is not empty. Nothing was written.");
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var explanation = string.Format(CultureInfo.InvariantCulture, redacted ? RedactedExplanation : Explanation, log.Origin);
        await WriteAsync(Path.Combine(folder, "README.txt"), explanation.ReplaceLineEndings("\n"), cancel).ConfigureAwait(false);
        await WriteAsync(Path.Combine(folder, "evidence.schema.json"), EvidenceJson.Schema, cancel).ConfigureAwait(false);
        var changes = await KeyChain.ProveAsync(log, cancel).ConfigureAwait(false);
        await using var people = redacted ? null : new StreamWriter(Create(Path.Combine(folder, "people.csv")), Utf8);
        // RFC 4180 ends its lines with CRLF.
        people?.Write("entry,reference,employee,name on file,name typed,policy,version\r\n");
        var written = 0L;
        await foreach (var disclosure in Disclosure.ReadAsync(log, keys, cancel: cancel).ConfigureAwait(false))
        {
            if (!includes(disclosure))
                continue;
            written++;
            var number = disclosure.Index.ToString(CultureInfo.InvariantCulture);
            var (file, evidence) = (Path.Combine(folder, number), disclosure.Evidence);
            await WriteAsync(file + ".json", redacted ? EvidenceJson.Write(EvidenceStatement.Redact(evidence)) : disclosure.Opening.Evidence, cancel).ConfigureAwait(false);
            if (redacted)
                continue;
            var proof = await log.ReadReceiptAsync(disclosure.Index, cancel: cancel).ConfigureAwait(false);
            var receipt = new Receipt(proof, LedgerEntryWriter.Write(disclosure.Entry)) { Opening = disclosure.Opening.Bytes, KeyChanges = changes };
            await WriteAsync(file + ".tlog-proof", receipt.ToString(), cancel).ConfigureAwait(false);
            string[] cells =
            [
                number, evidence.Reference, evidence.Person.EmployeeId, evidence.Person.NameOnFile, evidence.Person.TypedName ?? "",
                disclosure.Entry.Text.Policy.ToString(), disclosure.Entry.Text.Version.ToString(),
            ];
            people!.Write(string.Join(',', cells.Select(CsvCell.Of)) + "\r\n");
        }

        return written;
    }

    private static UTF8Encoding Utf8 { get; } = new(encoderShouldEmitUTF8Identifier: false);

    private static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }

    private static Task WriteAsync(string path, string text, CancellationToken cancel) => WriteAsync(path, Utf8.GetBytes(text), cancel);

    private static async Task WriteAsync(string path, ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        await using var file = Create(path);
        await file.WriteAsync(bytes, cancel).ConfigureAwait(false);
    }
}
