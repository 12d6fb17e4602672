using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Ledger;

namespace PolicyBuilder.Acknowledgements.Evidence;

/// <summary>The outcome of checking a log's evidence.</summary>
/// <param name="Opened">How many entries' commitments the evidence opened.</param>
/// <param name="DisposedOf">How many entries' evidence was disposed of, and says so.</param>
/// <param name="Unchecked">How many have evidence that was not looked at, for there was no disclosure key.</param>
/// <param name="Breaks">How much does not fit, in all.</param>
/// <param name="FirstBreaks">The first of the breaks; at most <see cref="LogVerifier.MostBreaksListed"/>. They name no one.</param>
public sealed record DisclosureReport(long Opened, long DisposedOf, long Unchecked, long Breaks, IReadOnlyList<AuditBreak> FirstBreaks)
{
    /// <summary>True if every entry about a person has evidence that fits, or was disposed of.</summary>
    public bool Holds => Breaks == 0;
}

/// <summary>
/// Checks what the log itself cannot: that every entry is one, that each entry about a person has evidence which opens its commitment and
/// says the same, or a later entry that it was disposed of; that corrections and disposals refer to earlier entries about people.
/// Memory is a byte for each entry.
/// </summary>
public static class DisclosureVerifier
{
    [Flags]
    private enum Marks : byte
    {
        None = 0,
        Person = 1,
        Kept = 2,
        Missing = 4,
        DisposedOf = 8,
    }

    /// <summary>Checks a log as it is now.</summary>
    /// <param name="log">The log; that its entries are those that were signed for, <see cref="LogVerifier"/> checks.</param>
    /// <param name="keys">The disclosure keys; null to check only what can be checked without.</param>
    /// <param name="progress">Told now and then how many entries have been checked.</param>
    /// <param name="cancel">Ends the check.</param>
    public static async Task<DisclosureReport> VerifyAsync(ILogStore log, DisclosureKeys? keys, IProgress<long>? progress = null, CancellationToken cancel = default)
    {
        using var set = keys is { Exist: true } ? keys.Load() : null;
        var marks = new List<Marks>();
        var listed = new List<AuditBreak>();
        var (opened, unlooked, breaks) = (0L, 0L, 0L);
        long before;
        do
        {
            before = marks.Count;
            await foreach (var kept in KeptEntry.ReadAsync(log, before, long.MaxValue, cancel).ConfigureAwait(false))
            {
                // Entries that are missing the audit of the log finds; here their places count.
                while (marks.Count < kept.Index)
                    marks.Add(Marks.None);
                marks.Add(Look(kept));
                if (marks.Count % 256 == 0)
                    progress?.Report(marks.Count);
            }

            // What is missing may have been disposed of while the rest was read.
        }
        while (marks.Count > before && marks.Any(mark => mark.HasFlag(Marks.Missing) && !mark.HasFlag(Marks.DisposedOf)));

        for (var index = 0; index < marks.Count; index++)
        {
            // It may have been disposed of after it was read here.
            if (marks[index].HasFlag(Marks.DisposedOf | Marks.Kept) && await KeptEntry.ReadOneAsync(log, index, cancel).ConfigureAwait(false) is { HasAny: true })
                Tell(index, "it was disposed of, but its evidence is still there");
            else if (marks[index].HasFlag(Marks.Missing) && !marks[index].HasFlag(Marks.DisposedOf))
                Tell(index, "its evidence is missing, and no entry says that it was disposed of");
        }

        progress?.Report(marks.Count);
        return new DisclosureReport(opened, marks.LongCount(mark => mark.HasFlag(Marks.DisposedOf)), unlooked, breaks, listed);

        Marks Look(KeptEntry kept)
        {
            if (!LedgerEntryReader.TryRead(kept.Bytes.Span, out var entry, out var fault))
                Tell(kept.Index, $"it is not an entry that this program knows ({fault})");
            if (entry is Disposed disposed && !Refer(disposed.RefersTo, Marks.DisposedOf))
                Tell(kept.Index, $"it refers to entry {disposed.RefersTo}, which is no earlier entry about a person");
            if (entry is Corrected corrected && !Refer(corrected.RefersTo, Marks.None))
                Tell(kept.Index, $"it refers to entry {corrected.RefersTo}, which is no earlier entry about a person");
            if (entry is not PersonEntry)
            {
                if (kept.HasAny)
                    Tell(kept.Index, "there is evidence beside it, but it is not about a person");
                return Marks.None;
            }

            if (!kept.HasAny)
                return Marks.Person | Marks.Missing;
            if (set is null)
                unlooked++;
            else if (kept.Open(set, out var reason) is not null)
                opened++;
            else
                Tell(kept.Index, reason!);
            return Marks.Person | Marks.Kept;
        }

        bool Refer(long index, Marks mark)
        {
            if (index >= marks.Count || !marks[(int)index].HasFlag(Marks.Person))
                return false;
            marks[(int)index] |= mark;
            return true;
        }

        void Tell(long index, string reason)
        {
            breaks++;
            if (listed.Count < LogVerifier.MostBreaksListed)
                listed.Add(new AuditBreak(index, reason));
        }
    }
}
