using CsCheck;
using PolicyBuilder.Formats.Readers;
using PolicyBuilder.Formats.Writers;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Model.Diagnostics;
using Xunit;

namespace PolicyBuilder.Tests.Writers;

/// <summary>What <see cref="ConfigWriter"/> writes, <see cref="ConfigReader"/> reads back as the same.</summary>
public sealed class ConfigWriterTests
{
    // What YAML readers have been known to take for something else, and any other text.
    private static readonly Gen<string> Text = Gen.Frequency(
        (3, Gen.OneOf(
            "yes", "No", "~", "null", "TRUE", "on", "y", "010", "1.0", "0x1F", "1e3", ".inf", "2027-01-01", "12:30:45", "- item", "-", "?", "? x", ": ", ":", "a: b", "a:", "#", "a #b",
            "#a", "'", "\"", "''", "'a'", "\"a\"", "[a", "a]", "{a: b}", "}", "*a", "&a", "!a", "!!str a", "|", ">", "%YAML", "@a", "`a`", "---", "--- a", "...", "<<", "=", ",", "a, b", "\\",
            "\\n", "a\\", "C:\\temp", "$x", "{{ x }}", "a  b", "it's", "R&D", "Google+", "é", "İstanbul", "北京", "👩‍👩‍👧", "𝒳", "שלום", "a\u200Fb", "\u00A0", "\u200B", "e\u0301")),
        (1, Gen.Int[20, 40].Select(length => string.Join(' ', Enumerable.Repeat("word", length)))),
        (4, Gen.String[Gen.Char[' ', '~'], 1, 30]),
        (3, Gen.String[Gen.OneOf(Gen.Char[' ', '~'], Gen.Char['\u00A0', '\uD7FF'], Gen.Char['\uE000', '\uFDCF']), 1, 30]))
        .Select(text => text.Trim(' ').Replace('\uFEFF', 'x').Replace('\u2028', 'x').Replace('\u2029', 'x'))
        .Where(text => !string.IsNullOrWhiteSpace(text));

    private static readonly PolicyTemplate Template = new()
    {
        Id = "tiny",
        Title = "Tiny Policy",
        Edition = new PolicyVersion(3, 0, 1),
        Source = "a pool: its \"model\" # 1",
        Blanks =
        [
            new Blank { Name = "title", Kind = BlankKind.Text, Question = "Which title?", Help = "A: b # c\nd\u2028e", MaximumLength = int.MaxValue },
            new Blank { Name = "items", Kind = BlankKind.List, Question = "Which items?", MaximumLength = int.MaxValue },
            new Blank { Name = "often", Kind = BlankKind.YesNo, Question = "Often?" },
            new Blank { Name = "size", Kind = BlankKind.Number, Question = "How many?" },
            new Blank { Name = "start", Kind = BlankKind.Date, Question = "When?" },
            new Blank { Name = "other", Kind = BlankKind.Text, Question = "What else?", Default = new TextAnswer("as \"before\": # no"), MaximumLength = int.MaxValue },
            new Blank { Name = "more", Kind = BlankKind.List, Question = "What more?", Default = new ListAnswer(["a", "b: c"]) },
        ],
        PolicyText = new TemplateText("policy.md", ""),
    };

    [Fact]
    public void A_policy_is_read_back_as_it_was_written() =>
        Gen.Select(Text, Text.Array[0, 4], Gen.Bool, Gen.Int, Text.Null()).Sample((title, items, often, size, other) =>
        {
            var answers = new Dictionary<string, AnswerValue>
            {
                ["title"] = new TextAnswer(title),
                ["items"] = new ListAnswer(items.ToSequence()),
                ["often"] = new YesNoAnswer(often),
                ["size"] = new TextAnswer(size.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                ["start"] = new TextAnswer("2027-05-01"),
            };
            if (other is not null)
                answers.Add("other", new TextAnswer(other));

            var text = ConfigWriter.Policy(Template, new PolicyVersion(1, 0, 0), new DateOnly(2027, 1, 1), new DateOnly(2028, 1, 1), answers, "../x/schema.json");

            var read = ReadPolicy(text);
            Assert.Equal(new DateOnly(2027, 1, 1), read.Effective);
            Assert.Equal(new DateOnly(2028, 1, 1), read.ReviewBy);
            answers["start"] = new TextAnswer("May 1, 2027");
            Assert.Equal(answers.OrderBy(answer => answer.Key, StringComparer.Ordinal), read.Answers.OrderBy(answer => answer.Key, StringComparer.Ordinal));
        });

    [Fact]
    public void A_city_is_read_back_as_it_was_written() =>
        Gen.Select(Text, Gen.Bool, Text.Null(), Text.Null(), Text.Null(), Text.Null(), Text.Null()).Sample((name, town, state, contact, email, phone, seal) =>
        {
            var person = contact is null && email is null && phone is null ? null : new Contact(contact, email, phone);
            var city = new City("x", name, town ? CityKind.Town : CityKind.City, state, person, seal);

            var text = ConfigWriter.City(city);

            var problems = new List<Diagnostic>();
            Assert.Equal(city, ConfigReader.ReadCity("x", "city.yaml", Checked(text), problems)?.City);
            Assert.Empty(problems);
        });

    [Fact]
    public void Taking_away_the_marks_before_a_default_makes_it_the_answer()
    {
        var text = ConfigWriter.Policy(
            Template, new PolicyVersion(1, 0, 0), new DateOnly(2027, 1, 1), null, new Dictionary<string, AnswerValue> { ["title"] = new TextAnswer("x") }, null)
            .Replace("  # other:", "  other:", StringComparison.Ordinal)
            .Replace("  # more:", "  more:", StringComparison.Ordinal)
            .Replace("  #   - ", "    - ", StringComparison.Ordinal)
            .Replace("answers:\n", "answers:\n  items: []\n  often: no\n  size: 1\n  start: 2027-05-01\n", StringComparison.Ordinal);

        var read = ReadPolicy(text);

        Assert.Equal(Template.Find("other")!.Default, read.Answers["other"]);
        Assert.Equal(Template.Find("more")!.Default, read.Answers["more"]);
        Assert.Null(read.ReviewBy);
    }

    [Fact]
    public void Plain_words_stay_without_quotes()
    {
        Assert.Equal("Public Information Officer", ConfigWriter.Scalar("Public Information Officer"));
        Assert.Equal("IT Use, Security and Accessibility Policy", ConfigWriter.Scalar("IT Use, Security and Accessibility Policy"));
        Assert.Equal("hr@mapleton.example", ConfigWriter.Scalar("hr@mapleton.example"));
        Assert.Equal("\"no\"", ConfigWriter.Scalar("no"));
        Assert.Equal("\"010\"", ConfigWriter.Scalar("010"));
    }

    [Fact]
    public void Lines_end_with_a_line_feed_and_hold_no_blanks_at_their_end()
    {
        var text = ConfigWriter.Policy(
            Template, new PolicyVersion(1, 0, 0), new DateOnly(2027, 1, 1), null, new Dictionary<string, AnswerValue> { ["title"] = new TextAnswer("x") }, null);

        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', text);
        Assert.All(text.Split('\n'), line => Assert.Equal(line.TrimEnd(), line));
    }

    // As a file on disk is read: through the check of its bytes.
    private static string Checked(string text)
    {
        var problems = new List<Diagnostic>();
        var read = SourceText.Read("x.yaml", System.Text.Encoding.UTF8.GetBytes(text), problems);
        Assert.Empty(problems);
        return read!;
    }

    private static PolicyConfig ReadPolicy(string text)
    {
        var problems = new List<Diagnostic>();
        var read = ConfigReader.ReadPolicy("x.yaml", Checked(text), id => id == "tiny" ? Template : null, () => ["tiny"], problems);
        Assert.True(problems.Count == 0, string.Join('\n', problems) + "\n" + text);
        return read!.Config;
    }
}
