using Microsoft.AspNetCore.Mvc;

namespace PolicyBuilder.Web.Hosting;

/// <summary>303: the browser gets the next page with GET, and going back does not send the form again (RFC 9110, section 15.4.4).</summary>
public sealed class SeeOtherResult(string address) : ActionResult
{
    /// <inheritdoc/>
    public override void ExecuteResult(ActionContext context)
    {
        context.HttpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.HttpContext.Response.Headers.Location = address;
    }
}
