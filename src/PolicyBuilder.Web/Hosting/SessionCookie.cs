using Microsoft.AspNetCore.WebUtilities;

namespace PolicyBuilder.Web.Hosting;

/// <summary>
/// The cookie that goes on with a session after the first page: a random id, for this host only (RFC 6265bis, section 4.1.3.2), sent by this
/// site's own pages only and read by no script. It ends with the browser; the server ends the session sooner.
/// </summary>
internal static class SessionCookie
{
    public const string Name = "__Host-signing";

    public static void Set(HttpResponse response, byte[] secret) => response.Cookies.Append(Name, WebEncoders.Base64UrlEncode(secret), Options);

    public static void Remove(HttpResponse response) => response.Cookies.Delete(Name, Options);

    public static byte[]? Read(HttpRequest request)
    {
        try
        {
            return request.Cookies[Name] is { Length: < 100 } text ? WebEncoders.Base64UrlDecode(text) : null;
        }
        catch (FormatException)
        {
            // Not one of ours.
            return null;
        }
    }

    private static CookieOptions Options => new() { HttpOnly = true, Secure = true, SameSite = SameSiteMode.Strict, Path = "/", IsEssential = true };
}
