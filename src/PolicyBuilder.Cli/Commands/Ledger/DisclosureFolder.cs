using System.Globalization;
using System.Text;
using PolicyBuilder.Acknowledgements.Evidence;
using PolicyBuilder.Ledger;

namespace PolicyBuilder.Cli.Commands.Ledger;

/// <summary>
/// The evidence in an export, for a public-records request: for each entry <c>17.json</c>, the evidence byte for byte, and
/// <c>17.tlog-proof</c>, a receipt that holds it and proves it alone; <c>people.csv</c> lists them. Only its owner can open the folder.
/// </summary>
internal static class DisclosureFolder
{
    /// <summary>Writes the disclosures of the entries chosen.</summary>
    /// <returns>How many there are. Evidence that was disposed of, or cannot be opened here, is left out.</returns>
    public static async Task<long> WriteAsync(OpenLedger ledger, string folder, EntryIndex.Choice choice)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var changes = await KeyChain.ProveAsync(ledger.Store);
        await using var people = new StreamWriter(Path.Combine(folder, "people.csv"), append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        await people.WriteAsync("entry,reference,employee,name on file,name typed,policy,version\r\n");
        var written = 0L;
        await foreach (var disclosure in Disclosure.ReadAsync(ledger.Store, new DisclosureKeys(ledger.Keys.Disclosures)))
        {
            var entry = (await ledger.Store.ReadEntryAsync(disclosure.Index))!;
            if (!choice.Includes(EntryWords.Of(entry)))
                continue;
            var name = disclosure.Index.ToString(CultureInfo.InvariantCulture);
            await File.WriteAllBytesAsync(Path.Combine(folder, name + ".json"), disclosure.Opening.Evidence.ToArray());
            var receipt = new Receipt(await ledger.Store.ReadReceiptAsync(disclosure.Index), entry) { Opening = disclosure.Opening.Bytes, KeyChanges = changes };
            await File.WriteAllTextAsync(Path.Combine(folder, name + ".tlog-proof"), receipt.ToString());
            var (evidence, person) = (disclosure.Evidence, disclosure.Evidence.Person);
            string[] cells = [name, evidence.Reference, person.EmployeeId, person.NameOnFile, person.TypedName ?? "", disclosure.Entry.Text.Policy.ToString(), disclosure.Entry.Text.Version.ToString()];
            await people.WriteAsync(string.Join(',', cells.Select(EntryIndex.CsvCell)) + "\r\n");
            written++;
        }
        return written;
    }
}
