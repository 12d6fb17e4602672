using Npgsql;
using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Campaigns.Postgres;
using PolicyBuilder.Acknowledgements.Campaigns.Sqlite;
using PolicyBuilder.Ledger;
using PolicyBuilder.Ledger.Postgres;
using PolicyBuilder.Ledger.Sqlite;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Acknowledgements.Ledgers;

/// <summary>A ledger that a command works on.</summary>
public sealed class OpenLedger : IAsyncDisposable
{
    private readonly NpgsqlDataSource? server;

    private OpenLedger(LedgerPlace place, ILogStore store, NpgsqlDataSource? server)
    {
        (Place, Store, this.server) = (place, store, server);
        Keys = new KeyFolder(place.Keys, store.Origin);
    }

    public LedgerPlace Place { get; }

    public ILogStore Store { get; }

    public KeyFolder Keys { get; }

    /// <summary>The ledger's name.</summary>
    public string Name => Store.Origin;

    /// <summary>Opens a ledger that exists; null with a problem if it does not.</summary>
    /// <param name="patience">How long to wait while another program has a file locked; as long as its store does if not given.</param>
    public static async Task<OpenLedger?> OpenAsync(LedgerPlace place, ICollection<Diagnostic> problems, TimeSpan? patience = null)
    {
        var server = place.IsServer ? Server(place) : null;
        var names = server is not null ? await PostgresLogStore.ReadOriginsAsync(server) : File.Exists(place.Database) ? SqliteLogStore.ReadOrigins(place.Database) : [];
        var name = place.Log ?? (names.Count == 1 ? names[0] : null);
        if (names.Count == 0)
            problems.Add(Problems.NoLedger(place.Shown));
        else if (name is null)
            problems.Add(Problems.SeveralLogs(place.Shown, [.. names]));
        else if (!names.Contains(name))
            problems.Add(Problems.NoSuchLog(place.Shown, name, [.. names]));
        else
            return new OpenLedger(place, await OpenStoreAsync(place, server, name, patience), server);
        if (server is not null)
            await server.DisposeAsync();
        return null;
    }

    /// <summary>Makes a ledger of a name; null with a problem if it is there already.</summary>
    public static async Task<OpenLedger?> MakeAsync(LedgerPlace place, string name, ICollection<Diagnostic> problems)
    {
        if (!place.IsServer)
            MakeFolder(place.Database);
        var server = place.IsServer ? Server(place) : null;
        var opened = new OpenLedger(place, await OpenStoreAsync(place, server, name), server);
        if (await opened.Store.ReadHeadAsync() is null)
            return opened;
        problems.Add(Problems.LedgerExists(place.Shown, name));
        await opened.DisposeAsync();
        return null;
    }

    /// <summary>Appends one entry.</summary>
    public async Task<Appended> AppendAsync(SignerKey signer, Submission submission)
    {
        await using var appender = await OpenAppenderAsync(signer).ConfigureAwait(false);
        return await appender.AppendAsync(submission, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>
    /// What appends: the only writer of a SQLite file, or one of the nodes of a server, whichever of them is its sequencer. It does not own
    /// the key.
    /// </summary>
    /// <exception cref="ForkException">The ledger will not sign; the message says what to do.</exception>
    public async Task<LedgerAppender> OpenAppenderAsync(SignerKey signer)
    {
        if (server is not null)
            return new LedgerAppender(Name, new PostgresNode(server, _ => signer, new PostgresNodeOptions { GuardFolder = Path.GetDirectoryName(Keys.Guard)! }));
        var guard = new ForkGuard(Keys.Guard);
        try
        {
            return new LedgerAppender(await Log.OpenAsync(Store, signer, guard).ConfigureAwait(false), guard);
        }
        catch
        {
            guard.Dispose();
            throw;
        }
    }

    /// <summary>Whether a city may have campaigns here: a file is made for the first, a server is there anyhow.</summary>
    public bool MayHaveCampaigns => Place.IsServer || File.Exists(SqliteCampaignStore.PathBeside(Place.Database));

    /// <summary>Opens a city's campaigns, beside the ledger: in a file of their own, or in the same database. They are made if they do not exist.</summary>
    /// <param name="city">The name of the city's folder.</param>
    /// <returns>The store, to be disposed of before the ledger.</returns>
    public async Task<ICampaignStore> OpenCampaignsAsync(string city) =>
        server is not null ? await PostgresCampaignStore.OpenAsync(server, city) : SqliteCampaignStore.Open(SqliteCampaignStore.PathBeside(Place.Database), city);

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        if (server is not null)
            await server.DisposeAsync();
    }

    private static async Task<ILogStore> OpenStoreAsync(LedgerPlace place, NpgsqlDataSource? server, string name, TimeSpan? patience = null) =>
        server is not null ? await PostgresLogStore.OpenAsync(server, name) : SqliteLogStore.Open(place.Database, name, patience);

    private static NpgsqlDataSource Server(LedgerPlace place)
    {
        try
        {
            return PostgresLogStore.Connect(place.Database);
        }
        catch (ArgumentException)
        {
            // Its message could repeat a password.
            throw new InvalidDataException("what names the ledger is not a connection string such as \"Host=db.mapleton.example;Database=ledger;Username=clerk\".");
        }
    }

    // A ledger must not be committed to Git with the policies: it holds evidence, and Git would merge it.
    private static void MakeFolder(string database)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(database))!;
        if (Directory.Exists(folder))
            return;
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, ".gitignore"), "*\n");
    }
}

/// <summary>Appends to one ledger for as long as it is open.</summary>
public sealed class LedgerAppender : IAsyncDisposable
{
    private readonly string name;
    private readonly PostgresNode? node;
    private readonly Log? log;
    private readonly ForkGuard? guard;

    internal LedgerAppender(string name, PostgresNode node) => (this.name, this.node) = (name, node);

    internal LedgerAppender(Log log, ForkGuard guard) => (name, this.log, this.guard) = (log.Origin, log, guard);

    /// <summary>Appends; see <see cref="Log.AppendAsync(Submission, CancellationToken)"/>.</summary>
    public Task<Appended> AppendAsync(Submission submission, CancellationToken cancel) =>
        log is not null ? log.AppendAsync(submission, cancel) : node!.AppendAsync(name, submission, cancel);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (node is not null)
            await node.DisposeAsync().ConfigureAwait(false);
        if (log is not null)
            await log.DisposeAsync().ConfigureAwait(false);
        guard?.Dispose();
    }
}
