using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Ledger;

namespace PolicyBuilder.Acknowledgements.Evidence;

/// <summary>
/// Records what people did, and keeps, corrects, holds and disposes of the evidence. An entry shows that something was acknowledged and
/// when; by whom, only the evidence tells, which is encrypted beside the entry.
/// </summary>
/// <param name="log">Where entries and evidence are kept.</param>
/// <param name="append">Appends to that log: <see cref="Log.AppendAsync(Submission, CancellationToken)"/>, or what a node of several does.</param>
/// <param name="keys">The keys that the evidence is encrypted under.</param>
/// <param name="clock">What time it is.</param>
public sealed partial class AcknowledgementLedger(ILogStore log, Func<Submission, CancellationToken, Task<Appended>> append, DisclosureKeys keys, TimeProvider clock)
{
    private const int WaitsForFirstKey = 100;

    private static readonly TimeSpan WaitForFirstKey = TimeSpan.FromMilliseconds(20);

    /// <summary>Appends through a log of this program's own.</summary>
    public AcknowledgementLedger(ILogStore store, Log log, DisclosureKeys keys, TimeProvider clock)
        : this(store, log.AppendAsync, keys, clock)
    {
    }

    /// <summary>
    /// Records an act: a signature, a signature on paper, a refusal, a correction. When the call returns, entry and evidence are durably
    /// kept and signed for. The first record of a ledger makes its disclosure key.
    /// </summary>
    /// <param name="evidence">What is known of the act.</param>
    /// <param name="document">The SHA-256 of the version's canonical Markdown, whatever format was shown.</param>
    /// <param name="key">Makes the act count once. Submitted again, it is found; the evidence kept stays that of the first time.</param>
    /// <param name="cancel">Ends the waiting, not the recording.</param>
    /// <returns>The entry's index and time, and whether it was there before.</returns>
    /// <exception cref="ArgumentException">The evidence cannot be written, or the key was used for another act.</exception>
    /// <exception cref="RecordRefusedException">What is to be corrected is not there to be corrected.</exception>
    /// <exception cref="AppendFailedException">It is not known whether it was kept. Submit it again under the same key.</exception>
    /// <exception cref="IOException">The disclosure key cannot be read or made; nothing was recorded.</exception>
    public async Task<RecordedEntry> RecordAsync(EvidenceRecord evidence, ContentHash document, SubmissionKey key, CancellationToken cancel = default)
    {
        var text = new PublishedText(evidence.Document.Policy, evidence.Document.Version, document);
        if (evidence is Correction correction)
        {
            if (await FindAsync(key, cancel).ConfigureAwait(false) is { } earlier)
                return await SameAsync(earlier, evidence, text, cancel).ConfigureAwait(false);
            await CheckCorrectableAsync(correction.Corrects, cancel).ConfigureAwait(false);
        }

        var opening = Opening.Fresh(EvidenceJson.Write(evidence));
        var entry = EntryOf(evidence, text, opening.Commitment);
        using var set = await LoadKeysAsync(cancel).ConfigureAwait(false);
        var attachments = Sealing.Seal(opening, HoldState.None, set.Newest);
        Appended appended;
        try
        {
            appended = await append(new Submission(LedgerEntryWriter.Write(entry), key.Bytes) { Attachments = attachments }, cancel).ConfigureAwait(false);
        }
        catch (ArgumentException)
        {
            // The act was submitted before; with its new salt this is another entry under the same key, and the log has refused it.
            if (await FindAsync(key, cancel).ConfigureAwait(false) is not { } other)
                throw;
            return await SameAsync(other, evidence, text, cancel).ConfigureAwait(false);
        }

        // If the disclosure key was being changed meanwhile, the change may have missed this record; its old key may be gone by now.
        using var now = keys.Load();
        if (!now.Newest.Id.AsSpan().SequenceEqual(set.Newest.Id))
            await RewrapOwnAsync(appended.Index, opening.Commitment, attachments, set, now.Newest, cancel).ConfigureAwait(false);
        if (!appended.Existed)
            return new RecordedEntry(appended.Index, false, entry.Time);
        return await SameAsync(appended.Index, evidence, text, cancel).ConfigureAwait(false);
    }

    /// <summary>The disclosure of an entry; null if the entry is not about a person, or its evidence was disposed of or cannot be opened.</summary>
    public async Task<Disclosure?> ReadAsync(long index, CancellationToken cancel = default)
    {
        await foreach (var disclosure in Disclosure.ReadAsync(log, keys, index, index + 1, cancel).ConfigureAwait(false))
            return disclosure;
        return null;
    }

    /// <summary>Everything that is kept about a person, oldest first. All evidence is opened for it: no index of people exists.</summary>
    /// <param name="employeeId">The employee's id, as the evidence has it.</param>
    /// <param name="cancel">Ends the reading.</param>
    public IAsyncEnumerable<Disclosure> ReadPersonAsync(string employeeId, CancellationToken cancel = default) =>
        Disclosure.ReadAsync(log, keys, cancel: cancel).Where(disclosure => disclosure.Evidence.Person.EmployeeId == employeeId);

    /// <summary>The receipt of an entry about a person, with its opening: for that person, since it tells who they are.</summary>
    /// <returns>Null if the entry is not about a person, or its evidence was disposed of or cannot be opened.</returns>
    public async Task<Receipt?> ReadReceiptAsync(long index, CancellationToken cancel = default) =>
        await ReadAsync(index, cancel).ConfigureAwait(false) is { } disclosure
            ? await Receipt.ReadAsync(log, index, disclosure.Opening.Bytes, cancel).ConfigureAwait(false)
            : null;

    private PersonEntry EntryOf(EvidenceRecord evidence, PublishedText text, ContentHash commitment)
    {
        var time = EntryTime.Now(clock);
        return evidence switch
        {
            ElectronicSignature => new Acknowledged(time, text, commitment),
            PaperSignature => new AcknowledgedOnPaper(time, text, commitment),
            Refusal => new Declined(time, text, commitment),
            Correction correction => new Corrected(time, text, commitment, correction.Corrects),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private async Task<DisclosureKeySet> LoadKeysAsync(CancellationToken cancel)
    {
        for (var waits = 0; !keys.AnyCanBeRead; waits++)
        {
            // Somebody else is writing the first one at this moment, or was killed while doing so.
            if (keys.Exist && waits < WaitsForFirstKey)
            {
                await Task.Delay(WaitForFirstKey, cancel).ConfigureAwait(false);
                continue;
            }

            // A folder that lost its key must not pass for a new one.
            Before("first key");
            if (await FirstEvidenceAsync(cancel).ConfigureAwait(false) is { } first)
            {
                // Unless another made the first key, and signed under it, since we looked: a key is there before what it seals.
                if (keys.AnyCanBeRead)
                    continue;
                throw new FileNotFoundException($"There is evidence from entry {first} on, but no disclosure key to read it with. Put back the file from its own backup. Nothing was recorded.");
            }

            try
            {
                if (waits < WaitsForFirstKey)
                    keys.CreateFirst();
                else
                    keys.Create();
            }
            catch (IOException) when (keys.Exist && waits < WaitsForFirstKey)
            {
                // Another was faster, and two first keys would be one too many.
                continue;
            }
        }

        return keys.Load();
    }

    private async Task<long?> FirstEvidenceAsync(CancellationToken cancel)
    {
        await foreach (var kept in log.ReadAttachmentsAsync(0, long.MaxValue, Sealing.KeyName, cancel).ConfigureAwait(false))
            return kept.Entry;
        return null;
    }

    /// <summary>The index of the act that was submitted under a key; null if none was.</summary>
    public async Task<long?> FindAsync(SubmissionKey key, CancellationToken cancel)
    {
        await using var transaction = await log.BeginAsync([key.Bytes], cancel).ConfigureAwait(false);
        return transaction.Known[0]?.Index;
    }

    private async Task<RecordedEntry> SameAsync(long index, EvidenceRecord evidence, PublishedText text, CancellationToken cancel)
    {
        var kept = await KeptEntry.ReadOneAsync(log, index, cancel).ConfigureAwait(false);
        var entry = kept?.Person();
        var same = entry is not null
            && entry.Text == text
            && entry.GetType() == KeptEntry.TypeOf(evidence)
            && (await ReadAsync(index, cancel).ConfigureAwait(false) is not { } disclosure || disclosure.Evidence.Person.EmployeeId == evidence.Person.EmployeeId);
        return same ? new RecordedEntry(index, Existed: true, entry!.Time) : throw new ArgumentException($"The submission key was used for another act, at entry {index}.", nameof(evidence));
    }

    private async Task CheckCorrectableAsync(long index, CancellationToken cancel)
    {
        var kept = await KeptEntry.ReadOneAsync(log, index, cancel).ConfigureAwait(false);
        if (kept?.Person() is null)
            throw new RecordRefusedException(index, "is not about a person, so it cannot be corrected");
        if (!kept.HasAny)
            throw new RecordRefusedException(index, "was disposed of, so it cannot be corrected");
    }

    private async Task RewrapOwnAsync(long index, ContentHash commitment, IReadOnlyList<Attachment> attachments, DisclosureKeySet set, DisclosureKey wrapper, CancellationToken cancel)
    {
        var wrapped = attachments.Single(attachment => attachment.Name == Sealing.KeyName).Bytes;
        try
        {
            var anew = Sealing.Rewrap(wrapped.Span, commitment, set, wrapper)!;
            await log.ReplaceAttachmentsAsync([new AttachmentChange(index, Sealing.KeyName, wrapped, anew)], cancel).ConfigureAwait(false);
        }
        catch (AttachmentChangedException)
        {
            // Whoever changed the disclosure key has seen the record after all, or the append found an earlier one.
            return;
        }
    }
}

/// <summary>An act in the ledger.</summary>
/// <param name="Index">Its entry.</param>
/// <param name="Existed">Whether it was there before.</param>
/// <param name="Time">The time that the entry states.</param>
public readonly record struct RecordedEntry(long Index, bool Existed, EntryTime Time);

/// <summary>Something cannot be done with a record. Nothing was changed.</summary>
public sealed class RecordRefusedException(long index, string reason) : Exception($"Entry {index} {reason}. Nothing was changed.")
{
    /// <summary>The entry's index.</summary>
    public long Index => index;
}
