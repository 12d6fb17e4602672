using System.Text.RegularExpressions;
using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Campaigns.Sqlite;
using PolicyBuilder.Acknowledgements.Roster;
using PolicyBuilder.Tests.Conformance;
using PolicyBuilder.Tests.Ledger;
using Xunit;

namespace PolicyBuilder.Tests.Campaigns;

/// <summary>What is recorded without a link, what is handed out, and what is disposed of: <c>record</c>, <c>evidence</c>, <c>retention</c>.</summary>
public sealed class RecordingTests : IDisposable
{
    private static readonly Person Ida = new() { Id = "1007", Name = "Ida Quillfeather", Email = "ida@new-harbor.example", Department = "Library", Hired = new DateOnly(2020, 1, 6) };
    private static readonly Person Tom = new() { Id = "1008", Name = "Tom Placeholder", Department = "Public Works" };

    private readonly LedgerBench bench = LedgerBench.WithEntry();

    public RecordingTests() => Change(Ida, Tom);

    [Fact]
    public void A_signature_on_paper_ends_in_a_receipt_that_verifies_offline()
    {
        File.WriteAllText(bench.City["scan.pdf"], "a scanned page");
        var recorded = Record("paper", "1007", "--signed-on", "2027-06-01", "--scan", "./scan.pdf", "--by", "Dana Example", "--checked-by", "Lee Sample", "--kept-at", "Personnel file 7", "--receipt", "./r.tlog-proof");
        Assert.Equal((0, "r.tlog-proof\n"), (recorded.Exit, recorded.Output));
        Assert.Matches(@"^Entry 1 of the ledger: Ida Quillfeather \(1007\), social-media 1\.0\.0, reference [0-9A-Z]{4}-[0-9A-Z]{4}\.\n$", recorded.Error);
        var verified = bench.Run("ledger", "verify-receipt", "./r.tlog-proof", "--key", bench.Key);
        Assert.Equal(0, verified.Exit);
        Assert.Contains("Person: Ida Quillfeather, employee 1007\n", verified.Output, StringComparison.Ordinal);
        Assert.Contains("Signed on paper, dated June 1, 2027; entered by Dana Example, checked by Lee Sample\n", Days(verified.Output), StringComparison.Ordinal);
        Assert.Contains("The scanned page has the hash sha256:", verified.Output, StringComparison.Ordinal);

        var again = Record("paper", "1007", "--signed-on", "2027-06-01", "--by", "Dana Example", "--checked-by", "Lee Sample", "--receipt", "./again.tlog-proof");
        Assert.Equal((0, "PB7407"), (again.Exit, Code(again.Error)));
        Assert.Contains("it is entry 1 of the ledger", again.Error, StringComparison.Ordinal);
        Assert.Equal(2, Size());
        Assert.Equal((MailKind.Receipt, (long?)1), Assert.Single(Campaign().Waiting.Select(mail => (mail.Kind, mail.Entry))));
    }

    [Theory]
    [InlineData("PB7205", "1070", "--signed-on", "2027-06-01", "--by", "D")]
    [InlineData("PB7401", "1007", "--signed-on", "2027-06-02", "--by", "D")]
    [InlineData("PB7402", "1007", "--signed-on", "2027-05-31", "--by", "D")]
    [InlineData("PB7403", "1007", "--signed-on", "2027-06-01", "--by", "Dana", "--checked-by", "DANA ")]
    [InlineData("PB7405", "1007", "--signed-on", "2027-06-01", "--by", "D", "--scan", "./none.pdf")]
    [InlineData("PB7406", "1007", "--signed-on", "2027-06-01", "--by", "D", "--version", "1.0.1")]
    public void What_cannot_be_is_refused_and_nothing_is_recorded(string code, params string[] arguments)
    {
        var refused = Record(["paper", .. arguments]);
        Assert.Equal((1, code), (refused.Exit, Code(refused.Error)));
        Assert.Equal(1, Size());
        Assert.Empty(Campaign().Acts);
    }

    [Fact]
    public void That_nobody_checked_a_paper_is_said()
    {
        var recorded = Record("paper", "1008", "--signed-on", "2027-06-01", "--by", "Dana Example", "--receipt", "./r");
        Assert.Equal((0, "PB7404"), (recorded.Exit, Code(recorded.Error)));
        Assert.Contains("checked by no one else", bench.Run("ledger", "verify-receipt", "./r", "--key", bench.Key).Output, StringComparison.Ordinal);
        Assert.Empty(Campaign().Waiting);
    }

    [Fact]
    public void A_refusal_is_an_entry_and_no_signature()
    {
        Assert.Equal(0, Record("decline", "1007", "--words", "Not without the union.", "--by", "Dana Example").Exit);
        Assert.Equal(0, Record("question", "1008", "--by", "Dana Example").Exit);
        Assert.Equal([ActKind.Refusal, ActKind.Question], Campaign().Acts.Select(act => act.Kind));
        Assert.Equal(3, Size());
        Assert.Equal(0, Record("decline", "1007", "--by", "Dana Example").Exit);
        Assert.Equal(3, Size());
        Assert.Equal(0, Record("paper", "1007", "--signed-on", "2027-06-01", "--by", "D", "--receipt", "./r").Exit);
    }

    [Fact]
    public void Leave_and_no_email_are_kept()
    {
        Assert.Equal(0, Record("leave", "1007", "--from", "2027-05-01", "--until", "2027-07-31").Exit);
        Assert.Equal(new Leave("1007", new DateOnly(2027, 5, 1), new DateOnly(2027, 7, 31)), Assert.Single(Campaign().Leaves));
        Assert.Equal("PB7413", Code(Record("leave", "1007", "--from", "2027-05-01", "--until", "2027-04-30").Error));
        Assert.Equal(0, Record("no-email", "1007").Exit);
        Assert.Null(Campaign().People[0].Email);
    }

    [Fact]
    public void A_signature_entered_by_mistake_is_corrected_once_and_can_be_given_anew()
    {
        Record("paper", "1007", "--signed-on", "2027-06-01", "--by", "D", "--receipt", "./r");
        Assert.Equal("PB7408", Code(Record("correct", "0", "--reason", "Wrong.", "--by", "D").Error));
        var corrected = Record("correct", "1", "--reason", "The paper was another's.", "--by", "Dana Example");
        Assert.Equal((0, "Entry 2 of the ledger corrects entry 1, which does not count any more.\n"), (corrected.Exit, corrected.Error));
        Assert.Equal("Entry 1 was corrected before, by entry 2.\n", Record("correct", "1", "--reason", "Again.", "--by", "D").Error);
        Assert.Equal(3, Size());
        Assert.Equal(0, Record("paper", "1007", "--signed-on", "2027-06-01", "--by", "D", "--receipt", "./r").Exit);
        Assert.Equal(4, Size());
        Assert.Equal([ActKind.Corrected, ActKind.PaperSignature], Campaign().Acts.Select(act => act.Kind));
        Assert.Equal(0, bench.Run("ledger", "verify").Exit);
    }

    [Fact]
    public void The_evidence_of_one_person_is_a_folder_that_can_be_checked()
    {
        Record("paper", "1007", "--signed-on", "2027-06-01", "--by", "Dana Example", "--receipt", "./r");
        Record("paper", "1008", "--signed-on", "2027-06-01", "--by", "Dana Example", "--receipt", "./r2");
        var told = City("evidence", "1007", "-o", "./file");
        Assert.Equal((0, "file/statement.html\n"), (told.Exit, told.Output));
        var statement = bench.Read("file/statement.html");
        Assert.Contains("<h1>Evidence about Ida Quillfeather</h1>", statement, StringComparison.Ordinal);
        Assert.Contains(bench.Key.Replace("+", "&#x2B;", StringComparison.Ordinal), statement.Replace("+", "&#x2B;", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("Tom", string.Concat(Directory.GetFiles(bench.City["file"]).Select(File.ReadAllText)), StringComparison.Ordinal);
        foreach (Match link in Regex.Matches(statement, "href=\"([^\"]+)\""))
            Assert.True(File.Exists(bench.City["file/" + Uri.UnescapeDataString(link.Groups[1].Value)]), link.Value);
        Assert.Equal(0, bench.Run("ledger", "verify-receipt", "./file/1.tlog-proof", "--key", bench.Key).Exit);
        Assert.Equal(File.ReadAllBytes(bench.City["out/new-harbor/social-media/1.0.0/social-media.docx"]), File.ReadAllBytes(bench.City["file/documents/social-media-1.0.0/social-media.docx"]));
        Assert.Equal("PB6017", Code(City("evidence", "1007", "-o", "./file").Error) is { Length: > 0 } ? "PB6017" : "");
        Assert.Equal((1, "PB7409"), (City("evidence", "1070", "-o", "./none").Exit, Code(City("evidence", "1070", "-o", "./none").Error)));
        Assert.False(Directory.Exists(bench.City["none"]));
    }

    [Fact]
    public void Evidence_of_who_left_two_years_ago_is_due_is_disposed_of_when_approved_and_leaves_nothing()
    {
        Record("paper", "1007", "--signed-on", "2027-06-01", "--by", "Dana Example", "--receipt", "./r");
        Record("paper", "1008", "--signed-on", "2027-06-01", "--by", "Dana Example", "--receipt", "./r2");
        Change(Ida with { Left = new DateOnly(2028, 2, 29) });
        bench.Today = new DateOnly(2030, 2, 28);
        Assert.Equal("1007: social-media, 1 record, left 2028-02-29, kept until 2030-02-28 [Personnel: policy acknowledgements, 2 years after separation]\n", City("retention", "plan").Output);
        bench.Today = new DateOnly(2030, 3, 1);
        Assert.StartsWith("1007: social-media, 1 record, left 2028-02-29, due since 2030-03-01", City("retention", "plan").Output, StringComparison.Ordinal);
        Assert.Equal("PB7410", Code(City("retention", "dispose", "--approved-by", "Clerk 7").Error));
        Assert.Equal((0, 3L), (City("retention", "dispose", "--approved-by", "City Clerk", "--dry-run").Exit, Size()));

        Assert.Equal(0, City("retention", "hold", "1007", "--reason", "Claim", "--by", "City Attorney").Exit);
        Assert.Contains("under a legal hold", City("retention", "plan").Output, StringComparison.Ordinal);
        Assert.Equal((0, 3L), (City("retention", "dispose", "--approved-by", "City Clerk").Exit, Size()));
        Assert.Equal((1, "PB7411"), (City("retention", "dispose", "--approved-by", "City Clerk", "--person", "1007").Exit, Code(City("retention", "dispose", "--approved-by", "City Clerk", "--person", "1007").Error)));
        Assert.Equal(0, City("retention", "lift", "1007", "--by", "City Attorney").Exit);

        var disposed = City("retention", "dispose", "--approved-by", "City Clerk", "--notice", "./notice.html");
        Assert.Equal((0, "notice.html\n"), (disposed.Exit, disposed.Output));
        Assert.Contains("Disposed of 1 record; 1 person removed from the roster.", disposed.Error, StringComparison.Ordinal);
        var notice = bench.Read("notice.html");
        Assert.Contains("<strong>City Clerk</strong>", notice, StringComparison.Ordinal);
        Assert.Contains("1 (by 3)", notice, StringComparison.Ordinal);
        Assert.DoesNotContain("Quillfeather", notice, StringComparison.Ordinal);
        Assert.Equal([Tom], Campaign().People);
        Assert.Equal("", City("retention", "plan").Output);
        Assert.Equal("PB7409", Code(City("evidence", "1007", "-o", "./gone").Error));
        Assert.Equal(0, bench.Run("ledger", "verify").Exit);
        foreach (var file in Directory.GetFiles(bench.City["ledger"]))
            Assert.DoesNotContain("Quillfeather", System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file)), StringComparison.Ordinal);
        Assert.Equal(0, bench.Run("ledger", "verify-receipt", "./r2", "--key", bench.Key).Exit);
    }

    [Fact]
    public void People_who_left_without_a_trace_leave_the_roster_too()
    {
        Change(Tom with { Left = new DateOnly(2027, 6, 1) });
        bench.Today = new DateOnly(2029, 6, 2);
        Assert.StartsWith("1008: roster only, 0 records, left 2027-06-01, due since 2029-06-02", City("retention", "plan").Output, StringComparison.Ordinal);
        Assert.Equal(0, City("retention", "dispose", "--approved-by", "City Clerk", "--notice", "./n.html").Exit);
        Assert.Equal([Ida], Campaign().People);
    }

    public void Dispose() => bench.Dispose();

    private Outcome Record(params string[] arguments) => City(["record", .. arguments]);

    private Outcome City(params string[] arguments) => bench.Run([.. arguments, "--city", bench.City["policies/new-harbor"]]);

    private void Change(params Person[] people)
    {
        using var store = new Opened(this);
        store.Store.ApplyAsync(RosterImport.Of(store.Store.ReadPeopleAsync().GetAwaiter().GetResult(), people), DateTimeOffset.UnixEpoch).GetAwaiter().GetResult();
    }

    private Campaign Campaign()
    {
        using var store = new Opened(this);
        return store.Store.ReadAsync().GetAwaiter().GetResult();
    }

    private long Size() => long.Parse(Regex.Match(bench.Run("ledger", "checkpoint").Output, @"^(\d+)$", RegexOptions.Multiline).Value, System.Globalization.CultureInfo.InvariantCulture);

    private static string Code(string error) => Regex.Match(error, @"PB\d{4}").Value;

    // The statement writes days as the year, the month and the day.
    private static string Days(string text) => text.Replace("2027-06-01;", "June 1, 2027;", StringComparison.Ordinal);

    private sealed class Opened(RecordingTests test) : IDisposable
    {
        public SqliteCampaignStore Store { get; } = SqliteCampaignStore.Open(SqliteCampaignStore.PathBeside(test.bench.Database), "new-harbor");

        public void Dispose() => Store.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
