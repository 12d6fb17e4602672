using PolicyBuilder.Formats.Interviews;
using Xunit;

namespace PolicyBuilder.Tests.Interviews;

public sealed class ListEntryTests
{
    [Theory]
    [InlineData("A, B ,C", "A|B|C")]
    [InlineData("A", "A")]
    [InlineData(" , ,", "")]
    [InlineData("\"A, B\", C", "A, B|C")]
    [InlineData("\"A, B\"", "A, B")]
    [InlineData("The \"Open Door\" Policy, B", "The \"Open Door\" Policy|B")]
    [InlineData("\"Open Door\" Policy, B", "\"Open Door\" Policy|B")]
    [InlineData("\"never closed, B", "\"never closed|B")]
    public void Texts_stand_between_commas(string line, string items) =>
        Assert.Equal(items, string.Join('|', ListEntry.Split(line)));

    [Theory]
    [InlineData("X", "X")]
    [InlineData("+X, Y", "A|B|C|X|Y")]
    [InlineData("-2", "A|C")]
    [InlineData("- 1, 3", "B")]
    [InlineData("-", "")]
    [InlineData("- item", "- item")]
    public void A_line_changes_the_list(string line, string items) =>
        Assert.Equal(items, string.Join('|', new ListEntry(["A", "B", "C"]).Type(line)!.Items));

    [Fact]
    public void The_first_texts_replace_what_was_proposed_and_further_ones_add() =>
        Assert.Equal(["X", "Y"], new ListEntry(["A", "B"]).Type("X")!.Type("Y")!.Items);

    [Theory]
    [InlineData("-0")]
    [InlineData("-4")]
    [InlineData("-1, 9")]
    public void A_number_that_is_not_there_takes_nothing_out(string line) =>
        Assert.Null(new ListEntry(["A", "B", "C"]).Type(line));
}
