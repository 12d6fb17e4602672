using System.Globalization;

namespace PolicyBuilder.Model.Diagnostics;

public static partial class Problems
{
    public static Diagnostic NoLedger(string place) =>
        Error("PB6001", new SourceLocation(place), "there is no ledger here", "'policybuilder ledger init <name>' makes one; --ledger names another place");

    public static Diagnostic SeveralLogs(string place, IReadOnlyCollection<string> names) =>
        Error("PB6002", new SourceLocation(place), "this database holds several ledgers, and one is needed", $"name one with --log: {Listed(names)}");

    public static Diagnostic NoSuchLog(string place, string name, IReadOnlyCollection<string> names) =>
        Error("PB6003", new SourceLocation(place), $"there is no ledger called '{name}' here", DidYouMean(name, names, $"there are: {Listed(names)}"));

    public static Diagnostic NoSigningKey(string path, string ledger) =>
        Error("PB6004", new SourceLocation(path), $"the signing key of {ledger} is not on this computer",
            "put the copy you kept there, or name its folder with --keys; a lost key: 'policybuilder explain PB6004'");

    public static Diagnostic UnusableSigningKey(string path, string reason) =>
        Error("PB6005", new SourceLocation(path), $"the signing key cannot be used: {reason}", "put back the copy of the key that you kept, readable by you alone (chmod 600)");

    public static Diagnostic LedgerWillNotSign(string place, string reason) =>
        Error("PB6006", new SourceLocation(place), reason, null);

    public static Diagnostic LedgerBroken(string place, string found) =>
        Error("PB6007", new SourceLocation(place), $"the ledger is not as it was signed: {found}",
            "keep this copy as it is for whoever investigates, and compare it with your backups and with receipts");

    public static Diagnostic UnreadableReceipt(string file, string reason) =>
        Error("PB6008", new SourceLocation(file), $"this is no receipt: {reason}", "a receipt is the .tlog-proof file that came with the confirmation, unaltered");

    public static Diagnostic ReceiptDoesNotHold(string file, string reason) =>
        Error("PB6009", new SourceLocation(file), $"the receipt proves nothing: {reason}", "check that the key is that of this ledger, and that the file is as it was sent");

    public static Diagnostic NoSuchEntry(string place, long index, long size) =>
        Error("PB6010", new SourceLocation(place), $"there is no entry {index.ToString(CultureInfo.InvariantCulture)}",
            size == 0 ? "the ledger has no entries yet" : $"the entries are numbered 0 to {(size - 1).ToString(CultureInfo.InvariantCulture)}; 'policybuilder ledger log' lists them");

    /// <summary>What was typed is not repeated: it may be the private key.</summary>
    public static Diagnostic NotAVerifierKey(string? file, string reason) =>
        Error("PB6011", new SourceLocation("--key"), $"{(file is null ? "this" : $"'{file}'")} is not a public key: {reason}", "write it as 'policybuilder ledger init' printed it: name+id+key");

    public static Diagnostic PublishedFileDiffers(string place, string found) =>
        Error("PB6012", new SourceLocation(place), $"a published file is not what its entry says: {found}", "keep this copy as it is, and compare it with your backups");

    public static Diagnostic OtherLedgerForked(string file, string reason) =>
        Error("PB6013", new SourceLocation(file), $"not cosigned, because this ledger has two histories: {reason}",
            "keep this checkpoint and the one cosigned before: together they prove it; ask the other city what happened");

    public static Diagnostic StaleCheckpoint(string file, long size, long last) =>
        Error("PB6014", new SourceLocation(file), $"not cosigned: the checkpoint has {Count(size, "entry", "entries")}, and one of {Number(last)} was cosigned before",
            "ask for the newest checkpoint; if the other ledger really became shorter, it forked");

    public static Diagnostic NotCosigned(string file, string reason) =>
        Error("PB6015", new SourceLocation(file), $"not cosigned: {reason}", "the other city exports its ledger with 'policybuilder ledger export', which has all that is needed");

    public static Diagnostic LedgerExists(string place, string name) =>
        Error("PB6016", new SourceLocation(place), $"the ledger {name} is here already", "a ledger is made once; 'policybuilder ledger log' shows what it says");

    public static Diagnostic BadLedgerName(string name, string reason) =>
        Error("PB6017", new SourceLocation(name), $"a ledger cannot have this name: {reason}", "by convention a web address of the city without https://, such as mapleton.example/policies");

    public static Diagnostic ExportFolderNotEmpty(string folder) =>
        Error("PB6018", new SourceLocation(folder), "the folder to export to is not empty", "name a new folder; an export is never mixed with other files");

    public static Diagnostic KeyNeeded(string place, string ledger) =>
        Error("PB6019", new SourceLocation(place), $"there is no public key to check {ledger} with", "name it with --key name+id+key, from a place that whoever keeps the ledger cannot change");

    public static Diagnostic EvidenceDoesNotFit(string place, string found) =>
        Error("PB6022", new SourceLocation(place), $"the evidence does not fit its entry: {found}", "keep this copy as it is, and compare it with your backups and with the person's receipt");

    public static Diagnostic NoEvidence(string place, long index) =>
        Error("PB6023", new SourceLocation(place), $"there is no evidence for entry {index.ToString(CultureInfo.InvariantCulture)} that can be opened here",
            "it is not about a person, was disposed of, or its key is not on this computer; without --with-evidence the receipt proves the entry all the same");

    public static Diagnostic NoDisclosureKey(string place) =>
        Error("PB6024", new SourceLocation(place), "the disclosure key is not on this computer, so no evidence can be read",
            "put back the copy you kept, or name its folder with --keys; it is made with the first record about a person");

    public static Diagnostic ClockWentBack(string place, string now, string last) =>
        Advice("PB6021", new SourceLocation(place), $"this computer's clock says {now}, but the last entry of the ledger states {last}",
            "set the clock; the new entry states the clock's time, and what the ledger proves is the order, not the time");

    public static Diagnostic PublishedFileMissing(string file) =>
        Error("PB6020", new SourceLocation(file), "the version is published, but this file of it is missing or was changed, so the ledger cannot keep it",
            "put the file back, or run 'policybuilder build' to write it again; then publish again");
}
