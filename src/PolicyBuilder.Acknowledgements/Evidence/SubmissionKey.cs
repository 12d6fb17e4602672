using System.Buffers.Binary;
using System.Security.Cryptography;
using PolicyBuilder.Acknowledgements.Entries;

namespace PolicyBuilder.Acknowledgements.Evidence;

/// <summary>
/// What makes an act count once, however often it is submitted. It is kept beside the log for ever, so it holds no personal datum and
/// cannot be found by guessing one: it is random but for the time, or a hash over something random.
/// </summary>
public sealed class SubmissionKey
{
    private const int LeastSecret = 16;
    private const int Length = 32;

    private SubmissionKey(byte[] bytes) => Bytes = bytes;

    internal ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>
    /// A new key, for an act that is submitted by a program that remembers the key until it has the answer. It begins with the time in
    /// milliseconds since 1970 (48 bits, big-endian, as in version 7 UUIDs of RFC 9562), so that keys of one hour lie together on the
    /// disk; the other 26 bytes are random.
    /// </summary>
    public static SubmissionKey Fresh(TimeProvider? time = null)
    {
        var key = new byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(key, (time ?? TimeProvider.System).GetUtcNow().ToUnixTimeMilliseconds() << 16);
        RandomNumberGenerator.Fill(key.AsSpan(6));
        return new(key);
    }

    /// <summary>The key of an act that has a secret of its own, such as the random id of an invitation.</summary>
    /// <param name="purpose">What kind of act, so that one secret serves several: <c>sign</c>, <c>decline</c>.</param>
    /// <param name="secret">At least 16 random bytes; never an employee's number or address.</param>
    /// <exception cref="ArgumentException">The secret is too short to be one.</exception>
    public static SubmissionKey Of(string purpose, ReadOnlySpan<byte> secret)
    {
        if (secret.Length < LeastSecret)
            throw new ArgumentException($"A secret has at least {LeastSecret} random bytes.", nameof(secret));
        return new(SHA256.HashData([.. "policybuilder-submission/v1\n"u8, .. System.Text.Encoding.UTF8.GetBytes(purpose), (byte)'\n', .. secret]));
    }

    /// <summary>The key under which a record is disposed of. The commitment, which the entry shows, is a hash over a random salt.</summary>
    internal static SubmissionKey OfDisposal(ContentHash commitment) => Of("dispose", commitment.Span);
}
