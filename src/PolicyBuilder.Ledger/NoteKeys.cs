using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace PolicyBuilder.Ledger;

/// <summary>What a key signs and how: the signature type byte of C2SP signed-note.</summary>
public enum SignatureType : byte
{
    /// <summary>Ed25519 (RFC 8032) over the note's text.</summary>
    Ed25519 = 0x01,

    /// <summary>A witness's Ed25519 signature over the text and the time (C2SP tlog-cosignature, <c>cosignature/v1</c>).</summary>
    Cosignature = 0x04,

    /// <summary>
    /// A cosignature with ML-DSA-44 (FIPS 204). Its keys are read; its signatures cannot be checked yet and never count as good.
    /// </summary>
    MLDsa44 = 0x06,
}

/// <summary>A public key that can verify signatures on notes; printed and read as a C2SP verifier key ("vkey").</summary>
public sealed class VerifierKey : IEquatable<VerifierKey>
{
    private const int MLDsa44PublicKeyLength = 1312;

    private readonly byte[] publicKey;
    private readonly PublicKey? ed25519;

    private VerifierKey(string name, SignatureType type, byte[] publicKey, PublicKey? ed25519)
    {
        Name = name;
        Type = type;
        this.publicKey = publicKey;
        this.ed25519 = ed25519;
        Id = KeyId(name, type, publicKey);
    }

    /// <summary>The key's name, by convention a URL without its scheme, such as <c>mapleton.example/policies</c>.</summary>
    public string Name { get; }

    /// <summary>The first four bytes, big-endian, of SHA-256(name ‖ 0x0A ‖ type ‖ public key). It tells keys apart; it does not identify one.</summary>
    public uint Id { get; }

    /// <summary>What the key signs.</summary>
    public SignatureType Type { get; }

    /// <summary>The encoded public key: 32 bytes for Ed25519 (RFC 8032).</summary>
    public ReadOnlyMemory<byte> PublicKey => publicKey;

    /// <summary>
    /// The whole SHA-256 of the public key in eight groups of hexadecimal digits, short enough to print in a city's minutes and
    /// long enough that no second key has it.
    /// </summary>
    public string Fingerprint
    {
        get
        {
            var digits = Convert.ToHexStringLower(SHA256.HashData(publicKey));
            return string.Join(' ', Enumerable.Range(0, 8).Select(group => digits.Substring(group * 8, 8)));
        }
    }

    /// <summary>Reads a verifier key: <c>name+id+base64(type ‖ public key)</c>, the id in eight lower-case hexadecimal digits.</summary>
    /// <param name="text">The verifier key.</param>
    /// <param name="key">The key, if it is well formed, of a known type and has the id its contents want.</param>
    /// <param name="reason">What is wrong otherwise.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out VerifierKey? key, [NotNullWhen(false)] out string? reason)
    {
        key = null;
        reason = null;
        // The name and the id hold no plus sign; the base64 text may.
        var parts = text.Split('+', 3);
        if (parts.Length < 3)
            reason = "a verifier key has the form name+id+key";
        else if (!IsName(parts[0]))
            reason = "the key's name is empty or holds white space";
        else if (CanonicalBase64.Decode(parts[2]) is not { Length: > 1 } encoded)
            reason = "the key is not base64";
        else if (!TryImport(parts[0], (SignatureType)encoded[0], encoded[1..], out key))
            reason = $"a key of type 0x{encoded[0]:x2} and {encoded.Length - 1} bytes is not known, or is no point of its curve";
        else if (parts[1] != key.Id.ToString("x8", CultureInfo.InvariantCulture))
            (key, reason) = (null, $"the key's id is {key!.Id:x8}, not {parts[1]}: it was mistyped or altered");
        return key is not null;
    }

    /// <summary>An Ed25519 key from the 32 bytes of RFC 8032.</summary>
    /// <exception cref="ArgumentException">The name or the key is not valid.</exception>
    public static VerifierKey FromEd25519(string name, SignatureType type, ReadOnlySpan<byte> publicKey)
    {
        if (!IsName(name))
            throw new ArgumentException("A key's name is not empty and holds neither white space nor a plus sign.", nameof(name));
        return type is SignatureType.Ed25519 or SignatureType.Cosignature && TryImport(name, type, publicKey.ToArray(), out var key)
            ? key
            : throw new ArgumentException("Not an Ed25519 public key.", nameof(publicKey));
    }

    /// <summary>True for text that may name a key: not empty, without Unicode white space and plus signs.</summary>
    public static bool IsName(string name) =>
        name.Length > 0 && !name.Contains('+', StringComparison.Ordinal) && !name.Any(char.IsWhiteSpace);

    /// <summary>
    /// True if this key made <paramref name="signature"/> on the text. A cosignature begins with the time it states, in seconds
    /// since 1970 as 64 bits, big-endian.
    /// </summary>
    /// <param name="text">The note's text.</param>
    /// <param name="signature">The signature as in the note, without the key id.</param>
    /// <param name="time">The time a cosignature states; otherwise null.</param>
    public bool Verify(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature, out DateTimeOffset? time)
    {
        time = null;
        if (ed25519 is null)
            return false;
        if (Type == SignatureType.Ed25519)
            return SignatureAlgorithm.Ed25519.Verify(ed25519, text, signature);
        if (signature.Length != 8 + SignatureAlgorithm.Ed25519.SignatureSize)
            return false;
        var seconds = BinaryPrimitives.ReadUInt64BigEndian(signature);
        if (seconds > (ulong)DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            || !SignatureAlgorithm.Ed25519.Verify(ed25519, CosignedMessage(seconds, text), signature[8..]))
            return false;
        time = DateTimeOffset.FromUnixTimeSeconds((long)seconds);
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(VerifierKey? other) =>
        other is not null && Name == other.Name && Type == other.Type && publicKey.AsSpan().SequenceEqual(other.publicKey);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as VerifierKey);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Id);

    /// <summary>The verifier key as text, as <see cref="TryParse"/> reads it.</summary>
    public override string ToString() => $"{Name}+{Id:x8}+{Convert.ToBase64String([(byte)Type, .. publicKey])}";

    internal static uint KeyId(string name, SignatureType type, ReadOnlySpan<byte> publicKey) =>
        BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', (byte)type, .. publicKey]));

    internal static byte[] CosignedMessage(ulong seconds, ReadOnlySpan<byte> text) =>
        [.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"cosignature/v1\ntime {seconds}\n")), .. text];

    private static bool TryImport(string name, SignatureType type, byte[] encoded, [NotNullWhen(true)] out VerifierKey? key)
    {
        key = null;
        switch (type)
        {
            case SignatureType.Ed25519 or SignatureType.Cosignature:
                if (NSec.Cryptography.PublicKey.TryImport(SignatureAlgorithm.Ed25519, encoded, KeyBlobFormat.RawPublicKey, out var ed25519))
                    key = new VerifierKey(name, type, encoded, ed25519);
                break;
            case SignatureType.MLDsa44:
                if (encoded.Length == MLDsa44PublicKeyLength)
                    key = new VerifierKey(name, type, encoded, null);
                break;
        }

        return key is not null;
    }
}

/// <summary>A private Ed25519 key that signs notes. Dispose it to wipe the key from memory.</summary>
public sealed class SignerKey : IDisposable
{
    private const string GoPrefix = "PRIVATE+KEY+";

    private readonly Key key;

    private SignerKey(string name, SignatureType type, Key key)
    {
        this.key = key;
        Verifier = VerifierKey.FromEd25519(name, type, key.PublicKey.Export(KeyBlobFormat.RawPublicKey));
    }

    /// <summary>The public half.</summary>
    public VerifierKey Verifier { get; }

    /// <summary>A new key from the system's random numbers.</summary>
    /// <exception cref="ArgumentException">The name is empty or holds white space or a plus sign.</exception>
    public static SignerKey Generate(string name, SignatureType type = SignatureType.Ed25519) =>
        Own(name, type, Key.Create(SignatureAlgorithm.Ed25519, Exportable()));

    /// <summary>Reads a private key from PKCS #8 in PEM (RFC 8410), as OpenSSL writes it.</summary>
    /// <exception cref="FormatException">The text is not an Ed25519 private key.</exception>
    public static SignerKey FromPem(string name, string pem, SignatureType type = SignatureType.Ed25519) =>
        Key.TryImport(SignatureAlgorithm.Ed25519, Encoding.UTF8.GetBytes(pem), KeyBlobFormat.PkixPrivateKeyText, out var key, Exportable())
            ? Own(name, type, key!)
            : throw new FormatException("This is not an Ed25519 private key in PEM (BEGIN PRIVATE KEY).");

    /// <summary>
    /// Reads the signer form of other note tools: <c>PRIVATE+KEY+name+id+base64(type ‖ seed)</c>.
    /// </summary>
    /// <exception cref="FormatException">The text is not such a key, or its id is not the one its contents want.</exception>
    public static SignerKey Parse(string text)
    {
        var parts = text.StartsWith(GoPrefix, StringComparison.Ordinal) ? text[GoPrefix.Length..].Split('+', 3) : [];
        if (parts.Length != 3
            || !VerifierKey.IsName(parts[0])
            || CanonicalBase64.Decode(parts[2]) is not { Length: 33 } encoded
            || (SignatureType)encoded[0] is not (SignatureType.Ed25519 or SignatureType.Cosignature))
            throw new FormatException("A signer key has the form PRIVATE+KEY+name+id+key.");
        var signer = Own(parts[0], (SignatureType)encoded[0], Key.Import(SignatureAlgorithm.Ed25519, encoded.AsSpan(1), KeyBlobFormat.RawPrivateKey, Exportable()));
        CryptographicOperations.ZeroMemory(encoded);
        if (parts[1] == signer.Verifier.Id.ToString("x8", CultureInfo.InvariantCulture))
            return signer;
        signer.Dispose();
        throw new FormatException("The signer key's id does not fit its contents: it was mistyped or altered.");
    }

    /// <summary>The private key as PKCS #8 in PEM. Whoever reads it can sign for the log.</summary>
    public string ToPem() => Encoding.UTF8.GetString(key.Export(KeyBlobFormat.PkixPrivateKeyText)).ReplaceLineEndings("\n");

    /// <summary>The private key in the form that <see cref="Parse"/> reads. Whoever reads it can sign for the log.</summary>
    public string ToSignerText() =>
        $"{GoPrefix}{Verifier.Name}+{Verifier.Id:x8}+{Convert.ToBase64String([(byte)Verifier.Type, .. key.Export(KeyBlobFormat.RawPrivateKey)])}";

    /// <summary>Signs a note's text.</summary>
    /// <param name="text">The text, ending in a newline.</param>
    /// <param name="time">The time a cosignature states; a key of type <see cref="SignatureType.Ed25519"/> signs no time.</param>
    /// <exception cref="ArgumentException">A cosignature lacks its time, or another signature has one.</exception>
    public NoteSignature Sign(ReadOnlySpan<byte> text, DateTimeOffset? time = null)
    {
        if (Verifier.Type == SignatureType.Cosignature != time.HasValue)
            throw new ArgumentException("A cosignature, and nothing else, states its time.", nameof(time));
        if (time is null)
            return new NoteSignature(Verifier.Name, Verifier.Id, SignatureAlgorithm.Ed25519.Sign(key, text));
        var stamped = new byte[8 + SignatureAlgorithm.Ed25519.SignatureSize];
        var seconds = (ulong)time.Value.ToUnixTimeSeconds();
        BinaryPrimitives.WriteUInt64BigEndian(stamped, seconds);
        SignatureAlgorithm.Ed25519.Sign(key, VerifierKey.CosignedMessage(seconds, text), stamped.AsSpan(8));
        return new NoteSignature(Verifier.Name, Verifier.Id, stamped);
    }

    /// <inheritdoc/>
    public void Dispose() => key.Dispose();

    private static KeyCreationParameters Exportable() => new() { ExportPolicy = KeyExportPolicies.AllowPlaintextExport };

    private static SignerKey Own(string name, SignatureType type, Key key)
    {
        try
        {
            return new SignerKey(name, type, key);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }
}
