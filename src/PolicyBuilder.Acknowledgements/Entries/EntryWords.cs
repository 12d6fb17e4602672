using System.Diagnostics;
using System.Globalization;

namespace PolicyBuilder.Acknowledgements.Entries;

/// <summary>An entry as a person reads it.</summary>
/// <param name="Entry">What it says; null if it is none that this program knows.</param>
/// <param name="Length">How many bytes it has.</param>
public sealed record EntryWords(LedgerEntry? Entry, int Length)
{
    /// <summary>What the bytes of an entry say.</summary>
    public static EntryWords Of(ReadOnlySpan<byte> bytes) => new(LedgerEntryReader.TryRead(bytes, out var entry, out _) ? entry : null, bytes.Length);

    /// <summary>Its type, as entries name it.</summary>
    public string Type => Entry is null ? "unknown" : LedgerEntryWriter.TypeOf(Entry);

    /// <summary>The time it states; nothing for an unknown one.</summary>
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

    /// <summary>What happened, in a sentence that names no person.</summary>
    public string Sentence => Entry switch
    {
        null => string.Create(CultureInfo.InvariantCulture, $"an entry that this program cannot read ({Length} bytes)"),
        PolicyPublished published => $"published {Name(published.Text)}",
        PolicyWithdrawn withdrawn => $"withdrew {Name(withdrawn.Text)}",
        Acknowledged signed => $"a person signed {Name(signed.Text)}",
        AcknowledgedOnPaper signed => $"a person signed {Name(signed.Text)} on paper",
        Declined declined => $"a person had questions about {Name(declined.Text)}, or did not agree",
        Corrected corrected => string.Create(CultureInfo.InvariantCulture, $"corrected entry {corrected.RefersTo} about {Name(corrected.Text)}"),
        Disposed disposed => string.Create(CultureInfo.InvariantCulture, $"disposed of the evidence of entry {disposed.RefersTo} under {disposed.Disposal.ScheduleItem}, approved by {disposed.Disposal.Approver}"),
        KeyChanged changed => $"changed the key from {changed.OldKey.Id:x8} to {changed.NewKey.Id:x8}",
        _ => throw new UnreachableException(),
    };

    private static string Name(PublishedText text) => $"{text.Policy} {text.Version}";
}
