using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PolicyBuilder.Ledger;

/// <summary>A SHA-256 hash of a leaf or a node of the Merkle tree: 32 bytes by value.</summary>
public readonly struct TreeHash : IEquatable<TreeHash>
{
    /// <summary>The length of a hash in bytes.</summary>
    public const int Length = 32;

    private readonly Bytes bytes;

    /// <summary>The hash that consists of <paramref name="hash"/>.</summary>
    /// <exception cref="ArgumentException">There are not exactly 32 bytes.</exception>
    public TreeHash(ReadOnlySpan<byte> hash)
    {
        if (hash.Length != Length)
            throw new ArgumentException($"A SHA-256 hash has {Length} bytes, not {hash.Length}.", nameof(hash));
        hash.CopyTo(bytes);
    }

    /// <summary>The 32 bytes, without a copy.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Span => bytes;

    /// <summary>Consecutive hashes as the bytes they consist of, without a copy.</summary>
    public static ReadOnlySpan<byte> AsBytes(ReadOnlySpan<TreeHash> hashes) => MemoryMarshal.AsBytes(hashes);

    /// <summary>Consecutive 32-byte hashes, without a copy.</summary>
    /// <exception cref="ArgumentException">The length is not a multiple of 32.</exception>
    public static ReadOnlySpan<TreeHash> FromBytes(ReadOnlySpan<byte> bytes) =>
        bytes.Length % Length == 0
            ? MemoryMarshal.Cast<byte, TreeHash>(bytes)
            : throw new ArgumentException($"{bytes.Length} bytes are not a whole number of hashes.", nameof(bytes));

    /// <summary>Reads a hash from its canonical base64 form (RFC 4648, section 4), as in checkpoints and proofs.</summary>
    public static bool TryParse(ReadOnlySpan<char> base64, out TreeHash hash)
    {
        Span<byte> decoded = stackalloc byte[Length];
        if (CanonicalBase64.TryDecode(base64, decoded, out var written) && written == Length)
        {
            hash = new TreeHash(decoded);
            return true;
        }

        hash = default;
        return false;
    }

    /// <inheritdoc/>
    public bool Equals(TreeHash other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TreeHash other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => MemoryMarshal.Read<int>(Span);

    /// <summary>The hash in base64, as checkpoints and proofs print it.</summary>
    public override string ToString() => Convert.ToBase64String(Span);

    public static bool operator ==(TreeHash left, TreeHash right) => left.Equals(right);

    public static bool operator !=(TreeHash left, TreeHash right) => !left.Equals(right);

    [InlineArray(Length)]
    private struct Bytes
    {
        private byte first;
    }
}
