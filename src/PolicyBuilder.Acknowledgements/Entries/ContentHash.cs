using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using PolicyBuilder.Acknowledgements.Evidence;
using PolicyBuilder.Ledger;

namespace PolicyBuilder.Acknowledgements.Entries;

/// <summary>
/// The SHA-256 of some bytes: a document, a file, or a person's evidence with its salt. Written <c>sha256:</c> and 64 lower-case
/// hexadecimal digits.
/// </summary>
[JsonConverter(typeof(EvidenceJson.HashConverter))]
public readonly record struct ContentHash
{
    private const string Prefix = "sha256:";

    private readonly TreeHash hash;

    /// <summary>The hash that consists of 32 bytes.</summary>
    /// <exception cref="ArgumentException">There are not exactly 32 bytes.</exception>
    public ContentHash(ReadOnlySpan<byte> hash) => this.hash = new TreeHash(hash);

    /// <summary>The 32 bytes, without a copy.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Span => hash.Span;

    /// <summary>The hash of <paramref name="content"/>.</summary>
    public static ContentHash Of(ReadOnlySpan<byte> content)
    {
        Span<byte> digest = stackalloc byte[TreeHash.Length];
        SHA256.HashData(content, digest);
        return new ContentHash(digest);
    }

    /// <summary>Reads exactly the form that <see cref="ToString"/> writes.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ContentHash hash)
    {
        hash = default;
        if (text is null || text.Length != Prefix.Length + (2 * TreeHash.Length) || !text.StartsWith(Prefix, StringComparison.Ordinal))
            return false;
        Span<byte> bytes = stackalloc byte[TreeHash.Length];
        if (text.Any(char.IsAsciiLetterUpper) || Convert.FromHexString(text.AsSpan(Prefix.Length), bytes, out _, out _) != OperationStatus.Done)
            return false;
        hash = new ContentHash(bytes);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Prefix + Convert.ToHexStringLower(Span);
}
