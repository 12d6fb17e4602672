using PolicyBuilder.Acknowledgements.Evidence;
using PolicyBuilder.Ledger;
using PolicyBuilder.Ledger.Sqlite;
using PolicyBuilder.Ledger.Tests.Stores;

namespace PolicyBuilder.Acknowledgements.Tests.Evidence;

/// <summary>A city's ledger in a folder of its own, gone when the test is over.</summary>
internal sealed class City : IAsyncDisposable
{
    internal const string Origin = "mapleton.example/policies";

    private readonly ForkGuard guard;
    private readonly Log log;

    private City(string folder, SignerKey signer, ILogStore store, ForkGuard guard, Log log)
    {
        (Folder, Signer, Store, this.guard, this.log) = (folder, signer, store, guard, log);
        Faulty = (FaultyLogStore)store;
        Keys = new DisclosureKeys(KeyFolder);
    }

    internal string Folder { get; }

    internal SignerKey Signer { get; }

    internal ILogStore Store { get; }

    internal FaultyLogStore Faulty { get; }

    internal Log Log => log;

    internal DisclosureKeys Keys { get; }

    internal string Database => Path.Combine(Folder, "policybuilder.db");

    internal string KeyFolder => Path.Combine(Folder, "keys");

    internal AcknowledgementLedger Acknowledgements => Stopping(null);

    internal static Task<City> OpenAsync() => OpenAsync(Directory.CreateTempSubdirectory("policybuilder-evidence-").FullName, SignerKey.Generate(Origin));

    /// <summary>The same city after the program has ended and begun again.</summary>
    internal async Task<City> ReopenAsync()
    {
        await CloseAsync();
        return await OpenAsync(Folder, Signer);
    }

    /// <summary>A ledger whose disposal stops before a step, as if the program had been killed there.</summary>
    internal AcknowledgementLedger Stopping(string? step) => Before(step, () => throw new IOException($"staged: {step}"));

    /// <summary>A ledger that does something else just before a step.</summary>
    internal AcknowledgementLedger Before(string? step, Action happens) => new(Store, log, Keys, TimeProvider.System)
    {
        Before = name =>
        {
            if (name == step)
                happens();
        },
    };

    internal Task<RecordedEntry> SignAsync(string id = "E-1001", string name = "Ana Rivera", SubmissionKey? key = null) =>
        Acknowledgements.RecordAsync(GenerateEvidence.Signature(id, name), GenerateEvidence.Published.Document, key ?? SubmissionKey.Fresh());

    internal async Task<List<Disclosure>> ReadAllAsync() => await Disclosure.ReadAsync(Store, Keys).ToListAsync();

    internal string[] KeyFiles() => [.. Directory.GetFiles(KeyFolder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    /// <summary>What a backup of the database made now would give back.</summary>
    internal string CopyDatabase(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Folder, name)).FullName;
        foreach (var file in Directory.GetFiles(Folder, "policybuilder.db*"))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        return Path.Combine(folder, "policybuilder.db");
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Signer.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static async Task<City> OpenAsync(string folder, SignerKey signer)
    {
        var store = new FaultyLogStore(SqliteLogStore.Open(Path.Combine(folder, "policybuilder.db"), Origin));
        var guard = new ForkGuard(Path.Combine(folder, "last-checkpoint"));
        return new City(folder, signer, store, guard, await Log.OpenAsync(store, signer, guard));
    }

    private async Task CloseAsync()
    {
        await log.DisposeAsync();
        guard.Dispose();
        await Store.DisposeAsync();
    }
}
