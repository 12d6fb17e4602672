using System.Globalization;
using PolicyBuilder.Acknowledgements.Mailing;
using PolicyBuilder.Acknowledgements.Staff;
using PolicyBuilder.Web.Hosting;
using PolicyBuilder.Web.SignIn;

namespace PolicyBuilder.Web.Staff;

/// <summary><c>/hr/receipt</c>: the receipt of an entry, as the person has it. It names them, so that it was handed out is noted.</summary>
internal static class ReceiptEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/hr/receipt", async (HttpContext context, CitySite site, long entry) =>
    {
        var account = SignedIn.Of(context.User)!;
        var act = (await site.Campaigns.ReadAsync(context.RequestAborted)).Acts.FirstOrDefault(act => act.Entry == entry && act.IsSignature);
        if (act is null || await ReceiptFile.ReadAsync(site.Open, entry, context.RequestAborted) is not { } receipt)
            return Results.NotFound();
        await site.Staff.NoteAsync(new StaffAct(0, site.Clock.GetUtcNow(), account.Id, account.Name, string.Create(CultureInfo.InvariantCulture, $"exported the receipt of entry {entry}"), act.Person), CancellationToken.None);
        return Results.Bytes(receipt.Proof, "application/octet-stream", string.Create(CultureInfo.InvariantCulture, $"entry-{entry}.tlog-proof"));
    }).RequireAuthorization(StaffSignIn.Scheme);
}
