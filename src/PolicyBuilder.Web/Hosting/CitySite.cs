using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Acknowledgements.Evidence;
using PolicyBuilder.Acknowledgements.Ledgers;
using PolicyBuilder.Acknowledgements.Mailing;
using PolicyBuilder.Acknowledgements.Signing;
using PolicyBuilder.Acknowledgements.Staff;
using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Web.Employee;
using PolicyBuilder.Web.Staff;

namespace PolicyBuilder.Web.Hosting;

/// <summary>What the pages of one city work with.</summary>
/// <param name="City">The city.</param>
/// <param name="Desk">Where people sign.</param>
/// <param name="Ledger">Where signatures are kept.</param>
/// <param name="Documents">The published files.</param>
/// <param name="Mails">Sends what is queued.</param>
/// <param name="Faults">Tells the operator what failed.</param>
/// <param name="Clock">What time it is.</param>
public sealed record CitySite(City City, SigningDesk Desk, AcknowledgementLedger Ledger, PublishedDocuments Documents, MailRound Mails, Faults Faults, TimeProvider Clock)
{
    /// <summary>The roster, the invitations, the mails.</summary>
    public required ICampaignStore Campaigns { get; init; }

    /// <summary>Who may sign in to the city's own pages, and what they did.</summary>
    public required IStaffStore Staff { get; init; }

    /// <summary>Records what people did.</summary>
    public required ActRecorder Acts { get; init; }

    /// <summary>Writes the mails.</summary>
    public required MailComposer Composer { get; init; }

    /// <summary>What links in mails begin with.</summary>
    public required Uri BaseAddress { get; init; }

    /// <summary>The ledger's files, keys and name.</summary>
    public required OpenLedger Open { get; init; }

    /// <summary>The city's folder, with its policies.</summary>
    public required string Folder { get; init; }

    /// <summary>Who must sign each policy, as its file says now.</summary>
    public required CurrentTerms Terms { get; init; }

    /// <summary>The city as it was when somebody looked last; null before.</summary>
    internal CityStatus? Status { get; set; }

    internal AddressLimit UnknownLinks { get; } = new(20, TimeSpan.FromSeconds(30), Clock);

    /// <summary>The hash of a token as a link has it; null if it cannot be one.</summary>
    internal static ContentHash? TokenOf(string text) => LinkToken.TryParse(text, out var token) ? token.Hash : null;

    /// <summary>A mail was queued.</summary>
    internal void MailIsWaiting() => Mails.Wake();
}
