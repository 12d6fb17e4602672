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
        return SendAsync(
            new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent([.. HiddenIn(page, path).Where(hidden => fields.All(field => field.Name != hidden.Key)), .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))]) },
            ("Sec-Fetch-Site", "same-origin"), ("Origin", "null"));
    }

    /// <summary>Sends the form of a page whose answer is a file.</summary>
    public async Task<byte[]> DownloadAsync(Answer page, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(HiddenIn(page, path)) };
        request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", "same-origin");
        request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        using var response = await client.SendAsync(request);
        return await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
    }

    /// <summary>Fills in the form of a page, a file among its fields, and sends it; follows the answer if it leads on.</summary>
    public async Task<Answer> UploadAsync(Answer page, string path, string field, string file, byte[] content, params (string Name, string Value)[] fields)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (name, value) in HiddenIn(page, path).Concat(fields.Select(one => KeyValuePair.Create(one.Name, one.Value))))
            form.Add(new StringContent(value), name);
        form.Add(new ByteArrayContent(content), field, file);
        var sent = await SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = form }, ("Sec-Fetch-Site", "same-origin"), ("Origin", "null"));
        return sent.Location is { } next ? await OpenAsync(next) : sent;
    }

    // Of several forms in a page, the one that goes there; else the first, whose token is as good.
    private static IEnumerable<KeyValuePair<string, string>> HiddenIn(Answer page, string path)
    {
        var forms = page.Page.QuerySelectorAll("main form, header form").OrderBy(form => form.Closest("header") is not null).ToList();
        var form = forms.Find(form => form.GetAttribute("action") == path) ?? forms.FirstOrDefault();
        return form is null ? [] : form.QuerySelectorAll("input[type=hidden]").Select(input => KeyValuePair.Create(input.GetAttribute("name")!, input.GetAttribute("value") ?? ""));
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
