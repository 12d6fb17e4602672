using System.Text;
using PolicyBuilder.Acknowledgements.Evidence;
using Xunit;

namespace PolicyBuilder.Acknowledgements.Tests.Evidence;

public class OpeningTests
{
    [Fact]
    public void A_commitment_is_what_openssl_computes()
    {
        // printf 'policybuilder-commitment/v1' ‖ the bytes 00 … 1f ‖ the evidence, through: openssl dgst -sha256
        byte[] bytes = [.. Enumerable.Range(0, 32).Select(i => (byte)i), .. "{\"name\":\"José Ñandú 山田\"}\n"u8];
        Assert.True(Opening.TryRead(bytes, out var opening));
        Assert.Equal("sha256:3326dccc373074d24343912978e69b4a289e002e9a9027d40c84f3fc9beddaad", opening.Commitment.ToString());
        Assert.Equal("{\"name\":\"José Ñandú 山田\"}\n", Encoding.UTF8.GetString(opening.Evidence.Span));
    }

    [Fact]
    public void The_same_evidence_never_has_the_same_commitment_twice() =>
        Assert.NotEqual(Opening.Fresh("evidence"u8).Commitment, Opening.Fresh("evidence"u8).Commitment);

    [Fact]
    public void A_salt_without_evidence_is_no_opening() => Assert.False(Opening.TryRead(new byte[32], out _));

    [Fact]
    public void An_opening_in_a_message_does_not_show_what_it_holds() =>
        Assert.DoesNotContain("Rivera", $"{Opening.Fresh("Rivera"u8)}", StringComparison.Ordinal);
}
