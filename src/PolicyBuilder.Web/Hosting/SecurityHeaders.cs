namespace PolicyBuilder.Web.Hosting;

/// <summary>The headers of every answer, errors included. What a page may do is little: it has no script, no frame and no image from elsewhere.</summary>
internal static class SecurityHeaders
{
    public const string Policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'";

    // All features that browsers have a switch for, off (W3C Permissions Policy).
    private const string Permissions = "accelerometer=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(self), usb=(), xr-spatial-tracking=()";

    public static void Use(IApplicationBuilder app) => app.Use((context, next) =>
    {
        // Written last: antiforgery writes a weaker X-Frame-Options of its own, and an error page begins with cleared headers.
        context.Response.OnStarting(static state =>
        {
            var response = (HttpResponse)state;
            var headers = response.Headers;
            if (headers.ContentSecurityPolicy.Count == 0)
                headers.ContentSecurityPolicy = Policy;
            headers.StrictTransportSecurity = "max-age=63072000; includeSubDomains";
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            headers.CacheControl = "no-store";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            headers["Permissions-Policy"] = Permissions;
            headers.XFrameOptions = "DENY";
            headers.Remove("Pragma");
            return Task.CompletedTask;
        }, context.Response);
        return next(context);
    });
}
