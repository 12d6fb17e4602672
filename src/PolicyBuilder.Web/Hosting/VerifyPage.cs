using AngleSharp.Html.Parser;

namespace PolicyBuilder.Web.Hosting;

/// <summary>
/// <c>/verify</c>: one file that checks a receipt in the browser. It has its script and style inside, and names their hashes itself; the answer
/// has the same policy in its header.
/// </summary>
internal static class VerifyPage
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var file = Path.Combine(AppContext.BaseDirectory, "wwwroot", "verify.html");
        var bytes = File.ReadAllBytes(file);
        var policy = new HtmlParser().ParseDocument(System.Text.Encoding.UTF8.GetString(bytes)).QuerySelector("meta[http-equiv='Content-Security-Policy']")?.GetAttribute("content")
            ?? throw new InvalidDataException($"{file} names no Content-Security-Policy.");
        foreach (var address in (string[])["/verify", "/verify.html"])
        {
            routes.MapMethods(address, [HttpMethods.Get, HttpMethods.Head], (HttpContext context) =>
            {
                context.Response.Headers.ContentSecurityPolicy = policy + "; frame-ancestors 'none'; object-src 'none'";
                return Results.Bytes(bytes, "text/html; charset=utf-8");
            });
        }
    }
}
