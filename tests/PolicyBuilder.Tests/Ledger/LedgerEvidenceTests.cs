using System.Text;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Acknowledgements.Evidence;
using PolicyBuilder.Ledger;
using PolicyBuilder.Ledger.Sqlite;
using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Testing;
using PolicyBuilder.Tests.Conformance;
using Xunit;

namespace PolicyBuilder.Tests.Ledger;

/// <summary>The commands on a ledger that holds an acknowledgement with its evidence.</summary>
public sealed class LedgerEvidenceTests : IAsyncLifetime
{
    private const string Employee = "Zenobia Quillfeather";

    private readonly LedgerBench bench = LedgerBench.WithEntry();

    [Fact]
    public void Verify_opens_every_commitment()
    {
        var held = bench.Run("ledger", "verify");
        Assert.Equal((0, true), (held.Exit, held.Output.EndsWith("evidence: 1 record opens its entry, 0 disposed of, 0 breaks\n", StringComparison.Ordinal)));
        var elsewhere = bench.Run("ledger", "verify", "--key", bench.Key, "--keys", "./nowhere");
        Assert.Equal((0, true), (elsewhere.Exit, elsewhere.Error.Contains("1 record was not opened", StringComparison.Ordinal)));
        bench.Tamper("DELETE FROM attachment WHERE entry % 1024 = 1 AND name NOT LIKE 'sha256:%'");
        var missing = bench.Run("ledger", "verify");
        Assert.Equal((1, "ledger/policybuilder.db PB6022"), (missing.Exit, string.Join('\n', missing.Told)));
        Assert.Contains("entry 1: its evidence is missing", missing.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_receipt_names_the_person_only_when_asked_to()
    {
        Assert.Equal(0, bench.Run("ledger", "receipt", "1", "-o", "./plain").Exit);
        Assert.Equal(0, bench.Run("ledger", "receipt", "1", "-o", "./full", "--with-evidence").Exit);
        var plain = bench.Run("ledger", "verify-receipt", "./plain", "--key", bench.Key);
        Assert.Equal((0, true), (plain.Exit, plain.Output.EndsWith("Who the person is, this receipt does not say.\n", StringComparison.Ordinal)));
        var full = bench.Run("ledger", "verify-receipt", "./full", "--key", bench.Key);
        Assert.Equal((0, true), (full.Exit, full.Output.Contains($"\nPerson: {Employee}, employee =E-1\n", StringComparison.Ordinal)));

        Assert.Contains("\nName typed: Z. Quill\\u001B[31mfeather (not the name on file)\n", full.Output, StringComparison.Ordinal);
        Assert.EndsWith("\nNot proven: that what it states is true, or that anything was read. This is not legal advice.\n", full.Output, StringComparison.Ordinal);

        // Another person's evidence under this entry is refused.
        Assert.True(Receipt.TryParse(bench.Read("full"), out var receipt, out _));
        var other = Opening.Fresh(EvidenceJson.Write(Signed("Another Person")));
        File.WriteAllText(bench.City["forged"], (receipt with { Opening = other.Bytes }).ToString());
        var forged = bench.Run("ledger", "verify-receipt", "./forged", "--key", bench.Key);
        Assert.Equal((1, "forged PB6009"), (forged.Exit, string.Join('\n', forged.Told)));
        Assert.Equal("ledger/policybuilder.db PB6023", string.Join('\n', bench.Run("ledger", "receipt", "0", "--with-evidence").Told));
    }

    [Fact]
    public void An_export_names_people_only_when_asked_to()
    {
        Assert.Equal(0, bench.Run("ledger", "export", "./public").Exit);
        Assert.False(Mentions(bench.City["public"]));
        Assert.False(Mentions(bench.City["ledger"]));
        var asked = bench.Run("ledger", "export", "./asked", "--with-disclosures");
        Assert.Equal((0, true), (asked.Exit, asked.Error.Contains("has the evidence of 1 entry. It names people.", StringComparison.Ordinal)));
        Assert.Equal($"1,7QK4-XW2M,'=E-1,{Employee},Z. Quill\u001b[31mfeather,new-harbor/social-media,1.0.0", bench.Read("asked/disclosures/people.csv").Split("\r\n")[1]);
        Assert.True(EvidenceJson.TryRead(File.ReadAllBytes(bench.City["asked/disclosures/1.json"]), out var evidence, out _));
        Assert.Equal(Employee, evidence.Person.NameOnFile);
        Assert.Equal(0, bench.Run("ledger", "verify-receipt", "./asked/disclosures/1.tlog-proof", "--key", bench.Key).Exit);
        Assert.Equal(0, bench.Run("ledger", "verify", "--ledger", "./asked", "--key", bench.Key).Exit);
        bench.Run("ledger", "export", "./other", "--with-disclosures", "--policy", "new-harbor/another");
        Assert.Equal(["README.txt", "evidence.schema.json", "people.csv"], Directory.GetFiles(bench.City["other/disclosures"]).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        var redacted = bench.Run("ledger", "export", "./redacted", "--with-disclosures", "--redacted");
        Assert.Equal((0, true), (redacted.Exit, redacted.Error.Contains("It names no one.", StringComparison.Ordinal)));
        Assert.False(Mentions(bench.City["redacted"]));
        Assert.True(File.Exists(bench.City["redacted/disclosures/1.json"]));
        Directory.Delete(Directory.GetDirectories(bench.City["keys"], "disclosure", SearchOption.AllDirectories).Single(), recursive: true);
        Assert.Equal("ledger/policybuilder.db PB6024", string.Join('\n', bench.Run("ledger", "export", "./sealed", "--with-disclosures").Told));
        Assert.False(Directory.Exists(bench.City["sealed"]));
    }

    [SkippableFact]
    public void All_that_the_commands_give_away_is_accepted_by_a_program_that_shares_no_code_with_ours()
    {
        if (Environment.GetEnvironmentVariable("POLICYBUILDER_REQUIRE_ALL") != "1")
            Skip.IfNot(Outsider.Missing is null, Outsider.Missing);
        // An entry by publish, one by an acknowledgement; then the key is changed, and another city cosigns.
        Assert.Equal(0, bench.Run("ledger", "export", "./before", "--with-disclosures").Exit);
        Assert.Equal(0, bench.Run("ledger", "receipt", "0", "-o", "./published").Exit);
        Assert.Equal(0, bench.Run("ledger", "receipt", "1", "-o", "./plain").Exit);
        Assert.Equal(0, bench.Run("ledger", "receipt", "1", "-o", "./full", "--with-evidence").Exit);
        File.WriteAllText(bench.City["checkpoint"], bench.Run("ledger", "checkpoint").Output);
        var rotated = bench.Run("ledger", "rotate-key").Output.Split('\n')[0];
        Assert.Equal(0, bench.Run("ledger", "export", "./after").Exit);
        Assert.Equal(0, bench.Run("ledger", "receipt", "1", "-o", "./later").Exit);
        using var witness = LedgerBench.WithLedger();
        var cosigned = witness.Run("ledger", "witness", bench.City["after"], "--key", bench.Key);
        File.WriteAllText(bench.City["cosigned"], cosigned.Output);
        var cosigner = cosigned.Error.TrimEnd('\n').Split(' ')[^1];
        var (two, three) = (Root("before"), Root("after"));

        var answers = Outsider.Ask(
            ["export", bench.City["before"], bench.Key],
            ["note", bench.City["checkpoint"], bench.Key],
            ["receipt", bench.City["published"], bench.Key],
            ["receipt", bench.City["plain"], bench.Key],
            ["receipt", bench.City["before/disclosures/1.tlog-proof"], bench.Key],
            ["keychange", bench.City["after/key-changes/2.tlog-proof"], bench.Key, rotated],
            ["export", bench.City["after"], rotated],
            ["receipt", bench.City["later"], rotated],
            ["note", bench.City["cosigned"], rotated, cosigner],
            ["opening", bench.City["plain"]],
            ["opening", bench.City["full"]]);
        Assert.Equal(
            [
                $"ok 2 {two}", $"ok 2 {two}", "ok 0 of 2", "ok 1 of 2", "ok 1 of 2", "ok 2 of 3", $"ok 3 {three}", "ok 1 of 3", $"ok 3 {three}",
                "no nothing is disclosed",
            ],
            answers.SkipLast(1));
        Assert.StartsWith("ok {", answers[^1], StringComparison.Ordinal);
        Assert.Contains(Employee, answers[^1], StringComparison.Ordinal);

        string Root(string export) => bench.Read($"{export}/checkpoint").Split('\n')[2];
    }

    [Fact]
    public void Nothing_that_the_commands_say_by_themselves_names_anyone()
    {
        foreach (var command in (string[][])[["log"], ["verify"], ["checkpoint"], ["receipt", "1", "-o", "-"], ["export", "./x", "--with-disclosures"]])
        {
            var outcome = bench.Run(["ledger", .. command]);
            Assert.DoesNotContain("Quill", outcome.Output + outcome.Error, StringComparison.Ordinal);
        }
    }

    public async Task InitializeAsync()
    {
        await using var store = SqliteLogStore.Open(bench.Database, LedgerBench.Name);
        using var signer = SignerKey.FromPem(LedgerBench.Name, await File.ReadAllTextAsync(bench.KeyFile));
        using var guard = new ForkGuard(bench.GuardFile);
        await using var log = await Log.OpenAsync(store, signer, guard);
        var keys = new DisclosureKeys(Path.Combine(Path.GetDirectoryName(bench.KeyFile)!, "disclosure"));
        var ledger = new AcknowledgementLedger(store, log, keys, new Workbench.FixedClock(new DateOnly(2027, 6, 2)));
        Assert.Equal(1, (await ledger.RecordAsync(Signed(Employee), ContentHash.Of("the text"u8), SubmissionKey.Fresh())).Index);
    }

    public Task DisposeAsync()
    {
        bench.Dispose();
        return Task.CompletedTask;
    }

    private static PaperSignature Signed(string name) => new()
    {
        Reference = "7QK4-XW2M",
        Person = new PersonOnFile { EmployeeId = "=E-1", NameOnFile = name }.Typed("Z. Quill\u001b[31mfeather"),
        Document = new ShownDocument
        {
            Policy = new PolicyName("new-harbor", "social-media"),
            Version = new PolicyVersion(1, 0, 0),
            Language = "en",
            Effective = new DateOnly(2027, 1, 1),
            Shown = ContentHash.Of("the page"u8),
        },
        SignedOn = new DateOnly(2027, 6, 2),
        RecordedBy = "Human Resources",
    };

    private static bool Mentions(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Any(file => File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes("Quill")) >= 0);
}
