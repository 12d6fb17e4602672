using System.Diagnostics;
using System.Globalization;
using PolicyBuilder.Acknowledgements.Entries;

namespace PolicyBuilder.Cli.Commands.Ledger;

/// <summary>An entry as a person reads it.</summary>
/// <param name="Entry">What it says; null if it is none that this program knows.</param>
/// <param name="Length">How many bytes it has.</param>
internal sealed record EntryWords(LedgerEntry? Entry, int Length)
{
    public static EntryWords Of(ReadOnlySpan<byte> bytes) => new(LedgerEntryReader.TryRead(bytes, out var entry, out _) ? entry : null, bytes.Length);

    public string Type => Entry is null ? "unknown" : LedgerEntryWriter.TypeOf(Entry);

    public string Time => Entry is null ? "" : Entry.Time.ToString();

    /// <summary>The text it is about; null for entries that are about none.</summary>
    public PublishedText? Text => Entry switch
    {
        PolicyPublished published => published.Text,
        PolicyWithdrawn withdrawn => withdrawn.Text,
        PersonEntry person => person.Text,
        _ => null,
    };

    /// <summary>The entry that it refers to.</summary>
    public long? RefersTo => Entry switch
    {
        Corrected corrected => corrected.RefersTo,
        Disposed disposed => disposed.RefersTo,
        _ => null,
    };

    public string Sentence => Entry switch
    {
        null => string.Create(CultureInfo.InvariantCulture, $"an entry that this program cannot read ({Length} bytes)"),
        PolicyPublished published => $"published {Name(published.Text)}",
        PolicyWithdrawn withdrawn => $"withdrew {Name(withdrawn.Text)}",
        Acknowledged signed => $"a person signed {Name(signed.Text)}",
        AcknowledgedOnPaper signed => $"a person signed {Name(signed.Text)} on paper",
        Declined declined => $"a person declined {Name(declined.Text)}",
        Corrected corrected => string.Create(CultureInfo.InvariantCulture, $"corrected entry {corrected.RefersTo} about {Name(corrected.Text)}"),
        Disposed disposed => string.Create(CultureInfo.InvariantCulture, $"disposed of the evidence of entry {disposed.RefersTo} under {disposed.Disposal.ScheduleItem}, approved by {disposed.Disposal.Approver}"),
        KeyChanged changed => $"changed the key from {changed.OldKey.Id:x8} to {changed.NewKey.Id:x8}",
        _ => throw new UnreachableException(),
    };

    private static string Name(PublishedText text) => $"{text.Policy} {text.Version}";
}
