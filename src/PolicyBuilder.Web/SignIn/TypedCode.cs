using System.Security.Cryptography;
using System.Text;

namespace PolicyBuilder.Web.SignIn;

/// <summary>
/// Random codes that people type from a screen or a paper: groups of four out of 32 signs, none of which looks like another (Crockford's base 32).
/// Only their hashes are kept; they are long enough that trying all is no way to find one.
/// </summary>
internal static class TypedCode
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>A new code of 20 bits in each group.</summary>
    public static string Fresh(int groups) => string.Join('-', Enumerable.Range(0, groups).Select(_ => RandomNumberGenerator.GetString(Alphabet, 4)));

    /// <summary>The SHA-256 of a code, however its letters and groups were typed.</summary>
    public static string Hash(string typed)
    {
        var plain = string.Concat(typed.Where(char.IsAsciiLetterOrDigit).Select(sign => char.ToUpperInvariant(sign) switch
        {
            'O' => '0',
            'I' or 'L' => '1',
            var other => other,
        }));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(plain)));
    }

    /// <summary>Whether a code has a hash.</summary>
    public static bool Has(string hash, string typed) => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(hash), Encoding.ASCII.GetBytes(Hash(typed)));
}
