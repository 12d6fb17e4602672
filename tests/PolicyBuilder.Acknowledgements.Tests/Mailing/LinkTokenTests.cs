using System.Buffers.Text;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Acknowledgements.Mailing;
using Xunit;

namespace PolicyBuilder.Acknowledgements.Tests.Mailing;

public sealed class LinkTokenTests
{
    private static readonly Uri Site = new("https://policies.mapleton.example/hr/");

    [Fact]
    public void A_link_leads_back_to_its_hash_and_no_two_are_alike()
    {
        var tokens = Enumerable.Range(0, 1000).Select(_ => LinkToken.Fresh()).ToList();
        foreach (var token in tokens)
        {
            var link = token.Link(Site).AbsoluteUri;
            Assert.Matches("^https://policies\\.mapleton\\.example/hr/a/[A-Za-z0-9_-]{43}$", link);
            Assert.True(LinkToken.TryParse(link[^43..], out var read));
            Assert.Equal(token.Hash, read.Hash);
            Assert.Equal(ContentHash.Of(Base64Url.DecodeFromChars(link.AsSpan(link.Length - 43))), token.Hash);
        }
        Assert.Equal(1000, tokens.Select(token => token.Hash).Distinct().Count());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+A")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA A")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    public void Anything_else_is_no_token(string? text) => Assert.False(LinkToken.TryParse(text, out _));
}
