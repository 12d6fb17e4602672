using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Acknowledgements.Evidence;
using PolicyBuilder.Acknowledgements.Mailing;
using PolicyBuilder.Acknowledgements.Signing;
using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Web.Employee;

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
    internal AddressLimit UnknownLinks { get; } = new(20, TimeSpan.FromSeconds(30), Clock);

    /// <summary>The hash of a token as a link has it; null if it cannot be one.</summary>
    internal static ContentHash? TokenOf(string text) => LinkToken.TryParse(text, out var token) ? token.Hash : null;

    /// <summary>A mail was queued.</summary>
    internal void MailIsWaiting() => Mails.Wake();
}
