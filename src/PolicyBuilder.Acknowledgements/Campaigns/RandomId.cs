using System.Security.Cryptography;

namespace PolicyBuilder.Acknowledgements.Campaigns;

/// <summary>Ids that say nothing: 16 random bytes as 32 lower-case hexadecimal digits.</summary>
public static class RandomId
{
    private const int Bytes = 16;

    public static string Fresh() => RandomNumberGenerator.GetHexString(2 * Bytes, lowercase: true);
}
