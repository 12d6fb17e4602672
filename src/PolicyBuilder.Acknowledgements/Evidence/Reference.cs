using System.Security.Cryptography;

namespace PolicyBuilder.Acknowledgements.Evidence;

/// <summary>The reference that a receipt prints, for a person to read out on the telephone: <c>7QK4-XW2M</c>.</summary>
public static class Reference
{
    // Without vowels, so that no words come out, and without what looks alike: 0 O, 1 I L, 5 S, 8 B, U V.
    private const string Letters = "234679CDFGHJKMNPQRTWXYZ";

    /// <summary>A random one: over 78 billion.</summary>
    public static string Fresh() => $"{RandomNumberGenerator.GetString(Letters, 4)}-{RandomNumberGenerator.GetString(Letters, 4)}";
}
