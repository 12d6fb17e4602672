namespace PolicyBuilder.Ledger;

/// <summary>
/// The last checkpoint this computer signed, in a file outside the database. When a database is restored from a backup, the
/// file is ahead of it, and the log knows that signing on would give two histories to one name.
/// <para>
/// The file has two slots of 4096 bytes, written in turn, so that a torn write spoils only the older one; a slot is a note filled
/// up with newlines. It is written after each commit and before any caller is answered. A crash in between leaves it one
/// step behind, which is harmless. It is forced to the disk when a second has passed since the last time, and on disposal:
/// after a power cut it may be a few seconds behind, which matters only if a backup of those seconds is restored.
/// </para>
/// </summary>
public class ForkGuard : IDisposable
{
    private const int SlotLength = 4096;
    private const int Slots = 2;

    private readonly string path;
    private readonly TimeProvider time;
    private FileStream? file;
    private int nextSlot;
    private long lastForced;

    /// <summary>The guard in a file, which is made, readable by its owner only, when the first checkpoint is recorded.</summary>
    public ForkGuard(string path, TimeProvider? time = null)
    {
        this.path = path;
        this.time = time ?? TimeProvider.System;
    }

    /// <summary>The file.</summary>
    public string FilePath => path;

    /// <summary>The checkpoint of the largest size in the file; null if there is no file or it is empty.</summary>
    /// <param name="logKeys">The keys of the log.</param>
    /// <exception cref="ForkException">The file has contents, but no checkpoint that the log signed.</exception>
    public Checkpoint? Read(IReadOnlyCollection<VerifierKey> logKeys)
    {
        var bytes = File.Exists(path) ? ReadShared() : [];
        if (bytes.Length == 0)
            return null;
        Checkpoint? last = null;
        var reason = "it is empty";
        for (var slot = 0; slot * SlotLength < bytes.Length; slot++)
        {
            var note = bytes.AsSpan(slot * SlotLength);
            note = note[..Math.Min(SlotLength, note.Length)].TrimEnd((byte)'\n');
            if (note.IsEmpty)
                continue;
            if (Checkpoint.TryOpen([.. note, (byte)'\n'], logKeys, out var checkpoint, out var why))
            {
                if (last is null || checkpoint.Size >= last.Size)
                    (last, nextSlot) = (checkpoint, (slot + 1) % Slots);
            }
            else
            {
                reason = why;
            }
        }

        return last ?? throw new ForkException(
            $"{path} should hold the last checkpoint this computer signed, but cannot be read: {reason}. Without it nobody can tell whether the database is a restored backup. "
            + "Run 'policybuilder ledger verify', compare the last checkpoint with one that was printed or mailed, and delete the file only if the database has at least as many entries.");
    }

    /// <summary>Records a checkpoint.</summary>
    /// <param name="note">The signed note.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public virtual void Record(ReadOnlySpan<byte> note)
    {
        if (note.Length > SlotLength)
            throw new ArgumentException($"A checkpoint of more than {SlotLength} bytes does not fit.", nameof(note));
        Span<byte> slot = stackalloc byte[SlotLength];
        slot.Fill((byte)'\n');
        note.CopyTo(slot);
        file ??= Open();
        RandomAccess.Write(file.SafeFileHandle, slot, (long)nextSlot * SlotLength);
        nextSlot = (nextSlot + 1) % Slots;
        if (lastForced == 0 || time.GetElapsedTime(lastForced) >= TimeSpan.FromSeconds(1))
            Force();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Forces the file to the disk and closes it.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing || file is null)
            return;
        Force();
        file.Dispose();
        file = null;
    }

    private void Force()
    {
        RandomAccess.FlushToDisk(file!.SafeFileHandle);
        lastForced = time.GetTimestamp();
    }

    private byte[] ReadShared()
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[Math.Min(stream.Length, Slots * SlotLength)];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private FileStream Open()
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }
}
