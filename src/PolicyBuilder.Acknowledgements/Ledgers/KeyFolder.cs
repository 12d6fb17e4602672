using System.Text;
using PolicyBuilder.Acknowledgements.Evidence;
using PolicyBuilder.Ledger;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Acknowledgements.Ledgers;

/// <summary>
/// The files of one ledger that must not lie in its database or its workspace, in a folder that only their owner can open:
/// <c>key.pem</c>, the signing key; <c>key.next.pem</c>, the next one while the key is being changed; <c>witness.pem</c> and
/// <c>witness/</c>, for cosigning other ledgers; <c>disclosure/</c>, the keys of the evidence. Beside the ledgers' folders, <c>guards/</c> holds the guards against restored backups.
/// </summary>
public sealed class KeyFolder(string keys, string ledger)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // The name of a folder on every system: what is no letter, digit, dot, dash or underscore is escaped.
    private readonly string folder = Path.GetFullPath(Path.Combine(keys, Uri.EscapeDataString(ledger).Replace("~", "%7E", StringComparison.Ordinal)));

    public string Key => Path.Combine(folder, "key.pem");

    public string NextKey => Path.Combine(folder, "key.next.pem");

    /// <summary>Above the keys, where a node of a server keeps the guards of all its ledgers.</summary>
    public static string GuardsIn(string keys) => Path.Combine(keys, "guards");

    public string Guard => Path.Combine(Path.GetFullPath(GuardsIn(keys)), Uri.EscapeDataString(ledger));

    /// <summary>The keys of the evidence.</summary>
    public DisclosureKeys Disclosures => new(Path.Combine(folder, "disclosure"));

    public string WitnessKey => Path.Combine(folder, "witness.pem");

    /// <summary>The checkpoint of another ledger that was cosigned last.</summary>
    public string CosignedOf(string other) => Path.Combine(folder, "witness", Uri.EscapeDataString(other));

    /// <summary>Writes a new key, unless there is one; durably, before anything is signed with it.</summary>
    public SignerKey Create(string path, SignatureType type = SignatureType.Ed25519)
    {
        MakeFolder(folder);
        MakeFolder(Path.GetDirectoryName(Guard)!);
        if (File.Exists(path))
            return Load(path, type);
        var key = SignerKey.Generate(ledger, type);
        WriteBesideAndRename(path, Encoding.ASCII.GetBytes(key.ToPem()));
        return key;
    }

    /// <summary>The signing key; null with a problem if it is not here or cannot be used.</summary>
    public SignerKey? Load(ICollection<Diagnostic> problems)
    {
        if (!File.Exists(Key))
        {
            problems.Add(Problems.NoSigningKey(Key, ledger));
            return null;
        }
        if (OthersCanRead(Key))
        {
            problems.Add(Problems.UnusableSigningKey(Key, "others than its owner can read it, so it may have been copied"));
            return null;
        }
        try
        {
            return Load(Key, SignatureType.Ed25519);
        }
        catch (FormatException error)
        {
            problems.Add(Problems.UnusableSigningKey(Key, error.Message.TrimEnd('.')));
            return null;
        }
    }

    /// <summary>The public half of the signing key; null if that is not here, or is no key.</summary>
    public VerifierKey? Verifier()
    {
        if (!File.Exists(Key))
            return null;
        try
        {
            using var key = Load(Key, SignatureType.Ed25519);
            return key.Verifier;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>A folder in it for other secrets of the same programs, made if it is not there.</summary>
    /// <returns>Its path.</returns>
    public string MakeFolder(SecretsOf what)
    {
        var path = Path.Combine(folder, what.ToString().ToLowerInvariant());
        MakeFolder(path);
        return path;
    }

    /// <summary>The next key takes the place of the key, which is gone then.</summary>
    public void Promote() => File.Move(NextKey, Key, overwrite: true);

    /// <summary>Writes a file of the owner's, so that a crash leaves the old contents or the new.</summary>
    public static void WriteBesideAndRename(string path, ReadOnlySpan<byte> content)
    {
        MakeFolder(Path.GetDirectoryName(path)!);
        var beside = path + ".partial";
        File.Delete(beside);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        using (var file = new FileStream(beside, options))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }
        File.Move(beside, path, overwrite: true);
    }

    /// <summary>Whether others than the owner can read a file. Windows guards a user's folder by itself.</summary>
    private static bool OthersCanRead(string path) => !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerOnly) != 0;

    private SignerKey Load(string path, SignatureType type) => SignerKey.FromPem(ledger, File.ReadAllText(path), type);

    private static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
    }
}

/// <summary>What secrets a folder beside the keys holds.</summary>
public enum SecretsOf
{
    /// <summary>The keys of the pages' cookies and forms, shared by all nodes of a city.</summary>
    Web,
}
