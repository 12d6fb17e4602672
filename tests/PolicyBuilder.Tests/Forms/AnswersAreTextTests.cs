using System.Buffers;
using System.Globalization;
using System.Text;
using CsCheck;
using PolicyBuilder.Formats.Writers;
using PolicyBuilder.Testing;
using Xunit;

namespace PolicyBuilder.Tests.Forms;

/// <summary>Whatever a city writes into a blank comes out as those characters, in every format.</summary>
public class AnswersAreTextTests
{
    public static readonly TheoryData<string> Strange =
    [
        "R&D *Data* Policy_v2 [draft] <b> {{ x }} | 1. a",
        "\"double\" 'single' “curly” ‘curly’ `tick` \\ backslash",
        "{{ city.name }} {% if x %} ${x} #{x} %s {0}",
        "</w:t></w:r><script>alert(1)</script><!-- -->]]>&amp;&#60;",
        "[link](javascript:alert(1)) ![x](y) <https://example.org> https://example.org",
        "# not a heading",
        "- not a list",
        "1. not a number",
        "{#not-an-id} words {#end-id}",
        "a | b | c",
        "*****", "___", "====", "~~~~", "```",
        "Zoë Ångström · naïve · e\u0301 combining",
        "مدينة النخيل — עיר",
        "👩‍👩‍👧 🏛️ emoji",
        "no\u00A0break\u202Fspaces\u2009thin",
        "supercalifragilisticexpialidocious" + "supercalifragilisticexpialidocioussupercalifragilisticexpialidocious",
        "trailing backslash \\",
        "2027-01-01", "yes", "null", "~", "0x10", "&anchor", "*alias", "!tag", "@mention", "%directive",
    ];

    [Theory]
    [MemberData(nameof(Strange))]
    public void Strange_answers_come_out_literally_in_every_format(string answer)
    {
        using var scratch = new Scratch();
        var quoted = Quoted(answer);
        var policy = Scratch.Compile(scratch.WriteCity(
            $"answers:\n  final_authority: {quoted}\n  authorized_employees: [{quoted}, Clerk]\n  related_policies: [{quoted}]\n  channels: [{quoted}]\n",
            $"name: {quoted}\ncontact: {{name: {quoted}}}\n"));

        foreach (var writer in PolicyWriters.All)
        {
            var buffer = new ArrayBufferWriter<byte>();
            policy.Print(writer, buffer);
            var texts = ReadingText.Of(writer.Name, buffer.WrittenSpan.ToArray());
            Assert.Contains($"{answer} shall have final authority to edit or remove content from any of the city’s social media channels.", texts);
            Assert.Contains(texts, text => text.EndsWith($"not limited to {answer} and Clerk.", StringComparison.Ordinal));
            Assert.Contains(texts, text => text.Contains($"to establish City of {answer} (city) general", StringComparison.Ordinal));
            Assert.Contains(texts, text => text == answer);
        }
    }

    [Fact]
    public void Filling_a_plate_gives_the_bytes_that_typesetting_the_filled_document_gives() =>
        Gen.String[Gen.Char["abc<&*_[]|\\`{}#.1-é\u00A0 ש😀"[..19]], 1, 40].Where(text => text.Trim(' ').Length > 0).Sample(
            answer =>
            {
                using var scratch = new Scratch();
                var policy = Scratch.Compile(scratch.WriteCity(
                    $"answers:\n  final_authority: {Quoted(answer)}\n  authorized_employees: [{Quoted(answer)}]\n", $"name: {Quoted(answer)}\n"));
                foreach (var writer in PolicyWriters.All.Where(writer => writer.Name != "word"))
                {
                    var filled = new ArrayBufferWriter<byte>();
                    policy.Print(writer, filled);
                    Assert.Equal(
                        ReadingText.Of(writer.Name, writer.Write(policy.Document).Print()),
                        ReadingText.Of(writer.Name, filled.WrittenSpan.ToArray()));
                }
            },
            iter: 100);

    /// <summary>A YAML double-quoted scalar (YAML 1.2.2 § 7.3.1).</summary>
    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            if (c is '"' or '\\')
                quoted.Append('\\').Append(c);
            else if (c is >= ' ' and < '\u007F')
                quoted.Append(c);
            else if (char.IsSurrogate(c))
                quoted.Append(c);
            else
                quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
        }
        return quoted.Append('"').ToString();
    }
}
