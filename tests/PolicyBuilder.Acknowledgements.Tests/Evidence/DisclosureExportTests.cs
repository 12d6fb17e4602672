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
    public async Task What_is_handed_out_is_the_evidence_and_a_receipt_that_proves_it()
    {
        var folder = Path.Combine(city.Folder, "request-31");
        Assert.Equal(2, await DisclosureExport.WriteAsync(city.Store, city.Keys, folder, _ => true));
        Assert.Equal(["0.json", "0.tlog-proof", "1.json", "1.tlog-proof", "README.txt", "evidence.schema.json", "people.csv"], Names(folder));
        Assert.EndsWith("\r\n1,7QK4-XW2M,E-2,Other Person,Other Person,mapleton/social-media,1.2.0\r\n", await File.ReadAllTextAsync(Path.Combine(folder, "people.csv")), StringComparison.Ordinal);
        Assert.True(Receipt.TryParse(await File.ReadAllTextAsync(Path.Combine(folder, "1.tlog-proof")), out var receipt, out _));
        Assert.True(receipt.Verify([city.Signer.Verifier], out _, out _, out _));
        Assert.True(Opening.TryRead(receipt.Opening!.Value.Span, out var opening));
        Assert.Equal(opening.Evidence.ToArray(), await File.ReadAllBytesAsync(Path.Combine(folder, "1.json")));
        if (OperatingSystem.IsWindows())
            return;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        foreach (var file in Directory.GetFiles(folder))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task Redacted_evidence_names_no_one_and_still_reads()
    {
        var folder = Path.Combine(city.Folder, "request-32");
        Assert.Equal(2, await DisclosureExport.WriteAsync(city.Store, city.Keys, folder, _ => true, redacted: true));
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
    public async Task Only_what_is_wanted_and_not_disposed_of_is_handed_out()
    {
        Assert.Equal(0, await DisclosureExport.WriteAsync(city.Store, city.Keys, Path.Combine(city.Folder, "none"), _ => false));
        await city.Acknowledgements.DisposeAsync([1], new Disposal("LGRC 1", "City Clerk"));
        Assert.Equal(1, await DisclosureExport.WriteAsync(city.Store, city.Keys, Path.Combine(city.Folder, "rest"), _ => true));
    }

    [Fact]
    public async Task A_folder_with_files_is_not_written_to() =>
        await Assert.ThrowsAsync<IOException>(() => DisclosureExport.WriteAsync(city.Store, city.Keys, city.Folder, _ => true));

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
