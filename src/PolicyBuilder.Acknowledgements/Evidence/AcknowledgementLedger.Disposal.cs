using NSec.Cryptography;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Ledger;

namespace PolicyBuilder.Acknowledgements.Evidence;

/// <content>
/// Disposal. Deleting a row is not enough: journals and backups have it still. So each record has a key of its own, kept only wrapped
/// under the disclosure key, and with every disposal that one is replaced: what is left is wrapped anew, and with the old disclosure key
/// every older copy of the record's key becomes useless. The steps, and what a crash before each leaves:
/// <list type="number">
/// <item>a new disclosure key is made — nothing has happened;</item>
/// <item>the records are claimed, so that no hold can be placed any more — the two keys tell that something is unfinished, and claimed records are not wrapped anew;</item>
/// <item>a <c>disposed</c> entry is appended for each and its attachments removed, in one commit — claimed records wait to be disposed of;</item>
/// <item>what is left is wrapped under the new key, in one commit — some may be disposed of; old copies can still be read;</item>
/// <item>the old key is destroyed — the same;</item>
/// <item>the database is cleared of what was removed — nobody can read it any more, but its bytes are there.</item>
/// </list>
/// Whatever was left undone, <see cref="FinishAsync"/> or the next disposal does; disposing of a record again finds it disposed of.
/// </content>
public sealed partial class AcknowledgementLedger
{
    /// <summary>Told before each step of a disposal; tests stop it there.</summary>
    internal Action<string> Before { get; init; } = _ => { };

    /// <summary>Disposes of the evidence of entries for good. All are disposed of, or none.</summary>
    /// <param name="entries">The indexes of entries about people. A correction is a record of its own.</param>
    /// <param name="disposal">The schedule item and the office that approved it.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <returns>The indexes of the <c>disposed</c> entries, in the order of <paramref name="entries"/>.</returns>
    /// <exception cref="RecordRefusedException">A record is held, or is not one. Nothing was disposed of.</exception>
    /// <exception cref="Exception">The log, its database or the keys failed: call again; what was done is found.</exception>
    public async Task<IReadOnlyList<long>> DisposeAsync(IReadOnlyList<long> entries, Disposal disposal, CancellationToken cancel = default)
    {
        if (entries.Count == 0)
            return [];
        long[] disposed;
        using (var before = keys.Load())
            await CheckHoldsAsync(entries, before, cancel).ConfigureAwait(false);
        Before("new key");
        await MakeNewerKeyAsync(entries, cancel).ConfigureAwait(false);
        using (var set = keys.Load())
        {
            Before("claim");
            var claimed = await ClaimAsync(entries, set, cancel).ConfigureAwait(false);
            try
            {
                // A hold on the person may have been placed on another of their records before these were claimed.
                await CheckHoldsAsync(entries, set, cancel).ConfigureAwait(false);
            }
            catch (RecordRefusedException)
            {
                await CallOffDisposalAsync(entries, cancel).ConfigureAwait(false);
                throw;
            }

            Before("dispose");
            // Together, so that they share commits.
            disposed = await Task.WhenAll(entries.Zip(claimed, (index, commitment) => AppendDisposedAsync(index, commitment, disposal, cancel))).ConfigureAwait(false);
        }

        await FinishAsync(cancel).ConfigureAwait(false);
        return disposed;
    }

    /// <summary>
    /// Ends what a crash interrupted: wraps every record under the newest disclosure key, destroys the older ones, and clears the database
    /// of what was removed. Call it when a program starts; it costs nothing if there is nothing to do. While another disposal is under
    /// way, or was begun and neither done nor called off, the older keys stay; its end destroys them.
    /// </summary>
    /// <returns>The number of records that could not be wrapped anew because their key had been lost before.</returns>
    public async Task<long> FinishAsync(CancellationToken cancel = default)
    {
        if (!keys.Exist)
            return 0;
        using var set = keys.Load();
        if (!set.HasOlder)
            return 0;
        Before("wrap anew");
        var (lost, claimed) = await RewrapAsync(set, cancel).ConfigureAwait(false);
        if (claimed)
            return lost;
        Before("destroy key");
        keys.DestroyOlderThan(set.Newest);
        Before("erase");
        await log.EraseRemovedAsync(cancel).ConfigureAwait(false);
        return lost;
    }

    /// <summary>Calls off a disposal that was begun and not done, so that holds can be placed again. Only for when no disposal is under way.</summary>
    public Task CallOffDisposalAsync(IReadOnlyList<long> entries, CancellationToken cancel = default) =>
        ChangeHoldsAsync(entries, state => state with { Disposing = false }, cancel);

    /// <summary>Places a legal hold on single records.</summary>
    /// <exception cref="RecordRefusedException">A record is not there, or its disposal has begun. No hold was placed.</exception>
    public Task HoldAsync(IReadOnlyList<long> entries, string reason, string placedBy, CancellationToken cancel = default) =>
        PlaceAsync(entries, new Hold { Reason = reason, PlacedBy = placedBy, Placed = EntryTime.Now(clock), OnPerson = false }, cancel);

    /// <summary>Places a legal hold on a person: on every record there is, and with them on every later one.</summary>
    /// <returns>The entries that were held; none if nothing is kept about the person, and then nothing is held.</returns>
    /// <exception cref="RecordRefusedException">The disposal of a record has begun. No hold was placed.</exception>
    public async Task<IReadOnlyList<long>> HoldPersonAsync(string employeeId, string reason, string placedBy, CancellationToken cancel = default)
    {
        var entries = await EntriesOfAsync(employeeId, cancel).ConfigureAwait(false);
        await PlaceAsync(entries, new Hold { Reason = reason, PlacedBy = placedBy, Placed = EntryTime.Now(clock), OnPerson = true }, cancel).ConfigureAwait(false);
        return entries;
    }

    /// <summary>Lifts the holds on single records; those on the person stay.</summary>
    public Task LiftAsync(IReadOnlyList<long> entries, string liftedBy, CancellationToken cancel = default) => LiftAsync(entries, onPerson: false, liftedBy, cancel);

    /// <summary>Lifts the holds on a person; those on single records stay.</summary>
    /// <returns>The entries of the person.</returns>
    public async Task<IReadOnlyList<long>> LiftPersonAsync(string employeeId, string liftedBy, CancellationToken cancel = default)
    {
        var entries = await EntriesOfAsync(employeeId, cancel).ConfigureAwait(false);
        await LiftAsync(entries, onPerson: true, liftedBy, cancel).ConfigureAwait(false);
        return entries;
    }

    private Task PlaceAsync(IReadOnlyList<long> entries, Hold hold, CancellationToken cancel) =>
        ChangeHoldsAsync(entries, state => state.Disposing ? null : state with { Holds = [.. state.Holds, hold] }, cancel);

    private Task LiftAsync(IReadOnlyList<long> entries, bool onPerson, string liftedBy, CancellationToken cancel)
    {
        var now = EntryTime.Now(clock);
        return ChangeHoldsAsync(
            entries,
            state => state with { Holds = [.. state.Holds.Select(hold => hold.InForce && hold.OnPerson == onPerson ? hold with { Lifted = now, LiftedBy = liftedBy } : hold)] },
            cancel);
    }

    private async Task<IReadOnlyList<long>> EntriesOfAsync(string employeeId, CancellationToken cancel)
    {
        var entries = new List<long>();
        await foreach (var disclosure in ReadPersonAsync(employeeId, cancel).ConfigureAwait(false))
            entries.Add(disclosure.Index);
        return entries;
    }

    private async Task ChangeHoldsAsync(IReadOnlyList<long> entries, Func<HoldState, HoldState?> change, CancellationToken cancel)
    {
        if (entries.Count == 0)
            return;
        using var set = keys.Load();
        var changes = new List<AttachmentChange>();
        foreach (var index in entries.Distinct())
        {
            var (kept, entry, record) = await OpenRecordAsync(index, set, cancel).ConfigureAwait(false);
            if (kept is null)
                throw new RecordRefusedException(index, "was disposed of");
            using (record)
            {
                var state = kept.ReadHolds(entry, record!) ?? throw new RecordRefusedException(index, "has legal holds that cannot be read");
                var changed = change(state) ?? throw new RecordRefusedException(index, "is being disposed of; finish or call off the disposal first");
                changes.Add(new AttachmentChange(index, Sealing.HoldsName, kept.Holds!.Bytes, Sealing.SealHolds(record!, entry.Commitment, changed)));
            }
        }

        await log.ReplaceAttachmentsAsync(changes, cancel).ConfigureAwait(false);
    }

    /// <summary>An entry with its record's key; null for both if the entry was disposed of.</summary>
    private async Task<(KeptEntry? Kept, PersonEntry Entry, Key? Record)> OpenRecordAsync(long index, DisclosureKeySet set, CancellationToken cancel)
    {
        var kept = index < 0 ? null : await KeptEntry.ReadOneAsync(log, index, cancel).ConfigureAwait(false);
        if (kept?.Person() is not { } entry)
            throw new RecordRefusedException(index, "is not about a person");
        if (!kept.HasAny && await FindAsync(SubmissionKey.OfDisposal(entry.Commitment), cancel).ConfigureAwait(false) is not null)
            return (null, entry, null);
        return (kept, entry, kept.Unwrap(entry, set) ?? throw new RecordRefusedException(index, "has evidence that cannot be decrypted with the disclosure key on this computer"));
    }

    /// <summary>Refuses if one of the entries is held, by itself or because its person is.</summary>
    private async Task CheckHoldsAsync(IReadOnlyList<long> entries, DisclosureKeySet set, CancellationToken cancel)
    {
        var people = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var index in entries)
        {
            var (kept, _, record) = await OpenRecordAsync(index, set, cancel).ConfigureAwait(false);
            if (kept is null)
                continue;
            record!.Dispose();
            var disclosure = kept.Open(set, out var reason) ?? throw new RecordRefusedException(index, $"cannot be disposed of, because {reason}");
            if (disclosure.Holds.Any(hold => hold.InForce))
                throw new RecordRefusedException(index, "is under a legal hold");
            people.TryAdd(disclosure.Evidence.Person.EmployeeId, index);
        }

        await foreach (var other in Disclosure.ReadAsync(log, keys, cancel: cancel).ConfigureAwait(false))
        {
            if (people.TryGetValue(other.Evidence.Person.EmployeeId, out var index) && other.Holds.Any(hold => hold is { InForce: true, OnPerson: true }))
                throw new RecordRefusedException(index, "is of a person who is under a legal hold");
        }
    }

    /// <summary>Makes a disclosure key, unless there is one that none of the records was ever wrapped under.</summary>
    private async Task MakeNewerKeyAsync(IReadOnlyList<long> entries, CancellationToken cancel)
    {
        using var set = keys.Load();
        foreach (var index in entries)
        {
            if (await KeptEntry.ReadOneAsync(log, index, cancel).ConfigureAwait(false) is not { Key: { } wrapped } || !set.IsNewest(wrapped))
                continue;
            keys.Create();
            return;
        }
    }

    /// <summary>
    /// Marks the records, so that no hold can be placed and nobody wraps them anew: what is disposed of must never have been under the key
    /// that stays. Returns their commitments.
    /// </summary>
    private async Task<IReadOnlyList<ContentHash>> ClaimAsync(IReadOnlyList<long> entries, DisclosureKeySet set, CancellationToken cancel)
    {
        var commitments = new List<ContentHash>();
        var changes = new List<AttachmentChange>();
        var seen = new HashSet<long>();
        foreach (var index in entries)
        {
            var (kept, entry, record) = await OpenRecordAsync(index, set, cancel).ConfigureAwait(false);
            commitments.Add(entry.Commitment);
            if (kept is null || !seen.Add(index))
                continue;
            using (record)
            {
                if (set.IsNewest(kept.Key!))
                    throw new RecordRefusedException(index, "has just been wrapped anew by another program; try again");
                var state = kept.ReadHolds(entry, record!);
                if (state is null || state.Holds.Any(hold => hold.InForce))
                    throw new RecordRefusedException(index, "is under a legal hold");
                if (state.Disposing)
                    continue;
                changes.Add(new AttachmentChange(index, Sealing.HoldsName, kept.Holds!.Bytes, Sealing.SealHolds(record!, entry.Commitment, state with { Disposing = true })));
                // The same key under the same one, in other bytes: whoever was about to wrap it anew is refused, and looks again.
                var again = Sealing.Rewrap(kept.Key!.Bytes.Span, entry.Commitment, set, set.Find(Sealing.KeyIdOf(kept.Key.Bytes.Span))!)!;
                changes.Add(new AttachmentChange(index, Sealing.KeyName, kept.Key.Bytes, again));
            }
        }

        await log.ReplaceAttachmentsAsync(changes, cancel).ConfigureAwait(false);
        return commitments;
    }

    private async Task<long> AppendDisposedAsync(long index, ContentHash commitment, Disposal disposal, CancellationToken cancel)
    {
        var key = SubmissionKey.OfDisposal(commitment);
        var entry = LedgerEntryWriter.Write(new Disposed(EntryTime.Now(clock), index, disposal));
        try
        {
            return (await append(new Submission(entry, key.Bytes) { Removes = [index] }, cancel).ConfigureAwait(false)).Index;
        }
        catch (ArgumentException)
        {
            // It was disposed of before, at another time: another entry under the same key, which the log has refused.
            if (await FindAsync(key, cancel).ConfigureAwait(false) is not { } other)
                throw;
            return other;
        }
    }

    /// <summary>Wraps under the newest key what is not being disposed of. Tells how much could not be, and whether anything still needs an older key.</summary>
    private async Task<(long Lost, bool Claimed)> RewrapAsync(DisclosureKeySet set, CancellationToken cancel)
    {
        while (true)
        {
            var changes = new List<AttachmentChange>();
            var (lost, claimed) = (0L, false);
            await foreach (var kept in KeptEntry.ReadAsync(log, [Sealing.HoldsName, Sealing.KeyName], 0, long.MaxValue, cancel).ConfigureAwait(false))
            {
                if (kept.Key is not { } wrapped || set.IsNewest(wrapped))
                    continue;
                using var record = kept.Person() is { } person ? kept.Unwrap(person, set) : null;
                if (record is null)
                    lost++;
                else if (kept.ReadHolds(kept.Person()!, record) is { Disposing: true })
                    claimed = true;
                else
                    changes.Add(new AttachmentChange(kept.Index, Sealing.KeyName, wrapped.Bytes, Sealing.Rewrap(wrapped.Bytes.Span, kept.Person()!.Commitment, set, set.Newest)!));
            }

            // Only when a whole reading has found nothing left may the older keys go.
            if (changes.Count == 0)
                return (lost, claimed);
            try
            {
                await log.ReplaceAttachmentsAsync(changes, cancel).ConfigureAwait(false);
            }
            catch (AttachmentChangedException)
            {
                // A record was claimed or disposed of meanwhile, or another program wraps too: look again.
                continue;
            }
        }
    }
}
