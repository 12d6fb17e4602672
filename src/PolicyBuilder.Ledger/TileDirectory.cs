using System.Globalization;
using System.Runtime.CompilerServices;

namespace PolicyBuilder.Ledger;

/// <summary>
/// A log as a directory of static files (C2SP tlog-tiles): <c>checkpoint</c>, hash tiles and entry bundles. Any web server can serve
/// it, and any tool for tiled logs can audit it. It shows the log at one checkpoint. Where the log has changed its key, the folder
/// <c>key-changes</c> holds a proof of each change (<see cref="KeyChain"/>), so that the first key is enough to check the last checkpoint.
/// </summary>
public sealed class TileDirectory : ILogReader
{
    private const string CheckpointFile = "checkpoint";
    private const string KeyChangesFolder = "key-changes";

    private readonly string path;

    private TileDirectory(string path, string origin) => (this.path, Origin) = (path, origin);

    /// <inheritdoc/>
    public string Origin { get; }

    /// <summary>Opens a directory; its name is that in its checkpoint, which is not verified here.</summary>
    /// <exception cref="IOException">There is no such directory, or no checkpoint in it.</exception>
    /// <exception cref="InvalidDataException">The checkpoint is malformed.</exception>
    public static TileDirectory Open(string path) =>
        new(path, ReadCheckpoint(File.ReadAllBytes(Path.Combine(path, CheckpointFile))).Origin);

    /// <summary>
    /// Exports a log as it is now. The tiles are computed from the entries, not copied from the store's nodes, and compared with the
    /// checkpoint before that is written, last: a directory with a checkpoint is complete. Memory does not grow with the log.
    /// </summary>
    /// <param name="log">The log.</param>
    /// <param name="path">A directory that is empty or does not exist.</param>
    /// <param name="progress">Told now and then how many entries have been written.</param>
    /// <param name="cancel">Ends the export; what was written stays, without a checkpoint.</param>
    /// <returns>The checkpoint that was exported.</returns>
    /// <exception cref="InvalidDataException">The log has no checkpoint, or its entries do not give the root of its last one.</exception>
    /// <exception cref="IOException">The directory is not empty or cannot be written.</exception>
    public static async Task<Checkpoint> ExportAsync(ILogReader log, string path, IProgress<long>? progress = null, CancellationToken cancel = default)
    {
        var head = await log.ReadHeadAsync(cancel).ConfigureAwait(false) ?? throw new InvalidDataException($"The log {log.Origin} has no checkpoint yet.");
        var checkpoint = ReadCheckpoint(head.Note.Span);
        Directory.CreateDirectory(path);
        if (Directory.EnumerateFileSystemEntries(path).Any())
            throw new IOException($"{path} is not empty.");
        var (tree, writer, completed) = (new MerkleTree(), new LevelWriter(path), new List<TreeNode>());
        var keyChanges = new List<long>();
        await foreach (var bundle in log.ReadEntriesAsync(0, checkpoint.Size, cancel).ConfigureAwait(false))
        {
            using (bundle)
            {
                if (bundle.First != tree.Size)
                    throw new InvalidDataException($"Entry {tree.Size} is missing. Run 'policybuilder ledger verify'.");
                WriteFile(path, new Tile(Tile.Entries, bundle.First / Tile.FullWidth, bundle.Count), bundle.Bytes.Span);
                for (var i = 0; i < bundle.Count; i++)
                {
                    var leaf = MerkleTree.HashLeaf(bundle[i]);
                    tree.Add(leaf, completed);
                    writer.Add(0, leaf);
                    if (KeyChange.TryRead(bundle[i], out _))
                        keyChanges.Add(bundle.First + i);
                }
            }

            foreach (var node in completed)
                writer.Add(node.Level, node.Hash);
            completed.Clear();
            progress?.Report(tree.Size);
        }

        if (tree.Size != checkpoint.Size || tree.Root != checkpoint.Root)
            throw new InvalidDataException($"The entries of the log {log.Origin} do not give the root of its last checkpoint. Run 'policybuilder ledger verify'.");
        writer.WritePartialTiles();
        foreach (var index in keyChanges)
        {
            var file = Path.Combine(Directory.CreateDirectory(Path.Combine(path, KeyChangesFolder)).FullName, string.Create(CultureInfo.InvariantCulture, $"{index}.tlog-proof"));
            await File.WriteAllTextAsync(file, (await KeyChain.ProveAsync(log, index, cancel).ConfigureAwait(false)).ToString(), cancel).ConfigureAwait(false);
        }

        await File.WriteAllBytesAsync(Path.Combine(path, CheckpointFile), head.Note.ToArray(), cancel).ConfigureAwait(false);
        return checkpoint;
    }

    /// <inheritdoc/>
    public async ValueTask<StoredCheckpoint?> ReadHeadAsync(CancellationToken cancel = default)
    {
        var note = await File.ReadAllBytesAsync(Path.Combine(path, CheckpointFile), cancel).ConfigureAwait(false);
        return new StoredCheckpoint(ReadCheckpoint(note).Size, note);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<EntryBundle> ReadEntriesAsync(long start, long end, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        var size = (await ReadHeadAsync(cancel).ConfigureAwait(false))!.Size;
        end = Math.Min(end, size);
        for (var at = start; at < end;)
        {
            var tile = TileAt(0, at, size);
            var hashes = await ReadTileAsync(tile, cancel).ConfigureAwait(false);
            var bytes = await ReadFileAsync(tile with { Level = Tile.Entries }, cancel).ConfigureAwait(false);
            var bundle = EntryBundle.Read(tile.Index * Tile.FullWidth, bytes, hashes);
            if (at > bundle.First || end < bundle.End)
                bundle = Part(bundle, at, Math.Min(end, bundle.End));
            at = bundle.End;
            yield return bundle;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<TreeNode>> ReadNodesAsync(int level, long first, int count, CancellationToken cancel = default)
    {
        var size = (await ReadHeadAsync(cancel).ConfigureAwait(false))!.Size;
        var end = Math.Min(first + count, Tile.NodesAt(level, size));
        var nodes = new List<TreeNode>();
        while (first + nodes.Count < end)
        {
            var at = first + nodes.Count;
            var hashes = await ReadTileAsync(TileAt(level, at, size), cancel).ConfigureAwait(false);
            for (var i = (int)(at % Tile.FullWidth); i < hashes.Length && first + nodes.Count < end; i++)
                nodes.Add(new TreeNode(level, first + nodes.Count, hashes[i]));
        }

        return nodes;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredCheckpoint> ReadCheckpointsAsync(long smallest = 0, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        var head = (await ReadHeadAsync(cancel).ConfigureAwait(false))!;
        foreach (var proof in await ReadKeyChangesAsync(cancel).ConfigureAwait(false))
        {
            if (proof.Index + 1 >= smallest && proof.Index + 1 < head.Size)
                yield return new StoredCheckpoint(proof.Index + 1, proof.Checkpoint.ToBytes());
        }

        if (head.Size >= smallest)
            yield return head;
    }

    /// <summary>The proofs of the log's key changes, the earliest first, as <see cref="KeyChain.TryFollow"/> wants them.</summary>
    /// <exception cref="InvalidDataException">One of them is malformed.</exception>
    public async Task<IReadOnlyList<TlogProof>> ReadKeyChangesAsync(CancellationToken cancel = default)
    {
        var folder = Path.Combine(path, KeyChangesFolder);
        var proofs = new List<TlogProof>();
        foreach (var file in Directory.Exists(folder) ? Directory.GetFiles(folder, "*.tlog-proof") : [])
        {
            if (!TlogProof.TryParse(await File.ReadAllTextAsync(file, cancel).ConfigureAwait(false), out var proof, out var reason))
                throw new InvalidDataException($"{file} is no proof: {reason}.");
            proofs.Add(proof);
        }

        return [.. proofs.OrderBy(proof => proof.Index)];
    }

    /// <inheritdoc/>
    public override string ToString() => path;

    private static Checkpoint ReadCheckpoint(ReadOnlySpan<byte> bytes) =>
        SignedNote.TryParse(bytes, out var note, out var reason) && Checkpoint.TryParse(note, out var checkpoint, out reason)
            ? checkpoint
            : throw new InvalidDataException($"The checkpoint cannot be read: {reason}.");

    private static Tile TileAt(int level, long node, long size)
    {
        var index = node / Tile.FullWidth;
        return new Tile(level, index, (int)Math.Min(Tile.FullWidth, Tile.NodesAt(level, size) - (index * Tile.FullWidth)));
    }

    private static EntryBundle Part(EntryBundle whole, long start, long end)
    {
        using (whole)
        {
            var part = new EntryBundle(start);
            for (var i = (int)(start - whole.First); whole.First + i < end; i++)
                part.Add(whole[i], whole.Leaves[i]);
            return part;
        }
    }

    private static void WriteFile(string path, Tile tile, ReadOnlySpan<byte> bytes)
    {
        var file = Path.Combine(path, tile.Path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, bytes);
    }

    private async Task<TreeHash[]> ReadTileAsync(Tile tile, CancellationToken cancel)
    {
        var bytes = await ReadFileAsync(tile, cancel).ConfigureAwait(false);
        return bytes.Length == tile.Width * TreeHash.Length
            ? TreeHash.FromBytes(bytes).ToArray()
            : throw new InvalidDataException($"{tile.Path} has {bytes.Length} bytes instead of {tile.Width * TreeHash.Length}.");
    }

    private Task<byte[]> ReadFileAsync(Tile tile, CancellationToken cancel) => File.ReadAllBytesAsync(Path.Combine(path, tile.Path), cancel);

    /// <summary>Collects the hashes of each level and writes a tile when it is full.</summary>
    private sealed class LevelWriter(string path)
    {
        private readonly List<(List<TreeHash> Hashes, long Written)> levels = [];

        public void Add(int level, in TreeHash hash)
        {
            while (levels.Count <= level)
                levels.Add((new List<TreeHash>(Tile.FullWidth), 0));
            var (hashes, written) = levels[level];
            hashes.Add(hash);
            if (hashes.Count < Tile.FullWidth)
                return;
            WriteFile(path, new Tile(level, written, Tile.FullWidth), TreeHash.AsBytes([.. hashes]));
            hashes.Clear();
            levels[level] = (hashes, written + 1);
        }

        public void WritePartialTiles()
        {
            for (var level = 0; level < levels.Count; level++)
            {
                var (hashes, written) = levels[level];
                if (hashes.Count > 0)
                    WriteFile(path, new Tile(level, written, hashes.Count), TreeHash.AsBytes([.. hashes]));
            }
        }
    }
}
