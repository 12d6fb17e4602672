using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using PolicyBuilder.Acknowledgements.Entries;

namespace PolicyBuilder.Acknowledgements.Evidence;

/// <summary>
/// What opens an entry's commitment: 32 random bytes and the evidence as it was written. The commitment is SHA-256 over
/// <c>policybuilder-commitment/v1</c>, the salt and the evidence: without the salt nobody can find the evidence by guessing, and with both
/// anybody can see that the entry was made for this evidence and for no other.
/// </summary>
public sealed class Opening
{
    /// <summary>The length of the salt in bytes.</summary>
    public const int SaltLength = 32;

    private Opening(byte[] bytes) => Bytes = bytes;

    /// <summary>The salt and, after it, the evidence: the form in which a receipt carries an opening.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    public ReadOnlyMemory<byte> Salt => Bytes[..SaltLength];

    /// <summary>The evidence, byte for byte as <see cref="EvidenceJson.Write"/> made it.</summary>
    public ReadOnlyMemory<byte> Evidence => Bytes[SaltLength..];

    /// <summary>What an entry states of it.</summary>
    public ContentHash Commitment => ContentHash.Of([.. "policybuilder-commitment/v1"u8, .. Bytes.Span]);

    /// <summary>An opening with a new salt.</summary>
    public static Opening Fresh(ReadOnlySpan<byte> evidence) => new([.. RandomNumberGenerator.GetBytes(SaltLength), .. evidence]);

    /// <summary>Reads an opening in the form of <see cref="Bytes"/>. Whether it opens anything is another question.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Opening? opening)
    {
        opening = bytes.Length > SaltLength ? new Opening(bytes.ToArray()) : null;
        return opening is not null;
    }

    /// <summary>Only says how long it is: the contents are personal and must not get into a log by mistake.</summary>
    public override string ToString() => $"{Bytes.Length} bytes";
}
