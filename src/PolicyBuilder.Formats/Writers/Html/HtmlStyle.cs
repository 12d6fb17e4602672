namespace PolicyBuilder.Formats.Writers.Html;

/// <summary>The stylesheet that every page carries.</summary>
internal static class HtmlStyle
{
    /// <summary>
    /// SHA-256 of <see cref="Css"/> in base 64, by which the page's Content-Security-Policy lets it in (CSP 3 § 8.4). A
    /// constant, because a hash library is slow to load; a test tells the new value when the stylesheet changes.
    /// </summary>
    public const string Hash = "C2X2kDp6vUPVzgSbsRIh/mm6VXSSGgKYGSqquJwsVRg=";

    /// <summary>The text of <c>policy.css</c>.</summary>
    public static string Css { get; } = Read();

    private static string Read()
    {
        using var resource = typeof(HtmlStyle).Assembly.GetManifestResourceStream("policy.css")!;
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd();
    }
}
