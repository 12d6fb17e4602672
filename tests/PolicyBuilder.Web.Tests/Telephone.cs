using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace PolicyBuilder.Web.Tests;

/// <summary>An app on a telephone: codes of six digits each 30 seconds (RFC 6238), of a key as a page shows it.</summary>
internal sealed class Telephone(string key)
{
    // No code counts twice.
    private long last;

    /// <summary>The key, as apps keep it.</summary>
    public string Key { get; } = key.Replace(" ", "", StringComparison.Ordinal);

    /// <summary>A code that was not used yet; null if that of the next half minute was used already, which a clock a little wrong may do.</summary>
    public string? Code()
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 30;
        var next = Math.Max(last + 1, now);
        return next > now + 1 ? null : CodeAt(last = next);
    }

    /// <summary>The code of a time, in half minutes since 1970.</summary>
    public string CodeAt(long step)
    {
        var bits = string.Concat(Key.Select(sign => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(sign, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        var secret = bits.Chunk(8).Where(bit => bit.Length == 8).Select(bit => Convert.ToByte(new string(bit), 2)).ToArray();
        var counter = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
#pragma warning disable CA5350 // RFC 6238's own.
        var hash = HMACSHA1.HashData(secret, counter);
#pragma warning restore CA5350
        return ((BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 15)) & int.MaxValue) % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }
}
