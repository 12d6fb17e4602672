using Microsoft.Net.Http.Headers;
using PolicyBuilder.Web.Language;

namespace PolicyBuilder.Web.Hosting;

/// <summary>The language of a request: the one chosen with the switch, else the first that the browser asks for and is here.</summary>
internal static class LanguageChoice
{
    public const string Cookie = "__Host-language";

    public static Words Of(HttpRequest request)
    {
        if (Words.Find(request.Cookies[Cookie]) is { } chosen)
            return chosen;
        var wanted = request.GetTypedHeaders().AcceptLanguage.OrderByDescending(language => language.Quality ?? 1);
        foreach (StringWithQualityHeaderValue language in wanted)
        {
            if (language.Quality is not 0 && Words.Find(language.Value.Value) is { } found)
                return found;
        }
        return Words.All[0];
    }

    /// <summary>Takes <c>?language=es</c> as the choice, and leads on to the same address without it.</summary>
    public static void Use(IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (!HttpMethods.IsGet(context.Request.Method) || Words.Find(context.Request.Query["language"]) is not { } words)
            return next(context);
        Choose(context.Response, words);
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = context.Request.Path.ToUriComponent();
        return Task.CompletedTask;
    });

    private static void Choose(HttpResponse response, Words words) => response.Cookies.Append(Cookie, words.Tag, new CookieOptions
    {
        HttpOnly = true,
        Secure = true,
        SameSite = Microsoft.AspNetCore.Http.SameSiteMode.Lax,
        Path = "/",
        IsEssential = true,
    });
}
