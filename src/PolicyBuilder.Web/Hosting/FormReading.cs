using Microsoft.AspNetCore.Diagnostics;

namespace PolicyBuilder.Web.Hosting;

/// <summary>
/// Reads a form before anything asks for it: a body that is too long is then 413 and one that never comes is 408 (RFC 9110, sections 15.5.14 and
/// 15.5.9), where the antiforgery check would say 400 of both.
/// </summary>
internal static class FormReading
{
    public static void Use(IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        // The page that says why a form was refused does not ask for it again.
        if (context.Request.HasFormContentType && context.Features.Get<IStatusCodeReExecuteFeature>() is null)
        {
            try
            {
                await context.Request.ReadFormAsync(context.RequestAborted);
            }
            catch (BadHttpRequestException refused)
            {
                context.Response.StatusCode = refused.StatusCode;
                return;
            }
            catch (InvalidDataException)
            {
                // No form, or one of thousands of fields.
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                return;
            }
        }
        await next(context);
    });
}
