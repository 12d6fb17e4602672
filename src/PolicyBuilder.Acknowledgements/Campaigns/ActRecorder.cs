using System.Diagnostics;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Acknowledgements.Evidence;
using PolicyBuilder.Ledger;
using PolicyBuilder.Model.Configuration;

namespace PolicyBuilder.Acknowledgements.Campaigns;

/// <summary>What came of recording an act.</summary>
/// <param name="Act">The act as it is on file now.</param>
/// <param name="Existed">True if the person had done it before; nothing was added then.</param>
public sealed record RecordedAct(Act Act, bool Existed);

/// <summary>
/// Records what people do, in the campaign's store and in the ledger, so that whatever stops the program the ledger has it once and the
/// store learns of it. The steps, and what a crash after each leaves:
/// <list type="number">
/// <item>the act is begun in the store, with a random id — nothing was signed; begun again, it has the same id;</item>
/// <item>the ledger appends it under a key made of that id — it is signed; <see cref="RecoverAsync(CancellationToken)"/> finds it by the key;</item>
/// <item>the store has its entry, the invitation ends, its links die — done.</item>
/// </list>
/// </summary>
public sealed class ActRecorder(ICampaignStore store, AcknowledgementLedger ledger, CityCalendar calendar, TimeProvider clock)
{
    /// <summary>Records a signature, in the browser or on paper, or a refusal. A person signs a version once: another signature of theirs finds the first.</summary>
    /// <param name="evidence">What is known of the act.</param>
    /// <param name="version">The version it is about, as the evidence names it.</param>
    /// <param name="mails">Makes the mails to queue in the same step, from the entry's index.</param>
    /// <param name="cancel">Ends the waiting, not the recording.</param>
    public async Task<RecordedAct> RecordAsync(EvidenceRecord evidence, AskedVersion version, Func<long, IReadOnlyCollection<Mail>> mails, CancellationToken cancel = default)
    {
        var wanted = new Act
        {
            Id = RandomId.Fresh(),
            Person = evidence.Person.EmployeeId,
            Policy = version.Policy,
            Version = version.Version,
            Kind = KindOf(evidence),
            Begun = clock.GetUtcNow(),
        };
        var act = await store.BeginAsync(wanted, cancel).ConfigureAwait(false);
        if (act.Entry is not null)
            return new RecordedAct(act, Existed: true);
        RecordedEntry entry;
        try
        {
            entry = await ledger.RecordAsync(evidence, version.Document, KeyOf(act), cancel).ConfigureAwait(false);
        }
        catch (ArgumentException)
        {
            // Recorded in another way (on paper, say) by somebody who was faster, though the store may not know it yet.
            if (await RecoverAsync(act, mails, cancel).ConfigureAwait(false) is not { } other)
                throw;
            return new RecordedAct(other, Existed: true);
        }

        // What was there before is told as it is: it may have been recorded in another way.
        var kept = entry.Existed ? (await ledger.ReadAsync(entry.Index, cancel).ConfigureAwait(false) ?? throw new UnreachableException()).Evidence : evidence;
        return new RecordedAct(await FinishAsync(act, entry.Index, entry.Time, kept, mails(entry.Index), cancel).ConfigureAwait(false), entry.Existed);
    }

    /// <summary>Corrects a signature that was entered by mistake. Called again, it finds the first correction.</summary>
    /// <returns>The index of the correction's entry, and whether it was there before.</returns>
    public async Task<Appended> CorrectAsync(Act act, Correction evidence, AskedVersion version, CancellationToken cancel = default)
    {
        var appended = await ledger.RecordAsync(evidence, version.Document, SubmissionKey.Of("correct", Convert.FromHexString(act.Id)), cancel).ConfigureAwait(false);
        await store.CorrectAsync(act.Id, cancel).ConfigureAwait(false);
        return new Appended(appended.Index, appended.Existed);
    }

    /// <summary>Looks in the ledger for acts that were begun and not finished. Every program does it when it starts.</summary>
    /// <returns>How many acts the ledger had.</returns>
    public async Task<int> RecoverAsync(CancellationToken cancel = default)
    {
        var found = 0;
        foreach (var act in (await store.ReadAsync(cancel).ConfigureAwait(false)).Acts.Where(act => act.Entry is null))
            found += await RecoverAsync(act, null, cancel).ConfigureAwait(false) is null ? 0 : 1;
        return found;
    }

    /// <summary>Looks in the ledger for an act that was begun and not finished, and finishes it; null if the ledger does not have it.</summary>
    /// <param name="act">The act, without an entry.</param>
    /// <param name="mails">Makes the mails to queue in the same step, unless somebody else finishes it first; null for the receipt alone.</param>
    /// <param name="cancel">Ends the waiting.</param>
    public async Task<Act?> RecoverAsync(Act act, Func<long, IReadOnlyCollection<Mail>>? mails, CancellationToken cancel = default) =>
        await ledger.FindAsync(KeyOf(act), cancel).ConfigureAwait(false) is { } index && await ledger.ReadAsync(index, cancel).ConfigureAwait(false) is { } disclosure
            ? await FinishAsync(act, index, disclosure.Entry.Time, disclosure.Evidence, mails is null ? ReceiptOf(disclosure) : mails(index), cancel).ConfigureAwait(false)
            : null;

    // Whoever signed gets the receipt, also where the program ended between the ledger and the store: to the address that the evidence has.
    private Mail[] ReceiptOf(Disclosure signed) => signed.Evidence is ElectronicSignature or PaperSignature && signed.Evidence.Person is { AddressOnFile: { } address } person
        ? [Mail.Fresh(MailKind.Receipt, person.EmployeeId, address, clock.GetUtcNow()) with { Entry = signed.Index }]
        : [];

    private async Task<Act> FinishAsync(Act act, long index, EntryTime recorded, EvidenceRecord evidence, IReadOnlyCollection<Mail> mails, CancellationToken cancel)
    {
        var time = recorded.Utc;
        var finished = act with
        {
            Kind = KindOf(evidence),
            Entry = index,
            Recorded = time,
            SignedOn = evidence switch
            {
                PaperSignature paper => paper.SignedOn,
                ElectronicSignature => calendar.DayOf(time, clock),
                _ => null,
            },
        };
        await store.FinishAsync(finished, mails, cancel).ConfigureAwait(false);
        return finished;
    }

    private static ActKind KindOf(EvidenceRecord evidence) => evidence switch
    {
        ElectronicSignature => ActKind.Signature,
        PaperSignature => ActKind.PaperSignature,
        Refusal { Reason: RefusalReason.HasQuestions } => ActKind.Question,
        Refusal => ActKind.Refusal,
        _ => throw new ArgumentException("A correction is no act of a person's.", nameof(evidence)),
    };

    // Both ways of signing have one key, so that the ledger takes only one of them.
    private static SubmissionKey KeyOf(Act act) => SubmissionKey.Of(act.IsSignature ? "sign" : "refuse", Convert.FromHexString(act.Id));
}
