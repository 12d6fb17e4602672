using PolicyBuilder.Formats.Plates;

namespace PolicyBuilder.Formats;

/// <summary>Which addresses a policy may link to.</summary>
internal static class LinkAddress
{
    /// <summary>
    /// Whether <paramref name="address"/> is absolute, of a scheme that opens a page, a mail or a call, and holds no answer: where a
    /// link leads is the template's or the amendment's word, never a blank's.
    /// </summary>
    public static bool IsAllowed(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" or "mailto" or "tel"
        && !address.Contains(BlankMark.Open, StringComparison.Ordinal);
}
