using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using PolicyBuilder.Ledger;
using PolicyBuilder.Model.Configuration;

namespace PolicyBuilder.Acknowledgements.Entries;

/// <summary>Why some bytes are no entry.</summary>
/// <param name="Line">The line, counted from 1.</param>
/// <param name="Reason">What is wrong with it, without a full stop.</param>
public sealed record EntryFault(int Line, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"line {Line}: {Reason}");
}

/// <summary>
/// Reads an entry in exactly the form that <see cref="LedgerEntryWriter"/> writes. Nothing is overlooked or repaired: what is read
/// and written again has the same bytes, so no two texts mean the same.
/// </summary>
public static class LedgerEntryReader
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads an entry.</summary>
    /// <param name="bytes">The entry as the ledger has it.</param>
    /// <param name="entry">The entry, if the bytes are one.</param>
    /// <param name="fault">The first thing wrong with them otherwise.</param>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out LedgerEntry? entry, [NotNullWhen(false)] out EntryFault? fault)
    {
        entry = null;
        fault = null;
        if (bytes.Length > EntryBundle.LongestEntry)
            fault = new EntryFault(1, $"an entry has at most {EntryBundle.LongestEntry} bytes, not {bytes.Length}");
        else if (Decode(bytes) is not { } text)
            fault = new EntryFault(LineOfBadBytes(bytes), "the line is not UTF-8");
        else if (!text.EndsWith('\n'))
            fault = new EntryFault(text.Count(character => character == '\n') + 1, "the line is not ended by a newline");
        else
            (entry, fault) = new Lines(text[..^1].Split('\n')).Read();
        return entry is not null;
    }

    private static string? Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static int LineOfBadBytes(ReadOnlySpan<byte> bytes)
    {
        var line = 1;
        // In UTF-8 a newline is never part of another character.
        for (; bytes.IndexOf((byte)'\n') is >= 0 and var end && System.Text.Unicode.Utf8.IsValid(bytes[..end]); line++)
            bytes = bytes[(end + 1)..];
        return line;
    }

    /// <summary>The lines of one entry, taken from the first to the last. After the first fault everything is null.</summary>
    private sealed class Lines(string[] lines)
    {
        private int at;
        private EntryFault? fault;

        internal (LedgerEntry? Entry, EntryFault? Fault) Read()
        {
            if (lines[at++] != LedgerEntryWriter.FirstLine)
                return (null, new EntryFault(1, $"an entry begins with {LedgerEntryWriter.FirstLine}"));
            var type = Value("type");
            var typeLine = at;
            var time = Parsed<EntryTime>("time", EntryTime.TryParse, "a time such as 2026-11-22T16:30:00.000Z");
            LedgerEntry? entry = type switch
            {
                null => null,
                "policy-published" => Published(time),
                "policy-withdrawn" => Text() is { } text ? new PolicyWithdrawn(time, text) : null,
                "acknowledged" => AboutPerson((text, commitment) => new Acknowledged(time, text, commitment)),
                "acknowledged-on-paper" => AboutPerson((text, commitment) => new AcknowledgedOnPaper(time, text, commitment)),
                "declined" => AboutPerson((text, commitment) => new Declined(time, text, commitment)),
                "corrected" => AboutPerson((text, commitment) => RefersTo() is { } index ? new Corrected(time, text, commitment, index) : null),
                "disposed" => Disposed(time),
                "key-changed" => Key("old-key") is { } old && NewKey(old) is { } next ? new KeyChanged(time, old, next) : null,
                _ => Refuse<LedgerEntry>(typeLine, $"'{type}' is not a type of entry"),
            };
            if (fault is null && at < lines.Length)
                Refuse<LedgerEntry>(at + 1, "the entry has ended");
            return fault is null ? (entry, null) : (null, fault);
        }

        private PolicyPublished? Published(EntryTime time)
        {
            if (Text() is not { } text)
                return null;
            var files = new List<PublishedFile>();
            while (fault is null && at < lines.Length)
            {
                var file = Parsed<PublishedFile>("artifact", TryParseFile, "a file's name and sha256: with 64 lower-case hexadecimal digits");
                if (file is not null && files.Count > 0 && string.CompareOrdinal(file.Name, files[^1].Name) <= 0)
                    return Refuse<PolicyPublished>(at, "artifacts stand in the order of their names, each once");
                if (file is not null)
                    files.Add(file);
            }

            return fault is null ? new PolicyPublished(time, text, files) : null;
        }

        private LedgerEntry? AboutPerson(Func<PublishedText, ContentHash, LedgerEntry?> make)
        {
            var text = Text();
            var commitment = Hash("commitment");
            return fault is null ? make(text!, commitment) : null;
        }

        private Disposed? Disposed(EntryTime time)
        {
            var index = RefersTo();
            var schedule = Checked("schedule", Disposal.ScheduleRefusal);
            var approver = Checked("approver", Disposal.ApproverRefusal);
            return fault is null ? new Disposed(time, index!.Value, new Disposal(schedule!, approver!)) : null;
        }

        private VerifierKey? NewKey(VerifierKey old) =>
            Key("new-key") is not { } key ? null : KeyChanged.Refusal(old, key) is { } reason ? Refuse<VerifierKey>(at, reason) : key;

        private PublishedText? Text()
        {
            var policy = Parsed<PolicyName>("policy", PolicyName.TryParse, "a city's and a policy's name such as mapleton/social-media");
            var version = Parsed<PolicyVersion>("version", PolicyVersion.TryParse, "a version such as 1.2.0");
            var document = Hash("document");
            return fault is null ? new PublishedText(policy, version, document) : null;
        }

        private ContentHash Hash(string name) => Parsed<ContentHash>(name, ContentHash.TryParse, "sha256: and 64 lower-case hexadecimal digits");

        private long? RefersTo()
        {
            var index = Parsed<long>("refers-to", TryParseIndex, "the index of an entry");
            return fault is null ? index : null;
        }

        private VerifierKey? Key(string name)
        {
            if (Value(name) is not { } text)
                return null;
            if (!VerifierKey.TryParse(text, out var key, out var reason))
                return Refuse<VerifierKey>(at, reason);
            return key.Type == SignatureType.Ed25519 && key.ToString() == text ? key : Refuse<VerifierKey>(at, "a log's key is an Ed25519 key for notes");
        }

        private string? Checked(string name, Func<string, string?> refusal) =>
            Value(name) is not { } text ? null : refusal(text) is { } reason ? Refuse<string>(at, $"{name} {reason}") : text;

        private T? Parsed<T>(string name, TryParse<T> parse, string expected) =>
            Value(name) is not { } text ? default : parse(text, out var value) ? value : Refuse<T>(at, $"'{name}' is not {expected}");

        /// <summary>The rest of the next line, which must begin with the name.</summary>
        private string? Value(string name)
        {
            if (fault is not null)
                return null;
            if (at >= lines.Length || !lines[at].StartsWith(name, StringComparison.Ordinal) || !lines[at].AsSpan(name.Length).StartsWith(": "))
                return Refuse<string>(at + 1, $"'{name}: ' is expected here");
            return lines[at++][(name.Length + 2)..];
        }

        private T? Refuse<T>(int line, string reason)
        {
            fault ??= new EntryFault(line, reason);
            return default;
        }

        private static bool TryParseIndex(string text, out long index) =>
            // The framework takes a number with U+0000 after it.
            long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out index) && text.All(char.IsAsciiDigit) && (text[0] != '0' || text.Length == 1);

        private static bool TryParseFile(string text, [NotNullWhen(true)] out PublishedFile? file)
        {
            file = text.Split(' ') is [var name, var digits] && PublishedFile.IsName(name) && ContentHash.TryParse(digits, out var hash)
                ? new PublishedFile(name, hash)
                : null;
            return file is not null;
        }

        private delegate bool TryParse<T>(string text, out T? value);
    }
}
