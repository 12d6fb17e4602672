using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Signing;
using PolicyBuilder.Web.Hosting;

namespace PolicyBuilder.Web.Employee;

/// <summary><c>/document</c> and <c>/document/word</c>: the published files byte for byte, for whoever has a session.</summary>
internal static class DocumentEndpoints
{
    /// <summary>The media type of a Word file.</summary>
    public const string WordFile = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/document", [HttpMethods.Get, HttpMethods.Head], async (HttpContext context, CitySite site) =>
        {
            if (await AddresseeAsync(context, site) is not { } addressee)
                return Results.StatusCode(StatusCodes.Status403Forbidden);
            return await PageAsync(context, site, addressee.Version);
        });
        routes.MapMethods("/document/word", [HttpMethods.Get, HttpMethods.Head], async (HttpContext context, CitySite site) =>
        {
            if (await AddresseeAsync(context, site) is not { } addressee)
                return Results.StatusCode(StatusCodes.Status403Forbidden);
            return await WordAsync(context, site, addressee.Version);
        });
    }

    /// <summary>A version's page as it was published.</summary>
    public static async Task<IResult> PageAsync(HttpContext context, CitySite site, AskedVersion version)
    {
        var page = await site.Documents.ReadAsync(version, context.RequestAborted);
        // The file has its style inside and says so itself; frames stay forbidden, which a file cannot say.
        context.Response.Headers.ContentSecurityPolicy = page.ContentPolicy + "; frame-ancestors 'none'; object-src 'none'";
        return Results.Bytes(page.Bytes, "text/html; charset=utf-8");
    }

    /// <summary>A version's Word file as it was published, if it was with one.</summary>
    public static async Task<IResult> WordAsync(HttpContext context, CitySite site, AskedVersion version) =>
        await site.Documents.WordAsync(version, context.RequestAborted) is { } word ? Results.Bytes(word.Bytes, WordFile, word.Name) : Results.NotFound();

    private static async Task<Addressee?> AddresseeAsync(HttpContext context, CitySite site) =>
        SessionCookie.Read(context.Request) is { } secret
        && await site.Desk.ResumeAsync(secret, context.RequestAborted) is { State: LinkState.Open or LinkState.AlreadySigned } visit
            ? visit.Addressee
            : null;
}
