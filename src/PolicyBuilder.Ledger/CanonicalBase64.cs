namespace PolicyBuilder.Ledger;

/// <summary>
/// Base64 with exactly one text for each byte string (RFC 4648, sections 3.5 and 4): padding required, unused bits zero, nothing
/// else allowed. The framework's decoder skips white space and ignores stray bits, which would give one signature several texts.
/// </summary>
internal static class CanonicalBase64
{
    /// <summary>Decodes into <paramref name="bytes"/>; false if the text is not canonical or does not fit.</summary>
    internal static bool TryDecode(ReadOnlySpan<char> text, Span<byte> bytes, out int written)
    {
        if (!Convert.TryFromBase64Chars(text, bytes, out written))
            return false;
        if (text.Length != (written + 2) / 3 * 4)
            return false;
        Span<char> again = text.Length <= 256 ? stackalloc char[text.Length] : new char[text.Length];
        return Convert.TryToBase64Chars(bytes[..written], again, out _) && again.SequenceEqual(text);
    }

    /// <summary>Decodes into a new array; null if the text is not canonical.</summary>
    internal static byte[]? Decode(ReadOnlySpan<char> text)
    {
        var bytes = new byte[text.Length / 4 * 3];
        return TryDecode(text, bytes, out var written) ? bytes[..written] : null;
    }
}
