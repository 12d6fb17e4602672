using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Web.Employee;
using PolicyBuilder.Web.Hosting;
using PolicyBuilder.Web.SignIn;

namespace PolicyBuilder.Web.Staff;

/// <summary><c>/hr/policies/text</c> and <c>/hr/policies/word</c>: the published files, byte for byte as the ledger keeps them.</summary>
internal static class PolicyEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/hr/policies/text", async (HttpContext context, CitySite site, string policy, string version) =>
            await FindAsync(site, policy, version, context.RequestAborted) is { } found ? await DocumentEndpoints.PageAsync(context, site, found) : Results.NotFound()).RequireAuthorization(StaffSignIn.Scheme);
        routes.MapGet("/hr/policies/word", async (HttpContext context, CitySite site, string policy, string version) =>
            await FindAsync(site, policy, version, context.RequestAborted) is { } found ? await DocumentEndpoints.WordAsync(context, site, found) : Results.NotFound()).RequireAuthorization(StaffSignIn.Scheme);
    }

    private static async Task<AskedVersion?> FindAsync(CitySite site, string policy, string version, CancellationToken cancel) =>
        (await site.Campaigns.ReadAsync(cancel)).Versions.FirstOrDefault(known => known.Policy == policy && known.Version.ToString() == version);
}
