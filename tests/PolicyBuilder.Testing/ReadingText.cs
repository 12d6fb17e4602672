using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Testing;

/// <summary>What a reader sees in a finished file, a string for each paragraph, heading, item or cell, without labels.</summary>
public static partial class ReadingText
{
    /// <summary>The texts of a file of a format by name.</summary>
    public static IReadOnlyList<string> Of(string format, byte[] file) => format switch
    {
        "word" => [.. WordText.Read(file).Select(paragraph => paragraph.Text)],
        "html" => OfHtml(Encoding.UTF8.GetString(file)),
        "markdown" => OfMarkdown(Encoding.UTF8.GetString(file)),
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };

    /// <summary>White space as single blanks, quotes straight: what a comparison of wording sets aside.</summary>
    public static string Fold(string text) =>
        WhiteSpace().Replace(text, " ").Trim().Replace('’', '\'').Replace('‘', '\'').Replace('“', '"').Replace('”', '"');

    private static List<string> OfHtml(string html)
    {
        var body = html[html.IndexOf("<body", StringComparison.Ordinal)..];
        body = SelfLink().Replace(SpanOfLabel().Replace(body, ""), "");
        body = BlockTag().Replace(body, "\n");
        body = AnyTag().Replace(body, "");
        return [.. body.Split('\n').Select(WebUtility.HtmlDecode).OfType<string>().Where(line => line.Trim().Length > 0)];
    }

    private static List<string> OfMarkdown(string markdown)
    {
        var problems = new List<Model.Diagnostics.Diagnostic>();
        var document = Formats.Readers.PolicyMarkdownReader.Read("policy.md", markdown, problems)?.Document
            ?? throw new InvalidOperationException("the Markdown cannot be read back: " + string.Join('\n', problems));
        return
        [
            .. document.AllClauses().SelectMany(clause => clause.Body.SelectMany(TreeWalk.Lines).Prepend(clause.Heading)).Select(line => line.PlainText()),
        ];
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();

    [GeneratedRegex("""<span class="label">[^<]*</span>""")]
    private static partial Regex SpanOfLabel();

    [GeneratedRegex("""<a class="self"[^>]*>.*?</a>""")]
    private static partial Regex SelfLink();

    [GeneratedRegex("</?(p|li|h[1-6]|dt|dd|td|th|div|section|ol|ul|main|header|footer|nav|aside|br|tr|table)\\b[^>]*>")]
    private static partial Regex BlockTag();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex AnyTag();
}
