using System.Net;
using System.Text.RegularExpressions;
using PolicyBuilder.Acknowledgements.Staff;
using PolicyBuilder.Testing;
using Xunit;

namespace PolicyBuilder.Web.Tests;

/// <summary>Every address under <c>/hr</c>, as the sources map it: a new page is tried without being added here.</summary>
public sealed class RouteTests : IAsyncLifetime
{
    private const string WayIn = "SignIn";

    // What a page about the town's people or accounts would say.
    private static readonly string[] Data = ["Canary", "Quillfeather", "new-harbor.example/policies", "person0@", "Dana Placeholder", "dana.placeholder"];

    private static readonly (string Address, string Folder, bool Admin)[] Routes = [.. Find()];

    private Town town = null!;

    [Fact]
    public void The_sources_name_the_pages_that_one_knows()
    {
        Assert.Superset(new HashSet<string>(["/hr", "/hr/people", "/hr/ledger", "/hr/policies/word", "/hr/receipt", "/hr/accounts", "/hr/account", "/hr/sign-in", "/hr/setup"]), Routes.Select(route => route.Address.Split('?')[0]).ToHashSet());
        Assert.Equal(["/hr/accounts", $"/hr/accounts/{new string('0', 32)}"], Routes.Where(route => route.Admin && route.Address.StartsWith("/hr/accounts", StringComparison.Ordinal)).Select(route => route.Address.Split('?')[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Without_a_session_no_address_shows_anything_but_the_way_in()
    {
        await town.ColleagueAsync(StaffRole.Admin);
        foreach (var (address, folder, _) in Routes)
        {
            foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Head, HttpMethod.Post, HttpMethod.Put])
            {
                using var browser = new Browser(town.Address);
                using var request = new HttpRequestMessage(method, address);
                if (method == HttpMethod.Post)
                    request.Content = new FormUrlEncodedContent([]);
                var answer = await browser.SendAsync(request);
                Assert.All(Data, data => Assert.DoesNotContain(data, answer.Text, StringComparison.Ordinal));
                Assert.DoesNotContain("__Host-staff", browser.Cookies.Keys);
                if (folder == WayIn)
                    Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.SeeOther or HttpStatusCode.NotFound || method != HttpMethod.Get && answer.Status is HttpStatusCode.BadRequest or HttpStatusCode.MethodNotAllowed, $"{method} {address}: {answer.Status}");
                else
                    Assert.True(answer.Status == HttpStatusCode.SeeOther && answer.Location!.StartsWith("/hr/sign-in", StringComparison.Ordinal) || method != HttpMethod.Get && answer.Status == HttpStatusCode.MethodNotAllowed, $"{method} {address}: {answer.Status} {answer.Location}");
            }
        }
    }

    [Fact]
    public async Task Human_resources_see_every_page_but_those_of_admins()
    {
        using var robin = await town.SignInAsync(StaffRole.HumanResources);
        foreach (var (address, _, admin) in Routes.Where(route => route.Folder != WayIn))
        {
            var answer = await robin.GetAsync(address);
            Assert.True(answer.Location?.StartsWith("/hr/sign-in", StringComparison.Ordinal) is not true && answer.Status == HttpStatusCode.Forbidden == admin && answer.Status < HttpStatusCode.InternalServerError, $"{address}: {answer.Status}");
        }
    }

    public async Task InitializeAsync() => town = await Town.OpenAsync();

    public async Task DisposeAsync() => await town.DisposeAsync();

    private static IEnumerable<(string Address, string Folder, bool Admin)> Find()
    {
        var web = Path.Combine(Repository.Root, "src", "PolicyBuilder.Web");
        foreach (var file in Directory.GetFiles(Path.Combine(web, "Pages"), "*.cshtml", SearchOption.AllDirectories))
        {
            var text = File.ReadAllText(file);
            if (Regex.Match(text, @"^@page ""(/hr[^""]*)""", RegexOptions.Multiline) is not { Success: true } page)
                continue;
            var model = Regex.Match(text, @"^@model (\w+)", RegexOptions.Multiline).Groups[1].Value;
            var code = Directory.GetFiles(web, "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText).Single(source => Regex.IsMatch(source, $@"class {model}\b"));
            yield return (Filled(page.Groups[1].Value), Path.GetFileName(Path.GetDirectoryName(file)!), Regex.IsMatch(code, $@"\[Authorize\(Policy = StaffSignIn\.Admin\)\]\s+public (sealed )?class {model}\b"));
        }
        foreach (var source in Directory.GetFiles(web, "*.cs", SearchOption.AllDirectories).Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)))
        {
            foreach (Match map in Regex.Matches(File.ReadAllText(source), @"\.Map\w*\(\s*""(/hr[^""]*)"""))
                yield return (Filled(map.Groups[1].Value), "Staff", false);
        }
    }

    // With what somebody who knows the town would ask for.
    private static string Filled(string route) =>
        route.Replace("{id:length(32)}", new string('0', 32), StringComparison.Ordinal).Replace("{status:int}", "500", StringComparison.Ordinal) + "?id=1000&entry=1&policy=social-media&version=1.0.0&to=1.0.0&handler=Picture";
}
