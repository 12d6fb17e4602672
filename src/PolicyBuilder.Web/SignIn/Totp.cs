using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using PolicyBuilder.Model.Configuration;

namespace PolicyBuilder.Web.SignIn;

/// <summary>
/// Codes of six digits that an app on a telephone makes of a shared key and the time (RFC 6238, with its SHA-1 and its 30 seconds, which are
/// what the apps know).
/// </summary>
internal static class Totp
{
    /// <summary>Bytes of a key (RFC 4226, section 4, R6).</summary>
    public const int KeyLength = 20;

    private const int Period = 30;
    private const int Digits = 6;

    /// <summary>A clock may be one step behind or ahead (RFC 6238, section 5.2).</summary>
    private const int Drift = 1;

    /// <summary>The step that a code is of, if it is right and later than the last that was accepted: no code counts twice. Null if it is wrong.</summary>
    public static long? StepOf(string code, ReadOnlySpan<byte> key, DateTimeOffset now, long last)
    {
        var typed = string.Concat(code.Where(char.IsAsciiDigit));
        if (typed.Length != Digits)
            return null;
        var present = now.ToUnixTimeSeconds() / Period;
        for (var step = Math.Max(present - Drift, last + 1); step <= present + Drift; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(System.Text.Encoding.ASCII.GetBytes(typed), System.Text.Encoding.ASCII.GetBytes(Code(key, step))))
                return step;
        }
        return null;
    }

    /// <summary>What apps read from a picture: the key and whose it is.</summary>
    public static string Address(ReadOnlySpan<byte> key, City city, string signInName)
    {
        var issuer = Uri.EscapeDataString(city.FullName);
        return $"otpauth://totp/{issuer}:{Uri.EscapeDataString(signInName)}?secret={Base32(key)}&issuer={issuer}";
    }

    /// <summary>The key as apps let it be typed: base 32 (RFC 4648, section 6) without padding.</summary>
    public static string Base32(ReadOnlySpan<byte> bytes)
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var text = new System.Text.StringBuilder();
        var (bits, held) = (0, 0);
        foreach (var next in bytes)
        {
            bits = ((bits << 8) | next) & 0xFFF;
            for (held += 8; held >= 5; held -= 5)
                text.Append(alphabet[(bits >> (held - 5)) & 31]);
        }
        return held == 0 ? text.ToString() : text.Append(alphabet[(bits << (5 - held)) & 31]).ToString();
    }

    /// <summary>RFC 4226, section 5.3.</summary>
    internal static string Code(ReadOnlySpan<byte> key, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // The apps know SHA-1 alone; HMAC does not need a hash without collisions (RFC 4226, appendix B.2).
        HMACSHA1.HashData(key, counter, hash);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 15)..]) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }
}
