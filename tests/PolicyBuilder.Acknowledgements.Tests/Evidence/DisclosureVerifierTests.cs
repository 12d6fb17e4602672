using CsCheck;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Acknowledgements.Evidence;
using PolicyBuilder.Ledger;
using Xunit;

namespace PolicyBuilder.Acknowledgements.Tests.Evidence;

public sealed class DisclosureVerifierTests : IAsyncLifetime
{
    private City city = null!;

    public async Task InitializeAsync()
    {
        city = await City.OpenAsync();
        await city.SignAsync();
        await city.SignAsync("E-2", "Other");
    }

    public async Task DisposeAsync() => await city.DisposeAsync();

    [Fact]
    public async Task Every_altered_bit_of_the_evidence_is_found()
    {
        foreach (var attachment in await city.Store.ReadAttachmentsAsync(0, 1).ToListAsync())
        {
            for (var place = 0; place < attachment.Bytes.Length; place += attachment.Bytes.Length / 23)
            {
                var altered = attachment.Bytes.ToArray();
                altered[place] ^= 1;
                await city.Store.ReplaceAttachmentsAsync([new AttachmentChange(0, attachment.Name, attachment.Bytes, altered)]);
                await Breaks(0, "");
                await city.Store.ReplaceAttachmentsAsync([new AttachmentChange(0, attachment.Name, altered, attachment.Bytes)]);
            }
        }

        Assert.True((await DisclosureVerifier.VerifyAsync(city.Store, city.Keys)).Holds);
    }

    [Fact]
    public async Task Evidence_that_changed_places_is_found()
    {
        var all = await city.Store.ReadAttachmentsAsync(0, 2).ToListAsync();
        await city.Store.ReplaceAttachmentsAsync([.. all.Select(one => new AttachmentChange(one.Entry, one.Name, one.Bytes, all.Single(other => other.Name == one.Name && other.Entry != one.Entry).Bytes))]);
        Assert.Equal(2, (await DisclosureVerifier.VerifyAsync(city.Store, city.Keys)).Breaks);
    }

    [Fact]
    public async Task Evidence_that_went_without_a_disposal_is_found()
    {
        await city.Log.AppendAsync(new Submission(LedgerEntryWriter.Write(new PolicyWithdrawn(default, GenerateEvidence.Published))) { Removes = [1] });
        await Breaks(1, "no entry says that it was disposed of");
    }

    [Fact]
    public async Task A_disposal_that_left_the_evidence_is_found()
    {
        await city.Log.AppendAsync(LedgerEntryWriter.Write(new Disposed(default, 0, new Disposal("LGRC 1", "City Clerk"))));
        await Breaks(0, "still there");
    }

    [Fact]
    public async Task References_to_what_is_no_earlier_record_are_found()
    {
        await city.Log.AppendAsync(LedgerEntryWriter.Write(new Disposed(default, 2, new Disposal("LGRC 1", "City Clerk"))));
        await Breaks(2, "no earlier entry about a person");
    }

    [Fact]
    public async Task An_entry_of_an_unknown_form_and_evidence_beside_the_wrong_entry_are_found()
    {
        await city.Log.AppendAsync("rubbish\n"u8.ToArray());
        await city.Log.AppendAsync(new Submission(LedgerEntryWriter.Write(new PolicyWithdrawn(default, GenerateEvidence.Published))) { Attachments = [new Attachment("evidence", new byte[9])] });
        var report = await DisclosureVerifier.VerifyAsync(city.Store, city.Keys);
        Assert.Equal([2, 3], report.FirstBreaks.Select(found => found.Entry!.Value));
    }

    [Fact]
    public async Task Evidence_under_another_key_cannot_be_opened_and_is_told()
    {
        var other = new DisclosureKeys(Path.Combine(city.Folder, "other"));
        other.Create();
        var report = await DisclosureVerifier.VerifyAsync(city.Store, other);
        Assert.Equal((0, 2), (report.Opened, report.Breaks));
        Assert.Contains("the disclosure key is another one", report.FirstBreaks[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_key_it_is_told_what_was_not_looked_at()
    {
        var report = await DisclosureVerifier.VerifyAsync(city.Store, null);
        Assert.Equal((0, 2, 0), (report.Opened, report.Unchecked, report.Breaks));
    }

    [Fact]
    public void Rubbish_is_no_key_of_a_record_and_no_evidence()
    {
        city.Keys.Create();
        using var keys = city.Keys.Load();
        Gen.Byte.Array[0, 120].Sample(bytes => Assert.Null(Sealing.Unwrap(bytes, default, keys)));
    }

    private async Task Breaks(long entry, string reason)
    {
        var found = Assert.Single((await DisclosureVerifier.VerifyAsync(city.Store, city.Keys)).FirstBreaks);
        Assert.Equal(entry, found.Entry);
        Assert.Contains(reason, found.Reason, StringComparison.Ordinal);
    }
}
