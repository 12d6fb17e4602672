using System.Xml.Linq;
using PolicyBuilder.Formats.Writers.Word;
using Xunit;
using static PolicyBuilder.Testing.WordFile;

namespace PolicyBuilder.Tests.Writers.Word;

public class WordElementTests
{
    [Fact]
    public void Attributes_and_children_stand_in_the_order_in_which_they_came()
    {
        var cell = new WordElement(Wml.TableCellWidth).With(Wml.Attribute.Width, 120).With(Wml.Attribute.Type, "dxa");
        var run = new WordElement(Wml.Run, new WordElement(Wml.Tab));
        run.Add(WordElement.OfText(Wml.Text, "x"));
        run.Add(WordElement.FromXml("<w:br/><w:br/>"));
        Assert.Equal("""<w:tcW w:w="120" w:type="dxa" />""", cell.ToString());
        Assert.Equal("<w:r><w:tab /><w:t>x</w:t><w:br/><w:br/></w:r>", run.ToString());
    }

    [Theory]
    [InlineData("R&D <b> \"double\" 'single' ]]> {{ x }} -->")]
    [InlineData("שלום e\u0301 👩‍👩‍👧 no\u00A0break ")]
    [InlineData("")]
    public void Text_and_attributes_read_back_as_they_were(string text)
    {
        var written = WordElement.OfText(Wml.Text, text).With(Wml.Attribute.Value, text).With("xmlns:w", W.NamespaceName).ToString();
        var read = XElement.Parse(written, LoadOptions.PreserveWhitespace);
        Assert.Equal((text, text), (read.Value, (string?)read.Attribute(W + "val")));
    }

    [Fact]
    public void Text_and_finished_XML_take_no_children()
    {
        Assert.Throws<InvalidOperationException>(() => WordElement.OfText(Wml.Text, "x").Add(new WordElement(Wml.Run)));
        Assert.Throws<InvalidOperationException>(() => WordElement.FromXml("<w:br/>").Add(new WordElement(Wml.Run)));
    }
}
