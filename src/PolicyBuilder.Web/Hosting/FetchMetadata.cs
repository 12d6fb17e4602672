using Microsoft.AspNetCore.Diagnostics;

namespace PolicyBuilder.Web.Hosting;

/// <summary>
/// Refuses what another site makes a browser send (W3C Fetch Metadata): besides the antiforgery token, and before it. A page may be arrived at
/// from anywhere; only this site's own pages may post. Browsers that send no <c>Sec-Fetch-Site</c> are left to the token. <c>Origin</c> is not
/// asked for: with <c>Referrer-Policy: no-referrer</c> the site's own forms say <c>null</c> there.
/// </summary>
internal static class FetchMetadata
{
    public static void Use(IApplicationBuilder app) => app.Use((context, next) =>
    {
        var site = context.Request.Headers["Sec-Fetch-Site"].ToString();
        var safe = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        if (safe || site is "" or "same-origin" or "none" || context.Features.Get<IStatusCodeReExecuteFeature>() is not null)
            return next(context);
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return Task.CompletedTask;
    });
}
