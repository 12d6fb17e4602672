using System.Diagnostics;
using System.Text;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Acknowledgements.Evidence;
using PolicyBuilder.Ledger;
using Xunit;

namespace PolicyBuilder.Acknowledgements.Tests.Evidence;

public sealed class DisclosureExportTests : IAsyncLifetime
{
    private City city = null!;

    public async Task InitializeAsync()
    {
        city = await City.OpenAsync();
        await city.SignAsync();
        await city.SignAsync("E-2", "Other Person");
    }

    public async Task DisposeAsync() => await city.DisposeAsync();

    [Fact]
    public async Task What_is_handed_out_can_be_checked_with_sha256sum()
    {
        var folder = Path.Combine(city.Folder, "request-31");
        Assert.Equal(2, await DisclosureExport.WriteAsync(city.Store, city.Keys, folder, new DisclosureChoice()));
        Assert.Equal(["0.json", "0.opening", "1.json", "1.opening", "README.txt", "evidence.schema.json"], Names(folder));
        Assert.Contains("sha256sum", await File.ReadAllTextAsync(Path.Combine(folder, "README.txt")), StringComparison.Ordinal);
        if (OperatingSystem.IsWindows())
            return;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "(printf policybuilder-commitment/v1; cat 1.opening) | sha256sum"]) { WorkingDirectory = folder, RedirectStandardOutput = true })!;
        var printed = await shell.StandardOutput.ReadToEndAsync();
        Assert.Equal((await city.Acknowledgements.ReadAsync(1))!.Entry.Commitment.ToString(), $"sha256:{printed.Split(' ')[0]}");
    }

    [Fact]
    public async Task Redacted_evidence_names_no_one_and_still_reads()
    {
        var folder = Path.Combine(city.Folder, "request-32");
        Assert.Equal(2, await DisclosureExport.WriteAsync(city.Store, city.Keys, folder, new DisclosureChoice(Redacted: true)));
        Assert.Equal(["0.json", "1.json", "README.txt", "evidence.schema.json"], Names(folder));
        var text = await File.ReadAllTextAsync(Path.Combine(folder, "1.json"));
        Assert.True(EvidenceJson.TryRead(Encoding.UTF8.GetBytes(text), out _, out _));
        foreach (var personal in new[] { "Other", "E-2", "rivera", "192.0.2.17", "5f0c", "7QK4", "Parks", "Example/1.0" })
            Assert.DoesNotContain(personal, text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("I have received a copy of this policy.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Redacting_leaves_no_text_that_a_person_wrote() =>
        CsCheck.Check.Sample(GenerateEvidence.Record, record =>
        {
            var redacted = EvidenceStatement.Redact(record);
            Assert.Equal((record.Document, record.Timeline), (redacted.Document, redacted.Timeline));
            Assert.All([redacted.Person.EmployeeId, redacted.Person.NameOnFile, redacted.Reference], text => Assert.Equal("[redacted]", text));
            Assert.All([redacted.Person.TypedName, redacted.Person.AddressOnFile, redacted.Person.Department, (redacted as Refusal)?.Words], text => Assert.True(text is null or "[redacted]"));
            Assert.Equal(redacted, EvidenceStatement.Redact(redacted));
        });

    [Fact]
    public async Task Policy_and_days_choose_what_is_handed_out()
    {
        var counts = 0;
        var day = DateOnly.FromDateTime((await city.Acknowledgements.ReadAsync(0))!.Entry.Time.Utc.DateTime);
        Assert.Equal(2, await Count(new DisclosureChoice(GenerateEvidence.Published.Policy, day, day.AddDays(1))));
        Assert.Equal(0, await Count(new DisclosureChoice(new PolicyName("mapleton", "internet-use"))));
        Assert.Equal(0, await Count(new DisclosureChoice(From: day.AddDays(2))));
        Assert.Equal(0, await Count(new DisclosureChoice(To: day.AddDays(-1))));
        await city.Acknowledgements.DisposeAsync([1], new Disposal("LGRC 1", "City Clerk"));
        Assert.Equal(1, await Count(new DisclosureChoice()));

        async Task<long> Count(DisclosureChoice choice) => await DisclosureExport.WriteAsync(city.Store, city.Keys, Path.Combine(city.Folder, $"count-{++counts}"), choice);
    }

    [Fact]
    public async Task A_folder_with_files_is_not_written_to() =>
        await Assert.ThrowsAsync<IOException>(() => DisclosureExport.WriteAsync(city.Store, city.Keys, city.Folder, new DisclosureChoice()));

    [Fact]
    public async Task A_receipt_with_its_opening_says_in_words_what_was_signed()
    {
        var receipt = await city.Acknowledgements.ReadReceiptAsync(0);
        Assert.True(Receipt.TryParse(receipt!.ToString(), out var read, out var reason), reason);
        Assert.True(read.Verify([city.Signer.Verifier], out _, out _, out _));
        Assert.True(LedgerEntryReader.TryRead(read.Entry.Span, out var entry, out _));
        Assert.True(Disclosure.TryOpen((PersonEntry)entry, read.Opening!.Value.Span, out var evidence, out _));
        var words = string.Join('\n', EvidenceStatement.Of(evidence));
        Assert.Contains("Person: Ana Rivera, employee E-1001", words, StringComparison.Ordinal);
        Assert.Contains("proves no more than that someone could read that mailbox", words, StringComparison.Ordinal);
        Assert.Contains("Not proven: that what it states is true, or that anything was read, or who it was", words, StringComparison.Ordinal);
        var other = (await city.Acknowledgements.ReadAsync(1))!.Opening;
        Assert.False(Disclosure.TryOpen((PersonEntry)entry, other.Bytes.Span, out _, out reason));
        Assert.Equal("the evidence is not what the entry commits to", reason);
        await city.Acknowledgements.DisposeAsync([0], new Disposal("LGRC 1", "City Clerk"));
        Assert.Null(await city.Acknowledgements.ReadReceiptAsync(0));
    }

    [Fact]
    public void Every_kind_of_evidence_has_its_words_and_none_of_them_acts_on_a_terminal() =>
        CsCheck.Check.Sample(GenerateEvidence.Record, record => Assert.All(EvidenceStatement.Of(record), line => Assert.DoesNotContain(line, char.IsControl)));

    private static string[] Names(string folder) => [.. Directory.GetFiles(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
}
