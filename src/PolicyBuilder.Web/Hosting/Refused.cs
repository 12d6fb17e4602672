using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;

namespace PolicyBuilder.Web.Hosting;

/// <summary>What a page knows that stands in for an answer without one: an error's status code, or a page that failed.</summary>
internal static class Refused
{
    /// <summary>The status code of the answer, from the address that the request was led to.</summary>
    // Not bound: binding would read the form, which may be what was refused.
    public static int StatusOf(RouteData route) => int.Parse((string)route.Values["status"]!, CultureInfo.InvariantCulture);

    /// <summary>Whether the request was led here, and nobody typed the address; of a page that failed the operator is told.</summary>
    public static bool IsLedHere(HttpContext context, Faults faults)
    {
        if (context.Features.Get<IExceptionHandlerFeature>() is not { Error: { } error })
            return context.Features.Get<IStatusCodeReExecuteFeature>() is not null;
        faults.PageFailed(error);
        return true;
    }
}
