using System.Text;
using System.Text.Json.Serialization;
using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Acknowledgements.Roster;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Configuration;

namespace PolicyBuilder.Acknowledgements.Evidence;

/// <summary>
/// What the city knows of one act of one person: who, which text, what was said on the page, how the act is attributed, when. The
/// ledger commits to these facts without showing them. They say what was sent, served and signed; never that anything was read.
/// <para>
/// The facts are those that the Electronic Signatures in Global and National Commerce Act (15 USC 7001, 7006) and the Uniform
/// Electronic Transactions Act (sections 2(8), 9, 10, 12, 13) ask about. Whether they suffice is for a court to say.
/// </para>
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ElectronicSignature), "electronic-signature")]
[JsonDerivedType(typeof(PaperSignature), "paper-signature")]
[JsonDerivedType(typeof(Refusal), "refusal")]
[JsonDerivedType(typeof(Correction), "correction")]
public abstract record EvidenceRecord
{
    private protected EvidenceRecord()
    {
    }

    /// <summary>The format's name and version.</summary>
    [JsonPropertyOrder(-4)]
    public EvidenceFormat Format { get; init; }

    /// <summary>What the receipt prints for a person to quote; random, and the same nowhere else.</summary>
    [JsonPropertyOrder(-3)]
    public required string Reference { get; init; }

    [JsonPropertyOrder(-2)]
    public required PersonOnFile Person { get; init; }

    /// <summary>The text that the person was shown.</summary>
    [JsonPropertyOrder(-1)]
    public required ShownDocument Document { get; init; }

    /// <summary>What happened when, as far as the city's computers saw it. The time of recording is the entry's.</summary>
    [JsonPropertyOrder(1)]
    public Sequence<Moment> Timeline { get; init; } = [];

    /// <summary>Only says what it is: the facts are personal and must not get into a log by mistake.</summary>
    public sealed override string ToString() => GetType().Name;
}

/// <summary>The versions of the format of evidence.</summary>
public enum EvidenceFormat
{
    [JsonStringEnumMemberName("policybuilder-evidence/v1")]
    Version1,
}

/// <summary>A person signed in a browser.</summary>
public sealed record ElectronicSignature : EvidenceRecord
{
    public required Intent Intent { get; init; }

    public required Consent Consent { get; init; }

    public required Attribution Attribution { get; init; }

    public required BrowserContext Context { get; init; }
}

/// <summary>The city holds a signature on paper.</summary>
public sealed record PaperSignature : EvidenceRecord
{
    /// <summary>The day written beside the signature.</summary>
    public required DateOnly SignedOn { get; init; }

    /// <summary>The SHA-256 of the scanned page; null if there is only the paper.</summary>
    public ContentHash? Scan { get; init; }

    /// <summary>Where the paper is kept.</summary>
    public string? KeptAt { get; init; }

    /// <summary>Who entered it.</summary>
    public required string RecordedBy { get; init; }

    /// <summary>Who compared the entry with the paper, other than <see cref="RecordedBy"/>; null if nobody did.</summary>
    public string? CheckedBy { get; init; }
}

/// <summary>A person did not sign and said so. HR has been told.</summary>
public sealed record Refusal : EvidenceRecord
{
    public required RefusalReason Reason { get; init; }

    /// <summary>What the person wrote, as written; null if nothing.</summary>
    public string? Words { get; init; }

    /// <summary>How the act is attributed to the person; null if it was said to HR.</summary>
    public Attribution? Attribution { get; init; }

    public BrowserContext? Context { get; init; }

    /// <summary>Who entered it, if it was said to HR.</summary>
    public string? RecordedBy { get; init; }
}

/// <summary>Why a person did not sign.</summary>
public enum RefusalReason
{
    [JsonStringEnumMemberName("has-questions")]
    HasQuestions,

    [JsonStringEnumMemberName("does-not-agree")]
    DoesNotAgree,
}

/// <summary>An earlier record was wrong. Person and document are as they should have been.</summary>
public sealed record Correction : EvidenceRecord
{
    /// <summary>The index of the entry whose evidence was wrong.</summary>
    public required long Corrects { get; init; }

    /// <summary>What was wrong, in a sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>Who decided it.</summary>
    public required string CorrectedBy { get; init; }
}

/// <summary>The person, as the roster had them when the document was sent.</summary>
public sealed record PersonOnFile
{
    public required string EmployeeId { get; init; }

    public required string NameOnFile { get; init; }

    /// <summary>The mail address on file; null if there was none.</summary>
    public string? AddressOnFile { get; init; }

    public string? Department { get; init; }

    /// <summary>The name that the person typed, as typed; null if they typed none.</summary>
    public string? TypedName { get; init; }

    /// <summary>True if the typed name is not the name on file, see <see cref="Differs"/>: for a person to look at, no reason to reject.</summary>
    public bool NameDiffers { get; init; }

    /// <summary>A person as the roster has them now.</summary>
    public static PersonOnFile Of(Person person) => new()
    {
        EmployeeId = person.Id,
        NameOnFile = person.Name,
        AddressOnFile = person.Email,
        Department = person.Department.Length > 0 ? person.Department : null,
    };

    /// <summary>The same person, with a name typed.</summary>
    public PersonOnFile Typed(string name) => this with { TypedName = name, NameDiffers = Differs(NameOnFile, name) };

    /// <summary>True if two names differ in more than case and white space.</summary>
    public static bool Differs(string nameOnFile, string typedName) => !Words(nameOnFile).SequenceEqual(Words(typedName), StringComparer.OrdinalIgnoreCase);

    /// <summary>Names no one.</summary>
    public override string ToString() => nameof(PersonOnFile);

    private static string[] Words(string name) => name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>A document as it was shown.</summary>
public sealed record ShownDocument
{
    public required PolicyName Policy { get; init; }

    public required PolicyVersion Version { get; init; }

    /// <summary>The language as a BCP 47 tag: <c>en</c>, <c>es</c>.</summary>
    public required string Language { get; init; }

    /// <summary>The day from which the version is in force.</summary>
    public required DateOnly Effective { get; init; }

    /// <summary>The SHA-256 of the exact bytes that were served or printed.</summary>
    public required ContentHash Shown { get; init; }

    /// <summary>The version since which changes were shown too; null if none were.</summary>
    public PolicyVersion? ChangesSince { get; init; }

    /// <summary>A version that was on paper. What was printed is not known: the text itself stands for it, whatever the format.</summary>
    public static ShownDocument OnPaper(string city, AskedVersion version) => new()
    {
        Policy = new PolicyName(city, version.Policy),
        Version = version.Version,
        Language = "en",
        Effective = version.Effective,
        Shown = version.Document,
    };
}

/// <summary>The words beside the person's act.</summary>
public sealed record Intent
{
    /// <summary>The statement that was signed.</summary>
    public required string Statement { get; init; }

    /// <summary>The text of the tick-box.</summary>
    public required string Box { get; init; }

    /// <summary>The text of the button.</summary>
    public required string Button { get; init; }

    /// <summary>The SHA-256 of the three texts in UTF-8, each followed by a newline.</summary>
    public required ContentHash Hash { get; init; }

    /// <summary>The words with their hash.</summary>
    public static Intent Of(string statement, string box, string button) =>
        new() { Statement = statement, Box = box, Button = button, Hash = HashOf(statement, box, button) };

    internal bool HashFits() => Hash == HashOf(Statement, Box, Button);

    private static ContentHash HashOf(string statement, string box, string button) => ContentHash.Of(Encoding.UTF8.GetBytes($"{statement}\n{box}\n{button}\n"));
}

/// <summary>The consent to electronic records (15 USC 7001(c)).</summary>
public sealed record Consent
{
    /// <summary>The disclosure as shown, how to withdraw and the offer of paper included.</summary>
    public required string Disclosure { get; init; }

    /// <summary>The SHA-256 of the disclosure in UTF-8.</summary>
    public required ContentHash Hash { get; init; }

    public required EntryTime Given { get; init; }

    /// <summary>True if signing on paper was offered, free of charge.</summary>
    public required bool PaperOffered { get; init; }

    /// <summary>How to withdraw the consent.</summary>
    public required string Withdrawal { get; init; }

    /// <summary>The consent with its hash.</summary>
    public static Consent Of(string disclosure, EntryTime given, bool paperOffered, string withdrawal) =>
        new() { Disclosure = disclosure, Hash = HashOf(disclosure), Given = given, PaperOffered = paperOffered, Withdrawal = withdrawal };

    internal bool HashFits() => Hash == HashOf(Disclosure);

    private static ContentHash HashOf(string disclosure) => ContentHash.Of(Encoding.UTF8.GetBytes(disclosure));
}

/// <summary>Why the act is taken for that person's.</summary>
public sealed record Attribution
{
    public required AttributionMethod Method { get; init; }

    /// <summary>The invitation's random id; not its secret token.</summary>
    public required string Invitation { get; init; }

    /// <summary>The address that the link was sent to; null if none was.</summary>
    public string? Address { get; init; }

    /// <summary>The mail's Message-ID (RFC 5322, section 3.6.4).</summary>
    public string? MessageId { get; init; }

    /// <summary>What the mail server answered when it took the mail (RFC 5321, section 4.2).</summary>
    public string? SmtpReply { get; init; }

    public required EntryTime Issued { get; init; }

    public required EntryTime Expires { get; init; }

    /// <summary>Who vouched for the person besides; null if nobody did.</summary>
    public SignIn? SignIn { get; init; }

    /// <summary>Names no one.</summary>
    public override string ToString() => Method.ToString();
}

/// <summary>What stood between the invitation and the act.</summary>
public enum AttributionMethod
{
    /// <summary>The person could open a link in a mail. It proves no more than access to the mailbox.</summary>
    [JsonStringEnumMemberName("email-link")]
    EmailLink,

    /// <summary>The person could open the link and was signed in to the organisation.</summary>
    [JsonStringEnumMemberName("email-link-and-sign-in")]
    EmailLinkAndSignIn,
}

/// <summary>An organisation's sign-in: the two claims that together name an account (OpenID Connect Core 1.0, section 2).</summary>
public sealed record SignIn(string Issuer, string Subject)
{
    /// <summary>Names no one.</summary>
    public override string ToString() => Issuer;
}

/// <summary>Where the act came from, as the web server saw it.</summary>
public sealed record BrowserContext
{
    /// <summary>The address behind the trusted proxies.</summary>
    public required string Ip { get; init; }

    public string? UserAgent { get; init; }

    /// <summary>The SHA-256 of the session's id.</summary>
    public ContentHash? Session { get; init; }

    /// <summary>Names no one.</summary>
    public override string ToString() => nameof(BrowserContext);
}

/// <summary>Something that happened.</summary>
/// <param name="What">What it was.</param>
/// <param name="Time">When.</param>
/// <param name="PossiblyAutomated">True where a program, such as a mail scanner, may have done it.</param>
public sealed record Moment(MomentKind What, EntryTime Time, bool PossiblyAutomated = false);

/// <summary>What can happen between a city's decision to send a document and the person's answer.</summary>
public enum MomentKind
{
    /// <summary>The mail was put in the queue.</summary>
    [JsonStringEnumMemberName("queued")]
    Queued,

    /// <summary>The mail server took it.</summary>
    [JsonStringEnumMemberName("accepted")]
    Accepted,

    /// <summary>The link was fetched.</summary>
    [JsonStringEnumMemberName("fetched")]
    Fetched,

    /// <summary>The button on the first page was pressed.</summary>
    [JsonStringEnumMemberName("continued")]
    Continued,

    /// <summary>The document was sent to the browser.</summary>
    [JsonStringEnumMemberName("served")]
    Served,

    /// <summary>The person agreed to sign electronically.</summary>
    [JsonStringEnumMemberName("consented")]
    Consented,

    /// <summary>The button that signs was pressed.</summary>
    [JsonStringEnumMemberName("signed")]
    PressedSign,

    /// <summary>The person declined or asked.</summary>
    [JsonStringEnumMemberName("declined")]
    Declined,

    /// <summary>The city received the paper.</summary>
    [JsonStringEnumMemberName("received")]
    Received,
}
