using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;
using PolicyBuilder.Ledger;

namespace PolicyBuilder.Acknowledgements.Evidence;

/// <summary>
/// The keys without which nobody can read a ledger's evidence, as files outside the database, mode 0600: <c>disclosure-000001.key</c> and
/// so on, the newest in force. There is more than one only while evidence is being wrapped anew. Every program that records or reads
/// evidence of one ledger needs the same folder.
/// <para>
/// The folder is backed up apart from the database, and the backup of a key is destroyed with the key: otherwise what was disposed of
/// can be read in an old backup. A database backup from before a disposal cannot be opened after it, so make one after each disposal.
/// </para>
/// </summary>
public sealed class DisclosureKeys
{
    private const string FirstLine = "policybuilder-disclosure-key/v1";
    private const string Prefix = "disclosure-";
    private const string Suffix = ".key";
    private const int KeyLength = 32;

    /// <summary>The keys in a folder, which is made, readable by its owner only, with the first key.</summary>
    public DisclosureKeys(string folder) => Folder = Path.GetFullPath(folder);

    /// <summary>Where they are.</summary>
    public string Folder { get; }

    /// <summary>True if there is a key.</summary>
    public bool Exist => Generations().Any();

    /// <summary>True if there is a key that is written to its end.</summary>
    internal bool AnyCanBeRead => Generations().Any(generation =>
    {
        try
        {
            var whole = TryRead(generation, out var key);
            key?.Dispose();
            return whole;
        }
        catch (IOException)
        {
            // Locked by whoever is writing it.
            return false;
        }
    });

    /// <summary>Reads the keys that there are.</summary>
    /// <exception cref="IOException">There is none, or one cannot be read.</exception>
    internal DisclosureKeySet Load()
    {
        var keys = new List<DisclosureKey>();
        foreach (var generation in Generations().ToList())
        {
            if (TryRead(generation, out var key))
                keys.Add(key);
        }

        return keys.Count > 0
            ? new DisclosureKeySet(keys)
            : throw new FileNotFoundException($"There is no disclosure key in {Folder}. Without it the evidence cannot be read; put back the file from its own backup.");
    }

    /// <summary>Makes the first key. It is on the disk when the call returns.</summary>
    /// <exception cref="IOException">It cannot be written, or another program has just made it.</exception>
    public void CreateFirst() => Create(1);

    /// <summary>Makes a key newer than all there are. It is on the disk when the call returns.</summary>
    /// <exception cref="IOException">It cannot be written, or another program has just made one.</exception>
    internal void Create() => Create(Generations().DefaultIfEmpty().Max() + 1);

    private void Create(long generation)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(Folder);
        else
            Directory.CreateDirectory(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var path = PathOf(generation);
        var secret = RandomNumberGenerator.GetBytes(KeyLength);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            // Flushing a file that is new to its folder also flushes its name; renaming it afterwards would not. What a crash leaves half
            // written nobody has used.
            using var file = new FileStream(path, options);
            file.Write(Encoding.ASCII.GetBytes($"{FirstLine}\n{Convert.ToBase64String(secret)}\n"));
            file.Flush(flushToDisk: true);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>
    /// Destroys every key but the newest: overwritten, flushed, deleted. On a disk that writes elsewhere (flash, copy-on-write) the
    /// overwriting may miss, and an encrypted volume is what helps.
    /// </summary>
    internal void DestroyOlderThan(DisclosureKey newest)
    {
        foreach (var generation in Generations().Where(generation => generation < newest.Generation).ToList())
        {
            var path = PathOf(generation);
            try
            {
                using var file = new FileStream(path, FileMode.Open, FileAccess.Write);
                file.Write(RandomNumberGenerator.GetBytes((int)file.Length));
                file.Flush(flushToDisk: true);
            }
            catch (FileNotFoundException)
            {
                // Another program has just destroyed it.
                continue;
            }

            File.Delete(path);
        }
    }

    private IEnumerable<long> Generations()
    {
        if (!Directory.Exists(Folder))
            yield break;
        foreach (var path in Directory.EnumerateFiles(Folder, $"{Prefix}*{Suffix}"))
        {
            if (long.TryParse(Path.GetFileName(path)[Prefix.Length..^Suffix.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var generation))
                yield return generation;
        }
    }

    private string PathOf(long generation) => Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{generation:d6}{Suffix}"));

    /// <summary>False for a file that is gone or no key: half written, or overwritten to be destroyed.</summary>
    private bool TryRead(long generation, [NotNullWhen(true)] out DisclosureKey? key)
    {
        key = null;
        string text;
        try
        {
            text = File.ReadAllText(PathOf(generation));
        }
        catch (FileNotFoundException)
        {
            return false;
        }

        Span<byte> secret = stackalloc byte[KeyLength];
        if (text.Split('\n') is [FirstLine, var base64, ""] && Convert.TryFromBase64String(base64, secret, out var length) && length == KeyLength)
            key = new DisclosureKey(generation, secret);
        CryptographicOperations.ZeroMemory(secret);
        return key is not null;
    }
}

/// <summary>The keys that there are at a moment. Dispose it to wipe them from memory.</summary>
internal sealed class DisclosureKeySet(List<DisclosureKey> keys) : IDisposable
{
    internal DisclosureKey Newest { get; } = keys.MaxBy(key => key.Generation)!;

    /// <summary>False unless there are keys to be destroyed.</summary>
    internal bool HasOlder => keys.Count > 1;

    internal bool IsNewest(StoredAttachment wrapped) => Sealing.KeyIdOf(wrapped.Bytes.Span).AsSpan().SequenceEqual(Newest.Id);

    internal DisclosureKey? Find(ReadOnlySpan<byte> id)
    {
        foreach (var key in keys)
        {
            if (key.Id.AsSpan().SequenceEqual(id))
                return key;
        }

        return null;
    }

    public void Dispose() => keys.ForEach(key => key.Dispose());
}

/// <summary>A key that wraps the keys of records.</summary>
internal sealed class DisclosureKey : IDisposable
{
    internal const int IdLength = 8;

    private readonly Key key;

    internal DisclosureKey(long generation, ReadOnlySpan<byte> secret)
    {
        Generation = generation;
        Id = SHA256.HashData([.. "policybuilder-disclosure-key/v1"u8, .. secret])[..IdLength];
        key = Key.Import(AeadAlgorithm.XChaCha20Poly1305, secret, KeyBlobFormat.RawSymmetricKey);
    }

    internal long Generation { get; }

    /// <summary>Tells which key wrapped something; made from the key, so that it cannot name a wrong one.</summary>
    internal byte[] Id { get; }

    internal Key Key => key;

    public void Dispose() => key.Dispose();
}
