using System.Text;
using Xunit;

namespace PolicyBuilder.Ledger.Tests.Conformance;

/// <summary>
/// How the library underneath (libsodium, through NSec) judges the signatures on which implementations differ. The vectors ask
/// for RFC 8032 without the cofactor and for refusal of public keys of small order. libsodium does all of it and also refuses
/// a signature whose R is of small order, which no honest signer makes: 43 of the 914 cases, and never the other way round.
/// </summary>
public class Ed25519VectorTests
{
    private static readonly string[] Refused = ["low_order_A", "non_canonical_A", "non_canonical_R", "low_order_residue", "reencoded_k"];

    [SkippableFact]
    public void Unusual_points_are_judged_as_asked_or_more_strictly()
    {
        var (all, stricter) = (0, 0);
        foreach (var vector in Vectors.Json("ed25519/cctv-ed25519vectors.json").EnumerateArray())
        {
            var flags = vector.Strings("flags").ToList();
            var asked = !flags.Any(Refused.Contains);
            var accepted = Verify(vector.String("key"), Encoding.UTF8.GetBytes(vector.String("msg")), vector.String("sig"));
            Assert.True(asked || !accepted, $"case {vector.Number("number")} must be refused");
            Assert.True(accepted == asked || flags.Contains("low_order_R"), $"case {vector.Number("number")} must be accepted");
            if (accepted != asked)
                stricter++;
            all++;
        }

        Assert.Equal((914, 43), (all, stricter));
    }

    [SkippableFact]
    public void Malleable_truncated_and_lengthened_signatures_are_refused()
    {
        var all = 0;
        foreach (var group in Vectors.Json("ed25519/wycheproof-ed25519.json").GetProperty("testGroups").EnumerateArray())
        {
            foreach (var vector in group.GetProperty("tests").EnumerateArray())
            {
                var accepted = Verify(group.GetProperty("publicKey").String("pk"), Convert.FromHexString(vector.String("msg")), vector.String("sig"));
                Assert.True(accepted == (vector.String("result") == "valid"), $"case {vector.Number("tcId")}");
                all++;
            }
        }

        Assert.Equal(151, all);
    }

    private static bool Verify(string key, byte[] message, string signature)
    {
        VerifierKey verifier;
        try
        {
            verifier = VerifierKey.FromEd25519("vectors.example", SignatureType.Ed25519, Convert.FromHexString(key));
        }
        catch (ArgumentException)
        {
            return false;
        }

        return verifier.Verify(message, Convert.FromHexString(signature), out _);
    }
}
