using System.Text.Json;
using System.Text.RegularExpressions;
using PolicyBuilder.Web.Tests;
using Xunit;

namespace PolicyBuilder.Browser.Tests.Staff;

/// <summary>The way in to the city's own pages, and the pages of accounts, as Chromium shows them, served by the program itself.</summary>
public sealed class SignInPageTests
{
    // What a person found who looked at it: the cells are out of sight in a frame that scrolls, in the colours of those in sight, which axe decides.
    private const string Reviewed = @"^color-contrast: .* partially obscured by another element";

    [SkippableFact]
    public async Task Every_page_of_the_way_in_and_of_accounts_is_accessible_on_every_screen()
    {
        Chromium.Require();
        await using var town = await Town.OpenAsync();
        var states = JsonSerializer.Deserialize<SeenState[]>(Chromium.Run("signin.mjs", [], JsonSerializer.Serialize(new { address = town.Address.GetLeftPart(UriPartial.Authority), code = await town.SetupCodeAsync() })), JsonSerializerOptions.Web)!;
        Assert.Equal(
            [
                "setup", "setup with problems", "password", "password with problems", "telephone", "telephone with problems", "recovery codes", "accounts", "accounts with problems", "account added",
                "one account", "new setup code", "own account", "own account with problems", "another telephone", "404", "sign out", "signed out", "sign in", "sign in with problems", "code", "code with problems",
            ],
            states.Select(state => state.Name));
        Assert.All(states, state => Assert.Equal((state.Name, state.Name == "404" ? 404 : 200), (state.Name, state.Status)));
        Assert.All(states, state => Assert.Equal((state.Name, state.Name == "404" || state.Name.EndsWith("problems", StringComparison.Ordinal)), (state.Name, state.Title.StartsWith("Error: ", StringComparison.Ordinal))));
        Assert.Empty(
            from state in states
            from found in state.Markup.Concat(
                from view in state.Views
                from one in view.Violations.Concat(view.Incomplete.Where(one => !Regex.IsMatch(one, Reviewed))).Concat(view.Overflow > 0 ? [$"{view.Overflow} px too wide"] : [])
                select $"{view.View}: {one}")
            select $"{state.Name}: {found}");
    }
}
