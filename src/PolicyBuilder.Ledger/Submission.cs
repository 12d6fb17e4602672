namespace PolicyBuilder.Ledger;

/// <summary>
/// Bytes kept beside an entry and not hashed with it: evidence, the key it is encrypted under, a published file. Removing or replacing
/// them touches no proof; the entry holds the hash or the commitment that tells whether they are the right ones.
/// </summary>
/// <param name="Name">What it is, unlike the others of its entry; 1 to <see cref="LongestName"/> characters, without personal data.</param>
/// <param name="Bytes">The bytes.</param>
public readonly record struct Attachment(string Name, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The longest name in UTF-16 code units.</summary>
    public const int LongestName = 100;
}

/// <summary>An attachment as a store gives it back.</summary>
/// <param name="Entry">The index of its entry.</param>
/// <param name="Name">Its name.</param>
/// <param name="Bytes">Its bytes. Whether they are what the entry speaks of is for the reader to find out.</param>
public sealed record StoredAttachment(long Entry, string Name, ReadOnlyMemory<byte> Bytes);

/// <summary>Other bytes for an attachment that is there already, as when its key is wrapped anew.</summary>
/// <param name="Entry">The index of its entry.</param>
/// <param name="Name">Its name.</param>
/// <param name="Old">What it must hold now.</param>
/// <param name="New">What it is to hold.</param>
public sealed record AttachmentChange(long Entry, string Name, ReadOnlyMemory<byte> Old, ReadOnlyMemory<byte> New);

/// <summary>What a caller asks a log to append: an entry, and what goes with it in the same commit, all of it or nothing.</summary>
/// <param name="Entry">The entry, at most 65,535 bytes.</param>
/// <param name="Key">
/// An idempotency key of the caller's choice, at most 64 bytes and without personal data: an entry submitted again under the same key
/// is found, not doubled, and what was submitted with it the first time stays as it is. Empty for none.
/// </param>
public sealed record Submission(ReadOnlyMemory<byte> Entry, ReadOnlyMemory<byte> Key = default)
{
    /// <summary>The longest idempotency key in bytes.</summary>
    public const int LongestKey = 64;

    /// <summary>The most bytes that a submission's attachments may have together.</summary>
    public const int MostAttachedBytes = 64 * 1024 * 1024;

    /// <summary>What is kept beside the entry.</summary>
    public IReadOnlyList<Attachment> Attachments { get; init; } = [];

    /// <summary>
    /// The indexes of entries all of whose attachments are removed, as when evidence is disposed of. That some have none is no error.
    /// See <see cref="ILogStore.EraseRemovedAsync"/> for what is left of them on the disk.
    /// </summary>
    public IReadOnlyList<long> Removes { get; init; } = [];

    /// <summary>How many bytes a store is asked to keep.</summary>
    internal long Length => Entry.Length + Attachments.Sum(attachment => (long)attachment.Bytes.Length);

    /// <summary>Refuses what no store can keep.</summary>
    /// <exception cref="ArgumentException">The entry, the key or an attachment is too long, or a name is not usable.</exception>
    internal void Check()
    {
        if (Entry.Length > EntryBundle.LongestEntry)
            throw new ArgumentException($"An entry has at most {EntryBundle.LongestEntry} bytes, not {Entry.Length}.");
        if (Key.Length > LongestKey)
            throw new ArgumentException($"An idempotency key has at most {LongestKey} bytes, not {Key.Length}.");
        if (Attachments.Count == 0 && Removes.Count == 0)
            return;
        if (Length - Entry.Length > MostAttachedBytes)
            throw new ArgumentException($"The attachments of an entry have at most {MostAttachedBytes} bytes together, not {Length - Entry.Length}.");
        foreach (var attachment in Attachments)
        {
            if (attachment.Name.Length is 0 or > Attachment.LongestName || attachment.Name.Any(char.IsControl))
                throw new ArgumentException($"The name of an attachment has 1 to {Attachment.LongestName} characters and no control characters.");
        }

        if (Removes.Any(index => index < 0))
            throw new ArgumentException("An entry's index is not negative.");
        if (Attachments.DistinctBy(attachment => attachment.Name, StringComparer.Ordinal).Count() < Attachments.Count)
            throw new ArgumentException("Two attachments of the entry have the same name.");
    }
}

/// <summary>An attachment to be replaced is gone or holds something else by now; nothing was replaced.</summary>
public sealed class AttachmentChangedException(long entry, string name)
    : Exception($"The attachment '{name}' of entry {entry} was removed or changed meanwhile. Nothing was replaced; read again and try again.");
