using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace PolicyBuilder.Ledger;

/// <summary>A signature line of a note.</summary>
/// <param name="KeyName">The name of the key that is said to have signed.</param>
/// <param name="KeyId">That key's id.</param>
/// <param name="Signature">The signature, without the key id that precedes it in the line.</param>
public sealed record NoteSignature(string KeyName, uint KeyId, ReadOnlyMemory<byte> Signature)
{
    /// <summary>The line, with its newline.</summary>
    public override string ToString()
    {
        var bytes = new byte[4 + Signature.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, KeyId);
        Signature.Span.CopyTo(bytes.AsSpan(4));
        return $"— {KeyName} {Convert.ToBase64String(bytes)}\n";
    }
}

/// <summary>A signature that was verified.</summary>
/// <param name="Key">The key that made it.</param>
/// <param name="Time">The time it states, if it is a cosignature.</param>
public sealed record VerifiedSignature(VerifierKey Key, DateTimeOffset? Time);

/// <summary>
/// A signed note (C2SP signed-note v1.0.0): text, an empty line, signature lines. Its text means nothing until
/// <see cref="Verify"/> has found a signature of a key one trusts.
/// </summary>
public sealed class SignedNote
{
    /// <summary>The longest note in bytes that is read; a note with 100 post-quantum signatures fits.</summary>
    public const int LongestNote = 1_000_000;

    /// <summary>The most signatures that are read; the specification asks for at least 16.</summary>
    public const int MostSignatures = 100;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] text;

    private SignedNote(byte[] text, IReadOnlyList<NoteSignature> signatures)
    {
        this.text = text;
        Signatures = signatures;
    }

    /// <summary>The signed text in UTF-8, with its last newline and without the empty line after it.</summary>
    public ReadOnlyMemory<byte> Text => text;

    /// <summary>The signature lines in order, verified or not.</summary>
    public IReadOnlyList<NoteSignature> Signatures { get; }

    /// <summary>Signs a text.</summary>
    /// <param name="text">The text, ending in a newline.</param>
    /// <param name="signers">The keys, each of type <see cref="SignatureType.Ed25519"/>; their order is that of the signature lines.</param>
    /// <exception cref="ArgumentException">The text does not end in a newline or holds other control characters.</exception>
    public static SignedNote Sign(string text, params ReadOnlySpan<SignerKey> signers)
    {
        if (!text.EndsWith('\n') || text.Any(c => c < ' ' && c != '\n'))
            throw new ArgumentException("A note's text ends in a newline and holds no other control characters.", nameof(text));
        var bytes = StrictUtf8.GetBytes(text);
        var signatures = new NoteSignature[signers.Length];
        for (var i = 0; i < signers.Length; i++)
            signatures[i] = signers[i].Sign(bytes);
        return new SignedNote(bytes, signatures);
    }

    /// <summary>Reads a note. That it reads well says nothing of who signed it.</summary>
    /// <param name="bytes">The whole note in UTF-8.</param>
    /// <param name="note">The note, if it is well formed.</param>
    /// <param name="reason">What is wrong otherwise.</param>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out SignedNote? note, [NotNullWhen(false)] out string? reason)
    {
        note = null;
        if (bytes.Length > LongestNote)
            return Fails($"the note is longer than {LongestNote} bytes", out reason);
        string whole;
        try
        {
            whole = StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Fails("the note is not UTF-8", out reason);
        }

        if (whole.Any(c => c < ' ' && c != '\n'))
            return Fails("the note holds a control character", out reason);
        // The last empty line divides: the text may hold empty lines, the signatures may not.
        var division = whole.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (division < 0)
            return Fails("no empty line divides text and signatures", out reason);
        var lines = whole[(division + 2)..].Split('\n');
        if (lines.Length < 2 || lines[^1].Length > 0)
            return Fails("the last signature line lacks its newline", out reason);
        if (lines.Length - 1 > MostSignatures)
            return Fails($"the note has more than {MostSignatures} signatures", out reason);
        var signatures = new List<NoteSignature>(lines.Length - 1);
        foreach (var line in lines.AsSpan(0, lines.Length - 1))
        {
            var parts = line.Split(' ');
            if (parts is not ["—", var name, var base64] || !VerifierKey.IsName(name) || CanonicalBase64.Decode(base64) is not { Length: > 4 } signature)
                return Fails($"line {signatures.Count + 1} after the text is not a signature", out reason);
            signatures.Add(new NoteSignature(name, BinaryPrimitives.ReadUInt32BigEndian(signature), signature.AsMemory(4)));
        }

        note = new SignedNote(StrictUtf8.GetBytes(whole[..(division + 1)]), signatures);
        reason = null;
        return true;
    }

    /// <summary>The note with further signature lines at its end, as a witness adds its cosignature.</summary>
    public SignedNote With(params ReadOnlySpan<NoteSignature> further) => new(text, [.. Signatures, .. further]);

    /// <summary>
    /// The signatures by <paramref name="keys"/>. Lines of unknown keys are ignored, also where only the name or only the id is
    /// known; a line of a known key must verify or the whole note is refused; a second line of the same key is not looked at.
    /// </summary>
    /// <param name="keys">The keys one trusts.</param>
    /// <param name="verified">The verified signatures in the order of their lines; empty if the note is refused.</param>
    /// <param name="reason">Why the note is refused.</param>
    /// <returns>True if at least one of the keys signed and none of their signatures is bad.</returns>
    public bool Verify(IReadOnlyCollection<VerifierKey> keys, out IReadOnlyList<VerifiedSignature> verified, [NotNullWhen(false)] out string? reason)
    {
        verified = [];
        var found = new List<VerifiedSignature>();
        foreach (var signature in Signatures)
        {
            var known = keys.Where(key => key.Id == signature.KeyId && key.Name == signature.KeyName).ToList();
            if (known.Count == 0 || found.Any(earlier => earlier.Key.Equals(known[0])))
                continue;
            if (known.Count > 1)
                return Fails($"two of the trusted keys are named {signature.KeyName} and have the id {signature.KeyId:x8}", out reason);
            if (known[0].Type == SignatureType.MLDsa44)
                return Fails($"the signature by {signature.KeyName} is ML-DSA-44, which cannot be checked yet", out reason);
            if (!known[0].Verify(text, signature.Signature.Span, out var time))
                return Fails($"the signature by {signature.KeyName} is not valid for this text", out reason);
            found.Add(new VerifiedSignature(known[0], time));
        }

        if (found.Count == 0)
            return Fails("none of the trusted keys signed the note", out reason);
        verified = found;
        reason = null;
        return true;
    }

    /// <summary>The whole note in UTF-8.</summary>
    public byte[] ToBytes() => StrictUtf8.GetBytes(ToString());

    /// <summary>The whole note.</summary>
    public override string ToString() => $"{StrictUtf8.GetString(text)}\n{string.Concat(Signatures)}";

    private static bool Fails(string why, out string reason)
    {
        reason = why;
        return false;
    }
}
