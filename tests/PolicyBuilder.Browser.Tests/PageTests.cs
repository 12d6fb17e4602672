using PolicyBuilder.Model.Documents;
using Xunit;

namespace PolicyBuilder.Browser.Tests;

public sealed class PageTests(Looking looking) : IClassFixture<Looking>
{
    public static readonly TheoryData<string> Names = [.. Pages.All.Keys];

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void Markers_that_a_reader_sees_are_the_labels(string name)
    {
        var labels = Pages.All[name].AllClauses().Where(clause => clause.Kind == ClauseKind.Provision)
            .ToDictionary(clause => clause.Id.Value, clause => clause.Label);
        Assert.Equal(labels, looking.Page(name).Views[0].Markers!);
    }

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void Pages_are_valid_and_accessible_on_every_screen_and_on_paper(string name)
    {
        var page = looking.Page(name);
        Assert.Empty(page.Markup);
        Assert.Equal(["desk", "phone", "dark", "dark phone", "forced colors", "paper"], page.Views.Select(view => view.View));
        Assert.All(page.Views, view => Assert.Empty(view.Violations));
    }

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void Pages_fit_their_screen(string name) =>
        Assert.All(looking.Page(name).Views, view => Assert.True(view.Overflow <= 0, $"{view.View}: {view.Overflow} px too wide"));

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void Pages_ask_for_nothing_and_break_none_of_their_own_rules(string name) => Assert.All(looking.Page(name).Views, view =>
    {
        Assert.Empty(view.Requests);
        Assert.Empty(view.Complaints);
    });

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void First_Tab_shows_the_way_past_the_contents(string name) =>
        Assert.Equal(new SeenStop("Skip to the text", Visible: true), looking.Page(name).Views[0].FirstStop);
}
