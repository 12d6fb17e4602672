using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using NSec.Cryptography;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Ledger;

namespace PolicyBuilder.Acknowledgements.Evidence;

/// <summary>
/// How evidence lies beside its entry: three attachments, each encrypted with XChaCha20-Poly1305 under a random nonce of 24 bytes and
/// bound to the entry's commitment.
/// <code>
/// evidence        0x01 ‖ nonce ‖ opening              under the record's own key
/// evidence-holds  0x01 ‖ nonce ‖ holds                under the record's own key
/// evidence-key    0x01 ‖ id ‖ nonce ‖ record's key    under the disclosure key of that id (8 bytes)
/// </code>
/// </summary>
internal static class Sealing
{
    internal const string EvidenceName = "evidence";
    internal const string HoldsName = "evidence-holds";
    internal const string KeyName = "evidence-key";

    private const byte Version = 1;
    private const int RecordKeyLength = 32;

    private static AeadAlgorithm Aead => AeadAlgorithm.XChaCha20Poly1305;

    private static ReadOnlySpan<byte> EvidenceContext => "policybuilder-evidence/v1"u8;

    private static ReadOnlySpan<byte> HoldsContext => "policybuilder-evidence-holds/v1"u8;

    private static ReadOnlySpan<byte> KeyContext => "policybuilder-evidence-key/v1"u8;

    /// <summary>What is kept beside an entry for its evidence, under a new key.</summary>
    internal static IReadOnlyList<Attachment> Seal(Opening opening, HoldState holds, DisclosureKey wrapper)
    {
        using var record = Key.Create(Aead, new KeyCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport });
        var commitment = opening.Commitment;
        var secret = record.Export(KeyBlobFormat.RawSymmetricKey);
        try
        {
            return
            [
                new Attachment(EvidenceName, Encrypt(record, EvidenceContext, commitment, [], opening.Bytes.Span)),
                new Attachment(HoldsName, SealHolds(record, commitment, holds)),
                new Attachment(KeyName, Encrypt(wrapper.Key, KeyContext, commitment, wrapper.Id, secret)),
            ];
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    internal static byte[] SealHolds(Key record, ContentHash commitment, HoldState holds) =>
        Encrypt(record, HoldsContext, commitment, [], HoldJson.Write(holds));

    /// <summary>The record's key; null if its disclosure key is not here (or destroyed) or the bytes were altered.</summary>
    internal static Key? Unwrap(ReadOnlySpan<byte> wrapped, ContentHash commitment, DisclosureKeySet keys)
    {
        if (KeyIdOf(wrapped) is not { } id || keys.Find(id) is not { } wrapper || Decrypt(wrapper.Key, KeyContext, commitment, id, wrapped) is not { Length: RecordKeyLength } secret)
            return null;
        var key = Key.Import(Aead, secret, KeyBlobFormat.RawSymmetricKey);
        CryptographicOperations.ZeroMemory(secret);
        return key;
    }

    /// <summary>The record's key wrapped under another disclosure key; null if it cannot be unwrapped.</summary>
    internal static byte[]? Rewrap(ReadOnlySpan<byte> wrapped, ContentHash commitment, DisclosureKeySet keys, DisclosureKey wrapper)
    {
        if (KeyIdOf(wrapped) is not { } id || keys.Find(id) is not { } old || Decrypt(old.Key, KeyContext, commitment, id, wrapped) is not { } secret)
            return null;
        var anew = Encrypt(wrapper.Key, KeyContext, commitment, wrapper.Id, secret);
        CryptographicOperations.ZeroMemory(secret);
        return anew;
    }

    /// <summary>The id of the disclosure key that something is wrapped under; null for bytes that cannot be a wrapped key.</summary>
    internal static byte[]? KeyIdOf(ReadOnlySpan<byte> wrapped) =>
        wrapped.Length == 1 + DisclosureKey.IdLength + Aead.NonceSize + RecordKeyLength + Aead.TagSize && wrapped[0] == Version
            ? wrapped.Slice(1, DisclosureKey.IdLength).ToArray()
            : null;

    internal static bool TryOpen(Key record, ContentHash commitment, ReadOnlySpan<byte> sealedEvidence, [NotNullWhen(true)] out Opening? opening)
    {
        opening = null;
        return Decrypt(record, EvidenceContext, commitment, [], sealedEvidence) is { } bytes && Opening.TryRead(bytes, out opening);
    }

    internal static HoldState? OpenHolds(Key record, ContentHash commitment, ReadOnlySpan<byte> sealedHolds) =>
        Decrypt(record, HoldsContext, commitment, [], sealedHolds) is { } bytes ? HoldJson.Read(bytes) : null;

    private static byte[] Encrypt(Key key, ReadOnlySpan<byte> context, ContentHash commitment, ReadOnlySpan<byte> id, ReadOnlySpan<byte> plain)
    {
        var nonce = RandomNumberGenerator.GetBytes(Aead.NonceSize);
        return [Version, .. id, .. nonce, .. Aead.Encrypt(key, nonce, [.. context, .. id, .. commitment.Span], plain)];
    }

    private static byte[]? Decrypt(Key key, ReadOnlySpan<byte> context, ContentHash commitment, ReadOnlySpan<byte> id, ReadOnlySpan<byte> bytes)
    {
        var start = 1 + id.Length;
        return bytes.Length >= start + Aead.NonceSize + Aead.TagSize && bytes[0] == Version
            ? Aead.Decrypt(key, bytes.Slice(start, Aead.NonceSize), [.. context, .. id, .. commitment.Span], bytes[(start + Aead.NonceSize)..])
            : null;
    }
}
