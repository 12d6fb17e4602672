using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace PolicyBuilder.Ledger;

/// <summary>What a log commits to by signing: its name, its size and its root (C2SP tlog-checkpoint v1.0.0).</summary>
/// <param name="Origin">The log's name.</param>
/// <param name="Size">The number of entries.</param>
/// <param name="Root">The root of the Merkle tree over them.</param>
/// <param name="Extensions">Further lines, which nobody audits; our own checkpoints have none.</param>
public sealed record Checkpoint(string Origin, long Size, TreeHash Root, string Extensions = "")
{
    /// <summary>Reads the text of a checkpoint, without signatures.</summary>
    /// <param name="text">The text, ending in a newline.</param>
    /// <param name="checkpoint">The checkpoint, if it is well formed.</param>
    /// <param name="reason">What is wrong otherwise.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out Checkpoint? checkpoint, [NotNullWhen(false)] out string? reason)
    {
        checkpoint = null;
        reason = null;
        var lines = text.Split('\n');
        if (lines.Length < 4 || lines[^1].Length > 0)
            reason = "a checkpoint has three lines, each ended by a newline";
        else if (lines.AsSpan(0, lines.Length - 1).Contains(""))
            reason = "a line of the checkpoint is empty";
        else if (!TryParseSize(lines[1], out var size))
            reason = $"'{lines[1]}' is not a tree size";
        else if (!TreeHash.TryParse(lines[2], out var root))
            reason = "the root is not the base64 of 32 bytes";
        else if (size == 0 && root != MerkleTree.EmptyRoot)
            reason = "the root of an empty tree is not the hash of nothing";
        else
            checkpoint = new Checkpoint(lines[0], size, root, string.Concat(lines[3..^1].Select(line => line + "\n")));
        return checkpoint is not null;
    }

    /// <summary>Reads the checkpoint a note carries. Who signed it is another question: see <see cref="SignedNote.Verify"/>.</summary>
    public static bool TryParse(SignedNote note, [NotNullWhen(true)] out Checkpoint? checkpoint, [NotNullWhen(false)] out string? reason) =>
        TryParse(Encoding.UTF8.GetString(note.Text.Span), out checkpoint, out reason);

    /// <summary>
    /// Reads a checkpoint that the log itself signed: its origin is the name of one of <paramref name="logKeys"/> and that key
    /// signed it.
    /// </summary>
    /// <param name="bytes">The signed note.</param>
    /// <param name="logKeys">The keys of the log; several while a key is being replaced.</param>
    /// <param name="checkpoint">The checkpoint, if all of this holds.</param>
    /// <param name="reason">What does not hold otherwise.</param>
    public static bool TryOpen(
        ReadOnlySpan<byte> bytes,
        IReadOnlyCollection<VerifierKey> logKeys,
        [NotNullWhen(true)] out Checkpoint? checkpoint,
        [NotNullWhen(false)] out string? reason)
    {
        checkpoint = null;
        if (!SignedNote.TryParse(bytes, out var note, out reason)
            || !note.Verify(logKeys, out var signatures, out reason)
            || !TryParse(note, out var read, out reason))
            return false;
        if (!signatures.Any(signature => signature.Key.Name == read.Origin && signature.Key.Type == SignatureType.Ed25519))
        {
            reason = $"the checkpoint is of {read.Origin}, which is not the name of the key that signed it";
            return false;
        }

        checkpoint = read;
        return true;
    }

    /// <summary>The checkpoint signed by its log.</summary>
    public SignedNote Sign(params ReadOnlySpan<SignerKey> signers) => SignedNote.Sign(ToString(), signers);

    /// <summary>The text that is signed.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Root}\n{Extensions}");

    /// <summary>A decimal number without sign and leading zeroes that fits into 63 bits, as checkpoints and proofs print sizes.</summary>
    internal static bool TryParseSize(ReadOnlySpan<char> digits, out long size)
    {
        // The framework takes a number with U+0000 after it.
        var parsed = long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out size);
        return parsed && !digits.ContainsAnyExceptInRange('0', '9') && (digits[0] != '0' || digits.Length == 1);
    }
}
