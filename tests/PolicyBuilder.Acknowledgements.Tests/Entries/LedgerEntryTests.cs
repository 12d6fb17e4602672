using System.Text;
using CsCheck;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Ledger;
using PolicyBuilder.Model.Configuration;
using Xunit;

namespace PolicyBuilder.Acknowledgements.Tests.Entries;

public class LedgerEntryTests
{
    private static readonly string Hash = "sha256:" + new string('a', 64);

    private static readonly string Published = $"""
        policybuilder-entry/v1
        type: policy-published
        time: 2026-11-22T16:30:00.000Z
        policy: mapleton/social-media
        version: 1.2.0
        document: {Hash}
        artifact: html {Hash}
        artifact: social-media.docx {Hash}

        """;

    private static readonly string Corrected = $"""
        policybuilder-entry/v1
        type: corrected
        time: 2026-11-22T16:30:00.000Z
        policy: mapleton/social-media
        version: 1.2.0
        document: {Hash}
        commitment: {Hash}
        refers-to: 17

        """;

    private const string Disposed = """
        policybuilder-entry/v1
        type: disposed
        time: 2029-01-02T00:00:00.250Z
        refers-to: 17
        schedule: LGRC 12.04
        approver: City Clerk

        """;

    [Fact]
    public void An_entry_is_written_as_lines_in_a_fixed_order()
    {
        var hash = new ContentHash(Enumerable.Repeat((byte)0xaa, 32).ToArray());
        var text = new PublishedText(new PolicyName("mapleton", "social-media"), new PolicyVersion(1, 2, 0), hash);
        var time = EntryTime.Of(new DateTimeOffset(2026, 11, 22, 10, 30, 0, TimeSpan.FromHours(-6)));
        Assert.Equal(Published, Written(new PolicyPublished(time, text, [new("social-media.docx", hash), new("html", hash)])));
        Assert.Equal(Corrected, Written(new Corrected(time, text, hash, 17)));
        Assert.Equal(Disposed, Written(new Disposed(EntryTime.Of(new DateTimeOffset(2029, 1, 2, 0, 0, 0, 250, 999, TimeSpan.Zero)), 17, new Disposal("LGRC 12.04", "City Clerk"))));
    }

    [Fact]
    public void What_was_written_is_read() =>
        GenerateEntries.Entry.Sample(entry =>
        {
            var bytes = LedgerEntryWriter.Write(entry);
            Assert.True(LedgerEntryReader.TryRead(bytes, out var read, out var fault), fault?.ToString());
            Assert.Equal(entry, read);
            Assert.Equal(bytes, LedgerEntryWriter.Write(read));
        });

    [Fact]
    public void An_altered_entry_is_refused_or_is_another_entry_in_its_own_one_form() =>
        Gen.Select(GenerateEntries.Entry, Gen.Int[0, int.MaxValue], Gen.Byte, Gen.Int[0, 2]).Sample((entry, place, value, edit) =>
        {
            var bytes = LedgerEntryWriter.Write(entry);
            var at = place % bytes.Length;
            byte[] altered = edit switch
            {
                0 => [.. bytes[..at], value, .. bytes[(at + 1)..]],
                1 => [.. bytes[..at], value, .. bytes[at..]],
                _ => [.. bytes[..at], .. bytes[(at + 1)..]],
            };
            if (LedgerEntryReader.TryRead(altered, out var read, out var fault))
                Assert.Equal(altered, LedgerEntryWriter.Write(read));
            else
                Assert.InRange(fault.Line, 1, altered.Count(one => one == '\n') + 1);
        });

    [Fact]
    public void Lines_that_change_places_or_come_twice_are_refused() =>
        Gen.Select(GenerateEntries.Entry, Gen.Int[0, 100], Gen.Int[0, 100]).Sample((entry, one, other) =>
        {
            var lines = Encoding.UTF8.GetString(LedgerEntryWriter.Write(entry)).Split('\n')[..^1];
            (one, other) = (one % lines.Length, other % lines.Length);
            var swapped = lines.ToArray();
            (swapped[one], swapped[other]) = (swapped[other], swapped[one]);
            Assert.Equal(lines[one] == lines[other], TryRead(string.Join('\n', swapped) + "\n", out _));
            var doubled = lines.ToList();
            doubled.Insert(other, lines[one]);
            Assert.False(TryRead(string.Join('\n', doubled) + "\n", out _));
        });

    [Fact]
    public void Rubbish_is_refused() =>
        Gen.Byte.Array[0, 300].Sample(bytes => Assert.False(LedgerEntryReader.TryRead(bytes, out _, out _)));

    [Theory]
    [InlineData("", 1, "not ended by a newline")]
    [InlineData("\n", 1, "begins with policybuilder-entry/v1")]
    [InlineData("policybuilder-entry/v2\n", 1, "begins with policybuilder-entry/v1")]
    [InlineData("policybuilder-entry/v1\n", 2, "'type: ' is expected")]
    [InlineData("policybuilder-entry/v1\ntype: forgotten\ntime: 2026-11-22T16:30:00.000Z\n", 2, "not a type of entry")]
    public void What_is_no_entry_is_refused(string text, int line, string reason) => Refused(text, line, reason);

    [Theory]
    [InlineData(".000Z", ".00Z", 3, "is not a time")]
    [InlineData(".000Z", ".000000Z", 3, "is not a time")]
    [InlineData(".000Z", ".000+00:00", 3, "is not a time")]
    [InlineData("11-22T16", "11-22t16", 3, "is not a time")]
    [InlineData("16:30:00", "16:30:60", 3, "is not a time")]
    [InlineData("2026-11-22", "2026-11-31", 3, "is not a time")]
    [InlineData("mapleton/", "Mapleton/", 4, "city's and a policy's name")]
    [InlineData("mapleton/", "mapleton/x/", 4, "city's and a policy's name")]
    [InlineData("mapleton/", "../", 4, "city's and a policy's name")]
    [InlineData("1.2.0", "1.02.0", 5, "is not a version")]
    [InlineData("1.2.0", "1.2", 5, "is not a version")]
    [InlineData("document: sha256:a", "document: sha256:A", 6, "lower-case")]
    [InlineData("document: sha256:a", "document: sha256:g", 6, "lower-case")]
    [InlineData("document: sha256:a", "document: sha256:", 6, "lower-case")]
    [InlineData("document: ", "document:", 6, "'document: ' is expected")]
    [InlineData("document: ", "document:  ", 6, "lower-case")]
    [InlineData("document: ", "Document: ", 6, "'document: ' is expected")]
    [InlineData("artifact: html", "artifact: zebra", 8, "order of their names")]
    [InlineData("artifact: html", "artifact: social-media.docx", 8, "order of their names")]
    [InlineData("artifact: html", "artifact: HTML", 7, "a file's name")]
    [InlineData("artifact: html", "artifact: ../x", 7, "a file's name")]
    [InlineData("artifact: html", "employee: 4711", 7, "'artifact: ' is expected")]
    [InlineData("\n", "\r\n", 1, "begins with")]
    [InlineData("policybuilder-entry", "\uFEFFpolicybuilder-entry", 1, "begins with")]
    public void A_published_version_stated_otherwise_is_refused(string was, string now, int line, string reason) =>
        Refused(Published.Replace(was, now, StringComparison.Ordinal), line, reason);

    [Theory]
    [InlineData("refers-to: 17", "refers-to: 017", 8)]
    [InlineData("refers-to: 17", "refers-to: -1", 8)]
    [InlineData("refers-to: 17", "refers-to: +1", 8)]
    [InlineData("refers-to: 17", "refers-to: ", 8)]
    [InlineData("refers-to: 17", "refers-to: ١٧", 8)]
    [InlineData("refers-to: 17", "refers-to: 17\0", 8)]
    [InlineData("version: 1.2.0", "version: 1.2.1\0", 5)]
    [InlineData("refers-to: 17", "refers-to: 9223372036854775808", 8)]
    [InlineData("refers-to: 17", "refers-to: 17\nnote: hello", 9)]
    [InlineData("refers-to: 17\n", "refers-to: 17\n\n", 9)]
    [InlineData("refers-to: 17\n", "refers-to: 17", 8)]
    [InlineData("refers-to: 17\n", "", 8)]
    [InlineData("type: corrected", "type: acknowledged", 8)]
    [InlineData("type: corrected", "type: policy-withdrawn", 7)]
    public void A_correction_stated_otherwise_is_refused(string was, string now, int line) =>
        Refused(Corrected.Replace(was, now, StringComparison.Ordinal), line, "");

    [Theory]
    [InlineData("LGRC 12.04", "", 5, "is empty")]
    [InlineData("LGRC 12.04", " LGRC", 5, "blank")]
    [InlineData("LGRC 12.04", "LGRC\t12", 5, "U+0009")]
    [InlineData("LGRC 12.04", "LGRC\u202E12", 5, "U+202E")]
    [InlineData("LGRC 12.04", "LGRC\u200B12", 5, "U+200B")]
    [InlineData("LGRC 12.04", "LGRC\u00A012", 5, "U+00A0")]
    [InlineData("City Clerk", "City Clerk 2", 6, "an office, not a person")]
    [InlineData("City Clerk", "clerk@mapleton.example", 6, "an office, not a person")]
    [InlineData("City Clerk", "City  Clerk", 6, "blank")]
    public void A_disposal_stated_otherwise_is_refused(string was, string now, int line, string reason) =>
        Refused(Disposed.Replace(was, now, StringComparison.Ordinal), line, reason);

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_refused_at_their_line()
    {
        var bytes = Encoding.UTF8.GetBytes(Disposed);
        bytes[Disposed.IndexOf("LGRC", StringComparison.Ordinal)] = 0xff;
        Assert.False(LedgerEntryReader.TryRead(bytes, out _, out var fault));
        Assert.Equal(new EntryFault(5, "the line is not UTF-8"), fault);
    }

    [Fact]
    public void An_entry_has_at_most_65535_bytes()
    {
        var text = new PublishedText(new PolicyName("mapleton", "social-media"), new PolicyVersion(1, 2, 0), default);
        PolicyPublished Files(int count) => new(default, text, Enumerable.Range(0, count).Select(i => new PublishedFile($"file-{i:d5}", default)));
        var most = Enumerable.Range(1, 1000).Last(count => 1 + LengthOf(count) <= EntryBundle.LongestEntry);
        Assert.True(LedgerEntryReader.TryRead(LedgerEntryWriter.Write(Files(most)), out _, out _));
        Assert.Throws<ArgumentException>(() => LedgerEntryWriter.Write(Files(most + 1)));
        Assert.False(LedgerEntryReader.TryRead(new byte[EntryBundle.LongestEntry + 1], out _, out var fault));
        Assert.Contains("65535 bytes", fault.Reason, StringComparison.Ordinal);

        // Each line of a file is 93 bytes.
        int LengthOf(int count) => LedgerEntryWriter.Write(Files(1)).Length + ((count - 1) * 93) - 1;
    }

    [Fact]
    public void A_key_is_followed_by_another_key_of_the_same_name()
    {
        using var old = SignerKey.Generate("mapleton.example/policies");
        using var next = SignerKey.Generate("mapleton.example/policies");
        using var foreign = SignerKey.Generate("elmford.example/policies");
        using var witness = SignerKey.Generate("mapleton.example/policies", SignatureType.Cosignature);
        var text = Written(new KeyChanged(default, old.Verifier, next.Verifier));
        Assert.True(TryRead(text, out _));
        foreach (var wrong in new[] { old, foreign, witness })
        {
            Assert.Throws<ArgumentException>(() => new KeyChanged(default, old.Verifier, wrong.Verifier));
            Refused(text.Replace($"new-key: {next.Verifier}", $"new-key: {wrong.Verifier}", StringComparison.Ordinal), 5, "");
        }
    }

    private static string Written(LedgerEntry entry) => Encoding.UTF8.GetString(LedgerEntryWriter.Write(entry));

    private static bool TryRead(string text, out EntryFault? fault) => LedgerEntryReader.TryRead(Encoding.UTF8.GetBytes(text), out _, out fault);

    private static void Refused(string text, int line, string reason)
    {
        Assert.False(TryRead(text, out var fault));
        Assert.Equal(line, fault!.Line);
        Assert.Contains(reason, fault.Reason, StringComparison.Ordinal);
    }
}
