using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Model.Diffing;
using PolicyBuilder.Model.Documents;
using PolicyBuilder.Testing;
using Xunit;

namespace PolicyBuilder.Tests.Diffing;

public class ChangeClassifierTests
{
    private static readonly PolicyVersion Current = new(1, 4, 2);

    [Fact]
    public void Nothing_changed_proposes_the_same_version()
    {
        var classification = Classify("Be polite.", "Be polite.");
        Assert.Equal((Verdict.None, Current, false), (classification.Verdict, classification.NextVersion(Current), classification.MustSignAgain));
    }

    [Theory]
    [InlineData("Be polite", Verdict.Editorial, "1.4.3", false)]
    [InlineData("Be kind.", Verdict.NeedsDecision, "1.5.0", true)]
    [InlineData("Never be polite.", Verdict.Substantive, "1.5.0", true)]
    public void The_verdict_proposes_the_next_version_and_who_signs(string @new, Verdict verdict, string version, bool sign)
    {
        var classification = Classify("Be polite.", @new);
        Assert.Equal(verdict, classification.Verdict);
        Assert.Equal(version, classification.NextVersion(Current).ToString());
        Assert.Equal(sign, classification.MustSignAgain);
    }

    [Fact]
    public void A_decision_outweighs_the_rules_and_both_are_kept()
    {
        var decision = new Decision(new ClauseId("rules.it"), Verdict.Editorial, "City Attorney", "“Kind” was always meant.");
        var classification = Classify("Be polite.", "Be kind.", decision);
        var change = Assert.Single(classification.Changes);
        Assert.Equal((Verdict.NeedsDecision, Verdict.Editorial), (change.Computed, change.Verdict));
        Assert.Equal(decision, change.Decision);
        Assert.Equal((Verdict.NeedsDecision, Verdict.Editorial), (classification.Computed, classification.Verdict));
        Assert.Equal("1.4.3", classification.NextVersion(Current).ToString());
    }

    [Fact]
    public void The_later_of_two_decisions_holds_and_one_about_nothing_is_told()
    {
        var first = new Decision(new ClauseId("rules.it"), Verdict.Editorial, "Clerk", "Looks harmless.");
        var second = first with { Verdict = Verdict.Substantive, By = "City Attorney", Because = "It is not." };
        var stray = first with { Clause = new ClauseId("rules.other") };
        var classification = Classify("Be polite.", "Be kind.", first, stray, second);
        Assert.Equal(Verdict.Substantive, classification.Verdict);
        Assert.Equal([stray], classification.UnusedDecisions);
    }

    [Fact]
    public void A_new_section_is_a_restructuring()
    {
        var classification = Classify(
            Document(Rules("Be polite.")), Document(Rules("Be polite."), ExampleDocument.Section("more", "MORE")));
        Assert.Equal("2.0.0", classification.NextVersion(Current).ToString());
        Assert.Equal("The section more is new.", Assert.Single(classification.Restructuring).Sentence);
    }

    [Fact]
    public void Sections_that_change_places_are_a_restructuring()
    {
        var (one, other) = (Rules("Be polite."), ExampleDocument.Section("more", "MORE"));
        Assert.True(Classify(Document(one, other), Document(other, one)).IsRestructured);
    }

    [Fact]
    public void Many_new_clauses_are_a_restructuring_and_few_are_not()
    {
        Clause With(int count) => ExampleDocument.Section("rules", "RULES",
            [.. Enumerable.Range(0, count).Select(i => ExampleDocument.Provision($"rules.p{i}x", [ExampleDocument.Paragraph(new Text($"Clause w{i}."))]))]);
        Assert.True(Classify(Document(With(9)), Document(With(15))).IsRestructured);
        Assert.False(Classify(Document(With(9)), Document(With(12))).IsRestructured);
    }

    [Fact]
    public void Contact_values_are_editorial_and_other_answers_are_not()
    {
        static Clause Ask(string blank, string value) => ExampleDocument.Section("rules", "RULES",
            ExampleDocument.Provision("rules.it", [ExampleDocument.Paragraph(new Text("Ask "), new Answer(blank, value), new Text("."))]));
        Assert.Equal(Verdict.Editorial, Classify(Document(Ask("contact_phone", "251-555-0100")), Document(Ask("contact_phone", "251-555-0199"))).Verdict);
        Assert.Equal(Verdict.Substantive, Classify(Document(Ask("final_authority", "the mayor")), Document(Ask("final_authority", "the clerk"))).Verdict);
    }

    [Fact]
    public void Formatting_is_editorial_but_a_link_that_leads_elsewhere_is_not()
    {
        static Clause With(params Inline[] content) => ExampleDocument.Section("rules", "RULES",
            ExampleDocument.Provision("rules.it", [ExampleDocument.Paragraph(content)]));
        Assert.Equal(Verdict.Editorial, Classify(Document(With(new Text("Be polite."))), Document(With(new Strong([new Text("Be polite.")])))).Verdict);
        Assert.Equal(Verdict.NeedsDecision, Classify(
            Document(With(new Link("https://one.example/", [new Text("the rules")]))),
            Document(With(new Link("https://two.example/", [new Text("the rules")])))).Verdict);
        Assert.Equal(Verdict.Editorial, Classify(
            Document(With(new Link("mailto:a@mapleton.example", [new Text("the office")]))),
            Document(With(new Link("mailto:b@mapleton.example", [new Text("the office")])))).Verdict);
        Assert.Equal(Verdict.Editorial, Classify(Document(With(new Text("One two."))), Document(With(new Text("One"), new LineBreak(), new Text("two.")))).Verdict);
    }

    [Fact]
    public void Another_reference_is_substantive_and_another_label_editorial()
    {
        static Clause See(string target, params string[] ids) => ExampleDocument.Section("rules", "RULES",
            [.. ids.Select(id => ExampleDocument.Provision(id, [ExampleDocument.Paragraph(new Text($"The text of {id}."))])),
                ExampleDocument.Provision("rules.see", [ExampleDocument.Paragraph(new Text("See "), new Reference(new ClauseId(target)), new Text("."))])]);
        var old = Document(See("rules.b", "rules.a", "rules.b"));
        Assert.Equal(Verdict.Substantive, Verdicts(Classify(old, Document(See("rules.a", "rules.a", "rules.b"))))["rules.see"]);
        Assert.Equal(Verdict.Editorial, Verdicts(Classify(old, Document(See("rules.b", "rules.b"))))["rules.see"]);
    }

    [Fact]
    public void The_same_words_in_other_paragraphs_need_a_decision()
    {
        static Clause With(params string[] paragraphs) => ExampleDocument.Section("rules", "RULES",
            ExampleDocument.Provision("rules.it", [.. paragraphs.Select(text => ExampleDocument.Paragraph(new Text(text)))]));
        var classification = Classify(Document(With("Be polite. Never shout.")), Document(With("Be polite.", "Never shout.")));
        Assert.Equal(Verdict.NeedsDecision, classification.Verdict);
        Assert.Equal(ReasonKind.Paragraphs, Assert.Single(Assert.Single(classification.Changes).Reasons).Kind);
    }

    [Fact]
    public void The_notice_and_the_version_s_own_facts_are_editorial_but_not_the_issuer()
    {
        var old = ExampleDocument.Create();
        var @new = old with { Notice = null, Mark = "", Title = old.Title with { Version = "1.1.0", Facts = [new Fact("Version", "1.1.0")] } };
        Assert.Equal(Verdict.Editorial, Classify(old, @new).Verdict);
        var other = old with { Title = old.Title with { Issuer = "City of Oakton" } };
        Assert.Equal(Verdict.NeedsDecision, Classify(old, other).Verdict);
        Assert.Equal(Verdict.Editorial, ChangeClassifier.Classify(PolicyDiffer.Diff(old, other), null,
            [new Decision(Decision.TitleBlock, Verdict.Editorial, "Clerk", "The city was renamed.")]).Verdict);
    }

    [Fact]
    public void Institutions_can_bring_their_own_words()
    {
        var diff = PolicyDiffer.Diff(Document(Rules("Report to the fire marshal.")), Document(Rules("Report to the fire warden.")));
        Assert.Equal(Verdict.NeedsDecision, ChangeClassifier.Classify(diff).Verdict);
        var rules = ClassificationRules.English with { Actors = [.. ClassificationRules.English.Actors, "marshal"] };
        Assert.Equal(Verdict.Substantive, ChangeClassifier.Classify(diff, rules).Verdict);
        rules = ClassificationRules.English with { Spellings = [["warden", "marshal"]] };
        Assert.Equal(Verdict.Editorial, ChangeClassifier.Classify(diff, rules).Verdict);
    }

    [Fact]
    public void A_word_in_brackets_and_quotation_marks_is_a_defined_term()
    {
        var classification = Classify("The city (the “Employer”) owns each log.", "The city (the “Employer”) owns each log. Employer logs help.");
        Assert.Contains(Assert.Single(classification.Changes).Reasons, reason => reason.Kind == ReasonKind.DefinedTerm);
    }

    [Fact]
    public void A_split_clause_says_where_its_words_went()
    {
        static Clause With(params string[] texts) => ExampleDocument.Section("rules", "RULES",
            [.. texts.Select((text, i) => ExampleDocument.Provision($"rules.p{i}x", [ExampleDocument.Paragraph(new Text(text))]))]);
        var changes = Classify(Document(With("Be polite to all. Keep every post for the clerk.")), Document(With("Be polite to all.", "Keep every post for the clerk."))).Changes;
        Assert.Equal("Words of it are now in rules.p1x.", changes[0].Reasons[0].Sentence);
        Assert.Equal("It was split from rules.p0x.", changes[1].Reasons[0].Sentence);
    }

    private static Dictionary<string, Verdict> Verdicts(Classification classification) =>
        classification.Changes.ToDictionary(change => change.Subject.Value, change => change.Verdict);

    private static Classification Classify(string old, string @new, params Decision[] decisions) =>
        ChangeClassifier.Classify(PolicyDiffer.Diff(Document(Rules(old)), Document(Rules(@new))), null, decisions);

    private static Classification Classify(PolicyDocument old, PolicyDocument @new) => ChangeClassifier.Classify(PolicyDiffer.Diff(old, @new));

    private static Clause Rules(string text) => ExampleDocument.Section("rules", "RULES",
        ExampleDocument.Provision("rules.it", [ExampleDocument.Paragraph(new Text(text))]));

    private static PolicyDocument Document(params Clause[] sections) =>
        Numbering.Number(ExampleDocument.Create() with { Sections = [.. sections] });
}
