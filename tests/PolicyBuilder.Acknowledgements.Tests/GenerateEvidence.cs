using CsCheck;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Acknowledgements.Evidence;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Configuration;

namespace PolicyBuilder.Acknowledgements.Tests;

/// <summary>Arbitrary evidence of every kind, and a plain example.</summary>
internal static class GenerateEvidence
{
    private static readonly EntryTime Noon = EntryTime.Of(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.OneOf("José Ñandú", "山田 太郎", "O'Neill \"Pat\" <b>&amp;", "", " ", "a\nb\tc\\", "\u202Eright to left", "😀", "\0", "\uFFFF"),
        Gen.Char.Array[0, 20].Select(characters => new string(characters)).Where(IsUnicode));

    private static readonly Gen<string?> Maybe = Gen.OneOf(Text.Select(text => (string?)text), Gen.Const((string?)null));

    private static readonly Gen<EntryTime> Time = GenerateEntries.Time;

    private static readonly Gen<DateOnly> Day = Gen.Int[0, DateOnly.MaxValue.DayNumber].Select(DateOnly.FromDayNumber);

    private static readonly Gen<PersonOnFile> Person = Gen.Select(Text, Text, Maybe, Maybe, Maybe, (id, name, address, department, typed) =>
    {
        var person = new PersonOnFile { EmployeeId = id, NameOnFile = name, AddressOnFile = address, Department = department };
        return typed is null ? person : person.Typed(typed);
    });

    private static readonly Gen<ShownDocument> Document = Gen.Select(GenerateEntries.Policy, GenerateEntries.Version, Day, GenerateEntries.Hash, Gen.Bool, (policy, version, day, hash, changes) =>
        new ShownDocument { Policy = policy, Version = version, Language = "es", Effective = day, Shown = hash, ChangesSince = changes ? version : null });

    private static readonly Gen<Sequence<Moment>> Timeline =
        Gen.Select(Gen.Enum<MomentKind>(), Time, Gen.Bool, (kind, time, automated) => new Moment(kind, time, automated)).Array[0, 9].Select(moments => moments.ToSequence());

    private static readonly Gen<Attribution> Attribution = Gen.Select(Text, Maybe, Time, Gen.Enum<AttributionMethod>(), Gen.Bool, (text, maybe, time, method, signedIn) => new Attribution
    {
        Method = method,
        Invitation = text,
        Address = maybe,
        MessageId = maybe,
        SmtpReply = maybe,
        Issued = time,
        Expires = time,
        SignIn = signedIn ? new SignIn("https://login.mapleton.example", text) : null,
    });

    private static readonly Gen<BrowserContext> Context = Gen.Select(Text, Maybe, GenerateEntries.Hash, (ip, agent, session) => new BrowserContext { Ip = ip, UserAgent = agent, Session = session });

    internal static readonly Gen<EvidenceRecord> Record = Gen.OneOf(
        Gen.Select(Person, Document, Timeline, Attribution, Context, Text, Time).Select(EvidenceRecord (person, document, timeline, attribution, context, text, time) => new ElectronicSignature
        {
            Reference = text,
            Person = person,
            Document = document,
            Timeline = timeline,
            Attribution = attribution,
            Context = context,
            Intent = Intent.Of(text, "I agree", text),
            Consent = Consent.Of(text, time, true, text),
        }),
        Gen.Select(Person, Document, Timeline, Day, Maybe, Text, GenerateEntries.Hash).Select(EvidenceRecord (person, document, timeline, day, maybe, text, hash) => new PaperSignature
        {
            Reference = text,
            Person = person,
            Document = document,
            Timeline = timeline,
            SignedOn = day,
            Scan = maybe is null ? null : hash,
            KeptAt = maybe,
            RecordedBy = text,
            CheckedBy = maybe,
        }),
        Gen.Select(Person, Document, Timeline, Gen.Enum<RefusalReason>(), Maybe, Attribution, Context).Select(EvidenceRecord (person, document, timeline, reason, maybe, attribution, context) => new Refusal
        {
            Reference = "r",
            Person = person,
            Document = document,
            Timeline = timeline,
            Reason = reason,
            Words = maybe,
            Attribution = maybe is null ? attribution : null,
            Context = maybe is null ? context : null,
            RecordedBy = maybe,
        }),
        Gen.Select(Person, Document, Timeline, GenerateEntries.Index, Text).Select(EvidenceRecord (person, document, timeline, index, text) => new Correction
        {
            Reference = text,
            Person = person,
            Document = document,
            Timeline = timeline,
            Corrects = index,
            Reason = text,
            CorrectedBy = text,
        }));

    internal static PublishedText Published { get; } = new(new PolicyName("mapleton", "social-media"), new PolicyVersion(1, 2, 0), ContentHash.Of("the text"u8));

    /// <summary>What a plain signature of a fictional employee would say.</summary>
    internal static ElectronicSignature Signature(string id = "E-1001", string name = "Ana Rivera", string? address = null) => new()
    {
        Reference = "7QK4-XW2M",
        Person = new PersonOnFile { EmployeeId = id, NameOnFile = name, AddressOnFile = address ?? "ana.rivera@mapleton.example", Department = "Parks" }.Typed(name),
        Document = Shown,
        Intent = Intent.Of("I have received a copy of this policy.", "I agree", "Sign this policy"),
        Consent = Consent.Of("You can sign on paper instead. It is free.", Noon, true, "Write to hr@mapleton.example."),
        Attribution = new Attribution { Method = AttributionMethod.EmailLink, Invitation = "5f0c", Address = address ?? "ana.rivera@mapleton.example", Issued = Noon, Expires = Noon },
        Context = new BrowserContext { Ip = "192.0.2.17", UserAgent = "Example/1.0" },
        Timeline = [new Moment(MomentKind.Fetched, Noon, PossiblyAutomated: true), new Moment(MomentKind.PressedSign, Noon)],
    };

    internal static ShownDocument Shown { get; } = new()
    {
        Policy = Published.Policy,
        Version = Published.Version,
        Language = "en",
        Effective = new DateOnly(2027, 1, 1),
        Shown = ContentHash.Of("the page"u8),
    };

    internal static Correction Correction(long corrects, string id = "E-1001", string name = "Ana Rivera-Soto") => new()
    {
        Reference = "9B",
        Person = new PersonOnFile { EmployeeId = id, NameOnFile = name },
        Document = Shown,
        Corrects = corrects,
        Reason = "The name on file was out of date.",
        CorrectedBy = "Human Resources",
    };

    private static bool IsUnicode(string text) => !text.EnumerateRunes().Any(rune => rune == System.Text.Rune.ReplacementChar);
}
