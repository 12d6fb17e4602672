using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Npgsql;

namespace PolicyBuilder.Ledger.Postgres;

/// <summary>How a node behaves.</summary>
public sealed record PostgresNodeOptions
{
    /// <summary>The folder for the fork guards, one file for each log this node has sequenced. Not on the database's disk.</summary>
    public required string GuardFolder { get; init; }

    /// <summary>
    /// A sequencer that the server has not heard of for so long loses its lease. The server keeps the time, so no clocks need to
    /// agree. At least a second.
    /// </summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often to look for news where no notification came.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);
}

/// <summary>
/// One of several processes that append to the logs in a PostgreSQL database. For each log one node is the sequencer; it holds the
/// log's lease, an advisory lock in a session that the server ends when the node is silent. The others leave their entries in
/// <c>waiting</c> and wait for the index; notifications wake both sides, and a poll stands in where one is lost. Should two nodes
/// take themselves for the sequencer, the primary key of the entries lets only one commit, and the other stands down.
/// </summary>
public sealed class PostgresNode : IAsyncDisposable
{
    internal const string PendingChannel = "policybuilder_ledger_pending";
    internal const string SequencedChannel = "policybuilder_ledger_sequenced";

    private readonly NpgsqlDataSource database;
    private readonly PostgresNodeOptions options;
    private readonly Func<string, SignerKey> signerOf;
    private readonly ConcurrentDictionary<string, Task<Member>> members = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource stopping = new();
    private readonly SemaphoreSlim leases = new(1);
    private readonly Task listening;
    private readonly Task beating;
    private NpgsqlConnection? session;

    /// <summary>A node that takes part from now on. It owns neither the data source nor the keys.</summary>
    /// <param name="database">The database; at least four connections of its pool are needed.</param>
    /// <param name="signerOf">The signing key of each log by its name.</param>
    /// <param name="options">How it behaves.</param>
    public PostgresNode(NpgsqlDataSource database, Func<string, SignerKey> signerOf, PostgresNodeOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Lease, TimeSpan.FromSeconds(1), nameof(options));
        (this.database, this.signerOf, this.options) = (database, signerOf, options);
        listening = Task.Run(ListenAsync);
        beating = Task.Run(BeatAsync);
    }

    /// <summary>Appends an entry that nothing goes with. As the other overload.</summary>
    public Task<Appended> AppendAsync(string origin, ReadOnlyMemory<byte> entry, ReadOnlyMemory<byte> key = default, CancellationToken cancel = default) =>
        AppendAsync(origin, new Submission(entry, key), cancel);

    /// <summary>Appends an entry to a log, whichever node is its sequencer. As <see cref="Log.AppendAsync(Submission, CancellationToken)"/>.</summary>
    /// <param name="origin">The log's name.</param>
    /// <param name="submission">The entry and what goes with it; without an idempotency key, one is drawn.</param>
    /// <param name="cancel">Ends the waiting, not the append.</param>
    /// <exception cref="ArgumentException">Something is too long, or the key was used for another entry.</exception>
    /// <exception cref="AppendFailedException">It is not known whether the entry was kept.</exception>
    /// <exception cref="ForkException">This node is the sequencer, and the log refuses to sign.</exception>
    public async Task<Appended> AppendAsync(string origin, Submission submission, CancellationToken cancel = default)
    {
        submission.Check();
        if (submission.Key.IsEmpty)
            submission = submission with { Key = RandomNumberGenerator.GetBytes(16) };
        try
        {
            var member = await MemberAsync(origin, cancel).ConfigureAwait(false);
            while (true)
            {
                if (await LeadAsync(member, cancel).ConfigureAwait(false) is not { } log)
                    return await member.WaitForSequencerAsync(submission, () => LeadAsync(member, cancel), cancel).ConfigureAwait(false);
                try
                {
                    return await log.AppendAsync(submission, cancel).ConfigureAwait(false);
                }
                catch (AppendFailedException failure) when (failure.InnerException is LogMovedException)
                {
                    await StandDownAsync(member).ConfigureAwait(false);
                }
            }
        }
        catch (NpgsqlException error)
        {
            throw new AppendFailedException(error);
        }
    }

    /// <summary>True if this node is now the sequencer of a log.</summary>
    public bool Leads(string origin) => members.TryGetValue(origin, out var member) && member is { IsCompletedSuccessfully: true, Result.Log: not null };

    /// <summary>Gives up all leases and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        await listening.ConfigureAwait(false);
        await beating.ConfigureAwait(false);
        await leases.WaitAsync().ConfigureAwait(false);
        await EndSessionAsync().ConfigureAwait(false);
        leases.Dispose();
        stopping.Dispose();
    }

    private async Task<Member> MemberAsync(string origin, CancellationToken cancel)
    {
        var opening = members.GetOrAdd(origin, OpenAsync);
        try
        {
            return await opening.WaitAsync(cancel).ConfigureAwait(false);
        }
        catch when (opening.IsFaulted)
        {
            // The next caller tries anew.
            members.TryRemove(KeyValuePair.Create(origin, opening));
            throw;
        }
    }

    private async Task<Member> OpenAsync(string origin) =>
        new(await PostgresLogStore.OpenAsync(database, origin, stopping.Token).ConfigureAwait(false), options);

    /// <summary>The log to append to, if this node is its sequencer or can become so now.</summary>
    private async Task<Log?> LeadAsync(Member member, CancellationToken cancel)
    {
        if (member.Log is { } leading)
            return leading;
        await leases.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (member.Log is not null || !await TryLockAsync(member.Store.LogId).ConfigureAwait(false))
                return member.Log;
            try
            {
                await member.BeginAsync(signerOf(member.Store.Origin)).ConfigureAwait(false);
            }
            catch
            {
                await UnlockAsync(member.Store.LogId).ConfigureAwait(false);
                throw;
            }

            return member.Log;
        }
        finally
        {
            leases.Release();
        }
    }

    private async Task StandDownAsync(Member member)
    {
        await leases.WaitAsync().ConfigureAwait(false);
        try
        {
            if (member.Log is null)
                return;
            await member.EndAsync().ConfigureAwait(false);
            await UnlockAsync(member.Store.LogId).ConfigureAwait(false);
        }
        finally
        {
            leases.Release();
        }
    }

    private async Task<bool> TryLockAsync(int log)
    {
        var held = session is not null;
        session ??= await OpenSessionAsync().ConfigureAwait(false);
        try
        {
            return (bool)(await ExecuteAsync(session, string.Create(CultureInfo.InvariantCulture, $"SELECT pg_try_advisory_lock({PostgresSchema.LockClass}, {log})")).ConfigureAwait(false))!;
        }
        catch (NpgsqlException)
        {
            await EndSessionAsync().ConfigureAwait(false);
            if (!held)
                throw;
        }

        // The session ended since it was used last, perhaps because this computer slept. Nothing was submitted yet, so a new one may ask.
        return await TryLockAsync(log).ConfigureAwait(false);
    }

    /// <summary>The session that is to hold the leases. The server ends it when it is silent for so long, and with it its locks.</summary>
    private async Task<NpgsqlConnection> OpenSessionAsync()
    {
        var opened = await database.OpenConnectionAsync(stopping.Token).ConfigureAwait(false);
        try
        {
            await ExecuteAsync(opened, string.Create(CultureInfo.InvariantCulture, $"SET idle_session_timeout = {(int)options.Lease.TotalMilliseconds}")).ConfigureAwait(false);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task UnlockAsync(int log)
    {
        if (session is null)
            return;
        try
        {
            await ExecuteAsync(session, string.Create(CultureInfo.InvariantCulture, $"SELECT pg_advisory_unlock({PostgresSchema.LockClass}, {log})")).ConfigureAwait(false);
        }
        catch (NpgsqlException)
        {
            await EndSessionAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Ends the session that holds the leases, and with it the leadership of every log. The caller holds <see cref="leases"/>.</summary>
    private async Task EndSessionAsync()
    {
        foreach (var member in members.Values)
        {
            if (member.IsCompletedSuccessfully)
                await member.Result.EndAsync().ConfigureAwait(false);
        }

        if (session is not { } ended)
            return;
        session = null;
        try
        {
            // Back in the pool the session would keep its locks until somebody else used it.
            await ExecuteAsync(ended, "SELECT pg_advisory_unlock_all(); RESET idle_session_timeout").ConfigureAwait(false);
        }
        catch (Exception error) when (error is NpgsqlException or InvalidOperationException or IOException)
        {
            // The connection is gone, and its locks with it.
        }

        await ended.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Keeps the leases, and notices when they are lost.</summary>
    private async Task BeatAsync()
    {
        using var timer = new PeriodicTimer(options.Lease / 4);
        while (await TickAsync(timer).ConfigureAwait(false))
        {
            await leases.WaitAsync().ConfigureAwait(false);
            try
            {
                if (session is not null)
                    await ExecuteAsync(session, "SELECT 1").ConfigureAwait(false);
            }
            catch (Exception error) when (error is NpgsqlException or InvalidOperationException or IOException)
            {
                await EndSessionAsync().ConfigureAwait(false);
            }
            finally
            {
                leases.Release();
            }
        }
    }

    private async Task<bool> TickAsync(PeriodicTimer timer)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Passes the notifications of the database on to the logs they are about.</summary>
    private async Task ListenAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(stopping.Token).ConfigureAwait(false);
                connection.Notification += (_, news) => Wake(news);
                await ExecuteAsync(connection, $"LISTEN {PendingChannel}; LISTEN {SequencedChannel}").ConfigureAwait(false);
                try
                {
                    while (true)
                        await connection.WaitAsync(stopping.Token).ConfigureAwait(false);
                }
                catch (OperationCanceledException) when (stopping.IsCancellationRequested)
                {
                    // The connection may serve others now.
                    await ExecuteAsync(connection, "UNLISTEN *").ConfigureAwait(false);
                    return;
                }
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (error is NpgsqlException or IOException or TimeoutException)
            {
                // The server is away; the poll stands in until it is back.
                await Task.Delay(options.Poll, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private void Wake(NpgsqlNotificationEventArgs news)
    {
        foreach (var task in members.Values)
        {
            if (task is { IsCompletedSuccessfully: true, Result: var member } && news.Payload == member.Store.LogId.ToString(CultureInfo.InvariantCulture))
                (news.Channel == PendingChannel ? member.Pending : member.Sequenced).Set();
        }
    }

    private static async Task<object?> ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync().ConfigureAwait(false);
    }

    /// <summary>Wakes everyone who waits, now and not later.</summary>
    private sealed class Signal
    {
        private volatile TaskCompletionSource source = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Completes at the next <see cref="Set"/>.</summary>
        public Task Next => source.Task;

        public void Set() => Interlocked.Exchange(ref source, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }

    /// <summary>One log, seen from this node.</summary>
    private sealed class Member(PostgresLogStore store, PostgresNodeOptions options) : IAsyncDisposable
    {
        private Leadership? leadership;

        public PostgresLogStore Store => store;

        public Signal Pending { get; } = new();

        public Signal Sequenced { get; } = new();

        /// <summary>The log, while this node is its sequencer.</summary>
        public Log? Log => leadership?.Log;

        public async Task BeginAsync(SignerKey signer)
        {
            var guard = new ForkGuard(Path.Combine(options.GuardFolder, Uri.EscapeDataString(store.Origin)));
            try
            {
                leadership = new Leadership(store, await Log.OpenAsync(store, signer, guard).ConfigureAwait(false), guard, Pending, options.Poll);
            }
            catch
            {
                guard.Dispose();
                throw;
            }
        }

        public async Task EndAsync()
        {
            if (Interlocked.Exchange(ref leadership, null) is { } ended)
                await ended.DisposeAsync().ConfigureAwait(false);
        }

        public ValueTask DisposeAsync() => new(EndAsync());

        /// <summary>Leaves an entry in <c>waiting</c> and waits for its index, or for the lease.</summary>
        public async Task<Appended> WaitForSequencerAsync(Submission submission, Func<Task<Log?>> lead, CancellationToken cancel)
        {
            var (key, leaf) = (submission.Key, MerkleTree.HashLeaf(submission.Entry.Span));
            if (await FindAsync(key, leaf, cancel).ConfigureAwait(false) is { } known)
                return new Appended(known, Existed: true);
            await store.SubmitAsync(submission, cancel).ConfigureAwait(false);
            while (true)
            {
                // Taken before looking, so that what happens after the look is not missed.
                var news = Sequenced.Next;
                if (await FindAsync(key, leaf, cancel).ConfigureAwait(false) is { } index)
                    return new Appended(index, Existed: false);
                await Task.WhenAny(news, Task.Delay(options.Poll, cancel)).ConfigureAwait(false);
                cancel.ThrowIfCancellationRequested();
                if (news.IsCompleted)
                    continue;
                // Nothing was heard: the sequencer may be gone, and its lease free; the entry is left again in case it was taken back.
                await lead().ConfigureAwait(false);
                await store.SubmitAsync(submission, cancel).ConfigureAwait(false);
            }
        }

        private async Task<long?> FindAsync(ReadOnlyMemory<byte> key, TreeHash leaf, CancellationToken cancel)
        {
            if (await store.FindAsync(key, cancel).ConfigureAwait(false) is not { } found)
                return null;
            return found.Leaf == leaf ? found.Index : throw new ArgumentException($"The idempotency key was used for another entry, at index {found.Index}.", nameof(key));
        }
    }

    /// <summary>The time during which this node is the sequencer of a log: it appends what the others leave in <c>waiting</c>.</summary>
    private sealed class Leadership : IAsyncDisposable
    {
        private readonly PostgresLogStore store;
        private readonly ForkGuard guard;
        private readonly Signal pending;
        private readonly TimeSpan poll;
        private readonly CancellationTokenSource stopping = new();
        private readonly Task pumping;

        public Leadership(PostgresLogStore store, Log log, ForkGuard guard, Signal pending, TimeSpan poll)
        {
            (this.store, this.guard, this.pending, this.poll) = (store, guard, pending, poll);
            Log = log;
            pumping = Task.Run(PumpAsync);
        }

        public Log Log { get; }

        public async ValueTask DisposeAsync()
        {
            await stopping.CancelAsync().ConfigureAwait(false);
            await pumping.ConfigureAwait(false);
            await Log.DisposeAsync().ConfigureAwait(false);
            guard.Dispose();
            stopping.Dispose();
        }

        private async Task PumpAsync()
        {
            while (!stopping.IsCancellationRequested)
            {
                var news = pending.Next;
                try
                {
                    var left = await store.ReadPendingAsync(stopping.Token).ConfigureAwait(false);
                    if (left.Count > 0)
                    {
                        var settled = await Task.WhenAll(left.Select(SequenceAsync)).ConfigureAwait(false);
                        byte[][] old = [.. settled.OfType<byte[]>()];
                        if (old.Length > 0)
                            await store.ForgetPendingAsync(old, stopping.Token).ConfigureAwait(false);
                        continue;
                    }
                }
                catch (Exception error) when (error is NpgsqlException or AppendFailedException or ForkException or OperationCanceledException)
                {
                    // Whoever left the entries still waits for them; they are tried again after the poll, by this node or another.
                }

                await Task.WhenAny(news, Task.Delay(poll, stopping.Token)).ConfigureAwait(false);
            }
        }

        /// <summary>Appends what another node left; gives back the key of an entry that the commit has not taken away.</summary>
        private async Task<byte[]?> SequenceAsync(Submission left)
        {
            try
            {
                return (await Log.AppendAsync(left).ConfigureAwait(false)).Existed ? left.Key.ToArray() : null;
            }
            catch (ArgumentException)
            {
                // The key was used for another entry. Who left this one finds out by looking the key up.
                return left.Key.ToArray();
            }
        }
    }
}
