using System.Collections.Concurrent;

namespace PolicyBuilder.Ledger;

/// <summary>An entry that is in the log for good.</summary>
/// <param name="Index">Its index.</param>
/// <param name="Existed">True if it was there before: the same entry had been submitted under the same key.</param>
public readonly record struct Appended(long Index, bool Existed);

/// <summary>
/// The writing side of a log: it takes waiting entries together, hashes them, signs the checkpoint, commits all of it at once and
/// only then answers. There is no timer and no standing thread: an entry that comes while nothing is being committed is committed at
/// once, and those that come meanwhile share the next commit.
/// <para>
/// After any failure the state is read again from the store before the next commit, for what failed may have been kept.
/// </para>
/// </summary>
public sealed class Log : IAsyncDisposable
{
    private const int MostEntriesInCommit = 4096;
    private const int MostBytesInCommit = 8 * 1024 * 1024;

    private readonly ILogStore store;
    private readonly ForkGuard guard;
    private readonly ConcurrentQueue<Waiting> queue = new();

    // 1 while somebody is at work. An interlocked number, because every append asks, and a semaphore's lock would make them wait.
    private int working;
    private volatile Task work = Task.CompletedTask;

    // Owned by whoever set `working`. A null tree means: read the store before writing.
    private SignerKey signer;
    private MerkleTree? tree;
    private long guarded = -1;

    private Log(ILogStore store, SignerKey signer, ForkGuard guard) => (this.store, this.signer, this.guard) = (store, signer, guard);

    /// <summary>The log's name.</summary>
    public string Origin => store.Origin;

    /// <summary>
    /// Opens a log for writing, and checks first that its database and its guard do not contradict each other. A new log signs the
    /// checkpoint of the empty tree. The log owns neither store, nor key, nor guard.
    /// </summary>
    /// <param name="store">Where the log is kept.</param>
    /// <param name="signer">The key that signs; its name is the log's.</param>
    /// <param name="guard">The guard against restored backups.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <exception cref="ForkException">Signing would give the log two histories. The message says what to do.</exception>
    public static async Task<Log> OpenAsync(
        ILogStore store,
        SignerKey signer,
        ForkGuard guard,
        CancellationToken cancel = default)
    {
        CheckKey(store, signer);
        var log = new Log(store, signer, guard);
        await log.CommitAsync([], cancel).ConfigureAwait(false);
        return log;
    }

    /// <summary>Appends an entry that nothing goes with. As the other overload.</summary>
    public Task<Appended> AppendAsync(ReadOnlyMemory<byte> entry, ReadOnlyMemory<byte> key = default, CancellationToken cancel = default) =>
        AppendAsync(new Submission(entry, key), cancel);

    /// <summary>
    /// Appends an entry. When the call returns, the entry is durably in the log and under a signed checkpoint, and what goes with it is
    /// kept or removed.
    /// </summary>
    /// <param name="submission">The entry and what goes with it.</param>
    /// <param name="cancel">Ends the waiting, not the append: the entry may still be appended.</param>
    /// <exception cref="ArgumentException">Something is too long, or the key was used for another entry.</exception>
    /// <exception cref="AppendFailedException">
    /// It is not known whether the entry was kept. Submit it again under the same key to find out.
    /// </exception>
    /// <exception cref="ForkException">The log refuses to sign; the message says what to do.</exception>
    public Task<Appended> AppendAsync(Submission submission, CancellationToken cancel = default)
    {
        submission.Check();
        if (KeyChange.IsClaimed(submission.Entry.Span))
            throw new ArgumentException("An entry that changes the key needs the signature of the new one: see RotateAsync.", nameof(submission));
        return WaitAsync(new Waiting(submission), cancel);
    }

    /// <summary>
    /// Changes the log's key: appends a <c>key-changed</c> entry, whose checkpoint both keys sign. From then on the new key signs, here
    /// and in every other program that writes to the log; those that have the old one only will refuse. Calling it again after a failure,
    /// with the same key, is safe. The log does not own the key.
    /// </summary>
    /// <param name="next">The new key, of the same name.</param>
    /// <param name="time">The time that the entry states.</param>
    /// <param name="cancel">Ends the waiting, not the change.</param>
    /// <returns>Where the entry is; null if the key had been changed to this one before.</returns>
    /// <exception cref="ArgumentException">The key cannot be the log's, or another change came first.</exception>
    /// <exception cref="AppendFailedException">It is not known whether the key was changed. Call again with the same key.</exception>
    /// <exception cref="ForkException">The log refuses to sign; the message says what to do.</exception>
    public async Task<long?> RotateAsync(SignerKey next, DateTimeOffset time, CancellationToken cancel = default)
    {
        CheckKey(store, next);
        if (next.Verifier.Equals(signer.Verifier))
            return null;
        var entry = new KeyChange(signer.Verifier, next.Verifier).Write(time);
        var submission = new Submission(entry) { Attachments = [new Attachment(KeyChange.AttachmentName, default)] };
        var answer = await WaitAsync(new Waiting(submission) { Next = next }, cancel).ConfigureAwait(false);
        return answer.Existed ? null : answer.Index;
    }

    private static void CheckKey(ILogStore store, SignerKey signer)
    {
        if (signer.Verifier.Name != store.Origin || signer.Verifier.Type != SignatureType.Ed25519)
            throw new ArgumentException($"The key is {signer.Verifier}; the log {store.Origin} needs an Ed25519 key of its own name.", nameof(signer));
    }

    /// <summary>Waits until nothing is being committed.</summary>
    public async ValueTask DisposeAsync()
    {
        while (!TryBegin())
        {
            await work.ConfigureAwait(false);
            await Task.Yield();
        }
    }

    private bool TryBegin() => Interlocked.CompareExchange(ref working, 1, 0) == 0;

    private Task<Appended> WaitAsync(Waiting waiting, CancellationToken cancel)
    {
        queue.Enqueue(waiting);
        // Either somebody is at work and will see the entry, or nobody is and the work begins. It begins on another thread, because a
        // store may block, and the caller may have more entries to submit that can share the commit.
        if (TryBegin())
            work = Task.Run(SequenceAsync, CancellationToken.None);
        return waiting.Answer.WaitAsync(cancel);
    }

    private async Task SequenceAsync()
    {
        while (true)
        {
            Waiting? unanswered;
            try
            {
                unanswered = await CommitWaitingAsync().ConfigureAwait(false);
            }
            finally
            {
                Interlocked.Exchange(ref working, 0);
            }

            // An entry that came between the last look and the release saw that somebody was at work and relies on it.
            if (queue.IsEmpty || !TryBegin())
            {
                // The work is done, and this thread is free for the only caller there is; another one would have to be woken.
                unanswered?.Execute();
                return;
            }

            if (unanswered is not null)
                await AnswerAsync([unanswered]).ConfigureAwait(false);
        }
    }

    /// <summary>Commits and answers until nobody waits. If the last commit was for one caller, that one is given back, yet to be answered.</summary>
    private async Task<Waiting?> CommitWaitingAsync()
    {
        while (TakeWaiting() is { Count: > 0 } batch)
        {
            await CommitOrFailAsync(batch).ConfigureAwait(false);
            if (batch.Count == 1 && queue.IsEmpty)
                return batch[0];
            await AnswerAsync(batch).ConfigureAwait(false);
        }

        return null;
    }

    private static async Task AnswerAsync(List<Waiting> batch)
    {
        foreach (var waiting in batch)
            ThreadPool.UnsafeQueueUserWorkItem(waiting, preferLocal: false);
        // Those just answered may have more to submit. They stand before this in the pool's common queue, and then share one
        // commit; without this the first of them would get a commit for itself.
        await Task.Factory.StartNew(static () => { }, CancellationToken.None, TaskCreationOptions.PreferFairness, TaskScheduler.Default).ConfigureAwait(false);
    }

    private List<Waiting> TakeWaiting()
    {
        var batch = new List<Waiting>();
        for (var bytes = 0L; batch.Count < MostEntriesInCommit && bytes < MostBytesInCommit && queue.TryPeek(out var first); bytes += first.Submission.Length)
        {
            // A change of the key has a commit of its own.
            if (first.Next is not null && batch.Count > 0)
                break;
            _ = queue.TryDequeue(out _);
            batch.Add(first);
            if (first.Next is not null)
                break;
        }

        return batch;
    }

    private async Task CommitOrFailAsync(List<Waiting> batch)
    {
        try
        {
            await CommitAsync(batch, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            tree = null;
            foreach (var waiting in batch)
                waiting.Failure = error is ForkException ? error : new AppendFailedException(error);
        }
    }

    /// <summary>Commits a batch and notes each entry's result. The caller has set <see cref="working"/>, or is alone.</summary>
    private async Task CommitAsync(List<Waiting> batch, CancellationToken cancel)
    {
        var newSigner = batch is [{ Next: { } wanted }] ? wanted : null;
        if (tree is not null && newSigner is null && await TryCommitNewAsync(tree, batch, cancel).ConfigureAwait(false))
            return;
        var keyed = batch.Where(waiting => !waiting.Submission.Key.IsEmpty).ToList();
        await using var transaction = await store.BeginAsync([.. keyed.Select(waiting => waiting.Submission.Key)], cancel).ConfigureAwait(false);
        var head = transaction.Head;
        if (tree is null || tree.Size != (head?.Size ?? 0))
            tree = await LoadAsync(head, newSigner, cancel).ConfigureAwait(false);
        if (newSigner is not null && ReferenceEquals(signer, newSigner))
        {
            batch[0].Result = new Appended(-1, Existed: true);
            return;
        }

        if (newSigner is not null && !(KeyChange.TryRead(batch[0].Submission.Entry.Span, out var change) && change.Old.Equals(signer.Verifier)))
        {
            batch[0].Failure = new ArgumentException("The key was changed by another call meanwhile.");
            return;
        }

        var known = new Dictionary<ReadOnlyMemory<byte>, StoredEntry>(SameBytes.Instance);
        foreach (var (waiting, stored) in keyed.Zip(transaction.Known))
        {
            if (stored is { } entry)
                known[waiting.Submission.Key] = entry;
        }

        var (next, note) = (tree, head?.Note ?? default);
        var entries = Place(batch, known, tree.Size);
        if (entries.Count > 0 || head is null)
        {
            next = tree.Copy();
            var added = Seal(next, entries, newSigner is null ? [signer] : [signer, newSigner]);
            // Whatever goes wrong from here on, the store may have kept it.
            tree = null;
            await transaction.CommitAsync(added, cancel).ConfigureAwait(false);
            (tree, note) = (next, added.Checkpoint);
            signer = newSigner ?? signer;
        }

        Guard(next.Size, note);
    }

    /// <summary>
    /// Commits a batch as if all its keys were new, which nearly always they are: the store needs not be asked first. False if one is
    /// known, or if another program has appended; nothing was kept then.
    /// </summary>
    private async Task<bool> TryCommitNewAsync(MerkleTree old, List<Waiting> batch, CancellationToken cancel)
    {
        var next = old.Copy();
        var added = Seal(next, Place(batch, new(SameBytes.Instance), old.Size), [signer]);
        // Whatever goes wrong from here on, the store may have kept it.
        tree = null;
        if (!await store.TryCommitAsync(added, cancel).ConfigureAwait(false))
        {
            tree = old;
            return false;
        }

        tree = next;
        Guard(next.Size, added.Checkpoint);
        return true;
    }

    private void Guard(long size, ReadOnlyMemory<byte> note)
    {
        if (guarded >= size)
            return;
        guard.Record(note.Span);
        guarded = size;
    }

    /// <summary>Adds entries to a tree and signs its root.</summary>
    private LogBatch Seal(MerkleTree tree, List<NewEntry> entries, ReadOnlySpan<SignerKey> signers)
    {
        var (oldSize, nodes) = (tree.Size, new List<TreeNode>());
        foreach (var entry in entries)
            tree.Add(entry.Leaf, nodes);
        return new LogBatch(oldSize, entries, nodes, new Checkpoint(Origin, tree.Size, tree.Root).Sign(signers).ToBytes());
    }

    /// <summary>Notes for each entry where it is or will be; gives back those to be added.</summary>
    /// <param name="batch">The entries.</param>
    /// <param name="known">What is stored under their keys. The keys of those to be added are added.</param>
    /// <param name="size">The size of the log.</param>
    private static List<NewEntry> Place(List<Waiting> batch, Dictionary<ReadOnlyMemory<byte>, StoredEntry> known, long size)
    {
        var entries = new List<NewEntry>(batch.Count);
        foreach (var waiting in batch)
        {
            var key = waiting.Submission.Key;
            waiting.Failure = null;
            if (!key.IsEmpty && known.TryGetValue(key, out var earlier))
            {
                waiting.Result = new Appended(earlier.Index, Existed: true);
                if (earlier.Leaf != waiting.Leaf)
                    waiting.Failure = new ArgumentException($"The idempotency key was used for another entry, at index {earlier.Index}.");
                continue;
            }

            var index = size + entries.Count;
            waiting.Result = new Appended(index, Existed: false);
            if (!key.IsEmpty)
                known[key] = new StoredEntry(index, waiting.Leaf);
            entries.Add(new NewEntry(waiting.Submission, waiting.Leaf));
        }

        return entries;
    }

    /// <summary>The tree that the store ends with, once it is certain that signing its continuation is no fork.</summary>
    /// <param name="head">The last checkpoint.</param>
    /// <param name="newSigner">A key that may have become the log's in a change that failed and was kept nevertheless.</param>
    private async Task<MerkleTree> LoadAsync(StoredCheckpoint? head, SignerKey? newSigner, CancellationToken cancel)
    {
        VerifierKey[] mine = newSigner is null ? [signer.Verifier] : [signer.Verifier, newSigner.Verifier];
        var last = guard.Read([.. mine, .. await KeyChain.ReadFormerKeysAsync(store, mine, cancel).ConfigureAwait(false)]);
        var size = head?.Size ?? 0;
        if (last is not null && last.Size > size)
        {
            throw new ForkException(
                $"The log {Origin} will not sign. {store} ends after {size} entries, but this computer has signed a checkpoint of {last.Size} entries (in {guard.FilePath}): "
                + "the database is probably a restored backup, and to go on would give the log two histories, which anyone with two receipts can prove. "
                + $"Put back a copy of the database with at least {last.Size} entries. If there is none, keep this one and that file as they are, start a log under a new name, "
                + "and let its first entry say what was lost; 'policybuilder ledger export' still works on this one.");
        }

        var loaded = await store.ReadTreeAsync(size, cancel).ConfigureAwait(false);
        if (head is not null)
        {
            if (!Checkpoint.TryOpen(head.Note.Span, mine, out var checkpoint, out var reason))
                throw new ForkException($"The log {Origin} will not sign: its last checkpoint does not count, because {reason}. Check that this is the log's key ({signer.Verifier.Id:x8} is here), then run 'policybuilder ledger verify'.");
            if (size > 0 && await store.ReadEntryAsync(size - 1, cancel).ConfigureAwait(false) is { } entry && KeyChange.TryRead(entry, out var change))
                signer = InForce(change, newSigner);
            else if (newSigner is not null && Checkpoint.TryOpen(head.Note.Span, [newSigner.Verifier], out _, out _))
                signer = newSigner;
            if (checkpoint.Size != size || checkpoint.Root != loaded.Root)
                throw new ForkException($"The log {Origin} will not sign: {store} was damaged or altered, for its entries do not give the root of its last checkpoint. Run 'policybuilder ledger verify'.");
        }

        if (last is not null && await store.ReadRootAsync(new LeafRange(0, last.Size), cancel).ConfigureAwait(false) != last.Root)
        {
            throw new ForkException(
                $"The log {Origin} will not sign: {store} is not the history of which this computer signed a checkpoint at {last.Size} entries (in {guard.FilePath}). "
                + "Put back the right database, and keep both for whoever asks how they came to differ.");
        }

        guarded = last?.Size ?? -1;
        return loaded;
    }

    private SignerKey InForce(KeyChange change, SignerKey? newSigner) =>
        change.New.Equals(signer.Verifier) ? signer
        : newSigner is not null && change.New.Equals(newSigner.Verifier) ? newSigner
        : throw new ForkException($"The log {Origin} will not sign: its key was changed to {change.New.Id:x8}, and this program has {signer.Verifier.Id:x8}. Give it the new key; the old one must sign nothing any more.");

    private sealed class SameBytes : IEqualityComparer<ReadOnlyMemory<byte>>
    {
        internal static readonly SameBytes Instance = new();

        public bool Equals(ReadOnlyMemory<byte> x, ReadOnlyMemory<byte> y) => x.Span.SequenceEqual(y.Span);

        public int GetHashCode(ReadOnlyMemory<byte> key)
        {
            var hash = default(HashCode);
            hash.AddBytes(key.Span);
            return hash.ToHashCode();
        }
    }

    private sealed class Waiting(Submission submission) : IThreadPoolWorkItem
    {
        private readonly TaskCompletionSource<Appended> answer = new();

        public Task<Appended> Answer => answer.Task;

        public Submission Submission => submission;

        /// <summary>The key that signs from this entry on; null if it stays.</summary>
        public SignerKey? Next { get; init; }

        public TreeHash Leaf { get; } = MerkleTree.HashLeaf(submission.Entry.Span);

        public Appended Result { get; set; }

        public Exception? Failure { get; set; }

        /// <summary>Answers. The caller goes on within this call, so nothing may still be committed by whoever makes it.</summary>
        public void Execute()
        {
            if (Failure is null)
                answer.SetResult(Result);
            else
                answer.SetException(Failure);
        }
    }
}

/// <summary>
/// An append failed, and it is not known whether the entry was kept. Submitting it again under the same idempotency key is
/// safe and tells.
/// </summary>
public sealed class AppendFailedException(Exception inner)
    : Exception($"The entry was not confirmed: {inner.Message} Submit it again under the same key; it will not be doubled.", inner);
