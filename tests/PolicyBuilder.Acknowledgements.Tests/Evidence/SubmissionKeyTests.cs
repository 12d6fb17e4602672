using PolicyBuilder.Acknowledgements.Evidence;
using Xunit;

namespace PolicyBuilder.Acknowledgements.Tests.Evidence;

public class SubmissionKeyTests
{
    [Fact]
    public void Fresh_keys_begin_with_the_time_and_are_random_behind_it()
    {
        var (earlier, later) = (SubmissionKey.Fresh(new At(1_800_000_000_000)).Bytes, SubmissionKey.Fresh(new At(1_800_000_000_001)).Bytes);
        Assert.Equal("01a3185c5000", Convert.ToHexStringLower(earlier.Span[..6]));
        Assert.True(earlier.Span.SequenceCompareTo(later.Span) < 0);
        var other = SubmissionKey.Fresh(new At(1_800_000_000_000)).Bytes;
        Assert.Equal(32, other.Length);
        Assert.False(earlier.Span[6..22].SequenceEqual(other.Span[6..22]) || earlier.Span[16..].SequenceEqual(other.Span[16..]));
    }

    [Fact]
    public void One_secret_serves_several_purposes_and_always_gives_the_same_key()
    {
        var secret = new byte[16];
        Assert.True(SubmissionKey.Of("sign", secret).Bytes.Span.SequenceEqual(SubmissionKey.Of("sign", secret).Bytes.Span));
        Assert.False(SubmissionKey.Of("sign", secret).Bytes.Span.SequenceEqual(SubmissionKey.Of("decline", secret).Bytes.Span));
        Assert.Throws<ArgumentException>(() => SubmissionKey.Of("sign", new byte[15]));
    }

    private sealed class At(long milliseconds) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
    }
}
