using System.Text;
using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Evidence;
using PolicyBuilder.Acknowledgements.Ledgers;
using PolicyBuilder.Acknowledgements.Roster;
using PolicyBuilder.Ledger;

namespace PolicyBuilder.Acknowledgements.Mailing;

/// <summary>What a mail has to tell.</summary>
public sealed record Letter
{
    public required Mail Mail { get; init; }

    /// <summary>The person it is about.</summary>
    public required Person Person { get; init; }

    public required AskedVersion Version { get; init; }

    /// <summary>Whoever gets it, where that is not <see cref="Person"/> but somebody on the roster.</summary>
    public Person? Recipient { get; init; }

    /// <summary>The invitation; needed for mails with a link, and for notices to supervisors.</summary>
    public Invitation? Invitation { get; init; }

    /// <summary>The secret of the link; needed for mails with one.</summary>
    public LinkToken? Token { get; init; }

    /// <summary>When the link ends.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>For a reminder: that no further one follows.</summary>
    public bool IsLast { get; init; }

    /// <summary>For a notice to HR: that the person does not agree; otherwise they have questions.</summary>
    public bool Declined { get; init; }

    /// <summary>The day of the signature, for its receipt.</summary>
    public DateOnly? SignedOn { get; init; }

    public ReceiptFile? Receipt { get; init; }

    /// <summary>Names no one.</summary>
    public override string ToString() => Mail.Kind.ToString();
}

/// <summary>A receipt to be attached.</summary>
/// <param name="Entry">The entry's index.</param>
/// <param name="Proof">The <c>.tlog-proof</c>.</param>
/// <param name="Key">The ledger's public key (C2SP signed-note, verifier key), against which it is checked.</param>
public sealed record ReceiptFile(long Entry, ReadOnlyMemory<byte> Proof, string Key)
{
    /// <summary>An entry's receipt, with its evidence where that can be opened here; null if there is no such entry.</summary>
    public static async Task<ReceiptFile?> ReadAsync(OpenLedger ledger, long entry, CancellationToken cancel = default)
    {
        if (await ledger.Store.ReadHeadAsync(cancel).ConfigureAwait(false) is not { } head || entry < 0 || entry >= head.Size)
            return null;
        ReadOnlyMemory<byte>? opening = null;
        if (ledger.Keys.Disclosures.Exist)
        {
            await foreach (var disclosure in Disclosure.ReadAsync(ledger.Store, ledger.Keys.Disclosures, entry, entry + 1, cancel).ConfigureAwait(false))
                opening = disclosure.Opening.Bytes;
        }
        var receipt = await Receipt.ReadAsync(ledger.Store, entry, opening, cancel).ConfigureAwait(false);
        // Where the ledger is not signed, its key is told by the city.
        return new ReceiptFile(entry, Encoding.UTF8.GetBytes(receipt.ToString()), ledger.Keys.Verifier()?.ToString() ?? "KEY");
    }
}
