using PolicyBuilder.Model;
using PolicyBuilder.Model.Diffing;
using PolicyBuilder.Model.Documents;
using PolicyBuilder.Testing;
using Xunit;

namespace PolicyBuilder.Tests.Diffing;

public class PolicyDifferTests
{
    private const string Long = "Records of every post are kept by the clerk and shown to anyone who asks";

    [Fact]
    public void Renumbered_clauses_are_no_change()
    {
        var diff = Diff(Rules(Provision("a", "one"), Provision("b", "two")), Rules(Provision("x", "new"), Provision("a", "one"), Provision("b", "two")));
        Assert.Equal("x", Assert.Single(diff.Changes()).New!.Id.Value[6..]);
        Assert.Equal(["rules.a", "rules.b"], diff.All().Where(entry => entry.IsRenumbered).Select(entry => entry.New!.Id.Value));
    }

    [Fact]
    public void Moved_clause_keeps_its_id_and_stands_at_both_places()
    {
        var diff = Diff(
            Rules(Provision("a", "one"), Provision("b", "two"), Provision("c", "three"), Provision("d", "four")),
            Rules(Provision("d", "four now"), Provision("a", "one"), Provision("b", "two"), Provision("c", "three")));
        var entries = diff.Sections[0].Children;
        Assert.Equal(
            ["Arrived rules.d", "Kept rules.a", "Kept rules.b", "Kept rules.c", "Departed rules.d"],
            entries.Select(entry => $"{entry.Standing} {entry.New!.Id}"));
        Assert.Equal((1, 1), (entries[0].Move, entries[4].Move));
        Assert.Equal(("d.", "a."), (entries[0].Old!.Label, entries[0].New!.Label));
        Assert.Equal("four{+ now}", WordDifferTests.Marked(entries[0].Body[0].Line!));
        Assert.Single(diff.Changes());
    }

    [Fact]
    public void Swapped_neighbours_leave_the_longer_one_in_place()
    {
        var diff = Diff(Rules(Provision("a", "one"), Provision("b", Long)), Rules(Provision("b", Long), Provision("a", "one")));
        Assert.Equal("rules.a", Assert.Single(diff.Changes()).New!.Id.Value);
    }

    [Fact]
    public void A_clause_under_another_parent_is_reparented()
    {
        var diff = Diff(
            Rules(Provision("a", "one", Provision("a.i", "inner")), Provision("b", "two")),
            Rules(Provision("a", "one"), Provision("b", "two", Provision("a.i", "inner"))));
        var change = Assert.Single(diff.Changes());
        Assert.True(change.IsReparented);
        Assert.Equal(("rules.a", "rules.b"), (change.OldParent!.Value.Value, change.NewParent!.Value.Value));
    }

    [Fact]
    public void Removed_clauses_stand_at_their_old_place()
    {
        var diff = Diff(
            Rules(Provision("a", "one"), Provision("b", "two"), Provision("c", "three")),
            Rules(Provision("a", "one"), Provision("x", "new"), Provision("c", "three")));
        Assert.Equal(
            ["Kept rules.a", "Removed rules.b", "Added rules.x", "Kept rules.c"],
            diff.Sections[0].Children.Select(entry => $"{entry.Standing} {entry.Clause.Id}"));
    }

    [Fact]
    public void A_removed_section_shows_which_of_its_clauses_live_on()
    {
        var kept = Provision("kept", Long);
        var diff = PolicyDiffer.Diff(
            Document(Section("one", kept, Provision("gone", "gone")), Section("two")), Document(Section("two", kept)));
        Assert.Equal(
            ["Removed one", "Removed rules.gone", "Arrived rules.kept"], diff.Changes().Select(entry => $"{entry.Standing} {entry.Clause.Id}"));
        Assert.Equal(
            ["Departed rules.kept", "Removed rules.gone"],
            diff.Sections[0].Children.Select(entry => $"{entry.Standing} {entry.Clause.Id}"));
    }

    [Fact]
    public void Places_in_a_list_carry_no_identity()
    {
        var diff = Diff(
            Rules(Provision("list.1", "Facebook"), Provision("list.2", "LinkedIn"), Provision("list.3", "YouTube")),
            Rules(Provision("list.1", "LinkedIn"), Provision("list.2", "YouTube"), Provision("list.3", "Mastodon")));
        Assert.Equal(
            ["Removed Facebook", "Added Mastodon"], diff.Changes().Select(change => $"{change.Standing} {change.Clause.OwnText()}"));
    }

    [Fact]
    public void A_clause_with_another_id_is_known_by_its_words()
    {
        var diff = Diff(Rules(Provision("a", Long)), Rules(Provision("b", Long)));
        var change = Assert.Single(diff.Changes());
        Assert.Equal((MatchBasis.Text, true, false), (change.Basis, change.IsRenamed, change.IsEdited));
    }

    [Theory]
    [InlineData("red green blue white", "red green black brown", true)]
    [InlineData("red green blue white", "red pink black brown", false)]
    public void Half_of_the_words_make_a_clause_in_place_the_same(string old, string @new, bool isSame)
    {
        var diff = Diff(Rules(Provision("a", old)), Rules(Provision("b", @new)));
        Assert.Equal(isSame ? [MatchBasis.Similarity] : [MatchBasis.None, MatchBasis.None], diff.Changes().Select(change => change.Basis));
    }

    [Theory]
    [InlineData("red green blue white pink", "red green blue white black", true)]
    [InlineData("red green blue white", "red green blue white", true)]
    [InlineData("red green blue white", "red green blue white.", false)]
    [InlineData("red green blue white x", "red green blue black y", false)]
    [InlineData("red green blue so", "red green blue too", false)]
    public void Elsewhere_it_takes_four_words_in_five(string old, string @new, bool isSame)
    {
        var diff = PolicyDiffer.Diff(
            Document(Section("one", Provision("a", old)), Section("two")), Document(Section("one"), Section("two", Provision("b", @new))));
        Assert.Equal(isSame ? 1 : 2, diff.Changes().Count());
    }

    [Fact]
    public void A_section_with_another_id_and_heading_is_known_by_its_clauses()
    {
        var diff = PolicyDiffer.Diff(
            Document(Section("discipline", Provision("a", "one"), Provision("b", "two"), Provision("c", "three"))),
            Document(Section("consequences", Provision("a", "one"), Provision("b", "two"), Provision("c", "three"))));
        var change = Assert.Single(diff.Changes());
        Assert.Equal((MatchBasis.Children, Standing.Kept), (change.Basis, change.Standing));
    }

    [Fact]
    public void A_split_names_both_halves_and_a_merge_too()
    {
        var whole = Rules(Provision("a", $"Be polite at all times. {Long}."));
        var halves = Rules(Provision("a", "Be polite at all times."), Provision("b", $"{Long}."));
        var split = Diff(whole, halves).Changes().ToList();
        Assert.Equal([new ClauseId("rules.b")], split[0].SplitInto);
        Assert.Equal(new ClauseId("rules.a"), split[1].SplitFrom);
        var merge = Diff(halves, whole).Changes().ToList();
        Assert.Equal([new ClauseId("rules.b")], merge[0].MergedFrom);
        Assert.Equal(new ClauseId("rules.a"), merge[1].MergedInto);
    }

    [Fact]
    public void A_table_is_compared_by_row_and_cell()
    {
        static Clause Hours(params (string Channel, string Hours)[] rows) => ExampleDocument.Provision("rules.hours",
        [
            new Table([[new Text("Channel")], [new Text("Hours")]],
                rows.Select<(string Channel, string Hours), Sequence<Sequence<Inline>>>(row => [[new Text(row.Channel)], [new Text(row.Hours)]]).ToSequence()),
        ]);
        var diff = Diff(
            Rules(Hours(("Facebook", "8 to 5"), ("LinkedIn", "never"), ("YouTube", "always"))),
            Rules(Hours(("Facebook", "8 to 6"), ("Mastodon", "on Mondays"), ("YouTube", "always"))));
        var rows = Assert.Single(diff.Changes()).Body[0].Table!.Rows;
        Assert.Equal(
            ["0>0", "1>1", "2>", ">2", "3>3"], rows.Select(row => $"{row.Old}>{row.New}"));
        Assert.Equal("8 to [-5]{+6}", WordDifferTests.Marked(rows[1].Cells[1]));
        Assert.Equal([false, true, true, true, false], rows.Select(row => row.IsChanged));
    }

    /// <summary>Blanks say nothing, in a cell, in a row of blanks, and in a paragraph.</summary>
    [Fact]
    public void Blanks_alone_change_no_row_and_no_block()
    {
        static Clause Clause(string channel, string nothing, string text) => ExampleDocument.Provision("rules.blank",
        [
            new Table([[new Text("Channel")]], [[[new Text(channel)]], [[new Text(nothing)]]]),
            ExampleDocument.Paragraph(new Text(text)),
            ExampleDocument.Paragraph(new Text(nothing)),
        ]);
        Assert.Empty(Diff(Rules(Clause("Face book", " ", "No post.")), Rules(Clause(" Face  book", "", "No\tpost.\n"))).Changes());
    }

    [Fact]
    public void A_reference_follows_its_clause_to_a_new_place()
    {
        Clause See() => ExampleDocument.Provision("rules.see", [ExampleDocument.Paragraph(new Text("See "), new Reference(new ClauseId("rules.list.2")), new Text("."))]);
        var diff = Diff(
            Rules(See(), Provision("list.1", "first of all"), Provision("list.2", "then comes this")),
            Rules(See() with { Body = [ExampleDocument.Paragraph(new Text("See "), new Reference(new ClauseId("rules.list.1")), new Text("."))] },
                Provision("list.1", "then comes this")));
        Assert.Equal(
            ["rules.see See {#1.c>1.b}.", "rules.list.1 [-first of all]"],
            diff.Changes().Select(change => $"{change.Clause.Id} {WordDifferTests.Marked(change.Body[0].Line!)}"));
    }

    [Fact]
    public void A_place_that_names_another_item_now_is_another_reference()
    {
        var see = ExampleDocument.Provision("rules.see", [ExampleDocument.Paragraph(new Text("See "), new Reference(new ClauseId("rules.list.1")), new Text("."))]);
        var diff = Diff(
            Rules(see, Provision("list.1", "first of all"), Provision("list.2", "then comes this")),
            Rules(see, Provision("list.1", "then comes this")));
        Assert.Equal(["rules.see", "rules.list.1"], diff.Changes().Select(change => change.Clause.Id.Value));
        Assert.Equal("See [-1.b]{+1.b}.", WordDifferTests.Marked(diff.Changes().First().Body[0].Line!));
    }

    [Fact]
    public void Title_notice_and_signature_page_are_compared()
    {
        var old = ExampleDocument.Create();
        var @new = old with
        {
            Mark = "",
            Notice = null,
            Title = old.Title with
            {
                Version = "1.1.0",
                Facts = [new Fact("Version", "1.1.0"), new Fact("Adopted by", "City Council")],
                History = [new Revision("1.0.0", "January 1, 2027", "First version.")],
            },
            Acknowledgement = old.Acknowledgement! with { Children = old.Acknowledgement.Children.Take(1).ToSequence() },
        };
        var diff = PolicyDiffer.Diff(old, @new);
        Assert.Equal(
            ["Version  1.0.0>1.1.0", "Fact Version 1.0.0>1.1.0", "Fact Effective January 1, 2027>", "Fact Adopted by >City Council",
                "Revision 1.0.0 >January 1, 2027: First version.", "Mark  DRAFT>"],
            diff.Title.Select(change => $"{change.Part} {change.Name} {change.Old}>{change.New}"));
        Assert.Equal(
            ["Removed notice", "Removed notice.text", "Removed acknowledgement.signature"],
            diff.Changes().Select(change => $"{change.Standing} {change.Clause.Id}"));
    }

    [Fact]
    public void An_empty_document_can_be_filled_and_emptied()
    {
        var (empty, full) = (Document(), ExampleDocument.Create());
        Assert.True(PolicyDiffer.Diff(empty, empty).IsEmpty);
        Assert.All(PolicyDiffer.Diff(empty, full).Sections, entry => Assert.Equal(Standing.Added, entry.Standing));
        Assert.All(PolicyDiffer.Diff(full, empty).Sections, entry => Assert.Equal(Standing.Removed, entry.Standing));
    }

    [Fact]
    public void Five_thousand_equal_clauses_are_paired_in_order()
    {
        var old = Rules([.. Enumerable.Range(1, 5_000).Select(i => Provision($"list.{i}", "The same."))]);
        var @new = Rules([.. Enumerable.Range(1, 4_990).Select(i => Provision($"list.{i}", "The same.")), Provision("last", "Another one.")]);
        var changes = Diff(old, @new).Changes().ToList();
        Assert.Equal(10, changes.Count(change => change.Standing == Standing.Removed));
        Assert.Equal(11, changes.Count);
    }

    [Fact]
    public void Five_thousand_clauses_without_a_word_in_common_are_told_apart()
    {
        var old = Rules([.. Enumerable.Range(1, 5_000).Select(i => Provision($"list.{i}", $"red green n{i}"))]);
        var @new = Rules([.. Enumerable.Range(1, 5_000).Select(i => Provision($"list.{i}", $"blue white m{i}"))]);
        Assert.Equal(10_000, Diff(old, @new).Changes().Count());
    }

    [Fact]
    public void One_clause_of_a_megabyte_is_marked_where_it_was_edited()
    {
        var random = new Random(1);
        var words = Enumerable.Range(0, 180_000).Select(_ => GenerateEdits.Phrase(random, 1)).ToList();
        var edited = words.ToList();
        for (var i = 0; i < 20; i++)
            edited[random.Next(edited.Count)] = "changed";
        var (old, @new) = (string.Join(' ', words), string.Join(' ', edited));
        var change = Assert.Single(Diff(Rules(Provision("a", old)), Rules(Provision("a", @new))).Changes());
        Assert.Equal(20, change.Body[0].Line!.Segments.Count(segment => segment.Kind == SegmentKind.Inserted));
    }

    [Fact]
    public void One_clause_of_a_megabyte_can_be_replaced_by_another()
    {
        var (one, other) = (new Random(1), new Random(2));
        var old = string.Join(' ', Enumerable.Range(0, 180_000).Select(_ => GenerateEdits.Phrase(one, 1)));
        var @new = string.Join(' ', Enumerable.Range(0, 180_000).Select(_ => GenerateEdits.Phrase(other, 1)));
        var segments = WordDiffer.Diff([new Text(old)], [new Text(@new)]).Segments;
        Assert.Equal(@new, string.Concat(segments.Select(segment => segment.Kind == SegmentKind.Same
            ? old.Substring(segment.OldStart, segment.OldLength)
            : @new.Substring(segment.NewStart, segment.NewLength))));
    }

    [Fact]
    public void A_megabyte_with_thousands_of_edits_keeps_what_is_shared()
    {
        var random = new Random(3);
        var words = Enumerable.Range(0, 180_000).Select(i => $"w{random.Next(300)}").ToList();
        var edited = words.ToList();
        for (var i = 0; i < 6_000; i++)
            edited[random.Next(edited.Count)] = $"w{random.Next(300)}";
        var line = WordDiffer.Diff([new Text(string.Join(' ', words))], [new Text(string.Join(' ', edited))], mergeIslands: false);
        var marked = line.Segments.Where(segment => segment.Kind == SegmentKind.Deleted).Sum(segment => segment.OldLength);
        Assert.InRange(marked, 1, (int)(1.2 * 6_000 * 5));
    }

    [Theory]
    [InlineData("p")]
    [InlineData("list.")]
    public void A_fully_reversed_document_is_all_moves(string id)
    {
        var clauses = Enumerable.Range(1, 5_000).Select(i => Provision($"{id}{i}", $"Clause number w{i} of the manual.")).ToArray();
        var changes = Diff(Rules(clauses), Rules([.. clauses.Reverse()])).Changes().ToList();
        Assert.Equal(4_999, changes.Count);
        Assert.All(changes, change => Assert.Equal((Standing.Arrived, false), (change.Standing, change.IsEdited)));
    }

    [Fact]
    public void A_manual_of_two_thousand_clauses_shows_just_its_edits()
    {
        var old = GenerateEdits.Manual(2_000, 5);
        var edited = 0;
        var @new = old with
        {
            Sections = old.Sections.Map(section => section with
            {
                Children = section.Children.Map(clause => edited++ % 10 == 0
                    ? clause with { Body = [.. clause.Body, ExampleDocument.Paragraph(new Text("And more."))] }
                    : clause),
            }),
        };
        Assert.Equal(200, PolicyDiffer.Diff(old, @new).Changes().Count());
    }

    private static PolicyDiff Diff(Clause old, Clause @new) => PolicyDiffer.Diff(Document(old), Document(@new));

    private static PolicyDocument Document(params Clause[] sections) => Numbering.Number(ExampleDocument.Create() with
    {
        Sections = [.. sections],
        Notice = null,
        Acknowledgement = null,
    });

    private static Clause Section(string id, params Clause[] children) => ExampleDocument.Section(id, id.ToUpperInvariant(), children);

    private static Clause Rules(params Clause[] children) => Section("rules", children);

    private static Clause Provision(string id, string text, params Clause[] children) =>
        ExampleDocument.Provision($"rules.{id}", [ExampleDocument.Paragraph(new Text(text))], children);
}
