using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace PolicyBuilder.Ledger;

/// <summary>
/// A proof that an entry is in a log, checkable offline with the log's public key (C2SP tlog-proof): index, inclusion proof and signed
/// checkpoint in one text file, by convention named <c>.tlog-proof</c>.
/// </summary>
/// <param name="Index">The entry's index.</param>
/// <param name="Hashes">The inclusion proof, from the leaf's sibling up.</param>
/// <param name="Checkpoint">The signed checkpoint, with any cosignatures.</param>
/// <param name="Extra">Bytes that mean something to an application. Nothing vouches for them.</param>
public sealed record TlogProof(long Index, IReadOnlyList<TreeHash> Hashes, SignedNote Checkpoint, ReadOnlyMemory<byte>? Extra = null)
{
    private const string FirstLine = "c2sp.org/tlog-proof@v1";
    private const int LongestProof = 63;

    /// <summary>Reads a proof. That it reads well says nothing of what it proves.</summary>
    /// <param name="text">The whole file.</param>
    /// <param name="proof">The proof, if it is well formed.</param>
    /// <param name="reason">What is wrong otherwise.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out TlogProof? proof, [NotNullWhen(false)] out string? reason)
    {
        proof = null;
        var division = text.IndexOf("\n\n", StringComparison.Ordinal);
        if (division < 0)
            return Fails("no empty line divides proof and checkpoint", out reason);
        var lines = new Queue<string>(text[..division].Split('\n'));
        if (lines.Dequeue() != FirstLine)
            return Fails($"the first line is not {FirstLine}", out reason);
        byte[]? extra = null;
        if (lines.TryPeek(out var line) && line.StartsWith("extra ", StringComparison.Ordinal))
        {
            extra = CanonicalBase64.Decode(lines.Dequeue().AsSpan("extra ".Length));
            if (extra is null)
                return Fails("the extra data are not base64", out reason);
        }

        if (!lines.TryDequeue(out line)
            || !line.StartsWith("index ", StringComparison.Ordinal)
            || !Ledger.Checkpoint.TryParseSize(line.AsSpan("index ".Length), out var index))
            return Fails("the line with the entry's index is missing or holds no index", out reason);
        if (lines.Count > LongestProof)
            return Fails($"a proof has at most {LongestProof} hashes", out reason);
        var hashes = new List<TreeHash>(lines.Count);
        foreach (var base64 in lines)
        {
            if (!TreeHash.TryParse(base64, out var hash))
                return Fails($"hash {hashes.Count + 1} of the proof is not the base64 of 32 bytes", out reason);
            hashes.Add(hash);
        }

        if (!SignedNote.TryParse(Encoding.UTF8.GetBytes(text[(division + 2)..]), out var note, out reason)
            || !Ledger.Checkpoint.TryParse(note, out _, out reason))
            return false;
        // A null array would turn into empty memory, and the file would gain a line.
        proof = new TlogProof(index, hashes, note, extra is null ? (ReadOnlyMemory<byte>?)null : extra);
        return true;
    }

    /// <summary>
    /// True if the log signed a checkpoint of a tree that has <paramref name="entry"/> at <see cref="Index"/>.
    /// </summary>
    /// <param name="entry">The entry's bytes.</param>
    /// <param name="logKeys">The log's keys.</param>
    /// <param name="checkpoint">The checkpoint, if the proof holds.</param>
    /// <param name="reason">Why it does not hold otherwise.</param>
    public bool Verify(
        ReadOnlySpan<byte> entry,
        IReadOnlyCollection<VerifierKey> logKeys,
        [NotNullWhen(true)] out Checkpoint? checkpoint,
        [NotNullWhen(false)] out string? reason)
    {
        if (!Ledger.Checkpoint.TryOpen(Checkpoint.ToBytes(), logKeys, out checkpoint, out reason))
            return false;
        if (Proofs.VerifyInclusion(Index, checkpoint.Size, MerkleTree.HashLeaf(entry), [.. Hashes], checkpoint.Root))
            return true;
        checkpoint = null;
        return Fails("the hashes do not lead from this entry to the checkpoint's root", out reason);
    }

    /// <summary>The whole file.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(FirstLine).Append('\n');
        if (Extra is { } extra)
            text.Append("extra ").Append(Convert.ToBase64String(extra.Span)).Append('\n');
        text.Append("index ").Append(Index).Append('\n');
        foreach (var hash in Hashes)
            text.Append(hash).Append('\n');
        return text.Append('\n').Append(Checkpoint).ToString();
    }

    private static bool Fails(string why, out string reason)
    {
        reason = why;
        return false;
    }
}
