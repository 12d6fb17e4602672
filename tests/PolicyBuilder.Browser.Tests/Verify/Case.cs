using System.Text;
using System.Text.RegularExpressions;
using PolicyBuilder.Acknowledgements.Evidence;
using PolicyBuilder.Ledger;

namespace PolicyBuilder.Browser.Tests.Verify;

/// <summary>A file and a key to check it with.</summary>
/// <param name="Name">What was done to the receipt.</param>
internal sealed record Case(string Name, byte[] File, string Key)
{
    private const string Replacements = "ABCxyz0189+/= \n\0\t\r—é\u2028:{}\"\\,[]nullsha256";

    private static readonly (string Was, string Now)[] Restatements =
    [
        ("\"reference\"", "\"\\u0072eference\""), ("\"reference\"", "\"Reference\""), ("\"reference\": \"", "\"reference\": \"a\", \"reference\": \""),
        ("\"reference\": \"", "\"reference\": \"\\ud800"), ("\"reference\": \"", "\"reference\": \"\\u0000\\u200b"), ("\"reference\": \"", "\"reference\": \"\t"),
        ("\"kind\"", "\"\\u006bind\""), ("{\n  \"kind\"", "\ufeff{\n  \"kind\""), ("{\n  \"kind\"", " \t\r\n{\n  \"kind\""), ("\"kind\": \"refusal\",\n  \"format\": \"policybuilder-evidence/v1\"", "\"format\": \"policybuilder-evidence/v1\",\n  \"kind\": \"refusal\""),
        ("\"policybuilder-evidence/v1\"", "0"), ("\"policybuilder-evidence/v1\"", "null"), ("  \"format\": \"policybuilder-evidence/v1\",\n", ""), ("\"format\"", "\"$id\": \"1\", \"format\""),
        ("\"timeline\": [", "\"timeline\": [ null,"), ("\"timeline\": [", "\"timeline\": [],\n \"timeline\": ["), ("\"timeline\":", "\"timeline\": null, \"t\":"),
        ("\"language\": \"en\"", "\"language\": \"en\", \"__proto__\": 1"), ("\"language\": \"en\"", "\"language\": null"), ("\"language\": \"en\"", "\"language\": 5"), ("\"language\": \"en\"", "\"language\": \"\""),
        ("2027-01-01", "2027-02-29"), ("2027-01-01", "0000-01-01"), ("2027-01-01", "2027-1-01"), ("2027-01-01", "2027-01-0\\u0031"), ("12:00:00.000Z", "24:00:00.000Z"),
        ("mapleton/social-media", "mapleton/other"), ("mapleton/social-media", "mapleton"), ("\"1.2.0\"", "\"1.2.1\""), ("\"1.2.0\"", "\"1.02.0\""), ("\"1.2.0\"", "5"),
        ("\"name_differs\": true", "\"name_differs\": null"), ("\"name_differs\": true", "\"name_differs\": 1"), (",\n    \"name_differs\": true", ""), ("\"address_on_file\"", "\"address\""),
        ("sha256:", "SHA256:"), ("I agree", "I do not"), ("It is free", "It is not free"), ("\"paper_offered\": true", "\"paper_offered\": false"), ("\"sign_in\": {", "\"sign_in\": null, \"x\": {"),
        ("\"corrects\": 1", "\"corrects\": 2"), ("\"corrects\": 1", "\"corrects\": 1.0"), ("\"corrects\": 1", "\"corrects\": 1e0"), ("\"corrects\": 1", "\"corrects\": \"1\""), ("\"corrects\": 1", "\"corrects\": -0"),
        ("\"corrects\": 1", "\"corrects\": 9223372036854775808"), ("\"corrects\": 1", "\"corrects\": 9007199254740993"), ("\"email-link\"", "\"0\""), ("\"email-link\"", "\" email-link\""), ("\"fetched\"", "2"), ("\"fetched\"", "\"Fetched\""),
        ("\n}", "\n} x"), ("\n}", ",\n}"), ("\n}", "\n}\n/* note */"), ("\n}", ""), ("\n}", "\n}\0"),
    ];

    private static readonly (string Was, string Now)[] OtherEntries =
    [
        ("mapleton/social-media", "mapleton/con"), ("mapleton/social-media", "lpt1/social-media"), ("mapleton/social-media", "mapleton/social--media"), ("mapleton/social-media", "Mapleton/social-media"),
        ("version: 1.2.0", "version: 1.2.1000000"), ("version: 1.2.0", "version: 01.2.0"), ("version: 1.2.0", "version: 1.2.1\0"), ("sha256:", "sha256:A"), ("acknowledged\n", "declined\n"),
        ("refers-to: 1", "refers-to: 01"), ("refers-to: 1", "refers-to: 9223372036854775808"), ("refers-to: 1", "refers-to: 9223372036854775807"), ("artifact: html", "artifact: zebra"),
        ("artifact: html", "artifact: html "), ("LGRC 12.04", "LGRC  12.04"), ("LGRC 12.04", "LGRC\u00a012.04"), ("LGRC 12.04", "LGRC\u202e12.04"), ("LGRC 12.04", "LGRC 12.04 "), ("LGRC 12.04", "LGRC\uFFFD"),
        ("LGRC 12.04", "条例"), ("City Clerk", "City Clerk 2"), ("City Clerk", "clerk@mapleton.example"), ("City Clerk", "City Clerk ٣"), ("City Clerk", ""), ("City Clerk\n", "City Clerk"), ("City Clerk\n", "City Clerk\nnote: x\n"),
        ("City Clerk", "\uE000"), ("City Clerk", "Secretaría"), ("policybuilder-entry/v1", "\uFEFFpolicybuilder-entry/v1"), ("\n", "\r\n"), ("12:00:00.000Z", "12:00:60.000Z"), ("2026-11-22", "2026-02-30"),
    ];

    /// <summary>Receipts as they are, as they are damaged, and as someone who can sign would forge them.</summary>
    /// <param name="receipts">The receipts.</param>
    /// <param name="seed">Where the random ones begin.</param>
    public static IEnumerable<Case> All(Receipts receipts, int seed)
    {
        var (first, later, last) = (receipts.Keys[0], receipts.Keys[1], receipts.Keys[2]);
        var whole = receipts.Signature.ToString();
        Case With(string name, string file, object? key = null) => new(name, Encoding.UTF8.GetBytes(file), (key ?? first).ToString()!);

        for (var i = 0; i < receipts.All.Count; i++)
        {
            yield return With($"entry {i}", receipts.All[i].ToString());
            yield return With($"entry {i} with the last key", receipts.All[i].ToString(), last);
            yield return With($"entry {i} without evidence", (receipts.All[i] with { Opening = null }).ToString(), later);
            yield return With($"entry {i} with another one's evidence", (receipts.All[i] with { Opening = receipts.All[(i + 1) % 7].Opening }).ToString());
        }

        // The text as it travels.
        yield return With("carriage returns", whole.ReplaceLineEndings("\r\n"));
        yield return With("old line ends", whole.ReplaceLineEndings("\r"));
        yield return With("a mark before UTF-8", "\ufeff" + whole);
        yield return With("two marks before UTF-8", "\ufeff\ufeff" + whole);
        yield return new Case("UTF-16", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(whole)], first.ToString());
        yield return new Case("UTF-16, big-endian", [.. Encoding.BigEndianUnicode.GetPreamble(), .. Encoding.BigEndianUnicode.GetBytes(whole)], first.ToString());
        yield return new Case("Windows-1252", Encoding.Latin1.GetBytes(whole), first.ToString());
        yield return With("quoted", whole.Replace("\n", "\n> ", StringComparison.Ordinal));
        yield return With("a line more", whole + "\n");
        yield return With("a text before", "Your receipt:\n" + whole);
        yield return With("nothing", "");
        yield return With("one line", "c2sp.org/tlog-proof@v1");
        yield return With("a page", "<!DOCTYPE html>\n\n<title>Receipt</title>\n");
        yield return new Case("binary", [.. Enumerable.Range(0, 3000).Select(i => (byte)(i * 151 % 257))], first.ToString());
        yield return new Case("a mark and nothing", [0xff, 0xfe], first.ToString());
        yield return new Case("far too long", new byte[(4 * 1024 * 1024) + 1], first.ToString());
        yield return With("long and empty", new string('\n', 4 * 1024 * 1024));
        yield return With("a very long note", whole + string.Concat(Enumerable.Repeat("— a AAAAAAA=\n", 90_000)));
        for (var i = 1; i < 20; i++)
            yield return With($"cut at {i}/20", whole[..(whole.Length * i / 20)]);

        // Keys.
        using var stranger = SignerKey.Generate(Receipts.Origin);
        using var elsewhere = SignerKey.Generate("elmford.example/policies");
        yield return With("a stranger's key", whole, stranger.Verifier);
        yield return With("another ledger's key", whole, elsewhere.Verifier);
        yield return With("two keys", whole, $"{stranger.Verifier}\n{last}");
        yield return With("the key as a witness's", whole, VerifierKey.FromEd25519(Receipts.Origin, SignatureType.Cosignature, first.PublicKey.Span));
        foreach (var (name, text) in ((string, string)[])[("", first.ToString()[1..]), ("no name", "+" + first.ToString().Split('+', 2)[1]), ("a blank", "a b+00000000+AAAA"), ("no base64", "a+00000000+AA"), ("short", "a+00000000+AQ=="),
            ("another type", "a+00000000+AgAA"), ("another id", $"{Receipts.Origin}+00000000+{first.ToString().Split('+', 3)[2]}"), ("upper case", $"{Receipts.Origin}+ABCDEF01+{first.ToString().Split('+', 3)[2]}")])
            yield return With($"a key with {name}", whole, text);
        yield return With("a key among blanks", whole, $"  {first}\t");

        // Signature lines.
        var note = receipts.Signature.Proof.Checkpoint.ToString();
        var line = note.Split('\n')[^2];
        yield return With("a second signature of the same key", whole + line + "\n");
        yield return With("an unknown signature", whole + elsewhere.Sign("x\n"u8));
        yield return With("an unknown signature first", whole.Replace(line, elsewhere.Sign("x\n"u8) + line, StringComparison.Ordinal));
        yield return With("an unknown signature of a known name", whole + stranger.Sign("x\n"u8));
        yield return With("no signature", whole.Replace(line + "\n", "", StringComparison.Ordinal));
        yield return With("a signature of another text", whole.Replace(line, receipts.Sign("x"u8.ToArray()).Proof.Checkpoint.ToString().Split('\n')[^2], StringComparison.Ordinal));
        yield return With("100 signatures", whole + string.Concat(Enumerable.Repeat("— a AAAAAAA=\n", 99)));
        yield return With("101 signatures", whole + string.Concat(Enumerable.Repeat("— a AAAAAAA=\n", 100)));
        yield return With("a short signature", whole.Replace(line, line.Split(' ')[0] + " " + Receipts.Origin + " " + Convert.ToBase64String(Convert.FromBase64String(line.Split(' ')[2])[..40]), StringComparison.Ordinal));

        // Changes of the key.
        var changes = receipts.Signature.KeyChanges;
        yield return With("no change of the key", (receipts.Signature with { KeyChanges = [] }).ToString());
        yield return With("no change of the key, the last key", (receipts.Signature with { KeyChanges = [] }).ToString(), last);
        yield return With("one change of the key", (receipts.Signature with { KeyChanges = [changes[1]] }).ToString());
        yield return With("changes in the wrong order", (receipts.Signature with { KeyChanges = [changes[1], changes[0]] }).ToString());
        yield return With("a change twice", (receipts.Signature with { KeyChanges = [changes[0], changes[0]] }).ToString());
        yield return With("a change that is none", (receipts.Signature with { KeyChanges = [changes[0] with { Extra = receipts.Signature.Entry }] }).ToString());
        yield return With("a change without its entry", (receipts.Signature with { KeyChanges = [changes[0] with { Extra = null }] }).ToString());
        yield return With("a change under a later checkpoint", (receipts.Signature with { KeyChanges = [changes[0] with { Checkpoint = receipts.Signature.Proof.Checkpoint }] }).ToString());
        yield return With("a change at another place", (receipts.Signature with { KeyChanges = [changes[0] with { Index = 3 }] }).ToString());
        var halfSigned = changes[0].Checkpoint.ToString().Split('\n');
        foreach (var left in (int[])[halfSigned.Length - 2, halfSigned.Length - 3])
            yield return With($"a change without signature {left}", WithField(whole, "key-change", _ => changes[0].ToString().Replace(halfSigned[left] + "\n", "", StringComparison.Ordinal)));

        // One character of each line, on each level.
        foreach (var flipped in Flipped(whole))
            yield return With($"flipped: {flipped.Name}", flipped.Text);
        foreach (var field in (string[])["entry", "opening", "key-change"])
        {
            foreach (var flipped in Flipped(FieldOf(whole, field)))
                yield return With($"flipped in the {field}: {flipped.Name}", WithField(whole, field, _ => flipped.Text));
        }

        foreach (var flipped in Flipped(ExtraOf(whole)))
            yield return With($"flipped in the extra line: {flipped.Name}", WithExtra(whole, _ => flipped.Text));

        // What only someone with the key can forge.
        foreach (var evidence in Receipts.Evidence)
        {
            var json = Encoding.UTF8.GetString(EvidenceJson.Write(evidence));
            foreach (var (was, now) in Restatements.Where(restatement => json.Contains(restatement.Was, StringComparison.Ordinal)))
                yield return With($"{evidence}: {was} → {now}", receipts.SignEvidence(evidence, Once(json, was, now)).ToString());
            foreach (var other in Receipts.Evidence)
                yield return With($"{evidence} under the entry of {other}", receipts.SignEvidence(other, json).ToString());
        }

        var signature = Receipts.Evidence[0];
        var long10 = Encoding.UTF8.GetString(EvidenceJson.Write(signature));
        foreach (var text in (string[])["null", "[]", "5", "\"kind\"", "{}", "{\"kind\":\"refusal\"}", "{\"kind\":null}", "", Once(long10, "7QK4-XW2M", new string('x', 1_000_000)), Once(long10, "7QK4-XW2M", new string('x', 1_100_000)), Once(long10, "7QK4-XW2M", string.Concat(Enumerable.Repeat("\\n", 500_000)))])
            yield return With($"evidence that is {(text.Length > 30 ? $"{text.Length} bytes" : text)}", receipts.SignEvidence(signature, text).ToString());
        yield return With("evidence that is no UTF-8", receipts.Sign(receipts.Signature.Entry.ToArray(), [.. receipts.Signature.Opening!.Value.ToArray(), 0xff]).ToString());
        yield return With("an opening without evidence", receipts.Sign(receipts.Signature.Entry.ToArray(), new byte[32]).ToString());
        yield return With("an empty opening", receipts.Sign(receipts.Signature.Entry.ToArray(), []).ToString());

        foreach (var (was, now) in OtherEntries)
        {
            foreach (var entry in receipts.All.Select(receipt => Encoding.UTF8.GetString(receipt.Entry.Span)).Where(entry => entry.Contains(was, StringComparison.Ordinal)))
                yield return With($"signed entry: {was} → {now}", receipts.Sign(Encoding.UTF8.GetBytes(Once(entry, was, now))).ToString());
        }

        yield return With("a longer entry than there can be", receipts.Sign(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(receipts.All[0].Entry.Span) + new string('x', 70_000))).ToString());
        yield return With("another ledger's name under this one's key", receipts.Sign("x"u8.ToArray(), origin: "elmford.example/policies").ToString());
        yield return With("a change under a checkpoint that both keys signed later", (receipts.Sign("x"u8.ToArray()) with { KeyChanges = [receipts.SignLateChange()] }).ToString());
        foreach (var index in (string[])["9223372036854775807", "9223372036854775808", "1\0", "+1", "1 ", "01", "2", ""])
            yield return With($"index '{index}'", whole.Replace("\nindex 1\n", $"\nindex {index}\n", StringComparison.Ordinal));

        var random = new Random(seed);
        for (var i = 0; i < 60; i++)
        {
            var about = receipts.All[random.Next(receipts.All.Count)];
            var text = about.ToString();
            yield return With($"random file {i}", Damaged(text, random), receipts.Keys[random.Next(3)]);
            yield return With($"random extra line {i}", WithExtra(text, extra => Damaged(extra, random)));
            var field = random.Next(2) == 0 ? "entry" : "key-change";
            yield return With($"random {field} {i}", WithField(text, field, inner => Damaged(inner, random)));
            yield return With($"random signed entry {i}", receipts.Sign(Encoding.UTF8.GetBytes(Damaged(Encoding.UTF8.GetString(about.Entry.Span), random))).ToString());
            var evidence = Receipts.Evidence[random.Next(Receipts.Evidence.Count)];
            yield return With($"random signed evidence {i}", receipts.SignEvidence(evidence, Damaged(Encoding.UTF8.GetString(EvidenceJson.Write(evidence)), random)).ToString());
        }
    }

    private static string Once(string text, string was, string now) => new Regex(Regex.Escape(was)).Replace(text, now.Replace("$", "$$", StringComparison.Ordinal), 1);

    /// <summary>The text with one character altered, for each of its lines.</summary>
    private static IEnumerable<(string Name, string Text)> Flipped(string text)
    {
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length - 1; i++)
        {
            var changed = (string[])lines.Clone();
            var at = lines[i].Length / 2;
            changed[i] = lines[i].Length == 0 ? "A" : lines[i][..at] + (lines[i][at] == 'Q' ? 'R' : 'Q') + lines[i][(at + 1)..];
            yield return ($"line {i + 1}", string.Join('\n', changed));
        }
    }

    /// <summary>The text with a character or line replaced, left out, put in or doubled.</summary>
    private static string Damaged(string text, Random random)
    {
        if (text.Length == 0)
            return text;
        var at = random.Next(text.Length);
        var character = Replacements[random.Next(Replacements.Length)];
        var lines = text.Split('\n').ToList();
        var line = random.Next(lines.Count);
        switch (random.Next(7))
        {
            case 0:
                return text[..at] + character + text[(at + 1)..];
            case 1:
                return text.Remove(at, 1);
            case 2:
                return text.Insert(at, character.ToString());
            case 3:
                return text[..at];
            case 4:
                lines.RemoveAt(line);
                break;
            case 5:
                lines.Insert(line, lines[random.Next(lines.Count)]);
                break;
            default:
                return text.Insert(text.Length, character.ToString());
        }

        return string.Join('\n', lines);
    }

    private static string ExtraOf(string file) => Encoding.UTF8.GetString(Convert.FromBase64String(file.Split('\n')[1]["extra ".Length..]));

    private static string WithExtra(string file, Func<string, string> change)
    {
        var lines = file.Split('\n');
        lines[1] = "extra " + Convert.ToBase64String(Encoding.UTF8.GetBytes(change(ExtraOf(file))));
        return string.Join('\n', lines);
    }

    private static string FieldOf(string file, string name) =>
        Encoding.UTF8.GetString(Convert.FromBase64String(ExtraOf(file).Split('\n').First(line => line.StartsWith(name + " ", StringComparison.Ordinal))[(name.Length + 1)..]));

    private static string WithField(string file, string name, Func<string, string> change) => WithExtra(file, extra =>
    {
        var lines = extra.Split('\n');
        var at = Array.FindIndex(lines, line => line.StartsWith(name + " ", StringComparison.Ordinal));
        lines[at] = $"{name} {Convert.ToBase64String(Encoding.UTF8.GetBytes(change(FieldOf(file, name))))}";
        return string.Join('\n', lines);
    });
}
