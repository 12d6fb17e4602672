using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace PolicyBuilder.Ledger;

/// <summary>A request to cosign a checkpoint (C2SP tlog-witness, <c>add-checkpoint</c>).</summary>
/// <param name="OldSize">The size the witness is thought to have cosigned last; 0 if none.</param>
/// <param name="Proof">The consistency proof from that size to the checkpoint's; empty from 0.</param>
/// <param name="Checkpoint">The signed checkpoint.</param>
public sealed record WitnessRequest(long OldSize, IReadOnlyList<TreeHash> Proof, ReadOnlyMemory<byte> Checkpoint)
{
    private const int LongestProof = 63;

    /// <summary>Reads a request; the checkpoint in it is read later, by the witness.</summary>
    public static bool TryParse(string body, [NotNullWhen(true)] out WitnessRequest? request)
    {
        request = null;
        var division = body.IndexOf("\n\n", StringComparison.Ordinal);
        if (division < 0)
            return false;
        var lines = body[..division].Split('\n');
        if (lines.Length - 1 > LongestProof
            || !lines[0].StartsWith("old ", StringComparison.Ordinal)
            || !Ledger.Checkpoint.TryParseSize(lines[0].AsSpan("old ".Length), out var oldSize))
            return false;
        var proof = new List<TreeHash>();
        foreach (var line in lines.AsSpan(1))
        {
            if (!TreeHash.TryParse(line, out var hash))
                return false;
            proof.Add(hash);
        }

        request = new WitnessRequest(oldSize, proof, Encoding.UTF8.GetBytes(body[(division + 2)..]));
        return true;
    }

    /// <summary>The request's text.</summary>
    public override string ToString() =>
        $"old {OldSize}\n{string.Concat(Proof.Select(hash => hash + "\n"))}\n{Encoding.UTF8.GetString(Checkpoint.Span)}";
}

/// <summary>What a witness answers; the number is the protocol's HTTP status.</summary>
public enum WitnessVerdict
{
    /// <summary>The checkpoint continues what was cosigned before and may be cosigned.</summary>
    Cosign = 200,

    /// <summary>The old size is larger than the checkpoint's.</summary>
    Malformed = 400,

    /// <summary>No trusted key of the log signed the checkpoint.</summary>
    BadSignature = 403,

    /// <summary>The witness has no key for this log.</summary>
    UnknownLog = 404,

    /// <summary>The old size is not the one cosigned last, or a checkpoint of that size has another root: the log forked.</summary>
    Conflict = 409,

    /// <summary>The consistency proof is wrong.</summary>
    BadProof = 422,
}

/// <summary>
/// The decision a witness makes before it cosigns another log's checkpoint. The caller keeps the last checkpoint cosigned for each
/// log, and must replace it durably, with no other request between, before it hands out a cosignature.
/// </summary>
public static class Witness
{
    /// <summary>Judges a request.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="logKeys">The keys of the logs this witness serves.</param>
    /// <param name="last">Finds the checkpoint last cosigned for a log; null if none was.</param>
    /// <param name="checkpoint">The checkpoint to cosign and to keep, if the verdict is <see cref="WitnessVerdict.Cosign"/>.</param>
    public static WitnessVerdict Judge(
        WitnessRequest request,
        IReadOnlyCollection<VerifierKey> logKeys,
        Func<string, Checkpoint?> last,
        out Checkpoint? checkpoint)
    {
        checkpoint = null;
        var reads = SignedNote.TryParse(request.Checkpoint.Span, out var note, out _);
        // A note that reads badly still shows whose it claims to be; an unknown log is told so before anything else.
        var origin = Encoding.UTF8.GetString(request.Checkpoint.Span).Split('\n', 2)[0];
        if (!logKeys.Any(key => key.Name == origin))
            return WitnessVerdict.UnknownLog;
        if (!reads || !Checkpoint.TryOpen(request.Checkpoint.Span, logKeys, out var offered, out _))
            return WitnessVerdict.BadSignature;
        if (request.OldSize > offered.Size)
            return WitnessVerdict.Malformed;
        var previous = last(origin);
        if (request.OldSize != (previous?.Size ?? 0))
            return WitnessVerdict.Conflict;
        if (previous is not null && previous.Size == offered.Size && previous.Root != offered.Root)
            return WitnessVerdict.Conflict;
        var follows = previous is null or { Size: 0 }
            ? request.Proof.Count == 0
            : Proofs.VerifyConsistency(previous.Size, offered.Size, previous.Root, offered.Root, [.. request.Proof]);
        if (!follows)
            return WitnessVerdict.BadProof;
        checkpoint = offered;
        return WitnessVerdict.Cosign;
    }
}
