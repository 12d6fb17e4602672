using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace PolicyBuilder.Browser.Tests.Verify;

public sealed class VerifyPageTests(VerifyPage page) : IClassFixture<VerifyPage>
{
    [SkippableFact]
    public void The_page_says_what_the_program_says()
    {
        var answers = page.Seen.Answers;
        var differences = new List<string>();
        var counts = new Dictionary<string, int>();
        foreach (var (one, answer) in page.Cases.Zip(answers))
        {
            var said = VerifyPage.Ask(one);
            var (expected, found) = (Expected(said), Found(answer));
            counts[expected[0]] = counts.GetValueOrDefault(expected[0]) + 1;
            if (!expected.SequenceEqual(found))
                differences.Add($"{one.Name}\n  program: {string.Join(" | ", expected)}\n  page:    {string.Join(" | ", found)}");
        }

        Assert.True(differences.Count == 0, $"{differences.Count} of {answers.Length}:\n{string.Join('\n', differences.Take(20))}");
        // The cases reach every verdict often enough to mean something.
        Assert.All((string[])["PB6008", "PB6009", "holds"], verdict => Assert.True(counts[verdict] >= 100, $"{verdict}: {counts[verdict]}"));
        Assert.True(counts["PB6011"] >= 5, "PB6011");
    }

    [SkippableFact]
    public void The_same_unusual_signatures_notes_and_proofs_of_others_are_refused()
    {
        var seen = page.Seen.Vectors;
        Skip.If(seen is null, "the folder ../shared/vectors beside the repository is absent");
        var expected = Vectors.Verdicts();
        Assert.Equal(expected.Signatures, seen.Signatures);
        Assert.Equal(expected.Notes, seen.Notes);
        Assert.Equal(expected.Keys, seen.Keys);
        Assert.Equal(expected.Checkpoints, seen.Checkpoints);
        Assert.Equal(expected.Proofs, seen.Proofs);
        Assert.Equal((1065, 39), (expected.Signatures.Length, expected.Notes.Length));
        Assert.True(expected.Proofs[0]);
    }

    [Fact]
    public void The_rules_of_the_page_name_its_own_script_and_style_and_nothing_else()
    {
        var html = File.ReadAllText(VerifyPage.PageFile);
        string Hash(string element)
        {
            var found = Regex.Matches(html, $"<{element}>(.*?)</{element}>", RegexOptions.Singleline);
            return Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Assert.Single(found).Groups[1].Value)));
        }

        Assert.Contains(
            $"""<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'sha256-{Hash("script")}'; style-src 'sha256-{Hash("style")}'; connect-src 'none'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'">""",
            html,
            StringComparison.Ordinal);
        Assert.DoesNotContain('\r', html);
        Assert.DoesNotMatch("""(src|href|srcset|action)\s*=|url\(|@import|fetch\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon|import\(""", html);
    }

    [SkippableFact]
    public void Nothing_leaves_the_page_and_nothing_breaks_its_rules()
    {
        Assert.Empty(page.Seen.Requests);
        Assert.Empty(page.Seen.Complaints);
    }

    [SkippableFact]
    public void It_works_over_https_under_its_own_rules_as_a_header()
    {
        Assert.Equal("holds", page.Seen.Https.State);
        Assert.Equal("This receipt holds", page.Seen.Https.Verdict);
    }

    [SkippableFact]
    public void Every_state_is_accessible_and_fits_every_screen()
    {
        Assert.Empty(page.Seen.Markup);
        foreach (var (state, views) in page.Seen.Views)
        {
            Assert.Equal(7, views.Length);
            Assert.All(views, view => Assert.True(
                view.Violations.Length == 0 && view.Incomplete.Length == 0 && view.Overflow <= 0,
                $"{state}, {view.View}: {string.Join('\n', view.Violations.Concat(view.Incomplete))}; {view.Overflow} px too wide"));
        }
    }

    [SkippableFact]
    public void Paper_shows_the_verdict_and_not_the_form()
    {
        Assert.True(page.Seen.Views["start"].Single(view => view.View == "paper").Form);
        Assert.False(page.Seen.Views["good"].Single(view => view.View == "paper").Form);
        Assert.False(page.Seen.Views["bad"].Single(view => view.View == "paper").Form);
    }

    [SkippableFact]
    public void A_keyboard_alone_leads_to_the_verdict()
    {
        Assert.Equal(["language", "file", "summary", "text", "key", "button"], page.Seen.Keyboard.Stops);
        Assert.Equal(("holds", "verdict"), (page.Seen.Keyboard.State, page.Seen.Keyboard.Focus));
    }

    [SkippableFact]
    public void A_dropped_file_is_checked() => Assert.Equal("holds", page.Seen.Dropped.State);

    [SkippableFact]
    public void The_verdict_gets_the_focus_and_is_announced()
    {
        var good = page.Seen.Mishaps.Good;
        Assert.Equal(("verdict", "This receipt holds", "This receipt holds – Check a receipt"), (good.Focus, good.Status, good.Title));
    }

    [SkippableFact]
    public void What_is_missing_is_said_at_its_place()
    {
        var seen = page.Seen.Mishaps;
        Assert.Equal(("Choose the receipt’s file, or paste its text.", "file"), (seen.Nothing.Problem, seen.Nothing.Focus));
        Assert.Equal(("Enter the ledger’s public key.", "key"), (seen.Keyless.Problem, seen.Keyless.Focus));
        Assert.Equal(("This is not a public key: a verifier key has the form name+id+key.", "key", "true"), (seen.BadKey.Problem, seen.BadKey.Focus, seen.Invalid));
        Assert.Equal("", seen.Good.Problem);
    }

    [SkippableFact]
    public void A_verdict_is_gone_as_soon_as_its_question_changes() => Assert.Equal(new StaleAnswer(false, "Check a receipt", ""), page.Seen.Mishaps.Stale);

    [SkippableFact]
    public void Spanish_readers_get_Spanish_words_and_the_evidence_as_it_is()
    {
        var (said, back) = (page.Seen.Spanish.Said, page.Seen.Spanish.Back);
        Assert.Equal(("es", "Este recibo es válido", "1. El recibo"), (said.Language, said.Verdict, page.Seen.Spanish.Label));
        Assert.Contains("Declaración: I have received a copy of this policy.", said.Lines);
        Assert.Contains("Persona: José Ñandú 山田, empleado E-1001", said.Lines);
        Assert.Contains(@"Nombre escrito: J. \u202EÑandú 😀 (no es el nombre registrado)", said.Lines);
        Assert.Equal(("en", "This receipt holds"), (back.Language, back.Verdict));
        Assert.Contains("Statement: I have received a copy of this policy.", back.Lines);
    }

    [SkippableFact]
    public void Every_sentence_is_there_in_both_languages()
    {
        Assert.Empty(page.Seen.Words.Unequal);
        Assert.Empty(page.Seen.Words.Missing);
        Assert.Empty(page.Seen.Words.Unused);
    }

    [SkippableFact]
    public void A_browser_that_cannot_check_says_so_and_checks_nothing()
    {
        var seen = page.Seen.Unable;
        Assert.StartsWith("This browser checks signatures only on pages that came over https", seen.Insecure, StringComparison.Ordinal);
        Assert.StartsWith("This browser cannot check Ed25519 signatures.", seen.Old, StringComparison.Ordinal);
        Assert.StartsWith("This browser cannot check Ed25519 signatures.", seen.Lying, StringComparison.Ordinal);
        Assert.Contains("JavaScript", seen.Scriptless, StringComparison.Ordinal);
        Assert.Equal([false, false, false, false], seen.Forms);
    }

    [SkippableFact]
    public void What_is_proven_and_what_is_not_is_said_in_words()
    {
        string[] LinesOf(string name) => page.Seen.Answers[page.Cases.ToList().FindIndex(one => one.Name == name)].Lines;
        var signed = LinesOf("entry 1");
        Assert.Contains("Whoever holds that key signed that this entry, byte for byte, stands at this place in its ledger.", signed);
        Assert.Contains("This is the evidence that the entry was made for, byte for byte; the city cannot put another in its place.", signed);
        Assert.Contains("That the time is right.", signed);
        Assert.Contains("That what the entry says is true.", signed);
        Assert.Contains("That no other ledger is shown to others; for that, compare checkpoints with other people’s receipts.", signed);
        Assert.Contains("That what the evidence states is true, or that anything was read, or who it was that opened the link.", signed);
        Assert.Contains("That what the evidence states is true, or that anything was read.", LinesOf("entry 2"));
        Assert.Contains("Who the person is: this receipt does not say.", LinesOf("entry 1 without evidence"));
        Assert.DoesNotContain("Who the person is: this receipt does not say.", LinesOf("entry 0"));
    }

    /// <summary>The verdict and, one by one, what the program prints of the facts.</summary>
    private static string[] Expected((int Exit, string Output, string Error) said)
    {
        if (said.Exit != 0)
        {
            var told = Regex.Match(said.Error, "error (PB60[0-9]{2}): (?:this is no receipt: |the receipt proves nothing: |this is not a public key: )(.*)\n");
            return told.Success ? [told.Groups[1].Value, Regex.Replace(told.Groups[2].Value, " \\(line [0-9]+, byte [0-9]+\\)$", "")] : ["?", said.Error];
        }

        return ["holds", .. said.Output.TrimEnd('\n').Split('\n').Where(IsFact).Select(line => line.Replace("that this program cannot read", "that this page cannot read", StringComparison.Ordinal))];
    }

    private static string[] Found(Answer answer) => answer.State switch
    {
        "problem" => ["PB6011", Between(answer.Problem, "This is not a public key: ")],
        "fails" when answer.Verdict == "This receipt does not hold" => ["PB6009", Between(answer.Lead, "It proves nothing: ")],
        "fails" when answer.Verdict == "This cannot be read as a receipt" => ["PB6008", Between(answer.Lead, "It proves nothing, because it is no receipt: ")],
        "holds" when answer.Verdict == "This receipt holds" => ["holds", answer.Lead, .. answer.Lines.Where(IsFact)],
        _ => [answer.State, answer.Verdict],
    };

    private static string Between(string text, string start) => text.StartsWith(start, StringComparison.Ordinal) && text.EndsWith('.') ? text[start.Length..^1] : text;

    // The sentences on what is proven are the page's own, and so is what it says of the file.
    private static bool IsFact(string line) => line.Length > 0
        && !Regex.IsMatch(line, "^(Proven|Not proven): |^for that, compare|^Who the person is|^The evidence that came with it|^Whoever holds|^That (?!key)|^This is |^(File|Its SHA-256|Its fingerprint|Key given|Checked): ");
}
