using PolicyBuilder.Formats.Writers.Word;
using PolicyBuilder.Testing;
using Xunit;

namespace PolicyBuilder.Tests.Writers.Word;

/// <summary>The judges of Word files, judged: each must be seen to fail on a broken file.</summary>
public class WordLintTests
{
    private const string Document = "word/document.xml";

    private static readonly byte[] Sound = new WordWriter().Write(ExampleDocument.Create()).Print();

    [Theory]
    [InlineData(Document, "<w:numId w:val=\"3\" />", "<w:numId w:val=\"99\" />", "list '99' is not defined")]
    [InlineData(Document, "<w:ilvl w:val=\"2\" />", "<w:ilvl w:val=\"8\" />", "list '3' has no level '8'")]
    [InlineData("word/numbering.xml", "<w:abstractNumId w:val=\"1\" />", "<w:abstractNumId w:val=\"7\" />", "list '2' has no outline '7'")]
    [InlineData(Document, "<w:pStyle w:val=\"Heading2\" />", "<w:pStyle w:val=\"Heading9\" />", "style 'Heading9' is not defined")]
    [InlineData(Document, "<w:pStyle w:val=\"Heading2\" />", "<w:pStyle w:val=\"Hyperlink\" />", "style 'Hyperlink' is no paragraph style")]
    [InlineData("word/styles.xml", "<w:basedOn w:val=\"Heading1\" />", "<w:basedOn w:val=\"Heading7\" />", "style 'Heading7' is not defined")]
    [InlineData(Document, "<w:tag w:val=\"use\" />", "<w:tag w:val=\"purpose\" />", "tag 'purpose' is there twice")]
    [InlineData(Document, "<w:tag w:val=\"use\" />", "<w:tag w:val=\"uuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuu\" />", "longer than 64")]
    [InlineData(Document, "<w:bookmarkEnd w:id=\"0\" />", "", "bookmark '_pb_purpose' does not end")]
    [InlineData(Document, "<w:bookmarkEnd w:id=\"0\" />", "<w:bookmarkEnd w:id=\"1\" />", "end of bookmark '1' is there twice")]
    [InlineData(Document, "w:name=\"_pb_use\"", "w:name=\"_PB_purpose\"", "bookmark '_pb_purpose' is there twice")]
    [InlineData(Document, "w:name=\"_pb_use\"", "w:name=\"pb use\"", "bookmark 'pb use' is no name that Word allows")]
    [InlineData(Document, "w:anchor=\"_pb_use__personal__email\"", "w:anchor=\"gone\"", "a hyperlink leads to 'gone'")]
    [InlineData(Document, "r:id=\"link1\"", "r:id=\"link9\"", "relationship 'link9' is not there")]
    [InlineData(Document, "<w:body>", "<w:body><w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r></w:p>", "does not end")]
    [InlineData(Document, "<w:body>", "<w:body><w:sdt><w:sdtPr><w:tag w:val=\"block\"/><w:id w:val=\"5\"/></w:sdtPr><w:sdtContent><w:p/></w:sdtContent></w:sdt>", "content control 'block' is not inside a paragraph")]
    [InlineData(Document, " xml:space=\"preserve\"", "", "loses its blanks")]
    [InlineData("word/styles.xml", "w:val=\"en-US\"", "w:val=\"English\"", "'English' is no language tag")]
    [InlineData("docProps/core.xml", "2027-01-01T00:00:00Z", "January 1, 2027", "'January 1, 2027' is no date of a file")]
    [InlineData("[Content_Types].xml", "<Override PartName=\"/word/numbering.xml\"", "<Override PartName=\"/word/other.xml\"", "part 'word/numbering.xml' has no content type")]
    [InlineData("word/_rels/document.xml.rels", "Target=\"numbering.xml\"", "Target=\"missing.xml\"", "relationship target 'missing.xml' leads nowhere")]
    public void Lint_tells_what_the_validator_passes(string part, string sound, string broken, string problem)
    {
        var docx = WordFile.Edit(Sound, part, xml => xml.Replace(sound, broken, StringComparison.Ordinal));
        Assert.Contains(WordLint.Lint(docx), found => found.Contains(problem, StringComparison.Ordinal));
    }

    [Fact]
    public void Lint_misses_no_paragraph_in_a_cell()
    {
        var docx = WordFile.Edit(Sound, Document, xml =>
        {
            var cell = xml.IndexOf("</w:tcPr>", StringComparison.Ordinal) + "</w:tcPr>".Length;
            return xml.Remove(cell, xml.IndexOf("</w:tc>", cell, StringComparison.Ordinal) - cell);
        });
        Assert.Contains("a cell does not end with a paragraph", WordLint.Lint(docx));
    }

    [Fact]
    public void Lint_tells_control_ids_that_are_there_twice()
    {
        var docx = WordFile.Edit(Sound, Document, xml => System.Text.RegularExpressions.Regex.Replace(xml, "<w:id w:val=\"[0-9]+\" />", "<w:id w:val=\"7\" />"));
        Assert.Contains("content control id '7' is there twice", WordLint.Lint(docx));
    }

    [Fact]
    public void Validator_is_asked_too()
    {
        var docx = WordFile.Edit(Sound, Document, xml => xml.Replace("<w:body>", "<w:body><w:p><w:nonsense/></w:p>", StringComparison.Ordinal));
        Assert.Contains(WordLint.Problems(docx), problem => problem.StartsWith("Microsoft365: ", StringComparison.Ordinal));
        Assert.Contains(WordLint.Problems(docx), problem => problem.StartsWith("Office2019: ", StringComparison.Ordinal));
    }

    [Fact]
    public void Text_reader_sees_a_wrong_number_and_a_changed_word()
    {
        var renumbered = WordFile.Edit(Sound, "word/numbering.xml", xml => xml.Replace("<w:startOverride w:val=\"1\" />", "<w:startOverride w:val=\"4\" />", StringComparison.Ordinal));
        Assert.Contains(WordText.Read(renumbered), paragraph => paragraph is { Label: "d.", Clause: "purpose.why" });
        var joined = WordFile.Edit(Sound, Document, xml => xml.Replace("<w:numId w:val=\"4\" />", "<w:numId w:val=\"3\" />", StringComparison.Ordinal));
        Assert.Contains(WordText.Read(joined), paragraph => paragraph is { Label: "c.", Clause: "use.official.only" });
        var changed = WordFile.Edit(Sound, Document, xml => xml.Replace("First item", "Last item", StringComparison.Ordinal));
        Assert.Contains(WordText.Read(changed), paragraph => paragraph is { Label: "i.", Text: "Last item" });
    }
}
