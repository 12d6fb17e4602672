namespace PolicyBuilder.Formats.Writers;

/// <summary>Which addresses a policy may link to.</summary>
internal static class LinkAddress
{
    /// <summary>Whether <paramref name="address"/> is absolute and of a scheme that opens a page, a mail or a call.</summary>
    public static bool IsAllowed(string address) =>
        address.StartsWith("https:", StringComparison.OrdinalIgnoreCase)
        || address.StartsWith("http:", StringComparison.OrdinalIgnoreCase)
        || address.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase)
        || address.StartsWith("tel:", StringComparison.OrdinalIgnoreCase);
}
