using System.Diagnostics;
using System.Globalization;
using System.Text;
using PolicyBuilder.Ledger;

namespace PolicyBuilder.Acknowledgements.Entries;

/// <summary>Writes an entry in its one form: UTF-8, a line for each fact in a fixed order, each ended by a newline.</summary>
public static class LedgerEntryWriter
{
    internal const string FirstLine = "policybuilder-entry/v1";

    /// <summary>The bytes that the ledger hashes.</summary>
    /// <exception cref="ArgumentException">There are more than 65,535 of them.</exception>
    public static byte[] Write(LedgerEntry entry)
    {
        var text = new StringBuilder(FirstLine).Append('\n');
        Line(text, "type", TypeOf(entry));
        Line(text, "time", entry.Time);
        switch (entry)
        {
            case PolicyPublished published:
                Append(text, published.Text);
                foreach (var file in published.Files)
                    Line(text, "artifact", $"{file.Name} {file.Hash}");
                break;
            case PolicyWithdrawn withdrawn:
                Append(text, withdrawn.Text);
                break;
            case PersonEntry person:
                Append(text, person.Text);
                Line(text, "commitment", person.Commitment);
                if (person is Corrected corrected)
                    Line(text, "refers-to", corrected.RefersTo);
                break;
            case Disposed disposed:
                Line(text, "refers-to", disposed.RefersTo);
                Line(text, "schedule", disposed.Disposal.ScheduleItem);
                Line(text, "approver", disposed.Disposal.Approver);
                break;
            case KeyChanged changed:
                Line(text, "old-key", changed.OldKey);
                Line(text, "new-key", changed.NewKey);
                break;
            default:
                throw new UnreachableException();
        }

        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        return bytes.Length <= EntryBundle.LongestEntry
            ? bytes
            : throw new ArgumentException($"An entry has at most {EntryBundle.LongestEntry} bytes, not {bytes.Length}.", nameof(entry));
    }

    /// <summary>The word that an entry's second line has for what it is, such as <c>acknowledged-on-paper</c>.</summary>
    public static string TypeOf(LedgerEntry entry) => entry switch
    {
        PolicyPublished => "policy-published",
        PolicyWithdrawn => "policy-withdrawn",
        Acknowledged => "acknowledged",
        AcknowledgedOnPaper => "acknowledged-on-paper",
        Declined => "declined",
        Corrected => "corrected",
        Disposed => "disposed",
        KeyChanged => "key-changed",
        _ => throw new UnreachableException(),
    };

    private static void Append(StringBuilder text, PublishedText published)
    {
        Line(text, "policy", published.Policy);
        Line(text, "version", published.Version);
        Line(text, "document", published.Document);
    }

    private static void Line<T>(StringBuilder text, string name, T value) =>
        text.Append(CultureInfo.InvariantCulture, $"{name}: {value}\n");
}
