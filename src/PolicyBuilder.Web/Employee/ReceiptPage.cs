using System.Text;
using Microsoft.AspNetCore.Mvc;
using PolicyBuilder.Acknowledgements.Evidence;

namespace PolicyBuilder.Web.Employee;

/// <summary><c>/receipt</c>: for as long as the link works, whoever comes back finds it.</summary>
public sealed class ReceiptPage : SignerPage
{
    /// <inheritdoc/>
    public override string Title => Evidence is PaperSignature ? Words.SignedOnPaperTitle : Words.SignedTitle;

    /// <inheritdoc/>
    protected override bool IsForSigned => true;

    /// <inheritdoc/>
    protected override bool MayHaveSigned => true;

    /// <inheritdoc/>
    protected override string? Earlier => Addressee.Signature is null ? "/read" : null;

    /// <summary>What the ledger holds; null if it was disposed of.</summary>
    public EvidenceRecord? Evidence { get; private set; }

    /// <summary>The entry's index.</summary>
    public long Entry => Addressee.Signature!.Entry!.Value;

    /// <summary>GET.</summary>
    public async Task OnGetAsync() => Evidence = (await Site.Ledger.ReadAsync(Entry, HttpContext.RequestAborted))?.Evidence;

    /// <summary>The receipt as a file.</summary>
    public async Task<IActionResult> OnGetProofAsync() =>
        await Site.Ledger.ReadReceiptAsync(Entry, HttpContext.RequestAborted) is { } receipt
            ? File(Encoding.UTF8.GetBytes(receipt.ToString()), "text/plain; charset=utf-8", $"{Addressee.Version.Policy}-{Addressee.Version.Version}.tlog-proof")
            : NotFound();
}
