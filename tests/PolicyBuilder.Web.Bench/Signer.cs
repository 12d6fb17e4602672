using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;

namespace PolicyBuilder.Web.Bench;

/// <summary>A person with a telephone, as the server sees them: the nine requests from the link to the receipt.</summary>
internal sealed partial class Signer(Uri address) : IDisposable
{
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.None }) { BaseAddress = address };
    private readonly Dictionary<string, string> cookies = new(StringComparer.Ordinal);

    /// <summary>Signs.</summary>
    /// <returns>How long the last POST took, in milliseconds.</returns>
    public async Task<double> SignAsync(string link)
    {
        cookies.Clear();
        var form = Form(await SendAsync(HttpMethod.Get, link, [], HttpStatusCode.OK));
        await SendAsync(HttpMethod.Post, link, form, HttpStatusCode.SeeOther);
        form = Form(await SendAsync(HttpMethod.Get, "/read", [], HttpStatusCode.OK));
        await SendAsync(HttpMethod.Post, "/read", form, HttpStatusCode.SeeOther);
        await SendAsync(HttpMethod.Post, "/consent", [.. form, new("How", "electronic")], HttpStatusCode.SeeOther);
        await SendAsync(HttpMethod.Post, "/sign", [.. form, new("FullName", "Pat Example"), new("Ticked", "true")], HttpStatusCode.SeeOther);
        form = Form(await SendAsync(HttpMethod.Get, "/check", [], HttpStatusCode.OK));
        var begun = Stopwatch.GetTimestamp();
        await SendAsync(HttpMethod.Post, "/check", form, HttpStatusCode.SeeOther);
        var took = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        await SendAsync(HttpMethod.Get, "/receipt", [], HttpStatusCode.OK);
        return took;
    }

    public void Dispose() => client.Dispose();

    private static List<KeyValuePair<string, string>> Form(string page) =>
        [.. Hidden().Matches(page).Select(match => KeyValuePair.Create(Name().Match(match.Value).Groups[1].Value, WebUtility.HtmlDecode(Value().Match(match.Value).Groups[1].Value)))];

    private async Task<string> SendAsync(HttpMethod method, string path, IEnumerable<KeyValuePair<string, string>> form, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(method, path);
        if (method == HttpMethod.Post)
            request.Content = new FormUrlEncodedContent(form);
        if (cookies.Count > 0)
            request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        using var response = await client.SendAsync(request);
        if (response.StatusCode != expected)
            throw new InvalidOperationException($"{method} {path[..Math.Min(path.Length, 12)]}: {(int)response.StatusCode} instead of {(int)expected}");
        foreach (var cookie in response.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
        {
            var pair = cookie.Split(';')[0].Split('=', 2);
            cookies[pair[0]] = pair[1];
        }
        return await response.Content.ReadAsStringAsync();
    }

    [GeneratedRegex("<input[^>]*type=\"hidden\"[^>]*>")]
    private static partial Regex Hidden();

    [GeneratedRegex("name=\"([^\"]*)\"")]
    private static partial Regex Name();

    [GeneratedRegex("value=\"([^\"]*)\"")]
    private static partial Regex Value();
}
