using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using NSec.Cryptography;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Ledger;

namespace PolicyBuilder.Acknowledgements.Evidence;

/// <summary>An entry about a person, together with its evidence.</summary>
/// <param name="Index">The entry's index.</param>
/// <param name="Entry">The entry.</param>
/// <param name="Opening">What opens its commitment.</param>
/// <param name="Evidence">What the evidence says.</param>
/// <param name="Holds">The legal holds on this record, lifted ones included.</param>
public sealed record Disclosure(long Index, PersonEntry Entry, Opening Opening, EvidenceRecord Evidence, IReadOnlyList<Hold> Holds)
{
    /// <summary>Only says which entry it is about: the rest is personal and must not get into a log by mistake.</summary>
    public override string ToString() => $"the disclosure of entry {Index}";

    /// <summary>True if an opening opens what an entry commits to, and says nothing else than the entry does.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="bytes">The opening as a receipt carries it.</param>
    /// <param name="evidence">What the evidence says, if it does.</param>
    /// <param name="reason">Why it does not otherwise; it repeats nothing of the evidence.</param>
    public static bool TryOpen(PersonEntry entry, ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out EvidenceRecord? evidence, [NotNullWhen(false)] out string? reason)
    {
        evidence = null;
        reason = "the opening is too short";
        return Opening.TryRead(bytes, out var opening) && KeptEntry.Check(entry, opening, out evidence, out reason);
    }

    /// <summary>Reads the disclosures of a log, oldest first. Those that were disposed of or cannot be opened are left out.</summary>
    /// <param name="log">The log.</param>
    /// <param name="keys">The keys to open them with.</param>
    /// <param name="start">The first entry.</param>
    /// <param name="end">The entry after the last.</param>
    /// <param name="cancel">Ends the reading.</param>
    /// <exception cref="IOException">The keys are not here.</exception>
    public static async IAsyncEnumerable<Disclosure> ReadAsync(
        ILogStore log,
        DisclosureKeys keys,
        long start = 0,
        long end = long.MaxValue,
        [EnumeratorCancellation] CancellationToken cancel = default)
    {
        if (!keys.Exist)
            yield break;
        using var set = keys.Load();
        await foreach (var kept in KeptEntry.ReadAsync(log, start, end, cancel).ConfigureAwait(false))
        {
            if (kept.Open(set, out _) is { } disclosure)
                yield return disclosure;
        }
    }
}

/// <summary>An entry with what is kept beside it for its evidence, as yet unopened.</summary>
internal sealed record KeptEntry(long Index, ReadOnlyMemory<byte> Bytes)
{
    internal StoredAttachment? Evidence { get; private set; }

    internal StoredAttachment? Key { get; private set; }

    internal StoredAttachment? Holds { get; private set; }

    internal bool HasAny => Evidence is not null || Key is not null || Holds is not null;

    /// <summary>Entries in order, a bundle's worth of attachments in memory at a time.</summary>
    internal static async IAsyncEnumerable<KeptEntry> ReadAsync(ILogStore log, long start, long end, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var bundle in log.ReadEntriesAsync(start, end, cancel).ConfigureAwait(false))
        {
            var entries = new KeptEntry[bundle.Count];
            using (bundle)
            {
                for (var i = 0; i < entries.Length; i++)
                    entries[i] = new KeptEntry(bundle.First + i, bundle[i].ToArray());
            }

            foreach (var name in (string[])[Sealing.EvidenceName, Sealing.HoldsName, Sealing.KeyName])
            {
                await foreach (var attachment in log.ReadAttachmentsAsync(bundle.First, bundle.First + entries.Length, name, cancel).ConfigureAwait(false))
                {
                    var entry = entries[attachment.Entry - bundle.First];
                    switch (name)
                    {
                        case Sealing.EvidenceName:
                            entry.Evidence = attachment;
                            break;
                        case Sealing.HoldsName:
                            entry.Holds = attachment;
                            break;
                        default:
                            entry.Key = attachment;
                            break;
                    }
                }
            }

            foreach (var entry in entries)
                yield return entry;
        }
    }

    /// <summary>One entry; null if the log has no such entry.</summary>
    internal static async Task<KeptEntry?> ReadOneAsync(ILogStore log, long index, CancellationToken cancel)
    {
        await foreach (var entry in ReadAsync(log, index, index + 1, cancel).ConfigureAwait(false))
            return entry;
        return null;
    }

    /// <summary>The entry if it is about a person.</summary>
    internal PersonEntry? Person() => LedgerEntryReader.TryRead(Bytes.Span, out var entry, out _) ? entry as PersonEntry : null;

    internal Key? Unwrap(PersonEntry entry, DisclosureKeySet keys) => Key is null ? null : Sealing.Unwrap(Key.Bytes.Span, entry.Commitment, keys);

    internal HoldState? ReadHolds(PersonEntry entry, Key record) => Holds is null ? null : Sealing.OpenHolds(record, entry.Commitment, Holds.Bytes.Span);

    /// <summary>Opens the disclosure; null with a reason if it cannot be opened, or is not what the entry commits to.</summary>
    internal Disclosure? Open(DisclosureKeySet keys, out string? reason)
    {
        reason = null;
        if (Person() is not { } entry)
            return Fails("it is not about a person", out reason);
        if (Evidence is null || Key is null)
            return Fails("its evidence is missing", out reason);
        using var record = Unwrap(entry, keys);
        if (record is null)
            return Fails("its evidence cannot be decrypted: the disclosure key is another one, or the bytes were altered", out reason);
        if (!Sealing.TryOpen(record, entry.Commitment, Evidence.Bytes.Span, out var opening))
            return Fails("its evidence cannot be decrypted: the bytes were altered", out reason);
        if (ReadHolds(entry, record) is not { } holds)
            return Fails("its legal holds cannot be read", out reason);
        return Check(entry, opening, out var evidence, out reason) ? new Disclosure(Index, entry, opening, evidence, holds.Holds) : null;
    }

    /// <summary>True if an opening opens the entry and says nothing else than the entry does.</summary>
    internal static bool Check(PersonEntry entry, Opening opening, [NotNullWhen(true)] out EvidenceRecord? evidence, [NotNullWhen(false)] out string? reason)
    {
        evidence = null;
        if (opening.Commitment != entry.Commitment)
            reason = "the evidence is not what the entry commits to";
        else if (EvidenceJson.TryRead(opening.Evidence.Span, out evidence, out reason))
        {
            reason = evidence.Document.Policy != entry.Text.Policy || evidence.Document.Version != entry.Text.Version ? "the evidence is about another text than the entry"
                : TypeOf(evidence) != entry.GetType() || (evidence as Correction)?.Corrects != (entry as Corrected)?.RefersTo ? "the evidence is of another kind than the entry"
                : null;
        }

        if (reason is not null)
            evidence = null;
        return evidence is not null;
    }

    internal static Type TypeOf(EvidenceRecord evidence) => evidence switch
    {
        ElectronicSignature => typeof(Acknowledged),
        PaperSignature => typeof(AcknowledgedOnPaper),
        Refusal => typeof(Declined),
        Correction => typeof(Corrected),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static Disclosure? Fails(string why, out string? reason)
    {
        reason = why;
        return null;
    }
}
