using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Staff;
using Xunit;
using static PolicyBuilder.Acknowledgements.Tests.Campaigns.Staff;

namespace PolicyBuilder.Acknowledgements.Tests.Campaigns;

/// <content>The city's own people: their accounts, and what they did.</content>
public abstract partial class CampaignStoreContract
{
    [SkippableFact]
    public async Task An_account_is_read_as_it_was_written_and_is_of_its_city_alone()
    {
        await using var store = await OpenAsync();
        await using var other = await OpenAsync("new-harbor");
        var kept = await store.SaveAccountAsync(AccountOf("name:dana.example", "Dana Placeholder"));
        var second = await store.SaveAccountAsync(AccountOf("name:ari.example", "Ari Sample") with { Role = StaffRole.HumanResources, Proof = ReadOnlyMemory<byte>.Empty });
        Assert.Equal(1, kept!.Revision);
        AssertSame(kept, await store.FindAccountAsync(kept.Id));
        Assert.Equal([second!.Id, kept.Id], (await store.ReadAccountsAsync()).Select(account => account.Id));
        Assert.Null(await other.FindAccountAsync(kept.Id));
        Assert.Empty(await other.ReadAccountsAsync());
        Assert.NotNull(await other.SaveAccountAsync(AccountOf("name:dana.example", "Another Dana")));
    }

    [SkippableFact]
    public async Task Of_two_changes_to_the_same_account_the_second_is_refused()
    {
        await using var store = await OpenAsync();
        var read = await store.SaveAccountAsync(AccountOf("name:dana.example", "Dana Placeholder"));
        var changed = read! with { Name = "Dana Example", Role = StaffRole.HumanResources, Closed = true, Key = "name:dana", Proof = new byte[] { 9 } };
        var kept = await store.SaveAccountAsync(changed);
        Assert.Equal(2, kept!.Revision);
        AssertSame(kept, await store.FindAccountAsync(read.Id));
        Assert.Null(await store.SaveAccountAsync(read with { Name = "Late" }));
        Assert.Null(await store.SaveAccountAsync(read with { Name = "Late", Revision = 0 }));
        Assert.Equal("Dana Example", (await store.FindAccountAsync(read.Id))!.Name);
    }

    [SkippableFact]
    public async Task Of_many_changes_at_once_each_revision_is_one()
    {
        await using var store = await OpenAsync();
        var read = await store.SaveAccountAsync(AccountOf("name:dana.example", "Dana Placeholder"));
        var saved = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => store.SaveAccountAsync(read! with { Name = "Dana " + i })));
        var won = Assert.Single(saved, account => account is not null);
        Assert.Equal(won!.Name, (await store.FindAccountAsync(read!.Id))!.Name);
    }

    [SkippableFact]
    public async Task A_key_is_one_accounts_even_if_that_is_closed()
    {
        await using var store = await OpenAsync();
        var dana = await store.SaveAccountAsync(AccountOf("name:dana.example", "Dana Placeholder") with { Closed = true });
        Assert.Null(await store.SaveAccountAsync(AccountOf("name:dana.example", "Another Dana")));
        var ari = await store.SaveAccountAsync(AccountOf("name:ari.example", "Ari Sample"));
        Assert.Null(await store.SaveAccountAsync(ari! with { Key = dana!.Key }));
        Assert.Equal("name:ari.example", (await store.FindAccountAsync(ari.Id))!.Key);
    }

    [SkippableFact]
    public async Task What_was_done_is_read_in_pages_the_newest_first()
    {
        await using var store = await OpenAsync();
        await using var other = await OpenAsync("new-harbor");
        for (var i = 0; i < 5; i++)
            await store.NoteAsync(new StaffAct(0, Now.AddMilliseconds(i), "a", "Dana Placeholder", $"Exported list {i}", i % 2 == 0 ? null : "101"));
        await other.NoteAsync(new StaffAct(0, Now, "b", "Other", "Elsewhere", null));
        var newest = await store.ReadActsAsync(2);
        Assert.Equal(["Exported list 4", "Exported list 3"], newest.Select(act => act.What));
        Assert.Equal((Now.AddMilliseconds(3), "a", "Dana Placeholder", "101"), (newest[1].Time, newest[1].Account, newest[1].By, newest[1].Person));
        Assert.Equal(["Exported list 2", "Exported list 1", "Exported list 0"], (await store.ReadActsAsync(10, newest[^1].Place)).Select(act => act.What));
    }

    private static Account AccountOf(string key, string name) => new() { Id = RandomId.Fresh(), Key = key, Name = name, Role = StaffRole.Admin, Created = Now, Proof = new byte[] { 1, 2, 0, 255 } };

    // A record's equality takes two memories of the same bytes for different.
    private static void AssertSame(Account expected, Account? read)
    {
        Assert.Equal(expected.Proof.ToArray(), read!.Proof.ToArray());
        Assert.Equal(expected with { Proof = default }, read with { Proof = default });
    }
}
