using PolicyBuilder.Model.Documents;
using PolicyBuilder.Testing;
using Xunit;

namespace PolicyBuilder.Tests.Documents;

public class NumberingTests
{
    [Theory]
    [InlineData(0, 3, "3.")]
    [InlineData(1, 1, "a.")]
    [InlineData(1, 26, "z.")]
    [InlineData(1, 27, "aa.")]
    [InlineData(1, 28, "bb.")]
    [InlineData(2, 4, "iv.")]
    [InlineData(2, 49, "xlix.")]
    [InlineData(3, 2, "(2)")]
    [InlineData(4, 2, "(b)")]
    [InlineData(5, 9, "(ix)")]
    public void Labels_are_those_that_Word_counts(int depth, int number, string label) =>
        Assert.Equal(label, Numbering.Label(depth, number));

    [Fact]
    public void Clauses_begin_again_under_each_heading()
    {
        var labels = ExampleDocument.Create().Clauses().Select(clause => $"{clause.Label} {clause.Id}".TrimStart());
        Assert.Equal(
            [
                "1. purpose", "a. purpose.why", "i. purpose.why.first", "ii. purpose.why.second",
                "(1) purpose.why.second.deep", "b. purpose.who",
                "2. use", "use.official", "a. use.official.only", "b. use.official.times",
                "use.personal", "a. use.personal.work", "b. use.personal.email", "use.apps", "use.apps.text",
                "3. rights", "rights.text",
            ],
            labels);
    }

    [Fact]
    public void A_reference_says_the_place_of_its_target()
    {
        var who = ExampleDocument.Create().Clauses().Single(clause => clause.Id.Value == "purpose.who");
        Assert.Contains("see 2, “Personal Use”, b and", who.OwnText(), StringComparison.Ordinal);
    }
}
