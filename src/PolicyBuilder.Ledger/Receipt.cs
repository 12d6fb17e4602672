using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace PolicyBuilder.Ledger;

/// <summary>
/// A receipt: a proof file (<see cref="TlogProof"/>) whose <c>extra</c> line holds what is needed to check it without the log: the entry,
/// its opening, and the changes of the log's key up to the one that signed. The <c>extra</c> line decodes to text lines:
/// <c>policybuilder-receipt/v1</c>, <c>entry BASE64</c>, optionally <c>opening BASE64</c>, and <c>key-change BASE64</c> for each change.
/// </summary>
/// <param name="Proof">The proof; its <see cref="TlogProof.Extra"/> is not used.</param>
/// <param name="Entry">The entry.</param>
public sealed record Receipt(TlogProof Proof, ReadOnlyMemory<byte> Entry)
{
    private const string FirstLine = "policybuilder-receipt/v1";

    /// <summary>What opens the entry's commitment; null if the receipt does not disclose it. The log does not know what it means.</summary>
    public ReadOnlyMemory<byte>? Opening { get; init; }

    /// <summary>The changes of the log's key before the checkpoint, as <see cref="KeyChain.TryFollow"/> wants them.</summary>
    public IReadOnlyList<TlogProof> KeyChanges { get; init; } = [];

    /// <summary>Reads a receipt. That it reads well says nothing of what it proves.</summary>
    /// <param name="text">The whole file.</param>
    /// <param name="receipt">The receipt, if it is well formed.</param>
    /// <param name="reason">What is wrong otherwise.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out Receipt? receipt, [NotNullWhen(false)] out string? reason)
    {
        receipt = null;
        if (!TlogProof.TryParse(text, out var proof, out reason))
            return false;
        if (proof.Extra is not { } extra || Encoding.UTF8.GetString(extra.Span).Split('\n') is not [FirstLine, .. var lines, ""])
        {
            reason = "it is a proof without its entry: the extra line is not that of a receipt";
            return false;
        }

        var (fields, changes) = (new Queue<string>(lines), new List<TlogProof>());
        if (!TryTake(fields, "entry ", out var entry) || entry is null)
            reason = "the entry is missing or not base64";
        else if (!TryTake(fields, "opening ", out var opening))
            reason = "the opening is not base64";
        else if (!TryTakeChanges(fields, changes) || fields.Count > 0)
            reason = "a change of the key cannot be read";
        else
            receipt = new Receipt(proof with { Extra = null }, entry) { Opening = opening is null ? (ReadOnlyMemory<byte>?)null : opening, KeyChanges = changes };
        return receipt is not null;
    }

    /// <summary>Makes the receipt of an entry against the last checkpoint.</summary>
    /// <param name="log">The log.</param>
    /// <param name="index">The entry's index.</param>
    /// <param name="opening">What opens its commitment; null to disclose nothing.</param>
    /// <param name="cancel">Ends the reading.</param>
    /// <exception cref="ArgumentOutOfRangeException">The log has no such entry.</exception>
    /// <exception cref="InvalidDataException">The log is damaged.</exception>
    public static async Task<Receipt> ReadAsync(ILogStore log, long index, ReadOnlyMemory<byte>? opening = null, CancellationToken cancel = default)
    {
        var proof = await log.ReadReceiptAsync(index, cancel: cancel).ConfigureAwait(false);
        var entry = await log.ReadEntryAsync(index, cancel).ConfigureAwait(false) ?? throw new InvalidDataException($"Entry {index} is missing.");
        return new Receipt(proof, entry) { Opening = opening, KeyChanges = await KeyChain.ProveAsync(log, cancel).ConfigureAwait(false) };
    }

    /// <summary>
    /// True if the log signed a checkpoint of a tree that has the entry at its index, with one of <paramref name="keys"/> or with a key
    /// that followed it. The opening is another question: ask whoever knows what the entry commits to.
    /// </summary>
    /// <param name="keys">The keys one trusts; one is enough.</param>
    /// <param name="checkpoint">The checkpoint, if the receipt holds.</param>
    /// <param name="signedBy">The key that signed it.</param>
    /// <param name="reason">Why it does not hold otherwise.</param>
    public bool Verify(
        IReadOnlyCollection<VerifierKey> keys,
        [NotNullWhen(true)] out Checkpoint? checkpoint,
        [NotNullWhen(true)] out VerifierKey? signedBy,
        [NotNullWhen(false)] out string? reason)
    {
        (checkpoint, signedBy, reason) = (null, null, "there is no key to check it with");
        if (!Ledger.Checkpoint.TryParse(Proof.Checkpoint, out var claimed, out reason))
            return false;
        foreach (var key in keys)
        {
            if (!KeyChain.TryFollow(key, KeyChanges, out var chain, out reason))
                continue;
            var inForce = chain.At(claimed.Size);
            if (!Proof.Verify(Entry.Span, inForce, out checkpoint, out reason))
                continue;
            signedBy = inForce.Last(candidate => Ledger.Checkpoint.TryOpen(Proof.Checkpoint.ToBytes(), [candidate], out _, out _));
            return true;
        }

        reason ??= "there is no key to check it with";
        return false;
    }

    /// <summary>The whole file.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(FirstLine).Append('\n').Append("entry ").Append(Convert.ToBase64String(Entry.Span)).Append('\n');
        if (Opening is { } opening)
            text.Append("opening ").Append(Convert.ToBase64String(opening.Span)).Append('\n');
        foreach (var change in KeyChanges)
            text.Append("key-change ").Append(Convert.ToBase64String(Encoding.UTF8.GetBytes(change.ToString()))).Append('\n');
        return (Proof with { Extra = Encoding.UTF8.GetBytes(text.ToString()) }).ToString();
    }

    /// <summary>Takes a line that may be there; false if it is there and not base64.</summary>
    private static bool TryTake(Queue<string> fields, string name, out byte[]? bytes)
    {
        bytes = null;
        if (!fields.TryPeek(out var line) || !line.StartsWith(name, StringComparison.Ordinal))
            return true;
        bytes = CanonicalBase64.Decode(fields.Dequeue().AsSpan(name.Length));
        return bytes is not null;
    }

    private static bool TryTakeChanges(Queue<string> fields, List<TlogProof> changes)
    {
        while (fields.Count > 0)
        {
            if (!TryTake(fields, "key-change ", out var bytes) || bytes is null || !TlogProof.TryParse(Encoding.UTF8.GetString(bytes), out var change, out _))
                return false;
            changes.Add(change);
        }

        return true;
    }
}
