using System.Diagnostics.CodeAnalysis;
using PolicyBuilder.Ledger;
using PolicyBuilder.Ledger.Sqlite;
using PolicyBuilder.Testing;
using Xunit;

namespace PolicyBuilder.Tests.Ledger;

public class LedgerCommandTests
{
    [Fact]
    public void Init_prints_the_public_key_and_a_fingerprint_and_keeps_the_private_one_outside_the_workspace()
    {
        using var bench = new LedgerBench();
        var made = bench.Run("ledger", "init", LedgerBench.Name);
        Assert.Equal(0, made.Exit);
        var lines = made.Output.TrimEnd('\n').Split('\n');
        Assert.True(VerifierKey.TryParse(lines[0], out var key, out _));
        Assert.Equal((LedgerBench.Name, $"fingerprint {key.Fingerprint}"), (key.Name, lines[1]));
        Assert.Contains("keys/new-harbor.example%2Fpolicies/key.pem", made.Error, StringComparison.Ordinal);
        Assert.StartsWith("-----BEGIN PRIVATE KEY-----\n", File.ReadAllText(bench.KeyFile), StringComparison.Ordinal);
        Assert.Equal("*\n", bench.Read("ledger/.gitignore"));
        Assert.DoesNotContain("PRIVATE", made.Output + made.Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    [SuppressMessage("Interoperability", "CA1416", Justification = "Skipped on Windows.")]
    public void Key_guard_and_database_are_the_owners_alone()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no file modes");
        using var bench = LedgerBench.WithEntry();
        foreach (var file in (string[])[bench.KeyFile, bench.GuardFile, bench.Database])
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(bench.KeyFile)!));
    }

    [SkippableFact]
    [SuppressMessage("Interoperability", "CA1416", Justification = "Skipped on Windows.")]
    public void A_key_that_others_can_read_signs_nothing()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no file modes");
        using var bench = LedgerBench.WithLedger();
        File.SetUnixFileMode(bench.KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Assert.Contains("error PB6005", bench.Run("publish", LedgerBench.Policy).Error, StringComparison.Ordinal);
        Assert.False(File.Exists(bench.City[LedgerBench.Frozen]));
        File.SetUnixFileMode(bench.KeyFile, UnixFileMode.UserRead);
        Assert.Equal(0, bench.Run("publish", LedgerBench.Policy).Exit);
    }

    [Fact]
    public void A_ledger_is_made_once_and_only_under_a_name_that_it_can_have()
    {
        using var bench = LedgerBench.WithLedger();
        var again = bench.Run("ledger", "init", LedgerBench.Name);
        Assert.Equal((1, "ledger/policybuilder.db PB6016"), (again.Exit, string.Join('\n', again.Told)));
        foreach (var name in (string[])["", "New Harbor", "a+b", "a\u0007b", new string('a', 201)])
            Assert.Contains("PB6017", bench.Run("ledger", "init", name).Error, StringComparison.Ordinal);
        var second = bench.Run("ledger", "init", "elmford.example/policies");
        Assert.Equal(0, second.Exit);
        Assert.Equal(["ledger/policybuilder.db PB6002"], bench.Run("ledger", "log").Told);
        Assert.Equal(["ledger/policybuilder.db PB6003"], bench.Run("ledger", "log", "--log", "elmford").Told);
        Assert.Equal(0, bench.Run("ledger", "log", "--log", "elmford.example/policies").Exit);
    }

    [Fact]
    public async Task Publish_appends_the_hashes_and_keeps_the_files_bytes()
    {
        using var bench = LedgerBench.WithLedger();
        var published = bench.Run("publish", LedgerBench.Policy);
        Assert.Equal(0, published.Exit);
        Assert.EndsWith("Entry 0 of the ledger tells of it.\n", published.Error, StringComparison.Ordinal);
        await using var store = SqliteLogStore.Open(bench.Database, LedgerBench.Name);
        var entry = System.Text.Encoding.UTF8.GetString((await store.ReadEntryAsync(0))!);
        Assert.StartsWith("policybuilder-entry/v1\ntype: policy-published\ntime: 2027-06-01T12:00:00.000Z\npolicy: new-harbor/social-media\nversion: 1.0.0\n", entry, StringComparison.Ordinal);
        var kept = new Dictionary<string, byte[]>();
        await foreach (var file in store.ReadAttachmentsAsync(0, 1))
            kept[file.Name] = file.Bytes.ToArray();
        foreach (var name in (string[])["social-media.docx", "social-media.html", "social-media.md"])
        {
            var bytes = File.ReadAllBytes(bench.City[$"out/new-harbor/social-media/1.0.0/{name}"]);
            var hash = "sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));
            Assert.Contains($"artifact: {name} {hash}\n", entry, StringComparison.Ordinal);
            Assert.Equal(bytes, kept[hash]);
        }

        Assert.Equal(3, kept.Count);
    }

    [Fact]
    public void A_version_is_recorded_once_however_often_it_is_published()
    {
        using var bench = LedgerBench.WithEntry();
        var again = bench.Run("publish", LedgerBench.Policy);
        Assert.Equal((0, "This text is published already, as new-harbor/social-media@1.0.0. Its files were not changed.\nIt is entry 0 of the ledger.\n"), (again.Exit, again.Error));
        bench.City.Revise();
        Assert.Contains("Entry 1 of the ledger", bench.Run("publish", LedgerBench.Policy).Error, StringComparison.Ordinal);
        Assert.Equal(2, bench.Run("ledger", "log").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public void A_publication_that_stopped_before_its_entry_is_completed_by_the_next_run()
    {
        using var bench = LedgerBench.WithLedger();
        // What a crash between freezing and appending leaves.
        Assert.Equal(0, bench.Run("publish", LedgerBench.Policy, "--no-ledger").Exit);
        var file = bench.City["out/new-harbor/social-media/1.0.0/social-media.html"];
        File.Move(file, file + ".away");
        var incomplete = bench.Run("publish", LedgerBench.Policy);
        Assert.Equal((1, "out/new-harbor/social-media/1.0.0/social-media.html PB6020"), (incomplete.Exit, string.Join('\n', incomplete.Told)));
        Assert.Contains("is published, but not in the ledger yet", incomplete.Error, StringComparison.Ordinal);
        File.Move(file + ".away", file);
        Assert.Contains("Entry 0 of the ledger", bench.Run("publish", LedgerBench.Policy).Error, StringComparison.Ordinal);
        File.Delete(file);
        Assert.Contains("It is entry 0 of the ledger", bench.Run("publish", LedgerBench.Policy).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_its_key_or_with_a_history_that_was_not_signed_nothing_is_published()
    {
        using var bench = LedgerBench.WithLedger();
        var pem = File.ReadAllText(bench.KeyFile);
        var path = bench.KeyFile;
        File.Move(path, path + ".away");
        var missing = bench.Run("publish", LedgerBench.Policy);
        Assert.Equal((1, true), (missing.Exit, missing.Error.Contains("error PB6004", StringComparison.Ordinal)));
        File.Move(path + ".away", path);
        File.WriteAllText(path, "no key");
        Assert.Contains("error PB6005", bench.Run("publish", LedgerBench.Policy).Error, StringComparison.Ordinal);
        using (var other = SignerKey.Generate(LedgerBench.Name))
            File.WriteAllText(path, other.ToPem());
        var wrong = bench.Run("publish", LedgerBench.Policy);
        Assert.Equal((1, true), (wrong.Exit, wrong.Error.Contains("error PB6006", StringComparison.Ordinal)));
        Assert.False(File.Exists(bench.City[LedgerBench.Frozen]));
        File.WriteAllText(path, pem);
        Assert.Equal(0, bench.Run("publish", LedgerBench.Policy).Exit);
    }

    [Fact]
    public void Without_a_ledger_publish_says_so_and_offers_one()
    {
        using var bench = new LedgerBench();
        var published = bench.Run("publish", LedgerBench.Policy);
        Assert.Equal(0, published.Exit);
        Assert.Contains("'policybuilder ledger init <name>' makes one", published.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("ledger", bench.Run("publish", LedgerBench.Policy, "--no-ledger").Error, StringComparison.Ordinal);
        foreach (var command in (string[])["log", "verify", "checkpoint", "rotate-key"])
            Assert.Equal((1, "ledger/policybuilder.db PB6001"), (bench.Run("ledger", command).Exit, string.Join('\n', bench.Run("ledger", command).Told)));
        Assert.False(File.Exists(bench.Database));
    }

    [Fact]
    public void Log_shows_the_newest_first_and_can_be_narrowed()
    {
        using var bench = LedgerBench.WithEntry();
        bench.City.Revise();
        bench.Run("publish", LedgerBench.Policy);
        bench.Run("ledger", "rotate-key");
        var lines = bench.Run("ledger", "log").Output.TrimEnd('\n').Split('\n');
        Assert.StartsWith("       2  2027-06-01T12:00:00.000Z  changed the key from ", lines[0], StringComparison.Ordinal);
        Assert.Equal("       1  2027-06-01T12:00:00.000Z  published new-harbor/social-media 1.1.0", lines[1]);
        Assert.Equal("       0  2027-06-01T12:00:00.000Z  published new-harbor/social-media 1.0.0", lines[2]);
        Assert.Equal(lines[..1], bench.Run("ledger", "log", "-n", "1").Output.TrimEnd('\n').Split('\n'));
        Assert.Equal(lines[1..], bench.Run("ledger", "log", "--policy", "new-harbor/social-media").Output.TrimEnd('\n').Split('\n'));
        Assert.Equal(2, bench.Run("ledger", "log", "-n", "-1").Exit);
    }

    [Fact]
    public void Verify_holds_for_what_was_signed()
    {
        using var bench = LedgerBench.WithEntry();
        var held = bench.Run("ledger", "verify");
        Assert.Equal(0, held.Exit);
        Assert.StartsWith("new-harbor.example/policies: holds; 1 entry, 2 checkpoints, root ", held.Output, StringComparison.Ordinal);
        Assert.Equal(held.Output, bench.Run("ledger", "verify", "--key", bench.Key, "--keys", "./nowhere").Output);
    }

    [Fact]
    public void Verify_names_the_first_break_and_counts_all()
    {
        using var bench = LedgerBench.WithEntry();
        bench.City.Revise();
        bench.Run("publish", LedgerBench.Policy);
        bench.Tamper("UPDATE entry SET bytes = CAST('policybuilder-entry/v1' AS BLOB) WHERE id % 1024 = 1");
        var broken = bench.Run("ledger", "verify");
        Assert.Equal((1, "new-harbor.example/policies: does not hold; 1 break in 2 entries\n"), (broken.Exit, broken.Output));
        Assert.StartsWith("ledger/policybuilder.db: error PB6007: the ledger is not as it was signed: entry 1: its bytes do not give the leaf hash beside them\n", broken.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_notices_a_published_file_that_was_changed_or_removed()
    {
        using var bench = LedgerBench.WithEntry();
        bench.Tamper("UPDATE attachment SET bytes = CAST('another text' AS BLOB) WHERE rowid = 1");
        var changed = bench.Run("ledger", "verify");
        Assert.Equal((1, "ledger/policybuilder.db PB6012"), (changed.Exit, string.Join('\n', changed.Told)));
        bench.Tamper("DELETE FROM attachment WHERE rowid = 1");
        Assert.Contains("is not kept", bench.Run("ledger", "verify").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_needs_a_key_of_this_ledger()
    {
        using var bench = LedgerBench.WithEntry();
        Assert.Equal(["ledger/policybuilder.db PB6019"], bench.Run("ledger", "verify", "--keys", "./nowhere").Told);
        Assert.Equal(["--key PB6011"], bench.Run("ledger", "verify", "--key", bench.Key + "A").Told);
        // The private key in its place is refused, as a file or as text, and not repeated.
        var secret = File.ReadAllText(bench.KeyFile);
        foreach (var given in (string[])[bench.KeyFile, secret, secret.Split('\n')[1]])
        {
            var refused = bench.Run("ledger", "verify", "--key", given);
            Assert.Equal(["--key PB6011"], refused.Told);
            Assert.DoesNotContain(secret.Split('\n')[1], refused.Output + refused.Error, StringComparison.Ordinal);
        }

        using var other = SignerKey.Generate(LedgerBench.Name);
        Assert.Equal((1, "ledger/policybuilder.db PB6007"), (bench.Run("ledger", "verify", "--key", other.Verifier.ToString()).Exit, bench.Run("ledger", "verify", "--key", other.Verifier.ToString()).Told[0]));
    }

    [Fact]
    public void A_receipt_is_checked_without_the_ledger_and_says_what_it_proves()
    {
        using var bench = LedgerBench.WithEntry();
        Assert.Equal((0, "receipt.tlog-proof\n"), (bench.Run("ledger", "receipt", "0", "-o", "./receipt.tlog-proof").Exit, bench.Run("ledger", "receipt", "0", "-o", "./receipt.tlog-proof").Output));
        File.Delete(bench.Database);
        var held = bench.Run("ledger", "verify-receipt", "./receipt.tlog-proof", "--key", bench.Key);
        Assert.Equal(0, held.Exit);
        Assert.StartsWith("Entry 0 of new-harbor.example/policies: published new-harbor/social-media 1.0.0\n", held.Output, StringComparison.Ordinal);
        Assert.Contains("\nProven: ", held.Output, StringComparison.Ordinal);
        Assert.Contains("\nNot proven: ", held.Output, StringComparison.Ordinal);
        File.WriteAllText(bench.City["key.txt"], $"The key of our ledger:\n{bench.Key}\n");
        Assert.Equal(0, bench.Run("ledger", "verify-receipt", "./receipt.tlog-proof", "--key", "./key.txt").Exit);
        // A mail program that turned its line ends.
        File.WriteAllText(bench.City["crlf.tlog-proof"], bench.Read("receipt.tlog-proof").Replace("\n", "\r\n", StringComparison.Ordinal));
        Assert.Equal(0, bench.Run("ledger", "verify-receipt", "./crlf.tlog-proof", "--key", bench.Key).Exit);
    }

    [Fact]
    public void Any_altered_character_of_a_receipt_is_noticed()
    {
        using var bench = LedgerBench.WithEntry();
        bench.Run("ledger", "rotate-key");
        bench.City.Revise();
        bench.Run("publish", LedgerBench.Policy);
        bench.Run("ledger", "receipt", "1", "-o", "./receipt.tlog-proof");
        var good = bench.Read("receipt.tlog-proof");
        for (var at = 0; at < good.Length; at += 17)
        {
            File.WriteAllText(bench.City["bad.tlog-proof"], good[..at] + (good[at] == 'A' ? 'B' : 'A') + good[(at + 1)..]);
            var outcome = bench.Run("ledger", "verify-receipt", "./bad.tlog-proof", "--key", bench.Key);
            Assert.True(outcome.Exit == 1 && outcome.Told is ["bad.tlog-proof PB6008" or "bad.tlog-proof PB6009"], $"{at}: {outcome.Exit} {outcome.Output}{outcome.Error}");
        }
    }

    [Fact]
    public void What_is_no_receipt_or_does_not_exist_is_told_in_a_sentence()
    {
        using var bench = LedgerBench.WithEntry();
        File.WriteAllText(bench.City["letter.txt"], "Dear Sir or Madam,\n\nplease find attached.\n");
        Assert.Equal(["letter.txt PB6008"], bench.Run("ledger", "verify-receipt", "./letter.txt", "--key", bench.Key).Told);
        File.WriteAllBytes(bench.City["large.txt"], new byte[5 * 1024 * 1024]);
        Assert.Equal(["large.txt PB6008"], bench.Run("ledger", "verify-receipt", "./large.txt", "--key", bench.Key).Told);
        Assert.Equal(3, bench.Run("ledger", "verify-receipt", "./none.txt", "--key", bench.Key).Exit);
        Assert.Equal(2, bench.Run("ledger", "verify-receipt", "./letter.txt").Exit);
        Assert.Equal(["ledger/policybuilder.db PB6010"], bench.Run("ledger", "receipt", "1").Told);
        Assert.Equal(2, bench.Run("ledger", "receipt", "first").Exit);
    }

    [Fact]
    public void After_a_change_of_the_key_everyone_who_has_the_first_one_can_check_everything()
    {
        using var bench = LedgerBench.WithEntry();
        var changed = bench.Run("ledger", "rotate-key");
        Assert.Equal(0, changed.Exit);
        var newKey = changed.Output.Split('\n')[0];
        Assert.NotEqual(bench.Key, newKey);
        bench.City.Revise();
        Assert.Equal(0, bench.Run("publish", LedgerBench.Policy).Exit);
        Assert.Equal(0, bench.Run("ledger", "export", "./export").Exit);
        bench.Run("ledger", "receipt", "2", "-o", "./receipt.tlog-proof");
        foreach (var key in (string[])[bench.Key, newKey])
        {
            Assert.Equal(0, bench.Run("ledger", "verify", "--key", key).Exit);
            Assert.Equal(0, bench.Run("ledger", "verify", "--ledger", "./export", "--key", key).Exit);
            Assert.Equal(0, bench.Run("ledger", "verify-receipt", "./receipt.tlog-proof", "--key", key).Exit);
        }

        Assert.Contains("followed the one you gave", bench.Run("ledger", "verify-receipt", "./receipt.tlog-proof", "--key", bench.Key).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_of_the_key_that_stopped_half_way_is_completed()
    {
        using var bench = LedgerBench.WithEntry();
        var old = File.ReadAllText(bench.KeyFile);
        Assert.Equal(0, bench.Run("ledger", "rotate-key").Exit);
        var (path, current) = (bench.KeyFile, File.ReadAllText(bench.KeyFile));
        // What a crash leaves after the entry was appended and before the key's file was put in place.
        File.WriteAllText(path, old);
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(path)!, "key.next.pem"), current);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path.Combine(Path.GetDirectoryName(path)!, "key.next.pem"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var refused = bench.Run("publish", LedgerBench.Policy);
        Assert.Equal((1, true), (refused.Exit, refused.Error.Contains("its key was changed", StringComparison.Ordinal)));
        Assert.Contains("had been changed already", bench.Run("ledger", "rotate-key").Error, StringComparison.Ordinal);
        Assert.Equal(current, File.ReadAllText(path));
        Assert.Equal(0, bench.Run("publish", LedgerBench.Policy).Exit);
        Assert.Equal(0, bench.Run("ledger", "verify").Exit);
    }

    [Fact]
    public void An_export_is_listed_for_people_and_verifies()
    {
        using var bench = LedgerBench.WithEntry();
        bench.City.Revise();
        bench.Run("publish", LedgerBench.Policy);
        Assert.Equal(0, bench.Run("ledger", "export", "./export", "--policy", "new-harbor/social-media", "--from", "2027-06-01", "--to", "2027-06-01").Exit);
        var lines = bench.Read("export/entries.csv").Split("\r\n");
        Assert.Equal(("entry,time (UTC),type,policy,version,document,commitment,refers to,in words", 4), (lines[0], lines.Length));
        Assert.StartsWith("1,2027-06-01T12:00:00.000Z,policy-published,new-harbor/social-media,1.1.0,sha256:", lines[2], StringComparison.Ordinal);
        var page = bench.Read("export/index.html");
        Assert.Contains("<td>published new-harbor/social-media 1.1.0<br><small>document <code>sha256:", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.Equal(["export PB6018"], bench.Run("ledger", "export", "./export").Told);
        Assert.Equal(0, bench.Run("ledger", "verify", "--ledger", "./export", "--key", bench.Key).Exit);
        Assert.Equal(["export PB6019"], bench.Run("ledger", "verify", "--ledger", "./export").Told);
        File.WriteAllText(Directory.GetFiles(bench.City["export/tile/entries"], "2", SearchOption.AllDirectories).Single(), "rubbish");
        Assert.Equal(1, bench.Run("ledger", "verify", "--ledger", "./export", "--key", bench.Key).Exit);

        bench.Run("ledger", "export", "./none", "--to", "2027-05-31");
        Assert.Single(bench.Read("none/entries.csv").TrimEnd().Split('\n'));
        Assert.Equal(2, bench.Run("ledger", "export", "./bad", "--to", "31.5.2027").Exit);
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"no\"", "\"say \"\"no\"\"\"")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@SUM(A1),x", "\"'@SUM(A1),x\"")]
    [InlineData("-1", "'-1")]
    [InlineData("+1", "'+1")]
    [InlineData("\ttab", "'\ttab")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    public void A_cell_is_never_a_formula(string text, string cell) => Assert.Equal(cell, PolicyBuilder.Acknowledgements.CsvCell.Of(text));

    [Fact]
    public void A_witness_cosigns_what_continues_and_refuses_what_is_stale_or_forked()
    {
        using var bench = LedgerBench.WithEntry();
        using var witness = LedgerBench.WithLedger();
        Assert.Equal(0, bench.Run("ledger", "export", "./first").Exit);
        var backup = File.ReadAllBytes(bench.Database);
        bench.City.Revise();
        bench.Run("publish", LedgerBench.Policy);
        Assert.Equal(0, bench.Run("ledger", "export", "./second").Exit);

        var first = witness.Run("ledger", "witness", bench.City["first"], "--key", bench.Key);
        Assert.Equal(0, first.Exit);
        var second = witness.Run("ledger", "witness", bench.City["second"], "--key", bench.Key);
        Assert.Contains("they continue the 1 cosigned before", second.Error, StringComparison.Ordinal);
        Assert.True(SignedNote.TryParse(System.Text.Encoding.UTF8.GetBytes(second.Output), out var note, out var reason), reason);
        Assert.True(VerifierKey.TryParse(second.Error.TrimEnd('\n').Split(' ')[^1], out var cosigner, out reason), reason);
        Assert.True(note.Verify([cosigner], out var signatures, out reason), reason);
        Assert.Equal(new DateTimeOffset(2027, 6, 1, 12, 0, 0, TimeSpan.Zero), signatures[0].Time);
        // The same one once more is harmless.
        Assert.Equal(0, witness.Run("ledger", "witness", bench.City["second"], "--key", bench.Key).Exit);

        Assert.Contains("error PB6014", witness.Run("ledger", "witness", bench.City["first"], "--key", bench.Key).Error, StringComparison.Ordinal);
        Assert.Contains("error PB6015", witness.Run("ledger", "witness", bench.City["second"], "--key", witness.Key).Error, StringComparison.Ordinal);

        // The other city restores a backup, deletes the guard that forbids it, and goes on.
        File.WriteAllBytes(bench.Database, backup);
        File.Delete(bench.GuardFile);
        bench.Run("ledger", "rotate-key");
        Assert.Equal(0, bench.Run("ledger", "export", "./forked").Exit);
        var forked = witness.Run("ledger", "witness", bench.City["forked"], "--key", bench.Key);
        Assert.Equal((1, true, ""), (forked.Exit, forked.Error.Contains("error PB6013", StringComparison.Ordinal), forked.Output));
        File.WriteAllText(witness.City["letter"], "Dear witness\n");
        Assert.Equal(["letter PB6015"], witness.Run("ledger", "witness", "./letter", "--key", bench.Key).Told);
    }

    [Fact]
    public void What_the_world_does_is_told_in_one_sentence()
    {
        using var bench = LedgerBench.WithEntry();
        foreach (var (place, words) in ((string, string)[])
        [
            ("Host=127.0.0.1;Port=1;Username=clerk;Password=canary", "server cannot be reached"),
            ("Hst=127.0.0.1;Password=canary", "not a connection string"),
        ])
        {
            var outcome = bench.Run("ledger", "verify", "--ledger", place);
            Assert.Equal((3, true), (outcome.Exit, outcome.Error.Contains(words, StringComparison.Ordinal)));
            Assert.DoesNotContain("canary", outcome.Error, StringComparison.Ordinal);
        }

        File.WriteAllText(bench.City["letter.db"], "This is a letter, not a database. " + new string('x', 5000));
        Assert.Equal((3, "policybuilder: could not finish: letter.db is not a ledger, or was damaged.\n"), (bench.Run("ledger", "log", "--ledger", "./letter.db").Exit, bench.Run("ledger", "log", "--ledger", "./letter.db").Error));
        bench.Tamper("PRAGMA user_version = 99");
        var newer = bench.Run("ledger", "verify");
        Assert.Equal((3, true), (newer.Exit, newer.Error.Contains("Update PolicyBuilder", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_clock_that_went_back_is_told_and_order_still_holds()
    {
        using var bench = LedgerBench.WithEntry();
        bench.City.Revise();
        bench.Today = new DateOnly(2027, 5, 31);
        var published = bench.Run("publish", LedgerBench.Policy);
        Assert.Equal((0, "ledger/policybuilder.db PB6021"), (published.Exit, string.Join('\n', published.Told)));
        Assert.StartsWith(
            "ledger/policybuilder.db: note PB6021: this computer's clock says 2027-05-31T12:00:00.000Z, but the last entry of the ledger states 2027-06-01T12:00:00.000Z\n",
            published.Error,
            StringComparison.Ordinal);
        Assert.Equal(0, bench.Run("ledger", "verify").Exit);
    }

    [Fact]
    public void A_truncated_database_is_told_in_a_sentence_and_nothing_is_published_on_it()
    {
        using var bench = LedgerBench.WithEntry();
        var whole = File.ReadAllBytes(bench.Database);
        bench.City.Revise();
        foreach (var length in (int[])[whole.Length - 4096, whole.Length / 2, 4096, 100, 0])
        {
            File.WriteAllBytes(bench.Database, whole[..length]);
            foreach (var command in (string[][])[["ledger", "verify"], ["publish", LedgerBench.Policy]])
            {
                var outcome = bench.Run(command);
                Assert.True(outcome.Exit is 1 or 3, $"{length}: {outcome.Exit} {outcome.Output}{outcome.Error}");
                Assert.NotEqual("", outcome.Error);
            }
        }

        Assert.False(File.Exists(bench.City["policies/new-harbor/published/social-media/1.1.0.md"]));
        File.WriteAllBytes(bench.Database, whole);
        Assert.Equal(0, bench.Run("publish", LedgerBench.Policy).Exit);
    }

    /// <summary>A real disk that is full and then cannot be written: a small one in memory, which only root can mount.</summary>
    [SkippableFact]
    public void A_full_or_read_only_disk_is_told_in_a_sentence_and_the_next_run_completes()
    {
        using var bench = new LedgerBench();
        using var disk = new SmallDisk();
        Skip.IfNot(disk.IsMounted, "no file system of the test's own could be mounted; that takes root on Linux");
        var ledger = Path.Combine(disk.Path, "ledger.db");
        Assert.Equal(0, bench.Run("ledger", "init", LedgerBench.Name, "--ledger", ledger).Exit);
        var filler = Path.Combine(disk.Path, "filler");
        disk.Fill(filler);
        var full = bench.Run("publish", LedgerBench.Policy, "--ledger", ledger);
        Assert.Equal((3, true), (full.Exit, full.Error.Contains("the disk is full", StringComparison.Ordinal)));
        File.Delete(filler);

        disk.Remount("ro");
        var readOnly = bench.Run("publish", LedgerBench.Policy, "--ledger", ledger);
        Assert.Equal((3, true), (readOnly.Exit, readOnly.Error.Contains("cannot be ", StringComparison.Ordinal)));
        disk.Remount("rw");
        Assert.Contains("Entry 0 of the ledger", bench.Run("publish", LedgerBench.Policy, "--ledger", ledger).Error, StringComparison.Ordinal);
        Assert.Equal(0, bench.Run("ledger", "verify", "--ledger", ledger).Exit);
    }

    [Theory]
    [InlineData("")]
    [InlineData("init")]
    [InlineData("log")]
    [InlineData("verify")]
    [InlineData("checkpoint")]
    [InlineData("receipt")]
    [InlineData("verify-receipt")]
    [InlineData("export")]
    [InlineData("witness")]
    [InlineData("rotate-key")]
    public void Help_of_each_command_ends_with_an_example(string command)
    {
        using var bench = new LedgerBench();
        var help = bench.Run([.. ((string[])["ledger", command, "--help"]).Where(word => word.Length > 0)]);
        Assert.Equal((0, ""), (help.Exit, help.Error));
        Assert.Equal(command.Length > 0, help.Output.Contains($"Example:\n  policybuilder ledger {command}", StringComparison.Ordinal));
    }

    /// <summary>A build starts as fast as before there was a ledger: not one of its libraries is even looked for.</summary>
    [Fact]
    public void A_build_needs_none_of_the_ledgers_libraries()
    {
        using var scratch = new Scratch();
        scratch.WriteCity();
        var program = Directory.CreateDirectory(scratch["program"]).FullName;
        string[] libraries = ["PolicyBuilder.Ledger", "PolicyBuilder.Acknowledgements", "Microsoft.Data.Sqlite", "SQLitePCLRaw", "Npgsql", "NSec"];
        foreach (var file in Directory.GetFiles(AppContext.BaseDirectory, "*.dll").Append(Path.Combine(AppContext.BaseDirectory, "policybuilder.runtimeconfig.json")))
        {
            if (!libraries.Any(library => Path.GetFileName(file).StartsWith(library, StringComparison.Ordinal)))
                File.Copy(file, Path.Combine(program, Path.GetFileName(file)));
        }

        var start = new System.Diagnostics.ProcessStartInfo("dotnet", [Path.Combine(program, "policybuilder.dll"), "build"]) { WorkingDirectory = scratch.Path, RedirectStandardError = true, RedirectStandardOutput = true };
        using var process = System.Diagnostics.Process.Start(start)!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.Equal((0, "1 policy built in output\n"), (process.ExitCode, error));
    }
}
