using System.Globalization;

namespace PolicyBuilder.Web.SignIn;

/// <summary>How the first one gets in, and one more when all the others have lost their way: whoever starts the pages reads a code at the console.</summary>
internal static class FirstAccount
{
    /// <summary>The setting that asks for it although there are accounts.</summary>
    public const string Setting = "PolicyBuilder:NewAdmin";

    /// <summary>Prints a code if nobody can sign in, at the organisation neither, or if it was asked for. No password is there before somebody chooses one.</summary>
    public static async Task OfferAsync(IServiceProvider services, IConfiguration configuration, Uri address, TextWriter console)
    {
        var accounts = services.GetRequiredService<Accounts>();
        var asked = bool.TryParse(configuration[Setting], out var wanted) && wanted;
        var ways = services.GetRequiredService<WaysIn>();
        if (asked && !ways.Own)
            await console.WriteLineAsync("\nNo setup code: PolicyBuilder:Oidc:Only lets people in through the organisation's sign-in alone. Set it to false first.\n");
        if (!ways.Own || !asked && (ways.Oidc is not null || (await accounts.ReadAsync()).Any(Accounts.IsReady)))
            return;
        var code = await accounts.OfferFirstAsync();
        await console.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"""

            {(asked ? "A new admin for" : "Nobody can sign in to")} the city's own pages{(asked ? "" : " yet")}. The code below makes one admin, once, within {SetupCode.Life.TotalHours:0} hours.
              Open  {new Uri(address, "hr/setup")}
              Code  {code}

            """).ReplaceLineEndings("\n"));
        await console.FlushAsync();
    }
}
