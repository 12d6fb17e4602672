using System.Globalization;
using System.Text;
using PolicyBuilder.Ledger;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Configuration;

namespace PolicyBuilder.Acknowledgements.Entries;

/// <summary>
/// What one entry of the ledger says. Every entry has one text and every text one entry: <see cref="LedgerEntryWriter"/> and
/// <see cref="LedgerEntryReader"/> turn one into the other. No entry holds a personal datum or a lasting pseudonym; what is about a
/// person is a commitment to evidence kept elsewhere.
/// </summary>
public abstract record LedgerEntry
{
    private protected LedgerEntry(EntryTime time) => Time = time;

    /// <summary>The time as the city's computer had it. The ledger proves order, not time.</summary>
    public EntryTime Time { get; }
}

/// <summary>A version's text, as an entry names it.</summary>
public sealed record PublishedText
{
    /// <exception cref="ArgumentException">A number of the version is negative or above 999,999, or the policy has no name.</exception>
    public PublishedText(PolicyName policy, PolicyVersion version, ContentHash document)
    {
        if (policy == default)
            throw new ArgumentException("The policy has no name.", nameof(policy));
        if (!PolicyVersion.TryParse(version.ToString(), out _))
            throw new ArgumentException($"{version} is no version.", nameof(version));
        (Policy, Version, Document) = (policy, version, document);
    }

    public PolicyName Policy { get; }

    public PolicyVersion Version { get; }

    /// <summary>The SHA-256 of the version's canonical Markdown file.</summary>
    public ContentHash Document { get; }
}

/// <summary>A file published with a version.</summary>
public sealed record PublishedFile
{
    /// <exception cref="ArgumentException">The name is not of the form that <see cref="IsName"/> describes.</exception>
    public PublishedFile(string name, ContentHash hash)
    {
        if (!IsName(name))
            throw new ArgumentException($"'{name}' is not a published file's name.", nameof(name));
        (Name, Hash) = (name, hash);
    }

    /// <summary>The kind of file, or its name: <c>html</c>, <c>social-media.docx</c>.</summary>
    public string Name { get; }

    /// <summary>The SHA-256 of its bytes.</summary>
    public ContentHash Hash { get; }

    /// <summary>True for 1 to 100 characters of <c>a–z 0–9 . - _</c> that begin and end with a letter or digit.</summary>
    public static bool IsName(string name) =>
        name.Length is >= 1 and <= 100
        && char.IsAsciiLetterOrDigit(name[0])
        && char.IsAsciiLetterOrDigit(name[^1])
        && name.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character is '.' or '-' or '_');
}

/// <summary>A version came into being (<c>policy-published</c>).</summary>
public sealed record PolicyPublished : LedgerEntry
{
    /// <exception cref="ArgumentException">Two files have one name.</exception>
    public PolicyPublished(EntryTime time, PublishedText text, IEnumerable<PublishedFile> files)
        : base(time)
    {
        Text = text;
        Files = files.OrderBy(file => file.Name, StringComparer.Ordinal).ToSequence();
        for (var i = 1; i < Files.Count; i++)
        {
            if (Files[i].Name == Files[i - 1].Name)
                throw new ArgumentException($"Two files are called '{Files[i].Name}'.", nameof(files));
        }
    }

    public PublishedText Text { get; }

    /// <summary>The files published with it, in the ordinal order of their names.</summary>
    public Sequence<PublishedFile> Files { get; }
}

/// <summary>A version is not in force any more, and no newer one takes its place (<c>policy-withdrawn</c>).</summary>
public sealed record PolicyWithdrawn(EntryTime Time, PublishedText Text) : LedgerEntry(Time);

/// <summary>An entry about what a person did; who it was stands in the evidence only.</summary>
public abstract record PersonEntry : LedgerEntry
{
    private protected PersonEntry(EntryTime time, PublishedText text, ContentHash commitment)
        : base(time) => (Text, Commitment) = (text, commitment);

    /// <summary>The text that the person was shown.</summary>
    public PublishedText Text { get; }

    /// <summary>What binds the entry to the evidence without telling anything of it.</summary>
    public ContentHash Commitment { get; }
}

/// <summary>A person signed electronically (<c>acknowledged</c>).</summary>
public sealed record Acknowledged(EntryTime Time, PublishedText Text, ContentHash Commitment) : PersonEntry(Time, Text, Commitment);

/// <summary>The city received a signature on paper (<c>acknowledged-on-paper</c>).</summary>
public sealed record AcknowledgedOnPaper(EntryTime Time, PublishedText Text, ContentHash Commitment) : PersonEntry(Time, Text, Commitment);

/// <summary>A person said that they do not agree (<c>declined</c>). It is not a signature.</summary>
public sealed record Declined(EntryTime Time, PublishedText Text, ContentHash Commitment) : PersonEntry(Time, Text, Commitment);

/// <summary>An earlier entry about a person was wrong, and this is how it should be (<c>corrected</c>).</summary>
public sealed record Corrected : PersonEntry
{
    /// <exception cref="ArgumentOutOfRangeException">The index is negative.</exception>
    public Corrected(EntryTime time, PublishedText text, ContentHash commitment, long refersTo)
        : base(time, text, commitment)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(refersTo);
        RefersTo = refersTo;
    }

    /// <summary>The index of the entry that it corrects.</summary>
    public long RefersTo { get; }
}

/// <summary>The evidence of an entry was lawfully destroyed (<c>disposed</c>).</summary>
public sealed record Disposed : LedgerEntry
{
    /// <exception cref="ArgumentException">The index is negative, or a text is not one that <see cref="Disposal"/> permits.</exception>
    public Disposed(EntryTime time, long refersTo, Disposal disposal)
        : base(time)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(refersTo);
        (RefersTo, Disposal) = (refersTo, disposal);
    }

    /// <summary>The index of the entry whose evidence is gone.</summary>
    public long RefersTo { get; }

    /// <summary>Under which rule, and who approved it.</summary>
    public Disposal Disposal { get; }
}

/// <summary>
/// By what right evidence was destroyed. Both texts stand in the entry and can never be removed, so the approver is an office
/// (<c>City Clerk</c>), not a person: who held the office that day, the city's minutes tell.
/// </summary>
public sealed record Disposal
{
    /// <summary>The longest text of either kind, in UTF-16 units.</summary>
    public const int LongestText = 100;

    /// <exception cref="ArgumentException">A text is not permitted: see <see cref="ScheduleRefusal"/> and <see cref="ApproverRefusal"/>.</exception>
    public Disposal(string scheduleItem, string approver)
    {
        if (ScheduleRefusal(scheduleItem) is { } schedule)
            throw new ArgumentException($"The schedule item {schedule}.", nameof(scheduleItem));
        if (ApproverRefusal(approver) is { } office)
            throw new ArgumentException($"The approver {office}.", nameof(approver));
        (ScheduleItem, Approver) = (scheduleItem, approver);
    }

    /// <summary>The item of the retention schedule, as it is cited: <c>LGRC 12.04</c>.</summary>
    public string ScheduleItem { get; }

    /// <summary>The office that approved it.</summary>
    public string Approver { get; }

    /// <summary>Why a text cannot be a schedule item; null if it can.</summary>
    public static string? ScheduleRefusal(string text) => LineRefusal(text);

    /// <summary>
    /// Why a text cannot be an approver; null if it can. An office has neither digits nor an at sign: those are in mail addresses and
    /// employee numbers. A person's name cannot be told from an office by looking at it.
    /// </summary>
    public static string? ApproverRefusal(string text) =>
        LineRefusal(text) ?? (text.Any(char.IsDigit) || text.Contains('@', StringComparison.Ordinal)
            ? "holds a digit or an at sign; name an office, not a person"
            : null);

    private static string? LineRefusal(string text)
    {
        if (text.Length == 0)
            return "is empty";
        if (text.Length > LongestText)
            return $"has more than {LongestText} characters";
        if (text[0] == ' ' || text[^1] == ' ' || text.Contains("  ", StringComparison.Ordinal))
            return "begins or ends with a blank, or holds two in a row";
        foreach (var rune in text.EnumerateRunes())
        {
            // An unpaired surrogate is enumerated as U+FFFD, which no one means either.
            if (rune == Rune.ReplacementChar
                || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse
                    or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                || (Rune.IsWhiteSpace(rune) && rune.Value != ' '))
                return string.Create(CultureInfo.InvariantCulture, $"holds the character U+{rune.Value:X4}, which is not printed");
        }

        return null;
    }
}

/// <summary>From the next entry on another key signs (<c>key-changed</c>). The checkpoint that first covers it is signed by both.</summary>
public sealed record KeyChanged : LedgerEntry
{
    /// <exception cref="ArgumentException">The keys are the same, or are not two Ed25519 keys of one name.</exception>
    public KeyChanged(EntryTime time, VerifierKey oldKey, VerifierKey newKey)
        : base(time)
    {
        if (Refusal(oldKey, newKey) is { } reason)
            throw new ArgumentException($"{reason}.", nameof(newKey));
        (OldKey, NewKey) = (oldKey, newKey);
    }

    public VerifierKey OldKey { get; }

    public VerifierKey NewKey { get; }

    /// <summary>Why one key cannot follow the other; null if it can.</summary>
    internal static string? Refusal(VerifierKey oldKey, VerifierKey newKey) =>
        oldKey.Type != SignatureType.Ed25519 || newKey.Type != SignatureType.Ed25519 ? "a log's key is an Ed25519 key for notes"
        : oldKey.Name != newKey.Name ? $"the new key's name is {newKey.Name}, not {oldKey.Name}"
        : oldKey.Equals(newKey) ? "the new key is the old one"
        : null;
}
