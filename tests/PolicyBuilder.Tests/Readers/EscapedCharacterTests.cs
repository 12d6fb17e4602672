using PolicyBuilder.Formats.Readers;
using PolicyBuilder.Model.Diagnostics;
using Xunit;

namespace PolicyBuilder.Tests.Readers;

/// <summary>An escape in a quoted text brings in no character that the file itself may not hold.</summary>
public sealed class EscapedCharacterTests
{
    [Theory]
    [InlineData("\\u0007", 0x07)]
    [InlineData("\\x1b", 0x1B)]
    [InlineData("\\0", 0)]
    [InlineData("\\uFDD0", 0xFDD0)]
    [InlineData("\\uFEFF", 0xFEFF)]
    [InlineData("\\U0001FFFE", 0x1FFFE)]
    public void Unusable_characters_are_refused_where_they_are_written(string escape, int codePoint)
    {
        var problems = new List<Diagnostic>();

        ConfigReader.ReadCity("x", "city.yaml", $"kind: city\nname: \"Maple{escape}ton\"\n", problems);

        Assert.Equal(Problems.BadCharacter(new SourceLocation("city.yaml", 2, 13), codePoint), Assert.Single(problems));
    }

    [Fact]
    public void Other_escapes_are_what_they_stand_for()
    {
        var problems = new List<Diagnostic>();

        var city = ConfigReader.ReadCity("x", "city.yaml", "name: \"\\\"S\\u00E3o\\\" \\U0001F3DB\"\n", problems);

        Assert.Empty(problems);
        Assert.Equal("\"São\" 🏛", city!.City.Name);
    }
}
