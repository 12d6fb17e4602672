using System.Text;
using CsCheck;
using NJsonSchema;
using PolicyBuilder.Acknowledgements.Evidence;
using Xunit;

namespace PolicyBuilder.Acknowledgements.Tests.Evidence;

public class EvidenceJsonTests
{
    private static readonly string Example = Encoding.UTF8.GetString(EvidenceJson.Write(GenerateEvidence.Signature()));

    [Fact]
    public void What_was_written_is_read() =>
        GenerateEvidence.Record.Sample(record =>
        {
            var bytes = EvidenceJson.Write(record);
            Assert.True(EvidenceJson.TryRead(bytes, out var read, out var reason), reason);
            Assert.Equal(record, read);
            Assert.Equal(bytes, EvidenceJson.Write(read));
        });

    [Fact]
    public async Task What_was_written_fits_the_schema()
    {
        var schema = await JsonSchema.FromJsonAsync(EvidenceJson.Schema);
        GenerateEvidence.Record.Sample(record => Assert.Empty(Errors(schema, Encoding.UTF8.GetString(EvidenceJson.Write(record)))), iter: 300);
    }

    [Theory]
    [InlineData("\"reference\"", "\"refrence\"")]
    [InlineData("\"ip\": \"192.0.2.17\",", "")]
    [InlineData("policybuilder-evidence/v1", "policybuilder-evidence/v2")]
    [InlineData("electronic-signature", "paper-signature")]
    [InlineData("electronic-signature", "telepathy")]
    [InlineData("\"email-link\"", "\"fax\"")]
    [InlineData("\"email-link\"", "0")]
    [InlineData("\"email-link\"", "\"0\"")]
    [InlineData("\"email-link\"", "\" email-link\"")]
    [InlineData("\"what\": \"signed\"", "\"what\": 99")]
    [InlineData("\"timeline\": [", "\"timeline\": [ null,")]
    [InlineData("\"policybuilder-evidence/v1\"", "5")]
    [InlineData("\"paper_offered\": true", "\"paper_offered\": \"yes\"")]
    [InlineData("\"reference\": \"7QK4-XW2M\"", "\"reference\": null")]
    [InlineData("\"version\": \"1.2.0\"", "\"version\": \"1.2\"")]
    [InlineData("\"policy\": \"mapleton/social-media\"", "\"policy\": \"social-media\"")]
    [InlineData("T12:00:00.000Z", "T12:00:00Z")]
    [InlineData("\"effective\": \"2027-01-01\"", "\"effective\": \"1 January\"")]
    public async Task What_was_stated_otherwise_is_refused_by_reader_and_schema(string was, string now)
    {
        var altered = Example.Replace(was, now, StringComparison.Ordinal);
        Assert.NotEqual(Example, altered);
        Assert.False(EvidenceJson.TryRead(Encoding.UTF8.GetBytes(altered), out _, out _));
        Assert.NotEmpty(Errors(await JsonSchema.FromJsonAsync(EvidenceJson.Schema), altered));
    }

    [Theory]
    [InlineData("Sign this policy", "Play a game", "the words that were signed")]
    [InlineData("It is free.", "It costs $5.", "the consent's disclosure")]
    [InlineData("\"reference\"", "\"reference\": \"again\", \"reference\"", "form of evidence")]
    [InlineData("}\n", "", "form of evidence")]
    public void Words_that_do_not_fit_their_hash_and_broken_json_are_refused(string was, string now, string reason)
    {
        Assert.False(EvidenceJson.TryRead(Encoding.UTF8.GetBytes(Example.Replace(was, now, StringComparison.Ordinal)), out _, out var why));
        Assert.Contains(reason, why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_to_read_does_not_repeat_what_it_read() =>
        Gen.Select(Gen.Int[0, Example.Length - 1], Gen.Char["\"{}[],:x0 "]).Sample((place, character) =>
        {
            var altered = Example.Remove(place, 1).Insert(place, character.ToString());
            if (!EvidenceJson.TryRead(Encoding.UTF8.GetBytes(altered), out _, out var reason))
                Assert.DoesNotContain("Rivera", reason, StringComparison.OrdinalIgnoreCase);
        });

    [Fact]
    public void Half_a_surrogate_pair_is_no_name() =>
        Assert.Throws<ArgumentException>(() => EvidenceJson.Write(GenerateEvidence.Signature(name: "Ana \uD83D")));

    [Fact]
    public void Rubbish_is_refused()
    {
        Gen.Byte.Array[0, 200].Sample(bytes => Assert.False(EvidenceJson.TryRead(bytes, out _, out _)));
        Assert.False(EvidenceJson.TryRead("null"u8, out _, out _));
        Assert.False(EvidenceJson.TryRead(Encoding.ASCII.GetBytes(new string('[', 100_000)), out _, out _));
        Assert.False(EvidenceJson.TryRead(new byte[EvidenceJson.LongestRecord + 1], out _, out var reason));
        Assert.Contains("more than", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Ana Rivera", "ana  RIVERA ", false)]
    [InlineData("Ana Rivera", "Ana M. Rivera", true)]
    [InlineData("山田 太郎", "山田 太郎", false)]
    [InlineData("Ana Rivera", "", true)]
    public void Names_differ_in_more_than_case_and_white_space(string onFile, string typed, bool differs) =>
        Assert.Equal(differs, new PersonOnFile { EmployeeId = "1", NameOnFile = onFile }.Typed(typed).NameDiffers);

    private static ICollection<NJsonSchema.Validation.ValidationError> Errors(JsonSchema schema, string json)
    {
        // The library would turn what looks like a date into one.
        using var text = new Newtonsoft.Json.JsonTextReader(new StringReader(json)) { DateParseHandling = Newtonsoft.Json.DateParseHandling.None };
        return schema.Validate(Newtonsoft.Json.Linq.JToken.ReadFrom(text));
    }
}
