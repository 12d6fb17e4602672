using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace PolicyBuilder.Web.Tests;

/// <summary>An answer of the server.</summary>
/// <param name="Headers">All headers, by name in small letters.</param>
public sealed record Answer(HttpStatusCode Status, string Text, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>The page.</summary>
    public IDocument Page { get; } = new HtmlParser().ParseDocument(Text);

    public string Title => Page.Title ?? "";

    public string Heading => Page.QuerySelector("h1")?.TextContent ?? "";

    /// <summary>The cookies that it sets, as written.</summary>
    public IReadOnlyList<string> SetCookies { get; init; } = [];

    public string? Location => Headers.GetValueOrDefault("location");
}

/// <summary>
/// A browser without script: keeps cookies as this site's are kept (which are Secure, and loopback counts as that), fills in forms as they are in
/// the page, and says where it comes from.
/// </summary>
public sealed class Browser(Uri address) : IDisposable
{
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = address };

    /// <summary>The cookies that it holds.</summary>
    public Dictionary<string, string> Cookies { get; } = new(StringComparer.Ordinal);

    public Task<Answer> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path), headers);

    /// <summary>Goes to a page and wherever it leads.</summary>
    public async Task<Answer> OpenAsync(string path)
    {
        var answer = await GetAsync(path);
        return answer.Location is { } next ? await OpenAsync(next) : answer;
    }

    /// <summary>Fills in the form of a page and sends it; follows the answer if it leads on.</summary>
    public async Task<Answer> SubmitAsync(Answer page, string path, params (string Name, string Value)[] fields)
    {
        var sent = await PostAsync(page, path, fields);
        return sent.Location is { } next ? await OpenAsync(next) : sent;
    }

    /// <summary>Fills in the form of a page and sends it.</summary>
    public Task<Answer> PostAsync(Answer page, string path, params (string Name, string Value)[] fields)
    {
        var form = page.Page.QuerySelectorAll("main form input[type=hidden]").Select(input => KeyValuePair.Create(input.GetAttribute("name")!, input.GetAttribute("value") ?? ""));
        return SendAsync(
            new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent([.. form, .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))]) },
            ("Sec-Fetch-Site", "same-origin"), ("Origin", "null"));
    }

    public async Task<Answer> SendAsync(HttpRequestMessage request, params (string Name, string Value)[] headers)
    {
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        if (Cookies.Count > 0)
            request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        using var response = await client.SendAsync(request);
        IReadOnlyList<string> cookies = response.Headers.TryGetValues("Set-Cookie", out var set) ? [.. set] : [];
        foreach (var cookie in cookies)
        {
            var (name, value) = cookie.Split(';')[0].Split('=', 2) is [var first, var second] ? (first, second) : throw new FormatException(cookie);
            if (value.Length == 0)
                Cookies.Remove(name);
            else
                Cookies[name] = value;
        }
        var all = response.Headers.Concat(response.Content.Headers).ToDictionary(header => header.Key.ToLowerInvariant(), header => string.Join(", ", header.Value), StringComparer.Ordinal);
        return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(), all) { SetCookies = cookies };
    }

    public void Dispose() => client.Dispose();
}
