using System.Text.RegularExpressions;
using PolicyBuilder.Acknowledgements.Staff;

namespace PolicyBuilder.Web.Tests;

/// <summary>Somebody of the city's own who has set up an account through the pages, and what they hold.</summary>
/// <param name="Name">As others see it.</param>
/// <param name="SignInName">What they sign in with.</param>
/// <param name="Role">What they may do.</param>
internal sealed record Colleague(string Name, string SignInName, StaffRole Role)
{
    private int recovered;

    public const string Password = "seven quiet herons at dawn";

    /// <summary>The app that makes their codes.</summary>
    public required Telephone Telephone { get; init; }

    /// <summary>Codes that sign in once each.</summary>
    public required IReadOnlyList<string> RecoveryCodes { get; init; }

    /// <summary>What a browser holds that is signed in since the setup.</summary>
    public required IReadOnlyDictionary<string, string> Cookies { get; init; }

    /// <summary>Goes through the pages of the setup with a code.</summary>
    /// <param name="named">Whether the code's account has a name already.</param>
    public static async Task<Colleague> SetUpAsync(Browser browser, string code, string name, string signInName, StaffRole role, bool named)
    {
        var choose = await browser.SubmitAsync(await browser.OpenAsync("/hr/setup"), "/hr/setup", ("Code", code));
        (string, string)[] fields = named ? [("Password", Password)] : [("FullName", name), ("SignInName", signInName), ("Password", Password)];
        var app = await browser.SubmitAsync(choose, "/hr/setup/password", fields);
        var telephone = new Telephone(app.Page.QuerySelector("code.key")?.TextContent ?? throw new InvalidOperationException(app.Text));
        var done = await browser.SubmitAsync(app, "/hr/setup/app", ("Code", telephone.Code()!));
        var recovery = done.Page.QuerySelectorAll(".codes code").Select(one => one.TextContent).ToList();
        return recovery.Count == 0
            ? throw new InvalidOperationException(done.Text)
            : new Colleague(name, signInName, role) { Telephone = telephone, RecoveryCodes = recovery, Cookies = new Dictionary<string, string>(browser.Cookies) };
    }

    /// <summary>Types sign-in name and password, and a code of the telephone, or the last recovery code while it has none.</summary>
    public async Task<Answer> SignInAsync(Browser browser, string then = "/hr", string? code = null)
    {
        var start = "/hr/sign-in?then=" + Uri.EscapeDataString(then);
        var second = await browser.SubmitAsync(await browser.OpenAsync(start), "/hr/sign-in", ("SignInName", SignInName), ("Password", Password));
        return await browser.SubmitAsync(second, "/hr/sign-in/code", ("Code", code ?? Code()));
    }

    /// <summary>A code that signs in.</summary>
    public string Code() => Telephone.Code() ?? RecoveryCodes[^++recovered];

    /// <summary>The code in what the console or a page says.</summary>
    public static string? SetupCodeIn(string text) => Regex.Match(text, @"\b[0-9A-Z]{4}(-[0-9A-Z]{4}){5}\b") is { Success: true } match ? match.Value : null;
}
