using System.Globalization;
using System.Text;
using Npgsql;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Acknowledgements.Evidence;
using PolicyBuilder.Ledger;
using PolicyBuilder.Ledger.Postgres;
using PolicyBuilder.Ledger.Tests.Postgres;
using Xunit;

namespace PolicyBuilder.Acknowledgements.Tests.Evidence;

/// <summary>
/// Every text about a person holds a word that appears nowhere else, and afterwards every byte that was written is searched for those
/// words, in each of the forms that a program may write text in.
/// </summary>
[Collection("PostgreSQL")]
public sealed class PrivacyTests(PostgresServer server)
{
    private static readonly string[] Canaries =
    [
        "Zorvathia", "Ñuqxandrël", "E-90417-zq", "zqcanary@mapleton.example", "Qwixley Department", "Zq-invitation-77", "zq-message-id", "250 zq queued",
        "zq-subject", "203.0.113.77", "ZqBrowser", "zq strongly disagree", "zq-recorder", "zq-checker", "zq-cabinet", "zq hold reason", "zq attorney", "zq correction", "zq-reference",
    ];

    [Fact]
    public async Task No_personal_datum_is_in_any_file_or_message_of_a_ledger_in_SQLite()
    {
        await using var city = await City.OpenAsync();
        var messages = new List<string>();
        await LiveAsync(city.Store, city.Log, city.Keys, city.Folder, city.Signer, messages);
        Search(string.Join('\n', messages));
        SearchFiles(city.Folder);

        var evidence = await city.Store.ReadAttachmentsAsync(0, long.MaxValue).ToListAsync();
        Assert.NotEmpty(evidence);
        await city.Acknowledgements.DisposeAsync([.. (await city.ReadAllAsync()).Select(disclosure => disclosure.Index)], new Disposal("LGRC 12.04", "City Clerk"));
        SearchFiles(city.Folder);
        // Not even in their encrypted form are they left.
        var files = Directory.GetFiles(city.Folder, "policybuilder.db*").Select(ReadShared).ToList();
        Assert.All(evidence, attachment => Assert.All(files, file => Assert.True(file.AsSpan().IndexOf(attachment.Bytes.Span[..24]) < 0)));
        Assert.True((await LogVerifier.VerifyAsync(city.Store, [city.Signer.Verifier])).Holds);
    }

    [SkippableFact]
    public async Task No_personal_datum_is_in_any_table_file_or_journal_of_PostgreSQL()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var store = await PostgresLogStore.OpenAsync(database, City.Origin);
        var folder = Directory.CreateTempSubdirectory("policybuilder-privacy-");
        try
        {
            using var signer = SignerKey.Generate(City.Origin);
            using var guard = new ForkGuard(Path.Combine(folder.FullName, "last-checkpoint"));
            await using var log = await Log.OpenAsync(store, signer, guard);
            var keys = new DisclosureKeys(Path.Combine(folder.FullName, "keys"));
            var messages = new List<string>();
            await LiveAsync(store, log, keys, folder.FullName, signer, messages);
            Search(string.Join('\n', messages));
            Search(await TablesAsync(database));
            var all = await Disclosure.ReadAsync(store, keys).Select(disclosure => disclosure.Index).ToListAsync();
            await new AcknowledgementLedger(store, log, keys, TimeProvider.System).DisposeAsync(all, new Disposal("LGRC 12.04", "City Clerk"));
            Assert.Empty(await Disclosure.ReadAsync(store, keys).ToListAsync());
            Assert.Empty(await store.ReadAttachmentsAsync(0, long.MaxValue).ToListAsync());
            Search(await TablesAsync(database));
            await using (var checkpoint = database.CreateCommand("CHECKPOINT"))
                await checkpoint.ExecuteNonQueryAsync();
            SearchFiles(folder.FullName);
            SearchFiles(server.Folder);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_search_would_find_what_it_looks_for() =>
        Assert.All(
            [
                "x Zorvathia x", Convert.ToBase64String("..Zorvathia"u8), Convert.ToHexStringLower("Zorvathia"u8), "\\u00D1uqxandr\\u00EBl",
                Encoding.Latin1.GetString(Encoding.Unicode.GetBytes("Ñuqxandrël")),
            ],
            text => Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Search(Encoding.Latin1.GetBytes(text), "text")));

    /// <summary>Everything that can happen to records, with what is written and said meanwhile.</summary>
    private static async Task LiveAsync(ILogStore store, Log log, DisclosureKeys keys, string folder, SignerKey signer, List<string> messages)
    {
        var ledger = new AcknowledgementLedger(store, log, keys, TimeProvider.System);
        var person = new PersonOnFile { EmployeeId = "E-90417-zq", NameOnFile = "Ana Zorvathia", AddressOnFile = "zqcanary@mapleton.example", Department = "Qwixley Department" }.Typed("Ñuqxandrël Zorvathia");
        var signature = GenerateEvidence.Signature();
        signature = signature with
        {
            Reference = "zq-reference",
            Person = person,
            Attribution = signature.Attribution with
            {
                Invitation = "Zq-invitation-77",
                Address = "zqcanary@mapleton.example",
                MessageId = "<zq-message-id@mapleton.example>",
                SmtpReply = "250 zq queued",
                SignIn = new SignIn("https://login.mapleton.example", "zq-subject"),
            },
            Context = new BrowserContext { Ip = "203.0.113.77", UserAgent = "ZqBrowser/1" },
        };
        var document = GenerateEvidence.Published.Document;
        var key = SubmissionKey.Fresh();
        EvidenceRecord[] acts =
        [
            signature,
            new PaperSignature { Reference = "zq-reference", Person = person, Document = GenerateEvidence.Shown, SignedOn = new DateOnly(2027, 1, 4), RecordedBy = "zq-recorder", CheckedBy = "zq-checker", KeptAt = "zq-cabinet" },
            new Refusal { Reference = "zq-reference", Person = person, Document = GenerateEvidence.Shown, Reason = RefusalReason.DoesNotAgree, Words = "I zq strongly disagree", Attribution = signature.Attribution, Context = signature.Context },
            GenerateEvidence.Correction(0) with { Person = person, Reason = "zq correction", CorrectedBy = "zq-recorder" },
        ];
        foreach (var act in acts)
            await ledger.RecordAsync(act, document, act == signature ? key : SubmissionKey.Fresh());
        await ledger.HoldPersonAsync("E-90417-zq", "zq hold reason", "zq attorney");
        await FailAsync(() => ledger.DisposeAsync([0], new Disposal("LGRC 12.04", "City Clerk")));
        await ledger.LiftPersonAsync("E-90417-zq", "zq attorney");

        // What goes wrong, and what is said of it.
        await FailAsync(() => ledger.RecordAsync(acts[1], document, key));
        await FailAsync(() => ledger.RecordAsync(signature with { Person = person with { NameOnFile = "Zorvathia \uD800" } }, document, SubmissionKey.Fresh()));
        await FailAsync(() => ledger.RecordAsync(GenerateEvidence.Correction(99) with { Person = person }, document, SubmissionKey.Fresh()));
        foreach (var altered in (string[])["\"kind\"", "\"employee_id\"", "\"ip\"", "{", "zq"])
        {
            EvidenceJson.TryRead(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(EvidenceJson.Write(signature)).Replace(altered, "[", StringComparison.Ordinal)), out _, out var reason);
            messages.Add(reason ?? "");
        }

        await foreach (var disclosure in Disclosure.ReadAsync(store, keys))
            messages.Add($"{disclosure} {disclosure.Opening} {disclosure.Evidence} {disclosure.Evidence.Person} {disclosure.Entry} {disclosure.Holds[0]}");
        messages.Add($"{signature.Attribution} {signature.Attribution.SignIn} {signature.Context} {key}");
        var wrapped = (await store.ReadAttachmentsAsync(0, 1, "evidence").ToListAsync())[0];
        await store.ReplaceAttachmentsAsync([new AttachmentChange(0, "evidence", wrapped.Bytes, new byte[100])]);
        messages.AddRange((await DisclosureVerifier.VerifyAsync(store, keys)).FirstBreaks.Select(found => found.ToString()));
        await store.ReplaceAttachmentsAsync([new AttachmentChange(0, "evidence", new byte[100], wrapped.Bytes)]);

        // What is handed out without disclosing.
        await TileDirectory.ExportAsync(store, Path.Combine(folder, "export"));
        await DisclosureExport.WriteAsync(store, keys, Path.Combine(folder, "redacted"), _ => true, redacted: true);
        for (var i = 0; i < acts.Length; i++)
            await File.WriteAllTextAsync(Path.Combine(folder, $"entry-{i}.tlog-proof"), (await Receipt.ReadAsync(store, i)).ToString());
        Assert.True((await LogVerifier.VerifyAsync(store, [signer.Verifier])).Holds);

        async Task FailAsync(Func<Task> act) => messages.Add((await Assert.ThrowsAnyAsync<Exception>(act)).ToString());
    }

    private static async Task<string> TablesAsync(NpgsqlDataSource database)
    {
        var text = new StringBuilder();
        foreach (var table in (string[])["log", "entry", "node", "checkpoint", "submission", "waiting", "attachment"])
        {
            await using var command = database.CreateCommand($"SELECT one::text FROM policybuilder_ledger.{table} AS one");
            await using var rows = await command.ExecuteReaderAsync();
            while (await rows.ReadAsync())
                text.Append(rows.GetString(0)).Append('\n');
        }

        return text.ToString();
    }

    private static void SearchFiles(string folder)
    {
        var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            // The socket is no file.
            if (File.Exists(file) && !Path.GetFileName(file).StartsWith(".s.", StringComparison.Ordinal))
                Search(ReadShared(file), file);
        }
    }

    private static byte[] ReadShared(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static void Search(string text) => Search(Encoding.UTF8.GetBytes(text), "the messages");

    private static void Search(byte[] bytes, string place)
    {
        foreach (var canary in Canaries)
        {
            foreach (var form in Forms(canary))
                Assert.True(bytes.AsSpan().IndexOf(form) < 0, $"'{canary}' is in {place}");
        }
    }

    private static IEnumerable<byte[]> Forms(string canary)
    {
        var utf8 = Encoding.UTF8.GetBytes(canary);
        yield return utf8;
        yield return Encoding.Unicode.GetBytes(canary);
        yield return Encoding.ASCII.GetBytes(Convert.ToHexString(utf8));
        yield return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(utf8));
        yield return Encoding.ASCII.GetBytes(string.Concat(canary.Select(character => character < 128 ? $"{character}" : string.Create(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}"))));
        for (var before = 0; before < 3; before++)
        {
            // The base64 digits that do not depend on what stands before and after.
            var length = (before + utf8.Length) / 3 * 3;
            byte[] padded = [.. new byte[before], .. utf8];
            yield return Encoding.ASCII.GetBytes(Convert.ToBase64String(padded[..length])[(before == 0 ? 0 : 4)..]);
        }
    }
}
