using System.Text;
using Microsoft.Data.Sqlite;
using PolicyBuilder.Acknowledgements.Campaigns.Sql;
using PolicyBuilder.Acknowledgements.Campaigns.Sqlite;
using PolicyBuilder.Ledger;
using Xunit;

namespace PolicyBuilder.Acknowledgements.Tests.Campaigns;

public sealed class SqliteCampaignStoreTests : CampaignStoreContract, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("policybuilder-people-").FullName;

    private string Database => Path.Combine(folder, "policybuilder-people.db");

    [SkippableFact]
    public async Task The_files_are_the_owners_alone()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no file modes");
        await using var store = await OpenAsync();
        await ImportAsync(store, Staff.Ada);
        await using var held = await store.LockSendingAsync();
        var files = Directory.GetFiles(folder);
        Assert.Equal(
            ["policybuilder-people-sending-mapleton.db", "policybuilder-people.db", "policybuilder-people.db-shm", "policybuilder-people.db-wal"],
            files.Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(files, file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(file)));
    }

    [Fact]
    public async Task A_newer_schema_is_refused_and_left_alone()
    {
        await (await OpenAsync()).DisposeAsync();
        Ask("PRAGMA user_version = 99");
        var before = await File.ReadAllBytesAsync(Database);
        Assert.Contains("Update PolicyBuilder", (await Assert.ThrowsAsync<NewerSchemaException>(() => OpenAsync())).Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(Database));
    }

    [Fact]
    public async Task A_database_of_another_program_is_refused()
    {
        await File.WriteAllBytesAsync(Database, []);
        Ask("CREATE TABLE theirs (x)");
        await Assert.ThrowsAsync<InvalidDataException>(() => OpenAsync());
        Ask("PRAGMA application_id = 7");
        await Assert.ThrowsAsync<InvalidDataException>(() => OpenAsync());
        await File.WriteAllTextAsync(Database, "This is a letter, not a database. " + new string('x', 5000));
        Assert.Contains(Database, (await Assert.ThrowsAsync<InvalidDataException>(() => OpenAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Readers_do_not_wait_for_writers()
    {
        await using var store = await OpenAsync();
        Assert.Equal("wal", Ask("PRAGMA journal_mode"));
    }

    [Fact]
    public async Task A_name_is_in_a_file_until_it_is_forgotten()
    {
        Assert.Equal(Path.Combine("ledger", "policybuilder-people.db"), SqliteCampaignStore.PathBeside(Path.Combine("ledger", "policybuilder.db")));
        await using var store = await OpenAsync();
        await ImportAsync(store, Staff.Ada);
        Assert.NotEmpty(Holding("Ada Examplé"));
        await store.ForgetAsync([Staff.Ada.Id]);
        Assert.Empty(Holding("Ada Examplé"));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private protected override Task<SqlCampaignStore> OpenAsync(string city = "mapleton") => Task.Run<SqlCampaignStore>(() => SqliteCampaignStore.Open(Database, city));

    private protected override Task AssertErasedAsync(params string[] texts)
    {
        Assert.All(texts, text => Assert.Empty(Holding(text)));
        return Task.CompletedTask;
    }

    private List<string> Holding(string text) => [.. Directory.GetFiles(folder).Where(file => File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0)];

    private object? Ask(string sql)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Database, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
