using System.Net;

namespace PolicyBuilder.Web.Hosting;

/// <summary>
/// Answers over TLS only: Kestrel's own, or that of a known proxy. This computer's own addresses count as secure, as browsers take them (W3C
/// Secure Contexts, section 3.1), so that the pages can be tried without a certificate.
/// </summary>
internal static class SecureOnly
{
    public static void Use(IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (!context.Request.IsHttps)
        {
            var connection = context.Connection;
            if (connection.LocalIpAddress is not { } local || !IPAddress.IsLoopback(local) || connection.RemoteIpAddress is not { } remote || !IPAddress.IsLoopback(remote))
            {
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                return context.Response.WriteAsync("These pages answer over HTTPS only.\n");
            }
            context.Request.IsHttps = true;
        }
        return next(context);
    });
}
