using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Acknowledgements.Ledgers;

/// <summary>Where a ledger is, as it was asked for.</summary>
/// <param name="Database">A file, a folder with an export, or a PostgreSQL connection string.</param>
/// <param name="Log">The ledger's name; null for the only one there is.</param>
/// <param name="Keys">The folder above the keys' folders.</param>
public sealed record LedgerPlace(string Database, string? Log, string Keys)
{
    /// <summary>The environment variable that names a ledger where nothing else does.</summary>
    public const string Variable = "POLICYBUILDER_LEDGER";

    private static string DefaultFile => Path.Combine("ledger", "policybuilder.db");

    /// <summary>Whether a server keeps it. A file's name with an equals sign in it has to be written with a folder.</summary>
    public bool IsServer => Database.IndexOf('=', StringComparison.Ordinal) is > 0 and var end && Database.AsSpan(0, end).IndexOfAny('/', '\\') < 0 && !File.Exists(Database);

    /// <summary>The place in words, without passwords.</summary>
    public string Shown => IsServer ? "the database" : Workspace.Display(Database);

    public static LedgerPlace Of(string? database, string? log, string? keys)
    {
        var named = database ?? Environment.GetEnvironmentVariable(Variable);
        return new LedgerPlace(string.IsNullOrEmpty(named) ? DefaultFile : named, log, keys ?? DefaultKeys());
    }

    /// <summary>Whether there is something at the place; a server is there until it does not answer.</summary>
    public bool Exists => IsServer || File.Exists(Database) || File.Exists(Path.Combine(Database, "checkpoint"));

    private static string DefaultKeys()
    {
        // XDG_DATA_HOME or ~/.local/share; Application Support on a Mac; %APPDATA%, which follows its user, on Windows.
        var folder = Environment.GetFolderPath(
            OperatingSystem.IsWindows() ? Environment.SpecialFolder.ApplicationData : Environment.SpecialFolder.LocalApplicationData,
            Environment.SpecialFolderOption.DoNotVerify);
        // Below an empty path the keys would lie in the workspace.
        return folder.Length > 0 ? Path.Combine(folder, "policybuilder", "keys") : throw new IOException("this user has no home folder for the keys of a ledger; name a folder with --keys");
    }
}
