using System.Text.RegularExpressions;
using Xunit;

namespace PolicyBuilder.Browser.Tests;

/// <summary>What holds of every served page in every state on every kind of screen.</summary>
public abstract class ServedPageTests<TSeen>(ServedPages<TSeen> pages)
    where TSeen : SeenPages
{
    protected ServedPages<TSeen> Served { get; } = pages;

    /// <summary>What axe cannot decide, with what a person found who looked at it.</summary>
    protected abstract IEnumerable<(string Finding, string Reason)> Reviewed { get; }

    /// <summary>The states that were seen; skips the test where nothing can look.</summary>
    protected IEnumerable<SeenState> All
    {
        get
        {
            Chromium.Require();
            return Served.Seen.States.Concat(Served.Faults.States);
        }
    }

    [SkippableFact]
    public void Every_state_was_seen_on_every_screen() => Assert.All(All, state => Assert.Equal(Seen.Screens, state.Views.Select(view => view.View)));

    [SkippableFact]
    public void Nothing_is_inaccessible_in_any_state_on_any_screen() => Seen.None(All.Views().SelectMany(seen => seen.View.Violations, (seen, found) => $"{seen.Where}: {found}"));

    [SkippableFact]
    public void Nothing_is_left_undecided() => Seen.None(
        All.Views().SelectMany(seen => seen.View.Incomplete, (seen, found) => $"{seen.Where}: {found}").Where(found => !Reviewed.Any(known => Regex.IsMatch(found, known.Finding))));

    [SkippableFact]
    public void No_page_scrolls_sideways() => Seen.None(All.Views().Where(seen => seen.View.Overflow > 0).Select(seen => $"{seen.Where}: {seen.View.Overflow} px too wide"));

    [SkippableFact]
    public void Markup_is_valid() => Seen.None(All.SelectMany(state => state.Markup, (state, found) => $"{state}: {found}"));

    [SkippableFact]
    public void A_page_that_refuses_says_so_in_its_title() => Assert.All(All, state => Assert.Equal(
        (state.ToString(), state.Status >= 400 || state.Name.Contains(" with a ", StringComparison.Ordinal) || state.Name.EndsWith("problems", StringComparison.Ordinal)),
        (state.ToString(), state.Title.StartsWith("Error: ", StringComparison.Ordinal))));

    [SkippableFact]
    public void Pages_ask_no_other_server_and_break_none_of_their_own_rules()
    {
        Chromium.Require();
        Assert.Empty(Served.Seen.Strangers.Concat(Served.Faults.Strangers));
        Seen.None(Seen.Unexpected(Served.Seen.Complaints.Concat(Served.Faults.Complaints)));
    }
}
