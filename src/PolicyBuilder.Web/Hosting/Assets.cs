using AngleSharp.Html.Parser;

namespace PolicyBuilder.Web.Hosting;

/// <summary>
/// The files inside the program: the stylesheet, the icon, and <c>/verify</c>, one page that checks a receipt in the browser. That page has its script and
/// style inside and names their hashes itself; the answer has the same policy in its header.
/// </summary>
internal static class Assets
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var (name, type) in ((string, string)[])[("site.css", "text/css; charset=utf-8"), ("staff.css", "text/css; charset=utf-8"), ("icon.svg", "image/svg+xml")])
        {
            var file = Read(name);
            routes.MapMethods("/" + name, [HttpMethods.Get, HttpMethods.Head], () => Results.Bytes(file, type));
        }
        var verify = Read("verify.html");
        var policy = new HtmlParser().ParseDocument(System.Text.Encoding.UTF8.GetString(verify)).QuerySelector("meta[http-equiv='Content-Security-Policy']")?.GetAttribute("content")
            ?? throw new InvalidDataException("verify.html names no Content-Security-Policy.");
        foreach (var address in (string[])["/verify", "/verify.html"])
        {
            routes.MapMethods(address, [HttpMethods.Get, HttpMethods.Head], (HttpContext context) =>
            {
                context.Response.Headers.ContentSecurityPolicy = policy + "; frame-ancestors 'none'; object-src 'none'";
                return Results.Bytes(verify, "text/html; charset=utf-8");
            });
        }
    }

    private static byte[] Read(string name)
    {
        using var stream = typeof(Assets).Assembly.GetManifestResourceStream(name) ?? throw new InvalidDataException($"The program holds no {name}.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
