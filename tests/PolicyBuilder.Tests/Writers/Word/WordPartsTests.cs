using System.Globalization;
using System.Reflection;
using System.Xml.Linq;
using PolicyBuilder.Formats.Writers.Word;
using PolicyBuilder.Model.Documents;
using Xunit;
using static PolicyBuilder.Testing.WordFile;

namespace PolicyBuilder.Tests.Writers.Word;

/// <summary>What the code and the XML files beside it must agree on.</summary>
public class WordPartsTests
{
    private static readonly XElement Styles = XElement.Parse(WordParts.Styles("en-US"));
    private static readonly XElement Outlines = XElement.Parse(WordParts.Numbering(""));

    [Fact]
    public void Every_style_of_the_code_is_in_the_file()
    {
        var ids = typeof(WordStyles).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => field.GetRawConstantValue()).OfType<string>()
            .Concat(Enumerable.Range(1, 3).Select(WordStyles.Heading))
            .Concat(Enumerable.Range(1, Numbering.MaximumDepth).SelectMany(depth => new[] { WordStyles.Provision(depth), WordStyles.Continued(depth) }));
        Assert.Empty(ids.Except(Styles.Elements(W + "style").Select(style => (string)style.Attribute(W + "styleId")!)));
    }

    [Fact]
    public void Indents_of_the_files_are_those_of_the_code()
    {
        static string? Left(XElement? holder) => (string?)holder?.Element(W + "pPr")?.Element(W + "ind")?.Attribute(W + "left");
        var levels = Outlines.Elements(W + "abstractNum").SelectMany(outline => outline.Elements(W + "lvl")).Select(Left);
        Assert.Equal(Enumerable.Range(0, Numbering.MaximumDepth + 1).Select(Indent), levels);
        for (var depth = 0; depth <= Numbering.MaximumDepth; depth++)
        {
            var id = depth == 0 ? WordStyles.SectionText : WordStyles.Continued(depth);
            Assert.Equal(Indent(depth), Left(Styles.Elements(W + "style").Single(style => (string)style.Attribute(W + "styleId")! == id)));
        }

        static string Indent(int depth) => WordLists.IndentAt(depth).ToString(CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Nothing_that_is_only_for_people_reaches_Word()
    {
        foreach (var part in new[] { WordParts.Styles("en-US"), WordParts.Settings("en-US"), WordParts.Numbering(""), WordParts.FontTable })
        {
            var document = XDocument.Parse(part, LoadOptions.PreserveWhitespace);
            Assert.DoesNotContain(document.DescendantNodes(), node => node is XText or XComment);
            Assert.DoesNotContain("{", part, StringComparison.Ordinal);
        }
    }
}
