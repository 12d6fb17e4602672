using System.Diagnostics;
using System.Globalization;
using System.Text;
using PolicyBuilder.Model;

namespace PolicyBuilder.Acknowledgements.Evidence;

/// <summary>What evidence says, what it proves and what it does not, in plain words for a person who holds a receipt.</summary>
public static class EvidenceStatement
{
    /// <summary>One sentence or fact a line. Characters that a terminal would act on are shown as their numbers.</summary>
    /// <param name="evidence">Evidence that opens the commitment of a proven entry.</param>
    public static IReadOnlyList<string> Of(EvidenceRecord evidence)
    {
        var (person, document) = (evidence.Person, evidence.Document);
        var lines = new List<string>
        {
            $"Reference: {Visible(evidence.Reference)}",
            $"Person: {Visible(person.NameOnFile)}, employee {Visible(person.EmployeeId)}",
            $"Shown: {document.Policy} {document.Version} in the language {Visible(document.Language)}, in force from {IsoDay.Of(document.Effective)}; the bytes shown have the hash {document.Shown}",
        };
        if (document.ChangesSince is { } since)
            lines.Add($"The changes since version {since} were shown too.");
        if (person.TypedName is { } typed)
            lines.Add($"Name typed: {Visible(typed)}{(person.NameDiffers ? " (not the name on file)" : "")}");
        switch (evidence)
        {
            case ElectronicSignature signature:
                lines.Add($"Statement: {Visible(signature.Intent.Statement)}");
                lines.Add($"Box ticked: {Visible(signature.Intent.Box)}; button pressed: {Visible(signature.Intent.Button)}");
                lines.Add($"Consent to electronic records: {signature.Consent.Given}{(signature.Consent.PaperOffered ? "; paper was offered" : "")}");
                Attribute(signature.Attribution, lines);
                break;
            case PaperSignature paper:
                lines.Add($"Signed on paper, dated {IsoDay.Of(paper.SignedOn)}; entered by {Visible(paper.RecordedBy)}, {(paper.CheckedBy is { } checker ? $"checked by {Visible(checker)}" : "checked by no one else")}");
                lines.Add(paper.Scan is { } scan ? $"The scanned page has the hash {scan}." : "There is no scan.");
                break;
            case Refusal refusal:
                lines.Add(refusal.Reason == RefusalReason.HasQuestions ? "The person did not sign, having questions." : "The person did not sign, not agreeing.");
                if (refusal.Words is { } words)
                    lines.Add($"Their words: {Visible(words)}");
                if (refusal.Attribution is { } attribution)
                    Attribute(attribution, lines);
                break;
            case Correction correction:
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"Corrects entry {correction.Corrects}: {Visible(correction.Reason)} Decided by {Visible(correction.CorrectedBy)}."));
                break;
            default:
                throw new UnreachableException();
        }

        foreach (var moment in evidence.Timeline)
            lines.Add($"{moment.Time}: {Words(moment.What)}{(moment.PossiblyAutomated ? " (possibly by a program)" : "")}");
        lines.Add("Proven: this is the evidence that the entry was made for, byte for byte; the city cannot put another in its place.");
        lines.Add($"Not proven: that what it states is true, or that anything was read{(evidence is ElectronicSignature or Refusal { Attribution: not null } ? ", or who it was that opened the link" : "")}. This is not legal advice.");
        return lines;
    }

    /// <summary>Evidence without anything that tells who the person was, or who in the city dealt with them. It opens no commitment.</summary>
    public static EvidenceRecord Redact(EvidenceRecord evidence)
    {
        var person = new PersonOnFile
        {
            EmployeeId = Black,
            NameOnFile = Black,
            AddressOnFile = Blackened(evidence.Person.AddressOnFile),
            Department = Blackened(evidence.Person.Department),
            TypedName = Blackened(evidence.Person.TypedName),
        };
        return evidence switch
        {
            ElectronicSignature signature => signature with { Reference = Black, Person = person, Attribution = Redact(signature.Attribution)!, Context = Redact(signature.Context)! },
            PaperSignature paper => paper with { Reference = Black, Person = person, Scan = null, KeptAt = Blackened(paper.KeptAt), RecordedBy = Black, CheckedBy = Blackened(paper.CheckedBy) },
            Refusal refusal => refusal with
            {
                Reference = Black,
                Person = person,
                Words = Blackened(refusal.Words),
                Attribution = Redact(refusal.Attribution),
                Context = Redact(refusal.Context),
                RecordedBy = Blackened(refusal.RecordedBy),
            },
            Correction correction => correction with { Reference = Black, Person = person, Reason = Black, CorrectedBy = Black },
            _ => throw new UnreachableException(),
        };
    }

    private const string Black = "[redacted]";

    private static string? Blackened(string? text) => text is null ? null : Black;

    private static Attribution? Redact(Attribution? attribution) => attribution is null ? null : attribution with
    {
        Invitation = Black,
        Address = Blackened(attribution.Address),
        MessageId = Blackened(attribution.MessageId),
        SmtpReply = Blackened(attribution.SmtpReply),
        SignIn = attribution.SignIn is { } signIn ? signIn with { Subject = Black } : null,
    };

    private static BrowserContext? Redact(BrowserContext? context) =>
        context is null ? null : new BrowserContext { Ip = Black, UserAgent = Blackened(context.UserAgent) };

    private static void Attribute(Attribution attribution, List<string> lines)
    {
        lines.Add(attribution.Method switch
        {
            AttributionMethod.EmailLink => "Attributed by a link in a mail, which proves no more than that someone could read that mailbox.",
            AttributionMethod.EmailLinkAndSignIn => $"Attributed by a link in a mail, and by the sign-in at {Visible(attribution.SignIn?.Issuer ?? "an organisation")}.",
            _ => throw new UnreachableException(),
        });
        if (attribution.Address is { } address)
            lines.Add($"The link was sent to {Visible(address)} and was good from {attribution.Issued} to {attribution.Expires}.");
    }

    private static string Words(MomentKind what) => what switch
    {
        MomentKind.Queued => "the mail was put in the queue",
        MomentKind.Accepted => "the mail server took the mail",
        MomentKind.Fetched => "the link was fetched",
        MomentKind.Continued => "the first page was left by its button",
        MomentKind.Served => "the document was sent to the browser",
        MomentKind.Consented => "the person agreed to sign electronically",
        MomentKind.PressedSign => "the button that signs was pressed",
        MomentKind.Declined => "the person declined or asked",
        MomentKind.Received => "the city received the paper",
        _ => throw new UnreachableException(),
    };

    private static string Visible(string text)
    {
        var visible = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                visible.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}");
            else
                visible.Append(rune);
        }

        return visible.ToString();
    }
}
