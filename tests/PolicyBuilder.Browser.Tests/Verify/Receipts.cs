using System.Text;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Acknowledgements.Evidence;
using PolicyBuilder.Ledger;
using PolicyBuilder.Ledger.Sqlite;
using PolicyBuilder.Model.Configuration;

namespace PolicyBuilder.Browser.Tests.Verify;

/// <summary>A ledger with entries of every kind and two changes of its key, and the receipts of its entries.</summary>
internal sealed class Receipts : IDisposable
{
    public const string Origin = "mapleton.example/policies";

    private static readonly EntryTime Noon = EntryTime.Of(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
    private static readonly PublishedText Text = new(new PolicyName("mapleton", "social-media"), new PolicyVersion(1, 2, 0), ContentHash.Of("the text"u8));
    private static readonly PersonOnFile Person = new PersonOnFile { EmployeeId = "E-1001", NameOnFile = "José Ñandú 山田" }.Typed("J. \u202EÑandú 😀");
    private static readonly ShownDocument Shown = new() { Policy = Text.Policy, Version = Text.Version, Language = "en", Effective = new DateOnly(2027, 1, 1), Shown = ContentHash.Of("the page"u8), ChangesSince = new PolicyVersion(1, 1, 0) };

    private static readonly Attribution Attributed = new()
    {
        Method = AttributionMethod.EmailLinkAndSignIn,
        Invitation = "5f0c",
        Address = "jose@mapleton.example",
        Issued = Noon,
        Expires = Noon,
        SignIn = new SignIn("https://login.mapleton.example", "4711"),
    };

    private readonly SignerKey[] signers = [.. Enumerable.Range(0, 3).Select(_ => SignerKey.Generate(Origin))];

    private Receipts()
    {
    }

    /// <summary>The ledger's keys in the order in which they signed.</summary>
    public IReadOnlyList<VerifierKey> Keys => [.. signers.Select(signer => signer.Verifier)];

    /// <summary>The receipt of each entry, with its evidence if it has any; the changes of the key are left out.</summary>
    public IReadOnlyList<Receipt> All { get; private set; } = [];

    /// <summary>A receipt of an electronic signature, with its evidence and both changes of the key.</summary>
    public Receipt Signature => All[1];

    /// <summary>Evidence of every kind.</summary>
    public static IReadOnlyList<EvidenceRecord> Evidence { get; } =
    [
        new ElectronicSignature
        {
            Reference = "7QK4-XW2M",
            Person = Person,
            Document = Shown,
            Intent = Intent.Of("I have received a copy of this policy.", "I agree", "Sign this policy"),
            Consent = Consent.Of("You can sign on paper instead. It is free.", Noon, true, "Write to hr@mapleton.example."),
            Attribution = Attributed,
            Context = new BrowserContext { Ip = "192.0.2.17", UserAgent = "Example/1.0", Session = ContentHash.Of("session"u8) },
            Timeline = [new Moment(MomentKind.Fetched, Noon, PossiblyAutomated: true), new Moment(MomentKind.PressedSign, Noon)],
        },
        new PaperSignature { Reference = "9C", Person = Person, Document = Shown, SignedOn = new DateOnly(2027, 2, 28), RecordedBy = "HR", CheckedBy = "The clerk", Scan = ContentHash.Of("scan"u8) },
        new PaperSignature { Reference = "9D", Person = Person with { TypedName = null }, Document = Shown with { ChangesSince = null }, SignedOn = new DateOnly(2028, 2, 29), RecordedBy = "HR\u0007" },
        new Refusal { Reference = "9F", Person = Person, Document = Shown, Reason = RefusalReason.HasQuestions, Words = "Does it cover \"this\"?\nAnd that?", Attribution = Attributed with { Method = AttributionMethod.EmailLink } },
        new Refusal
        {
            Reference = "9G",
            Person = Person,
            Document = Shown,
            Reason = RefusalReason.DoesNotAgree,
            RecordedBy = "HR",
            Timeline = [.. Enum.GetValues<MomentKind>().Select(kind => new Moment(kind, Noon))],
        },
        new Correction { Reference = "9H", Person = Person, Document = Shown, Corrects = 1, Reason = "The name on file was out of date.", CorrectedBy = "Human Resources" },
    ];

    /// <summary>The ledger, kept in a database as the program keeps it.</summary>
    public static async Task<Receipts> MakeAsync()
    {
        var made = new Receipts();
        var folder = Directory.CreateTempSubdirectory("policybuilder-receipts-");
        try
        {
            using var guard = new ForkGuard(Path.Combine(folder.FullName, "last-checkpoint"));
            await using var store = SqliteLogStore.Open(Path.Combine(folder.FullName, "policybuilder.db"), Origin);
            await using var log = await Log.OpenAsync(store, made.signers[0], guard);
            var openings = new List<(long Index, byte[]? Opening)>();
            async Task Append(byte[] entry, byte[]? opening = null) => openings.Add(((await log.AppendAsync(entry)).Index, opening));
            await Append(LedgerEntryWriter.Write(new PolicyPublished(Noon, Text, [new PublishedFile("html", ContentHash.Of("page"u8)), new PublishedFile("social-media.docx", ContentHash.Of("word"u8))])));
            foreach (var evidence in Evidence)
            {
                var opening = Opening.Fresh(EvidenceJson.Write(evidence)).Bytes.ToArray();
                await Append(EntryFor(evidence, opening), opening);
                if (openings.Count == 4)
                    await log.RotateAsync(made.signers[1], Noon.Utc);
            }

            await log.RotateAsync(made.signers[2], Noon.Utc);
            await Append(LedgerEntryWriter.Write(new Disposed(Noon, 1, new Disposal("LGRC 12.04", "City Clerk"))));
            await Append(LedgerEntryWriter.Write(new PolicyWithdrawn(Noon, Text)));
            await Append([]);
            await Append("other\0bytes"u8.ToArray());
            openings.Add((4, null));
            var receipts = new List<Receipt>();
            foreach (var (index, opening) in openings)
                receipts.Add(await Receipt.ReadAsync(store, index, opening));
            made.All = receipts;
            return made;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The entry that commits to an opening.</summary>
    public static byte[] EntryFor(EvidenceRecord evidence, byte[] opening)
    {
        var commitment = ContentHash.Of([.. "policybuilder-commitment/v1"u8, .. opening]);
        return LedgerEntryWriter.Write(evidence switch
        {
            ElectronicSignature => new Acknowledged(Noon, Text, commitment),
            PaperSignature => new AcknowledgedOnPaper(Noon, Text, commitment),
            Refusal => new Declined(Noon, Text, commitment),
            Correction correction => new Corrected(Noon, Text, commitment, correction.Corrects),
            _ => throw new System.Diagnostics.UnreachableException(),
        });
    }

    /// <summary>A change of the key that both keys signed, but under a checkpoint that covers a later entry too.</summary>
    public TlogProof SignLateChange()
    {
        var change = LedgerEntryWriter.Write(new KeyChanged(Noon, Keys[0], Keys[1]));
        var next = MerkleTree.HashLeaf("x"u8);
        return new TlogProof(0, [next], new Checkpoint(Origin, 2, MerkleTree.HashNode(MerkleTree.HashLeaf(change), next)).Sign(signers[0], signers[1]), change);
    }

    /// <summary>The receipt of a ledger with one entry, whatever it says: what a city could sign that means to deceive.</summary>
    public Receipt Sign(byte[] entry, byte[]? opening = null, string origin = Origin)
    {
        var note = new Checkpoint(origin, 1, MerkleTree.HashLeaf(entry)).Sign(signers[0]);
        return new Receipt(new TlogProof(0, [], note), entry) { Opening = opening is null ? (ReadOnlyMemory<byte>?)null : opening };
    }

    /// <summary>The receipt of evidence that is committed to and signed, whatever it says.</summary>
    public Receipt SignEvidence(EvidenceRecord evidence, string json)
    {
        byte[] opening = [.. new byte[Opening.SaltLength], .. Encoding.UTF8.GetBytes(json)];
        return Sign(EntryFor(evidence, opening), opening);
    }

    public void Dispose()
    {
        foreach (var signer in signers)
            signer.Dispose();
    }
}
